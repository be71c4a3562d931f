//! Each viewer as its user meets it, by role and name, in both themes: what their tests share.
//! It knows no viewer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod code;
mod log;
mod log_tools;
mod status;

use egui::Theme;
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};

fn harness<'a, S: 'a>(theme: Theme, state: S, ui: impl FnMut(&mut egui::Ui, &mut S) + 'a) -> Harness<'a, S> {
    Harness::builder()
        .with_size([600.0, 600.0])
        .with_theme(theme)
        .with_context_setup(crate::theme::install)
        .build_ui_state(ui, state)
}

fn both_themes(check: impl Fn(Theme)) {
    [Theme::Dark, Theme::Light].into_iter().for_each(check);
}

fn copied<S>(harness: &Harness<'_, S>) -> Option<String> {
    harness.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

fn shown<S>(harness: &Harness<'_, S>, name: &str) -> String {
    harness.get_by_label(name).accesskit_node().value().unwrap_or_default()
}
