//! Bytes as people pass them on: as they are, in hex, in base64, framed; and which of these a file seems to be.
//! It knows no fields.

mod digits;

pub use digits::{BytesTextError, bytes_of_base64, bytes_of_hex};

/// Bytes of a file that are looked at for a guess.
const GUESSED_FROM: usize = 64 << 10;
/// Text in hex or base64 shorter than this is as likely a message itself.
const SHORTEST_TEXT: usize = 4;

/// How the bytes of a message are written down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum BytesForm {
    /// As they are.
    #[default]
    Raw,
    /// Two hex digits a byte; white space, colons, commas, `0x` and `\x` between them; or a dump with offsets.
    Hex,
    /// Standard or URL-safe, padded or not, white space in it.
    Base64,
    /// gRPC's 5-byte prefix before each message.
    Grpc,
}

/// How the bytes of a file seem to be written. Raw, unless it is text in hex or base64 alone, or framed to its last byte.
pub fn guess_form(bytes: &[u8]) -> BytesForm {
    let head = beginning(bytes);
    let digits = head.iter().filter(|byte| !byte.is_ascii_whitespace()).count();
    let is_whole = head.len() == bytes.len();
    if digits >= SHORTEST_TEXT && head.is_ascii() {
        let hex = bytes_of_hex(head);
        if matches!((hex, is_whole), (Ok(_), _) | (Err(BytesTextError::HalfByte { .. }), false)) {
            return BytesForm::Hex;
        }
        let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_=\r\n".contains(byte);
        let looks_so = head.iter().all(is_base64) && digits.is_multiple_of(4);
        if looks_so && (!is_whole || bytes_of_base64(head).is_ok()) {
            return BytesForm::Base64;
        }
    }
    if frames(bytes).is_some() { BytesForm::Grpc } else { BytesForm::Raw }
}

/// The part that is looked at; of a long text whole lines.
fn beginning(bytes: &[u8]) -> &[u8] {
    let Some(head) = bytes.get(..GUESSED_FROM) else { return bytes };
    let lines = head.iter().rposition(|byte| *byte == b'\n').and_then(|end| head.get(..end));
    lines.unwrap_or(head)
}

/// The messages behind prefixes that lead from the first byte to the last, each with its flag
/// (grpc `doc/PROTOCOL-HTTP2.md`, "Length-Prefixed-Message"); `None` where they do not.
pub(super) fn frames(bytes: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut messages = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let ([flag, length @ ..], after) = rest.split_first_chunk::<5>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (message, after) = after.split_at_checked(length).filter(|_| *flag <= 1)?;
        messages.push((*flag, message));
        rest = after;
    }
    (!messages.is_empty()).then_some(messages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_can_be_guessed() {
        for (bytes, form) in [
            (&b"\x08\x96\x01"[..], BytesForm::Raw),
            (b"08 96 01", BytesForm::Hex),
            (b"CJYBEgJoaQ==", BytesForm::Base64),
            (b"\x00\x00\x00\x00\x02\x08\x01\x00\x00\x00\x00\x00", BytesForm::Grpc),
            (b"00000000: 0896 01  ...", BytesForm::Hex),
            (b"", BytesForm::Raw),
            (b"{\"a\": 1}", BytesForm::Raw),
        ] {
            assert_eq!(guess_form(bytes), form, "{bytes:?}");
        }
    }
}
