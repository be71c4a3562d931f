//! Text and prose as HTML. Whatever a comment holds, only these elements come out.
//! It knows no pages.

use std::fmt::Write as _;

use crate::schema::{DocBlock, DocLink, DocSpan, prose};

/// Text, safe between tags and in quoted attributes. Characters that turn the direction of text are shown by number.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(character),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                let _ = write!(escaped, "\\u{{{:x}}}", u32::from(character));
            }
            control if control.is_control() => {
                let _ = write!(escaped, "\\u{{{:x}}}", u32::from(control));
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// A comment as elements; `href` tells where a symbol is, if it is in the reference.
pub(super) fn docs(comment: &str, href: &dyn Fn(&str) -> Option<String>) -> String {
    let mut html = String::new();
    // Lists that are open.
    let mut open = 0_usize;
    for block in prose(comment) {
        let depth = match &block {
            DocBlock::Item { depth, .. } => usize::from(*depth) + 1,
            _ => 0,
        };
        lists(&mut html, &mut open, depth);
        match block {
            DocBlock::Paragraph(text) => _ = write!(html, "<p>{}</p>", spans(&text, href)),
            DocBlock::Heading(_, text) => _ = write!(html, "<p><strong>{}</strong></p>", spans(&text, href)),
            DocBlock::Code(text) => _ = write!(html, "<pre>{}</pre>", escaped(&text)),
            DocBlock::Item { marker, spans: text, .. } => {
                let number = marker.strip_suffix('.').and_then(|number| number.parse::<u64>().ok());
                let marker = number.map(|number| format!("{number}. ")).unwrap_or_default();
                _ = write!(html, "<li>{marker}{}</li>", spans(&text, href));
            }
        }
    }
    lists(&mut html, &mut open, 0);
    html
}

/// Opens and closes lists until so many are open.
fn lists(html: &mut String, open: &mut usize, wanted: usize) {
    while *open < wanted {
        html.push_str("<ul>");
        *open += 1;
    }
    while *open > wanted {
        html.push_str("</ul>");
        *open -= 1;
    }
}

fn spans(spans: &[DocSpan], href: &dyn Fn(&str) -> Option<String>) -> String {
    let span = |span: &DocSpan| match span {
        DocSpan::Text(text) => escaped(text).replace('\n', "<br>"),
        DocSpan::Code(text) => format!("<code>{}</code>", escaped(text)),
        DocSpan::Strong(text) => format!("<strong>{}</strong>", escaped(text)),
        DocSpan::Emphasis(text) => format!("<em>{}</em>", escaped(text)),
        DocSpan::Link(text, DocLink::Url(url)) => {
            format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", escaped(url), escaped(text))
        }
        DocSpan::Link(text, DocLink::Symbol(symbol)) => match href(symbol) {
            Some(to) => format!("<a href=\"{}\">{}</a>", escaped(&to), escaped(text)),
            None => escaped(text),
        },
    };
    spans.iter().map(span).collect()
}
