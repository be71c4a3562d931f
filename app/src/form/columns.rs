//! Where the columns of the form stand: set box, name, editor, type.
//! It draws nothing.

use egui::{Rect, pos2};

/// Edge of the panel.
pub const EDGE: f32 = 12.0;
/// The set box.
const SET: f32 = 24.0;
/// The name.
const NAME: f32 = 148.0;
/// The type.
const KIND: f32 = 88.0;
/// The sum of the columns: narrower, the type moves to the hover.
const FULL: f32 = 452.0;
/// One level of nesting.
const INDENT: f32 = 16.0;

/// The columns of one form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Columns {
    /// The middle of the set boxes.
    pub set: f32,
    /// Names without indent begin here.
    pub name: f32,
    /// Editors begin here.
    pub editor: f32,
    /// Editors end here.
    pub editor_end: f32,
    /// Types begin here, where there is room for them.
    pub kind: Option<f32>,
    /// The end of all.
    pub end: f32,
}

impl Columns {
    /// The columns in a rect.
    pub fn of(rect: Rect) -> Self {
        let left = rect.left() + EDGE;
        let end = rect.right() - EDGE;
        let kind = (rect.width() >= FULL).then_some(end - KIND);
        let name = left + SET;
        Self { set: left + 8.0, name, editor: name + NAME, editor_end: kind.map_or(end, |kind| kind - 8.0), kind, end }
    }

    /// The same where the row above has said the type: the editor takes its place.
    pub fn without_kind(self) -> Self {
        Self { kind: None, editor_end: self.end, ..self }
    }

    /// Where the name of a row of this depth begins.
    pub fn name_at(&self, depth: usize) -> f32 {
        self.name + INDENT * depth as f32
    }

    /// Where the guide of this level stands; level 1 is that of the first indent.
    pub fn guide(&self, level: usize) -> f32 {
        self.name + INDENT * (level as f32 - 1.0) + 4.0
    }

    /// The editor's part of a row whose control is `height` high.
    pub fn editor_in(&self, row: Rect, height: f32) -> Rect {
        let top = row.top() + 2.0;
        Rect::from_min_max(pos2(self.editor, top), pos2(self.editor_end, top + height))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_gives_way_below_452() {
        let of = |width: f32| Columns::of(Rect::from_min_max(pos2(280.0, 0.0), pos2(280.0 + width, 100.0)));
        let full = of(500.0);
        assert_eq!((full.name, full.editor, full.editor_end, full.kind), (316.0, 464.0, 672.0, Some(680.0)));
        assert_eq!(of(452.0).editor_end - of(452.0).editor, 160.0);
        assert_eq!(of(451.0).kind, None);
        assert_eq!(of(451.0).editor_end, 280.0 + 451.0 - 12.0);
        assert_eq!((full.name_at(2), full.guide(1), full.guide(2)), (348.0, 320.0, 336.0));
    }
}
