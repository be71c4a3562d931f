//! Bytes of a call's body as they were recorded: messages with gRPC's 5-byte prefix, one after another.
//! Which encoding a compressed one has is not in there; it is told by how it begins.

use bytes::Bytes;

use super::{
    Compression,
    encoding::{DecompressError, Encoding},
};

/// One message of a recorded body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FramedMessage {
    /// Where its prefix begins.
    pub at: usize,
    /// Its bytes, unpacked.
    pub bytes: Bytes,
    /// How it was compressed.
    pub compression: Option<Compression>,
    /// How many bytes it has after its prefix.
    pub wire_size: usize,
}

/// Why a recorded body cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FramedError {
    /// Too few bytes for a prefix.
    #[error("the prefix at byte {at} wants 5 bytes, {left} are left")]
    CutPrefix {
        /// Where it begins.
        at: usize,
        /// What is left.
        left: usize,
    },
    /// Something else than 0 or 1.
    #[error("no gRPC message begins at byte {at}: its first byte is {flag:#04x}, not 0 or 1")]
    BadFlag {
        /// Where it begins.
        at: usize,
        /// The byte.
        flag: u8,
    },
    /// The message is cut off.
    #[error("the message at byte {at} wants {wanted} bytes, {left} are left")]
    CutMessage {
        /// Where its prefix begins.
        at: usize,
        /// What the prefix says.
        wanted: u32,
        /// What is left.
        left: usize,
    },
    /// It is compressed in a way nobody knows.
    #[error("the message at byte {at} is compressed, but not as gzip, zlib or zstd")]
    UnknownCompression {
        /// Where its prefix begins.
        at: usize,
    },
    /// It cannot be unpacked.
    #[error("the message at byte {at} cannot be unpacked: {why}")]
    Packed {
        /// Where its prefix begins.
        at: usize,
        /// Why.
        why: String,
    },
}

/// The messages, each at most `limit` bytes unpacked; and what ended the reading before the end.
pub fn framed_messages(body: &Bytes, limit: usize) -> (Vec<FramedMessage>, Option<FramedError>) {
    let mut messages = Vec::new();
    let mut at = 0;
    while at < body.len() {
        match message_at(body, at, limit) {
            Ok((message, next)) => {
                messages.push(message);
                at = next;
            }
            Err(error) => return (messages, Some(error)),
        }
    }
    (messages, None)
}

fn message_at(body: &Bytes, at: usize, limit: usize) -> Result<(FramedMessage, usize), FramedError> {
    let rest = body.slice(at..);
    let Some(([flag, length @ ..], after)) = rest.split_first_chunk::<5>() else {
        return Err(FramedError::CutPrefix { at, left: rest.len() });
    };
    if *flag > 1 {
        return Err(FramedError::BadFlag { at, flag: *flag });
    }
    let wanted = u32::from_be_bytes(*length);
    let size = usize::try_from(wanted).unwrap_or(usize::MAX);
    if after.len() < size {
        return Err(FramedError::CutMessage { at, wanted, left: after.len() });
    }
    let wire = rest.slice(5..5 + size);
    let (bytes, compression) = match flag {
        0 => (wire, None),
        _ => {
            let compression = compression_of(&wire).ok_or(FramedError::UnknownCompression { at })?;
            let unpacked = Encoding::Offered(compression).decompress(&wire, limit);
            (unpacked.map_err(|error| FramedError::Packed { at, why: words(&error, limit) })?, Some(compression))
        }
    };
    Ok((FramedMessage { at, bytes, compression, wire_size: size }, at + 5 + size))
}

/// By the first bytes: RFC 1952, RFC 8878, RFC 1950.
fn compression_of(packed: &[u8]) -> Option<Compression> {
    match packed {
        [0x1f, 0x8b, ..] => Some(Compression::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Compression::Zstd),
        [first, second, ..] if first & 0x0f == 8 && u16::from_be_bytes([*first, *second]).is_multiple_of(31) => {
            Some(Compression::Deflate)
        }
        _ => None,
    }
}

fn words(error: &DecompressError, limit: usize) -> String {
    match error {
        DecompressError::TooLarge | DecompressError::WindowTooLarge => format!("it is larger than {limit} bytes"),
        DecompressError::Damaged(why) => why.clone(),
        DecompressError::NoEncoding | DecompressError::NotOffered { .. } => "its encoding is not known".to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn recorded_bodies_are_read_and_their_faults_have_places() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(b"\x08\x01").unwrap();
        let packed = gzip.finish().unwrap();
        let mut body = vec![0, 0, 0, 0, 1, 0x61, 1, 0, 0, 0, packed.len() as u8];
        body.extend(&packed);
        let (messages, error) = framed_messages(&Bytes::from(body.clone()), 100);
        assert_eq!(error, None);
        let read: Vec<(usize, &[u8], Option<Compression>)> =
            messages.iter().map(|message| (message.at, &*message.bytes, message.compression)).collect();
        assert_eq!(read, [(0, &b"a"[..], None), (6, b"\x08\x01", Some(Compression::Gzip))]);
        for (end, words) in [
            (&[9u8, 0, 0, 0, 0][..], "no gRPC message begins at byte 0: its first byte is 0x09, not 0 or 1"),
            (&[0, 0, 0], "the prefix at byte 0 wants 5 bytes, 3 are left"),
            (&[0, 0, 0, 0, 9, 1], "the message at byte 0 wants 9 bytes, 1 are left"),
            (&[1, 0, 0, 0, 1, 1], "the message at byte 0 is compressed, but not as gzip, zlib or zstd"),
        ] {
            let (messages, error) = framed_messages(&Bytes::copy_from_slice(end), 100);
            assert_eq!((messages.len(), error.unwrap().to_string().as_str()), (0, words));
        }
        assert!(framed_messages(&Bytes::from(body), 1).1.unwrap().to_string().ends_with("larger than 1 bytes"));
    }
}
