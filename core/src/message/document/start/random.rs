//! Random choices that a seed repeats on every platform: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom
//! number generators", 2014). Not for secrets.

/// A sequence of choices.
pub(super) struct Random(u64);

impl Random {
    pub fn of_seed(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, 0 where `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: i128, most: i128) -> i128 {
        if most <= least {
            return least;
        }
        let span = (most - least).min(i128::from(u32::MAX)) as usize + 1;
        least + self.below(span) as i128
    }

    /// One of them; the default of an empty list.
    pub fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }
}
