//! Which rows of a log were found, as one bit a row with counts beside: a place among the hits to its row and back, at
//! once, in an eighth of a byte a row. It knows no filter.

use std::collections::VecDeque;

const WORDS: usize = 64;
const ROWS: u64 = 64 * WORDS as u64;

/// Rows that were found, in order.
#[derive(Debug, Clone, Default)]
pub struct HitRows {
    blocks: VecDeque<Block>,
    /// Number of the first block kept.
    first_block: u64,
    /// Hits that went away with blocks before.
    gone: u64,
    /// Hits ever pushed.
    total: u64,
    /// Rows before this one are not listed any more.
    first: u64,
    /// Hits before `first`.
    before_first: u64,
}

#[derive(Debug, Clone)]
struct Block {
    /// Hits in blocks before.
    before: u64,
    bits: Box<[u64; WORDS]>,
}

impl HitRows {
    /// How many are listed.
    pub fn len(&self) -> usize {
        (self.total - self.before_first) as usize
    }

    /// Whether none is listed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a row, which is after all others.
    pub(super) fn push(&mut self, row: u64) {
        let block = row / ROWS;
        if self.blocks.is_empty() {
            self.first_block = block;
        }
        while self.first_block + self.blocks.len() as u64 <= block {
            self.blocks.push_back(Block { before: self.total, bits: Box::new([0; WORDS]) });
        }
        let bit = row % ROWS;
        if let Some(word) = self.blocks.back_mut().and_then(|block| block.bits.get_mut((bit / 64) as usize)) {
            *word |= 1 << (bit % 64);
            self.total += 1;
        }
    }

    /// Rows before this one are listed no more. Gives how many that were.
    pub fn drop_before(&mut self, row: u64) -> usize {
        if row <= self.first {
            return 0;
        }
        let before = self.rank(row);
        let gone = before - self.before_first;
        (self.first, self.before_first) = (row, before);
        while self.blocks.len() > 1 && (self.first_block + 1) * ROWS <= row {
            self.blocks.pop_front();
            self.first_block += 1;
            self.gone = self.blocks.front().map_or(self.total, |block| block.before);
        }
        gone as usize
    }

    /// The row at a place.
    pub fn row_at(&self, place: usize) -> Option<u64> {
        let wanted = self.before_first + place as u64;
        if wanted >= self.total {
            return None;
        }
        let at = self.blocks.partition_point(|block| block.before <= wanted).checked_sub(1)?;
        let block = self.blocks.get(at)?;
        let mut left = wanted - block.before;
        for (number, word) in block.bits.iter().enumerate() {
            let ones = u64::from(word.count_ones());
            if left < ones {
                let bit = nth_bit(*word, left as u32);
                return Some((self.first_block + at as u64) * ROWS + number as u64 * 64 + bit);
            }
            left -= ones;
        }
        None
    }

    /// The place of the first hit at or after a row.
    pub fn place_of(&self, row: u64) -> usize {
        self.rank(row.max(self.first)).saturating_sub(self.before_first) as usize
    }

    /// Whether a row is a hit.
    pub fn contains(&self, row: u64) -> bool {
        let word = (row / ROWS).checked_sub(self.first_block).and_then(|at| self.blocks.get(at as usize));
        let bit = row % ROWS;
        row >= self.first
            && word
                .and_then(|block| block.bits.get((bit / 64) as usize))
                .is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    /// Hits before a row.
    fn rank(&self, row: u64) -> u64 {
        let Some(at) = (row / ROWS).checked_sub(self.first_block) else { return self.gone };
        let Some(block) = self.blocks.get(at as usize) else { return self.total };
        let bit = row % ROWS;
        let whole: u32 = block.bits.iter().take((bit / 64) as usize).map(|word| word.count_ones()).sum();
        let part = block.bits.get((bit / 64) as usize).map_or(0, |word| (word & ((1 << (bit % 64)) - 1)).count_ones());
        block.before + u64::from(whole) + u64::from(part)
    }
}

/// The place of the `n`th bit that is set.
fn nth_bit(mut word: u64, n: u32) -> u64 {
    for _ in 0..n {
        word &= word.wrapping_sub(1);
    }
    u64::from(word.trailing_zeros())
}
