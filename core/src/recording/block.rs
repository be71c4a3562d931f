//! Blocks of a recording: a head of 24 bytes, then what it holds, packed or plain. It does not know what that is.
//!
//! ```text
//! kind     1 byte
//! packing  1 byte     0 plain, 1 one frame of zstd
//! zero     2 bytes
//! checksum 4 bytes    CRC-32 of kind, packing, zero, both lengths and what follows
//! stored   8 bytes    length of what follows
//! unpacked 8 bytes    length once unpacked
//! ```
//! Numbers are little-endian.

use std::io::{self, Read, Write};

use zstd::bulk::{Compressor, Decompressor};

/// Bytes before what a block holds.
pub(super) const HEAD_LEN: usize = 24;
/// The most that is unpacked into memory at once; what is larger is stored plain, and costs the file its bytes.
const MOST_UNPACKED: usize = 16 << 20;
/// The largest block.
const LARGEST: u64 = (1 << 30) + 4_096;
/// Below this packing is not worth its time.
const WORTH_PACKING: usize = 128;
/// zstd's level 1 keeps up with the fastest streams.
const LEVEL: i32 = 1;

const PLAIN: u8 = 0;
const ZSTD: u8 = 1;

/// What stands where a block should.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A whole block: its kind, and how many bytes it took. What it holds is in the buffer.
    Block(u8, u64),
    /// Nothing: the file ends here.
    End,
    /// The file ends within it.
    CutShort,
    /// It is not what was written.
    Damaged,
}

/// Writes blocks; keeps its buffer.
pub(super) struct BlockWriter<W> {
    out: W,
    packer: Option<Compressor<'static>>,
    packed: Vec<u8>,
    written: u64,
}

impl<W: Write> BlockWriter<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, packer: Compressor::new(LEVEL).ok(), packed: Vec::new(), written: 0 }
    }

    /// Bytes of all whole blocks, and of what was written before them.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// Bytes that are no block.
    pub(super) fn bare(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// One block. A block that is too large is refused, and nothing of it written.
    pub(super) fn block(&mut self, kind: u8, bytes: &[u8]) -> io::Result<()> {
        if bytes.len() as u64 > LARGEST {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "a message is larger than a recording can hold"));
        }
        let packing = if self.pack(bytes) { ZSTD } else { PLAIN };
        let stored = if packing == ZSTD { &self.packed } else { bytes };
        let head = head(kind, packing, bytes.len(), stored);
        self.out.write_all(&head)?;
        self.out.write_all(stored)?;
        self.written += (HEAD_LEN + stored.len()) as u64;
        Ok(())
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    pub(super) fn into_inner(self) -> W {
        self.out
    }

    /// Whether packing made it smaller; then it is in the buffer.
    fn pack(&mut self, bytes: &[u8]) -> bool {
        let Some(packer) = self.packer.as_mut().filter(|_| (WORTH_PACKING..=MOST_UNPACKED).contains(&bytes.len()))
        else {
            return false;
        };
        self.packed.clear();
        self.packed.reserve(zstd::zstd_safe::compress_bound(bytes.len()));
        packer.compress_to_buffer(bytes, &mut self.packed).is_ok_and(|len| len < bytes.len())
    }
}

fn head(kind: u8, packing: u8, unpacked: usize, stored: &[u8]) -> [u8; HEAD_LEN] {
    let mut head = [0; HEAD_LEN];
    let [kind_at, packing_at, _, _, _, _, _, _, lengths @ ..] = &mut head;
    (*kind_at, *packing_at) = (kind, packing);
    let (stored_at, unpacked_at) = lengths.split_at_mut(8);
    stored_at.copy_from_slice(&(stored.len() as u64).to_le_bytes());
    unpacked_at.copy_from_slice(&(unpacked as u64).to_le_bytes());
    let sum = checksum(&head, stored);
    let [_, _, _, _, sum_at @ ..] = &mut head;
    sum_at.iter_mut().zip(sum.to_le_bytes()).for_each(|(at, byte)| *at = byte);
    head
}

/// Of the head but for the checksum in it, and of what follows.
fn checksum(head: &[u8; HEAD_LEN], stored: &[u8]) -> u32 {
    let [kind, packing, zero, other, _, _, _, _, lengths @ ..] = head;
    let mut sum = crc32fast::Hasher::new();
    sum.update(&[*kind, *packing, *zero, *other]);
    sum.update(lengths);
    sum.update(stored);
    sum.finalize()
}

/// Reads blocks; keeps its buffers.
pub(super) struct BlockReader<R> {
    input: R,
    stored: Vec<u8>,
    unpacked: Vec<u8>,
}

impl<R: Read> BlockReader<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, stored: Vec::new(), unpacked: Vec::new() }
    }

    /// The next block.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(super) fn next(&mut self) -> io::Result<Found> {
        let mut head = [0; HEAD_LEN];
        match read_up_to(&mut self.input, &mut head)? {
            0 => return Ok(Found::End),
            HEAD_LEN => {}
            _ => return Ok(Found::CutShort),
        }
        let [kind, packing, _, _, s0, s1, s2, s3, lengths @ ..] = head;
        let number = |at: usize| lengths.iter().skip(at).take(8).rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        let (stored, unpacked) = (number(0), number(8));
        if stored > LARGEST || unpacked > LARGEST || packing > ZSTD {
            return Ok(Found::Damaged);
        }
        self.stored.clear();
        // It grows with what is there: a length alone takes no memory.
        if self.input.by_ref().take(stored).read_to_end(&mut self.stored)? as u64 != stored {
            return Ok(Found::CutShort);
        }
        if checksum(&head, &self.stored) != u32::from_le_bytes([s0, s1, s2, s3]) {
            return Ok(Found::Damaged);
        }
        let is_sound = match packing {
            PLAIN => {
                std::mem::swap(&mut self.stored, &mut self.unpacked);
                self.unpacked.len() as u64 == unpacked
            }
            _ => self.unpack(unpacked),
        };
        Ok(if is_sound { Found::Block(kind, HEAD_LEN as u64 + stored) } else { Found::Damaged })
    }

    /// What the last block holds.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.unpacked
    }

    fn unpack(&mut self, len: u64) -> bool {
        let Some(len) = usize::try_from(len).ok().filter(|len| *len <= MOST_UNPACKED) else { return false };
        self.unpacked.clear();
        self.unpacked.reserve(len);
        let unpacked = Decompressor::new().and_then(|mut it| it.decompress_to_buffer(&self.stored, &mut self.unpacked));
        unpacked.is_ok_and(|unpacked| unpacked == len)
    }
}

/// Fills the buffer as far as there are bytes.
pub(super) fn read_up_to(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match input.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
