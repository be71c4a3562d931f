//! The strip over the tree while it is not what the source gives now: which copy it is of.

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2};

use crate::{
    state::State,
    theme::{self, Font, icons, size, text},
    widgets::tip,
};

/// The strip, if some source shows a copy; returns what is left below it.
pub fn copy_ui(ui: &mut Ui, area: Rect, state: &State) -> Rect {
    let mut copies = state.sources.iter().filter_map(|source| Some((source.name(), source.copy_words()?)));
    let Some((name, words)) = copies.next() else { return area };
    let t = theme::tokens(ui);
    let (strip, rest) = area.split_top_bottom_at_y(area.top() + size::ROW);
    let at = pos2(strip.left() + 20.0, strip.center().y - 2.0);
    text::paint_icon(ui.painter(), at, icons::HISTORY, t.text2);
    let baseline = text::small_baseline(strip) - 2.0;
    let room = strip.right() - 12.0 - (strip.left() + 36.0);
    text::paint_within(ui.painter(), pos2(strip.left() + 36.0, baseline), room, Font::Small, t.text2, &words);
    let response = ui.interact(strip, ui.scope_id().with("copy"), Sense::hover());
    let whole = format!("{name}: {words}");
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &whole));
    tip(response, &whole, None);
    rest
}
