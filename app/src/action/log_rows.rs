//! The actions on the log that is shown, in the order of the key sheet.
//! What they do is the log view's.

use super::{Action, Entry, Group};
use crate::viewers::log::LogCommand;

/// Each with how it is shown.
pub(super) fn commands() -> Vec<(Action, Entry)> {
    let rows = [
        (LogCommand::Filter, "Filter messages", "By words, fields, direction, size, gap and time"),
        (LogCommand::OnlyCount, "List or only count what is found", "All rows stay, those found are marked"),
        (LogCommand::NextFound, "Next message found", "F3 in the log"),
        (LogCommand::PreviousFound, "Previous message found", "Shift+F3 in the log"),
        (LogCommand::GoTo, "Go to message…", "By its number or by time; Ctrl+G in the log"),
        (LogCommand::ToggleMark, "Mark message in the log", "M in the log; again takes the mark away"),
        (LogCommand::NextMark, "Next marked message", "F2 in the log"),
        (LogCommand::PreviousMark, "Previous marked message", "Shift+F2 in the log"),
        (LogCommand::Pause, "Pause or resume the log", "Holds the view; the call goes on"),
        (LogCommand::Clear, "Clear the log", "Lets the rows there are go; the call goes on; Ctrl+Delete in the log"),
        (LogCommand::FollowEnd, "Follow the end of the log", "The newest message stays in sight"),
    ];
    let entry = |label, tooltip| Entry { label, tooltip, shortcut: None, group: Group::ShownMessage };
    rows.into_iter().map(|(command, label, tooltip)| (Action::Log(command), entry(label, tooltip))).collect()
}
