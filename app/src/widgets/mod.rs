//! The controls and rows that panels are made of, and the pictures that recur.
//!
//! Knows the theme and nothing else: no call, no schema, no state, no action.
//!
//! A widget says how large it wants to be (`size` or `width`), draws itself where it is told (`show_at`, which leaves
//! the layout's cursor alone, for rows cut by hand), and mostly also takes its place in a layout (`show`). Each has an
//! accessible name, answers to the keyboard, and shows the focus ring once a key moved the focus.

mod address;
mod badge;
mod button;
mod check;
mod combo;
mod dialog;
mod disclosure;
mod empty;
mod icon_button;
mod key_cap;
mod ladder;
mod list_row;
mod menu;
mod picker_list;
mod plot;
mod progress;
mod segments;
mod selectable;
mod splitter;
mod status;
mod sub_tabs;
mod tab_strip;
mod table;
mod target;
mod text_field;
mod toast;
mod tree_row;

pub use self::address::{PickerCell, joined_frame};
pub use self::badge::{BadgeKind, paint_badge};
pub use self::button::{Button, paint_chevron};
pub use self::check::SetBox;
pub use self::combo::Combo;
pub use self::dialog::{Outcome, dialog, popover};
pub use self::disclosure::Disclosure;
pub use self::empty::EmptyArea;
pub use self::icon_button::IconButton;
pub use self::key_cap::{key_cap, key_hint};
pub use self::ladder::{Ladder, LadderStep, StepMark};
pub use self::list_row::ListRow;
pub use self::menu::{MenuItem, context_menu, context_menu_of, menu, menu_divider, menu_heading};
pub use self::picker_list::PickerList;
pub use self::plot::{Bars, Plot, PlotBar, PlotLine, PlotScale, Reading, Tick};
pub use self::progress::progress_line;
pub use self::segments::Segments;
pub use self::selectable::SelectableText;
pub use self::splitter::{Fold, Orientation, Split, Splitter};
pub use self::status::{Pill, Tone, chip, chip_width, paint_chip};
pub use self::sub_tabs::{SubTab, SubTabs};
pub use self::tab_strip::{DocTab, TabEvent, TabMark, TabStrip};
pub use self::table::{Align, Column, HeadEvent, Sort, Table, TableRow};
pub use self::target::tip;
pub use self::text_field::{FieldOutput, TextField};
pub use self::toast::{Toast, ToastEvent, Toasts};
pub use self::tree_row::{TreeRow, TreeRowOutput};

/// What stands at the left of a name: an icon of its own colour, or a kind badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// An icon of the icon face.
    Icon(crate::theme::Icon, egui::Color32),
    /// A drawn kind badge: `text2` at rest, `text` where its name is chosen.
    Badge(BadgeKind),
}

impl Lead {
    /// Paints it in the 16 by 16 around `center`; `badge` is the colour of a badge.
    fn paint(self, painter: &egui::Painter, center: egui::Pos2, badge: egui::Color32) {
        match self {
            Lead::Icon(icon, color) => crate::theme::text::paint_icon(painter, center, icon, color),
            Lead::Badge(kind) => paint_badge(painter, center, kind, badge),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
#[cfg(test)]
mod toast_tests;
