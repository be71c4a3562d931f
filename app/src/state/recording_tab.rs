//! A recording tab: a call that was recorded, as a call tab has its runs, and the replays of it. It reads no file.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use farcall_core::{
    engine::CallId,
    recording::{Original, RecordingHead, ReplayOutcome, ReplayPace},
    schema::Schema,
    transport::Target,
};

use super::{CallTab, CompareRules, OnDemand, Stop};
use crate::units;

/// A recording tab.
pub struct RecordingTab {
    /// Its file.
    pub path: PathBuf,
    /// The recording is its first run, replays follow.
    pub call: CallTab,
    /// What the file says besides.
    pub read: OnDemand<Arc<ReadRecording>>,
    /// How far it is read.
    pub progress: Arc<ReadProgress>,
    /// Ends the reading, or a comparison.
    pub stop: Stop,
    /// How it is replayed.
    pub replay: TypedReplay,
    /// What a comparison leaves out.
    pub rules: CompareRules,
    /// How the replay that is compared differs.
    pub outcome: OnDemand<Arc<ReplayOutcome>>,
    /// Which run that is.
    pub compared: Option<CallId>,
    /// How often it was asked for.
    pub asked: u64,
}

/// What a recording says besides its messages.
pub struct ReadRecording {
    /// Of its call.
    pub head: RecordingHead,
    /// The schema in it.
    pub schema: Schema,
    /// Whether its messages have a type.
    pub has_types: bool,
    /// The call, as it is replayed.
    pub original: Original,
    /// What is to be said of the file.
    pub notes: Vec<String>,
}

/// How far a file is read.
#[derive(Debug, Default)]
pub struct ReadProgress {
    bytes: AtomicU64,
    of: AtomicU64,
}

/// How a recording is replayed, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedReplay {
    /// The target's address.
    pub address: String,
    /// When requests go out.
    pub pace: PaceKind,
    /// How far apart, where they have a pace of their own.
    pub every: String,
}

/// When requests go out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum PaceKind {
    /// As they did.
    #[default]
    Original,
    /// At once.
    AtOnce,
    /// At a pace that is typed.
    Every,
}

impl PaceKind {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Original, Self::AtOnce, Self::Every];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Original => "Original times",
            Self::AtOnce => "At once",
            Self::Every => "At a pace",
        }
    }
}

impl TypedReplay {
    /// The pace, or what is wrong with it.
    pub fn pace(&self) -> Result<ReplayPace, String> {
        match self.pace {
            PaceKind::Original => Ok(ReplayPace::Original),
            PaceKind::AtOnce => Ok(ReplayPace::AtOnce),
            PaceKind::Every => units::parse_duration(&self.every).map(ReplayPace::Every),
        }
    }
}

impl ReadProgress {
    /// So far.
    pub fn tell(&self, bytes: u64, of: u64) {
        self.bytes.store(bytes, Ordering::Relaxed);
        self.of.store(of, Ordering::Relaxed);
    }

    /// Bytes read, and all there are.
    pub fn told(&self) -> (u64, u64) {
        (self.bytes.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed))
    }
}

impl RecordingTab {
    /// A tab of a file that was not read yet.
    pub fn new(path: PathBuf) -> Self {
        let every = units::typed_duration(Duration::from_millis(100));
        Self {
            path,
            call: CallTab::new(Target::default()),
            read: OnDemand::NotAsked,
            progress: Arc::default(),
            stop: Stop::default(),
            replay: TypedReplay { every, ..TypedReplay::default() },
            rules: CompareRules::default(),
            outcome: OnDemand::NotAsked,
            compared: None,
            asked: 0,
        }
    }

    /// What its tab is called: the file without its ending.
    pub fn title(&self) -> String {
        let stem = self.path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        stem.unwrap_or_else(|| self.path.display().to_string())
    }

    /// Whether a run is the recording itself.
    pub fn is_recorded(&self, id: CallId) -> bool {
        self.call.runs.first().is_some_and(|run| run.id == id)
    }
}
