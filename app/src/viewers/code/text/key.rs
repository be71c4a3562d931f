//! The name at the head of a line: of a JSON member, or of a field in text format.
//! It looks at one line of printed text and never further than a name is long.

use std::ops::Range;

use crate::viewers::code::highlight::Syntax;

/// Longer names are taken for values.
const LONGEST: usize = 64 * 1024;

/// The name at the head of a line, without its quotes, in bytes of the line.
pub fn key(line: &str, syntax: Syntax) -> Option<Range<usize>> {
    let start = line.len() - line.trim_start_matches(' ').len();
    let rest = line.get(start..)?;
    match syntax {
        Syntax::Json => json_key(rest).map(|key| start + key.start..start + key.end),
        Syntax::Text => text_key(rest).map(|key| start + key.start..start + key.end),
        Syntax::Proto | Syntax::Plain => None,
    }
}

/// Where the value of a line begins, after its name, in bytes of the line.
pub fn value_start(line: &str, syntax: Syntax) -> usize {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let Some(key) = key(line, syntax) else { return indent };
    let after = line.get(key.end..).unwrap_or_default();
    let signs = after.len() - after.trim_start_matches(['"', ':', ' ']).len();
    // The value's own quote is no sign of the name.
    let quote = after.find(": ").map_or(signs, |colon| colon + 2);
    key.end + quote.min(after.len())
}

fn json_key(text: &str) -> Option<Range<usize>> {
    let inner = text.strip_prefix('"')?;
    let mut escaped = false;
    for (at, byte) in inner.bytes().enumerate().take(LONGEST) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return inner.get(at + 1..)?.starts_with(':').then_some(1..at + 1),
            _ => {}
        }
    }
    None
}

fn text_key(text: &str) -> Option<Range<usize>> {
    let end = if text.starts_with('[') {
        text.get(..text.len().min(LONGEST)).and_then(|text| text.find(']')).map(|at| at + 1)?
    } else {
        text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_'))?
    };
    let after = text.get(end..)?.trim_start_matches(' ');
    (end > 0 && after.starts_with([':', '{', '<'])).then_some(0..end)
}
