//! Scrolling by rows: the row at the top and how far it is scrolled past, exact for any number of rows.
//! It draws nothing; [`super::scroll_bar`] does.

/// Where a view of equally high rows stands.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RowScroll {
    top: f64,
}

impl RowScroll {
    /// The row at the top, with the part of it that is scrolled past. Pixels are `f32` and lose whole rows above
    /// 400,000 of them; rows in `f64` do not.
    pub fn top(&self) -> f64 {
        self.top
    }

    /// Moves to a row, within `rows` rows of which `visible` fit.
    pub fn set_top(&mut self, top: f64, rows: usize, visible: f64) {
        self.top = top.clamp(0.0, last_top(rows, visible));
    }

    /// Moves by some rows.
    pub fn scroll_by(&mut self, delta: f64, rows: usize, visible: f64) {
        self.set_top(self.top + delta, rows, visible);
    }

    /// Moves as little as needed for a row to be seen whole.
    pub fn reveal(&mut self, row: usize, rows: usize, visible: f64) {
        let row = row as f64;
        if row < self.top {
            self.set_top(row, rows, visible);
        } else if row + 1.0 > self.top + visible {
            self.set_top(row + 1.0 - visible, rows, visible);
        }
    }

    /// Moves so that a row far away stands a third below the top; one in sight stays where it is.
    pub fn show(&mut self, row: usize, rows: usize, visible: f64) {
        let seen = (row as f64) >= self.top && (row as f64) + 1.0 <= self.top + visible;
        if !seen {
            self.set_top(row as f64 - (visible / 3.0).floor(), rows, visible);
        }
    }

    /// Whether the last row is seen whole.
    pub fn is_at_end(&self, rows: usize, visible: f64) -> bool {
        self.top >= last_top(rows, visible) - 0.01
    }

    /// Moves to the end: the last row whole, the first one cut.
    pub fn move_to_end(&mut self, rows: usize, visible: f64) {
        self.top = last_top(rows, visible);
    }

    /// Rows at the front went away: what is seen stays.
    pub fn rows_removed(&mut self, count: usize) {
        self.top = (self.top - count as f64).max(0.0);
    }

    /// The rows that are at least partly seen.
    pub fn seen(&self, rows: usize, visible: f64) -> std::ops::Range<usize> {
        let first = (self.top.floor() as usize).min(rows);
        first..((self.top + visible).ceil() as usize).clamp(first, rows)
    }
}

fn last_top(rows: usize, visible: f64) -> f64 {
    (rows as f64 - visible).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_keeps_its_last_row_whole() {
        let mut scroll = RowScroll::default();
        scroll.move_to_end(100, 9.5);
        assert_eq!(scroll.top(), 90.5);
        assert_eq!(scroll.seen(100, 9.5), 90..100);
        assert!(scroll.is_at_end(100, 9.5));
        assert!(!scroll.is_at_end(101, 9.5));
    }

    #[test]
    fn ten_million_rows_scroll_by_single_rows() {
        let mut scroll = RowScroll::default();
        scroll.set_top(9_999_000.25, 10_000_000, 30.0);
        scroll.scroll_by(1.0, 10_000_000, 30.0);
        assert_eq!(scroll.top(), 9_999_001.25);
    }

    #[test]
    fn revealing_moves_as_little_as_needed() {
        let mut scroll = RowScroll::default();
        scroll.reveal(5, 100, 10.0);
        assert_eq!(scroll.top(), 0.0);
        scroll.reveal(10, 100, 10.0);
        assert_eq!(scroll.top(), 1.0);
        scroll.reveal(0, 100, 10.0);
        assert_eq!(scroll.top(), 0.0);
    }

    #[test]
    fn dropped_rows_leave_what_is_seen() {
        let mut scroll = RowScroll::default();
        scroll.set_top(50.0, 100, 10.0);
        scroll.rows_removed(20);
        assert_eq!(scroll.top(), 30.0);
        scroll.rows_removed(70);
        assert_eq!(scroll.top(), 0.0);
    }
}
