//! The progress of a load from files, and its end before time. It knows nothing of what is loaded.

use std::ops::ControlFlow;

/// A step of a load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadStep {
    /// Folders are looked through; so many .proto files were found.
    Finding {
        /// .proto files found until now.
        found: usize,
    },
    /// Files are read and parsed. How many there are in all grows with their imports.
    Parsing {
        /// Files done.
        done: usize,
        /// Files known of.
        of: usize,
    },
    /// Names and options are resolved.
    Compiling {
        /// Files done.
        done: usize,
        /// Files in all.
        of: usize,
    },
    /// Descriptors are vetted and linked.
    Linking,
}

impl LoadStep {
    /// The step in words: `Parsing 1,204 of 8,017 files`.
    pub fn words(&self) -> String {
        match self {
            Self::Finding { found } => format!("Found {} .proto files", grouped(*found)),
            Self::Parsing { done, of } => format!("Parsing {} of {} files", grouped(*done), grouped(*of)),
            Self::Compiling { done, of } => format!("Resolving {} of {} files", grouped(*done), grouped(*of)),
            Self::Linking => "Linking types".to_owned(),
        }
    }
}

/// Told each step of a load, often; `Break` ends it, and [`Schema::load_with`](super::Schema::load_with) returns nothing.
pub trait LoadProgress: Send {
    /// A step was made. Called from the thread that loads; it must not block.
    fn step(&mut self, step: &LoadStep) -> ControlFlow<()>;
}

/// Nobody is told, nothing ends it.
impl LoadProgress for () {
    fn step(&mut self, _: &LoadStep) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl<F: FnMut(&LoadStep) -> ControlFlow<()> + Send> LoadProgress for F {
    fn step(&mut self, step: &LoadStep) -> ControlFlow<()> {
        self(step)
    }
}

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_told_with_grouped_numbers() {
        assert_eq!(LoadStep::Parsing { done: 1204, of: 8017 }.words(), "Parsing 1,204 of 8,017 files");
        assert_eq!(LoadStep::Finding { found: 7 }.words(), "Found 7 .proto files");
    }
}
