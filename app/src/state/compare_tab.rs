//! A comparison tab: two messages side by side. It compares nothing; a job does.

use std::{path::PathBuf, sync::Arc};

use bytes::Bytes;
use farcall_core::{
    engine::CallId,
    message::{BytesForm, Comparison},
    schema::MessageDescriptor,
    workspace::ExamplePath,
};

use super::{CompareRules, OnDemand, Stop, TabId};

/// A comparison tab.
pub struct CompareTab {
    /// The left message.
    pub left: CompareSide,
    /// The right one.
    pub right: CompareSide,
    /// Whether only differences are shown.
    pub differences_only: bool,
    /// What is left out, and whose order says nothing.
    pub rules: CompareRules,
    /// What was found.
    pub found: OnDemand<Arc<Comparison>>,
    /// How often it was asked for.
    pub asked: u64,
    /// Ends the comparison that is under way.
    pub stop: Stop,
    /// A type that no schema had when it was asked for; it is asked for again once one has.
    pub waits_for: Option<String>,
    /// Which of the differences was gone to, and how often that was asked: panels scroll to it.
    pub at: Option<usize>,
    /// Counts the steps, so that a step to the same place scrolls too.
    pub steps: u64,
}

/// One message of a comparison.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CompareSide {
    /// What it is called.
    pub title: String,
    /// Its bytes; none where it is read from a file.
    pub bytes: Bytes,
    /// Its type, where one is known.
    pub of: Option<MessageDescriptor>,
    /// Full name of its type, where that is all that is known.
    pub type_name: Option<String>,
    /// Where its bytes are.
    pub from: SideFrom,
    /// The row of a log that it is.
    pub row: Option<(CallId, u64)>,
}

/// Where the bytes of a side are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SideFrom {
    /// In the side.
    #[default]
    Here,
    /// In the file of an example.
    Example(PathBuf),
    /// In another file: how it is written, and which of its messages it is.
    File(PathBuf, Option<BytesForm>, usize),
}

/// The question with which other message one is compared.
pub struct ComparePicker {
    /// The one.
    pub from: CompareSide,
    /// The others.
    pub others: Vec<OtherMessage>,
    /// Which of them is chosen.
    pub chosen: usize,
}

/// A message to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherMessage {
    /// What it is called.
    pub title: String,
    /// What is known of it.
    pub quiet: String,
    /// Where it is.
    pub place: OtherPlace,
}

/// Where a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OtherPlace {
    /// An example of the workspace.
    Example(ExamplePath),
    /// A row of the log of a run.
    Row(CallId, u64),
    /// A message tab.
    Tab(TabId),
}

impl CompareSide {
    /// Full name of its type, where one is named or known.
    pub fn named_type(&self) -> Option<String> {
        self.of.as_ref().map(|of| of.full_name().to_owned()).or_else(|| self.type_name.clone())
    }
}

impl CompareTab {
    /// Two messages that were not compared yet.
    pub fn new(left: CompareSide, right: CompareSide) -> Self {
        Self {
            left,
            right,
            differences_only: false,
            rules: CompareRules::default(),
            found: OnDemand::NotAsked,
            asked: 0,
            stop: Stop::default(),
            waits_for: None,
            at: None,
            steps: 0,
        }
    }

    /// A copy for another tab.
    pub fn duplicate(&self) -> Self {
        Self {
            differences_only: self.differences_only,
            rules: self.rules.clone(),
            ..Self::new(self.left.clone(), self.right.clone())
        }
    }

    /// Go to the next difference, or the one before; round the end.
    pub fn step(&mut self, forward: bool) {
        let Some(found) = self.found.shown() else { return };
        let places: Vec<usize> =
            found.rows.iter().enumerate().filter(|(_, row)| row.kind.counts()).map(|(at, _)| at).collect();
        self.steps += 1;
        let next = match (self.at, forward) {
            (None, true) => places.first(),
            (None, false) => places.last(),
            (Some(at), true) => places.iter().find(|place| **place > at).or(places.first()),
            (Some(at), false) => places.iter().rev().find(|place| **place < at).or(places.last()),
        };
        self.at = next.copied();
    }
}
