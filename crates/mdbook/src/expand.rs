//! A chapter with its blocks replaced.

use crate::block::{Block, Wrong};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use diagrams::figure::{Figure, Frame};
use diagrams::still;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::ops::Range;
use svg::Coloring;

/// What the book is made into.
#[derive(Clone, Copy)]
pub struct Book<'a> {
    /// HTML takes live figures; all other forms stills.
    pub html: bool,
    /// Where the atlas is, with a slash at its end.
    pub base: Option<&'a str>,
}

/// A still's size, in CSS pixels.
const STILL: (f32, f32) = (640.0, 360.0);

/// The chapter for such a book.
///
/// # Errors
/// All blocks that are wrong.
pub fn expand(chapter: &str, book: Book<'_>) -> Result<String, Vec<Wrong>> {
    let (mut out, mut done, mut wrong) = (String::new(), 0, Vec::new());
    for (range, body) in blocks(chapter) {
        let line = chapter[..range.start].matches('\n').count() + 1;
        let script = done == 0;
        out.push_str(&chapter[done..range.start]);
        done = range.end;
        match replaced(&body, line + 1, book, script) {
            Ok(text) => out.push_str(&text),
            Err(error) => wrong.push(error),
        }
        if chapter[range].ends_with('\n') {
            out.push('\n');
        }
    }
    out.push_str(&chapter[done..]);
    if wrong.is_empty() { Ok(out) } else { Err(wrong) }
}

/// Where the blocks stand, and what is in them. Markdown's own reader finds them, so that what
/// stands in another fence is left alone.
fn blocks(chapter: &str) -> Vec<(Range<usize>, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(Range<usize>, String)> = None;
    for (event, range) in Parser::new(chapter).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))
                if info.split([' ', ',']).next() == Some("bivalent") =>
            {
                open = Some((range, String::new()));
            }
            Event::Text(text) => {
                if let Some((_, body)) = &mut open {
                    body.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            _ => {}
        }
    }
    blocks
}

fn replaced(body: &str, line: usize, book: Book<'_>, script: bool) -> Result<String, Wrong> {
    let block = Block::read(body, line)?;
    let mut figure = block.run(line)?;
    let caption = if block.caption.is_empty() { figure.entry().title } else { &block.caption };
    let picture = still(figure.as_mut());
    if !book.html {
        return Ok(plate(&block, caption, &picture, book.base));
    }
    let Some(base) = book.base else {
        let message = "book.toml does not say where the atlas is: add base = \"https://...\" under \
                       [preprocessor.bivalent]";
        return Err(Wrong { line, message: message.to_owned() });
    };
    Ok(element(&block, caption, &picture, base, script))
}

/// The still as an address that needs no file beside the book.
fn still(figure: &mut dyn Figure) -> String {
    let (width, height) = STILL;
    let svg = still::picture(figure, Frame { width, height, view: Some(0) }, Coloring::Auto);
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg))
}

/// The live figure, in one line, so that it may stand in a list or a quotation.
fn element(block: &Block, caption: &str, picture: &str, base: &str, script: bool) -> String {
    let script = if script {
        format!("<script type=\"module\" src=\"{}bivalent.js\"></script>", escaped(base))
    } else {
        String::new()
    };
    let attributes: String = block
        .attributes
        .iter()
        .map(|(name, value)| format!(" {name}=\"{}\"", escaped(value)))
        .collect();
    let caption = escaped(caption);
    format!(
        "<div>{script}<bivalent-figure src=\"{}\"{attributes}><img slot=\"poster\" src=\"{picture}\" \
         alt=\"A still: {caption}\"><div slot=\"caption\">{caption}</div></bivalent-figure></div>",
        escaped(&block.link)
    )
}

/// The still for paper, with its caption, which is the link.
fn plate(block: &Block, caption: &str, picture: &str, base: Option<&str>) -> String {
    let plain = caption.replace(['[', ']', '\\'], "");
    let Some(base) = base else { return format!("![{plain}]({picture}) *{plain}*") };
    let (id, query) = block.link.split_once('?').unwrap_or((&block.link, ""));
    let mark = if query.is_empty() { "" } else { "?" };
    format!("![{plain}]({picture}) [*{plain}*](<{base}{id}/{mark}{query}>)")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagrams::ENTRIES;

    const HTML: Book<'static> = Book { html: true, base: Some("https://example.org/atlas/") };
    const PAPER: Book<'static> = Book { html: false, ..HTML };

    fn error(chapter: &str) -> (usize, String) {
        let wrong = expand(chapter, HTML).expect_err("it is wrong").remove(0);
        (wrong.line, wrong.message)
    }

    #[test]
    fn a_block_is_a_live_figure_in_html() {
        let chapter = "# One\n\n```bivalent\ncap?n=3&len=2s\ncaption = \"Three <replicas>\"\ncontrols\n```\n\nEnd\n";
        let html = expand(chapter, HTML).expect("it is right");
        assert!(html.starts_with(
            "# One\n\n<div><script type=\"module\" src=\"https://example.org/atlas/bivalent.js\">"
        ));
        assert!(
            html.contains("<bivalent-figure src=\"cap?n=3&amp;len=2s\" controls=\"\">"),
            "{html}"
        );
        assert!(html.contains("<div slot=\"caption\">Three &lt;replicas&gt;</div>"), "{html}");
        assert!(html.contains("slot=\"poster\" src=\"data:image/svg+xml;base64,"), "{html}");
        assert!(html.ends_with("</div>\n\nEnd\n"), "{html}");
    }

    #[test]
    fn an_address_is_taken_as_its_link() {
        let block = "```bivalent\nhttps://example.com/atlas/cap/?v=1&len=2s\n```\n";
        let html = expand(block, HTML).expect("it is right");
        assert!(html.contains("<bivalent-figure src=\"cap?v=1&amp;len=2s\">"), "{html}");
        let paper = expand(block, PAPER).expect("it is right");
        assert!(paper.ends_with("(<https://example.org/atlas/cap/?v=1&len=2s>)\n"), "{paper}");
    }

    #[test]
    fn every_other_form_has_a_still_and_a_link() {
        let paper = expand("```bivalent\ncap?len=2s\n```\n", PAPER).expect("it is right");
        assert!(paper.starts_with("![CAP, corrected](data:image/svg+xml;base64,"), "{paper}");
        assert!(
            paper.ends_with("[*CAP, corrected*](<https://example.org/atlas/cap/?len=2s>)\n"),
            "{paper}"
        );
    }

    #[test]
    fn one_script_serves_a_chapter() {
        let block = "> ```bivalent\r\n> cap?len=1s\r\n> ```\r\n\r\n";
        let html = expand(&block.repeat(2), HTML).expect("it is right");
        assert_eq!(html.matches("<script").count(), 1);
        assert_eq!(html.matches("<bivalent-figure").count(), 2);
    }

    #[test]
    fn what_is_shown_as_text_stays_text() {
        let chapter = "````md\n```bivalent\nnowhere\n```\n````\n\n    ```bivalent\n    nowhere\n    ```\n\n```rust\nbivalent\n```\n";
        assert_eq!(expand(chapter, HTML).expect("nothing to do"), chapter);
    }

    #[test]
    fn a_claim_is_held_against_the_run() {
        let claim = |mode: &str| {
            format!(
                "\n```bivalent\ncap?mode={mode}&len=6s\n\nexpect = \"linearizable: violated\"\n```\n"
            )
        };
        assert!(expand(&claim("ap"), HTML).is_ok());
        let (line, message) = error(&claim("cp"));
        assert_eq!(line, 5);
        assert!(message.starts_with("expect: linearizable: holds, not violated: "), "{message}");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let says = |body: &str| error(&format!("one\n\n```bivalent\n{body}\n```\n"));
        let (line, message) = says("nowhere?n=3");
        assert_eq!(line, 4);
        assert!(message.starts_with("there is no diagram \"nowhere\": there are "), "{message}");
        assert!(message.ends_with(ENTRIES[ENTRIES.len() - 1].id), "{message}");
        assert_eq!(says("cap?n=3\ncolour = red").0, 5);
        assert_eq!(
            says("cap\ntheme = pink"),
            (5, "theme takes auto, light, dark, not \"pink\"".into())
        );
        assert_eq!(says("cap\ncaption = \"open").0, 5);
        assert_eq!(says("cap\nexpect = \"beautiful: holds\"").0, 5);
        assert_eq!(says("").0, 4);
        assert!(says("cap?v=99").1.contains("v: "), "{:?}", says("cap?v=99"));
        assert!(says("cap?n=three").1.contains("n: "), "{:?}", says("cap?n=three"));
        let no_base = expand("```bivalent\ncap?len=1s\n```", Book { base: None, ..HTML });
        assert!(no_base.expect_err("no base")[0].message.contains("[preprocessor.bivalent]"));
    }
}
