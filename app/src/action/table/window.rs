//! The actions without data on tabs, saved requests and the window, in the order of the key sheet.
//! What they do is not told here.

use egui::Key;

use super::row;
use crate::{
    action::{Action, Entry, Group, Shortcut},
    state::LeftView,
};

/// Each with how it is shown.
pub(super) fn commands() -> Vec<(Action, Entry)> {
    use Group::{Requests, Tabs, Window};
    let command = Shortcut::command;
    let shifted = Shortcut::command_shift;
    vec![
        row(Action::NewTab, Tabs, "New call", "An empty call tab", Some(command(Key::T))),
        row(Action::CloseThisTab, Tabs, "Close tab", "The draft stays in recently closed", Some(command(Key::W))),
        row(Action::ReopenTab, Tabs, "Reopen closed tab", "Bring back the tab closed last", Some(shifted(Key::T))),
        row(Action::DuplicateThisTab, Tabs, "Duplicate tab", "A copy of this tab beside it", Some(shifted(Key::K))),
        row(Action::NextTab, Tabs, "Next tab", "Choose the tab to the right", Some(command(Key::Tab))),
        row(Action::PreviousTab, Tabs, "Previous tab", "Choose the tab to the left", Some(shifted(Key::Tab))),
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
    ]
}
