//! What can be asked of a log by a key or the palette: plain values, and what each does to the view.
//! Reading goes on whatever is asked.

use super::view::LogViewState;

/// Something to do with the log that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LogCommand {
    /// Put the keyboard into the filter.
    Filter,
    /// List all rows and only count what is found, or list only that.
    OnlyCount,
    /// Ask for a number or a time to go to.
    GoTo,
    /// Mark the chosen row, or take its mark away.
    ToggleMark,
    /// Go to the next marked row.
    NextMark,
    /// Go to the marked row before.
    PreviousMark,
    /// Go to the next row that the filter found.
    NextFound,
    /// Go to the row before that the filter found.
    PreviousFound,
    /// Let the rows there are go.
    Clear,
    /// Hold the view, or let it go on.
    Pause,
    /// Go to the end and follow it.
    FollowEnd,
}

/// Does it.
pub(super) fn follow(state: &mut LogViewState, command: LogCommand) {
    let from = state.selected;
    let goal = match command {
        LogCommand::Filter => {
            state.focus_filter = true;
            None
        }
        LogCommand::OnlyCount => {
            state.listed.only_counts = !state.listed.only_counts;
            None
        }
        LogCommand::GoTo => {
            state.go_to.open();
            None
        }
        LogCommand::ToggleMark => {
            if let Some(row) = from {
                state.marks.toggle(row);
            }
            None
        }
        LogCommand::NextMark => state.marks.next(from, true),
        LogCommand::PreviousMark => state.marks.next(from, false),
        LogCommand::NextFound => state.listed.next_found(from, true),
        LogCommand::PreviousFound => state.listed.next_found(from, false),
        // The view tells it to whoever owns the log.
        LogCommand::Clear => None,
        LogCommand::Pause => {
            pause(state, !state.listed.is_paused());
            None
        }
        LogCommand::FollowEnd => {
            pause(state, false);
            None
        }
    };
    if let Some(row) = goal {
        state.go(row);
    }
}

/// Holds the view, or lets it go on at the end.
pub(super) fn pause(state: &mut LogViewState, paused: bool) {
    state.listed.set_paused(paused);
    if !paused {
        state.follow.jump_to_end();
    }
}
