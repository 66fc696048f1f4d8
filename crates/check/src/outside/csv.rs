//! A table of events: a head that names the columns, then a line for each event.

use super::datum::{Datum, Reader};
use super::event::{self, Fields};
use super::{ParseError, RawEvent};

/// What the head of a table may name; the first three it must.
const COLUMNS: [&str; 6] = ["process", "type", "f", "key", "value", "time_us"];

/// Whether a text begins with the head of a table of events.
pub(super) fn is_head(text: &str) -> bool {
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let names: Vec<_> = head.split(',').map(str::trim).collect();
    COLUMNS[..3].iter().all(|column| names.contains(column))
}

pub(super) fn parse(text: &str) -> Result<Vec<RawEvent>, ParseError> {
    let error = |line, message| ParseError { line, column: 1, message };
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let mut lines = lines.by_ref().filter(|(_, line)| !line.trim().is_empty());
    let Some((line, head)) = lines.next() else { return Ok(Vec::new()) };
    let head = cells(head).map_err(|message| error(line, message))?;
    let head: Vec<String> = head.iter().map(|name| name.trim().to_owned()).collect();
    if let Some(missing) =
        COLUMNS[..3].iter().find(|column| !head.iter().any(|name| name == *column))
    {
        let known = COLUMNS.join(",");
        return Err(error(line, format!("the head has no column {missing:?}: expected {known}")));
    }
    if let Some(name) = head.iter().find(|name| !COLUMNS.contains(&name.as_str())) {
        return Err(error(line, format!("the head names a column {name:?} that is not known")));
    }
    let mut events = Vec::new();
    for (line, text) in lines {
        let event = of_line(&head, text).and_then(|fields| event::of_fields(fields, line));
        events.extend(event.map_err(|message| error(line, message))?);
    }
    Ok(events)
}

fn of_line(head: &[String], text: &str) -> Result<Fields, String> {
    let row = cells(text)?;
    if row.len() != head.len() {
        return Err(format!("expected {} cells, found {}", head.len(), row.len()));
    }
    let (process, kind, f, key) = (None, None, None, None);
    let mut fields = Fields { process, kind, f, key, value: Datum::Nil, time_us: None };
    for (name, cell) in head.iter().zip(row) {
        let datum = datum(&cell);
        match name.as_str() {
            "process" => fields.process = Some(datum),
            "type" => fields.kind = Some(datum),
            "f" => fields.f = Some(datum),
            "key" => fields.key = Some(datum),
            "value" => fields.value = datum,
            _ => fields.time_us = time(&cell)?,
        }
    }
    Ok(fields)
}

fn time(cell: &str) -> Result<Option<u64>, String> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    cell.parse().map(Some).map_err(|_| format!("\"time_us\" is not a whole time: {cell}"))
}

/// What a cell says: nothing, one EDN value, or else its text.
fn datum(cell: &str) -> Datum {
    let cell = cell.trim();
    if cell.is_empty() {
        return Datum::Nil;
    }
    let mut reader = Reader::new(cell, false, 1);
    match reader.read() {
        Ok(datum) if reader.peek().is_none() => datum,
        _ => Datum::Text(cell.to_owned()),
    }
}

/// The cells of a line; one in quotes may hold commas, and quotes twice.
fn cells(line: &str) -> Result<Vec<String>, String> {
    let mut cells = vec![String::new()];
    let (mut quoted, mut chars) = (false, line.chars().peekable());
    while let Some(char) = chars.next() {
        let last = cells.len() - 1;
        match char {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cells[last].push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cells[last].is_empty() => quoted = true,
            ',' if !quoted => cells.push(String::new()),
            char => cells[last].push(char),
        }
    }
    if quoted {
        return Err("a cell's quotes are not closed on its line".to_owned());
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outside::{Format, parse};

    #[test]
    fn columns_are_found_by_their_names() {
        let text = "type, process,f,value\n\ninvoke,3,cas,\"[1, 2]\"\n\
                    info,nemesis,start,\nok,3,cas,\"[1, 2]\"\n";
        let events = parse(text, Format::Auto).expect("a table");
        let of = |event: &RawEvent| (event.process, event.value.to_string(), event.line);
        let read: Vec<_> = events.iter().map(of).collect();
        assert_eq!(read, [(3, "[1 2]".to_owned(), 3), (3, "[1 2]".to_owned(), 5)]);
    }

    #[test]
    fn cells_in_quotes_hold_commas_and_quotes() {
        assert_eq!(
            cells("a,\"b,c\",\"d \"\"e\"\"\",").as_deref(),
            Ok(&["a", "b,c", "d \"e\"", ""].map(str::to_owned)[..])
        );
        assert_eq!(datum("two words"), Datum::Text("two words".to_owned()));
        assert!(cells("a,\"b").is_err());
    }

    #[test]
    fn a_head_must_name_what_it_needs() {
        let said = |text| parse(text, Format::Csv).expect_err("no table").to_string();
        assert!(said("process,f\n").ends_with(
            "the head has no column \"type\": expected process,type,f,key,value,time_us"
        ));
        assert!(said("process,type,f,colour\n").contains("\"colour\""));
    }
}
