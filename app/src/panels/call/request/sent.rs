//! The message as it is sent: its size in the tool row, its records and bytes as a view of their own. It encodes what the
//! document is, once a revision.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use egui::{Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2};
use farcall_core::{
    call::Compression,
    message::{Document, compact_json_len},
};

use super::RequestSide;
use crate::{
    action::{Action, CallEdit},
    form::DocumentKey,
    panels::message::action_of,
    state::{CallTab, CompareSide, MessageView, State, TabId},
    theme::{self, Font, icons, size, space, text},
    units,
    viewers::message_view::{MessageInput, wire_ui},
    widgets::{Button, EmptyArea, MenuItem},
};

/// A larger message is not compressed for its size alone.
const COMPRESSED: usize = 4 << 20;

/// A message as bytes, or why it is none.
pub struct Sent {
    key: DocumentKey,
    /// Tells it from any other.
    number: u64,
    bytes: Result<Bytes, String>,
    /// How long its JSON is without spaces and line breaks.
    json: usize,
    /// With which compression, and how large it is then.
    compressed: Option<(Compression, usize)>,
}

impl Sent {
    fn of(document: &Document, key: DocumentKey) -> Self {
        let bytes = document.encode().map_err(|why| why.0.first().map(ToString::to_string).unwrap_or_default());
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let json = compact_json_len(document.json());
        Self { key, number: NEXT.fetch_add(1, Ordering::Relaxed), bytes, json, compressed: None }
    }

    fn compress(&mut self, by: Option<Compression>) {
        let Ok(bytes) = &self.bytes else { return };
        let known = self.compressed.map(|(by, _)| by);
        if known != by {
            let small = by.filter(|_| bytes.len() <= COMPRESSED);
            self.compressed = small.map(|by| (by, by.sent_size(bytes.clone())));
        }
    }
}

/// The size at the right of `row`, which leads to the bytes; returns where it begins.
pub fn size_ui(
    ui: &mut Ui,
    row: Rect,
    id: TabId,
    document: &Document,
    side: &mut RequestSide,
    actions: &mut Vec<Action>,
) -> f32 {
    match &encoded(document, side).bytes {
        Err(why) => refused_ui(ui, row, id, why),
        Ok(bytes) => {
            let words = units::size(bytes.len() as u64);
            let name = format!("As sent: {words}");
            let button = Button::quiet(&words).small().named(&name).hint("Show the bytes as they are sent");
            let wanted = button.size(ui);
            if row.right() - wanted.x < row.left() {
                return row.right();
            }
            let place = Rect::from_center_size(pos2(row.right() - wanted.x / 2.0, row.center().y), wanted);
            if button.show_at(ui, place).clicked() {
                actions.push(Action::Edit(id, CallEdit::MessageView(MessageView::Sent)));
            }
            place.left() - 8.0
        }
    }
}

/// Copying the bytes, in the menu of the message.
pub fn copy_items_ui(ui: &mut Ui, document: &Document, side: &mut RequestSide, actions: &mut Vec<Action>) {
    let bytes = encoded(document, side).bytes.as_ref().ok();
    let item = |label: &'static str| {
        MenuItem::new(label).icon(icons::CONTENT_COPY).enabled(bytes.is_some(), "The message cannot be sent yet")
    };
    let (hex, base64) = (item("Copy bytes as hex").show(ui), item("Copy bytes as base64").show(ui));
    let Some(bytes) = bytes else { return };
    if hex.clicked() {
        actions.push(Action::Copy(hex_of(bytes)));
    }
    if base64.clicked() {
        actions.push(Action::Copy(base64_of(bytes)));
    }
}

/// The message as it is sent over `rect`: its sizes, and its records beside its bytes.
pub fn sent_ui(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    (id, call): (TabId, &CallTab),
    document: &Document,
    side: &mut RequestSide,
    actions: &mut Vec<Action>,
) {
    let sent = encoded(document, side);
    sent.compress(call.options.compression);
    let bytes = match &sent.bytes {
        Ok(bytes) => bytes.clone(),
        Err(why) => return unsendable_ui(ui, rect, id, why, actions),
    };
    let (strip, body) = rect.split_top_bottom_at_y(rect.top() + size::STRIP);
    sizes_ui(ui, strip, bytes.len(), sent.json, sent.compressed);
    let load = || Some(bytes.clone());
    let input = MessageInput {
        name: "Request message as sent",
        key: sent.number,
        load: &load,
        of: Some(document.descriptor()),
        options: state.reading,
        command: None,
        title: "",
        closable: false,
        has_marked: false,
    };
    let mut child = ui.new_child(UiBuilder::new().max_rect(body).id_salt(("as sent", id)));
    child.set_clip_rect(body.intersect(ui.clip_rect()));
    if let Some(outcome) = wire_ui(&mut child, &mut side.wire, &input, body, None) {
        let (bytes, of) = (bytes.clone(), Some(document.descriptor().clone()));
        let title = "Request message".to_owned();
        let shown = || Some(CompareSide { title, bytes, of, ..CompareSide::default() });
        actions.extend(action_of(state, outcome, shown));
    }
}

/// The message as bytes, made once a revision.
fn encoded<'s>(document: &Document, side: &'s mut RequestSide) -> &'s mut Sent {
    let key = DocumentKey::of(document);
    let known = side.sent.take().filter(|sent| sent.key == key);
    side.sent.insert(known.unwrap_or_else(|| Sent::of(document, key)))
}

/// Why there are no bytes to look at, and the way to the reason.
fn unsendable_ui(ui: &mut Ui, rect: Rect, id: TabId, why: &str, actions: &mut Vec<Action>) {
    let area = EmptyArea::new("This message cannot be sent yet").hint(why).action("Show the problem", None);
    if area.show_at(ui, rect) {
        actions.push(Action::Edit(id, CallEdit::MessageView(MessageView::Json)));
        actions.push(Action::NextProblem);
    }
}

/// What the message takes in each of its forms.
fn sizes_ui(ui: &mut Ui, strip: Rect, wire: usize, json: usize, compressed: Option<(Compression, usize)>) {
    let t = theme::tokens(ui);
    let mut facts = vec![("On the wire".to_owned(), wire)];
    facts.extend(compressed.map(|(by, size)| (format!("With {by}"), size)));
    facts.push(("As compact JSON".to_owned(), json));
    let (y, end, mut x) = (text::baseline(strip), strip.right() - space::M, strip.left() + space::M);
    for (what, size) in &facts {
        let start = x;
        x += text::paint_within(ui.painter(), pos2(x, y), end - x, Font::Body, t.text2, what) + 6.0;
        let value = units::size(*size as u64);
        x += text::paint_within(ui.painter(), pos2(x, y), end - x, Font::Body, t.text, &value) + 20.0;
        let spoken = format!("{what}: {}", exact(*size));
        let fact = Rect::from_min_max(pos2(start, strip.top()), pos2(x - 20.0, strip.bottom()));
        let label = ui.interact(fact, ui.scope_id().with(("size", what)), Sense::hover());
        label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
        label.on_hover_text(&spoken);
    }
    theme::paint::divider_h(ui.painter(), strip.x_range(), strip.bottom() - 1.0, t.line);
}

fn refused_ui(ui: &mut Ui, row: Rect, id: TabId, why: &str) -> f32 {
    let t = theme::tokens(ui);
    let words = "Cannot be sent";
    let left = row.right() - text::width(ui.ctx(), Font::Small, words);
    if left < row.left() {
        return row.right();
    }
    text::paint(ui.painter(), pos2(left, text::baseline(row)), Font::Small, t.error, words);
    let area = Rect::from_min_max(pos2(left, row.top()), row.right_bottom());
    let label = ui.interact(area, egui::Id::NULL.with(("size", id)), Sense::hover());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    label.on_hover_text(why);
    left - 8.0
}

fn exact(bytes: usize) -> String {
    match bytes {
        0..1024 => units::counted(bytes as u64, "byte"),
        _ => format!("{} ({})", units::size(bytes as u64), units::counted(bytes as u64, "byte")),
    }
}

fn hex_of(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
