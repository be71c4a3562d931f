//! What a run of bytes is to who opens it: an image, JSON, text, or bytes that say nothing of themselves.
//! It looks at the beginning of what is long, and unpacks no image.

use super::json;

/// What a run of bytes is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// Anything else: a message, as far as is known.
    Bytes,
    /// UTF-8 without control characters but line ends and tabs.
    Text,
    /// An object or a list.
    Json,
    /// PNG, JPEG, GIF or WebP.
    Image,
}

/// How much of a value is looked at.
const SEEN: usize = 64 << 10;

impl PartKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Bytes, Self::Text, Self::Json, Self::Image];

    /// What these bytes are.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes.get(..SEEN) {
            Some(head) if bytes.len() > SEEN => Self::of_beginning(head),
            _ => Self::told(bytes, true),
        }
    }

    /// What bytes are that begin like this and go on.
    pub fn of_beginning(head: &[u8]) -> Self {
        Self::told(head, false)
    }

    fn told(seen: &[u8], is_whole: bool) -> Self {
        match text_in(seen, is_whole) {
            _ if is_image(seen) => Self::Image,
            Some(text) if is_json(text, is_whole) => Self::Json,
            Some(text) if !text.is_empty() => Self::Text,
            _ => Self::Bytes,
        }
    }
}

/// Bytes as text, if they are: UTF-8 without control characters but line ends and tabs. Of a part the last character may be
/// cut off.
pub(super) fn text_in(seen: &[u8], is_whole: bool) -> Option<&str> {
    let text = match std::str::from_utf8(seen) {
        Ok(text) => text,
        Err(error) if !is_whole && error.error_len().is_none() => {
            std::str::from_utf8(seen.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let is_text = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    text.chars().all(is_text).then_some(text)
}

fn is_image(bytes: &[u8]) -> bool {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let starts: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"];
    is_webp || starts.iter().any(|start| bytes.starts_with(start))
}

/// An object or a list; of a part, what begins as one does.
fn is_json(text: &str, is_whole: bool) -> bool {
    let text = text.trim();
    let inner = |bracket| text.strip_prefix(bracket).map(str::trim_start);
    let begins = match (inner('{'), inner('[')) {
        (Some(inner), _) => inner.starts_with(['"', '}']),
        (_, Some(inner)) => inner.starts_with(|c: char| c.is_ascii_digit() || "{[]\"-tfn".contains(c)),
        _ => false,
    };
    begins && (!is_whole || json::parse_one(text).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_by_their_beginning() {
        for (bytes, kind) in [
            (&b"\x89PNG\r\n\x1a\n"[..], PartKind::Image),
            (b"\xff\xd8\xff\xe0", PartKind::Image),
            (b"RIFF\0\0\0\0WEBPVP8", PartKind::Image),
            (b"GIF89a\0\0", PartKind::Image),
            (b" {\"a\": 1}\n", PartKind::Json),
            (b"[1, 2]", PartKind::Json),
            (b"[true]", PartKind::Json),
            (b"{}", PartKind::Json),
            (b"{not closed", PartKind::Text),
            (b"[info] started", PartKind::Text),
            (b"[note] this is none]", PartKind::Text),
            (b"BMW", PartKind::Text),
            (b"42", PartKind::Text),
            ("Gr\u{fc}\u{df}e\r\n\t".as_bytes(), PartKind::Text),
            (b"\x08\x01", PartKind::Bytes),
            (b"\xff\xfe", PartKind::Bytes),
            (b"cut \xc3", PartKind::Bytes),
            (b"", PartKind::Bytes),
        ] {
            assert_eq!(PartKind::of(bytes), kind, "{bytes:?}");
        }
    }

    #[test]
    fn what_goes_on_is_told_by_what_is_there() {
        for (head, kind) in [
            (&b"{\"a\": [1, "[..], PartKind::Json),
            (b"[{\"a", PartKind::Json),
            (b"[info] started", PartKind::Text),
            (b"cut \xc3", PartKind::Text),
            (b"cut \xc3 not at its end", PartKind::Bytes),
        ] {
            assert_eq!(PartKind::of_beginning(head), kind, "{head:?}");
        }
        let long = format!("{{\"a\": \"{}\u{fc}\"}}", "x".repeat(SEEN - 8));
        assert_eq!(PartKind::of(long.as_bytes()), PartKind::Json, "a character is cut by what is looked at");
    }
}
