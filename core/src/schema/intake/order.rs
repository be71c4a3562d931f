//! The order files are added in: imports before those who import them, and the cycles that have no such order.
//! It follows imports without recursion; a missing import is no concern of it.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, HashSet},
};

use prost::Message as _;

use super::Candidate;
use crate::schema::{descriptor::FileDescriptorProto, model::span_of};

/// `FileDescriptorProto.dependency`.
const IMPORTS: i32 = 3;

/// Cycles that are told file by file; more are only named as such.
const MAX_CYCLES_SPELLED: usize = 100;

/// The order, by position in the list of files.
pub(super) struct Order {
    /// All files but those of a cycle.
    pub sequence: Vec<usize>,
    /// One for each file that imports itself by way of others.
    pub cycles: Vec<Cycle>,
}

/// A file that imports itself.
pub(super) struct Cycle {
    pub file: usize,
    /// From the file back to it.
    names: Vec<String>,
    /// Of the import that leads into the cycle.
    pub position: Option<(u32, u32)>,
}

impl Cycle {
    pub fn message(&self) -> String {
        match self.names.as_slice() {
            [] | [_] => "imports itself by way of other files".to_owned(),
            names => format!("import cycle: {}", names.join(" → ")),
        }
    }
}

/// Finds the order.
pub(super) fn order(files: &[Candidate]) -> Order {
    let graph = Graph::new(files);
    let (mut sequence, rest) = graph.peel(&HashSet::new());
    let cyclic = graph.cyclic(rest);
    if !cyclic.is_empty() {
        (sequence, _) = graph.peel(&cyclic);
    }
    let mut members: Vec<usize> = cyclic.iter().copied().collect();
    members.sort_unstable();
    let cycles = members
        .into_iter()
        .enumerate()
        .map(|(nth, file)| match nth < MAX_CYCLES_SPELLED {
            true => graph.cycle(files, &cyclic, file),
            false => Cycle { file, names: Vec::new(), position: None },
        })
        .collect();
    Order { sequence, cycles }
}

/// Where this import is written, 1-based.
pub(super) fn import_position(file: &Candidate, import: &str) -> Option<(u32, u32)> {
    let index = file.imports.iter().position(|name| name == import)?;
    let source = FileDescriptorProto::decode(file.encoded.clone()).ok()?.source_code_info?;
    let span = span_of(&source, &[IMPORTS, i32::try_from(index).ok()?])?;
    let [line, column, ..] = span.as_slice() else { return None };
    Some((u32::try_from(*line).ok()?.checked_add(1)?, u32::try_from(*column).ok()?.checked_add(1)?))
}

struct Graph {
    imports: Vec<Vec<usize>>,
    importers: Vec<Vec<usize>>,
}

impl Graph {
    fn new(files: &[Candidate]) -> Self {
        let by_name: HashMap<&str, usize> = files.iter().enumerate().map(|(i, file)| (file.name.as_str(), i)).collect();
        let mut importers = vec![Vec::new(); files.len()];
        let imports = files
            .iter()
            .enumerate()
            .map(|(importer, file)| {
                let mut imports: Vec<usize> =
                    file.imports.iter().filter_map(|name| by_name.get(name.as_str()).copied()).collect();
                imports.sort_unstable();
                imports.dedup();
                for &import in &imports {
                    importers[import].push(importer);
                }
                imports
            })
            .collect();
        Self { imports, importers }
    }

    /// Takes files whose imports were all taken, the first of the list first; `without` count as taken and stay out.
    fn peel(&self, without: &HashSet<usize>) -> (Vec<usize>, HashSet<usize>) {
        let mut waiting: Vec<usize> =
            self.imports.iter().map(|imports| imports.iter().filter(|i| !without.contains(i)).count()).collect();
        let mut rest: HashSet<usize> = (0..waiting.len()).filter(|i| !without.contains(i)).collect();
        let mut ready: BinaryHeap<Reverse<usize>> =
            rest.iter().filter(|&&i| waiting[i] == 0).map(|&i| Reverse(i)).collect();
        let mut sequence = Vec::with_capacity(rest.len());
        while let Some(Reverse(file)) = ready.pop() {
            rest.remove(&file);
            sequence.push(file);
            for &importer in &self.importers[file] {
                waiting[importer] -= 1;
                if waiting[importer] == 0 && rest.contains(&importer) {
                    ready.push(Reverse(importer));
                }
            }
        }
        (sequence, rest)
    }

    /// Of files that could not be ordered, those on a cycle or between two: the others only import such.
    fn cyclic(&self, mut rest: HashSet<usize>) -> HashSet<usize> {
        let mut leaves: Vec<usize> = rest.iter().copied().collect();
        while let Some(file) = leaves.pop() {
            if rest.contains(&file) && !self.importers[file].iter().any(|importer| rest.contains(importer)) {
                rest.remove(&file);
                leaves.extend(self.imports[file].iter().filter(|import| rest.contains(import)));
            }
        }
        rest
    }

    /// The first way back found from `file`, breadth first, so that it is a short one.
    fn cycle(&self, files: &[Candidate], cyclic: &HashSet<usize>, file: usize) -> Cycle {
        let mut came_from: HashMap<usize, usize> = HashMap::new();
        let mut queue = std::collections::VecDeque::from([file]);
        'search: while let Some(at) = queue.pop_front() {
            for &import in self.imports[at].iter().filter(|import| cyclic.contains(import)) {
                if let std::collections::hash_map::Entry::Vacant(entry) = came_from.entry(import) {
                    entry.insert(at);
                    if import == file {
                        break 'search;
                    }
                    queue.push_back(import);
                }
            }
        }
        let mut way = vec![file];
        while let Some(&before) = way.last().and_then(|at| came_from.get(at)) {
            way.push(before);
            if before == file {
                break;
            }
        }
        way.reverse();
        let names: Vec<String> = way.iter().map(|&i| files[i].name.clone()).collect();
        let next = names.get(1).map_or("", String::as_str);
        Cycle { file, position: import_position(&files[file], next), names }
    }
}
