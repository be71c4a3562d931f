//! A request message compressed a part at a time, so that a cancel or the deadline never waits for a large one.
//! A message that compression does not make smaller is given up: it goes out as it is.

use std::io::{self, Write as _};

use bytes::Bytes;
use flate2::write::{GzEncoder, ZlibEncoder};

use crate::call::{Compression, framing::PREFIX};

/// Bytes of a message that are compressed in one go: some milliseconds.
const PART: usize = 256 << 10;

impl Compression {
    /// How many bytes a message takes on the wire without its prefix, compressed; as it is where that is no smaller.
    pub fn sent_size(self, message: Bytes) -> usize {
        let size = message.len();
        let packed = Packer::new(self, message).and_then(|mut packer| {
            while !packer.advance()? {}
            packer.finish()
        });
        packed.ok().and_then(|(_, packed)| packed).map_or(size, |packed| packed.len() - PREFIX)
    }
}

/// A message being compressed, behind room for its prefix.
pub(in crate::call) struct Packer {
    encoder: Encoder,
    message: Bytes,
    done: usize,
}

enum Encoder {
    Gzip(GzEncoder<Vec<u8>>),
    Deflate(ZlibEncoder<Vec<u8>>),
    Zstd(zstd::stream::write::Encoder<'static, Vec<u8>>),
}

impl Packer {
    /// Begins; an error is one of memory.
    pub(in crate::call) fn new(compression: Compression, message: Bytes) -> io::Result<Self> {
        let out = vec![0; PREFIX];
        let encoder = match compression {
            Compression::Gzip => Encoder::Gzip(GzEncoder::new(out, flate2::Compression::default())),
            Compression::Deflate => Encoder::Deflate(ZlibEncoder::new(out, flate2::Compression::default())),
            Compression::Zstd => {
                let mut encoder = zstd::stream::write::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL)?;
                encoder.set_pledged_src_size(Some(message.len() as u64))?;
                Encoder::Zstd(encoder)
            }
        };
        Ok(Self { encoder, message, done: 0 })
    }

    /// Compresses the next part. True once all of the message is in.
    pub(in crate::call) fn advance(&mut self) -> io::Result<bool> {
        let end = self.message.len().min(self.done + PART);
        let part = self.message.slice(self.done..end);
        match &mut self.encoder {
            Encoder::Gzip(encoder) => encoder.write_all(&part)?,
            Encoder::Deflate(encoder) => encoder.write_all(&part)?,
            Encoder::Zstd(encoder) => encoder.write_all(&part)?,
        }
        self.done = end;
        Ok(self.done == self.message.len())
    }

    /// The message as it was.
    pub(in crate::call) fn into_message(self) -> Bytes {
        self.message
    }

    /// The message, and its compressed form behind five bytes of room; `None` where that is no smaller.
    pub(in crate::call) fn finish(self) -> io::Result<(Bytes, Option<Vec<u8>>)> {
        let packed = match self.encoder {
            Encoder::Gzip(encoder) => encoder.finish()?,
            Encoder::Deflate(encoder) => encoder.finish()?,
            Encoder::Zstd(encoder) => encoder.finish()?,
        };
        let is_smaller = packed.len() - PREFIX < self.message.len();
        Ok((self.message, is_smaller.then_some(packed)))
    }
}
