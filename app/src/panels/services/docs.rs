//! What a row of the tree tells when the pointer rests on it: path, types, comment.

use egui::{Frame, Margin, RectAlign, Response, RichText, Tooltip, Ui};
use farcall_core::schema::{Method, Service};

use super::rows::{RowOf, Tree};
use crate::theme::{self, Font};

/// Longer comments are cut here: a tooltip is no place to read a page.
const DOCS_CHARS_MAX: usize = 800;

/// The tooltip of a row.
pub fn hover_ui(response: &Response, tree: &Tree, of: RowOf) {
    match (of, tree.service(of), tree.method(of)) {
        (RowOf::Method(..), _, Some(method)) => {
            beside(response, |ui| method_ui(ui, method));
        }
        (RowOf::Service(..), Some(service), _) => {
            beside(response, |ui| service_ui(ui, service));
        }
        _ => {}
    }
}

/// Beside the row, so that the rows below it stay in sight.
fn beside(response: &Response, contents: impl FnOnce(&mut Ui)) {
    let mut tooltip = Tooltip::for_enabled(response);
    tooltip.popup = tooltip.popup.anchor(response.rect).align(RectAlign::RIGHT_START).gap(4.0);
    tooltip.show(|ui| Frame::NONE.inner_margin(Margin::symmetric(8, 4)).show(ui, contents));
}

fn method_ui(ui: &mut Ui, method: &Method) {
    line_ui(ui, Font::Code, &method.path.to_string());
    let types = |streams: bool, name: &str| if streams { format!("stream {name}") } else { name.to_owned() };
    let input = types(method.kind.client_streams(), method.input.full_name());
    let output = types(method.kind.server_streams(), method.output.full_name());
    quiet_ui(ui, Font::SmallCode, &format!("takes {input}"));
    quiet_ui(ui, Font::SmallCode, &format!("gives {output}"));
    tail_ui(ui, method.deprecated, &method.docs);
}

fn service_ui(ui: &mut Ui, service: &Service) {
    line_ui(ui, Font::Code, &service.full_name);
    quiet_ui(ui, Font::SmallCode, &service.file);
    tail_ui(ui, service.deprecated, &service.docs);
}

fn tail_ui(ui: &mut Ui, deprecated: bool, docs: &str) {
    if deprecated {
        let t = theme::tokens(ui);
        ui.add_space(4.0);
        ui.label(RichText::new("deprecated").font(Font::Small.id()).color(t.warn));
    }
    let docs = docs.trim();
    if !docs.is_empty() {
        ui.add_space(8.0);
        let cut = docs.char_indices().nth(DOCS_CHARS_MAX).map_or(docs.len(), |(at, _)| at);
        let shown = docs.get(..cut).unwrap_or_default();
        line_ui(ui, Font::Body, &if cut < docs.len() { format!("{shown}…") } else { shown.to_owned() });
    }
}

fn line_ui(ui: &mut Ui, font: Font, text: &str) {
    let t = theme::tokens(ui);
    ui.label(RichText::new(text).font(font.id()).color(t.text));
}

fn quiet_ui(ui: &mut Ui, font: Font, text: &str) {
    let t = theme::tokens(ui);
    ui.add_space(2.0);
    ui.label(RichText::new(text).font(font.id()).color(t.text2));
}
