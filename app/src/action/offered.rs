//! What a notice offers, as the action that does it. What stands on its button is not told here.

use super::{Action, CallEdit, RecordingAction};
use crate::state::Offer;

impl From<Offer> for Action {
    fn from(offer: Offer) -> Self {
        match offer {
            Offer::ReopenTab => Action::ReopenTab,
            Offer::CloseTab => Action::CloseThisTab,
            Offer::UndoEdit => Action::Undo,
            Offer::RestoreMessage(tab) => Action::Edit(tab, CallEdit::RestoreMessage),
            Offer::RestoreRequest => Action::UndoDelete,
            Offer::RestoreExample => Action::UndoDeleteExample,
            Offer::RestoreRows(run, _) => Action::UndoClear(run),
            Offer::RestoreRuns(tab, runs) => Action::RestoreRuns(tab, runs),
            Offer::OpenMessage(path) => Action::OpenMessageFile(path),
            Offer::OpenRecording(path) => Action::Recording(RecordingAction::Open(path)),
            Offer::OpenExample(path) => Action::OpenExample(path),
            Offer::OpenCommand(text) => Action::OpenGrpcurl(text),
        }
    }
}
