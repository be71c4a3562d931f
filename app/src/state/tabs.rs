//! The strip of tabs: which are open, which one is chosen, and which were closed.

use farcall_core::engine::{CallId, SourceId};

use super::{CallTab, CompareTab, DiagnosticsTab, MessageTab, RecordingTab, SchemaTab};

/// A tab, named for as long as the window is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TabId(pub u64);

/// One tab.
pub struct Tab {
    /// Its id.
    pub id: TabId,
    /// What is in it.
    pub content: TabContent,
    /// Reused by the next method opened with one click, until it is typed in or sent.
    pub preview: bool,
}

/// What a tab holds.
pub enum TabContent {
    /// A call.
    Call(Box<CallTab>),
    /// Two messages side by side.
    Compare(Box<CompareTab>),
    /// Health and channelz of a target.
    Diagnostics(Box<DiagnosticsTab>),
    /// Bytes that were opened.
    Message(Box<MessageTab>),
    /// A call that was recorded, with its replays.
    Recording(Box<RecordingTab>),
    /// A symbol of a schema.
    Schema(Box<SchemaTab>),
    /// A schema source: its problems and choices.
    Source(SourceId),
}

impl TabContent {
    /// As a call.
    pub fn call(&self) -> Option<&CallTab> {
        if let Self::Call(call) = self { Some(call) } else { None }
    }

    /// The same, to change.
    pub fn call_mut(&mut self) -> Option<&mut CallTab> {
        if let Self::Call(call) = self { Some(call) } else { None }
    }

    /// As one of a schema.
    pub fn schema(&self) -> Option<&SchemaTab> {
        if let Self::Schema(schema) = self { Some(schema) } else { None }
    }

    /// The runs it shows: those of a call, or of a recording and its replays.
    pub fn runs(&self) -> Option<&CallTab> {
        match self {
            Self::Call(call) => Some(call),
            Self::Recording(recording) => Some(&recording.call),
            Self::Compare(_) | Self::Diagnostics(_) | Self::Message(_) | Self::Schema(_) | Self::Source(_) => None,
        }
    }

    /// The same, to change.
    pub fn runs_mut(&mut self) -> Option<&mut CallTab> {
        match self {
            Self::Call(call) => Some(call),
            Self::Recording(recording) => Some(&mut recording.call),
            Self::Compare(_) | Self::Diagnostics(_) | Self::Message(_) | Self::Schema(_) | Self::Source(_) => None,
        }
    }
}

/// All tabs.
#[derive(Default)]
pub struct Tabs {
    open: Vec<Tab>,
    chosen: Option<TabId>,
    closed: Vec<Tab>,
}

/// How many closed tabs are kept.
const CLOSED_MAX: usize = 50;

impl Tabs {
    /// Whether none is open.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// The open ones, left to right.
    pub fn iter(&self) -> impl Iterator<Item = &Tab> {
        self.open.iter()
    }

    /// The open ones, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Tab> {
        self.open.iter_mut()
    }

    /// The ones closed last, latest last.
    pub fn closed(&self) -> &[Tab] {
        &self.closed
    }

    /// The chosen one.
    pub fn chosen(&self) -> Option<&Tab> {
        self.get(self.chosen?)
    }

    /// The chosen one, to change.
    pub fn chosen_mut(&mut self) -> Option<&mut Tab> {
        self.get_mut(self.chosen?)
    }

    /// One of them.
    pub fn get(&self, id: TabId) -> Option<&Tab> {
        self.open.iter().find(|tab| tab.id == id)
    }

    /// One of them, to change.
    pub fn get_mut(&mut self, id: TabId) -> Option<&mut Tab> {
        self.open.iter_mut().find(|tab| tab.id == id)
    }

    /// One of them as a call, to change; of a recording its runs.
    pub fn call_mut(&mut self, id: TabId) -> Option<&mut CallTab> {
        self.get_mut(id)?.content.runs_mut()
    }

    /// One of them as a recording, to change.
    pub fn recording_mut(&mut self, id: TabId) -> Option<&mut RecordingTab> {
        match &mut self.get_mut(id)?.content {
            TabContent::Recording(recording) => Some(recording),
            _ => None,
        }
    }

    /// Every open recording.
    pub fn recordings(&self) -> impl Iterator<Item = &RecordingTab> {
        self.open.iter().filter_map(|tab| match &tab.content {
            TabContent::Recording(recording) => Some(&**recording),
            _ => None,
        })
    }

    /// One of them as one of a schema, to change.
    pub fn schema_mut(&mut self, id: TabId) -> Option<&mut SchemaTab> {
        match &mut self.get_mut(id)?.content {
            TabContent::Schema(schema) => Some(schema),
            _ => None,
        }
    }

    /// One of them as one of a message, to change.
    pub fn message_mut(&mut self, id: TabId) -> Option<&mut MessageTab> {
        match &mut self.get_mut(id)?.content {
            TabContent::Message(message) => Some(message),
            _ => None,
        }
    }

    /// One of them as a comparison, to change.
    pub fn compare_mut(&mut self, id: TabId) -> Option<&mut CompareTab> {
        match &mut self.get_mut(id)?.content {
            TabContent::Compare(compare) => Some(compare),
            _ => None,
        }
    }

    /// Every call tab that is open.
    pub fn calls(&self) -> impl Iterator<Item = &CallTab> {
        self.open.iter().filter_map(|tab| match &tab.content {
            TabContent::Call(call) => Some(&**call),
            _ => None,
        })
    }

    /// Every open tab of a schema, to change.
    pub fn schemas_mut(&mut self) -> impl Iterator<Item = (TabId, &mut SchemaTab)> {
        self.open.iter_mut().filter_map(|tab| match &mut tab.content {
            TabContent::Schema(schema) => Some((tab.id, &mut **schema)),
            _ => None,
        })
    }

    /// Forget those that hold for a source, closed ones too.
    pub fn forget_source(&mut self, source: SourceId) {
        let shows = |tab: &Tab| matches!(tab.content, TabContent::Source(of) if of == source);
        self.closed.retain(|tab| !shows(tab));
        let gone: Vec<TabId> = self.open.iter().filter(|tab| shows(tab)).map(|tab| tab.id).collect();
        for id in gone {
            self.close(id);
            self.closed.pop();
        }
    }

    /// Every tab with runs, closed ones too: what becomes known while a tab is closed holds when it comes back.
    pub fn all_calls_mut(&mut self) -> impl Iterator<Item = &mut CallTab> {
        self.open.iter_mut().chain(&mut self.closed).filter_map(|tab| tab.content.runs_mut())
    }

    /// The same, to look at.
    pub fn all_calls(&self) -> impl Iterator<Item = &CallTab> {
        self.open.iter().chain(&self.closed).filter_map(|tab| tab.content.runs())
    }

    /// The tab that a run belongs to, open or closed.
    pub fn call_of_run(&self, run: CallId) -> Option<&CallTab> {
        self.all_calls().find(|call| call.runs.iter().any(|of| of.id == run))
    }

    /// Every call tab, open ones only.
    pub fn calls_mut(&mut self) -> impl Iterator<Item = (TabId, &mut CallTab)> {
        self.open.iter_mut().filter_map(|tab| match &mut tab.content {
            TabContent::Call(call) => Some((tab.id, &mut **call)),
            _ => None,
        })
    }

    /// Add a tab to the right of the chosen one and choose it.
    pub fn add(&mut self, tab: Tab) {
        let at = self.chosen_index().map_or(self.open.len(), |at| at + 1);
        self.chosen = Some(tab.id);
        self.open.insert(at, tab);
    }

    /// Add a tab at the end without choosing it, as a restored session does.
    pub fn append(&mut self, tab: Tab) {
        self.chosen = self.chosen.or(Some(tab.id));
        self.open.push(tab);
    }

    /// Make a preview tab one that stays.
    pub fn keep(&mut self, id: TabId) {
        if let Some(tab) = self.get_mut(id) {
            tab.preview = false;
        }
    }

    /// Choose one.
    pub fn choose(&mut self, id: TabId) {
        if self.get(id).is_some() {
            self.chosen = Some(id);
        }
    }

    /// Choose the neighbour this many steps to the right, round the end.
    pub fn step(&mut self, by: i32) {
        let Some(at) = self.chosen_index() else { return };
        let to = (at as i64 + i64::from(by)).rem_euclid(self.open.len() as i64) as usize;
        self.chosen = self.open.get(to).map(|tab| tab.id);
    }

    /// Move the chosen one this many places to the right.
    pub fn shift(&mut self, by: i32) {
        let Some(at) = self.chosen_index() else { return };
        let to = (at as i64 + i64::from(by)).clamp(0, self.open.len() as i64 - 1) as usize;
        let tab = self.open.remove(at);
        self.open.insert(to, tab);
    }

    /// Close one; it can be reopened. The neighbour is chosen.
    pub fn close(&mut self, id: TabId) -> Option<&mut Tab> {
        let at = self.open.iter().position(|tab| tab.id == id)?;
        let tab = self.open.remove(at);
        if self.chosen == Some(id) {
            self.chosen = self.open.get(at).or(self.open.last()).map(|tab| tab.id);
        }
        if self.closed.len() == CLOSED_MAX {
            self.closed.remove(0);
        }
        self.closed.push(tab);
        self.closed.last_mut()
    }

    /// Bring back the one closed last.
    pub fn reopen(&mut self) -> bool {
        let Some(tab) = self.closed.pop() else { return false };
        self.add(tab);
        true
    }

    /// Keep closed ones from an earlier session.
    pub fn set_closed(&mut self, closed: Vec<Tab>) {
        self.closed = closed;
    }

    fn chosen_index(&self) -> Option<usize> {
        self.open.iter().position(|tab| Some(tab.id) == self.chosen)
    }
}

#[cfg(test)]
mod tests {
    use farcall_core::transport::Target;

    use super::*;

    fn tabs(count: u64) -> Tabs {
        let mut tabs = Tabs::default();
        for id in 1..=count {
            let content = TabContent::Call(Box::new(CallTab::new(Target::default())));
            tabs.add(Tab { id: TabId(id), content, preview: false });
        }
        tabs
    }

    #[test]
    fn closing_the_chosen_tab_chooses_its_neighbour_and_reopening_brings_it_back() {
        let mut tabs = tabs(3);
        tabs.choose(TabId(2));
        tabs.close(TabId(2));
        assert_eq!(tabs.chosen().map(|tab| tab.id), Some(TabId(3)));
        assert!(tabs.reopen());
        assert_eq!(tabs.chosen().map(|tab| tab.id), Some(TabId(2)));
        assert!(!tabs.reopen());
    }

    #[test]
    fn stepping_goes_round_the_end() {
        let mut tabs = tabs(3);
        tabs.step(1);
        assert_eq!(tabs.chosen().map(|tab| tab.id), Some(TabId(1)));
        tabs.step(-1);
        assert_eq!(tabs.chosen().map(|tab| tab.id), Some(TabId(3)));
    }
}
