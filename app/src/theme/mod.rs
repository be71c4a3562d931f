//! The look: colours, sizes, faces and icons, and the few primitives that paint with them.
//!
//! The only place with colours and sizes. Knows no gRPC, no state and no widget.

mod focus;
mod fonts;
mod glyphs;
pub mod icons;
pub mod paint;
mod style;
pub mod text;
mod tokens;

pub use self::fonts::{Face, Font};
pub use self::glyphs::Glyphs;
pub use self::icons::Icon;
pub use self::tokens::{Tokens, size, space};

/// Installs faces, styles and the key-focus watch on `ctx`, for both themes. Called once, before the first frame;
/// which theme is shown is then `ctx.set_theme`.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts::definitions());
    style::install(ctx);
    focus::watch(ctx);
}

/// Whether a widget that has the focus shows its ring: true once a key was the last input, false after the pointer.
pub fn shows_focus(ctx: &egui::Context) -> bool {
    focus::by_key(ctx)
}

/// The colours of the theme that `ui` draws in.
pub fn tokens(ui: &egui::Ui) -> &'static Tokens {
    Tokens::of(ui.visuals().dark_mode)
}
