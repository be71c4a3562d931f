//! The kind badge: an arrow to the right above one to the left, a solid line for one, three dots for many.
//!
//! Knows how many go each way, not what goes.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

/// How many go to the right and how many come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BadgeKind {
    /// One each way.
    OneToOne,
    /// One to the right, many back.
    OneToMany,
    /// Many to the right, one back.
    ManyToOne,
    /// Many each way.
    ManyToMany,
}

impl BadgeKind {
    /// Every kind.
    pub const ALL: [BadgeKind; 4] =
        [BadgeKind::OneToOne, BadgeKind::OneToMany, BadgeKind::ManyToOne, BadgeKind::ManyToMany];

    const fn many_there(self) -> bool {
        matches!(self, BadgeKind::ManyToOne | BadgeKind::ManyToMany)
    }

    const fn many_back(self) -> bool {
        matches!(self, BadgeKind::OneToMany | BadgeKind::ManyToMany)
    }
}

/// Paints the badge in the 16 by 16 around `center`, which it puts on whole points.
pub fn paint_badge(painter: &Painter, center: Pos2, kind: BadgeKind, color: Color32) {
    let center = pos2(center.x.round(), center.y.round());
    arrow(painter, center - vec2(0.0, 4.0), 1.0, kind.many_there(), color);
    arrow(painter, center + vec2(0.0, 4.0), -1.0, kind.many_back(), color);
}

/// One arrow of 16 with its shaft in the middle of `center`; `way` is 1 to the right and -1 to the left.
fn arrow(painter: &Painter, center: Pos2, way: f32, many: bool, color: Color32) {
    let tip = center + vec2(8.0 * way, 0.0);
    let tail = center - vec2(8.0 * way, 0.0);
    let neck = tip - vec2(4.0 * way, 0.0);
    if many {
        for dot in 0..3 {
            let from = tail.x + 4.0 * dot as f32 * way;
            let rect = Rect::from_x_y_ranges(span(from, from + 2.0 * way), (center.y - 1.0)..=(center.y + 1.0));
            painter.rect_filled(rect, 0, color);
        }
    } else {
        let rect = Rect::from_x_y_ranges(span(tail.x, neck.x), (center.y - 1.0)..=(center.y + 1.0));
        painter.rect_filled(rect, 0, color);
    }
    let head = if way > 0.0 {
        vec![tip, neck + vec2(0.0, 3.5), neck - vec2(0.0, 3.5)]
    } else {
        vec![tip, neck - vec2(0.0, 3.5), neck + vec2(0.0, 3.5)]
    };
    painter.add(Shape::convex_polygon(head, color, Stroke::NONE));
}

fn span(a: f32, b: f32) -> std::ops::RangeInclusive<f32> {
    a.min(b)..=a.max(b)
}
