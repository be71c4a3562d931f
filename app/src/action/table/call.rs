//! The actions without data of a call: sending, ending, looking at it, in the order of the key sheet.
//! What they do is not told here.

use egui::Key;
use farcall_core::call::ReadRate;

use super::row;
use crate::{
    action::{Action, Entry, Group, Shortcut},
    state::{RequestView, ResponseView},
};

/// Each with how it is shown.
pub(super) fn commands() -> Vec<(Action, Entry)> {
    use Group::Call;
    let command = Shortcut::command;
    let shifted = Shortcut::command_shift;
    vec![
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
        row(
            Action::ForgetRuns,
            Call,
            "Forget the other runs",
            "The ended runs of this tab but the one shown, with their messages; what they took is given back",
            None,
        ),
        row(Action::CopyTraceparent, Call, "Copy traceparent", "The trace of the shown run, if one was made", None),
    ]
}
