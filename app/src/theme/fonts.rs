//! The faces: which file serves which family, and the families by name.
//!
//! Knows no colour and lays out no text.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId};

const INTER: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.otf");
const INTER_STRONG: &[u8] = include_bytes!("../../../assets/fonts/Inter-SemiBold.otf");
const JETBRAINS_MONO: &[u8] = include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf");
const ICONS: &[u8] = include_bytes!("../../../assets/icons/MaterialSymbolsRounded-Cut.ttf");

/// A face of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    /// Inter 400.
    Ui,
    /// Inter 600.
    Strong,
    /// JetBrains Mono 400.
    Code,
    /// The icon face, see [`crate::theme::icons`].
    Icons,
}

impl Face {
    /// The family under which egui knows this face.
    pub fn family(self) -> FontFamily {
        FontFamily::Name(Arc::from(self.name()))
    }

    const fn name(self) -> &'static str {
        match self {
            Face::Ui => "ui",
            Face::Strong => "strong",
            Face::Code => "code",
            Face::Icons => "icons",
        }
    }
}

/// A face in one of the sizes that a screen may show. There are no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Font {
    /// 13 of 20, Inter 400.
    Body,
    /// 13 of 20, Inter 600.
    Strong,
    /// 13 of 20, JetBrains Mono.
    Code,
    /// 12 of 16, Inter 400: badges, hints, the status bar.
    Small,
    /// 12 of 16, Inter 600: column heads.
    SmallStrong,
    /// 12 of 16, JetBrains Mono: line numbers, figures of plots.
    SmallCode,
    /// 18 of 24, Inter 600: welcome and dialogs.
    Title,
}

impl Font {
    /// Its face.
    pub const fn face(self) -> Face {
        match self {
            Font::Body | Font::Small => Face::Ui,
            Font::Strong | Font::SmallStrong | Font::Title => Face::Strong,
            Font::Code | Font::SmallCode => Face::Code,
        }
    }

    /// Its size in points.
    pub const fn size(self) -> f32 {
        match self {
            Font::Body | Font::Strong | Font::Code => 13.0,
            Font::Small | Font::SmallStrong | Font::SmallCode => 12.0,
            Font::Title => 18.0,
        }
    }

    /// The distance of two of its lines in wrapped text, in points.
    pub const fn line_height(self) -> f32 {
        match self {
            Font::Body | Font::Strong | Font::Code => 20.0,
            Font::Small | Font::SmallStrong | Font::SmallCode => 16.0,
            Font::Title => 24.0,
        }
    }

    /// The same for egui.
    pub fn id(self) -> FontId {
        FontId::new(self.size(), self.face().family())
    }
}

/// All families: each of ours with egui's own list behind it for other scripts, the icons alone.
pub(super) fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    for data in fonts.font_data.values_mut() {
        if let Some(plain) = without_substitution(data.font.as_ref().as_ref()) {
            *data = Arc::new(FontData { font: Arc::new(plain), ..FontData::clone(data) });
        }
    }
    let fallback = |family| fonts.families.get(&family).cloned().unwrap_or_default();
    let (proportional, monospace) = (fallback(FontFamily::Proportional), fallback(FontFamily::Monospace));

    let text_faces = [
        (Face::Ui, INTER, &proportional, Some(FontFamily::Proportional)),
        (Face::Strong, INTER_STRONG, &proportional, None),
        (Face::Code, JETBRAINS_MONO, &monospace, Some(FontFamily::Monospace)),
    ];
    for (face, file, behind, also) in text_faces {
        let data = match without_substitution(file) {
            Some(plain) => FontData::from_owned(plain),
            None => FontData::from_static(file),
        };
        fonts.font_data.insert(face.name().to_owned(), Arc::new(data));
        let list: Vec<String> = std::iter::once(face.name().to_owned()).chain(behind.iter().cloned()).collect();
        if let Some(stock) = also {
            fonts.families.insert(stock, list.clone());
        }
        fonts.families.insert(face.family(), list);
    }

    fonts.font_data.insert(Face::Icons.name().to_owned(), Arc::new(FontData::from_static(ICONS)));
    fonts.families.insert(Face::Icons.family(), vec![Face::Icons.name().to_owned()]);
    fonts
}

/// A copy of an OpenType file whose table of glyph substitutions goes by a name that nobody looks for, so that `->`,
/// `!=` and `1x2` from a server stay the signs they are; `None` where there is no such table. Kerning stays. The new
/// tag keeps the directory sorted, as the format wants.
fn without_substitution(file: &[u8]) -> Option<Vec<u8>> {
    let (record, _) = table_records(file).find(|(_, tag)| tag == b"GSUB")?;
    let mut plain = file.to_vec();
    plain.get_mut(record..record + 4)?.copy_from_slice(b"GSUX");
    Some(plain)
}

/// Offset and tag of each record of an OpenType table directory, which follows a head of 12 bytes in records of 16.
fn table_records(file: &[u8]) -> impl Iterator<Item = (usize, [u8; 4])> {
    let count = match file.get(4..6) {
        Some(&[high, low]) => usize::from(u16::from_be_bytes([high, low])),
        _ => 0,
    };
    (0..count).map_while(move |index| {
        let at = 12 + 16 * index;
        Some((at, file.get(at..at + 4)?.try_into().ok()?))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::theme::icons;

    #[test]
    fn no_loaded_text_face_lists_glyph_substitution() {
        let fonts = definitions();
        assert!(fonts.font_data.len() > 4, "the fallback faces are there too");
        for (name, data) in &fonts.font_data {
            let tags: Vec<_> = table_records(data.font.as_ref().as_ref()).map(|(_, tag)| tag).collect();
            assert!(!tags.is_empty(), "{name} is a font file");
            assert!(!tags.contains(b"GSUB"), "{name} would redraw what a server said");
        }
    }

    #[test]
    fn kerning_stays_and_the_directory_stays_sorted() {
        let plain = without_substitution(INTER).unwrap();
        let tags: Vec<_> = table_records(&plain).map(|(_, tag)| tag).collect();
        assert!(tags.contains(b"GPOS"));
        assert!(tags.is_sorted());
    }

    #[test]
    fn the_icon_face_draws_every_icon() {
        let ctx = egui::Context::default();
        crate::theme::install(&ctx);
        ctx.run_ui(egui::RawInput::default(), |_| {}).textures_delta.clear();
        let font = FontId::new(16.0, Face::Icons.family());
        for icon in icons::ALL {
            assert!(ctx.fonts_mut(|fonts| fonts.has_glyph(&font, icon.glyph())), "{icon:?}");
        }
    }
}
