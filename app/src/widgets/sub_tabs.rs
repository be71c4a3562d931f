//! Sub-tabs: the words above a side of a call, with counts and an error mark; those that do not fit go into a menu.
//!
//! Knows indices; what a tab shows is the panel's.

use egui::{Rect, Role, Ui, pos2, vec2};

use super::icon_button::IconButton;
use super::menu::{MenuItem, menu};
use super::target::{named_choice, quiet_ground, ring_inside, target, tip};
use crate::theme::{Font, Icon, icons, paint, size, text, tokens};

/// One of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubTab<'a> {
    /// Its word.
    pub title: &'a str,
    /// Shown small after the word, where there is something to count.
    pub count: Option<usize>,
    /// Something inside is invalid.
    pub invalid: bool,
    /// Shown instead of the word where the strip is narrow; the word becomes the tooltip.
    pub icon: Option<Icon>,
}

impl<'a> SubTab<'a> {
    /// A word alone.
    pub fn new(title: &'a str) -> Self {
        Self { title, count: None, invalid: false, icon: None }
    }

    /// With a count; none is shown for 0.
    pub fn count(mut self, count: usize) -> Self {
        self.count = (count > 0).then_some(count);
        self
    }

    /// With an error mark where `invalid`.
    pub fn invalid(mut self, invalid: bool) -> Self {
        self.invalid = invalid;
        self
    }

    /// As an icon.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    fn count_text(&self) -> Option<String> {
        self.count.map(grouped)
    }

    /// Word, count and mark, without the room between tabs.
    fn width(&self, ui: &Ui) -> f32 {
        let word = match self.icon {
            Some(_) => size::ICON,
            None => text::width(ui.ctx(), Font::Body, self.title),
        };
        let count = self.count_text().map_or(0.0, |count| 4.0 + text::width(ui.ctx(), Font::Small, &count));
        let mark = if self.invalid { 4.0 + size::ICON } else { 0.0 };
        word + count + mark
    }

    fn spoken(&self) -> String {
        let count = self.count_text().map_or_else(String::new, |count| format!(" {count}"));
        let mark = if self.invalid { ", something inside is invalid" } else { "" };
        format!("{}{count}{mark}", self.title)
    }
}

/// A strip of sub-tabs.
#[must_use = "call show_at"]
pub struct SubTabs<'a> {
    tabs: &'a [SubTab<'a>],
}

/// From one word to the next.
const GAP: f32 = 20.0;

impl<'a> SubTabs<'a> {
    /// The tabs, in order.
    pub fn new(tabs: &'a [SubTab<'a>]) -> Self {
        Self { tabs }
    }

    /// The width all of them take, with 12 at both ends.
    pub fn width(&self, ui: &Ui) -> f32 {
        let words: f32 = self.tabs.iter().map(|tab| tab.width(ui)).sum();
        words + GAP * self.tabs.len().saturating_sub(1) as f32 + 24.0
    }

    /// Draws the strip over `rect` (32 high) with a divider at its bottom; `true` once another is chosen.
    pub fn show_at(self, ui: &mut Ui, rect: Rect, chosen: &mut usize) -> bool {
        let t = tokens(ui);
        paint::divider_h(ui.painter(), rect.x_range(), rect.bottom() - 1.0, t.line);
        let before = *chosen;
        let shown = self.fitting(ui, rect.width(), before);
        let mut left = rect.left() + 12.0;
        for &index in &shown {
            let Some(tab) = self.tabs.get(index) else { continue };
            let width = tab.width(ui);
            let word = Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
            if tab_ui(ui, word, tab, index == before) {
                *chosen = index;
            }
            left += width + GAP;
        }
        let hidden: Vec<usize> = (0..self.tabs.len()).filter(|index| !shown.contains(index)).collect();
        if !hidden.is_empty() {
            self.overflow_ui(ui, rect, &hidden, chosen);
        }
        *chosen != before
    }

    /// Which tabs are shown in `room`: all, or as many as leave place for the menu, the chosen one always.
    fn fitting(&self, ui: &Ui, room: f32, chosen: usize) -> Vec<usize> {
        if self.width(ui) <= room {
            return (0..self.tabs.len()).collect();
        }
        let of_chosen = self.tabs.get(chosen).map_or(0.0, |tab| tab.width(ui) + GAP);
        let mut left = room - 24.0 - size::TARGET - of_chosen;
        let mut fits = true;
        let keep = |(index, tab): (usize, &SubTab<'_>)| {
            if index == chosen {
                return Some(index);
            }
            left -= tab.width(ui) + GAP;
            fits &= left >= -GAP;
            fits.then_some(index)
        };
        self.tabs.iter().enumerate().filter_map(keep).collect()
    }

    fn overflow_ui(&self, ui: &mut Ui, rect: Rect, hidden: &[usize], chosen: &mut usize) {
        let center = pos2(rect.right() - 12.0 - size::ICON / 2.0, rect.center().y);
        let button = IconButton::new(icons::MORE_HORIZ, "More views").show_around(ui, center);
        menu(&button, |ui| {
            for &index in hidden {
                let Some(tab) = self.tabs.get(index) else { continue };
                let count = tab.count_text().unwrap_or_default();
                if MenuItem::new(tab.title).shortcut(&count).show(ui).clicked() {
                    *chosen = index;
                }
            }
        });
    }
}

fn tab_ui(ui: &mut Ui, word: Rect, tab: &SubTab<'_>, chosen: bool) -> bool {
    let t = tokens(ui);
    let response = target(ui, word.expand2(vec2(8.0, 0.0)), ui.is_enabled());
    named_choice(&response, Role::Tab, chosen, &tab.spoken());
    if ui.is_rect_visible(word) {
        let painter = ui.painter();
        let under = Rect::from_min_max(word.min - vec2(8.0, -4.0), word.max + vec2(8.0, -4.0));
        if let Some(ground) = quiet_ground(&response, t).filter(|_| !chosen) {
            painter.rect_filled(under, size::RADIUS, ground);
        }
        let color = if chosen || response.hovered() { t.text } else { t.text2 };
        let baseline = text::baseline(word);
        let mut x = word.left();
        match tab.icon {
            Some(icon) => {
                text::paint_icon(painter, pos2(x + 8.0, word.center().y), icon, color);
                x += size::ICON;
            }
            None => x += text::paint(painter, pos2(x, baseline), Font::Body, color, tab.title),
        }
        if let Some(count) = tab.count_text() {
            x += 4.0;
            x += text::paint(painter, pos2(x, baseline), Font::Small, t.text2, &count);
        }
        if tab.invalid {
            text::paint_icon(painter, pos2(x + 12.0, word.center().y), icons::ERROR, t.error);
        }
        if chosen {
            let line = Rect::from_min_max(word.left_bottom() - vec2(4.0, 2.0), word.right_bottom() + vec2(4.0, 0.0));
            painter.rect_filled(paint::rect_to_pixel(ui, line), 0, t.accent);
        }
        ring_inside(ui, &response, under);
    }
    let clicked = response.clicked();
    if tab.icon.is_some() {
        tip(response, tab.title, None);
    }
    clicked
}

/// `12345` as `12,345`.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
