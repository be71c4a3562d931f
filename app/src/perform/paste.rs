//! What was pasted: a message in another form than JSON, several of them, or a grpcurl command. Nothing is taken for
//! something else without a word and a way back.

use farcall_core::{
    engine::SourceId,
    message::{Certainty, Likeness, Recognised, recognise},
    schema::{MessageDescriptor, Method, MethodPath},
    transport::Target,
    workspace::{Data, GrpcurlCommand, Verb, looks_like_grpcurl, read_grpcurl},
};

use super::{Effect, edit, methods, sources};
use crate::{
    action::{CallEdit, PastedInto},
    state::{
        CallTab, Draft, Limit, MethodChoice, Offer, PasteOffer, Pasted, Prepared, RequestView, SourceKind, State, TabId,
    },
    units,
};

/// Something was pasted into the window.
pub fn pasted(state: &mut State, text: String, into: PastedInto, out: &mut Vec<Effect>) {
    let is_command = looks_like_grpcurl(&text) && read_grpcurl(&text).is_ok();
    match into {
        PastedInto::Nothing if is_command => open_command(state, &text, out),
        PastedInto::Nothing => take_freely(state, &text),
        PastedInto::Field if is_command => {
            state.notices.offer("Looks like a grpcurl command", Offer::OpenCommand(text));
        }
        PastedInto::Field => {}
        PastedInto::Message => offer(state, text, is_command),
    }
}

/// Take what was pasted into a message for what it looks like.
pub fn take(state: &mut State, out: &mut Vec<Effect>) {
    let Some(offer) = state.paste.take() else { return };
    match offer.pasted {
        Pasted::Messages(found) => put(state, offer.tab, found, "pasted"),
        Pasted::Command(text) => {
            if let Some(Prepared::Document(document)) =
                state.tabs.call_mut(offer.tab).and_then(|tab| tab.draft.shown_mut())
            {
                document.undo();
                document.settle();
            }
            open_command(state, &text, out);
        }
    }
}

/// Open the call that a command makes, or do what else it asks for.
pub fn open_command(state: &mut State, text: &str, out: &mut Vec<Effect>) {
    match read_grpcurl(text) {
        Err(why) => state.notices.fail("The command was not taken", Some(why.to_string())),
        Ok(command) => open(state, command, out),
    }
}

fn offer(state: &mut State, text: String, is_command: bool) {
    let Some((id, tab)) = state.chosen_call() else { return };
    let pasted = match is_command {
        true => Some(Pasted::Command(text)),
        false => best(&text, input_of(tab)).filter(is_worth_asking).map(Pasted::Messages),
    };
    state.paste = pasted.map(|pasted| PasteOffer { tab: id, pasted, is_fresh: true });
}

fn best(text: &str, of: Option<&MessageDescriptor>) -> Option<Recognised> {
    recognise(text, of).into_iter().next().filter(|found| found.certainty >= Certainty::Likely)
}

/// JSON is what the editor takes anyway.
fn is_worth_asking(found: &Recognised) -> bool {
    found.likeness != Likeness::Json
}

fn input_of(tab: &CallTab) -> Option<&MessageDescriptor> {
    Some(&tab.method.as_ref()?.known.as_ref()?.input)
}

/// Nothing had the keyboard: what looks like a message is the message of the chosen tab.
fn take_freely(state: &mut State, text: &str) {
    let found = state.chosen_call().and_then(|(id, tab)| Some((id, best(text, input_of(tab))?)));
    match found {
        Some((id, found)) => put(state, id, found, "pasted"),
        None => state.notices.say("Nothing here takes what was pasted"),
    }
}

/// Messages that were read from a file, for the composer of a tab.
pub fn put_read(state: &mut State, id: TabId, found: Recognised) {
    state.tabs.keep(id);
    put(state, id, found, "read");
}

/// Messages instead of the one that is shown; those after the first stand behind it.
fn put(state: &mut State, id: TabId, found: Recognised, how: &str) {
    let name = found.likeness.name();
    let left_out = found.left_out;
    let mut messages = match found.messages {
        Ok(messages) => messages.into_iter(),
        Err(why) => return state.notices.fail(format!("Looks like {name}, and cannot be read"), Some(why)),
    };
    let Some(first) = messages.next() else { return };
    edit::edit(state, id, CallEdit::Json(first));
    let Some(tab) = state.tabs.call_mut(id) else { return };
    tab.request_view = RequestView::Message;
    let rest: Vec<String> = messages.collect();
    let words = match (rest.len(), tab.sends_many()) {
        (0, _) => format!("The message is what was {how} as {name}"),
        (more, false) => format!("The method takes one message: {more} more were left out"),
        (more, true) => {
            let of = input_of(tab).cloned();
            let at = tab.draft.chosen + 1;
            let more_messages = Draft::from_texts(rest, of.as_ref()).messages;
            tab.draft.messages.splice(at..at, more_messages);
            format!("{} messages were {how}", more + 1)
        }
    };
    match left_out {
        Some(left_out) => state.notices.fail(format!("{words}, but for what it cannot keep"), Some(left_out)),
        None => state.notices.offer(words, Offer::UndoEdit),
    }
}

fn open(state: &mut State, command: GrpcurlCommand, out: &mut Vec<Effect>) {
    let mut notes = command.notes.clone();
    let method = match &command.verb {
        Verb::Call(path) => match MethodPath::parse(path) {
            Ok(path) => path,
            Err(why) => return state.notices.fail("The command was not taken", Some(why.to_string())),
        },
        verb => return look(state, verb, &command, out),
    };
    let source = read_schema(state, &command, &method, out);
    let mut tab = CallTab::new(command.target.clone());
    tab.metadata = command.metadata;
    if let Some(bytes) = command.max_message_bytes {
        tab.limits.set(Limit::Response, units::typed_size(bytes));
    }
    match source.and_then(|id| Some((id, methods::known_method(state, id, &method)?))) {
        Some((id, known)) => methods::choose_method(&mut tab, id, known),
        None => tab.method = Some(MethodChoice { source, path: method, known: None }),
    }
    tab.timeout = command.timeout.map(units::typed_duration).unwrap_or_default();
    match command.data {
        Data::Text(text) => tab.draft = draft_of(text, &tab),
        Data::File(path) => notes.push(format!("The messages are in {}; paste them here", path.display())),
        Data::Stdin => notes.push("The messages are typed while the command runs; write them here".to_owned()),
        Data::None => {}
    }
    let title = tab.title().to_owned();
    methods::add(state, tab, false);
    state.notices.offer(format!("{title} is opened from a grpcurl command"), Offer::CloseTab);
    tell(state, &notes);
}

fn tell(state: &mut State, notes: &[String]) {
    if !notes.is_empty() {
        state.notices.fail("Not all of the command is taken", Some(notes.join("\n")));
    }
}

/// A command that calls nothing: its server is read instead.
fn look(state: &mut State, verb: &Verb, command: &GrpcurlCommand, out: &mut Vec<Effect>) {
    let words = match verb {
        Verb::List(_) => "The command lists services",
        Verb::Describe(_) => "The command describes a schema",
        Verb::Connect | Verb::Call(_) => "The command names a server alone",
    };
    match &command.files {
        Some(files) => sources::open_source(state, files.clone(), out),
        None => sources::connect(state, command.target.clone(), out),
    }
    state.notices.say(format!("{words}: its schema is read"));
    tell(state, &command.notes);
}

/// The source that knows the method; one is read if none does.
fn read_schema(
    state: &mut State,
    command: &GrpcurlCommand,
    method: &MethodPath,
    out: &mut Vec<Effect>,
) -> Option<SourceId> {
    let known = source_of(state, &command.target, method);
    if known.is_some() {
        return known;
    }
    match &command.files {
        Some(files) => sources::open_source(state, files.clone(), out),
        None => sources::connect(state, command.target.clone(), out),
    }
    None
}

/// That of the same target before any other.
fn source_of(state: &State, target: &Target, method: &MethodPath) -> Option<SourceId> {
    let knows = |id: SourceId| methods::known_method(state, id, method).is_some();
    let of_target = |kind: &SourceKind| matches!(kind, SourceKind::Reflection { target: known } if **known == *target);
    let mut knowing: Vec<_> = state.sources.iter().filter(|source| knows(source.id)).collect();
    knowing.sort_by_key(|source| !of_target(&source.kind));
    knowing.first().map(|source| source.id)
}

/// The messages of a command: in another form than JSON too, once the type is known.
fn draft_of(text: String, tab: &CallTab) -> Draft {
    let known: Option<&Method> = tab.method.as_ref().and_then(|choice| choice.known.as_ref());
    let of = known.map(|method| &method.input);
    let texts = best(&text, of).and_then(|found| found.messages.ok()).unwrap_or_else(|| vec![text]);
    Draft::from_texts(texts, of)
}
