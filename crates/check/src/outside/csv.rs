//! A table of events: a head that names the columns, then a line for each event.

use super::datum::{Datum, Reader};
use super::event::{self, Fields};
use super::{ParseError, RawEvent};
use csv::{ReaderBuilder, StringRecord};

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
    let rows = rows(text).map_err(|(line, message)| error(line, message))?;
    let Some(((line, head), rows)) = rows.split_first() else { return Ok(Vec::new()) };
    let head: Vec<&str> = head.iter().map(str::trim).collect();
    if let Some(missing) = COLUMNS[..3].iter().find(|column| !head.contains(column)) {
        let known = COLUMNS.join(",");
        return Err(error(*line, format!("the head has no column {missing:?}: expected {known}")));
    }
    if let Some(name) = head.iter().find(|name| !COLUMNS.contains(name)) {
        return Err(error(*line, format!("the head names a column {name:?} that is not known")));
    }
    let mut events = Vec::new();
    for (line, row) in rows {
        let event = of_row(&head, row).and_then(|fields| event::of_fields(fields, *line));
        events.extend(event.map_err(|message| error(*line, message))?);
    }
    Ok(events)
}

/// The rows of a table that are not blank, each with its line, counted from 1; or what is wrong,
/// and in which line.
///
/// A cell in quotes may hold commas, and quotes twice. One that holds the end of a line is refused:
/// its quotes were left open, and would swallow the events that follow.
fn rows(text: &str) -> Result<Vec<(usize, StringRecord)>, (usize, String)> {
    // The last line's end is what shows that its quotes were left open.
    let text = [text.strip_suffix('\n').unwrap_or(text), "\n"].concat();
    let reader =
        ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for row in reader.into_records() {
        let row = row.map_err(|error| (1, error.to_string()))?;
        let line = line_of(&text, &row);
        if row.iter().any(|cell| cell.contains('\n')) {
            return Err((line, "a cell's quotes are not closed on its line".to_owned()));
        }
        if row.len() > 1 || row.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push((line, row));
        }
    }
    Ok(rows)
}

/// The line that a row begins in; its position is that of the empty lines before it.
fn line_of(text: &str, row: &StringRecord) -> usize {
    let Some(position) = row.position() else { return 1 };
    let before = text.bytes().skip(position.byte() as usize);
    let ends = before.take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() as usize + ends.filter(|byte| *byte == b'\n').count()
}

fn of_row(head: &[&str], row: &StringRecord) -> Result<Fields, String> {
    if row.len() != head.len() {
        return Err(format!("expected {} cells, found {}", head.len(), row.len()));
    }
    let (process, kind, f, key) = (None, None, None, None);
    let mut fields = Fields { process, kind, f, key, value: Datum::Nil, time_us: None };
    for (name, cell) in head.iter().zip(row) {
        let datum = datum(cell);
        match *name {
            "process" => fields.process = Some(datum),
            "type" => fields.kind = Some(datum),
            "f" => fields.f = Some(datum),
            "key" => fields.key = Some(datum),
            "value" => fields.value = datum,
            _ => fields.time_us = time(cell)?,
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
        let read = rows("a,\"b,c\",\"d \"\"e\"\"\",").expect("a table");
        assert_eq!(read, [(1, StringRecord::from(vec!["a", "b,c", "d \"e\"", ""]))]);
        assert_eq!(datum("two words"), Datum::Text("two words".to_owned()));
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        for text in ["a,b\n\n \nc,d\n", "a,b\r\n\r\n \r\nc,d", "a,b\r\n\n \nc,d\r\n"] {
            let lines: Vec<_> =
                rows(text).expect("a table").iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [1, 4], "{text:?}");
        }
    }

    #[test]
    fn open_quotes_are_told_in_their_line() {
        for text in ["a,b\nc,\"d\ne,f\n", "a,b\nc,\"d\n", "a,b\nc,\"d"] {
            let said = rows(text).expect_err("open quotes");
            assert_eq!(said, (2, "a cell's quotes are not closed on its line".to_owned()));
        }
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
