//! One row of the metadata: on or off, key, value, and what is done with it.

use egui::{Id, Rect, Ui, UiBuilder, pos2, vec2};
use farcall_core::{metadata::Row, workspace::secrets_in};

use super::{RequestSide, RowEvent, cells, completion};
use crate::{
    state::TabId,
    theme::{self, Font, icons, size, space, text},
    units,
    widgets::{FieldOutput, IconButton, MenuItem, SetBox, TextField, menu},
};

/// Which row it is.
pub struct Look {
    /// The tab.
    pub id: TabId,
    /// Its position.
    pub at: usize,
    /// How many rows there are.
    pub count: usize,
    /// It is the empty one at the end.
    pub is_last: bool,
    /// It had the keyboard in the last frame.
    pub had_focus: bool,
}

/// The row; what happened to it.
pub fn row_ui(ui: &mut Ui, look: &Look, typed: &Row, side: &mut RequestSide) -> Option<RowEvent> {
    let problem = typed.problem();
    // A placeholder of a secret is no secret: it is to be read.
    let secret = !secrets_in(std::slice::from_ref(typed)).is_empty() && !look.is_last;
    let below = if problem.is_some() || secret { size::REASON } else { 0.0 };
    let (_, whole) = ui.allocate_space(vec2(ui.available_width(), size::FORM_ROW + below));
    let line = Rect::from_min_size(whole.min, vec2(whole.width(), size::FORM_ROW));
    let mut child = ui.new_child(UiBuilder::new().max_rect(whole).scope_id(row_id(ui, look.at)));
    let ui = &mut child;
    let number = look.at + 1;
    let mut row = typed.clone();
    let mut event = None;
    if !look.is_last {
        let center = pos2(line.left() + space::M + 8.0, line.center().y);
        let name = format!("Metadata {number} is sent");
        if SetBox::new(&name).show_around(ui, center, &mut row.enabled).changed() {
            event = Some(RowEvent::Edited(row.clone()));
        }
    }
    let (key_rect, value_rect) = cells(line);
    let proposals = if look.had_focus { completion::proposals(&typed.key) } else { Vec::new() };
    let taken = completion::take_keys(ui, key_id(look), &proposals, side);
    let (key, key_changed) = key_ui(ui, look, key_rect, &mut row, problem.is_some());
    let clicked = completion::popup_ui(ui, &key.response, &proposals, side);
    if let Some(proposal) = taken.or(clicked) {
        row.key = proposal.to_owned();
        event = Some(RowEvent::Edited(row.clone()));
        ui.memory_mut(|memory| memory.request_focus(value_id(look)));
    } else if key_changed {
        side.completion_closed = false;
        side.completion = 0;
        event = Some(RowEvent::Edited(row.clone()));
    }
    let (value, value_changed) = value_ui(ui, look, value_rect, &mut row, side, secret, problem.is_some());
    if value_changed {
        event = Some(RowEvent::Edited(row));
    }
    if key.response.has_focus() || value.response.has_focus() {
        side.metadata_focus = Some(look.at);
    }
    if !look.is_last {
        event = tools_ui(ui, look, line).or(event);
    }
    notes_ui(ui, key_rect, value_rect, problem.as_deref(), secret);
    event
}

/// The keyboard goes to the same field of another row.
pub fn move_focus(ui: &Ui, from: usize, to: usize) {
    let slot = Id::NULL.with("metadata focus");
    let held = ui.data(|data| data.get_temp::<(usize, bool, TabId)>(slot));
    if let Some((_, in_key, id)) = held.filter(|(at, ..)| *at == from) {
        let look = Look { id, at: to, count: 0, is_last: false, had_focus: false };
        ui.memory_mut(|memory| memory.request_focus(if in_key { key_id(&look) } else { value_id(&look) }));
    }
}

fn row_id(ui: &Ui, at: usize) -> Id {
    ui.scope_id().with(("row", at))
}

fn key_id(look: &Look) -> Id {
    Id::NULL.with(("metadata key", look.id, look.at))
}

fn value_id(look: &Look) -> Id {
    Id::NULL.with(("metadata value", look.id, look.at))
}

fn remember_focus(ui: &Ui, look: &Look, output: &FieldOutput, in_key: bool) {
    if output.response.has_focus() {
        ui.data_mut(|data| data.insert_temp(Id::NULL.with("metadata focus"), (look.at, in_key, look.id)));
    }
}

fn key_ui(ui: &mut Ui, look: &Look, rect: Rect, row: &mut Row, invalid: bool) -> (FieldOutput, bool) {
    let name = format!("Key of metadata {}", look.at + 1);
    let output = TextField::new(&mut row.key, &name)
        .id(key_id(look))
        .code()
        .placeholder(if look.is_last { "Key" } else { "" })
        .invalid(invalid.then_some(""))
        .show_at(ui, rect);
    remember_focus(ui, look, &output, true);
    let changed = output.response.changed();
    (output, changed)
}

fn value_ui(
    ui: &mut Ui,
    look: &Look,
    rect: Rect,
    row: &mut Row,
    side: &mut RequestSide,
    secret: bool,
    invalid: bool,
) -> (FieldOutput, bool) {
    let name = format!("Value of metadata {}", look.at + 1);
    let revealed = side.revealed.contains(&look.at);
    let is_binary = row.key.trim().ends_with("-bin") && !row.value.is_empty() && !invalid;
    let decoded = is_binary.then(|| units::size(decoded_size(&row.value)));
    let room = match (&decoded, secret) {
        (Some(words), _) => text::width(ui.ctx(), Font::Small, words) + 8.0,
        (None, true) => 28.0,
        (None, false) => 0.0,
    };
    let output = TextField::new(&mut row.value, &name)
        .id(value_id(look))
        .code()
        .secret(secret && !revealed)
        .placeholder(if look.is_last { "Value" } else { "" })
        .trailing(room)
        .show_at(ui, rect);
    remember_focus(ui, look, &output, false);
    if let Some(words) = decoded {
        let at = pos2(output.trailing.left(), text::baseline(rect));
        text::paint(ui.painter(), at, Font::Small, theme::tokens(ui).text2, &words);
    } else if secret {
        let (icon, verb) = if revealed { (icons::VISIBILITY_OFF, "Hide") } else { (icons::VISIBILITY, "Show") };
        let label = format!("{verb} the value of metadata {}", look.at + 1);
        let center = pos2(output.trailing.right() - 16.0, rect.center().y);
        if IconButton::new(icon, &label).show_around(ui, center).clicked() {
            match revealed {
                true => side.revealed.remove(&look.at),
                false => side.revealed.insert(look.at),
            };
        }
    }
    let changed = output.response.changed();
    (output, changed)
}

/// How many bytes the base64 of a `-bin` value stands for; several values have commas between them.
fn decoded_size(base64: &str) -> u64 {
    base64.split(',').map(|part| part.trim().trim_end_matches('=').len() as u64 * 3 / 4).sum()
}

fn tools_ui(ui: &mut Ui, look: &Look, line: Rect) -> Option<RowEvent> {
    let mut event = None;
    let (number, right) = (look.at + 1, line.right() - space::M);
    let more = format!("Move or copy metadata {number}");
    let button = IconButton::new(icons::DRAG_INDICATOR, &more).show_around(ui, pos2(right - 36.0, line.center().y));
    menu(&button, |ui| {
        let up = MenuItem::new("Move up").icon(icons::ARROW_UPWARD).shortcut("Alt+Up").enabled(look.at > 0, "");
        if up.show(ui).clicked() {
            event = Some(RowEvent::Move(look.at.saturating_sub(1)));
        }
        let down = MenuItem::new("Move down").icon(icons::ARROW_DOWNWARD).shortcut("Alt+Down");
        if down.enabled(number < look.count, "").show(ui).clicked() {
            event = Some(RowEvent::Move(number));
        }
        if MenuItem::new("Duplicate").icon(icons::CONTENT_COPY).show(ui).clicked() {
            event = Some(RowEvent::Duplicate);
        }
    });
    let remove = format!("Remove metadata {number}");
    if IconButton::new(icons::DELETE, &remove).show_around(ui, pos2(right - 8.0, line.center().y)).clicked() {
        event = Some(RowEvent::Remove);
    }
    event
}

/// Why it cannot be sent, and that a secret is not kept.
fn notes_ui(ui: &mut Ui, key: Rect, value: Rect, problem: Option<&str>, secret: bool) {
    let t = theme::tokens(ui);
    let line = Rect::from_min_max(pos2(key.left(), key.bottom()), pos2(value.right(), key.bottom() + size::REASON));
    let baseline = text::small_baseline(line);
    if let Some(problem) = problem {
        text::paint_within(ui.painter(), pos2(key.left(), baseline), line.width(), Font::Small, t.error, problem);
        let label = ui.interact(line, ui.scope_id().with("problem"), egui::Sense::hover());
        label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, problem));
        label.on_hover_text(problem);
    } else if secret {
        let words = "kept for this session only";
        text::paint_within(ui.painter(), pos2(value.left(), baseline), value.width(), Font::Small, t.text2, words);
    }
}
