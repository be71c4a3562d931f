//! A path as people type it to find or filter by: `lines[*].sku`, `lines.sku`, `lines[2]`, `**.sku`.
//! It knows names and positions, no types: `lines.sku` is the same as `lines[*].sku`.

use farcall_core::message::tree::Step;

use super::{
    highlight::Syntax,
    text::{self, Brackets, Walk, key},
};

/// A typed path, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    wants: Vec<Want>,
    match_case: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Want {
    /// This name. Without "match case" also in the other spelling, `unit_price` for `unitPrice`.
    Name(String),
    /// `*`: any name.
    AnyName,
    /// `**`: any names and positions, or none.
    AnyDepth,
    Index(usize),
    /// `[*]`: any position.
    AnyIndex,
}

/// How far a pattern is met, one bit for each number of steps that may be met already.
type Met = u64;

impl Pattern {
    /// Reads a path; `None` where it is empty, or so long that nobody typed it.
    pub fn parse(text: &str, match_case: bool) -> Option<Self> {
        let mut wants = Vec::new();
        let mut rest = text.trim();
        while let Some(first) = rest.chars().next() {
            rest = match first {
                '.' => rest.get(1..)?,
                '[' => {
                    let (inside, after) = bracketed(rest.get(1..)?);
                    wants.push(index_or_key(inside.trim()));
                    after
                }
                _ => {
                    let (name, after) = rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len()));
                    wants.push(match name.trim() {
                        "*" => Want::AnyName,
                        "**" => Want::AnyDepth,
                        name => Want::Name(name.to_owned()),
                    });
                    after
                }
            };
        }
        (1..=60).contains(&wants.len()).then_some(Self { wants, match_case })
    }

    /// Whether a path is what was asked for.
    pub fn meets(&self, path: &[Step]) -> bool {
        let met = path.iter().fold(self.start(), |met, step| match step {
            Step::Name(name) | Step::Key(name) => self.by_name(met, name),
            Step::Index(index) => self.by_index(met, *index),
        });
        self.is_met(met)
    }

    fn start(&self) -> Met {
        self.skipping(1)
    }

    fn is_met(&self, met: Met) -> bool {
        met & (1 << self.wants.len()) != 0
    }

    fn by_name(&self, met: Met, name: &str) -> Met {
        self.step(met, |want| match want {
            Want::Name(wanted) => self.is_same(wanted, name),
            Want::AnyName => true,
            _ => false,
        })
    }

    /// A position that the pattern does not ask for is passed over.
    fn by_index(&self, met: Met, index: usize) -> Met {
        let asked = self.step(met, |want| match want {
            Want::Index(wanted) => *wanted == index,
            Want::AnyIndex => true,
            _ => false,
        });
        let passed = self.bits(met).filter(|at| !matches!(self.wants.get(*at), Some(Want::Index(_) | Want::AnyIndex)));
        asked | passed.fold(0, |bits, at| bits | 1 << at)
    }

    fn step(&self, met: Met, takes: impl Fn(&Want) -> bool) -> Met {
        let mut next = 0;
        for at in self.bits(met) {
            match self.wants.get(at) {
                Some(Want::AnyDepth) => next |= 1 << at,
                Some(want) if takes(want) => next |= 1 << (at + 1),
                _ => {}
            }
        }
        self.skipping(next)
    }

    /// `**` may stand for nothing.
    fn skipping(&self, mut met: Met) -> Met {
        for (at, want) in self.wants.iter().enumerate() {
            if *want == Want::AnyDepth && met & (1 << at) != 0 {
                met |= 1 << (at + 1);
            }
        }
        met
    }

    fn bits(&self, met: Met) -> impl Iterator<Item = usize> + use<> {
        (0..=self.wants.len()).filter(move |at| met & (1 << at) != 0)
    }

    fn is_same(&self, wanted: &str, name: &str) -> bool {
        if self.match_case {
            return wanted == name;
        }
        let plain =
            |text: &str| text.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase()).collect();
        wanted.eq_ignore_ascii_case(name) || {
            let (one, other): (Vec<u8>, Vec<u8>) = (plain(wanted), plain(name));
            one == other
        }
    }
}

/// What stands before the closing bracket, and what follows it; a bracket that is not closed yet reaches to the end.
fn bracketed(text: &str) -> (&str, &str) {
    let quoted = text.trim_start().starts_with('"');
    let end = if quoted { text.find("\"]").map(|at| at + 1) } else { text.find(']') };
    match end {
        Some(end) => (text.get(..end).unwrap_or_default(), text.get(end + 1..).unwrap_or_default()),
        None => (text, ""),
    }
}

fn index_or_key(inside: &str) -> Want {
    let unquoted = inside.trim_matches('"');
    match inside.parse() {
        Ok(index) => Want::Index(index),
        Err(_) if inside == "*" || inside.is_empty() => Want::AnyIndex,
        // An extension or a type URL is written in brackets as part of its name.
        Err(_) if unquoted.len() == inside.len() => Want::Name(format!("[{inside}]")),
        Err(_) => Want::Name(unquoted.to_owned()),
    }
}

/// Walks the lines of a text from the top and tells which of them a pattern meets.
pub struct PatternWalk {
    pattern: Pattern,
    syntax: Syntax,
    walk: Walk,
    met: Vec<Met>,
}

/// What a line is to a pattern.
pub struct Seen {
    /// What it is to the blocks.
    pub step: text::Step,
    /// It, or the block that begins on it, is what was asked for.
    pub is_met: bool,
}

impl PatternWalk {
    /// At the top of a text.
    pub fn new(pattern: Pattern, syntax: Syntax) -> Self {
        Self { pattern, syntax, walk: Walk::default(), met: Vec::new() }
    }

    /// Takes the next line.
    pub fn step(&mut self, number: usize, line: &str, does: Brackets) -> Seen {
        let around = self.walk.open().last().copied();
        let before = self.met.last().copied().unwrap_or_else(|| self.pattern.start());
        let step = self.walk.step(number, does);
        if step.closed.is_some() {
            self.met.pop();
        }
        let met = match step.element {
            Some(_) if before == 0 => 0,
            Some(index) if around.is_some_and(|open| open.is_list) => self.pattern.by_index(before, index),
            Some(_) => match key(line, self.syntax).and_then(|key| line.get(key)) {
                Some(name) => self.pattern.by_name(before, name),
                // The outermost braces are no step.
                None if around.is_none() => before,
                None => 0,
            },
            None => 0,
        };
        if step.opened.is_some() {
            self.met.push(met);
        }
        Seen { is_met: self.pattern.is_met(met), step }
    }
}
