//! How egui's own parts look: text styles, spacing, scroll bars and visuals of both themes.
//!
//! Knows nothing of our widgets; they take their colours from [`Tokens`] themselves.

use egui::epaint::FontColorTransferFunction;
use egui::style::{ScrollStyle, Selection, WidgetVisuals, Widgets};
use egui::{Color32, Context, CornerRadius, Margin, Shadow, Stroke, Style, TextStyle, Theme, Visuals, vec2};

use super::fonts::Font;
use super::tokens::{Tokens, size};

/// Sets the style of both themes; which of them is shown stays as it is.
pub(super) fn install(ctx: &Context) {
    for (theme, tokens) in [(Theme::Dark, &Tokens::DARK), (Theme::Light, &Tokens::LIGHT)] {
        ctx.style_mut_of(theme, |style| {
            text_styles(style);
            spacing(style);
            style.visuals = visuals(style.visuals.clone(), tokens);
            style.animation_time = 0.1;
            style.interaction.selectable_labels = false;
            style.interaction.tooltip_delay = 0.4;
            style.url_in_tooltip = true;
        });
    }
}

fn text_styles(style: &mut Style) {
    style.text_styles = [
        (TextStyle::Small, Font::Small),
        (TextStyle::Body, Font::Body),
        (TextStyle::Button, Font::Body),
        (TextStyle::Monospace, Font::Code),
        (TextStyle::Heading, Font::Title),
    ]
    .map(|(text_style, font)| (text_style, font.id()))
    .into();
}

fn spacing(style: &mut Style) {
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 0.0);
    spacing.button_padding = vec2(12.0, 4.0);
    spacing.interact_size = vec2(24.0, size::CONTROL);
    spacing.indent = size::INDENT;
    spacing.icon_width = size::ICON;
    spacing.icon_width_inner = 10.0;
    spacing.icon_spacing = 8.0;
    spacing.menu_margin = Margin::same(4);
    spacing.window_margin = Margin::same(16);
    spacing.tooltip_width = 360.0;
    spacing.scroll = ScrollStyle {
        bar_width: 8.0,
        floating_width: 4.0,
        bar_inner_margin: 2.0,
        bar_outer_margin: 2.0,
        handle_min_length: 24.0,
        foreground_color: true,
        dormant_handle_opacity: 0.25,
        active_handle_opacity: 0.4,
        interact_handle_opacity: 0.6,
        ..ScrollStyle::floating()
    };
    spacing.scroll.fade.strength = 0.0;
}

fn visuals(stock: Visuals, t: &Tokens) -> Visuals {
    let mut visuals = Visuals {
        override_text_color: None,
        weak_text_color: Some(t.text2),
        widgets: widgets(t),
        selection: Selection { bg_fill: t.select, stroke: Stroke::new(1.0, t.text) },
        hyperlink_color: t.accent,
        faint_bg_color: t.surface,
        extreme_bg_color: t.field,
        text_edit_bg_color: Some(t.field),
        code_bg_color: t.field,
        warn_fg_color: t.warn,
        error_fg_color: t.error,
        window_corner_radius: CornerRadius::same(size::RADIUS),
        menu_corner_radius: CornerRadius::same(size::RADIUS),
        window_shadow: shadow(&stock),
        popup_shadow: shadow(&stock),
        window_fill: t.raised,
        window_stroke: Stroke::new(1.0, t.line),
        panel_fill: t.app,
        striped: false,
        indent_has_left_vline: false,
        disabled_alpha: 1.0,
        ..stock
    };
    visuals.text_cursor.stroke = Stroke::new(1.0, t.text);
    visuals.text_options.font_hinting = true;
    visuals.text_options.subpixel_binning = true;
    visuals.text_options.color_transfer_function = if visuals.dark_mode {
        FontColorTransferFunction::DARK_MODE_DEFAULT
    } else {
        FontColorTransferFunction::LIGHT_MODE_DEFAULT
    };
    visuals
}

/// One soft step below menus, dialogs and toasts.
fn shadow(stock: &Visuals) -> Shadow {
    let alpha = if stock.dark_mode { 96 } else { 32 };
    Shadow { offset: [0, 4], blur: 12, spread: 0, color: Color32::from_black_alpha(alpha) }
}

/// Every state keeps radius, expansion and text; ground and border tell them apart.
fn widgets(t: &Tokens) -> Widgets {
    let state = |ground: Color32, border: Color32| WidgetVisuals {
        bg_fill: ground,
        weak_bg_fill: ground,
        bg_stroke: Stroke::new(1.0, border),
        corner_radius: CornerRadius::same(size::RADIUS),
        fg_stroke: Stroke::new(1.0, t.text),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: state(t.surface, t.line),
        inactive: state(t.surface, t.border),
        hovered: state(t.hover, t.edge),
        active: state(t.hover, t.edge),
        open: state(t.hover, t.edge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_themes_are_installed_and_nothing_leaves_the_grid() {
        let ctx = Context::default();
        crate::theme::install(&ctx);
        for (theme, tokens) in [(Theme::Dark, &Tokens::DARK), (Theme::Light, &Tokens::LIGHT)] {
            let style = ctx.style_of(theme);
            assert_eq!(style.visuals.panel_fill, tokens.app);
            assert_eq!(style.visuals.dark_mode, theme == Theme::Dark);
            assert_eq!(style.text_styles.get(&TextStyle::Heading), Some(&Font::Title.id()));
            for state in [&style.visuals.widgets.hovered, &style.visuals.widgets.active, &style.visuals.widgets.open] {
                assert_eq!(state.expansion, 0.0);
            }
        }
    }
}
