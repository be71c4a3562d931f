//! Rows of the popover: a label in its column and an editor beside it.
//! They know texts, paths and durations, and no target.

use std::{path::PathBuf, time::Duration};

use egui::{Color32, Id, Rect, RichText, Ui, pos2, vec2};

use crate::{
    theme::{self, Font, icons, size, text},
    units,
    widgets::{FieldOutput, IconButton, Segments, SetBox, TextField},
};

/// Labels are this wide.
const LABEL: f32 = 112.0;
/// Between two rows.
const GAP: f32 = 8.0;
/// Room for the floating scroll bar.
pub const BAR: f32 = 4.0;

/// Where rows are drawn.
pub struct Fields<'a> {
    /// The layout they stand in.
    pub ui: &'a mut Ui,
    /// Tells apart the popovers of several targets.
    pub id: Id,
}

impl Fields<'_> {
    /// A label; returns the room of its editor.
    fn row(&mut self, name: &str, enabled: bool, more: f32) -> Rect {
        let t = theme::tokens(self.ui);
        let (_, row) = self.ui.allocate_space(vec2(self.ui.available_width(), size::CONTROL + GAP + more));
        let line = row.with_max_y(row.top() + size::CONTROL);
        let color = if enabled { t.text2 } else { t.edge };
        let at = pos2(line.left(), text::baseline(line));
        text::paint_within(self.ui.painter(), at, LABEL - 8.0, Font::Body, color, name);
        line.with_min_x(line.left() + LABEL)
    }

    /// One of a few words.
    pub fn segments(&mut self, name: &str, labels: &[&str], chosen: &mut usize) {
        let room = self.row(name, true, 0.0);
        Segments::new(name, labels).show_at(self.ui, room.min, chosen);
    }

    /// A quiet line below an editor, close to it.
    pub fn hint(&mut self, words: &str) {
        let t = theme::tokens(self.ui);
        self.ui.add_space(-GAP);
        self.wrapped(words, t.text2, LABEL);
        self.ui.add_space(GAP);
    }

    /// What is wrong or to be known, over the whole width.
    pub fn note(&mut self, words: &str, color: Color32) {
        self.wrapped(words, color, 0.0);
        self.ui.add_space(4.0);
    }

    /// A warning with its sign.
    pub fn warning(&mut self, words: &str) {
        let t = theme::tokens(self.ui);
        let top = self.ui.cursor().min;
        text::paint_icon(self.ui.painter(), pos2(top.x + 8.0, (top.y + 8.0).round()), icons::WARNING, t.warn);
        self.wrapped(words, t.warn, 24.0);
        self.ui.add_space(4.0);
    }

    fn wrapped(&mut self, words: &str, color: Color32, indent: f32) {
        let rect = self.ui.available_rect_before_wrap();
        let room = rect.with_min_x(rect.left() + indent);
        let mut child = self.ui.new_child(egui::UiBuilder::new().max_rect(room));
        child.spacing_mut().interact_size.y = 16.0;
        let words = RichText::new(words).font(Font::Small.id()).color(color).line_height(Some(16.0));
        child.add(egui::Label::new(words).wrap());
        let height = child.min_rect().height();
        self.ui.allocate_space(vec2(rect.width(), height));
    }

    /// A box with its word.
    pub fn set_box(&mut self, label: &str, enabled: bool, set: &mut bool) {
        let (_, row) = self.ui.allocate_space(vec2(self.ui.available_width(), size::TARGET + 4.0));
        let center = pos2(row.left() + LABEL + 8.0, row.top() + size::TARGET / 2.0);
        SetBox::labelled(label).enabled(enabled).show_around(self.ui, center, set);
    }

    /// A path; empty: none.
    pub fn path(&mut self, name: &str, placeholder: &str, enabled: bool, path: &mut Option<PathBuf>) {
        let mut typed = path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        if self.field(name, placeholder, enabled, None, &mut typed).response.changed() {
            *path = (!typed.is_empty()).then(|| PathBuf::from(typed));
        }
    }

    /// A text; empty: none.
    pub fn text(
        &mut self,
        name: &str,
        placeholder: &str,
        enabled: bool,
        wrong: Option<&str>,
        value: &mut Option<String>,
    ) {
        let mut typed = value.clone().unwrap_or_default();
        if self.field(name, placeholder, enabled, wrong, &mut typed).response.changed() {
            *value = (!typed.is_empty()).then_some(typed);
        }
    }

    /// A duration as it is typed; one that cannot be read is kept, marked, and not taken.
    pub fn duration(&mut self, name: &str, value: &mut Duration) {
        let slot = self.id.with((name, "typed"));
        let kept = self.ui.data(|data| data.get_temp::<String>(slot));
        let mut typed = kept.unwrap_or_else(|| units::typed_duration(*value));
        let read = units::parse_duration(&typed);
        let wrong = read.as_ref().err().cloned();
        let output = self.field(name, "", true, wrong.as_deref(), &mut typed);
        if output.response.changed() {
            if let Ok(read) = units::parse_duration(&typed) {
                *value = read;
            }
            self.ui.data_mut(|data| data.insert_temp(slot, typed));
        } else if wrong.is_none() && !output.response.has_focus() {
            self.ui.data_mut(|data| data.remove::<String>(slot));
        }
    }

    /// A text that shows as dots until its eye is pressed; the new one, if it was typed in.
    pub fn secret(&mut self, name: &str, placeholder: &str, secret: &str) -> Option<String> {
        let slot = self.id.with((name, "shown"));
        let mut is_shown = self.ui.data(|data| data.get_temp::<bool>(slot)).unwrap_or(false);
        let mut typed = secret.to_owned();
        let room = self.row(name, true, 0.0);
        let field = TextField::new(&mut typed, name).id(self.id.with(name)).placeholder(placeholder).trailing(28.0);
        let output = field.secret(!is_shown).show_at(self.ui, room);
        let (icon, verb) = if is_shown { (icons::VISIBILITY_OFF, "Hide") } else { (icons::VISIBILITY, "Show") };
        let center = pos2(output.trailing.right() - 16.0, room.center().y);
        if IconButton::new(icon, &format!("{verb}: {name}")).show_around(self.ui, center).clicked() {
            is_shown = !is_shown;
            self.ui.data_mut(|data| data.insert_temp(slot, is_shown));
        }
        output.response.changed().then_some(typed)
    }

    fn field(
        &mut self,
        name: &str,
        placeholder: &str,
        enabled: bool,
        wrong: Option<&str>,
        typed: &mut String,
    ) -> FieldOutput {
        let more = if wrong.is_some_and(|why| !why.is_empty()) { size::REASON } else { 0.0 };
        let room = self.row(name, enabled, more);
        let field = TextField::new(typed, name).id(self.id.with(name)).placeholder(placeholder);
        field.enabled(enabled).invalid(wrong).show_at(self.ui, room)
    }
}
