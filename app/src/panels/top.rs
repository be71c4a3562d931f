//! The top bar: the workspace's name, the way into the palette, the theme.

use egui::{Rect, Sense, Ui, pos2, vec2};

use crate::{
    action::Action,
    state::State,
    theme::{self, Font, icons, paint, text},
    widgets::{Button, IconButton, MenuItem, menu, menu_divider},
};

/// Width of the field that opens the palette.
const PALETTE_WIDTH: f32 = 440.0;

/// The top bar.
pub fn top_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let row = ui.max_rect();
    workspace_ui(ui, row, state, actions);
    palette_field_ui(ui, row, actions);
    let dark = ui.visuals().dark_mode;
    let (icon, name) = if dark {
        (icons::LIGHT_MODE, "Switch to the light theme")
    } else {
        (icons::DARK_MODE, "Switch to the dark theme")
    };
    if IconButton::new(icon, name).show_around(ui, pos2(row.right() - 24.0, row.center().y)).clicked() {
        actions.push(Action::ToggleTheme);
    }
}

fn workspace_ui(ui: &mut Ui, row: Rect, state: &State, actions: &mut Vec<Action>) {
    let name =
        state.workspace.workspace.as_ref().map_or_else(|| "No workspace".to_owned(), |workspace| workspace.name());
    let left = row.with_min_x(row.left() + 4.0);
    let button = Button::quiet(&name)
        .strong()
        .prominent()
        .opens_menu()
        .hint("The folder of saved requests")
        .show_left_in(ui, left);
    menu(&button, |ui| {
        if MenuItem::new("Show collections").icon(icons::FOLDER).shortcut("Alt+2").show(ui).clicked() {
            actions.push(Action::ShowLeft(crate::state::LeftView::Collections));
        }
        menu_divider(ui);
        if MenuItem::new("Open workspace folder…").icon(icons::FOLDER_OPEN).show(ui).clicked() {
            actions.push(Action::AskWorkspace);
        }
        if let Some(workspace) = &state.workspace.workspace
            && MenuItem::new("Copy path of the folder").icon(icons::CONTENT_COPY).show(ui).clicked()
        {
            actions.push(Action::Copy(workspace.root().display().to_string()));
        }
    });
}

fn palette_field_ui(ui: &mut Ui, row: Rect, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let width = PALETTE_WIDTH.min(row.width() - 540.0).max(200.0);
    let rect = Rect::from_min_size(pos2((row.center().x - width / 2.0).round(), row.top() + 6.0), vec2(width, 28.0));
    let response = ui.interact(rect, ui.scope_id().with("palette"), Sense::click());
    let name = "Search methods, types, requests, commands";
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    let border = if response.hovered() { t.edge } else { t.border };
    paint::frame(ui.painter(), rect, t.field, border);
    if response.has_focus() && theme::shows_focus(ui.ctx()) {
        paint::ring(ui.painter(), rect, t);
    }
    text::paint_icon(ui.painter(), pos2(rect.left() + 16.0, rect.center().y), icons::SEARCH, t.text2);
    let key =
        text::paint_right(ui.painter(), pos2(rect.right() - 8.0, text::baseline(rect)), Font::Small, t.text2, "Ctrl+K");
    let from = pos2(rect.left() + 32.0, text::baseline(rect));
    text::paint_within(ui.painter(), from, rect.width() - 48.0 - key, Font::Body, t.text2, name);
    if response.clicked() {
        actions.push(Action::ShowPalette);
    }
}
