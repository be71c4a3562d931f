//! A message tab: what the bytes are and how they are read, over the message, the text or the picture.

mod head;
mod picture;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
mod types;

use egui::{Rect, TextureHandle, Ui, UiBuilder};
use farcall_core::{message::PartKind, schema::MessageDescriptor};

use super::Views;
use crate::{
    action::{Action, CompareAction},
    perform,
    state::{
        CompareSide, FileForm, Focus, MessageFile, MessageOrigin, MessageTab, OnDemand, ReadMessage, State, TabId,
        shown_as,
    },
    theme::{self, size},
    viewers::{
        code::{CodeText, CodeViewState, Syntax, code_view_ui},
        message_view::{MessageFormat, MessageInput, MessageOutcome, MessageViewState, SavedForm, message_view_ui},
    },
    widgets::{EmptyArea, PickerList},
};

/// What a message tab remembers.
#[derive(Default)]
pub struct MessageLook {
    view: MessageViewState,
    /// The type that was last chosen; a change of it chooses the format that suits.
    of: Option<Option<MessageDescriptor>>,
    code: CodeViewState,
    /// The text that is shown, of this reading.
    text: Option<(u64, PartKind, CodeText)>,
    /// The picture that is shown, of this reading.
    picture: Option<(u64, TextureHandle)>,
    /// The list of types.
    types: PickerList,
}

/// The tab.
pub fn message_ui(
    ui: &mut Ui,
    state: &State,
    id: TabId,
    tab: &MessageTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
) {
    let area = ui.available_rect_before_wrap();
    let (row, body) = area.split_top_bottom_at_y(area.top() + size::ADDRESS_ROW);
    let look = &mut views.tabs.entry(id).or_default().message;
    if state.focus == Some(Focus::Find) {
        look.view.open_find();
        look.code.open_find();
    }
    head::head_ui(ui, row, state, id, tab, &mut look.types, actions);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(body).id_salt(("message tab", id)));
    ui.set_clip_rect(body.intersect(ui.clip_rect()));
    let is_known = || tab.of.as_ref().is_some_and(|name| state.message_type(name).is_some());
    match &tab.read {
        OnDemand::Failed(_) if tab.waits && is_known() => actions.push(Action::ReadMessage(id)),
        OnDemand::NotAsked => actions.push(Action::ReadMessage(id)),
        OnDemand::Failed(why) if matches!(tab.from, MessageOrigin::Example(_)) => {
            let hint = if tab.waits { "Open its schema, and it is shown" } else { "The file was left untouched" };
            EmptyArea::new(&format!("This example cannot be read: {why}")).hint(hint).show_at(&mut ui, body);
        }
        OnDemand::Failed(why) => {
            let hint = "Say otherwise how the bytes are written, above";
            EmptyArea::new(&format!("This cannot be read: {why}")).hint(hint).show_at(&mut ui, body);
        }
        OnDemand::Pending(None) => {
            EmptyArea::new("Reading").hint(&tab.title).show_at(&mut ui, body);
        }
        OnDemand::Pending(Some(read)) | OnDemand::Ready(read) => {
            let read = read.clone();
            read_ui(&mut ui, body, state, tab, &read, look, actions);
        }
    }
}

fn read_ui(
    ui: &mut Ui,
    body: Rect,
    state: &State,
    tab: &MessageTab,
    read: &ReadMessage,
    look: &mut MessageLook,
    actions: &mut Vec<Action>,
) {
    match (tab.kind(), &read.text, &read.picture) {
        (PartKind::Image, _, Some(Ok(pixels))) => picture::picture_ui(ui, body, read.key, pixels, &mut look.picture),
        (PartKind::Image, _, Some(Err(why))) => {
            EmptyArea::new("This image cannot be shown").hint(why).show_at(ui, body);
        }
        (PartKind::Image, _, None) => {
            EmptyArea::new("This is no image").hint("PNG, JPEG, GIF and WebP are shown").show_at(ui, body);
        }
        (kind @ (PartKind::Text | PartKind::Json), Some(text), _) => {
            let known = look.text.as_ref().is_some_and(|(key, of, _)| (*key, *of) == (read.key, kind));
            if !known {
                let syntax = if kind == PartKind::Json { Syntax::Json } else { Syntax::Text };
                look.text = Some((read.key, kind, CodeText::new(text.clone(), syntax)));
            }
            if let Some((_, _, text)) = &look.text {
                let text = text.clone();
                code_view_ui(ui, &mut look.code, &text, shown_as(kind));
            }
        }
        (PartKind::Text | PartKind::Json, None, _) => {
            EmptyArea::new("This is no text")
                .hint("Its bytes are no UTF-8, or hold control characters")
                .show_at(ui, body);
        }
        (PartKind::Bytes, ..) => bytes_ui(ui, state, tab, read, look, actions),
    }
}

fn bytes_ui(
    ui: &mut Ui,
    state: &State,
    tab: &MessageTab,
    read: &ReadMessage,
    look: &mut MessageLook,
    actions: &mut Vec<Action>,
) {
    let of = tab.of.as_ref().and_then(|name| state.message_type(name));
    if look.of.as_ref() != Some(&of) {
        look.view.format = if of.is_none() { MessageFormat::Wire } else { MessageFormat::Json };
        look.of = Some(of.clone());
    }
    let bytes = tab.message();
    let load = || bytes.clone();
    let type_key = of.as_ref().map_or(0, |of| {
        of.full_name().bytes().fold(7u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
    });
    let input = MessageInput {
        name: "Opened message",
        key: read.key.wrapping_add(tab.shown as u64).wrapping_add(type_key << 20),
        load: &load,
        of: of.as_ref(),
        options: state.reading,
        command: state.message_command,
        title: read.broken.as_deref().unwrap_or_default(),
        closable: false,
        has_marked: state.marked.is_some(),
    };
    let outcome = message_view_ui(ui, &mut look.view, &input);
    let side = || perform::side_of_tab(state, tab);
    if let Some(outcome) = outcome {
        actions.extend(action_of(state, outcome, side));
    }
}

/// What the outcome of a message view asks for, of the message it shows, which is fetched only where it is needed.
pub fn action_of(
    state: &State,
    outcome: MessageOutcome,
    shown: impl FnOnce() -> Option<CompareSide>,
) -> Option<Action> {
    match outcome {
        MessageOutcome::Close => None,
        MessageOutcome::Copied(bytes) => Some(Action::SayCopied(bytes)),
        MessageOutcome::Switch(switch) => Some(Action::SwitchReading(switch)),
        MessageOutcome::Save(form) => {
            let form = match form {
                SavedForm::Bytes => FileForm::Bytes,
                SavedForm::Json => FileForm::Json,
                SavedForm::Text => FileForm::Text,
            };
            let CompareSide { title, bytes, of, .. } = shown()?;
            Some(Action::AskSaveMessage(Box::new(MessageFile { title, bytes, of, form, options: state.reading })))
        }
        MessageOutcome::KeepExample => Some(Action::AskKeepExample(Box::new(shown()?))),
        MessageOutcome::Compare => Some(Action::Compare(CompareAction::AskCompare(Box::new(shown()?)))),
        MessageOutcome::Mark => Some(Action::Compare(CompareAction::MarkToCompare(Box::new(shown()?)))),
        MessageOutcome::CompareMarked => Some(Action::Compare(CompareAction::CompareWithMarked(Box::new(shown()?)))),
        MessageOutcome::Open { title, bytes } => Some(Action::OpenMessageBytes(title, bytes)),
    }
}

/// A ground for what is no text.
fn ground(ui: &Ui, body: Rect) {
    ui.painter().rect_filled(body, 0, theme::tokens(ui).field);
}
