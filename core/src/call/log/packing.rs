//! Bytes on their way to a file, packed by zstd where that gains something. It knows no page and no file.

use std::io;

use zstd::bulk::Compressor;

/// zstd's level: one of those that are faster than a disk.
const LEVEL: i32 = -5;
/// Packed bytes are kept if at least one in so many is saved: for less a disk is as quick as the packing.
const WORTH: usize = 2;
/// After bytes on which less was saved, so many pages go as they are: a stream is much the same throughout.
const AS_THEY_ARE: u32 = 15;

/// Packs; keeps its buffer.
pub(super) struct Packer {
    zstd: Option<Compressor<'static>>,
    packed: Vec<u8>,
    /// Pages that are not tried.
    untried: u32,
}

impl Packer {
    pub(super) fn new() -> Self {
        Self { zstd: Compressor::new(LEVEL).ok(), packed: Vec::new(), untried: 0 }
    }

    /// The bytes packed; `None`: they are to be written as they are.
    pub(super) fn pack(&mut self, bytes: &[u8]) -> Option<&[u8]> {
        let zstd = self.zstd.as_mut()?;
        if self.untried > 0 {
            self.untried -= 1;
            return None;
        }
        self.packed.clear();
        self.packed.reserve(zstd::zstd_safe::compress_bound(bytes.len()));
        let len = zstd.compress_to_buffer(bytes, &mut self.packed).ok()?;
        if len > bytes.len() - bytes.len() / WORTH {
            self.untried = AS_THEY_ARE;
            return None;
        }
        Some(&self.packed)
    }
}

/// What was packed, which was so long.
pub(super) fn unpack(packed: &[u8], len: usize) -> io::Result<Vec<u8>> {
    let bytes = zstd::bulk::decompress(packed, len)?;
    if bytes.len() == len { Ok(bytes) } else { Err(io::ErrorKind::InvalidData.into()) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Bytes that nothing is saved on.
    fn noise(seed: u64, len: usize) -> Vec<u8> {
        let mut state = seed | 1;
        let step = |_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        };
        (0..len).map(step).collect()
    }

    #[test]
    fn what_is_packed_comes_back_and_what_is_no_such_thing_is_refused() {
        let mut packer = Packer::new();
        let bytes: Vec<u8> = (0..100_000_u32).flat_map(|at| (at / 7).to_le_bytes()).collect();
        let packed = packer.pack(&bytes).unwrap().to_vec();
        assert!(packed.len() < bytes.len() / 2);
        assert_eq!(unpack(&packed, bytes.len()).unwrap(), bytes);
        assert!(unpack(&packed, bytes.len() - 1).is_err() && unpack(&packed, bytes.len() + 1).is_err());
        assert!(unpack(&packed[..packed.len() / 2], bytes.len()).is_err());
        assert!(unpack(&noise(1, 1_000), 1_000).is_err());
    }

    #[test]
    fn after_noise_a_few_pages_go_as_they_are() {
        let (mut packer, alike) = (Packer::new(), vec![7; 10_000]);
        assert!(packer.pack(&noise(3, 10_000)).is_none());
        let tried = (0..).position(|_| packer.pack(&alike).is_some()).unwrap();
        assert_eq!(tried, 15);
        assert!(packer.pack(&alike).is_some());
    }
}
