//! The trailers at the end of a body: lines as in a header block of HTTP/1, without the empty one after them.
//! What a status in them means is judged elsewhere.

use bytes::Bytes;
use http::HeaderName;

use super::{WebForm, text::to_text};
use crate::metadata::{Entry, Metadata};

/// Trailers as far as they can be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Trailers {
    pub(super) metadata: Metadata,
    /// Lines that are no `key: value`.
    pub(super) unreadable: usize,
}

/// Reads a block: keys in lower case, values trimmed, in their order.
pub(super) fn read(block: &[u8], form: WebForm) -> Trailers {
    let mut trailers = Trailers::default();
    for line in block.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        match entry(line, form) {
            Some(entry) => trailers.metadata.push(entry.key, entry.value),
            None => trailers.unreadable += 1,
        }
    }
    trailers
}

fn entry(line: &[u8], form: WebForm) -> Option<Entry> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (key, value) = line.split_at(colon);
    let key = HeaderName::from_bytes(key).ok()?.as_str().to_owned();
    let value = value.strip_prefix(b":").unwrap_or(value).trim_ascii();
    let entry = Entry::new(key, Bytes::copy_from_slice(value));
    // In text the base64 of a "-bin" value may be left out (grpc `doc/PROTOCOL-WEB.md`, "Text-encoded streams").
    if form == WebForm::Text && entry.key.ends_with("-bin") && entry.binary().is_none() {
        return Some(Entry::new(entry.key, to_text(value)));
    }
    Some(entry)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn pairs(trailers: &Trailers) -> Vec<(&str, &[u8])> {
        trailers.metadata.iter().map(|entry| (entry.key.as_str(), entry.value.as_ref())).collect()
    }

    #[test]
    fn lines_are_read_in_order_whatever_ends_and_surrounds_them() {
        let block = b"grpc-status:0\r\nX-Two:  b : c \t\r\n\r\nx-two: a\nlast:";
        let trailers = read(block, WebForm::Binary);
        let expected: [(&str, &[u8]); 4] = [("grpc-status", b"0"), ("x-two", b"b : c"), ("x-two", b"a"), ("last", b"")];
        assert_eq!((pairs(&trailers).as_slice(), trailers.unreadable), (&expected[..], 0));
    }

    #[test]
    fn lines_that_are_none_are_counted_and_the_rest_is_kept() {
        let trailers = read(b"no colon\r\n folded: x\r\n: empty\r\ngrpc-status: 5\r\n\xff: y", WebForm::Binary);
        assert_eq!((pairs(&trailers).as_slice(), trailers.unreadable), (&[("grpc-status", &b"5"[..])][..], 4));
        assert_eq!(read(b"", WebForm::Text), Trailers::default());
    }

    #[test]
    fn bytes_in_text_may_come_without_base64() {
        let trailers = read(b"a-bin: \x01\x02\xff\r\nb-bin: AQL/", WebForm::Text);
        let values: Vec<_> = trailers.metadata.iter().map(|entry| entry.binary().unwrap()).collect();
        assert_eq!(values, [[Bytes::from_static(b"\x01\x02\xff")], [Bytes::from_static(b"\x01\x02\xff")]]);
    }
}
