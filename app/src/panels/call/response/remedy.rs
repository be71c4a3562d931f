//! What a status panel's button does: one change of the target or the call, and the call again where that is all it needs.

use farcall_core::status::Remedy;

use crate::{
    action::{Action, CallEdit},
    panels::connection,
    state::{CallTab, Limit, RequestView, Run, TabId},
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
        Remedy::RaiseMessageLimit => raise(Limit::Response, id, call, actions),
        Remedy::RaiseSendLimit => raise(Limit::Request, id, call, actions),
        Remedy::RaiseHeaderLimit => raise(Limit::Headers, id, call, actions),
        Remedy::UsePlaintext
        | Remedy::UseTls
        | Remedy::ConnectWithoutAlpn
        | Remedy::ShowCertificate
        | Remedy::ChooseClientCertificate => actions.push(Action::ShowConnection(id)),
        Remedy::SignIn => actions.push(Action::SignIn(id)),
    }
}

/// Four times the limit that was too small, shown where it is typed.
fn raise(limit: Limit, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    let bytes = call.limits.bytes(limit).ok().flatten().unwrap_or(limit.default_bytes());
    let raised = bytes.saturating_mul(4).clamp(1 << 10, 4095 << 20);
    actions.push(Action::Edit(id, CallEdit::RequestView(RequestView::Settings)));
    actions.push(Action::Edit(id, CallEdit::Limit(limit, units::typed_size(raised))));
}
