//! Which time of a call is shown over which points of the screen, and what the pointer does to that.
//! It draws nothing.

use egui::{Rangef, Response, Ui};

/// The least time that fills the width.
const FINEST_MICROS: f64 = 20.0;

/// The part of a call that is shown; `None`: all of it, also while it grows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Span {
    part: Option<(f64, f64)>,
}

/// A span over points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// Microseconds since the start.
    pub from: f64,
    /// The same.
    pub to: f64,
    /// Where it is drawn.
    pub x: Rangef,
}

impl Span {
    /// All of it again.
    pub fn show_all(&mut self) {
        self.part = None;
    }

    /// The axis over a width, of a call that took so long by now.
    pub fn axis(&self, elapsed_micros: f64, x: Rangef) -> Axis {
        let (from, to) = self.part.unwrap_or((0.0, elapsed_micros));
        Axis { from, to: to.max(from + FINEST_MICROS), x }
    }

    /// Shows more or less time around an instant: `factor` below 1 shows less.
    pub fn zoom(&mut self, elapsed_micros: f64, around: f64, factor: f64) {
        let (from, to) = self.part.unwrap_or((0.0, elapsed_micros));
        let around = around.clamp(from, to);
        let width = ((to - from) * factor).clamp(FINEST_MICROS, elapsed_micros.max(FINEST_MICROS));
        let share = if to > from { (around - from) / (to - from) } else { 0.5 };
        self.set(elapsed_micros, around - width * share, width);
    }

    /// Moves by so much time.
    pub fn pan(&mut self, elapsed_micros: f64, by: f64) {
        if let Some((from, to)) = self.part {
            self.set(elapsed_micros, from + by, to - from);
        }
    }

    /// Moves as little as needed to show an instant.
    pub fn reveal(&mut self, elapsed_micros: f64, at: f64) {
        if let Some((from, to)) = self.part
            && !(from..=to).contains(&at)
        {
            self.set(elapsed_micros, at - (to - from) / 2.0, to - from);
        }
    }

    fn set(&mut self, elapsed: f64, from: f64, width: f64) {
        if width >= elapsed {
            self.part = None;
            return;
        }
        let from = from.clamp(0.0, elapsed - width);
        self.part = Some((from, from + width));
    }

    /// What wheel, drag and double click over the lanes ask for.
    pub fn follow(&mut self, ui: &Ui, response: &Response, axis: &Axis, elapsed_micros: f64) {
        if response.double_clicked() {
            self.show_all();
        }
        let moved = response.drag_delta().x;
        if response.dragged() && moved != 0.0 {
            self.pan(elapsed_micros, f64::from(-moved) * axis.micros_per_point());
        }
        let Some(pointer) = response.hover_pos() else { return };
        let wheel = super::super::take_wheel(ui, response.rect);
        if wheel.x != 0.0 {
            self.pan(elapsed_micros, f64::from(-wheel.x) * axis.micros_per_point());
        }
        if wheel.y != 0.0 {
            self.zoom(elapsed_micros, axis.time(pointer.x), (-f64::from(wheel.y) / 200.0).exp());
        }
    }
}

impl Axis {
    /// Where an instant stands.
    pub fn place(&self, micros: f64) -> f32 {
        let share = (micros - self.from) / (self.to - self.from);
        self.x.min + (f64::from(self.x.span()) * share) as f32
    }

    /// The instant at a point.
    pub fn time(&self, x: f32) -> f64 {
        self.from + f64::from((x - self.x.min) / self.x.span().max(1.0)) * (self.to - self.from)
    }

    /// Time to a point.
    pub fn micros_per_point(&self) -> f64 {
        (self.to - self.from) / f64::from(self.x.span().max(1.0))
    }

    /// Round instants to be marked, at least so many points apart.
    pub fn marks(&self, apart: f32) -> Vec<f64> {
        let least = self.micros_per_point() * f64::from(apart);
        let power = 10_f64.powf(least.max(1.0).log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|by| by * power).find(|step| *step >= least);
        let step = step.unwrap_or(10.0 * power);
        let first = (self.from / step).ceil();
        let count = ((self.to - self.from) / step).floor().clamp(0.0, 64.0) as u32;
        (0..=count).map(|at| (first + f64::from(at)) * step).filter(|at| *at <= self.to).collect()
    }
}
