//! The index: every name once, in lower case, with the letters it has; and a query that narrows what the one before found.
//! The cost of a query is that of a walk over names; the finer order is found for the few that are shown.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};

use super::rank::{Fit, Name, Word, letters};
use crate::schema::{Schema, Symbol, SymbolKind};

/// Letters of a query that count.
const MOST_LETTERS: usize = 128;
/// Of the names that fit best, those that are put into the finer order.
const MOST_RANKED: usize = 200;

/// Every symbol of a schema, ready to be searched. Some 150 bytes a symbol.
pub struct SearchIndex {
    symbols: Vec<Symbol>,
    /// Of each symbol in turn. Apart from them: a query walks over these and the names alone.
    keys: Vec<Key>,
    /// All names in lower case, each followed by its initials.
    lower: Vec<u8>,
    /// What the last query found, to be narrowed by the next.
    narrowed: Option<Narrowed>,
    matcher: Matcher,
}

/// What a query looks at of a symbol.
struct Key {
    /// Letters of its name, and of the last part of it.
    letters: u64,
    part_letters: u64,
    /// Where its name begins in `lower`.
    start: usize,
    /// Where the last part begins in its name, its length, and that of its initials.
    part: u32,
    len: u32,
    initials: u32,
}

struct Narrowed {
    words: Vec<String>,
    symbols: Vec<u32>,
}

/// A symbol that fits. What is less goes first: how it fits, then the length of its name, then its place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fitting {
    fit: Fit,
    len: u32,
    at: u32,
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
        let symbols: Vec<Symbol> = symbols.into_iter().collect();
        let keys = symbols.iter().map(|symbol| Key::of(&symbol.name, &mut lower)).collect();
        Self { symbols, keys, lower, narrowed: None, matcher: Matcher::new(Config::DEFAULT) }
    }

    /// How many symbols there are.
    pub fn len(&self) -> usize {
        self.symbols.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.symbols.is_empty()
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
        let symbols = fitting.iter().map(|fitting| fitting.at).collect();
        let found = fitting.len();
        self.narrowed = Some(Narrowed { words: words.clone(), symbols });
        (self.best(fitting, &words.join(" "), most), found)
    }

    /// What fits, in no order.
    fn fitting(&self, words: &[String]) -> Vec<Fitting> {
        let before = self.narrowed.as_ref().filter(|before| goes_on(&before.words, words));
        let words: Vec<Word> = words.iter().map(|word| Word::new(word)).collect();
        let wanted = words.iter().fold(0, |wanted, word| wanted | word.letters());
        let fits = |at: u32| {
            let key = self.keys.get(at as usize).filter(|key| key.letters & wanted == wanted)?;
            let name = key.name(&self.lower)?;
            let mut worst = Fit::Equal;
            for word in &words {
                worst = worst.max(word.fit(&name)?);
            }
            Some(Fitting { fit: worst, len: key.len, at })
        };
        match before {
            Some(before) => before.symbols.iter().filter_map(|at| fits(*at)).collect(),
            None => (0..).take(self.keys.len()).filter_map(fits).collect(),
        }
    }

    /// The best of what fits, with the characters that match.
    fn best(&mut self, mut fitting: Vec<Fitting>, query: &str, most: usize) -> Vec<Found> {
        let ranked = most.max(MOST_RANKED).min(fitting.len());
        if ranked < fitting.len() {
            // Symbols are sorted by name, so that equal ones keep that order.
            fitting.select_nth_unstable(ranked);
            fitting.truncate(ranked);
        }
        let pattern = Pattern::parse(&escaped(query), CaseMatching::Ignore, Normalization::Never);
        let mut best: Vec<_> = fitting
            .into_iter()
            .filter_map(|Fitting { fit, len, at }| {
                let symbol = self.symbols.get(at as usize)?;
                let mut matched = Vec::new();
                let mut letters = Vec::new();
                let name = Utf32Str::new(&symbol.name, &mut letters);
                let score = pattern.indices(name, &mut self.matcher, &mut matched).unwrap_or(0);
                matched.sort_unstable();
                matched.dedup();
                Some(((fit, std::cmp::Reverse(score), len, at), matched))
            })
            .collect();
        best.sort_unstable_by_key(|(order, _)| *order);
        best.truncate(most);
        best.into_iter()
            .filter_map(|((.., at), matched)| Some(Found { symbol: self.symbols.get(at as usize)?.clone(), matched }))
            .collect()
    }
}

impl Key {
    fn of(name: &str, lower: &mut Vec<u8>) -> Self {
        let start = lower.len();
        lower.extend(name.bytes().map(|byte| byte.to_ascii_lowercase()));
        let part = name.rfind(['.', '/']).map_or(0, |at| at + 1);
        let part_letters = letters(lower.get(start + part..).unwrap_or_default());
        let letters = letters(lower.get(start..).unwrap_or_default());
        let before = lower.len();
        push_initials(name.get(part..).unwrap_or_default(), lower);
        // Names are far shorter than that: those of a whole pool are bounded by the intake.
        let short = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        let initials = short(lower.len() - before);
        Self { letters, part_letters, start, part: short(part), len: short(name.len()), initials }
    }

    fn name<'a>(&self, lower: &'a [u8]) -> Option<Name<'a>> {
        let (whole, rest) = lower.get(self.start..)?.split_at_checked(self.len as usize)?;
        let part = whole.get(self.part as usize..)?;
        Some(Name { whole, part, part_letters: self.part_letters, initials: rest.get(..self.initials as usize)? })
    }
}

/// Adds the first letters of the words of a name, in lower case: `go` of `GetOrder` and of `get_order`.
fn push_initials(name: &str, lower: &mut Vec<u8>) {
    let mut before = b'_';
    for byte in name.bytes() {
        let begins = before == b'_' || (byte.is_ascii_uppercase() && !before.is_ascii_uppercase());
        if begins && byte != b'_' {
            lower.push(byte.to_ascii_lowercase());
        }
        before = byte;
    }
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
