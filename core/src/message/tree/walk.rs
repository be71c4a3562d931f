//! Every record of a message, outermost first, each with the path it has in the message.
//! It looks for nothing itself, and keeps nothing of what it has passed.

use std::{collections::HashMap, ops::ControlFlow};

use super::{Inside, Known, Layout, Meaning, Record, Records, Scope, reading, records};
use crate::schema::MessageDescriptor;

/// Deeper records are passed over.
const DEEPEST: usize = 200;
/// Records of a map's entry among which its key is looked for, and characters of a key.
const ENTRY_RECORDS: usize = 1000;
const KEY_CHARS: usize = 256;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A field by its name or, where the type has none, its number.
    Name(String),
    /// An entry of a map by its key.
    Key(String),
    /// An element of a list.
    Index(usize),
}

/// `order.lines[2].sku`, `labels["a"]`.
pub fn path_text(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Name(name) => {
                let dot = if text.is_empty() { "" } else { "." };
                text.push_str(dot);
                text.push_str(name);
            }
            Step::Key(key) => text.push_str(&format!("[\"{key}\"]")),
            Step::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

/// A record that the walk has come to.
pub struct Visited<'w> {
    /// The record, within the bytes of the whole message.
    pub record: &'w Record,
    /// What it means.
    pub meaning: &'w Meaning,
    /// Where it stands. Key and value of a map's entry stand where the entry stands.
    pub path: &'w [Step],
    /// It is the key or the value of a map's entry.
    pub is_in_entry: bool,
}

/// Visits every record until `visit` has enough. It recurses nowhere; what lies deeper than 200 levels is passed over.
pub fn walk(of: Option<&MessageDescriptor>, bytes: &[u8], visit: &mut dyn FnMut(&Visited<'_>) -> ControlFlow<()>) {
    walk_into(of, bytes, &|_| true, visit);
}

/// The path of the innermost record that holds a byte.
pub fn path_at(of: Option<&MessageDescriptor>, bytes: &[u8], offset: usize) -> Vec<Step> {
    let mut path = Vec::new();
    walk_into(of, bytes, &|record| record.range().contains(&offset), &mut |visited| {
        if visited.record.range().contains(&offset) {
            path = visited.path.to_vec();
        }
        if visited.record.range().start > offset { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    path
}

struct Frame<'a> {
    records: Records<'a>,
    scope: Scope,
    /// How many values of each list have been passed.
    passed: HashMap<u32, usize>,
    /// Steps of the path that lead here.
    steps: usize,
    is_entry: bool,
}

impl<'a> Frame<'a> {
    fn new(bytes: &'a [u8], range: std::ops::Range<usize>, scope: Scope, steps: usize, is_entry: bool) -> Self {
        let records = records(bytes, range, scope.layout());
        Self { records, scope, passed: HashMap::new(), steps, is_entry }
    }

    /// The position of the next value of a list.
    fn next_index(&mut self, number: u32) -> usize {
        let passed = self.passed.entry(number).or_default();
        *passed += 1;
        *passed - 1
    }
}

fn walk_into(
    of: Option<&MessageDescriptor>,
    bytes: &[u8],
    goes_in: &dyn Fn(&Record) -> bool,
    visit: &mut dyn FnMut(&Visited<'_>) -> ControlFlow<()>,
) {
    let scope = Scope::message(of.cloned(), bytes, 0..bytes.len());
    let mut stack = vec![Frame::new(bytes, 0..bytes.len(), scope, 0, false)];
    let mut path = Vec::new();
    while let Some(mut frame) = stack.pop() {
        path.truncate(frame.steps);
        let Some(record) = frame.records.next() else { continue };
        let meaning = frame.scope.meaning(bytes, &record);
        match &meaning.known {
            Known::Element(field) => {
                // Elements are counted on through all packed records of their field.
                let index = stack.last_mut().map(|list| list.next_index(field.number()));
                path.extend(index.map(Step::Index));
            }
            _ => push_steps(&mut path, &mut frame, bytes, &record, &meaning),
        }
        let flow = visit(&Visited { record: &record, meaning: &meaning, path: &path, is_in_entry: frame.is_entry });
        let is_entry = meaning.known.field().is_some_and(|field| field.map_entry().is_some());
        stack.push(frame);
        if flow.is_break() {
            return;
        }
        if let Inside::Records(scope) = meaning.inside
            && stack.len() < DEEPEST
            && (goes_in(&record) || scope.layout() != Layout::Fields)
        {
            stack.push(Frame::new(bytes, record.value_range(), scope, path.len(), is_entry));
        }
    }
}

fn push_steps(path: &mut Vec<Step>, frame: &mut Frame<'_>, bytes: &[u8], record: &Record, meaning: &Meaning) {
    if frame.is_entry {
        return;
    }
    let Some(field) = meaning.known.field() else { return path.push(Step::Name(record.number.to_string())) };
    path.push(Step::Name(field.name().to_owned()));
    match &meaning.inside {
        Inside::Records(scope) if scope.layout() != Layout::Fields => {}
        Inside::Records(scope) if field.map_entry().is_some() => path.push(Step::Key(key_text(bytes, record, scope))),
        _ if field.is_list() => path.push(Step::Index(frame.next_index(record.number))),
        _ => {}
    }
}

/// The key of a map's entry as people write it; empty where there is none.
fn key_text(bytes: &[u8], entry: &Record, scope: &Scope) -> String {
    let parts = records(bytes, entry.value_range(), scope.layout()).take(ENTRY_RECORDS);
    let Some(key) = parts.filter(|part| part.number == 1).last() else { return String::new() };
    let line = reading(bytes, &key, &scope.meaning(bytes, &key), KEY_CHARS).line.text;
    line.trim_matches('"').to_owned()
}
