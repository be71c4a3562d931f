//! Facts as rows of a name and a value under headings; a secret shows as dots until it is asked for.
//! It is told everything and knows no call.

use std::collections::BTreeSet;

use egui::{Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::parts;
use crate::{
    theme::{Font, icons, paint, size, space, text, tokens},
    widgets::{IconButton, MenuItem, context_menu},
};

/// Values begin here, where there is room.
const VALUE: f32 = 172.0;
/// What stands for a secret, whatever its length.
const DOTS: &str = "••••••••";

/// A name with its value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fact {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Said after the value in `text2`: "in 12 days".
    pub quiet: String,
    /// Shown as dots until its eye is pressed.
    pub is_secret: bool,
    /// The value is what is wrong: a certificate that has expired.
    pub is_wrong: bool,
    /// Its copy button always shows.
    pub offers_copy: bool,
}

impl Fact {
    /// A name with a value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), ..Self::default() }
    }

    /// With words after the value.
    pub fn quiet(mut self, words: impl Into<String>) -> Self {
        self.quiet = words.into();
        self
    }
}

/// Facts that belong together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactGroup {
    /// Its heading.
    pub title: String,
    /// Its facts.
    pub facts: Vec<Fact>,
}

/// Which secrets are shown.
#[derive(Debug, Clone, Default)]
pub struct FactsState {
    revealed: BTreeSet<(usize, usize)>,
}

/// Shows groups of facts in all the room there is.
pub fn facts_ui(ui: &mut Ui, state: &mut FactsState, groups: &[FactGroup]) {
    let t = tokens(ui);
    ui.painter().rect_filled(ui.available_rect_before_wrap(), 0, t.surface);
    ScrollArea::vertical().id_salt("facts").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (group_at, group) in groups.iter().enumerate() {
            heading_ui(ui, &group.title, group_at > 0);
            for (at, fact) in group.facts.iter().enumerate() {
                fact_ui(ui, state, (group_at, at), fact);
            }
        }
        ui.add_space(space::S);
    });
}

fn heading_ui(ui: &mut Ui, title: &str, divided: bool) {
    let t = tokens(ui);
    ui.add_space(space::S);
    if divided {
        let (_, line) = ui.allocate_space(vec2(ui.available_width(), 1.0));
        paint::divider_h(ui.painter(), line.x_range(), line.top(), t.line);
        ui.add_space(space::S - 1.0);
    }
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
    let at = pos2(row.left() + 12.0, text::small_baseline(row));
    text::paint_within(ui.painter(), at, row.width() - 24.0, Font::SmallStrong, t.text2, title);
}

fn fact_ui(ui: &mut Ui, state: &mut FactsState, id: (usize, usize), fact: &Fact) {
    let t = tokens(ui);
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let is_hidden = fact.is_secret && !state.revealed.contains(&id);
    let value = if is_hidden { DOTS } else { fact.value.as_str() };
    let spoken = if is_hidden { "hidden" } else { value };
    let gap = if fact.quiet.is_empty() { "" } else { ", " };
    response
        .widget_info(|| WidgetInfo::labeled(Role::Row, true, format!("{}: {spoken}{gap}{}", fact.name, fact.quiet)));
    let hovered = ui.rect_contains_pointer(row);
    if hovered {
        paint::row_ground(ui.painter(), row, paint::RowGround::Hovered, t);
    }
    let (y, middle) = (text::baseline(row), row.center().y);
    let mut end = row.right() - 12.0;
    if hovered || response.has_focus() || fact.offers_copy {
        let name = format!("Copy {}", fact.name);
        if IconButton::new(icons::CONTENT_COPY, &name).show_around(ui, pos2(end - 8.0, middle)).clicked() {
            ui.ctx().copy_text(fact.value.clone());
        }
    }
    end -= 28.0;
    if fact.is_secret {
        eye_ui(ui, state, id, fact, is_hidden, pos2(end - 8.0, middle));
        end -= 28.0;
    }
    let left = row.left() + 12.0;
    let value_left = row.left() + VALUE.min((row.width() * 0.4).floor());
    let name_room = value_left - 8.0 - left;
    text::paint_within(ui.painter(), pos2(left, y), name_room, Font::Body, t.text2, &fact.name);
    let color = if fact.is_wrong { t.error } else { t.text };
    let used = text::paint_within(ui.painter(), pos2(value_left, y), end - value_left, Font::Code, color, value);
    let quiet_left = value_left + used + 12.0;
    let quiet_color = if fact.is_wrong { t.error } else { t.text2 };
    if quiet_left < end {
        text::paint_within(ui.painter(), pos2(quiet_left, y), end - quiet_left, Font::Body, quiet_color, &fact.quiet);
    }
    parts::ring_if_focused(ui, &response);
    context_menu(&response, |ui| {
        if MenuItem::new("Copy value").icon(icons::CONTENT_COPY).show(ui).clicked() {
            ui.ctx().copy_text(fact.value.clone());
        }
    });
    let is_cut = value_left + text::width(ui.ctx(), Font::Code, value) > end;
    match (text::width(ui.ctx(), Font::Body, &fact.name) > name_room, is_cut && !is_hidden) {
        (true, _) => drop(response.on_hover_text(format!("{}: {value}", fact.name))),
        (false, true) => drop(response.on_hover_text(value)),
        (false, false) => {}
    }
}

fn eye_ui(ui: &mut Ui, state: &mut FactsState, id: (usize, usize), fact: &Fact, is_hidden: bool, center: egui::Pos2) {
    let (icon, verb) = if is_hidden { (icons::VISIBILITY, "Show") } else { (icons::VISIBILITY_OFF, "Hide") };
    if IconButton::new(icon, &format!("{verb} {}", fact.name)).show_around(ui, center).clicked() {
        match is_hidden {
            true => state.revealed.insert(id),
            false => state.revealed.remove(&id),
        };
    }
}
