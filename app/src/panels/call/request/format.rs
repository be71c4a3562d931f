//! JSON written anew with one member a line; no value changes, not even the digits of a number.
//! It formats what can be read and nothing else.

use farcall_core::message::{TokenKind, json_tokens};
use serde::de::IgnoredAny;

/// The formatted text; `None` if it is no JSON.
pub fn formatted(json: &str) -> Option<String> {
    serde_json::from_str::<IgnoredAny>(json).ok()?;
    let mut out = String::with_capacity(json.len() + json.len() / 4);
    let mut depth = 0;
    let mut tokens = json_tokens(json).map(|(range, kind)| (json.get(range).unwrap_or_default(), kind)).peekable();
    while let Some((token, kind)) = tokens.next() {
        match (token, kind) {
            ("{" | "[", TokenKind::Punct) => {
                out.push_str(token);
                if let Some((close @ ("}" | "]"), _)) = tokens.peek().copied() {
                    out.push_str(close);
                    tokens.next();
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            ("}" | "]", TokenKind::Punct) => {
                depth -= 1;
                new_line(&mut out, depth);
                out.push_str(token);
            }
            (",", TokenKind::Punct) => {
                out.push(',');
                new_line(&mut out, depth);
            }
            (":", TokenKind::Punct) => out.push_str(": "),
            _ => out.push_str(token),
        }
    }
    Some(out)
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::formatted;

    #[test]
    fn every_member_gets_a_line_and_values_stay_as_they_are() {
        let json = r#"{"a":[1.10,{}, [ ]],"b":{"c":"x, {y}"},"big":123456789012345678901234567890}"#;
        let wanted = "{\n  \"a\": [\n    1.10,\n    {},\n    []\n  ],\n  \"b\": {\n    \"c\": \"x, {y}\"\n  },\n  \"big\": 123456789012345678901234567890\n}";
        assert_eq!(formatted(json).as_deref(), Some(wanted));
        assert_eq!(formatted(wanted).as_deref(), Some(wanted));
        assert_eq!(formatted("{\"a\": }"), None);
    }
}
