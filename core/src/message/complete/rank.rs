//! Which proposals fit what was typed, and in which order. It knows names only.

use super::{Completion, Standing};

/// Proposals, as they are found.
pub(super) struct Ranked {
    typed: String,
    found: Vec<(Fit, Completion)>,
}

/// How well a name fits; the smaller the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Begins,
    Holds,
    HasLetters,
}

impl Ranked {
    pub(super) fn new(typed: &str) -> Self {
        Self { typed: folded(typed), found: Vec::new() }
    }

    /// Adds a proposal if one of the names it goes by fits.
    pub(super) fn add(&mut self, names: &[&str], completion: impl FnOnce() -> Completion) {
        if let Some(fit) = names.iter().filter_map(|name| fit(&self.typed, name)).min() {
            self.found.push((fit, completion()));
        }
    }

    /// The best, and how many are left out. Of equal ones the first found is first.
    pub(super) fn into_best(mut self, most: usize) -> (Vec<Completion>, usize) {
        let place = |standing: &Standing| match standing {
            Standing::Free => 0,
            Standing::Excluded(_) => 1,
            Standing::Written => 2,
        };
        self.found.sort_by_key(|(fit, completion)| (place(&completion.standing), *fit));
        let left_out = self.found.len().saturating_sub(most);
        (self.found.into_iter().take(most).map(|(_, completion)| completion).collect(), left_out)
    }
}

/// Letters alone, small: `unit_price`, `unitPrice` and `UNIT-PRICE` are one.
fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

fn fit(typed: &str, name: &str) -> Option<Fit> {
    let name = folded(name);
    if name.starts_with(typed) {
        return Some(Fit::Begins);
    }
    if name.contains(typed) {
        return Some(Fit::Holds);
    }
    let mut letters = name.chars();
    typed.chars().all(|wanted| letters.any(|letter| letter == wanted)).then_some(Fit::HasLetters)
}
