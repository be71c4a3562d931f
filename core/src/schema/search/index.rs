//! The index: every name once, in lower case, with the letters it has; and a query that narrows what the one before found.
//! The cost of a query is that of a walk over names; the finer order is found for the few that are shown.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};

use super::rank::{Fit, fit, letters};
use crate::schema::{Schema, Symbol, SymbolKind};

/// Letters of a query that count.
const MOST_LETTERS: usize = 128;
/// Of the names that fit best, those that are put into the finer order.
const MOST_RANKED: usize = 200;

/// Every symbol of a schema, ready to be searched. Some 150 bytes a symbol.
pub struct SearchIndex {
    entries: Vec<Entry>,
    /// All names in lower case, one after another.
    lower: Vec<u8>,
    /// What the last query found, to be narrowed by the next.
    narrowed: Option<Narrowed>,
    matcher: Matcher,
}

struct Entry {
    symbol: Symbol,
    /// Where its name begins in `lower`, and where its last part begins in its name.
    start: usize,
    last: usize,
    initials: Box<[u8]>,
    letters: u64,
}

struct Narrowed {
    words: Vec<String>,
    entries: Vec<usize>,
}

/// A symbol that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The symbol.
    pub symbol: Symbol,
    /// Positions of its characters that match, ascending.
    pub matched: Vec<u32>,
}

impl SearchIndex {
    /// Of every symbol of the schema. Takes time in proportion to their number: once a schema, off the window's thread.
    pub fn of(schema: &Schema) -> Self {
        Self::of_symbols(schema.symbols())
    }

    /// Of these symbols.
    pub fn of_symbols(symbols: impl IntoIterator<Item = Symbol>) -> Self {
        let mut lower = Vec::new();
        let entries = symbols.into_iter().map(|symbol| Entry::of(symbol, &mut lower)).collect();
        Self { entries, lower, narrowed: None, matcher: Matcher::new(Config::DEFAULT) }
    }

    /// How many symbols there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The symbols that fit best, at most `most`, and how many fit in all. Words are parted by blanks and must all fit;
    /// case does not count. A query that goes on from the last one looks only at what that one found.
    pub fn find(&mut self, query: &str, most: usize) -> (Vec<Found>, usize) {
        let query: String = query.chars().take(MOST_LETTERS).collect();
        let words: Vec<String> =
            query.split_whitespace().map(|word| word.trim_start_matches('/').to_lowercase()).collect();
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            self.narrowed = None;
            return (Vec::new(), 0);
        }
        let fitting = self.fitting(&words);
        let entries: Vec<usize> = fitting.iter().map(|(_, at)| *at).collect();
        let found = entries.len();
        self.narrowed = Some(Narrowed { words: words.clone(), entries });
        (self.best(fitting, &words.join(" "), most), found)
    }

    /// What fits, in no order, with how well.
    fn fitting(&self, words: &[String]) -> Vec<((Fit, usize), usize)> {
        let wanted = words.iter().fold(0, |wanted, word| wanted | letters(word.as_bytes()));
        let fits = |at: usize| {
            let entry = self.entries.get(at).filter(|entry| entry.letters & wanted == wanted)?;
            let name = self.lower.get(entry.start..entry.start + entry.symbol.name.len())?;
            let mut worst = Fit::Equal;
            for word in words {
                worst = worst.max(fit(word.as_bytes(), name, entry.last, &entry.initials)?);
            }
            Some(((worst, name.len()), at))
        };
        match self.narrowed.as_ref().filter(|before| goes_on(&before.words, words)) {
            Some(before) => before.entries.iter().filter_map(|at| fits(*at)).collect(),
            None => (0..self.entries.len()).filter_map(fits).collect(),
        }
    }

    /// The best of what fits, with the characters that match.
    fn best(&mut self, mut fitting: Vec<((Fit, usize), usize)>, query: &str, most: usize) -> Vec<Found> {
        let ranked = most.max(MOST_RANKED).min(fitting.len());
        if ranked < fitting.len() {
            // Symbols are sorted by name, so that equal ones keep that order.
            fitting.select_nth_unstable(ranked);
            fitting.truncate(ranked);
        }
        let pattern = Pattern::parse(&escaped(query), CaseMatching::Ignore, Normalization::Never);
        let mut best: Vec<_> = fitting
            .into_iter()
            .filter_map(|((fit, length), at)| {
                let entry = self.entries.get(at)?;
                let mut matched = Vec::new();
                let mut letters = Vec::new();
                let name = Utf32Str::new(&entry.symbol.name, &mut letters);
                let score = pattern.indices(name, &mut self.matcher, &mut matched).unwrap_or(0);
                matched.sort_unstable();
                matched.dedup();
                Some(((fit, std::cmp::Reverse(score), length, at), matched))
            })
            .collect();
        best.sort_unstable_by_key(|(order, _)| *order);
        best.truncate(most);
        best.into_iter()
            .filter_map(|((.., at), matched)| Some(Found { symbol: self.entries.get(at)?.symbol.clone(), matched }))
            .collect()
    }
}

impl Entry {
    fn of(symbol: Symbol, lower: &mut Vec<u8>) -> Self {
        let start = lower.len();
        lower.extend(symbol.name.bytes().map(|byte| byte.to_ascii_lowercase()));
        let last = symbol.name.rfind(['.', '/']).map_or(0, |at| at + 1);
        let initials = initials(symbol.name.get(last..).unwrap_or_default());
        let letters = letters(lower.get(start..).unwrap_or_default());
        Self { symbol, start, last, initials, letters }
    }
}

/// The first letters of the words of a name, in lower case: `go` of `GetOrder` and of `get_order`.
fn initials(name: &str) -> Box<[u8]> {
    let mut initials = Vec::new();
    let mut before = b'_';
    for byte in name.bytes() {
        let begins = before == b'_' || (byte.is_ascii_uppercase() && !before.is_ascii_uppercase());
        if begins && byte != b'_' {
            initials.push(byte.to_ascii_lowercase());
        }
        before = byte;
    }
    initials.into()
}

/// Whether whatever the words fit was fit by the ones before: each goes on from one of them.
fn goes_on(before: &[String], words: &[String]) -> bool {
    before.len() <= words.len() && before.iter().zip(words).all(|(before, word)| word.starts_with(before.as_str()))
}

/// The matcher gives `^`, `$`, `'` and `!` a meaning; here they are letters.
fn escaped(query: &str) -> String {
    query.replace(['^', '$', '\'', '!', '\\'], "")
}

impl Symbol {
    /// What it is, in a word: `service`, `method`, `message`, `enum`, `extension`.
    pub fn noun(&self) -> &'static str {
        match self.kind {
            SymbolKind::Service => "service",
            SymbolKind::Method => "method",
            SymbolKind::Message => "message",
            SymbolKind::Enum => "enum",
            SymbolKind::Extension => "extension",
        }
    }
}
