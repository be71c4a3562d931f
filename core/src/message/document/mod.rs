//! The request message as a document: one truth, edited as form or as JSON, with what is wrong and where.
//! It knows no widgets; the form sends it [`Edit`]s, the JSON editor the whole text.

mod bind;
mod check;
mod edit;
mod encode;
mod find;
mod history;
mod problem;
mod render;
mod skeleton;
mod sources;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

use std::sync::Arc;

use bytes::Bytes;

pub use self::{
    edit::Edit,
    problem::{EncodeError, Problem},
};
pub(crate) use self::{encode::encode_node, problem::Fault};
use self::{
    history::{Change, History, Past},
    problem::{Finding, Weight},
};
use super::{
    json::{self, Positions},
    node::MessageNode,
};
use crate::schema::MessageDescriptor;

/// How JSON is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JsonRules {
    /// Leave out fields that the type does not have instead of refusing them.
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
}

/// What undo goes back to.
#[derive(Clone)]
struct State {
    json: Arc<str>,
    root: Arc<MessageNode>,
    problems: Arc<[Problem]>,
    /// The first of the problems that keep the tree from following the JSON.
    json_problem: Option<Problem>,
    /// The tree can be had again by reading the JSON.
    json_is_whole: bool,
}

impl Document {
    /// Nothing set.
    pub fn empty(of: MessageDescriptor) -> Self {
        Self::from_tree(MessageNode::new(of))
    }

    /// A skeleton: every field once, recursion cut, oneofs, optional fields and well-known types unset, lists and maps
    /// empty.
    pub fn skeleton(of: MessageDescriptor) -> Self {
        Self::from_tree(skeleton::skeleton(&of, skeleton::Fill::Start))
    }

    /// A skeleton to read rather than to send: one element in each list and map, optional fields set, the first member of
    /// each oneof chosen.
    pub fn template(of: MessageDescriptor) -> Self {
        Self::from_tree(skeleton::skeleton(&of, skeleton::Fill::Everything))
    }

    /// The document of a JSON text, which is kept as it stands, also when it does not parse.
    pub fn from_json(of: MessageDescriptor, json: String) -> Self {
        Self::from_json_with(of, json, JsonRules::default())
    }

    /// The same, read by these rules.
    pub fn from_json_with(of: MessageDescriptor, json: String, rules: JsonRules) -> Self {
        let state = State::of_json(&of, json, rules, &Arc::new(MessageNode::new(of.clone())));
        Self { descriptor: of, rules, state, history: History::default(), revision: 0 }
    }

    fn from_tree(root: MessageNode) -> Self {
        let descriptor = root.descriptor.clone();
        let rules = JsonRules::default();
        Self { descriptor, rules, state: State::of_tree(root, rules), history: History::default(), revision: 0 }
    }

    /// The type.
    pub fn descriptor(&self) -> &MessageDescriptor {
        &self.descriptor
    }

    /// Changes with every edit.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The JSON text, as typed or as the form wrote it.
    pub fn json(&self) -> &str {
        &self.state.json
    }

    /// Replace the JSON; the tree follows if it parses, else it stays and [`Document::json_problem`] says why.
    pub fn set_json(&mut self, json: String) {
        if *json == *self.state.json {
            return;
        }
        let change = history::json_change(&self.state.json, &json);
        let state = State::of_json(&self.descriptor, json, self.rules, &self.state.root);
        self.step(change, state);
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
        if self.state.json_problem.is_some() {
            return;
        }
        let mut root = MessageNode::clone(&self.state.root);
        let change = match &edit {
            Edit::Text(path, _) => Change::Field(path.clone()),
            _ => Change::Other,
        };
        if edit::apply(&mut root, edit) {
            let state = State::of_tree(root, self.rules);
            self.step(change, state);
        }
    }

    /// Everything that is wrong now; what is no error does not keep the message from being sent.
    pub fn problems(&self) -> &[Problem] {
        &self.state.problems
    }

    /// The wire bytes: fields by number, so that equal messages are equal bytes.
    pub fn encode(&self) -> Result<Bytes, EncodeError> {
        let errors: Vec<Problem> = self.problems().iter().filter(|p| p.is_error).cloned().collect();
        if !errors.is_empty() {
            return Err(EncodeError(errors));
        }
        encode::encode(self.root(), self.rules)
            .map(Bytes::from)
            .map_err(|fault| EncodeError(vec![Problem::without_place(fault.message)]))
    }

    /// One step back; false if there is none.
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

    fn step(&mut self, change: Change, state: State) {
        let before = self.past();
        self.history.push(change, before);
        self.state = state;
        self.revision += 1;
    }

    fn past(&self) -> Past {
        let root = (!self.state.json_is_whole).then(|| self.state.root.clone());
        Past { json: self.state.json.clone(), root, tree_leads: self.state.json_problem.is_none() }
    }

    fn restore(&mut self, past: Option<Past>) -> bool {
        let Some(past) = past else { return false };
        self.state = match past.root {
            Some(root) if past.tree_leads => State::of_tree(MessageNode::clone(&root), self.rules),
            Some(root) => State::of_json(&self.descriptor, past.json.to_string(), self.rules, &root),
            None => State::of_json(&self.descriptor, past.json.to_string(), self.rules, &self.state.root),
        };
        self.revision += 1;
        true
    }
}

impl State {
    /// The JSON leads; `last_good` stays the tree if this one cannot be had.
    fn of_json(of: &MessageDescriptor, json: String, rules: JsonRules, last_good: &Arc<MessageNode>) -> Self {
        match json::parse_one(&json) {
            Err(error) => {
                let finding = Finding::new(Weight::Structure, error.offset, error.message);
                Self::of_findings(json.as_str().into(), &json, last_good.clone(), vec![finding], false)
            }
            Ok(node) => {
                let bound = bind::bind(of, &node, &json, rules);
                let whole = bound.is_whole();
                let root = if whole { Arc::new(bound.root) } else { last_good.clone() };
                Self::of_findings(json.as_str().into(), &json, root, bound.findings, whole)
            }
        }
    }

    /// The tree leads.
    fn of_tree(root: MessageNode, rules: JsonRules) -> Self {
        let rendered = render::render(&root, rules);
        let json: Arc<str> = rendered.json.into();
        Self::of_findings(json.clone(), &json, Arc::new(root), rendered.findings, rendered.is_json)
    }

    fn of_findings(
        json: Arc<str>,
        text: &str,
        root: Arc<MessageNode>,
        findings: Vec<Finding>,
        json_is_whole: bool,
    ) -> Self {
        if findings.is_empty() {
            return Self { json, root, problems: Arc::default(), json_problem: None, json_is_whole };
        }
        let (problems, json_problem) = problem::locate(findings, &Positions::new(text));
        Self { json, root, problems: problems.into(), json_problem, json_is_whole }
    }
}
