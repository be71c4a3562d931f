//! Names for the place where a cursor stands, the best first: what every completion of one line gives.
//! It knows no grammar.

use std::ops::Range;

/// Names offered at most.
const MOST: usize = 12;

/// Names for the place where the cursor stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposals {
    /// What they take the place of, in bytes.
    pub place: Range<usize>,
    /// The best first; none that stands there already.
    pub names: Vec<String>,
}

impl Proposals {
    /// Those of `names` that begin with what was typed before the cursor, then those that hold it, in letters of either case.
    pub(crate) fn fitting(cursor: usize, typed: &str, names: impl IntoIterator<Item = String>) -> Self {
        let small = typed.to_lowercase();
        let mut fits: Vec<(bool, String)> = Vec::new();
        for name in names {
            let lower = name.to_lowercase();
            let is_known = fits.iter().any(|(_, known)| *known == name);
            if !is_known && lower.contains(&small) && name != typed {
                fits.push((!lower.starts_with(&small), name));
            }
        }
        fits.sort_by_key(|(holds, _)| *holds);
        let names = fits.into_iter().take(MOST).map(|(_, name)| name).collect();
        Self { place: cursor.saturating_sub(typed.len())..cursor, names }
    }

    /// The same of a text that this one begins in at a byte.
    pub fn within(self, start: usize) -> Self {
        Self { place: start + self.place.start..start + self.place.end, ..self }
    }
}
