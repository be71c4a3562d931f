//! The request message as a document: one truth, edited as form or as JSON, with what is wrong and where.
//! It knows no widgets; the form sends it [`Edit`]s, the JSON editor the whole text.

mod advice;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod any_tests;
mod bind;
mod check;
mod edit;
mod encode;
mod find;
mod history;
mod later;
mod literal;
mod paste;
mod problem;
mod rebind;
mod records;
mod render;
mod rules;
mod sequence;
mod sources;
mod start;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
mod word;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod word_tests;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;

pub use self::{
    advice::Advice,
    edit::Edit,
    later::{TextRead, Unread},
    problem::{EncodeError, Problem},
    records::unknown_records,
    sources::Taken,
};
use self::{
    edit::Applied,
    history::{Change, Edited, History, Past},
    later::LARGE,
    problem::{Finding, Weight},
    word::Site,
};
pub(crate) use self::{encode::encode_node, problem::Fault, sources::lost_words};
use super::{
    json::{self, Positions},
    node::MessageNode,
    path::{FieldPath, Step},
};
use crate::schema::MessageDescriptor;

/// How JSON is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JsonRules {
    /// Leave out fields that the type does not have, and enum values by a name that the enum does not have, instead of
    /// refusing them.
    pub allow_unknown_fields: bool,
}

/// An editable message. Cheap to ask each frame; [`Document::revision`] changes with every edit.
#[derive(Clone)]
pub struct Document {
    descriptor: MessageDescriptor,
    rules: JsonRules,
    state: State,
    history: History,
    revision: u64,
    outline: u64,
    /// The tree does not follow the text yet.
    is_unread: bool,
}

/// What undo goes back to.
#[derive(Clone)]
struct State {
    json: Arc<String>,
    root: Arc<MessageNode>,
    problems: Arc<[Problem]>,
    /// The first of the problems that keep the tree from following the JSON.
    json_problem: Option<Problem>,
    /// The tree can be had again by reading the JSON.
    json_is_whole: bool,
    /// The JSON is what the tree is written as, to the letter.
    is_written: bool,
    /// The value that was changed last, so that it need not be looked for again while it is typed.
    site: Option<Site>,
}

impl Document {
    /// The document of a JSON text, which is kept as it stands, also when it does not parse.
    pub fn from_json(of: MessageDescriptor, json: String) -> Self {
        Self::from_json_with(of, json, JsonRules::default())
    }

    /// The same, read by these rules.
    pub fn from_json_with(of: MessageDescriptor, json: String, rules: JsonRules) -> Self {
        let state = State::of_json(&of, Arc::new(json), rules, &Arc::new(MessageNode::new(of.clone())));
        Self {
            descriptor: of,
            rules,
            state,
            history: History::default(),
            revision: 0,
            outline: fresh_outline(),
            is_unread: false,
        }
    }

    fn from_tree(root: MessageNode) -> Self {
        let descriptor = root.descriptor.clone();
        let rules = JsonRules::default();
        Self {
            descriptor,
            rules,
            state: State::of_tree(Arc::new(root), rules),
            history: History::default(),
            revision: 0,
            outline: fresh_outline(),
            is_unread: false,
        }
    }

    /// The type.
    pub fn descriptor(&self) -> &MessageDescriptor {
        &self.descriptor
    }

    /// Changes with every edit.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Changes with every edit but those that leave everything where it is: another text of as many lines in the place of
    /// one, with the same problems at the same places. No two documents share it, but copies that nobody edited since.
    pub fn outline(&self) -> u64 {
        self.outline
    }

    /// The JSON text, as typed or as the form wrote it.
    pub fn json(&self) -> &str {
        &self.state.json
    }

    /// Replace the JSON; the tree follows if it parses, else it stays and [`Document::json_problem`] says why.
    pub fn set_json(&mut self, json: String) {
        self.settle();
        if *json == *self.state.json {
            return;
        }
        let edited = Edited::between(&self.state.json, &json);
        let (change, before) = (edited.change(&json), self.past());
        let is_plain = self.state.json_is_whole && !self.rules.allow_unknown_fields;
        let json = Arc::new(json);
        let state = is_plain.then(|| self.state.typed(&json, &edited)).flatten();
        let state = state.unwrap_or_else(|| State::of_json(&self.descriptor, json, self.rules, &self.state.root));
        self.step(change, before, state);
    }

    /// Why the tree does not follow the JSON: it does not parse, or its structure is not the type's (an unknown field, a
    /// string where an object is wanted). While there is one, the form is read-only.
    pub fn json_problem(&self) -> Option<&Problem> {
        self.state.json_problem.as_ref()
    }

    /// The tree. Where the type itself is a well-known one with a JSON form of its own, the root has the one field
    /// [`WHOLE`](super::WHOLE).
    pub fn root(&self) -> &MessageNode {
        &self.state.root
    }

    /// Change the tree; the JSON follows. Nothing happens while there is a [`Document::json_problem`], or where the
    /// path leads nowhere.
    pub fn edit(&mut self, edit: Edit) {
        self.settle();
        if self.state.json_problem.is_some() {
            return;
        }
        let (change, site) = match &edit {
            Edit::Text(path, _) => (Change::Field(path.clone()), self.site(path)),
            _ => (Change::Other, None),
        };
        let before = self.past();
        // Nobody else holds the tree as long as the JSON gives it back, so that it is changed where it stands.
        match edit::apply(Arc::make_mut(&mut self.state.root), edit, self.rules) {
            Applied::No => {}
            applied => {
                let state = site.and_then(|site| self.state.written_at(&site));
                let state = state.unwrap_or_else(|| State::of_tree(self.state.root.clone(), self.rules));
                let stays = applied == Applied::InPlace && places(&state.problems).eq(places(&self.state.problems));
                let outline = self.outline;
                self.step(change, before, state);
                if stays {
                    self.outline = outline;
                }
            }
        }
    }

    /// How many elements or entries a text would add to the list or map at a path, by [`Edit::Paste`]; an error says why
    /// it would add none.
    pub fn pasted(&self, path: &[Step], text: &str) -> Result<usize, String> {
        let field = edit::field_at(self.root(), path).ok_or("there is no such field")?;
        paste::pasted(&field, text, self.rules).map(|listed| listed.len())
    }

    /// Everything that is wrong now; what is no error does not keep the message from being sent.
    pub fn problems(&self) -> &[Problem] {
        &self.state.problems
    }

    /// The wire bytes: fields by number, so that equal messages are equal bytes.
    pub fn encode(&self) -> Result<Bytes, EncodeError> {
        if self.is_unread {
            return Err(EncodeError(vec![Problem::without_place("the text is still being read".to_owned())]));
        }
        let errors: Vec<Problem> = self.problems().iter().filter(|p| p.is_error).cloned().collect();
        if !errors.is_empty() {
            return Err(EncodeError(errors));
        }
        encode::encode(self.root(), self.rules)
            .map(Bytes::from)
            .map_err(|fault| EncodeError(vec![Problem::without_place(fault.message)]))
    }

    /// One step back; false if there is none. A large text is read later, as by [`Document::type_json`].
    pub fn undo(&mut self) -> bool {
        let now = self.past();
        let past = self.history.back(now);
        self.restore(past)
    }

    /// One step forward again; false if there is none.
    pub fn redo(&mut self) -> bool {
        let now = self.past();
        let past = self.history.forward(now);
        self.restore(past)
    }

    /// Where the value at a path stands in the JSON, while that is written from the tree.
    fn site(&self, path: &[Step]) -> Option<Site> {
        let known = || self.state.site.as_ref().and_then(|site| site.known(path));
        let found = || Site::of_path(&self.state.root, &self.state.json, path);
        self.state.is_written.then(|| known().or_else(found)).flatten()
    }

    fn step(&mut self, change: Change, before: Past, state: State) {
        self.history.push(change, before);
        self.state = state;
        self.is_unread = false;
        self.revision += 1;
        self.outline = fresh_outline();
    }

    fn past(&self) -> Past {
        let root = (!self.state.json_is_whole).then(|| self.state.root.clone());
        let tree_leads = self.state.json_problem.is_none() && !self.is_unread;
        Past { json: self.state.json.clone(), root, tree_leads, is_written: self.state.is_written }
    }

    fn restore(&mut self, past: Option<Past>) -> bool {
        let Some(past) = past else { return false };
        let Past { json, root, tree_leads, is_written } = past;
        let word = match &root {
            None if self.state.json_is_whole && !self.is_unread && !self.rules.allow_unknown_fields => {
                let edited = Edited::between(&self.state.json, &json);
                self.state.typed(&json, &edited)
            }
            _ => None,
        };
        self.is_unread = word.is_none() && root.is_none() && json.len() >= LARGE;
        self.state = match (word, root) {
            (Some(state), _) => State { is_written, ..state },
            (None, Some(root)) if tree_leads => State::of_tree(root, self.rules),
            (None, Some(root)) => State::of_json(&self.descriptor, json, self.rules, &root),
            (None, None) if self.is_unread => self.state.unread(json, is_written),
            (None, None) => {
                let state = State::of_json(&self.descriptor, json, self.rules, &self.state.root);
                State { is_written: is_written && state.json_is_whole, ..state }
            }
        };
        self.revision += 1;
        self.outline = fresh_outline();
        true
    }
}

fn fresh_outline() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Where problems are, and of which weight.
fn places(problems: &[Problem]) -> impl Iterator<Item = (&FieldPath, bool)> {
    problems.iter().map(|problem| (&problem.path, problem.is_error))
}

impl State {
    /// The JSON leads; `last_good` stays the tree if this one cannot be had.
    fn of_json(of: &MessageDescriptor, json: Arc<String>, rules: JsonRules, last_good: &Arc<MessageNode>) -> Self {
        let (root, findings, json_is_whole) = match json::parse_one(&json) {
            Err(error) => {
                let finding = Finding::new(Weight::Structure, error.offset, error.message);
                (last_good.clone(), vec![finding], false)
            }
            Ok(node) => {
                let bound = bind::bind(of, &node, &json, rules);
                let whole = bound.is_whole();
                (if whole { Arc::new(bound.root) } else { last_good.clone() }, bound.findings, whole)
            }
        };
        Self { json_is_whole, ..Self::of_findings(json, root, findings) }
    }

    /// The tree leads.
    fn of_tree(root: Arc<MessageNode>, rules: JsonRules) -> Self {
        let rendered = render::render(&root, rules);
        let state = Self::of_findings(Arc::new(rendered.json), root, rendered.findings);
        Self { json_is_whole: rendered.is_json, is_written: rendered.is_json, ..state }
    }

    fn of_findings(json: Arc<String>, root: Arc<MessageNode>, findings: Vec<Finding>) -> Self {
        let (problems, json_problem) = match findings.is_empty() {
            true => Default::default(),
            false => problem::locate(findings, &Positions::new(&json)),
        };
        Self {
            json,
            root,
            problems: problems.into(),
            json_problem,
            json_is_whole: false,
            is_written: false,
            site: None,
        }
    }
}
