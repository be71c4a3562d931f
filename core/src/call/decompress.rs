//! Compressed messages, unpacked within the call's limit.
//! It knows the encodings we accept; which one a response uses is read from its headers elsewhere.

use std::io::Read;

use bytes::Bytes;
use flate2::read::{MultiGzDecoder, ZlibDecoder};

/// `grpc-accept-encoding` as we send it.
pub(super) const ACCEPTED: &str = "identity, gzip, deflate";

/// What `grpc-encoding` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Nothing, or `identity`.
    Identity,
    /// RFC 1952.
    Gzip,
    /// The zlib structure of RFC 1950, as gRPC means it.
    Deflate,
    /// One we did not offer.
    Unknown(String),
}

/// Why a message cannot be unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DecompressError {
    /// It is compressed, but the headers name no encoding.
    NoEncoding,
    /// The headers name one we do not know.
    UnknownEncoding(String),
    /// It grows past the limit.
    TooLarge,
    /// It is damaged.
    Damaged(String),
}

impl Encoding {
    pub(super) fn named(name: &str) -> Self {
        match name.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Self::Identity,
            "gzip" | "x-gzip" => Self::Gzip,
            "deflate" => Self::Deflate,
            _ => Self::Unknown(name.to_owned()),
        }
    }

    /// Unpacks a message whose compressed flag is set.
    pub(super) fn decompress(&self, packed: &[u8], limit: usize) -> Result<Bytes, DecompressError> {
        match self {
            Self::Identity => Err(DecompressError::NoEncoding),
            Self::Unknown(name) => Err(DecompressError::UnknownEncoding(name.clone())),
            Self::Gzip => read_up_to(MultiGzDecoder::new(packed), limit),
            Self::Deflate => read_up_to(ZlibDecoder::new(packed), limit),
        }
    }
}

fn read_up_to(decoder: impl Read, limit: usize) -> Result<Bytes, DecompressError> {
    let mut message = Vec::new();
    let read = decoder.take((limit as u64).saturating_add(1)).read_to_end(&mut message);
    if message.len() > limit {
        return Err(DecompressError::TooLarge);
    }
    read.map_err(|error| DecompressError::Damaged(error.to_string()))?;
    Ok(Bytes::from(message))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder, write::ZlibEncoder};

    use super::*;

    fn gzip(message: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(message).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gzip_and_deflate_come_back() {
        assert_eq!(Encoding::named("GZIP").decompress(&gzip(b"hello"), 5).unwrap(), "hello");
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(b"hello").unwrap();
        assert_eq!(Encoding::named("deflate").decompress(&encoder.finish().unwrap(), 64).unwrap(), "hello");
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = gzip(&vec![0; 64 << 20]);
        assert!(bomb.len() < 128 << 10);
        assert_eq!(Encoding::Gzip.decompress(&bomb, 1 << 20), Err(DecompressError::TooLarge));
    }

    #[test]
    fn what_cannot_be_unpacked_says_why() {
        assert_eq!(Encoding::named("").decompress(b"x", 9), Err(DecompressError::NoEncoding));
        assert_eq!(Encoding::named("br").decompress(b"x", 9), Err(DecompressError::UnknownEncoding("br".into())));
        assert!(matches!(Encoding::Gzip.decompress(b"not gzip", 9), Err(DecompressError::Damaged(_))));
        let whole = gzip(b"hello");
        let cut = whole.get(..whole.len() - 6).unwrap();
        assert!(matches!(Encoding::Gzip.decompress(cut, 9), Err(DecompressError::Damaged(_))));
    }
}
