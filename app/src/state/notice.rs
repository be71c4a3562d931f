//! Notices: what happened that has no other place. Some ask for nothing and go by themselves, errors stay.

use super::Offer;

/// How serious.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Said and gone after 4 s.
    Plain,
    /// Stays until taken away.
    Error,
}

/// One notice.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Its number.
    pub id: u64,
    /// What happened.
    pub text: String,
    /// The cause or what to try.
    pub detail: Option<String>,
    /// How serious.
    pub severity: Severity,
    /// One thing that can be done about it.
    pub offer: Option<Offer>,
}

/// All notices of this run of the program.
#[derive(Default)]
pub struct Notices {
    shown: Vec<Notice>,
    next: u64,
}

/// How many are on the screen at once.
const SHOWN_MAX: usize = 3;

impl Notices {
    /// On the screen, oldest first.
    pub fn shown(&self) -> &[Notice] {
        &self.shown
    }

    /// Say something.
    pub fn say(&mut self, text: impl Into<String>) {
        self.push(text.into(), None, Severity::Plain, None);
    }

    /// Say something that can be taken back or followed up.
    pub fn offer(&mut self, text: impl Into<String>, offer: Offer) {
        self.push(text.into(), None, Severity::Plain, Some(offer));
    }

    /// Say what failed.
    pub fn fail(&mut self, text: impl Into<String>, detail: Option<String>) {
        self.push(text.into(), detail, Severity::Error, None);
    }

    /// Take one away.
    pub fn dismiss(&mut self, id: u64) {
        self.shown.retain(|notice| notice.id != id);
    }

    fn push(&mut self, text: String, detail: Option<String>, severity: Severity, offer: Option<Offer>) {
        self.shown.retain(|notice| notice.text != text);
        if self.shown.len() == SHOWN_MAX {
            let oldest_plain = self.shown.iter().position(|notice| notice.severity == Severity::Plain).unwrap_or(0);
            self.shown.remove(oldest_plain);
        }
        self.next += 1;
        self.shown.push(Notice { id: self.next, text, detail, severity, offer });
    }
}
