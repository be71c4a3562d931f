//! The strays of one message, by number: kept where they are few, looked for again in batches where they are many, so that
//! ten million of them take no more memory than a batch. How they look is the printer's affair.

use super::{
    chunks::Chunks,
    sift::{Stray, each_stray, stray_of},
};
use crate::message::{plan::Type, wire::Reader};

/// How many are kept as they are met.
const KEPT: usize = 1 << 16;
/// How many are looked for at once where there are more.
const BATCH: usize = 1 << 18;
/// How many are read ahead where one number after the other is read from the wire.
const AHEAD: usize = 1 << 12;
/// How many different numbers are remembered.
const MAX_NUMBERS: usize = 256;

/// Strays as they are met.
#[derive(Default)]
pub(super) struct Strays<'a, 'd> {
    kept: Vec<Stray<'a, 'd>>,
    count: usize,
    /// The different numbers, sorted, up to one more than are remembered.
    numbers: Vec<u32>,
    last: u32,
    /// One payload may hold any number of them.
    has_packed: bool,
}

impl<'a, 'd> Strays<'a, 'd> {
    pub(super) fn push(&mut self, stray: Stray<'a, 'd>) {
        if stray.number != self.last {
            self.last = stray.number;
            self.remember(stray.number);
        }
        self.has_packed |= stray.field.is_some_and(|field| field.is_closed && field.is_repeated);
        if self.kept.len() < KEPT {
            self.kept.push(stray);
        }
        self.count += 1;
    }

    /// Whether another one would be kept; where not, those of the same number need only be counted.
    pub(super) fn is_keeping(&self) -> bool {
        self.kept.len() < KEPT
    }

    /// So many more, of the number that was pushed last, which the type does not have.
    pub(super) fn count_more(&mut self, count: usize) {
        self.count += count;
    }

    fn remember(&mut self, number: u32) {
        if let Err(at) = self.numbers.binary_search(&number)
            && self.numbers.len() <= MAX_NUMBERS
        {
            self.numbers.insert(at, number);
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// All of them, by number, in the order of the wire within one. They are of these bytes.
    pub(super) fn by_number<'c>(mut self, of: Type<'d>, chunks: &'c Chunks<'a>) -> ByNumber<'c, 'a, 'd> {
        let is_whole = self.count == self.kept.len();
        let passes = self.count / BATCH + 1;
        let source = if is_whole {
            self.kept.sort_by_key(|stray| stray.number);
            Source::Nothing
        } else {
            self.kept = Vec::new();
            match !self.has_packed && self.numbers.len() <= MAX_NUMBERS.min(passes) {
                true => Source::Numbers { numbers: self.numbers.into_iter(), now: None },
                false => Source::Batches { last: None },
            }
        };
        ByNumber { of, chunks, batch: self.kept.into_iter(), source }
    }
}

/// See [`Strays::by_number`].
pub(super) struct ByNumber<'c, 'a, 'd> {
    of: Type<'d>,
    chunks: &'c Chunks<'a>,
    batch: std::vec::IntoIter<Stray<'a, 'd>>,
    source: Source,
}

/// Where the next batch comes from.
enum Source {
    /// There is none.
    Nothing,
    /// One number after the other, each in a walk over the wire; of the one that is read, the chunk and the byte in it.
    Numbers { numbers: std::vec::IntoIter<u32>, now: Option<(u32, usize, usize)> },
    /// A walk over the wire for each batch; number and order of the last one that was found.
    Batches { last: Option<(u32, usize)> },
}

impl<'a, 'd> Iterator for ByNumber<'_, 'a, 'd> {
    type Item = Stray<'a, 'd>;

    fn next(&mut self) -> Option<Stray<'a, 'd>> {
        if let Some(stray) = self.batch.next() {
            return Some(stray);
        }
        self.batch = self.next_batch().into_iter();
        self.batch.next()
    }
}

impl<'a, 'd> ByNumber<'_, 'a, 'd> {
    fn next_batch(&mut self) -> Vec<Stray<'a, 'd>> {
        let (of, chunks) = (self.of, self.chunks);
        match &mut self.source {
            Source::Nothing => Vec::new(),
            Source::Batches { last } => following(of, chunks, last),
            Source::Numbers { numbers, now } => loop {
                let Some(at) = now.or_else(|| numbers.next().map(|number| (number, 0, 0))) else { return Vec::new() };
                let (found, then) = of_number(of, chunks, at);
                *now = then;
                if !found.is_empty() {
                    return found;
                }
            },
        }
    }
}

/// Strays of one number from a place on the wire, and where to go on if there may be more.
fn of_number<'a, 'd>(
    of: Type<'d>,
    chunks: &Chunks<'a>,
    (number, first, from): (u32, usize, usize),
) -> (Vec<Stray<'a, 'd>>, Option<(u32, usize, usize)>) {
    let mut found = Vec::new();
    for (position, chunk) in chunks.iter().enumerate().skip(first) {
        let mut reader = Reader::new(chunk);
        if position == first {
            reader.skip_to(from);
        }
        while let Ok(Some(raw)) = reader.next() {
            if raw.number == number {
                stray_of(of, raw, &mut |stray| found.push(stray));
            }
            if found.len() >= AHEAD {
                return (found, Some((number, position, reader.at())));
            }
        }
    }
    (found, None)
}

/// The strays that follow the last one, as many as a batch has.
fn following<'a, 'd>(of: Type<'d>, chunks: &Chunks<'a>, last: &mut Option<(u32, usize)>) -> Vec<Stray<'a, 'd>> {
    let mut found: Vec<(u32, usize, Stray<'a, 'd>)> = Vec::new();
    let place = |one: &(u32, usize, Stray<'a, 'd>)| (one.0, one.1);
    let (mut order, mut end) = (0, None);
    each_stray(of, chunks, &mut |stray| {
        order += 1;
        let at = (stray.number, order);
        if last.is_some_and(|last| at <= last) || end.is_some_and(|end| at > end) {
            return;
        }
        found.push((at.0, at.1, stray));
        if found.len() == 2 * BATCH {
            end = Some(place(found.select_nth_unstable_by_key(BATCH - 1, place).1));
            found.truncate(BATCH);
        }
    });
    found.sort_unstable_by_key(place);
    found.truncate(BATCH);
    *last = found.last().map(place).or(*last);
    found.into_iter().map(|(_, _, stray)| stray).collect()
}
