//! Whether a text that is wrong is only not finished: then whoever types it need not be told yet.
//! It knows no grammar: the fault is told by who read the text, and what may follow by who proposes names.

use std::ops::Range;

use super::Proposals;

/// Operators of conditions that take more than one letter.
const OPERATORS: [&str; 8] = ["contains", "starts", "ends", "in", "!=", "!~", "<=", ">="];
/// Words and signs that a last word may become besides; `last.` begins a path of a rule.
const WORDS: [&str; 10] = ["and", "or", "not", "has", "true", "false", "null", "last.", "&&", "||"];

/// Whether a text with a fault may become right by what is typed at its end: something is missing there, a quote or a
/// bracket is open, or its last word begins a name that `propose` tells for the end, or a number, a time or a keyword.
/// `fault` is in bytes of the text.
pub fn is_unfinished(text: &str, fault: Range<usize>, propose: impl Fn(&str, usize) -> Proposals) -> bool {
    let written = text.trim_end();
    if fault.is_empty() && fault.start >= written.len() || is_open(written, fault.start) {
        return true;
    }
    let behind = text.get(fault.end..).unwrap_or_default().trim();
    if !behind.is_empty() {
        // An operator of which a part stands there is missed where its path is.
        let is_path = |before: &str| !at_end(&propose, &format!("{before} ")).names.is_empty();
        return OPERATORS.iter().any(|known| known.starts_with(behind)) && text.get(..fault.end).is_some_and(is_path);
    }
    let proposals = at_end(&propose, text);
    let last = text.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | ',' | '=')).next().unwrap_or_default();
    if last.is_empty() {
        return text.ends_with(char::is_whitespace) && !proposals.names.is_empty();
    }
    let typed = text.get(proposals.place.clone()).unwrap_or_default().to_lowercase();
    let leads_on = |sign: &str| !at_end(&propose, &format!("{text}{sign}")).names.is_empty();
    let mut known = OPERATORS.iter().chain(&WORDS);
    proposals.names.iter().any(|name| name.to_lowercase().starts_with(&typed))
        || known.any(|known| known.starts_with(last) && known.len() > last.len())
        || last.bytes().all(|byte| byte.is_ascii_digit() || b"+-.:TZ".contains(&byte))
        || last.ends_with(char::is_alphanumeric) && (leads_on(".") || leads_on(" "))
}

fn at_end(propose: impl Fn(&str, usize) -> Proposals, text: &str) -> Proposals {
    propose(text, text.len())
}

/// Whether the fault is a quote or a bracket that is open up to the end.
fn is_open(text: &str, fault: usize) -> bool {
    let Some(rest) = text.get(fault..) else { return false };
    let closing = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => quote,
        Some('(') => ')',
        Some('[') => ']',
        _ => return false,
    };
    !rest.get(1..).unwrap_or_default().contains(closing)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        message::{Carry, Condition, samples::message},
        schema::MessageDescriptor,
    };

    fn condition(text: &str, of: &MessageDescriptor) -> Option<bool> {
        let fault = Condition::parse(text, of).err()?.place;
        Some(is_unfinished(text, fault, |text, at| Condition::proposals(text, at, of)))
    }

    #[test]
    fn every_beginning_of_a_right_condition_is_unfinished() {
        let of = message("M");
        let right = [
            "i32 > 100 and not text contains \"a b\"",
            "color in (RED, GREEN) or child.i64 = -3",
            "has child.child and at >= 2026-03-01T12:00:00Z",
            "flag != true or (f64 < 1.5)",
        ];
        for text in right {
            assert!(Condition::parse(text, &of).is_ok(), "{text}: {:?}", Condition::parse(text, &of).err());
            for end in 1..text.len() {
                let begun = text.get(..end).unwrap();
                assert_ne!(condition(begun, &of), Some(false), "{begun}: {:?}", Condition::parse(begun, &of).err());
            }
        }
    }

    #[test]
    fn what_nothing_right_begins_with_is_told_at_once() {
        let of = message("M");
        for text in [
            "nope",
            "i32 = x",
            "i32 > 1 nope",
            "color = PURPLE",
            "child.nope = 1",
            "tex = 1",
            "nope ",
            "nope t",
            "text x",
        ] {
            assert_eq!(condition(text, &of), Some(false), "{text}");
        }
    }

    #[test]
    fn a_rule_is_told_once_it_can_be_none() {
        let (from, to) = (message("M"), message("M"));
        let unfinished = |text: &str| {
            let fault = Carry::parse(text, &from, &to).err()?.place;
            Some(is_unfinished(text, fault, |text, at| Carry::proposals(text, at, &from, &to)))
        };
        let text = "child.i32 = last.child.i32 + 1";
        assert_eq!(unfinished(text), None);
        for end in 1..text.len() {
            let begun = text.get(..end).unwrap();
            assert_ne!(unfinished(begun), Some(false), "{begun}");
        }
        for wrong in ["nope", "nope = i32", "i32 = nope", "i32 = i32 + x"] {
            assert_eq!(unfinished(wrong), Some(false), "{wrong}");
        }
    }
}
