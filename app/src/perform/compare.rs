//! Comparisons: what a message is compared with, one marked for later, what is left out, stopping. It compares nothing.

use farcall_core::{
    call::Direction,
    engine::CallId,
    message::CompareOptions,
    workspace::{ExampleEntry, ExamplePath, Folder, RequestPath},
};

use super::{Effect, work::work};
use crate::{
    job::{CompareJob, Job},
    state::{
        CallTab, ComparePicker, CompareRules, CompareSide, CompareTab, MessageOrigin, MessageTab, OtherMessage,
        OtherPlace, SideFrom, State, Tab, TabContent, TabId,
    },
    units,
};

/// Rows of a log that are offered to compare with, the latest first.
const ROWS_OFFERED: u64 = 200;

/// Ask with which other message one is compared.
pub fn ask(state: &mut State, from: CompareSide) {
    let others = others(state, &from);
    if others.is_empty() {
        state.notices.say("There is no other message yet. Open one, or send again");
        return;
    }
    state.compare_picker = Some(ComparePicker { from, others, chosen: 0 });
}

/// Compare the message that the chosen tab shows.
pub fn ask_this(state: &mut State) {
    match this_message(state) {
        Some(side) => ask(state, side),
        None => state.notices.say("No message is shown here"),
    }
}

/// Remember a message, for another one to be compared with.
pub fn mark(state: &mut State, side: CompareSide) {
    state.notices.say(format!("{} is marked. Choose Compare with marked at another message", side.title));
    state.marked = Some(side);
}

/// Compare a message with the marked one.
pub fn with_marked(state: &mut State, side: CompareSide, out: &mut Vec<Effect>) {
    match state.marked.take() {
        Some(marked) => compare(state, marked, side, out),
        None => state.notices.say("No message is marked. Choose Compare later at one first"),
    }
}

/// The message of the chosen tab: the one opened, the chosen row of a log, else the last one received.
fn this_message(state: &State) -> Option<CompareSide> {
    match &state.tabs.chosen()?.content {
        TabContent::Message(tab) => side_of_tab(state, tab),
        content @ (TabContent::Call(_) | TabContent::Recording(_)) => {
            let run = content.runs()?.run()?;
            if let Some(side) = run.chosen_row.and_then(|row| side_of_row(state, (run.id, row))) {
                return Some(side);
            }
            let rows = run.log.snapshot().rows;
            let received =
                |row: &u64| run.log.rows(*row..row + 1).first().is_some_and(|row| row.direction == Direction::Received);
            let row = (0..rows).rev().take(ROWS_OFFERED as usize).find(received)?;
            side_of_row(state, (run.id, row))
        }
        TabContent::Compare(_) | TabContent::Diagnostics(_) | TabContent::Schema(_) | TabContent::Source(_) => None,
    }
}

/// What a message tab shows as a side of a comparison; a file stays one, so that the comparison outlives the program.
pub fn side_of_tab(state: &State, tab: &MessageTab) -> Option<CompareSide> {
    let bytes = tab.message()?;
    let of = tab.of.as_ref().and_then(|name| state.message_type(name));
    let from = match &tab.from {
        MessageOrigin::Bytes(_) => SideFrom::Here,
        MessageOrigin::Example(path) => SideFrom::Example(path.clone()),
        MessageOrigin::File(path) => SideFrom::File(path.clone(), tab.form, tab.shown),
    };
    Some(CompareSide { title: tab.title.clone(), bytes, of, from, ..CompareSide::default() })
}

/// Every call tab whose runs are kept, closed ones last.
fn calls(state: &State) -> impl Iterator<Item = &CallTab> {
    state.tabs.iter().chain(state.tabs.closed().iter().rev()).filter_map(|tab| tab.content.runs())
}

/// A row of a log as a side of a comparison.
pub fn side_of_row(state: &State, (id, row): (CallId, u64)) -> Option<CompareSide> {
    let run = state.tabs.call_of_run(id)?.runs.iter().find(|run| run.id == id)?;
    let told = run.log.rows(row..row + 1).first().cloned()?;
    let (word, of) = match told.direction {
        Direction::Sent => ("sent", &run.method.input),
        Direction::Received => ("received", &run.method.output),
    };
    let title = format!("{} run {}, {word} {}", run.method.path.method, run.number, told.index + 1);
    let (bytes, of) = (run.log.message(row)?, Some(of.clone()));
    Some(CompareSide { title, bytes, of, row: Some((id, row)), ..CompareSide::default() })
}

/// Every other message at hand: examples, messages that are open, rows of runs.
fn others(state: &State, from: &CompareSide) -> Vec<OtherMessage> {
    let mut others = examples(state, from);
    for tab in state.tabs.iter() {
        if let TabContent::Message(message) = &tab.content
            && let Some(bytes) = message.message()
            && (message.title != from.title || bytes != from.bytes)
        {
            let quiet = format!("open, {}", units::size(bytes.len() as u64));
            others.push(OtherMessage { title: message.title.clone(), quiet, place: OtherPlace::Tab(tab.id) });
        }
    }
    for run in calls(state).flat_map(|call| call.runs.iter().rev()) {
        let rows = run.log.snapshot().rows;
        let first = rows.saturating_sub(ROWS_OFFERED);
        for row in run.log.rows(first..rows).iter().rev().filter(|row| Some((run.id, row.row)) != from.row) {
            let word = if row.direction == Direction::Sent { "sent" } else { "received" };
            let title = format!("{} run {}, {word} {}", run.method.path.method, run.number, row.index + 1);
            let quiet = format!("{}, {}", units::duration(row.at), units::size(row.size as u64));
            others.push(OtherMessage { title, quiet, place: OtherPlace::Row(run.id, row.row) });
        }
    }
    others
}

/// Examples of the same type: those of the message's own request first, then those of its method.
fn examples(state: &State, from: &CompareSide) -> Vec<OtherMessage> {
    let Some(tree) = &state.workspace.tree else { return Vec::new() };
    let of = from.named_type();
    let call = from.row.and_then(|(id, _)| state.tabs.call_of_run(id));
    let saved = call.and_then(|call| call.saved_as.clone());
    let method = call.and_then(|call| call.method.as_ref()).map(|choice| choice.path.to_string());
    let mut found: Vec<(&ExampleEntry, &RequestPath)> = Vec::new();
    all_examples(tree, &mut found);
    let shown = |example: &ExampleEntry| match &from.from {
        SideFrom::Example(file) => {
            state.workspace.workspace.as_ref().map(|at| at.example_file(&example.path)) == Some(file.clone())
        }
        SideFrom::Here | SideFrom::File(..) => false,
    };
    found.retain(|(example, _)| example.problem.is_none() && example.type_name == of && !shown(example));
    found.sort_by_key(|(example, of)| (saved.as_ref() != Some(of), Some(&example.method) != method.as_ref()));
    let other = |(example, of): (&ExampleEntry, &RequestPath)| OtherMessage {
        title: example.title.clone(),
        quiet: format!("example of {}", of.name()),
        place: OtherPlace::Example(example.path.clone()),
    };
    found.into_iter().map(other).collect()
}

/// Every example of a listing, which is bounded in depth.
fn all_examples<'a>(folder: &'a Folder, into: &mut Vec<(&'a ExampleEntry, &'a RequestPath)>) {
    for entry in &folder.requests {
        into.extend(entry.examples.iter().map(|example| (example, &entry.path)));
    }
    for loose in &folder.loose {
        into.extend(loose.examples.iter().map(|example| (example, &loose.of)));
    }
    folder.folders.iter().for_each(|inner| all_examples(inner, into));
}

/// An example of the listing.
pub(super) fn example<'a>(state: &'a State, path: &ExamplePath) -> Option<&'a ExampleEntry> {
    let mut found = Vec::new();
    all_examples(state.workspace.tree.as_ref()?, &mut found);
    found.into_iter().map(|(example, _)| example).find(|example| example.path == *path)
}

/// An example as a side of a comparison; it is read when it is compared.
pub fn side_of_example(state: &State, path: &ExamplePath) -> Option<CompareSide> {
    let example = example(state, path)?;
    let file = state.workspace.workspace.as_ref()?.example_file(path);
    Some(CompareSide {
        title: example.title.clone(),
        type_name: example.type_name.clone(),
        from: SideFrom::Example(file),
        ..CompareSide::default()
    })
}

/// Choose another row of the question.
pub fn choose_other(state: &mut State, at: usize) {
    if let Some(picker) = &mut state.compare_picker {
        picker.chosen = at.min(picker.others.len().saturating_sub(1));
    }
}

/// Compare with the chosen one.
pub fn compare_chosen(state: &mut State, out: &mut Vec<Effect>) {
    let Some(picker) = state.compare_picker.take() else { return };
    let Some(place) = picker.others.get(picker.chosen).map(|other| other.place.clone()) else { return };
    let other = match place {
        OtherPlace::Example(path) => side_of_example(state, &path),
        OtherPlace::Row(id, row) => side_of_row(state, (id, row)),
        OtherPlace::Tab(id) => state.tabs.get(id).and_then(|tab| match &tab.content {
            TabContent::Message(tab) => side_of_tab(state, tab),
            _ => None,
        }),
    };
    match other {
        Some(other) => compare(state, other, picker.from, out),
        None => state.notices.say("That message is no longer kept"),
    }
}

/// Compare two messages in a tab of their own.
pub fn compare(state: &mut State, left: CompareSide, right: CompareSide, out: &mut Vec<Effect>) {
    let id = TabId(state.fresh_id());
    let content = TabContent::Compare(Box::new(CompareTab::new(left, right)));
    state.tabs.add(Tab { id, content, preview: false });
    again(state, id, out);
}

/// Have the messages of a tab compared; what was under way for it is given up.
pub fn again(state: &mut State, id: TabId, out: &mut Vec<Effect>) {
    let Some(tab) = state.tabs.compare_mut(id) else { return };
    let names = [tab.left.type_name.clone(), tab.right.type_name.clone()];
    let types = names.clone().map(|name| name.and_then(|name| state.message_type(&name)));
    let reading = state.reading;
    let Some(tab) = state.tabs.compare_mut(id) else { return };
    let [left, right] = types;
    tab.left.of = tab.left.of.take().or(left);
    tab.right.of = tab.right.of.take().or(right);
    let is_unknown = |side: &CompareSide| side.type_name.clone().filter(|_| side.of.is_none());
    tab.waits_for = is_unknown(&tab.left).or_else(|| is_unknown(&tab.right));
    tab.stop.set();
    tab.stop = crate::state::Stop::default();
    tab.found.ask();
    tab.asked += 1;
    let options = CompareOptions {
        proto_names: reading.proto_names,
        enum_numbers: reading.enum_numbers,
        zone: reading.zone,
        ..tab.rules.read()
    };
    let (left, right) = (tab.left.clone(), tab.right.clone());
    let job = CompareJob { tab: id, asked: tab.asked, left, right, options, stop: tab.stop.clone() };
    work(Job::Compare(Box::new(job)), out);
}

/// Give up the comparison that is under way.
pub fn stop(state: &mut State, id: TabId) {
    if let Some(tab) = state.tabs.compare_mut(id) {
        tab.stop.set();
    }
}

/// Compare by other rules; what they say wrongly is left out until it is right.
pub fn edit_rules(state: &mut State, id: TabId, rules: CompareRules, out: &mut Vec<Effect>) {
    let Some(tab) = state.tabs.compare_mut(id) else { return };
    let is_same = tab.rules.read() == rules.read();
    tab.rules = rules;
    if !is_same {
        tab.at = None;
        again(state, id, out);
    }
}

/// Leave out one path more.
pub fn leave_out(state: &mut State, id: TabId, path: &str, out: &mut Vec<Effect>) {
    let Some(mut rules) = state.tabs.compare_mut(id).map(|tab| tab.rules.clone()) else { return };
    rules.leave_out(path);
    edit_rules(state, id, rules, out);
}

/// Change the chosen comparison.
fn of_this(state: &mut State, change: impl FnOnce(&mut CompareTab)) -> Option<TabId> {
    let id = state.tabs.chosen().map(|tab| tab.id)?;
    let tab = state.tabs.compare_mut(id)?;
    change(tab);
    Some(id)
}

/// Left becomes right.
pub fn swap(state: &mut State, out: &mut Vec<Effect>) {
    let swapped = of_this(state, |tab| {
        std::mem::swap(&mut tab.left, &mut tab.right);
        tab.at = None;
    });
    if let Some(id) = swapped {
        again(state, id, out);
    }
}

/// Go to another difference of the chosen comparison.
pub fn step(state: &mut State, forward: bool) {
    if of_this(state, |tab| tab.step(forward)).is_none() {
        state.notices.say("This tab shows no comparison");
    }
}

/// Show only differences, or what is equal too.
pub fn toggle_differences_only(state: &mut State) {
    of_this(state, |tab| tab.differences_only = !tab.differences_only);
}
