//! `SourceCodeInfo` of files as a cache keeps it: packed, many files to a block, unpacked the first time one is asked for.
//! It knows no place on disk; who makes a block has bounded it.

use std::{
    io::Read as _,
    sync::{Arc, OnceLock},
};

use bytes::{BufMut as _, Bytes, BytesMut};
use prost::encoding::{WireType, encode_key, encode_varint};

/// `FileDescriptorProto.source_code_info`.
const SOURCE_CODE_INFO: u32 = 9;

/// The `SourceCodeInfo`s of some files, one after another, in one frame of zstd.
pub(in crate::schema) struct KeptBlock {
    packed: Bytes,
    unpacked_len: usize,
    unpacked: OnceLock<Bytes>,
}

/// One file's part of a block.
#[derive(Clone)]
pub(in crate::schema) struct KeptSource {
    pub block: Arc<KeptBlock>,
    /// Where it begins within the block, unpacked, and its length there.
    pub start: usize,
    pub len: usize,
    /// Where the field stands among the other bytes of its file.
    pub at: usize,
}

/// Where a file's `SourceCodeInfo` is.
#[derive(Clone)]
pub(in crate::schema) enum Source {
    /// The file has none.
    None,
    /// Within the file's bytes.
    Within(Bytes),
    /// Apart from them.
    Kept(KeptSource),
}

impl KeptBlock {
    pub fn new(packed: Bytes, unpacked_len: usize) -> Self {
        Self { packed, unpacked_len, unpacked: OnceLock::new() }
    }

    /// Empty if it is damaged: what is lost is comments.
    fn unpacked(&self) -> &Bytes {
        self.unpacked.get_or_init(|| {
            let mut unpacked = Vec::with_capacity(self.unpacked_len);
            let decoder = zstd::Decoder::with_buffer(self.packed.as_ref());
            let limit = u64::try_from(self.unpacked_len).unwrap_or(u64::MAX);
            let read = decoder.and_then(|decoder| decoder.take(limit).read_to_end(&mut unpacked));
            if read.is_ok() { unpacked.into() } else { Bytes::new() }
        })
    }
}

impl KeptSource {
    fn bytes(&self) -> Option<Bytes> {
        let unpacked = self.block.unpacked();
        let end = self.start.checked_add(self.len).filter(|end| *end <= unpacked.len())?;
        Some(unpacked.slice(self.start..end))
    }
}

impl Source {
    pub fn bytes(&self) -> Option<Bytes> {
        match self {
            Self::None => None,
            Self::Within(bytes) => Some(bytes.clone()),
            Self::Kept(kept) => kept.bytes(),
        }
    }

    /// The whole file, of its bytes without what is kept apart.
    pub fn joined(&self, file: &Bytes) -> Bytes {
        let Self::Kept(kept) = self else { return file.clone() };
        let (Some(source), Some((before, after))) = (kept.bytes(), file.split_at_checked(kept.at)) else {
            return file.clone();
        };
        let mut whole = BytesMut::with_capacity(file.len() + source.len() + 10);
        whole.put_slice(before);
        encode_key(SOURCE_CODE_INFO, WireType::LengthDelimited, &mut whole);
        encode_varint(source.len() as u64, &mut whole);
        whole.put_slice(&source);
        whole.put_slice(after);
        whole.freeze()
    }
}
