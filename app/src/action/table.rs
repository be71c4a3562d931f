//! The actions that need no data, in the order of the key sheet.

use egui::Key;
use farcall_core::call::ReadRate;

use super::{Action, Entry, Group, RequestView, ResponseView, Shortcut, Start};
use crate::state::LeftView;

/// Every action that stands in the palette and on the key sheet, with how it is shown.
pub fn commands() -> Vec<(Action, Entry)> {
    use Group::{Call, Message, Requests, Schema, Tabs, Window};
    let command = Shortcut::command;
    let shifted = Shortcut::command_shift;
    let mut all = vec![
        row(
            Action::Send,
            Call,
            "Send",
            "Send the message shown, opening the call if need be",
            Some(command(Key::Enter)),
        ),
        row(
            Action::OpenWithoutMessage,
            Call,
            "Open without a message",
            "Open the stream and send nothing yet",
            Some(shifted(Key::Enter)),
        ),
        row(Action::SendAll, Call, "Send all messages", "Send every prepared message in order", None),
        row(
            Action::SendPaced,
            Call,
            "Send all at a pace",
            "Every prepared message, a while apart or on each reply, as chosen beside Send all",
            None,
        ),
        row(Action::RunScript, Call, "Run the script", "Hold the conversation that the script of the call says", None),
        row(
            Action::SendChosenWay,
            Call,
            "Send all as chosen",
            "Every prepared message: at once, at a pace, on each reply or by a script, as chosen beside Send all",
            Some(Shortcut::shift_alt(Key::Enter)),
        ),
        row(
            Action::ReadAt(None),
            Call,
            "Read at full speed",
            "A call that is read slowly goes on as fast as its messages come",
            None,
        ),
        row(
            Action::ReadAt(Some(ReadRate::NOTHING)),
            Call,
            "Stop reading",
            "A call that is read slowly: the server is held back until it is read again",
            None,
        ),
        row(
            Action::StopPaced,
            Call,
            "Stop sending by itself",
            "What goes out at a pace or by a script; the call goes on",
            Some(Shortcut::shift_alt(Key::Period)),
        ),
        row(
            Action::EndStream,
            Call,
            "End stream",
            "Close the sending side; the server may go on",
            Some(shifted(Key::D)),
        ),
        row(Action::Cancel, Call, "Cancel call", "Reset the call; the server is told", Some(command(Key::Period))),
        row(
            Action::CopyGrpcurl,
            Call,
            "Copy as grpcurl",
            "Copy the call as a grpcurl command, secrets as variables",
            Some(shifted(Key::U)),
        ),
        row(
            Action::ShowRequest(RequestView::Auth),
            Call,
            "Show auth",
            "What proves who makes the call",
            Some(Shortcut::alt(Key::Num3)),
        ),
        row(
            Action::ShowRequest(RequestView::Settings),
            Call,
            "Show call settings",
            "Timeout, waiting, compression, limits, trace",
            Some(Shortcut::alt(Key::Num4)),
        ),
        row(
            Action::ShowResponse(ResponseView::Timeline),
            Call,
            "Show timeline",
            "What happened when in the call, with its attempts",
            Some(Shortcut::alt(Key::Num5)),
        ),
        row(
            Action::ShowResponse(ResponseView::Rates),
            Call,
            "Show rates",
            "Messages and bytes a second, gaps, sizes and waits of a stream",
            Some(Shortcut::shift_alt(Key::R)),
        ),
        row(
            Action::ShowResponse(ResponseView::Sequence),
            Call,
            "Show sequence",
            "A ladder of what went to the server and what came back",
            Some(Shortcut::shift_alt(Key::L)),
        ),
        row(
            Action::ShowResponse(ResponseView::Connection),
            Call,
            "Show what served the call",
            "Address, certificate, request headers as sent",
            Some(Shortcut::alt(Key::Num6)),
        ),
        row(
            Action::ToggleFrames,
            Call,
            "Show or hide HTTP/2 frames",
            "Frames and windows under the messages; the next call records them if the last did not",
            Some(Shortcut::shift_alt(Key::H)),
        ),
        row(Action::CopyTraceparent, Call, "Copy traceparent", "The trace of the shown run, if one was made", None),
        row(Action::Find, Message, "Find", "Find in what has the focus", Some(command(Key::F))),
        row(
            Action::ToggleMessageView,
            Message,
            "Switch between form and JSON",
            "Two views of one message",
            Some(command(Key::J)),
        ),
        row(
            Action::ShowSent,
            Message,
            "Show message as sent",
            "Its bytes, their size, and that of its JSON",
            Some(shifted(Key::J)),
        ),
        row(
            Action::AskMessage,
            Message,
            "Open message…",
            "A file of bytes, hex, base64, text or JSON, with a schema or without",
            Some(shifted(Key::M)),
        ),
        row(
            Action::AskPastedMessage,
            Message,
            "Paste bytes as a message…",
            "Hex, base64 or text from the clipboard",
            Some(shifted(Key::V)),
        ),
        row(
            Action::AskCompareThis,
            Message,
            "Compare with…",
            "The message shown, field by field with another one",
            Some(shifted(Key::Y)),
        ),
        row(
            Action::NextDifference,
            Message,
            "Next difference",
            "In the comparison that is shown",
            Some(Shortcut::key(Key::F7)),
        ),
        row(
            Action::PreviousDifference,
            Message,
            "Previous difference",
            "In the comparison that is shown",
            Some(Shortcut::shift(Key::F7)),
        ),
        row(Action::ToggleDifferencesOnly, Message, "Show differences only", "Or what is equal, too", None),
        row(Action::SwapSides, Message, "Swap sides", "Left becomes right in the comparison", None),
        row(
            Action::Complete,
            Message,
            "Propose what to write",
            "Members, enum values and types at the cursor of the JSON",
            Some(command(Key::Space)),
        ),
        row(Action::NextProblem, Message, "Next problem", "In the JSON", Some(Shortcut::key(Key::F8))),
        row(Action::PreviousProblem, Message, "Previous problem", "In the JSON", Some(Shortcut::shift(Key::F8))),
        row(
            Action::FormatJson,
            Message,
            "Format JSON",
            "A member a line; no value changes",
            Some(Shortcut::shift_alt(Key::F)),
        ),
        row(Action::StartMessage(Start::Empty), Message, "Empty message", "Nothing set", None),
        row(Action::StartMessage(Start::Skeleton), Message, "Skeleton message", "Every field once", None),
        row(Action::StartMessage(Start::Example), Message, "Example message", "Plausible values", None),
        row(
            Action::StartMessage(Start::AnotherExample),
            Message,
            "Another example message",
            "Other plausible values",
            None,
        ),
        row(Action::Undo, Message, "Undo", "One step back in the message", Some(command(Key::Z))),
        row(Action::Redo, Message, "Redo", "One step forward again", Some(shifted(Key::Z))),
        row(Action::NewTab, Tabs, "New call", "An empty call tab", Some(command(Key::T))),
        row(Action::CloseThisTab, Tabs, "Close tab", "The draft stays in recently closed", Some(command(Key::W))),
        row(Action::ReopenTab, Tabs, "Reopen closed tab", "Bring back the tab closed last", Some(shifted(Key::T))),
        row(Action::DuplicateThisTab, Tabs, "Duplicate tab", "A copy of this tab beside it", Some(shifted(Key::K))),
        row(Action::NextTab, Tabs, "Next tab", "Choose the tab to the right", Some(command(Key::Tab))),
        row(Action::PreviousTab, Tabs, "Previous tab", "Choose the tab to the left", Some(shifted(Key::Tab))),
        row(Action::FocusTarget, Schema, "Go to target", "Put the focus into the target field", Some(command(Key::L))),
        row(
            Action::AskTarget,
            Schema,
            "Connect to a target…",
            "Read the schema of another server",
            Some(shifted(Key::L)),
        ),
        row(
            Action::ShowThisConnection,
            Schema,
            "Connection of the target",
            "Security, protocol, proxy, balancing, keepalive, service config",
            Some(command(Key::I)),
        ),
        row(
            Action::ReconnectThis,
            Schema,
            "Connect now",
            "Connect to the target without waiting for the next try",
            Some(shifted(Key::R)),
        ),
        row(
            Action::RefreshAll,
            Schema,
            "Refresh schemas",
            "Load every schema source again",
            Some(Shortcut::key(Key::F5)),
        ),
        row(
            Action::AskProtos,
            Schema,
            "Open .proto files or a folder…",
            "Methods from source, no reflection needed",
            Some(command(Key::O)),
        ),
        row(
            Action::AskDescriptorSet,
            Schema,
            "Open a descriptor set…",
            "Output of protoc or buf",
            Some(shifted(Key::O)),
        ),
        row(
            Action::GoToDefinition,
            Schema,
            "Go to definition",
            "Of the method called, the type of a field, the name in a source",
            Some(Shortcut::key(Key::F12)),
        ),
        row(
            Action::GoBack,
            Schema,
            "Back in the schema",
            "What this schema tab showed before",
            Some(Shortcut::alt(Key::ArrowLeft)),
        ),
        row(
            Action::GoForward,
            Schema,
            "Forward in the schema",
            "Where one came back from",
            Some(Shortcut::alt(Key::ArrowRight)),
        ),
        row(
            Action::ToggleSchemaView,
            Schema,
            "Switch between page and source",
            "What there is to know of a symbol, or the text it is written in",
            Some(shifted(Key::S)),
        ),
        row(
            Action::CallShown,
            Schema,
            "Open a call of the shown method",
            "From the page of a method or its source",
            Some(shifted(Key::E)),
        ),
        row(
            Action::ShowThisSource,
            Schema,
            "Show the schema source",
            "Problems, import folders, metadata, limits",
            Some(shifted(Key::P)),
        ),
        row(Action::StartSample, Schema, "Start the sample server", "Calls of all four kinds, on this machine", None),
        row(
            Action::ShowDiagnostics,
            Schema,
            "Diagnostics of the target",
            "Health and channelz of the server",
            Some(shifted(Key::H)),
        ),
        row(Action::Save, Requests, "Save request", "Save this tab as a file of the workspace", Some(command(Key::S))),
        row(
            Action::AskWorkspace,
            Requests,
            "Open workspace folder…",
            "Saved requests live in its requests folder",
            None,
        ),
        row(Action::RefreshCollections, Requests, "Refresh collections", "Read the workspace folder again", None),
        row(
            Action::ShowLeft(LeftView::Services),
            Window,
            "Show services",
            "The tree of services",
            Some(Shortcut::alt(Key::Num1)),
        ),
        row(
            Action::ShowLeft(LeftView::Collections),
            Window,
            "Show collections",
            "Saved requests",
            Some(Shortcut::alt(Key::Num2)),
        ),
        row(
            Action::FocusFilter,
            Window,
            "Filter methods and types",
            "Put the focus into the tree's filter",
            Some(shifted(Key::F)),
        ),
        row(
            Action::ToggleLeftPanel,
            Window,
            "Show or hide the left panel",
            "More room for the call",
            Some(command(Key::B)),
        ),
        row(
            Action::ShowPalette,
            Window,
            "Command palette",
            "Search methods, types, requests, commands",
            Some(command(Key::K)),
        ),
        row(Action::ToggleKeys, Window, "Keys", "The sheet of all keys", Some(Shortcut::key(Key::F1))),
        row(Action::ToggleTheme, Window, "Switch theme", "Light to dark and back", None),
        row(
            Action::AskLogLimits,
            Window,
            "Memory and files for messages…",
            "How much is kept of a call, of all calls, and in files",
            None,
        ),
        row(Action::ZoomIn, Window, "Zoom in", "Larger, up to 200 %", Some(command(Key::Plus))),
        row(Action::ZoomOut, Window, "Zoom out", "Smaller, down to 70 %", Some(command(Key::Minus))),
        row(Action::ZoomReset, Window, "Zoom to 100 %", "The usual size", Some(command(Key::Num0))),
        row(Action::Quit, Window, "Quit", "Ends the program; drafts stay", Some(command(Key::Q))),
    ];
    all.extend(super::recording::commands());
    all.extend(super::shown_message::commands());
    all.extend(super::log_rows::commands());
    all
}

fn row(
    action: Action,
    group: Group,
    label: &'static str,
    tooltip: &'static str,
    shortcut: Option<Shortcut>,
) -> (Action, Entry) {
    (action, Entry { label, tooltip, shortcut, group })
}

impl Action {
    /// How this action is shown, for those that stand in [`commands`].
    pub fn entry(&self) -> Option<Entry> {
        commands().into_iter().find(|(action, _)| action == self).map(|(_, entry)| entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_share_a_key_or_a_label() {
        let all = commands();
        for (at, (_, one)) in all.iter().enumerate() {
            for (_, other) in &all[at + 1..] {
                assert!(one.shortcut.is_none() || one.shortcut != other.shortcut, "{} and {}", one.label, other.label);
                assert_ne!(one.label, other.label);
            }
        }
    }
}
