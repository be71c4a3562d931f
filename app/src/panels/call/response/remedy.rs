//! What a status panel's button does: one change of the target or the call, and the call again where that is all it needs.

use farcall_core::status::Remedy;

use crate::{
    action::{Action, CallEdit, RequestView},
    panels::connection,
    state::{CallTab, Run, TabId},
    units,
};

/// Makes the change that a remedy names.
pub fn apply(remedy: Remedy, id: TabId, call: &CallTab, run: &Run, actions: &mut Vec<Action>) {
    if let Some(target) = connection::mended(&run.target, remedy) {
        actions.push(Action::Edit(id, CallEdit::Target(Box::new(target))));
        actions.push(Action::Send);
        return;
    }
    match remedy {
        Remedy::RaiseMessageLimit => {
            actions.push(Action::Edit(id, CallEdit::RequestView(RequestView::Settings)));
            actions.push(Action::Edit(id, CallEdit::MaxMessage(raised(&call.max_message))));
        }
        Remedy::UsePlaintext
        | Remedy::UseTls
        | Remedy::ConnectWithoutAlpn
        | Remedy::ShowCertificate
        | Remedy::ChooseClientCertificate
        | Remedy::RaiseHeaderLimit => actions.push(Action::ShowConnection(id)),
    }
}

/// Four times the limit that was too small.
fn raised(limit: &str) -> String {
    let bytes = units::optional(limit, units::parse_size).ok().flatten();
    let default = farcall_core::call::Limits::default().max_message_bytes;
    format!("{}MiB", (bytes.unwrap_or(default).saturating_mul(4) >> 20).clamp(1, 4095))
}
