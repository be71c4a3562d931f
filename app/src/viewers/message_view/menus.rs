//! The menus of the message view: how it is printed, what goes to the clipboard, what else can be done.
//! Each line is a command or a switch; nothing is done here.

use egui::Ui;
use farcall_core::message::{JsonOptions, PartKind};

use super::{CopyForm, MessageCommand, MessageFormat, SavedForm, Switch, opening::words};
use crate::{
    theme::icons,
    units,
    viewers::code::FindBy,
    widgets::{MenuItem, menu_divider, menu_heading},
};

/// What was chosen in a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Do this with the message.
    Command(MessageCommand),
    /// Turn this switch.
    Switch(Switch),
}

/// What the menus need to know.
pub(super) struct MenuFacts {
    /// How the message is shown.
    pub format: MessageFormat,
    /// How it is printed.
    pub options: JsonOptions,
    /// The path of the chosen line.
    pub path: Option<String>,
    /// The word for opening the chosen value.
    pub opens: Option<PartKind>,
    /// Size of the message, where it is known.
    pub bytes: Option<usize>,
    /// Whether its type is known, so that it can be printed.
    pub has_type: bool,
    /// Whether lines wrap.
    pub wraps: bool,
    /// Whether a message is marked to be compared with.
    pub has_marked: bool,
}

/// Forms, for windows with no room for segments.
pub(super) fn format_items(ui: &mut Ui, format: MessageFormat) -> Option<Chosen> {
    let mut chosen = None;
    for (one, label) in MessageFormat::ALL.into_iter().zip(MessageFormat::LABELS) {
        if MenuItem::new(label).chosen(one == format).show(ui).clicked() {
            chosen = Some(Chosen::Command(MessageCommand::Show(one)));
        }
    }
    chosen
}

/// How the message is printed, and how the text is shown.
pub(super) fn view_items(ui: &mut Ui, facts: &MenuFacts) -> Option<Chosen> {
    let mut chosen = None;
    menu_heading(ui, "JSON of every message");
    for switch in Switch::ALL {
        if MenuItem::new(switch.label()).chosen(switch.is_on(&facts.options)).show(ui).clicked() {
            chosen = Some(Chosen::Switch(switch));
        }
    }
    menu_divider(ui);
    let mut item = |ui: &mut Ui, item: MenuItem<'_>, command| {
        if item.show(ui).clicked() {
            chosen = Some(Chosen::Command(command));
        }
    };
    if facts.format.is_text() {
        item(ui, MenuItem::new("Wrap lines").chosen(facts.wraps), MessageCommand::Wrap);
    }
    item(ui, MenuItem::new("Fold all").icon(icons::UNFOLD_LESS), MessageCommand::FoldTo(1));
    item(ui, MenuItem::new("Fold from level 2").icon(icons::UNFOLD_LESS), MessageCommand::FoldTo(2));
    item(ui, MenuItem::new("Fold from level 3").icon(icons::UNFOLD_LESS), MessageCommand::FoldTo(3));
    item(ui, MenuItem::new("Unfold all").icon(icons::UNFOLD_MORE), MessageCommand::UnfoldAll);
    chosen
}

/// What goes to the clipboard.
pub(super) fn copy_items(ui: &mut Ui, facts: &MenuFacts) -> Option<Chosen> {
    let message = copy_forms(ui, facts, |form| !form.is_of_line());
    menu_divider(ui);
    message.or(copy_forms(ui, facts, CopyForm::is_of_line))
}

fn copy_forms(ui: &mut Ui, facts: &MenuFacts, belongs: impl Fn(CopyForm) -> bool) -> Option<Chosen> {
    let mut chosen = None;
    let size = |of: fn(usize) -> usize| facts.bytes.map(|bytes| units::size(of(bytes) as u64)).unwrap_or_default();
    let (hex, base64) = (size(|bytes| bytes * 2), size(|bytes| bytes.div_ceil(3) * 4));
    for form in CopyForm::ALL.into_iter().filter(|form| belongs(*form)) {
        let item = MenuItem::new(form.label()).icon(icons::CONTENT_COPY);
        let item = match form {
            CopyForm::Json | CopyForm::Text => item.enabled(facts.has_type, "The schema has no type for this message"),
            CopyForm::Hex => item.shortcut(&hex),
            CopyForm::Base64 => item.shortcut(&base64),
            CopyForm::Path | CopyForm::Value => item.enabled(facts.path.is_some(), "Choose a row first"),
        };
        if item.show(ui).clicked() {
            chosen = Some(Chosen::Command(MessageCommand::Copy(form)));
        }
    }
    chosen
}

/// Saving, comparing, finding.
pub(super) fn more_items(ui: &mut Ui, facts: &MenuFacts) -> Option<Chosen> {
    let mut chosen = None;
    let mut item = |ui: &mut Ui, item: MenuItem<'_>, command| {
        if item.show(ui).clicked() {
            chosen = Some(Chosen::Command(command));
        }
    };
    item(ui, MenuItem::new("Find by key").icon(icons::SEARCH), MessageCommand::Find(FindBy::Key));
    item(ui, MenuItem::new("Find by path").icon(icons::SEARCH), MessageCommand::Find(FindBy::Path));
    if facts.format.is_text() {
        item(ui, MenuItem::new("Filter by path").icon(icons::FILTER_LIST), MessageCommand::Filter);
    }
    menu_divider(ui);
    let saves = [
        (SavedForm::Json, "Save as JSON…", facts.has_type),
        (SavedForm::Text, "Save as text format…", facts.has_type),
        (SavedForm::Bytes, "Save its bytes…", true),
    ];
    for (form, label, enabled) in saves {
        let save = MenuItem::new(label).icon(icons::SAVE);
        item(ui, save.enabled(enabled, "The schema has no type for this message"), MessageCommand::Save(form));
    }
    item(ui, MenuItem::new("Keep as example…").icon(icons::BOOKMARK), MessageCommand::KeepExample);
    menu_divider(ui);
    item(ui, MenuItem::new("Compare with…").icon(icons::COMPARE_ARROWS), MessageCommand::Compare);
    item(ui, MenuItem::new("Compare later").icon(icons::PUSH_PIN), MessageCommand::Mark);
    let marked = MenuItem::new("Compare with marked").icon(icons::COMPARE_ARROWS);
    item(
        ui,
        marked.enabled(facts.has_marked, "Choose Compare later at a message first"),
        MessageCommand::CompareMarked,
    );
    chosen
}

/// What can be done where the pointer or the caret is.
pub(super) fn context_items(ui: &mut Ui, facts: &MenuFacts) -> Option<Chosen> {
    let mut chosen = None;
    if let Some(kind) = facts.opens {
        if MenuItem::new(words(kind)).icon(icons::OPEN_IN_NEW).show(ui).clicked() {
            chosen = Some(Chosen::Command(MessageCommand::OpenValue));
        }
        menu_divider(ui);
    }
    let of_line = copy_forms(ui, facts, CopyForm::is_of_line);
    menu_divider(ui);
    let of_message = copy_forms(ui, facts, |form| !form.is_of_line());
    menu_divider(ui);
    let more = more_items(ui, facts);
    chosen.or(of_line).or(of_message).or(more)
}
