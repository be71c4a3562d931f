//! Why a source could not be loaded: what happened, the cause, how far it came, and what to press.
//! It mends nothing itself.

use egui::{RichText, Ui};
use farcall_core::{
    engine::{Failure, SchemaFailure},
    metadata::visible,
    status::{Origin, Remedy, Status},
    transport::{CertificateFault, ChannelStatus, ConnectError, Step, Target},
};

use super::{certificate, place::other_ways_ui};
use crate::{
    action::Action,
    panels::connection::{self, Asked},
    state::{Source, State},
    theme::{self, Font, icons},
    viewers::status_panel::steps,
    widgets::{Button, Ladder, LadderStep, SelectableText},
};

/// Why a source could not be loaded, over the width of `ui`.
pub fn source_failure_ui(
    ui: &mut Ui,
    state: &State,
    source: &Source,
    failure: &SchemaFailure,
    actions: &mut Vec<Action>,
) {
    let (said, verdict) = match failure {
        SchemaFailure::Cancelled => return,
        SchemaFailure::NoReflection(said) => (said, None),
        SchemaFailure::Reflection(said, finished) => (said, finished.as_ref().map(|finished| &finished.status)),
        SchemaFailure::Files(said, ..) => (said, None),
    };
    let told = Told::new(said, verdict);
    words_ui(ui, &told);
    if matches!(failure, SchemaFailure::NoReflection(_)) {
        ui.add_space(8.0);
        return other_ways_ui(ui, actions);
    }
    if matches!(failure, SchemaFailure::Files(..)) {
        // The list of problems has the buttons.
        return;
    }
    let channel = source.target().and_then(|target| state.channels.get(target));
    if let Some(channel) = channel.filter(|channel| channel.ladder.failure().is_some()) {
        ui.add_space(12.0);
        Ladder::new(&rungs(channel)).show(ui);
    }
    if let Some(ConnectError::Certificate { chain, fault, .. }) =
        channel.and_then(|channel| channel.last_failure.as_deref())
    {
        ui.add_space(8.0);
        certificate::facts_ui(ui, chain);
        if matches!(fault, CertificateFault::UnknownIssuer { .. }) {
            ui.add_space(8.0);
            let words = "If you trust the issuer, give its certificate as Roots under Connection";
            ui.label(RichText::new(words).font(Font::Body.id()).color(theme::tokens(ui).text2));
        }
    }
    ui.add_space(12.0);
    buttons_ui(ui, state, source, told.remedy, actions);
}

/// What is told of a failure.
struct Told {
    summary: String,
    cause: Option<String>,
    hint: Option<String>,
    remedy: Option<Remedy>,
}

impl Told {
    /// A verdict of ours says it better than the failure made of it: it names what was not reached, and why.
    fn new(said: &Failure, verdict: Option<&Status>) -> Self {
        let remedy = verdict.and_then(|status| status.remedy);
        let hint = said.hint.clone().filter(|hint| Some(hint.as_str()) != remedy.map(Remedy::label));
        match verdict.filter(|status| status.origin == Origin::Local) {
            Some(status) => {
                Self { summary: status.title().to_owned(), cause: status.detail().map(str::to_owned), hint, remedy }
            }
            None => Self { summary: said.summary.clone(), cause: said.cause.clone(), hint, remedy },
        }
    }
}

/// The steps of the last attempt; one by plaintext has no TLS that could have been reached.
fn rungs(channel: &ChannelStatus) -> Vec<LadderStep> {
    let mut rungs = steps(&channel.ladder);
    rungs.retain(|rung| channel.tls || rung.name != Step::Tls.label());
    rungs
}

fn words_ui(ui: &mut Ui, told: &Told) {
    let t = theme::tokens(ui);
    let shown = |text: &str| visible(text.as_bytes()).to_string();
    ui.label(RichText::new(shown(&told.summary)).font(Font::Strong.id()).color(t.text));
    if let Some(cause) = &told.cause {
        ui.add_space(4.0);
        let width = ui.available_width();
        SelectableText::new("Cause", &shown(&cause.replace(" · ", ". "))).show(ui, width);
    }
    if let Some(hint) = &told.hint {
        ui.add_space(4.0);
        ui.label(RichText::new(shown(hint)).font(Font::Body.id()).color(t.text2));
    }
}

fn buttons_ui(ui: &mut Ui, state: &State, source: &Source, remedy: Option<Remedy>, actions: &mut Vec<Action>) {
    let Some(target) = source.target() else { return };
    let mended = remedy.and_then(|remedy| Some((remedy, connection::mended(target, remedy)?)));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(8.0, 8.0);
        let reconnect = |target: Target, actions: &mut Vec<Action>| {
            actions.push(Action::EditSource(source.id, Box::new(target)));
            actions.push(Action::Refresh(source.id));
        };
        if let Some((remedy, target)) = mended {
            let icon = if remedy == Remedy::UsePlaintext { icons::LOCK_OPEN_RIGHT } else { icons::LOCK };
            if Button::normal(remedy.label()).icon(icon).show(ui).clicked() {
                reconnect(target, actions);
            }
        }
        // The welcome has its own buttons for the rest.
        if state.is_fresh() {
            return;
        }
        if Button::normal("Try again").icon(icons::REFRESH).show(ui).clicked() {
            actions.push(Action::Refresh(source.id));
        }
        let button = Button::normal("Connection").icon(connection::security(target).icon).show(ui);
        match connection::popover_ui(&button, state, target) {
            Some(Asked::Change(changed)) => actions.push(Action::EditSource(source.id, changed)),
            Some(Asked::Reconnect) => actions.push(Action::Refresh(source.id)),
            None => {}
        }
    });
}
