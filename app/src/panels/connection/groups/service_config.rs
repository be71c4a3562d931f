//! gRPC service config: JSON as it is typed, with what is wrong with it below.

use egui::{Frame, Margin, ScrollArea, TextBuffer, TextEdit, Ui, UiBuilder, vec2};
use farcall_core::transport::{ServiceConfig, Target};

use super::super::fields::Fields;
use crate::{
    form::json_job,
    theme::{self, Font, paint},
};

/// Height of the editor.
const HEIGHT: f32 = 140.0;
const PLACEHOLDER: &str = "{\"methodConfig\": [{\n  \"name\": [{}],\n  \"retryPolicy\": {…}\n}]}";

/// Whether there is one.
pub fn service_config_summary(target: &Target) -> &'static str {
    match target.service_config.as_deref() {
        None => "none",
        Some(text) if service_config_problem(text).is_some() => "cannot be read",
        Some(_) => "in use",
    }
}

/// Why a service config cannot be used.
pub fn service_config_problem(text: &str) -> Option<String> {
    let why = ServiceConfig::parse(text).err()?;
    let (line, column) = why.position;
    Some(format!("{line}:{column} {why}"))
}

/// The editor.
pub fn service_config_ui(fields: &mut Fields<'_>, target: &mut Target) {
    let t = theme::tokens(fields.ui);
    let mut typed = target.service_config.clone().unwrap_or_default();
    let problem = target.service_config.as_deref().and_then(service_config_problem);
    if edit_ui(fields.ui, fields.id.with("service config"), &mut typed, problem.is_some()) {
        target.service_config = (!typed.trim().is_empty()).then_some(typed);
    }
    fields.ui.add_space(4.0);
    match problem {
        Some(problem) => fields.note(&problem, t.error),
        None => fields.note("Retries and timeouts by method, as gRPC's service config has them", t.text2),
    }
}

/// The text in its frame; whether it was typed in.
fn edit_ui(ui: &mut Ui, id: egui::Id, typed: &mut String, invalid: bool) -> bool {
    let t = theme::tokens(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), HEIGHT));
    let focused = ui.memory(|memory| memory.has_focus(id));
    match (focused, invalid) {
        (true, false) => paint::focused_frame(ui.painter(), rect, t.field, t.accent),
        (true, true) => paint::focused_frame(ui.painter(), rect, t.field, t.error),
        (false, true) => paint::frame(ui.painter(), rect, t.field, t.error),
        (false, false) => paint::frame(ui.painter(), rect, t.field, t.border),
    }
    let inner = rect.shrink(2.0);
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner).scope_id(id.with("area")));
    child.set_clip_rect(inner.intersect(ui.clip_rect()));
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, _width: f32| {
        let job = json_job(buffer.as_str(), true, Some(17.0), t);
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let hint = egui::RichText::new(PLACEHOLDER).font(Font::Code.id()).color(t.text2);
    let edit = TextEdit::multiline(typed)
        .id(id)
        .font(Font::Code.id())
        .layouter(&mut layouter)
        .hint_text(hint)
        .desired_width(f32::INFINITY)
        .min_size(inner.size())
        .frame(Frame::NONE.inner_margin(Margin { left: 6, right: 6, top: 4, bottom: 2 }));
    let shown = ScrollArea::both().id_salt("scroll").auto_shrink(false).show(&mut child, |ui| ui.add(edit));
    shown.inner.accessible_name("Service config").changed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_config_is_an_object_and_its_fault_is_placed() {
        assert_eq!(service_config_problem("{\"methodConfig\": []}"), None);
        assert!(service_config_problem("[]").is_some());
        let why = service_config_problem("{\n  \"a\": }").unwrap_or_default();
        assert!(why.starts_with("2:"), "{why}");
    }
}
