//! The request side of a call tab: message, metadata, settings, docs.

pub mod auth;
mod composer;
mod docs;
mod json;
mod message;
mod metadata;
mod offer;
mod pace;
mod prepared;
mod refusal;
mod reopen;
pub mod rows;
mod script;
mod sent;
mod settings;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
mod view;
mod ways;

use egui::{Id, Rect, Ui, UiBuilder};

pub use view::RequestSide;

use crate::{
    action::{Action, CallEdit},
    panels::{NARROW, Views},
    state::{CallTab, Prepared, RequestView, State, TabId},
    theme::{self, size},
    widgets::{EmptyArea, SubTab, SubTabs},
};

const VIEWS: [RequestView; 5] =
    [RequestView::Message, RequestView::Metadata, RequestView::Auth, RequestView::Settings, RequestView::Docs];

/// The request side.
pub fn request_ui(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    id: TabId,
    call: &CallTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
) {
    let t = theme::tokens(ui);
    ui.painter().rect_filled(rect, 0, t.surface);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("request"));
    ui.set_clip_rect(rect.intersect(ui.clip_rect()));
    let ui = &mut ui;
    views.message_has_focus = false;
    views.json_has_focus = false;
    views.in_string = false;
    views.completes = false;
    let narrow = ui.ctx().content_rect().width() < NARROW;
    let (strip, body) = rect.split_top_bottom_at_y(rect.top() + size::STRIP);
    let tabs_end = match narrow && call.request_view == RequestView::Message && call.method.is_some() {
        true => message::tools_in_strip_ui(ui, strip, id, call, views, actions),
        false => strip.right(),
    };
    sub_tabs_ui(ui, strip, tabs_end, id, call, actions);
    let body = refusal::refusal_ui(ui, body, call);
    match call.request_view {
        RequestView::Message if call.method.is_none() => no_method_ui(ui, body),
        RequestView::Message => message::message_ui(ui, body, state, id, call, views, actions, narrow),
        RequestView::Metadata => metadata::metadata_ui(ui, body, id, call, views, actions),
        RequestView::Auth => auth::auth_ui(ui, body, state, id, call, views, actions),
        RequestView::Settings => settings::settings_ui(ui, body, id, call, actions),
        RequestView::Docs => docs::docs_ui(ui, body, state, id, call, views),
    }
}

fn sub_tabs_ui(ui: &mut Ui, strip: Rect, end: f32, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    let metadata = call.metadata.iter().filter(|row| row.enabled && !row.is_blank()).count();
    let tabs = [
        SubTab::new("Message").invalid(call.draft.messages.iter().any(is_invalid) || !call.marks.is_empty()),
        SubTab::new("Metadata").count(metadata).invalid(metadata::is_invalid(call)),
        SubTab::new("Auth").invalid(auth::is_invalid(&call.options.auth)),
        SubTab::new("Settings").count(settings::chosen(call)).invalid(settings::is_invalid(ui, id, call)),
        SubTab::new("Docs"),
    ];
    if end < strip.right() {
        let t = theme::tokens(ui);
        theme::paint::divider_h(ui.painter(), end..=strip.right(), strip.bottom() - 1.0, t.line);
    }
    let mut chosen = VIEWS.iter().position(|view| *view == call.request_view).unwrap_or(0);
    if SubTabs::new(&tabs).show_at(ui, strip.with_max_x(end), &mut chosen)
        && let Some(view) = VIEWS.get(chosen)
    {
        actions.push(Action::Edit(id, CallEdit::RequestView(*view)));
    }
}

fn no_method_ui(ui: &mut Ui, body: Rect) {
    EmptyArea::new("The request message goes here")
        .hint("Choose a method in the row above or in the tree: its fields become a form")
        .show_at(ui, body);
}

/// Whether a prepared message cannot be sent as it stands.
fn is_invalid(message: &Prepared) -> bool {
    message.document().is_some_and(|document| document.problems().iter().any(|problem| problem.is_error))
}

/// Full name of the type at the cursor of a tab's JSON, while that is shown.
pub fn type_at_caret(ui: &Ui, id: TabId, call: &CallTab) -> Option<String> {
    let salt: Id = message::json_salt(id);
    json::type_at_caret(ui, salt, call.draft.shown()?)
}
