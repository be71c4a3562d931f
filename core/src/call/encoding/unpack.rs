//! Compressed messages, unpacked within the call's limit.
//! Only an encoding that was offered is unpacked; a bomb stops at the limit, and so does the window it asks for.

use std::io::{self, Read};

use bytes::Bytes;
use flate2::read::{MultiGzDecoder, ZlibDecoder};

use super::accepted_names;
use crate::call::Compression;

/// The window that every zstd decoder is to allow (RFC 8878, 3.1.1.1.2): 8 MiB.
const SMALLEST_WINDOW_LOG: u32 = 23;
/// The largest that zstd knows on every platform.
const LARGEST_WINDOW_LOG: u32 = 30;
/// zstd's own name for a frame whose window is over the bound; it gives no other sign.
const WINDOW_TOO_LARGE: &str = "Frame requires too much memory for decoding";

/// What `grpc-encoding` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::call) enum Encoding {
    /// Nothing, or `identity`.
    Identity,
    /// One that was offered.
    Offered(Compression),
    /// One that was not.
    NotOffered {
        name: String,
        /// The list that was, as sent.
        offered: String,
    },
}

/// Why a message cannot be unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::call) enum DecompressError {
    /// It is compressed, but the headers name no encoding.
    NoEncoding,
    /// The headers name one that was not offered.
    NotOffered {
        name: String,
        /// The list that was, as sent.
        offered: String,
    },
    /// It grows past the limit.
    TooLarge,
    /// Unpacking it takes more memory than the limit allows.
    WindowTooLarge,
    /// It is damaged.
    Damaged(String),
}

impl Encoding {
    /// What a name means where `accepted` was offered.
    pub(in crate::call) fn named(name: &str, accepted: &[Compression]) -> Self {
        let known = match name.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => return Self::Identity,
            "x-gzip" => Some(Compression::Gzip),
            other => other.parse().ok(),
        };
        match known.filter(|known| accepted.contains(known)) {
            Some(known) => Self::Offered(known),
            None => Self::NotOffered { name: name.to_owned(), offered: accepted_names(accepted).into_owned() },
        }
    }

    /// Unpacks a message whose compressed flag is set.
    pub(in crate::call) fn decompress(&self, packed: &[u8], limit: usize) -> Result<Bytes, DecompressError> {
        match self {
            Self::Identity => Err(DecompressError::NoEncoding),
            Self::NotOffered { name, offered } => {
                Err(DecompressError::NotOffered { name: name.clone(), offered: offered.clone() })
            }
            Self::Offered(Compression::Gzip) => read_up_to(MultiGzDecoder::new(packed), limit),
            Self::Offered(Compression::Deflate) => read_up_to(ZlibDecoder::new(packed), limit),
            Self::Offered(Compression::Zstd) => read_up_to(zstd_decoder(packed, limit).map_err(damaged)?, limit),
        }
    }
}

/// No message within the limit needs a window beyond it.
fn zstd_decoder(packed: &[u8], limit: usize) -> io::Result<impl Read> {
    let window_log = limit.checked_next_power_of_two().map_or(LARGEST_WINDOW_LOG, usize::trailing_zeros);
    let mut decoder = zstd::stream::read::Decoder::with_buffer(packed)?;
    decoder.window_log_max(window_log.clamp(SMALLEST_WINDOW_LOG, LARGEST_WINDOW_LOG))?;
    Ok(decoder)
}

fn read_up_to(decoder: impl Read, limit: usize) -> Result<Bytes, DecompressError> {
    let mut message = Vec::new();
    let read = decoder.take((limit as u64).saturating_add(1)).read_to_end(&mut message);
    if message.len() > limit {
        return Err(DecompressError::TooLarge);
    }
    read.map_err(damaged)?;
    Ok(Bytes::from(message))
}

fn damaged(error: io::Error) -> DecompressError {
    match error.to_string() {
        text if text == WINDOW_TOO_LARGE => DecompressError::WindowTooLarge,
        text => DecompressError::Damaged(text),
    }
}
