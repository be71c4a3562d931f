//! The actions without data on targets and schemas, in the order of the key sheet.
//! What they do is not told here.

use egui::Key;

use super::row;
use crate::action::{Action, DiagnosticsAction, Entry, Group, Shortcut};

/// Each with how it is shown.
pub(super) fn commands() -> Vec<(Action, Entry)> {
    use Group::Schema;
    let command = Shortcut::command;
    let shifted = Shortcut::command_shift;
    vec![
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
            Action::Diagnostics(DiagnosticsAction::ShowDiagnostics),
            Schema,
            "Diagnostics of the target",
            "Health and channelz of the server",
            Some(shifted(Key::H)),
        ),
    ]
}
