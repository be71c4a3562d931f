//! What is wrong with one file, each fault with the line and column of the part it is about.
//! It judges nothing; places come from the positions the parser left in the file.

use std::collections::HashMap;

use bytes::Bytes;
use prost::Message as _;

use crate::schema::{descriptor::SourceCodeInfo, problem::Problem};

/// Past this many a file says no more.
const MAX_PROBLEMS: usize = 20;

/// The problems of one file.
pub(super) struct Report {
    file: String,
    positions: Option<Bytes>,
    places: Option<HashMap<Vec<i32>, (u32, u32)>>,
    problems: Vec<Problem>,
    errors: usize,
    warnings: usize,
    is_refused: bool,
}

impl Report {
    /// `positions` are the file's `source_code_info`.
    pub fn new(file: &str, positions: Option<Bytes>) -> Self {
        let problems = Vec::new();
        Self { file: file.to_owned(), positions, places: None, problems, errors: 0, warnings: 0, is_refused: false }
    }

    /// A fault the file can be used with: what it is about is left out or has a placeholder.
    pub fn error(&mut self, path: &[i32], message: impl Into<String>) {
        self.errors += 1;
        if self.errors <= MAX_PROBLEMS {
            let place = self.place(path);
            self.problems.push(Problem::error(self.file.as_str(), message).at(place));
        }
    }

    /// A fault that makes the file unfit to be linked.
    pub fn refuse(&mut self, path: &[i32], message: impl Into<String>) {
        self.is_refused = true;
        self.error(path, message);
    }

    /// Something odd that changes nothing.
    pub fn warning(&mut self, path: &[i32], message: impl Into<String>) {
        self.warnings += 1;
        if self.warnings <= MAX_PROBLEMS {
            let place = self.place(path);
            self.problems.push(Problem::warning(self.file.as_str(), message).at(place));
        }
    }

    /// What to try about the last problem told.
    pub fn hint(&mut self, hint: Option<String>) {
        if let Some(last) = self.problems.last_mut() {
            last.hint = hint;
        }
    }

    pub fn is_refused(&self) -> bool {
        self.is_refused
    }

    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// 1-based line and column of the part at `path`, else of the nearest one around it.
    fn place(&mut self, path: &[i32]) -> Option<(u32, u32)> {
        let places = self.places.get_or_insert_with(|| read(self.positions.as_ref()));
        let mut path = path;
        loop {
            if let Some(&place) = places.get(path) {
                return (!path.is_empty()).then_some(place);
            }
            path = path.split_last()?.1;
        }
    }
}

fn read(positions: Option<&Bytes>) -> HashMap<Vec<i32>, (u32, u32)> {
    let decoded = positions.and_then(|bytes| SourceCodeInfo::decode(bytes.clone()).ok()).unwrap_or_default();
    let mut places = HashMap::with_capacity(decoded.location.len());
    for location in decoded.location {
        if let [line, column, ..] = location.span.as_slice() {
            let one_based = |number: i32| u32::try_from(number).unwrap_or_default().saturating_add(1);
            places.entry(location.path).or_insert((one_based(*line), one_based(*column)));
        }
    }
    places
}
