//! The actions without data on messages: writing them, opening them, comparing them, in the order of the key sheet.
//! What they do is not told here.

use egui::Key;

use super::row;
use crate::action::{Action, CompareAction, Entry, Group, Shortcut, Start};

/// Each with how it is shown.
pub(super) fn commands() -> Vec<(Action, Entry)> {
    use Group::Message;
    let command = Shortcut::command;
    let shifted = Shortcut::command_shift;
    vec![
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
            Action::Compare(CompareAction::AskCompareThis),
            Message,
            "Compare with…",
            "The message shown, field by field with another one",
            Some(shifted(Key::Y)),
        ),
        row(
            Action::Compare(CompareAction::NextDifference),
            Message,
            "Next difference",
            "In the comparison that is shown",
            Some(Shortcut::key(Key::F7)),
        ),
        row(
            Action::Compare(CompareAction::PreviousDifference),
            Message,
            "Previous difference",
            "In the comparison that is shown",
            Some(Shortcut::shift(Key::F7)),
        ),
        row(
            Action::Compare(CompareAction::ToggleDifferencesOnly),
            Message,
            "Show differences only",
            "Or what is equal, too",
            None,
        ),
        row(
            Action::Compare(CompareAction::SwapSides),
            Message,
            "Swap sides",
            "Left becomes right in the comparison",
            None,
        ),
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
    ]
}
