//! Text that can be selected and copied but not changed: messages of a status, texts of documentation.
//!
//! Knows no meaning; large texts are not for it (it lays out all of its text each time it changes).

use egui::{Color32, Frame, Id, Response, TextEdit, TextFormat, Ui};

use crate::theme::{Font, tokens};

/// A block of wrapped text to select from.
#[must_use = "call show"]
pub struct SelectableText<'a> {
    name: &'a str,
    text: &'a str,
    font: Font,
    color: Option<Color32>,
    first_sentence_strong: bool,
    id: Option<Id>,
}

impl<'a> SelectableText<'a> {
    /// `name` says what text it is.
    pub fn new(name: &'a str, text: &'a str) -> Self {
        Self { name, text, font: Font::Body, color: None, first_sentence_strong: false, id: None }
    }

    /// Another font than 13 `ui`.
    pub fn font(mut self, font: Font) -> Self {
        self.font = font;
        self
    }

    /// Another colour than `text`.
    pub fn color(mut self, color: Color32) -> Self {
        self.color = Some(color);
        self
    }

    /// The first sentence in 600, as in the message of a status.
    pub fn first_sentence_strong(mut self) -> Self {
        self.first_sentence_strong = true;
        self
    }

    /// An identity that stays while things above come and go, so that the selection stays.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Takes as many lines as it needs, `width` wide.
    pub fn show(self, ui: &mut Ui, width: f32) -> Response {
        let color = self.color.unwrap_or(tokens(ui).text);
        let strong_end = if self.first_sentence_strong { first_sentence(self.text) } else { 0 };
        let font = self.font;
        let mut layouter = |ui: &Ui, buffer: &dyn egui::TextBuffer, wrap_width: f32| {
            let text = buffer.as_str();
            let format = |font: Font| TextFormat {
                line_height: Some(font.line_height()),
                ..TextFormat::simple(font.id(), color)
            };
            let mut job = egui::text::LayoutJob::default();
            let (head, rest) = text.split_at_checked(strong_end).unwrap_or(("", text));
            if !head.is_empty() {
                job.append(head, 0.0, format(Font::Strong));
            }
            job.append(rest, 0.0, format(font));
            job.wrap.max_width = wrap_width;
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let mut buffer = self.text;
        let mut edit = TextEdit::multiline(&mut buffer)
            .font(font.id())
            .text_color(color)
            .frame(Frame::NONE)
            .desired_rows(1)
            .desired_width(width)
            .min_size(egui::vec2(width, font.line_height()))
            .layouter(&mut layouter);
        if let Some(id) = self.id {
            edit = edit.id(id);
        }
        ui.add(edit).accessible_name(self.name)
    }
}

/// Where the first sentence ends, in bytes: after its stop, or at the end of its line.
fn first_sentence(text: &str) -> usize {
    let line = text.lines().next().unwrap_or_default();
    line.find(". ").map_or(line.len(), |stop| stop + 1)
}

#[cfg(test)]
mod tests {
    use super::first_sentence;

    #[test]
    fn the_first_sentence_ends_at_its_stop_or_its_line() {
        assert_eq!(first_sentence("No order 42. Try 43."), "No order 42.".len());
        assert_eq!(first_sentence("order 42 at shop.example gone\nmore"), "order 42 at shop.example gone".len());
        assert_eq!(first_sentence(""), 0);
    }
}
