//! A desk for state tests: a state with the sample's schema loaded, and what it asked of the world.
//! No engine runs behind it; what one would tell is told by the test.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::Bytes;
use farcall_core::{
    call::{CallEvent, CallLog, CallSpec, Finished, Opened, SentHeaders, Timings},
    engine::{CallId, Command, Event, LoadCause, LoadedSchema, Outbound, SourceId},
    metadata::Metadata,
    schema::{FileSource, MethodPath, Schema},
    status::Status,
    transport::{PeerFacts, Target},
};

use crate::{
    action::{Action, CallEdit, OpenHow},
    apply::{apply, done, settle},
    perform::{Effect, perform},
    state::{CallTab, Run, State, TabId},
};

/// Where the sample is said to be.
pub const ADDRESS: &str = "localhost:50051";

/// A state, and what it asked for since last looked.
#[derive(Default)]
pub struct Desk {
    pub state: State,
    pub asked: Vec<Effect>,
}

/// The call that was asked for.
pub struct Started {
    pub id: CallId,
    pub target: Target,
    pub spec: CallSpec,
    pub first: Vec<Outbound>,
}

impl Desk {
    /// Connected to the sample, no tab open.
    pub fn connected() -> Self {
        let mut desk = Self::default();
        desk.state.session_restored = true;
        desk.perform(Action::ConnectTo(Box::new(Target::new(ADDRESS))));
        let id = desk.source();
        desk.load(id, sample_schema());
        desk.asked.clear();
        desk
    }

    /// The same with a call of this method open.
    pub fn with(method: &str) -> Self {
        let mut desk = Self::connected();
        desk.open(method, OpenHow::Keep);
        desk
    }

    pub fn perform(&mut self, action: Action) {
        perform(&mut self.state, action, &mut self.asked);
        settle(&mut self.state, &mut self.asked);
    }

    /// Do every job that was asked for, as the worker would.
    pub fn work(&mut self) {
        while let Some(at) = self.asked.iter().position(|effect| matches!(effect, Effect::Work(_))) {
            if let Effect::Work(job) = self.asked.remove(at) {
                done(&mut self.state, job.run(), &mut self.asked);
            }
        }
    }

    pub fn tell(&mut self, event: Event) {
        apply(&mut self.state, event, &mut self.asked);
        settle(&mut self.state, &mut self.asked);
    }

    pub fn load(&mut self, id: SourceId, schema: Schema) {
        self.tell(Event::SchemaLoaded(
            id,
            Box::new(LoadedSchema { schema, report: None, cause: LoadCause::Asked, changes: Vec::new() }),
        ));
    }

    /// The source added last.
    pub fn source(&self) -> SourceId {
        self.state.sources.last().expect("a source was added").id
    }

    pub fn open(&mut self, method: &str, how: OpenHow) {
        let path = MethodPath::parse(method).unwrap();
        self.perform(Action::OpenMethod { source: self.source(), path, how });
    }

    /// The chosen tab's id.
    pub fn tab(&self) -> TabId {
        self.state.tabs.chosen().expect("a tab is open").id
    }

    pub fn call(&self) -> &CallTab {
        self.state.chosen_call().expect("a call is looked at").1
    }

    pub fn run(&self) -> &Run {
        self.call().run().expect("a run is shown")
    }

    pub fn edit(&mut self, change: CallEdit) {
        self.perform(Action::Edit(self.tab(), change));
    }

    pub fn json(&mut self, text: &str) {
        self.edit(CallEdit::Json(text.to_owned()));
    }

    /// What the composer shows.
    pub fn text(&self) -> &str {
        self.call().draft.shown().expect("there is always a message").json()
    }

    /// What was asked of the engine since last looked.
    pub fn commands(&mut self) -> Vec<Command> {
        let commands = std::mem::take(&mut self.asked).into_iter().filter_map(|effect| match effect {
            Effect::Engine(command) => Some(*command),
            _ => None,
        });
        commands.collect()
    }

    /// The one call that was asked for.
    pub fn started(&mut self) -> Started {
        let mut started = self.commands().into_iter().filter_map(|command| match command {
            Command::StartCall { id, target, spec, first, .. } => {
                Some(Started { id, target: *target, spec: *spec, first })
            }
            _ => None,
        });
        let one = started.next().expect("a call was started");
        assert!(started.next().is_none(), "only one call was started");
        one
    }

    /// Say that the call of the chosen tab is open.
    pub fn opened(&mut self) {
        self.happened(|log| {
            log.record(&CallEvent::Started);
            let (peer, request_headers) = (Arc::new(PeerFacts::of("127.0.0.1:1")), SentHeaders::default());
            log.record(&CallEvent::Opened(Arc::new(Opened {
                at: Duration::ZERO,
                attempt: 1,
                peer,
                request_headers,
                stream: None,
                read_pace: None,
            })));
        });
    }

    /// Say how the call of the chosen tab ended.
    pub fn ended(&mut self, status: Status) {
        let at = Duration::from_millis(12);
        let finished = Finished { at, status, trailers: Metadata::new(), timings: Timings::default() };
        self.happened(|log| log.record(&CallEvent::Finished(finished.into())));
    }

    fn happened(&mut self, record: impl FnOnce(&CallLog)) {
        let run = self.run();
        let (id, log) = (run.id, run.log.clone());
        record(&log);
        self.tell(Event::CallChanged(id));
    }

    /// The words of the notices on the screen.
    pub fn notices(&self) -> Vec<&str> {
        self.state.notices.shown().iter().map(|notice| notice.text.as_str()).collect()
    }
}

/// The messages among what goes out; the half-close is told by `None`.
pub fn sent(first: &[Outbound]) -> Vec<Option<Bytes>> {
    let one = |outbound: &Outbound| match outbound {
        Outbound::Message(bytes) | Outbound::Uncompressed(bytes) => Some(bytes.clone()),
        Outbound::HalfClose => None,
    };
    first.iter().map(one).collect()
}

/// The schema of the sample server.
pub fn sample_schema() -> Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| schema_of(farcall_proto_samples::DESCRIPTOR_SET)).clone()
}

/// The schema in the bytes of a descriptor set.
pub fn schema_of(descriptor_set: &[u8]) -> Schema {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("set.binpb");
    std::fs::write(&path, descriptor_set).unwrap();
    Schema::load(&FileSource::DescriptorSet { paths: vec![path] })
}

/// The schema of one `.proto` text.
pub fn schema_of_text(text: &str) -> Schema {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.proto");
    std::fs::write(&path, text).unwrap();
    Schema::load(&FileSource::Protos { paths: vec![path], import_roots: Vec::new(), sets: Vec::new() })
}
