//! A picture that was unpacked elsewhere, no larger than there is room.

use egui::{ColorImage, Rect, TextureHandle, TextureOptions, Ui, pos2, vec2};

use super::ground;
use crate::{
    state::Picture,
    theme::{Font, space, text, tokens},
};

/// The picture in the middle, its size below.
pub fn picture_ui(ui: &mut Ui, body: Rect, key: u64, picture: &Picture, kept: &mut Option<(u64, TextureHandle)>) {
    ground(ui, body);
    if kept.as_ref().is_none_or(|(known, _)| *known != key) {
        let pixels = ColorImage::from_rgba_unmultiplied(picture.size, &picture.rgba);
        let texture = ui.ctx().load_texture(format!("picture {key}"), pixels, TextureOptions::LINEAR);
        *kept = Some((key, texture));
    }
    let Some((_, texture)) = kept else { return };
    let [width, height] = picture.size;
    let room = body.shrink(space::XL);
    let scale = (room.width() / width.max(1) as f32).min(room.height() / height.max(1) as f32).min(1.0);
    let shown = Rect::from_center_size(room.center(), vec2(width as f32, height as f32) * scale);
    egui::Image::from_texture((texture.id(), shown.size())).paint_at(ui, shown);
    let words = format!("{width} by {height}");
    let at = pos2(body.center().x, body.bottom() - space::S);
    text::paint_centered(ui.painter(), at, Font::Small, tokens(ui).text2, &words);
    let response = ui.interact(shown, ui.scope_id().with("picture"), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, format!("Image, {words}")));
}
