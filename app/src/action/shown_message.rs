//! The actions on the message that is shown, in the order of the key sheet.
//! What they do is the message view's.

use egui::Key;

use super::{Action, Entry, Group, Shortcut};
use crate::viewers::{
    code::FindBy,
    message_view::{CopyForm, MessageCommand, MessageFormat, SavedForm, Switch},
};

/// Each with how it is shown.
pub(super) fn commands() -> Vec<(Action, Entry)> {
    let shows = [
        (MessageFormat::Tree, "Show message as tree", "A row for each field", Key::Num7),
        (MessageFormat::Json, "Show message as JSON", "ProtoJSON, with marks where it is not", Key::Num8),
        (MessageFormat::Text, "Show message as text", "Protobuf text format", Key::Num9),
        (MessageFormat::Wire, "Show message as bytes", "Its records beside its bytes", Key::Num0),
    ];
    let shows = shows.into_iter().map(|(format, label, tooltip, key)| {
        row(MessageCommand::Show(format), label, tooltip, Some(Shortcut::alt(key)))
    });
    let copies =
        CopyForm::ALL.into_iter().map(|form| row(MessageCommand::Copy(form), copy_label(form), copied(form), None));
    let others = [
        (MessageCommand::Save(SavedForm::Json), "Save message as JSON…", "As it is printed, with the switches chosen"),
        (MessageCommand::Save(SavedForm::Text), "Save message as text format…", "Protobuf text format"),
        (
            MessageCommand::Save(SavedForm::Bytes),
            "Save the bytes of the message…",
            "As they came, without the gRPC frame",
        ),
        (MessageCommand::KeepExample, "Keep message as example…", "A file beside the saved request"),
        (MessageCommand::Compare, "Compare message with…", "Another message, field by field"),
        (MessageCommand::Mark, "Compare message later", "Marks it, for another one to be compared with"),
        (MessageCommand::CompareMarked, "Compare message with marked", "The one marked before, field by field"),
        (MessageCommand::Find(FindBy::Key), "Find in message by key", "Names of fields and keys of maps"),
        (MessageCommand::Find(FindBy::Path), "Find in message by path", "Such as lines[*].sku"),
        (MessageCommand::NextHit, "Next hit in message", "F3 in the message"),
        (MessageCommand::PreviousHit, "Previous hit in message", "Shift+F3 in the message"),
        (MessageCommand::FoldTo(1), "Fold all of the message", "Every block within the outermost"),
        (MessageCommand::FoldTo(2), "Fold message from level 2", "Blocks within blocks"),
        (MessageCommand::FoldTo(3), "Fold message from level 3", "Blocks within blocks within blocks"),
        (MessageCommand::UnfoldAll, "Unfold all of the message", "Every line is shown"),
        (MessageCommand::Wrap, "Wrap lines of the message", "Long lines take several rows"),
        (MessageCommand::OpenValue, "Open the chosen value", "An image, JSON or a text within a field"),
    ];
    let others = others.into_iter().map(|(command, label, tooltip)| row(command, label, tooltip, None));
    let filter = row(
        MessageCommand::Filter,
        "Filter message by path",
        "Only the lines of a path, such as lines[*].sku",
        Some(Shortcut::command_shift(Key::G)),
    );
    let switches = Switch::ALL.into_iter().map(|switch| {
        let (label, tooltip) = switch_words(switch);
        (Action::SwitchReading(switch), entry(label, tooltip, None))
    });
    shows.chain([filter]).chain(copies).chain(others).chain(switches).collect()
}

fn row(
    command: MessageCommand,
    label: &'static str,
    tooltip: &'static str,
    shortcut: Option<Shortcut>,
) -> (Action, Entry) {
    (Action::Message(command), entry(label, tooltip, shortcut))
}

fn entry(label: &'static str, tooltip: &'static str, shortcut: Option<Shortcut>) -> Entry {
    Entry { label, tooltip, shortcut, group: Group::ShownMessage }
}

fn copy_label(form: CopyForm) -> &'static str {
    match form {
        CopyForm::Json => "Copy message as JSON",
        CopyForm::Text => "Copy message as text format",
        CopyForm::Hex => "Copy message as hex",
        CopyForm::Base64 => "Copy message as base64",
        CopyForm::Path => "Copy path of the chosen line",
        CopyForm::Value => "Copy value of the chosen line",
    }
}

fn copied(form: CopyForm) -> &'static str {
    match form {
        CopyForm::Json => "As it is printed, with the switches chosen",
        CopyForm::Text => "Protobuf text format",
        CopyForm::Hex => "Two digits a byte",
        CopyForm::Base64 => "With padding",
        CopyForm::Path => "Such as lines[2].sku",
        CopyForm::Value => "A string without its quotes, a block with its braces",
    }
}

fn switch_words(switch: Switch) -> (&'static str, &'static str) {
    match switch {
        Switch::Defaults => ("Print default values or not", "Fields without presence that are zero or empty"),
        Switch::ProtoNames => ("Print JSON or .proto names", "unitPrice or unit_price"),
        Switch::EnumNumbers => ("Print enums by name or number", "In every message view"),
        Switch::Quoted => ("Print 64-bit numbers quoted or bare", "Readers of JavaScript round bare ones"),
        Switch::LocalTime => ("Print timestamps in UTC or local time", "The same instants"),
    }
}
