//! A schema tab: where one is and the ways from there, over the page of a symbol or the source it is written in.

mod head;
mod link;
mod members;
mod page;
mod parts;
mod prose;
mod source;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
mod used_by;

use std::sync::Arc;

use egui::{Rect, Ui, UiBuilder};
use farcall_core::schema::PageKind;

pub use self::prose::prose_ui;
use super::Views;
use crate::{
    action::{Action, OpenHow},
    state::{FileText, OnDemand, SchemaTab, SchemaView, Spot, State, TabId},
    theme::size,
    viewers::code::{CodeText, CodeViewState},
    widgets::EmptyArea,
};

/// What a schema tab remembers.
#[derive(Default)]
pub struct SchemaLook {
    code: CodeViewState,
    text: Option<(Arc<FileText>, CodeText)>,
    /// Members that are filtered by.
    filter: String,
    /// Of which symbol.
    of: String,
}

/// The tab.
pub fn schema_ui(ui: &mut Ui, state: &State, id: TabId, tab: &SchemaTab, views: &mut Views, actions: &mut Vec<Action>) {
    let area = ui.available_rect_before_wrap();
    let (head, body) = area.split_top_bottom_at_y(area.top() + size::ADDRESS_ROW);
    head::head_ui(ui, head, state, id, tab, actions);
    let look = &mut views.tabs.entry(id).or_default().schema;
    if look.of != tab.at.symbol {
        look.of.clone_from(&tab.at.symbol);
        look.filter.clear();
    }
    let mut ui = ui.new_child(UiBuilder::new().max_rect(body).id_salt(("schema", id)));
    ui.set_clip_rect(body.intersect(ui.clip_rect()));
    let went = Went { id, tab, actions };
    match tab.at.view {
        SchemaView::Page => page_ui(&mut ui, body, state, look, went),
        SchemaView::Source => source::source_ui(&mut ui, body, state, look, went),
    }
}

fn page_ui(ui: &mut Ui, body: Rect, state: &State, look: &mut SchemaLook, mut went: Went<'_>) {
    match (&went.tab.page, went.tab.page.shown()) {
        (_, Some(shown)) => {
            let shown = shown.clone();
            page::page_ui(ui, body, state, &shown, look, &mut went);
        }
        (OnDemand::Failed(why), _) => {
            EmptyArea::new(why).hint("A source that was not read may have it").show_at(ui, body);
        }
        (OnDemand::NotAsked | OnDemand::Pending(_) | OnDemand::Ready(_), None) => {
            EmptyArea::new("Reading the schema").hint(&went.tab.at.symbol).show_at(ui, body);
        }
    }
}

/// The tab that is drawn, and how one goes on from it.
struct Went<'a> {
    id: TabId,
    tab: &'a SchemaTab,
    actions: &'a mut Vec<Action>,
}

impl Went<'_> {
    /// A link was followed: in this tab, or in another one.
    fn go(&mut self, symbol: &str, in_another: bool) {
        self.go_to(symbol, SchemaView::Page, in_another);
    }

    fn go_to(&mut self, symbol: &str, view: SchemaView, in_another: bool) {
        let symbol = symbol.to_owned();
        self.actions.push(match in_another {
            true => Action::OpenSymbol { source: self.tab.source, symbol, view, how: OpenHow::Another },
            false => Action::GoTo(self.id, Spot { symbol, view }),
        });
    }
}

/// The word of a kind of symbol.
fn word(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Package => "package",
        PageKind::Service => "service",
        PageKind::Method => "method",
        PageKind::Message => "message",
        PageKind::Enum => "enum",
        PageKind::Extension => "extension",
    }
}
