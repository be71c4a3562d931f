//! Dialogs and popovers: their frames, their sizes, and the keys that end a dialog.
//!
//! Knows no question; the caller fills them.

use egui::{Align2, Area, Context, Frame, Id, Key, Margin, Modal, Modifiers, Popup, Response, Ui, vec2};

use super::button::Button;
use crate::theme::{Font, Tokens, size, text, tokens};

/// How a dialog stands after this frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The user has not answered.
    Open,
    /// The main thing is to be done.
    Confirmed,
    /// Esc, Cancel, or a click outside.
    Left,
}

/// Shows a dialog of 480 with a title, what `body` draws, and two buttons. Esc leaves; Enter does the main thing, unless
/// it destroys. The main button can be off while `body` returns `false`.
pub fn dialog(
    ctx: &Context,
    id: Id,
    title: &str,
    main: &str,
    destroys: bool,
    body: impl FnOnce(&mut Ui) -> bool,
) -> Outcome {
    let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(16));
    let area = Area::new(id)
        .kind(egui::UiKind::Modal)
        .anchor(Align2::CENTER_TOP, vec2(0.0, 96.0))
        .order(egui::Order::Foreground)
        .interactable(true);
    let modal = Modal::new(id).area(area).frame(frame).show(ctx, |ui| {
        ui.set_width(size::DIALOG - 32.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        let t: &Tokens = tokens(ui);
        let (_, head) = ui.allocate_space(vec2(ui.available_width(), 24.0));
        let at = egui::pos2(head.left(), (head.center().y + 6.0).floor());
        text::paint_within(ui.painter(), at, head.width(), Font::Title, t.text, title);
        ui.add_space(12.0);
        let ready = body(ui);
        ui.add_space(16.0);
        let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL));
        let button = if destroys { Button::danger(main) } else { Button::main(main) };
        let button = button.enabled(ready);
        let width = button.size(ui).x.max(80.0);
        let confirmed = button.width(width).show_right_in(ui, row).clicked();
        let rest = row.with_max_x(row.right() - width - 8.0);
        let left = Button::normal("Cancel").show_right_in(ui, rest).clicked();
        let enter = !destroys && ready && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        match (left, confirmed || enter) {
            (true, _) => Outcome::Left,
            (false, true) => Outcome::Confirmed,
            (false, false) => Outcome::Open,
        }
    });
    if modal.inner == Outcome::Open && modal.should_close() { Outcome::Left } else { modal.inner }
}

/// Shows a popover of 360 below `button` while it is open: a click on the button opens and closes it, a click outside or
/// Esc closes it, a click inside does not.
pub fn popover<R>(button: &Response, add_contents: impl FnOnce(&mut Ui) -> R) -> Option<R> {
    let frame = Frame::popup(&button.ctx.global_style()).inner_margin(Margin::same(12));
    let shown = Popup::from_toggle_button_response(button)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .gap(4.0)
        .frame(frame)
        .width(size::POPOVER)
        .show(|ui| {
            ui.set_width(size::POPOVER - 24.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            add_contents(ui)
        });
    shown.map(|shown| shown.inner)
}
