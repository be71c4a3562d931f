//! What keys and the menu of a row do: fold, jump, copy, open a part.
//! It draws nothing but the menu.

use bytes::Bytes;
use egui::Ui;
use farcall_core::message::{
    PartKind,
    tree::{FieldRow, RowKind},
};

use super::{
    super::{CopyForm, MessageCommand, MessageInput, MessageOutcome, list::ListKey, opening::words},
    state::TreeState,
};
use crate::{
    theme::{Icon, icons},
    widgets::{MenuItem, menu_divider},
};

/// How far typing looks for a name.
const LOOKED_AT: usize = 10_000;
/// Hex is copied of no more than this: three characters a byte.
const MOST_HEX: usize = 16 << 20;

/// Does what a command asks of the tree, or of its chosen row.
pub(in super::super) fn command(
    ui: &Ui,
    state: &mut TreeState,
    input: &MessageInput<'_>,
    command: MessageCommand,
) -> Option<MessageOutcome> {
    let chosen = || state.tree()?.row(state.list.chosen?, 0);
    match command {
        MessageCommand::Copy(CopyForm::Path) => copy(ui, state.chosen_path()?),
        MessageCommand::Copy(CopyForm::Value) => copy(ui, copied_value(state, input, &chosen()?)?),
        MessageCommand::OpenValue => open(state, input, &chosen()?),
        MessageCommand::FoldTo(level) => {
            state.fold_to(Some(level));
            None
        }
        MessageCommand::UnfoldAll => {
            state.fold_to(None);
            None
        }
        _ => None,
    }
}

/// What the chosen row holds.
pub(in super::super) fn chosen_opens(state: &TreeState) -> Option<PartKind> {
    let row = state.tree()?.row(state.list.chosen?, 0)?;
    row.value.as_ref()?;
    Some(PartKind::of(&bytes_of(state, &row)))
}

/// Does what a key asks of the chosen row.
pub(super) fn act(ui: &Ui, state: &mut TreeState, input: &MessageInput<'_>, key: ListKey) -> Option<MessageOutcome> {
    let chosen = state.list.chosen.unwrap_or(0);
    let row = state.tree()?.row(chosen, 0)?;
    match key {
        ListKey::Right if row.unfolded == Some(false) => state.toggle(chosen),
        ListKey::Right if row.unfolded == Some(true) => state.list.choose(chosen + 1),
        ListKey::Left if row.unfolded == Some(true) => state.toggle(chosen),
        ListKey::Left => {
            if let Some(parent) = state.tree()?.parent(chosen) {
                state.list.choose(parent);
            }
        }
        ListKey::Enter if row.unfolded.is_some() => state.toggle(chosen),
        ListKey::Enter => return open(state, input, &row),
        ListKey::UnfoldAll => {
            state.change(|tree| tree.unfold_all(chosen));
        }
        ListKey::Copy => return copy(ui, copied_value(state, input, &row)?),
        ListKey::Typed(word) => jump(state, chosen, &word),
        ListKey::Right => {}
    }
    None
}

/// Chooses the next row whose name begins so.
fn jump(state: &mut TreeState, chosen: usize, word: &str) {
    let Some(tree) = state.tree() else { return };
    let rows = tree.len();
    // A word of one letter goes on from the row below, a longer one may still be the chosen row.
    let from = if word.chars().count() == 1 { chosen + 1 } else { chosen };
    let begins = |row: &FieldRow| row.name.to_lowercase().trim_start_matches('"').starts_with(word);
    let after = tree.rows(from..rows.min(from + LOOKED_AT), 0);
    let found = after.iter().find(|row| begins(row)).map(|row| row.row);
    let found =
        found.or_else(|| tree.rows(0..from.min(LOOKED_AT), 0).iter().find(|row| begins(row)).map(|row| row.row));
    if let Some(row) = found {
        state.list.choose(row);
    }
}

/// The menu of a row.
pub(super) fn menu_ui(
    ui: &mut Ui,
    state: &mut TreeState,
    input: &MessageInput<'_>,
    row: &FieldRow,
) -> Option<MessageOutcome> {
    let mut outcome = None;
    let (has_value, is_typed) = (row.value.is_some(), row.field.is_some());
    let value = copied_value(state, input, row);
    let item = |ui: &mut Ui, item: MenuItem<'_>, on: bool, why: &str| item.enabled(on, why).show(ui).clicked();
    let copy_value = MenuItem::new("Copy value").icon(icons::CONTENT_COPY).shortcut("Ctrl+C");
    if item(ui, copy_value, value.is_some(), "It has no value of its own") {
        outcome = value.and_then(|value| copy(ui, value));
    }
    if item(ui, MenuItem::new("Copy path").icon(icons::CONTENT_COPY), row.kind != RowKind::Strays, "It has no path") {
        let path = state.tree().map(|tree| tree.path(row.row)).unwrap_or_default();
        outcome = copy(ui, path);
    }
    if item(
        ui,
        MenuItem::new("Copy as JSON").icon(icons::CONTENT_COPY),
        is_typed && row.size > 0,
        "The type does not have it",
    ) {
        let json = state.tree().and_then(|tree| tree.json(row.row, &input.options));
        outcome = json.and_then(|json| copy(ui, json));
    }
    let is_small = row.value.as_ref().is_some_and(|range| range.len() <= MOST_HEX);
    if item(
        ui,
        MenuItem::new("Copy as hex").icon(icons::CONTENT_COPY),
        is_small,
        if has_value { "It is too long" } else { "It has no bytes of its own" },
    ) {
        outcome = copy(ui, hex(&bytes_of(state, row)));
    }
    menu_divider(ui);
    let part = PartKind::of(&bytes_of(state, row));
    let opens = MenuItem::new(words(part)).icon(icons::OPEN_IN_NEW).shortcut("Enter");
    if item(ui, opens, has_value, "It has no bytes of its own") {
        outcome = open(state, input, row);
    }
    if row.unfolded.is_some() {
        menu_divider(ui);
        let words = if row.unfolded == Some(true) { "Fold" } else { "Unfold" };
        if MenuItem::new(words).icon(fold_icon(row.unfolded)).shortcut("Enter").show(ui).clicked() {
            state.toggle(row.row);
        }
        if MenuItem::new("Unfold all below").icon(icons::UNFOLD_MORE).shortcut("*").show(ui).clicked() {
            state.change(|tree| tree.unfold_all(row.row));
        }
    }
    outcome
}

/// The icon of the menu's line that folds or unfolds.
pub(in crate::viewers::message_view) fn fold_icon(unfolded: Option<bool>) -> Icon {
    if unfolded == Some(true) { icons::UNFOLD_LESS } else { icons::UNFOLD_MORE }
}

fn copy(ui: &Ui, text: String) -> Option<MessageOutcome> {
    let bytes = text.len();
    ui.ctx().copy_text(text);
    Some(MessageOutcome::Copied(bytes))
}

/// Text as it is, other values as they are read, messages as JSON.
fn copied_value(state: &TreeState, input: &MessageInput<'_>, row: &FieldRow) -> Option<String> {
    let tree = state.tree()?;
    if row.unfolded.is_some() || row.count.is_some() {
        let json = tree.json(row.row, &input.options);
        return json.or_else(|| row.value.as_ref().map(|_| hex(&bytes_of(state, row))));
    }
    let bytes = bytes_of(state, row);
    let whole = tree.row(row.row, usize::MAX / 8)?;
    let line = whole.reading?.line.text;
    match std::str::from_utf8(&bytes) {
        Ok(text) if line.starts_with('"') => Some(text.to_owned()),
        _ => Some(line),
    }
}

fn bytes_of(state: &TreeState, row: &FieldRow) -> Bytes {
    let range = row.value.clone().unwrap_or_default();
    let bytes = state.tree().map(|tree| tree.bytes().clone()).unwrap_or_default();
    if range.end <= bytes.len() { bytes.slice(range) } else { Bytes::new() }
}

fn open(state: &TreeState, input: &MessageInput<'_>, row: &FieldRow) -> Option<MessageOutcome> {
    row.value.as_ref()?;
    let path = state.tree()?.path(row.row);
    let title = if path.is_empty() { input.name.to_owned() } else { path };
    Some(MessageOutcome::Open { title, bytes: bytes_of(state, row) })
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
