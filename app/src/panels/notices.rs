//! Notices as toasts: each is shown once, and what it offers is done by its button.

use egui::Ui;

use super::Views;
use crate::{
    action::Action,
    state::{Severity, State},
    theme::size,
    widgets::{Toast, ToastEvent, Tone},
};

/// Toasts over everything else.
pub fn notices_ui(ui: &mut Ui, state: &State, views: &mut Views, actions: &mut Vec<Action>) {
    let now = ui.input(|input| input.time);
    let seen = views.last_notice;
    for notice in state.notices.shown().iter().filter(|notice| notice.id > seen) {
        views.last_notice = notice.id;
        let words = match &notice.detail {
            Some(detail) => format!("{}: {detail}", notice.text),
            None => notice.text.clone(),
        };
        let tone = match notice.severity {
            Severity::Plain => Tone::Idle,
            Severity::Error => Tone::Error,
        };
        let action = notice.offer.as_ref().map(|offer| offer.label().to_owned());
        views.toasts.push(Toast { key: notice.id, tone, words, action }, now);
    }
    let told = views.toasts.show(ui.ctx(), size::STATUS_BAR);
    actions.extend(told.into_iter().map(|event| match event {
        ToastEvent::Action(id) => Action::TakeOffer(id),
        ToastEvent::Gone(id) => Action::DismissNotice(id),
    }));
}
