//! Whether a log follows its end, and how much arrived since it does not.
//! It knows no pixels.

/// Follows the end until the user scrolls up; again once the end is in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Follow {
    following: bool,
    seen: u64,
}

impl Default for Follow {
    fn default() -> Self {
        Self { following: true, seen: 0 }
    }
}

impl Follow {
    /// Whether the last row is kept in sight.
    pub fn is_following(&self) -> bool {
        self.following
    }

    /// The user moved the view: at the end it follows, elsewhere it stays.
    pub fn moved(&mut self, at_end: bool) {
        self.following = at_end;
    }

    /// Goes to the end and stays there.
    pub fn jump_to_end(&mut self) {
        self.following = true;
    }

    /// A row of the log was chosen or found: the view stays with it.
    pub fn stay(&mut self) {
        self.following = false;
    }

    /// Rows up to here (past the last) have been on the screen.
    pub fn saw(&mut self, end: u64) {
        self.seen = self.seen.max(end);
    }

    /// The first row that has not been on the screen.
    pub fn first_new(&self) -> u64 {
        self.seen
    }
}
