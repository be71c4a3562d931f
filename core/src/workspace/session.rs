//! The session: what the window shows and what the user has typed, so that a restart or a crash loses nothing.
//! It holds no running call and no answer, and what is written of it holds no secret.

use std::{collections::VecDeque, path::PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    auth_secrets::{withhold_auth, withhold_options},
    names::RequestPath,
    secrets::withhold,
};
use crate::{
    call::{Auth, CallOptions},
    metadata::Row,
    schema::FileSource,
    transport::Target,
};

/// The format that this version writes, and the newest it reads.
pub const SESSION_FORMAT: u64 = 1;
/// Closed tabs that can be opened again.
const MOST_CLOSED: usize = 50;
/// Recent targets that are offered.
const MOST_RECENT: usize = 50;

/// Everything that comes back after a restart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The workspace folder that was open; `None` is "My calls".
    pub workspace: Option<PathBuf>,
    /// Open call tabs, from left to right.
    pub tabs: Vec<Draft>,
    /// Which tab is chosen.
    pub chosen_tab: Option<usize>,
    /// Closed tabs, the last one closed last.
    pub closed: VecDeque<Draft>,
    /// Schema sources, in the order of the panel.
    pub sources: Vec<SourceDraft>,
    /// Targets that were used, the latest first.
    pub recent: Vec<RecentTarget>,
    /// The theme that was chosen.
    pub theme: Theme,
    /// Zoom of the window, 0.7 to 2.0; `None`: as it comes.
    pub zoom: Option<f32>,
    /// What else a front end keeps (widths of panels, chosen views).
    pub window: Map<String, Value>,
}

/// One call tab as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// `pkg.Service/Method`; empty: none chosen.
    pub method: String,
    /// The target, with its connection choices.
    pub target: Target,
    /// The timeout as typed.
    pub timeout: String,
    /// Choices for the call; their secrets are not written.
    pub options: CallOptions,
    /// Request metadata; secret values are replaced on writing.
    pub metadata: Vec<Row>,
    /// The text of each prepared request message.
    pub messages: Vec<String>,
    /// Which of the messages is chosen.
    pub chosen_message: usize,
    /// The saved request that it is a draft of.
    pub saved_as: Option<RequestPath>,
    /// What else a front end keeps of the tab (chosen views).
    pub window: Map<String, Value>,
}

/// A schema source to load again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceDraft {
    /// Files on disk.
    Files(FileSource),
    /// Reflection of a server.
    Reflection {
        /// The server.
        target: Box<Target>,
        /// Rows that go along; secret values are replaced on writing.
        metadata: Vec<Row>,
    },
    /// The built-in sample server.
    Sample,
}

/// A target that was used.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecentTarget {
    /// The target, with its connection choices.
    pub target: Target,
    /// Its metadata rows; secret values are replaced on writing.
    pub metadata: Vec<Row>,
    /// How its calls prove who makes them; secrets are not written.
    pub auth: Auth,
    /// Methods of its schema, once one was loaded.
    pub methods: Option<u32>,
    /// Seconds since 1970, UTC.
    pub last_used_unix_secs: i64,
}

/// Which theme the user wants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// What the desktop says.
    #[default]
    System,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

impl Session {
    /// Remembers a closed tab; the oldest of more than 50 is forgotten.
    pub fn close(&mut self, draft: Draft) {
        self.closed.push_back(draft);
        while self.closed.len() > MOST_CLOSED {
            self.closed.pop_front();
        }
    }

    /// The tab closed last, to be opened again.
    pub fn reopen(&mut self) -> Option<Draft> {
        self.closed.pop_back()
    }

    /// Puts a target first among the recent ones; one with the same address is replaced.
    pub fn used(&mut self, target: RecentTarget) {
        self.recent.retain(|known| known.target.address != target.target.address);
        self.recent.insert(0, target);
        self.recent.truncate(MOST_RECENT);
    }

    /// The session as it may be written: secrets replaced, lists within their bounds.
    pub(super) fn without_secrets(&self) -> Self {
        let mut session = self.clone();
        let excess = session.closed.len().saturating_sub(MOST_CLOSED);
        session.closed.drain(..excess);
        session.recent.truncate(MOST_RECENT);
        for draft in session.tabs.iter_mut().chain(&mut session.closed) {
            cleanse(&mut draft.target, &mut draft.metadata);
            draft.options = withhold_options(&draft.options);
        }
        for recent in &mut session.recent {
            cleanse(&mut recent.target, &mut recent.metadata);
            recent.auth = withhold_auth(&recent.auth);
        }
        for source in &mut session.sources {
            if let SourceDraft::Reflection { target, metadata } = source {
                cleanse(target, metadata);
            }
        }
        session
    }
}

fn cleanse(target: &mut Target, metadata: &mut Vec<Row>) {
    *metadata = withhold(metadata);
    *target = target.without_credentials();
}
