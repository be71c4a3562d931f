//! Comments and places apart from the declarations: in blocks of their own, so that a tree is shown without unpacking them.
//! It knows `FileDescriptorProto.source_code_info` alone, and nothing of what is in it.

use std::{hash::Hasher as _, io, sync::Arc};

use bytes::Bytes;
use prost::{Message, encoding::WireType};

use super::entry::{MAX_BLOCK_BYTES, pack};
use crate::schema::{
    intake::wire,
    model::{KeptBlock, KeptSource},
};

/// `FileDescriptorProto.source_code_info`.
const SOURCE_CODE_INFO: u32 = 9;
/// A block takes files until it has so many bytes: some milliseconds to unpack.
const BLOCK_BYTES: usize = 1 << 20;

/// Where the comments of each file are.
#[derive(Clone, PartialEq, Message)]
pub(super) struct CommentsTable {
    /// Of each file in turn: 0, or one more than where the field stands among the file's other bytes.
    #[prost(uint64, repeated, tag = "1")]
    at: Vec<u64>,
    /// Of each file in turn: the length of its comments.
    #[prost(uint64, repeated, tag = "2")]
    lens: Vec<u64>,
    #[prost(message, repeated, tag = "3")]
    blocks: Vec<Block>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct Block {
    /// Files whose comments are in it.
    #[prost(uint64, tag = "1")]
    files: u64,
    #[prost(uint64, tag = "2")]
    packed_len: u64,
    #[prost(uint64, tag = "3")]
    unpacked_len: u64,
    /// Of the packed bytes.
    #[prost(fixed64, tag = "4")]
    checksum: u64,
}

/// Comments on their way to the disk.
#[derive(Default)]
pub(super) struct Comments {
    pub table: CommentsTable,
    pub packed: Vec<u8>,
    files: u64,
    block: Vec<u8>,
}

impl Comments {
    /// The file without its comments, which go into the block that is open.
    pub fn take_from(&mut self, file: &Bytes) -> io::Result<Bytes> {
        let (rest, at, comments) = parted(file).unwrap_or_else(|| (file.clone(), 0, Bytes::new()));
        self.table.at.push(at);
        self.table.lens.push(comments.len() as u64);
        self.block.extend_from_slice(&comments);
        self.files += 1;
        if self.block.len() >= BLOCK_BYTES {
            self.close()?;
        }
        Ok(rest)
    }

    /// Packs what is open; after the last file too.
    pub fn close(&mut self) -> io::Result<()> {
        let packed = pack(&self.block)?;
        self.table.blocks.push(Block {
            files: std::mem::take(&mut self.files),
            packed_len: packed.len() as u64,
            unpacked_len: self.block.len() as u64,
            checksum: checksum(&packed),
        });
        self.packed.extend_from_slice(&packed);
        self.block.clear();
        Ok(())
    }
}

impl CommentsTable {
    /// The comments of each file, still packed; `None` if the table does not fit the files or the bytes are not what they were.
    pub fn open(&self, mut packed: Bytes, files: usize) -> Option<Vec<Option<KeptSource>>> {
        if self.at.len() != files || self.lens.len() != files {
            return None;
        }
        let mut sources = Vec::with_capacity(files);
        let mut places = self.at.iter().zip(&self.lens);
        for block in &self.blocks {
            let bytes = packed.split_to(size(block.packed_len).filter(|len| *len <= packed.len())?);
            if checksum(&bytes) != block.checksum || block.unpacked_len > MAX_BLOCK_BYTES {
                return None;
            }
            let kept = Arc::new(KeptBlock::new(bytes, size(block.unpacked_len)?));
            let mut start = 0usize;
            for (at, len) in places.by_ref().take(size(block.files)?) {
                let len = size(*len)?;
                let source = |at| Some(KeptSource { block: kept.clone(), start, len, at: size(at)? });
                sources.push(at.checked_sub(1).and_then(source));
                start = start.checked_add(len)?;
            }
        }
        (sources.len() == files && packed.is_empty()).then_some(sources)
    }
}

/// The file without its comments, one more than where they stood, and they; `None` if they do not stand in it just once.
fn parted(file: &Bytes) -> Option<(Bytes, u64, Bytes)> {
    let mut at = 0;
    let mut found = None;
    let mut times = 0;
    wire::each_field(file, |number, wire_type, whole, value| {
        if number == SOURCE_CODE_INFO {
            times += 1;
            found = (wire_type == WireType::LengthDelimited).then_some((at, whole.len(), value));
        }
        at += whole.len();
    })
    .ok()?;
    let (at, len, comments) = found.filter(|_| times == 1)?;
    let end = at.checked_add(len)?;
    let rest = [file.get(..at)?, file.get(end..)?].concat();
    Some((rest.into(), u64::try_from(at).ok()?.checked_add(1)?, comments))
}

/// As std hashes: that may change with the compiler, and then a copy is made anew.
fn checksum(bytes: &[u8]) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

fn size(value: u64) -> Option<usize> {
    usize::try_from(value).ok()
}
