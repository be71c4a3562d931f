//! Auth of a call: what proves who makes it. Secrets show as dots and are kept for this session only.

use egui::{Id, Rect, Ui, UiBuilder, vec2};
use farcall_core::{
    call::{Auth, Grant, OAuth2},
    metadata::{Row, Secret},
};

use super::{RequestSide, rows};
use crate::{
    action::{Action, CallEdit},
    panels::Views,
    state::{CallTab, State, TabId},
    theme::{self, space},
    widgets::{Button, Combo, MenuItem},
};

/// The kinds, as the list has them.
const KINDS: [&str; 6] = ["None", "Bearer token", "Basic", "API key", "Header", "OAuth 2"];

/// Whether something typed here cannot be used.
pub fn is_invalid(auth: &Auth) -> bool {
    match auth {
        Auth::None | Auth::Bearer { .. } => false,
        Auth::Basic { user, .. } => user_problem(user).is_some(),
        Auth::ApiKey { key, .. } | Auth::Header { key, .. } => key_problem(key).is_some(),
        Auth::OAuth2(oauth) => {
            url_problem(&oauth.token_url).is_some()
                || (oauth.grant == Grant::AuthorizationCode && url_problem(&oauth.authorization_url).is_some())
        }
    }
}

/// The auth of a call.
pub fn auth_ui(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    id: TabId,
    call: &CallTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
) {
    let side = &mut views.tabs.entry(id).or_default().request;
    let inner = rect.shrink2(vec2(space::M, space::S));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("auth"));
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut auth = call.options.auth.clone();
    egui::ScrollArea::vertical().auto_shrink(false).show(&mut ui, |ui| {
        editor_ui(ui, Id::NULL.with(("auth", id)), side, &mut auth);
        sign_in_ui(ui, &auth, state, id, actions);
        note_ui(ui, &auth, call);
    });
    if auth != call.options.auth {
        let mut options = call.options.clone();
        options.auth = auth;
        actions.push(Action::Edit(id, CallEdit::Options(Box::new(options))));
    }
}

/// The kind and its fields.
pub fn editor_ui(ui: &mut Ui, id: Id, side: &mut RequestSide, auth: &mut Auth) {
    kind_ui(ui, side, auth);
    let mut fields = Fields { ui, id, side };
    fields.of(auth);
}

fn kind_ui(ui: &mut Ui, side: &mut RequestSide, auth: &mut Auth) {
    let now = kind_of(auth);
    let editor = rows::row_ui(ui, "Auth", 0.0);
    let mut chosen = now;
    Combo::new("Auth", KINDS.get(now).copied().unwrap_or_default()).show_at(ui, editor, |ui| {
        for (at, kind) in KINDS.iter().enumerate() {
            if MenuItem::new(kind).chosen(at == now).show(ui).clicked() {
                chosen = at;
            }
        }
    });
    if chosen != now {
        side.auth_aside.retain(|aside| kind_of(aside) != now);
        let aside = side.auth_aside.iter().position(|aside| kind_of(aside) == chosen);
        let next = aside.map_or_else(|| fresh(chosen), |at| side.auth_aside.remove(at));
        side.auth_aside.push(std::mem::replace(auth, next));
    }
}

fn kind_of(auth: &Auth) -> usize {
    match auth {
        Auth::None => 0,
        Auth::Bearer { .. } => 1,
        Auth::Basic { .. } => 2,
        Auth::ApiKey { .. } => 3,
        Auth::Header { .. } => 4,
        Auth::OAuth2(_) => 5,
    }
}

fn fresh(kind: usize) -> Auth {
    let none = Secret::default;
    match kind {
        1 => Auth::Bearer { token: none() },
        2 => Auth::Basic { user: String::new(), password: none() },
        3 => Auth::ApiKey { key: "x-api-key".to_owned(), value: none() },
        4 => Auth::Header { key: String::new(), value: none() },
        5 => Auth::OAuth2(Box::default()),
        _ => Auth::None,
    }
}

/// The fields of one kind.
struct Fields<'a> {
    ui: &'a mut Ui,
    id: Id,
    side: &'a mut RequestSide,
}

impl Fields<'_> {
    fn of(&mut self, auth: &mut Auth) {
        match auth {
            Auth::None => {}
            Auth::Bearer { token } => self.secret("Token", "", token),
            Auth::Basic { user, password } => {
                let wrong = user_problem(user);
                self.text("User", "", wrong.as_deref(), user);
                self.secret("Password", "", password);
            }
            Auth::ApiKey { key, value } => {
                let wrong = key_problem(key);
                self.text("Key", "x-api-key", wrong.as_deref(), key);
                self.secret("Value", "", value);
            }
            Auth::Header { key, value } => {
                let wrong = key_problem(key);
                self.text("Key", "x-my-header", wrong.as_deref(), key);
                self.secret("Value", if key.trim().ends_with("-bin") { "base64" } else { "" }, value);
            }
            Auth::OAuth2(oauth) => self.oauth(oauth),
        }
    }

    fn oauth(&mut self, oauth: &mut OAuth2) {
        self.grant(&mut oauth.grant);
        if oauth.grant == Grant::AuthorizationCode {
            let wrong = url_problem(&oauth.authorization_url);
            let shown = "https://login.example/authorize";
            self.text("Authorization URL", shown, wrong.as_deref(), &mut oauth.authorization_url);
        }
        let wrong = url_problem(&oauth.token_url);
        self.text("Token URL", "https://login.example/token", wrong.as_deref(), &mut oauth.token_url);
        self.text("Client ID", "", None, &mut oauth.client_id);
        self.secret("Client secret", "none: a public client", &mut oauth.client_secret);
        self.text("Scope", "separated by spaces", None, &mut oauth.scope);
        self.text("Audience", "none", None, &mut oauth.audience);
    }

    fn grant(&mut self, grant: &mut Grant) {
        const GRANTS: [(Grant, &str); 2] =
            [(Grant::ClientCredentials, "Client credentials"), (Grant::AuthorizationCode, "Authorization code")];
        let editor = rows::row_ui(self.ui, "Grant", 0.0);
        let now = *grant;
        let word = GRANTS.iter().find(|(known, _)| *known == now).map_or("", |(_, word)| word);
        Combo::new("Grant", word).show_at(self.ui, editor, |ui| {
            for (known, word) in GRANTS {
                if MenuItem::new(word).chosen(known == now).show(ui).clicked() {
                    *grant = known;
                }
            }
        });
    }

    fn text(&mut self, label: &str, placeholder: &str, wrong: Option<&str>, text: &mut String) {
        if let Some(typed) = rows::text_ui(self.ui, self.id, label, placeholder, wrong, text) {
            *text = typed;
        }
    }

    fn secret(&mut self, label: &'static str, placeholder: &str, secret: &mut Secret) {
        let mut is_shown = self.side.revealed_auth.contains(label);
        let typed = rows::secret_ui(self.ui, self.id, label, placeholder, &mut is_shown, secret.reveal());
        match is_shown {
            true => self.side.revealed_auth.insert(label),
            false => self.side.revealed_auth.remove(label),
        };
        if let Some(typed) = typed {
            *secret = Secret::new(typed);
        }
    }
}

/// For a grant that asks the user: the way to the browser, and out again.
fn sign_in_ui(ui: &mut Ui, auth: &Auth, state: &State, id: TabId, actions: &mut Vec<Action>) {
    let Auth::OAuth2(oauth) = auth else { return };
    let editor = rows::row_ui(ui, "Token", 0.0);
    let under_way = state.sign_in.is_some_and(|(_, tab)| tab == id);
    let mut rest = editor;
    if oauth.grant == Grant::AuthorizationCode {
        let label = if under_way { "Stop signing in" } else { "Sign in" };
        let missing = missing(oauth);
        let why = missing.unwrap_or("In your browser; it comes back here by itself");
        let button = Button::normal(label).enabled(under_way || missing.is_none()).hint(why).show_left_in(ui, rest);
        rest.min.x = button.rect.right() + space::S;
        if button.clicked() {
            actions.push(Action::SignIn(id));
        }
    }
    let forget = Button::quiet("Forget token").hint("The next call fetches another").show_left_in(ui, rest);
    if forget.clicked() {
        actions.push(Action::SignOut(id));
    }
}

/// What has to be typed before the browser can be asked.
fn missing(oauth: &OAuth2) -> Option<&'static str> {
    let needed = [
        (&oauth.authorization_url, "Type the authorization URL first"),
        (&oauth.token_url, "Type the token URL first"),
        (&oauth.client_id, "Type the client ID first"),
    ];
    needed.into_iter().find(|(typed, _)| typed.trim().is_empty()).map(|(_, why)| why)
}

/// What is sent for it, and how long its secrets live.
fn note_ui(ui: &mut Ui, auth: &Auth, call: &CallTab) {
    let sent = match auth {
        Auth::None => "Nothing is added to the metadata",
        Auth::Bearer { .. } => "Sent as authorization: Bearer …",
        Auth::Basic { .. } => "Sent as authorization: Basic …",
        Auth::ApiKey { .. } | Auth::Header { .. } => "Sent under this key with every attempt",
        Auth::OAuth2(oauth) if oauth.grant == Grant::AuthorizationCode => {
            "Before the first call the browser asks who you are; the token is refreshed by itself"
        }
        Auth::OAuth2(_) => "A token is fetched before the first call and refreshed by itself",
    };
    ui.add_space(space::XS);
    rows::hint_ui(ui, sent);
    if !auth.is_none() {
        rows::hint_ui(ui, "Secrets are kept for this session only and never written to a file");
    }
    if !call.target.address.is_empty() {
        let words = format!("New tabs for {} begin with the auth that was sent last", call.target.address);
        rows::hint_ui(ui, &words);
    }
    let both = !auth.is_none() && call.metadata.iter().any(|row| row.enabled && is_same_key(auth, &row.key));
    if both {
        let color = theme::tokens(ui).warn;
        rows::note_ui(ui, "The metadata has a row of this key too: both are sent", color);
    }
}

fn is_same_key(auth: &Auth, key: &str) -> bool {
    let made = match auth {
        Auth::None => return false,
        Auth::Bearer { .. } | Auth::Basic { .. } | Auth::OAuth2(_) => "authorization",
        Auth::ApiKey { key, .. } | Auth::Header { key, .. } => key.trim(),
    };
    key.trim().eq_ignore_ascii_case(made)
}

fn user_problem(user: &str) -> Option<String> {
    user.contains(':').then(|| "A user's name has no colon (RFC 7617)".to_owned())
}

fn key_problem(key: &str) -> Option<String> {
    if key.trim().is_empty() { Some("Type a metadata key".to_owned()) } else { Row::new(key, "").problem() }
}

fn url_problem(url: &str) -> Option<String> {
    let url = url.trim();
    let is_url = ["https://", "http://"].iter().any(|scheme| url.len() > scheme.len() && url.starts_with(scheme));
    (!is_url && !url.is_empty()).then(|| "Begins with https:// or http://".to_owned())
}
