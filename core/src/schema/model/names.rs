//! Names of a pool: each text once, in one buffer, known by a small number.
//! It knows nothing of what a name stands for.

use std::hash::BuildHasher;

use foldhash::quality::RandomState;

/// A text of [`Names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct NameId(u32);

impl NameId {
    /// The empty text.
    pub const EMPTY: Self = Self(0);

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The texts. Hashed with random keys, since names come from anywhere.
pub(super) struct Names {
    text: String,
    /// Where each name ends in `text`; it begins where the one before ends.
    ends: Vec<u32>,
    /// Open addressing over a power of two: a number, 0 if vacant, and the hash of its text.
    slots: Vec<(u32, u32)>,
    hasher: RandomState,
}

impl Default for Names {
    fn default() -> Self {
        Self { text: String::new(), ends: vec![0], slots: vec![(0, 0); 64], hasher: RandomState::default() }
    }
}

impl Names {
    /// The number of this text, new or known. Past 4 GiB of text, which the intake does not let happen, new ones are empty.
    pub fn intern(&mut self, name: &str) -> NameId {
        if name.is_empty() {
            return NameId::EMPTY;
        }
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        let hash = self.hash(name);
        let slot = match self.probe(name, hash) {
            Ok(known) => return known,
            Err(slot) => slot,
        };
        let (Ok(id), Ok(end)) = (u32::try_from(self.ends.len()), u32::try_from(self.text.len() + name.len())) else {
            return NameId::EMPTY;
        };
        self.text.push_str(name);
        self.ends.push(end);
        if let Some(vacant) = self.slots.get_mut(slot) {
            *vacant = (id, hash);
        }
        NameId(id)
    }

    /// The number of a known text.
    pub fn find(&self, name: &str) -> Option<NameId> {
        if name.is_empty() { Some(NameId::EMPTY) } else { self.probe(name, self.hash(name)).ok() }
    }

    pub fn get(&self, id: NameId) -> &str {
        let end = self.ends.get(id.index()).copied().unwrap_or(0);
        let start = id.index().checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Bytes of all texts together.
    pub fn text_len(&self) -> usize {
        self.text.len()
    }

    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// The text's number, or the slot for it.
    fn probe(&self, name: &str, hash: u32) -> Result<NameId, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots.get(slot).copied().unwrap_or_default() {
                (0, _) => return Err(slot),
                (id, its) if its == hash && self.get(NameId(id)) == name => return Ok(NameId(id)),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    #[allow(clippy::cast_possible_truncation)]
    fn hash(&self, name: &str) -> u32 {
        self.hasher.hash_one(name) as u32
    }

    fn grow(&mut self) {
        let mut slots = vec![(0, 0); self.slots.len() * 4];
        let mask = slots.len() - 1;
        for (id, hash) in self.slots.iter().copied().filter(|&(id, _)| id != 0) {
            let mut slot = hash as usize & mask;
            while slots.get(slot).is_some_and(|&(taken, _)| taken != 0) {
                slot = (slot + 1) & mask;
            }
            if let Some(vacant) = slots.get_mut(slot) {
                *vacant = (id, hash);
            }
        }
        self.slots = slots;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_kept_once() {
        let mut names = Names::default();
        let ids: Vec<NameId> = (0..10_000).map(|n| names.intern(&format!("name{n}"))).collect();
        for (n, &id) in ids.iter().enumerate() {
            let name = format!("name{n}");
            assert_eq!((names.get(id), names.find(&name)), (name.as_str(), Some(id)));
            assert_eq!(names.intern(&name), id);
        }
        assert_eq!(names.ends.len(), 10_001);
        assert_eq!((names.find("other"), names.intern(""), names.get(NameId::EMPTY)), (None, NameId::EMPTY, ""));
    }
}
