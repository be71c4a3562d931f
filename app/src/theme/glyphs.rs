//! Letters drawn ahead: while nothing else is to do, those that texts are made of are put into the texture a few a frame,
//! in every face and size and at every quarter of a pixel, so that no frame of a text pays for all of them.
//!
//! It paints nothing and knows no text; what it does not have ready is drawn when it is first seen.

use egui::{
    Color32, Context, FontId,
    epaint::TextOptions,
    text::{LayoutJob, TextFormat},
};

use super::{
    fonts::{Face, Font},
    icons,
    tokens::size,
};

/// Glyphs of one frame: about a millisecond of an optimised build.
const PER_FRAME: usize = 32;
/// Between two frames in which nothing else happens.
const BETWEEN: std::time::Duration = std::time::Duration::from_millis(16);
/// Where within a pixel a letter may begin, in quarters.
const BINS: usize = 4;
/// Signs of the window beside those of ASCII.
const SIGNS: &str = "·…•→←–≤≥×µé";
/// No more than this part of the texture: egui drops all of it when it is nearly full.
const FULLEST: f32 = 0.5;

/// How far the letters for one scale and theme are.
#[derive(Debug, Default)]
pub struct Glyphs {
    of: Option<(f32, TextOptions)>,
    drawn: usize,
    fill: f32,
    is_full: bool,
}

impl Glyphs {
    /// Draws the next few unless there was input in this frame, and asks for another frame while some are left. To be
    /// called once a frame, after what the frame shows.
    pub fn advance(&mut self, ctx: &Context) {
        self.notice(ctx);
        if self.is_ready() {
            return;
        }
        if ctx.input(|input| input.events.is_empty()) {
            let last = (self.drawn + PER_FRAME).min(count());
            (self.drawn..last).for_each(|at| draw(ctx, at));
            self.drawn = last;
            self.fill = ctx.fonts(|fonts| fonts.font_atlas_fill_ratio());
            self.is_full = self.fill > FULLEST;
        }
        if !self.is_ready() {
            ctx.request_repaint_after(BETWEEN);
        }
    }

    /// Whether nothing is left to draw.
    pub fn is_ready(&self) -> bool {
        self.is_full || self.drawn >= count()
    }

    /// Another scale or theme needs other letters, and a texture that was emptied all of them.
    fn notice(&mut self, ctx: &Context) {
        let (options, fill) = ctx.fonts(|fonts| (*fonts.options(), fonts.font_atlas_fill_ratio()));
        let now = (ctx.pixels_per_point(), options);
        if self.of != Some(now) || fill < self.fill {
            *self = Self { of: Some(now), fill, ..Self::default() };
        }
    }
}

/// All fonts; messages are in the first.
const FONTS: [Font; 7] =
    [Font::Code, Font::Body, Font::Small, Font::SmallCode, Font::Strong, Font::SmallStrong, Font::Title];

fn characters() -> impl Iterator<Item = char> + Clone {
    ('!'..='~').chain(SIGNS.chars())
}

fn count_of_font() -> usize {
    characters().count() * BINS
}

fn count() -> usize {
    FONTS.len() * count_of_font() + icons::ALL.len()
}

/// Lays one glyph out, which draws it: letters at a quarter of a pixel, icons where they always stand.
fn draw(ctx: &Context, at: usize) {
    let (font, within) = (at / count_of_font(), at % count_of_font());
    let (id, character, bin) = match FONTS.get(font) {
        Some(font) => (font.id(), characters().nth(within / BINS), within % BINS),
        None => {
            let icon = icons::ALL.get(at - FONTS.len() * count_of_font());
            (FontId::new(size::ICON, Face::Icons.family()), icon.map(|icon| icon.glyph()), 0)
        }
    };
    let Some(character) = character else { return };
    let begin = bin as f32 / BINS as f32 / ctx.pixels_per_point();
    let mut job = LayoutJob::default();
    job.append(character.encode_utf8(&mut [0; 4]), begin, TextFormat::simple(id, Color32::PLACEHOLDER));
    ctx.fonts_mut(|fonts| fonts.layout_job(job));
}

#[cfg(test)]
mod tests {
    use egui::{Event, RawInput, TextureId, Theme};

    use super::*;

    /// One frame that lays `text` out in every font; whether a glyph was drawn for it.
    fn draws(ctx: &Context, glyphs: &mut Glyphs, text: &str, events: Vec<Event>) -> bool {
        let input = RawInput { events, ..RawInput::default() };
        let mut output = ctx.run_ui(input, |ui| {
            for font in FONTS {
                super::super::text::width(ui.ctx(), font, text);
            }
            glyphs.advance(ui.ctx());
        });
        output.textures_delta.set.drain().any(|(id, _)| id == TextureId::default())
    }

    fn rests(ctx: &Context, glyphs: &mut Glyphs) -> usize {
        let mut frames = 0;
        while !glyphs.is_ready() {
            assert!(frames < 1_000, "it comes to an end");
            draws(ctx, glyphs, "", Vec::new());
            frames += 1;
        }
        draws(ctx, glyphs, "", Vec::new());
        frames
    }

    #[test]
    fn after_a_rest_no_text_has_a_letter_to_draw() {
        let ctx = Context::default();
        crate::theme::install(&ctx);
        let glyphs = &mut Glyphs::default();
        let text = r#"  "orderId": "ord-1001", {[~QWERTYUIOPASDFGHJKLZXCVBNM zxcvbnm,./ 0123456789 … 3 → 4 µs"#;
        assert_eq!(rests(&ctx, glyphs), count().div_ceil(PER_FRAME), "a few a frame");
        assert!(!draws(&ctx, glyphs, text, Vec::new()), "every letter was there");
        assert!(draws(&ctx, glyphs, "語", Vec::new()), "another script is drawn when it is seen");
    }

    #[test]
    fn another_theme_and_another_scale_are_made_ready_too() {
        let ctx = Context::default();
        crate::theme::install(&ctx);
        let glyphs = &mut Glyphs::default();
        ctx.set_theme(Theme::Dark);
        rests(&ctx, glyphs);
        ctx.set_theme(Theme::Light);
        draws(&ctx, glyphs, "", Vec::new());
        assert!(!glyphs.is_ready());
        rests(&ctx, glyphs);
        ctx.set_zoom_factor(1.5);
        draws(&ctx, glyphs, "", Vec::new());
        draws(&ctx, glyphs, "", Vec::new());
        assert!(!glyphs.is_ready());
        rests(&ctx, glyphs);
        assert!(!draws(&ctx, glyphs, "\"key\": [1, 2]", Vec::new()));
    }

    #[test]
    fn a_frame_with_input_is_left_alone() {
        let ctx = Context::default();
        crate::theme::install(&ctx);
        let glyphs = &mut Glyphs::default();
        draws(&ctx, glyphs, "", Vec::new());
        let before = glyphs.drawn;
        draws(&ctx, glyphs, "", vec![Event::Text("a".to_owned())]);
        assert_eq!((glyphs.drawn, glyphs.is_ready()), (before, false));
    }
}
