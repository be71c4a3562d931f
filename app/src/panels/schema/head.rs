//! The row over a schema tab: back and forward, where one is, page or source, and the way to a call.

use egui::{Id, Rect, Ui, pos2};
use farcall_core::schema::PageKind;

use super::link::{Followed, link_ui};
use crate::{
    action::{Action, OpenHow},
    panels::NARROW,
    state::{SchemaTab, SchemaView, Spot, State, TabId},
    theme::{self, Font, icons, paint, size, space, text},
    widgets::{Button, IconButton, Segments, tip},
};

/// The row.
pub fn head_ui(ui: &mut Ui, row: Rect, state: &State, id: TabId, tab: &SchemaTab, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    ui.painter().rect_filled(row, 0, t.surface);
    paint::divider_h(ui.painter(), row.x_range(), row.bottom() - 1.0, t.line);
    let middle = row.center().y.round();
    let mut x = row.left() + space::M + 12.0;
    let ways = [
        (icons::ARROW_BACK, "Back", "Alt+Left", tab.back.last(), Action::GoBack),
        (icons::ARROW_FORWARD, "Forward", "Alt+Right", tab.forward.last(), Action::GoForward),
    ];
    for (icon, name, keys, spot, action) in ways {
        let why_off = if name == "Back" { "Nothing was shown before" } else { "Nowhere was gone back from" };
        let button = IconButton::new(icon, name).shortcut(keys).enabled(spot.is_some(), why_off);
        if button.show_around(ui, pos2(x, middle)).clicked() {
            actions.push(action);
        }
        x += 28.0;
    }
    let right = tools_ui(ui, row, id, tab, actions);
    let path = Rect::from_min_max(pos2(x, row.top()), pos2(right - space::M, row.bottom()));
    path_ui(ui, path, state, id, tab, actions);
}

/// The buttons at the right; returns where they begin.
fn tools_ui(ui: &mut Ui, row: Rect, id: TabId, tab: &SchemaTab, actions: &mut Vec<Action>) -> f32 {
    let mut rest = row.with_max_x(row.right() - space::M);
    if tab.at.symbol.contains('/') {
        let narrow = ui.ctx().content_rect().width() < NARROW;
        let button = Button::main(if narrow { "Call" } else { "Open call" });
        let button = button.hint("A call of this method, in a tab of its own").shortcut("Ctrl+Shift+E");
        let response = button.named("Open call").show_right_in(ui, rest);
        rest.max.x = response.rect.left() - space::S;
        if response.clicked() {
            actions.push(Action::CallShown);
        }
    }
    if tab.kind() == Some(PageKind::Package) {
        return rest.right();
    }
    let mut chosen = usize::from(tab.at.view == SchemaView::Source);
    let segments = Segments::new("Page or source", &["Page", "Source"]);
    let extent = segments.size(ui);
    let at = pos2(rest.right() - extent.x, (rest.center().y - extent.y / 2.0).round());
    let before = chosen;
    let response = segments.show_at(ui, at, &mut chosen);
    tip(response, "What there is to know, or the text it is written in", Some("Ctrl+Shift+S"));
    if chosen != before {
        let view = if chosen == 1 { SchemaView::Source } else { SchemaView::Page };
        actions.push(Action::GoTo(id, Spot { symbol: tab.at.symbol.clone(), view }));
    }
    at.x
}

/// The package, what the symbol stands in, and the symbol: each a way there.
fn path_ui(ui: &mut Ui, row: Rect, state: &State, id: TabId, tab: &SchemaTab, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let parts = parts(state, tab);
    let width = |words: &str| text::width(ui.ctx(), Font::Body, words);
    let total: f32 = parts.iter().map(|part| width(&part.words)).sum();
    if total > row.width() {
        // Too long for its links: the whole name, elided in the middle.
        let at = pos2(row.left() + 4.0, text::baseline(row));
        text::paint_path_within(ui.painter(), at, row.width() - 4.0, Font::Body, t.text, &tab.at.symbol);
        return;
    }
    let mut x = row.left() + 4.0;
    let inner = row.shrink2(egui::vec2(0.0, (row.height() - size::ROW) / 2.0));
    for (at, part) in parts.iter().enumerate() {
        let Some(symbol) = &part.symbol else {
            x += text::paint(ui.painter(), pos2(x, text::baseline(row)), Font::Body, t.text, &part.words);
            continue;
        };
        let (taken, followed) =
            link_ui(ui, inner, x, row.right() - x, Font::Body, &part.words, Id::NULL.with((id, "way", at)));
        x += taken;
        let spot = Spot { symbol: symbol.clone(), view: SchemaView::Page };
        actions.extend(followed.map(|how| match how {
            Followed::Here => Action::GoTo(id, spot),
            Followed::InAnother => {
                Action::OpenSymbol { source: tab.source, symbol: spot.symbol, view: spot.view, how: OpenHow::Another }
            }
        }));
    }
}

/// A part of a name: what is written, and where it leads.
struct Part {
    words: String,
    symbol: Option<String>,
}

fn parts(state: &State, tab: &SchemaTab) -> Vec<Part> {
    let symbol = tab.at.symbol.as_str();
    let listing = tab.source.and_then(|id| state.source(id)).and_then(|source| source.listing.as_ref());
    let mut ends = vec![symbol.len()];
    let mut outer = symbol;
    // A package is its whole name: `shop` of `shop.v1` need not be one.
    let is_package = tab.kind() == Some(PageKind::Package);
    while let Some(at) = outer.rfind(['.', '/']).filter(|_| !is_package) {
        outer = outer.get(..at).unwrap_or_default();
        ends.push(at);
        if listing.is_none_or(|listing| listing.has_package(outer)) {
            break;
        }
    }
    ends.reverse();
    let mut start = 0;
    let mut parts = Vec::new();
    for end in ends {
        let whole = symbol.get(..end).unwrap_or_default();
        let (sign, words) = whole.get(start..).unwrap_or_default().split_at(usize::from(start > 0));
        if !sign.is_empty() {
            parts.push(Part { words: sign.to_owned(), symbol: None });
        }
        let is_last = end == symbol.len();
        parts.push(Part { words: words.to_owned(), symbol: (!is_last).then(|| whole.to_owned()) });
        start = end;
    }
    parts
}
