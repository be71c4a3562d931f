//! Places in a message as the walk goes down, and patterns of them as people type them.
//! It knows no descriptors.

use std::{fmt::Write as _, rc::Rc, str::FromStr};

/// Bytes of a map key that stand in a path; a key can be as long as a message.
const LONGEST_KEY: usize = 200;

/// A place: its last step, and the place above.
#[derive(Debug, Clone, Default)]
pub(super) struct Place(Option<Rc<Below>>);

#[derive(Debug)]
struct Below {
    above: Place,
    step: Named,
}

/// One step, by name.
#[derive(Debug, Clone)]
enum Named {
    Field { shown: String, other: String },
    Index(usize),
    Key(String),
}

impl Place {
    /// Into a field, by the name that is shown; `other` is its other spelling.
    pub(super) fn field(&self, shown: &str, other: &str) -> Self {
        self.below(Named::Field { shown: shown.to_owned(), other: other.to_owned() })
    }

    /// Into an element of a list.
    pub(super) fn index(&self, index: usize) -> Self {
        self.below(Named::Index(index))
    }

    /// Into the value of a map entry.
    pub(super) fn key(&self, key: &str) -> Self {
        self.below(Named::Key(key.to_owned()))
    }

    fn below(&self, step: Named) -> Self {
        Self(Some(Rc::new(Below { above: self.clone(), step })))
    }

    /// As text.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for step in self.steps() {
            match step {
                Named::Field { shown, .. } => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(shown);
                }
                Named::Index(index) => {
                    let _ = write!(text, "[{index}]");
                }
                Named::Key(key) if key.len() > LONGEST_KEY => {
                    let cut = key.floor_char_boundary(LONGEST_KEY);
                    let _ = write!(text, "[{:?}… {} bytes]", key.get(..cut).unwrap_or_default(), key.len());
                }
                Named::Key(key) => {
                    let _ = write!(text, "[{key:?}]");
                }
            }
        }
        text
    }

    fn steps(&self) -> Vec<&Named> {
        let mut steps = Vec::new();
        let mut at = self;
        while let Some(below) = &at.0 {
            steps.push(&below.step);
            at = &below.above;
        }
        steps.reverse();
        steps
    }
}

/// Which places are meant: `lines.note`, `lines[0].note`, `labels["a"]`, `**.etag`; `**` is all of them. An index that is
/// left out, or `[*]`, means every element; both spellings of a name will do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PathPattern {
    text: String,
    anywhere: bool,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Part {
    Field(String),
    Every,
    Index(usize),
    Key(String),
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is no path: {why}")]
pub struct BadPattern {
    text: String,
    why: &'static str,
}

impl std::fmt::Display for PathPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for PathPattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, BadPattern> {
        let text = text.trim();
        let bad = |why| BadPattern { text: text.to_owned(), why };
        let (anywhere, mut rest) = match text.strip_prefix("**") {
            Some("") => return Ok(Self { text: text.to_owned(), anywhere: true, parts: Vec::new() }),
            Some(rest) => (true, rest.strip_prefix('.').ok_or_else(|| bad("a dot follows **"))?),
            None => (false, text),
        };
        let mut parts = Vec::new();
        while !rest.is_empty() {
            let (part, after) = match bracket(rest).map_err(bad)? {
                Some((part, after)) => (part, after),
                None => {
                    // An extension's name is in brackets, with dots in it.
                    let is_extension = rest.starts_with('[');
                    let end = match is_extension {
                        true => rest.find(']').map(|at| at + 1),
                        false => rest.find(['.', '[']),
                    };
                    let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
                    if name.is_empty() {
                        return Err(bad("a name is missing"));
                    }
                    (Part::Field(name.to_owned()), after)
                }
            };
            parts.push(part);
            rest = match after.strip_prefix('.') {
                Some("") => return Err(bad("it ends with a dot")),
                Some(rest) => rest,
                None => after,
            };
        }
        match parts.is_empty() {
            true => Err(bad("it is empty")),
            false => Ok(Self { text: text.to_owned(), anywhere, parts }),
        }
    }
}

/// An index or a key at the start, and what follows it.
fn bracket(text: &str) -> Result<Option<(Part, &str)>, &'static str> {
    let Some(inner) = text.strip_prefix('[') else { return Ok(None) };
    if let Some(quoted) = inner.strip_prefix('"') {
        let (key, after) = quoted.split_once("\"]").ok_or("a key ends with \"]")?;
        return Ok(Some((Part::Key(key.to_owned()), after)));
    }
    let (within, after) = inner.split_once(']').ok_or("a bracket is not closed")?;
    if within == "*" {
        return Ok(Some((Part::Every, after)));
    }
    Ok(within.parse().ok().map(|index| (Part::Index(index), after)))
}

impl PathPattern {
    /// Whether this place is meant.
    pub(super) fn is(&self, place: &Place) -> bool {
        let steps = place.steps();
        if !self.anywhere {
            return meets(&self.parts, &steps);
        }
        (0..=steps.len()).any(|from| meets(&self.parts, steps.get(from..).unwrap_or_default())) || self.parts.is_empty()
    }
}

fn meets(parts: &[Part], steps: &[&Named]) -> bool {
    let mut parts = parts.iter().peekable();
    for step in steps {
        match (step, parts.peek()) {
            (Named::Field { shown, other }, Some(Part::Field(name))) if name == shown || name == other => {}
            (Named::Index(at), Some(Part::Index(index))) if at == index => {}
            (Named::Key(at), Some(Part::Key(key))) if at == key => {}
            (Named::Key(at), Some(Part::Index(index))) if *at == index.to_string() => {}
            (Named::Index(_) | Named::Key(_), Some(Part::Every)) => {}
            (Named::Index(_) | Named::Key(_), Some(Part::Field(_)) | None) => continue,
            _ => return false,
        }
        parts.next();
    }
    parts.all(|part| matches!(part, Part::Every))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_its_places() {
        let line = Place::default().field("orderLines", "order_lines").index(2);
        let note = line.field("note", "note");
        let label = Place::default().field("labels", "labels").key("a.b");
        for (pattern, place, is) in [
            ("order_lines.note", &note, true),
            ("orderLines[2].note", &note, true),
            ("orderLines[*].note", &note, true),
            ("orderLines[1].note", &note, false),
            ("**.note", &note, true),
            ("note", &note, false),
            ("orderLines", &note, false),
            ("orderLines", &line, true),
            ("labels[\"a.b\"]", &label, true),
            ("labels[\"a\"]", &label, false),
            ("labels", &label, true),
            ("**", &label, true),
            ("**.labels", &note, false),
        ] {
            assert_eq!(PathPattern::from_str(pattern).unwrap().is(place), is, "{pattern} {}", place.text());
        }
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        for (text, why) in [
            ("", "\"\" is no path: it is empty"),
            ("a..b", "\"a..b\" is no path: a name is missing"),
            ("a.", "\"a.\" is no path: it ends with a dot"),
            ("a[2", "\"a[2\" is no path: a bracket is not closed"),
            ("**a", "\"**a\" is no path: a dot follows **"),
        ] {
            assert_eq!(PathPattern::from_str(text).unwrap_err().to_string(), why);
        }
    }
}
