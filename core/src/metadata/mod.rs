//! Metadata: an ordered multi-map of what travels in headers and trailers, and the rows a user edits.
//! Repeated keys keep their order and stay apart; `-bin` values are bytes. It knows no HTTP.

mod entry;
mod rows;
mod secret;

#[cfg(test)]
mod tests;

pub use entry::{Entry, visible};
pub use rows::{Row, RowProblem};
pub use secret::{Secret, is_secret};

use bytes::Bytes;

/// Headers or trailers in wire order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    entries: Vec<Entry>,
}

impl Metadata {
    /// None at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Rows as a user edits them: off rows and wholly empty rows left out, keys in lower case.
    ///
    /// # Errors
    /// Every row that cannot be sent, with the reason.
    pub fn from_rows(rows: &[Row]) -> Result<Self, Vec<RowProblem>> {
        rows::to_metadata(rows)
    }

    /// Adds at the end. `value` is what goes on the wire: base64 text for a `-bin` key.
    pub fn push(&mut self, key: impl Into<String>, value: impl Into<Bytes>) {
        self.entries.push(Entry::new(key, value));
    }

    /// Adds bytes under a `-bin` key, as base64 without padding.
    pub fn push_binary(&mut self, key: impl Into<String>, bytes: &[u8]) {
        self.push(key, entry::encode(bytes));
    }

    /// All entries in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// How many entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The first value of a key, in lower case.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Every value of a key, in lower case, in order.
    pub fn get_all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.key == key)
    }
}

impl FromIterator<Entry> for Metadata {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        Self { entries: entries.into_iter().collect() }
    }
}

impl Extend<Entry> for Metadata {
    fn extend<I: IntoIterator<Item = Entry>>(&mut self, entries: I) {
        self.entries.extend(entries);
    }
}

impl<K: Into<String>, V: Into<Bytes>> FromIterator<(K, V)> for Metadata {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        pairs.into_iter().map(|(key, value)| Entry::new(key, value)).collect()
    }
}

impl<'a> IntoIterator for &'a Metadata {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl IntoIterator for Metadata {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}
