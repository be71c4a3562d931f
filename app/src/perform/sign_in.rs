//! Signing in to an OAuth 2 server by the user's browser, and forgetting the token again.

use farcall_core::{
    call::{Auth, OAuth2},
    engine::Command,
    workspace::resolve_auth,
};

use super::{Effect, edit};
use crate::{
    action::CallEdit,
    state::{RequestView, State, TabId},
};

/// Sign in for the calls of a tab; one that is under way for it is stopped instead.
pub fn sign_in(state: &mut State, id: TabId, out: &mut Vec<Effect>) {
    if let Some((task, tab)) = state.sign_in.take() {
        out.push(Effect::engine(Command::StopTask(task)));
        if tab == id {
            return;
        }
    }
    edit::edit(state, id, CallEdit::RequestView(RequestView::Auth));
    let task = state.fresh_task();
    let Some(oauth) = oauth_of(state, id) else {
        state.notices.say("Choose OAuth 2 under Auth first");
        return;
    };
    let Some(target) = state.tabs.call_mut(id).map(|tab| Box::new(tab.target.clone())) else { return };
    state.sign_in = Some((task, id));
    out.push(Effect::engine(Command::SignIn { id: task, oauth, target }));
}

/// Forget the token: the next call fetches another, or asks to sign in.
pub fn sign_out(state: &mut State, id: TabId, out: &mut Vec<Effect>) {
    if let Some(oauth) = oauth_of(state, id) {
        out.push(Effect::engine(Command::SignOut(oauth)));
        state.notices.say("Signed out");
    }
}

fn oauth_of(state: &mut State, id: TabId) -> Option<Box<OAuth2>> {
    let State { tabs, secrets, .. } = state;
    let tab = tabs.call_mut(id)?;
    match resolve_auth(&tab.options.auth, &tab.target.address, secrets).ok()? {
        Auth::OAuth2(oauth) => Some(oauth),
        Auth::None | Auth::Bearer { .. } | Auth::Basic { .. } | Auth::ApiKey { .. } | Auth::Header { .. } => None,
    }
}
