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
    /// What was offered and not taken.
    lapsed: Vec<Offer>,
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

    /// Take one away; what it offered is to be done.
    pub fn take_offer(&mut self, id: u64) -> Option<Offer> {
        let at = self.shown.iter().position(|notice| notice.id == id)?;
        self.shown.remove(at).offer
    }

    /// Take one away; what it offered is not wanted.
    pub fn dismiss(&mut self, id: u64) {
        let offer = self.take_offer(id);
        self.lapsed.extend(offer);
    }

    /// What was offered and can no longer be taken, told once.
    pub fn take_lapsed(&mut self) -> Vec<Offer> {
        std::mem::take(&mut self.lapsed)
    }

    fn push(&mut self, text: String, detail: Option<String>, severity: Severity, offer: Option<Offer>) {
        let same = self.shown.iter().find(|notice| notice.text == text);
        let oldest_plain = || self.shown.iter().find(|notice| notice.severity == Severity::Plain);
        let surplus = || oldest_plain().or(self.shown.first()).filter(|_| self.shown.len() == SHOWN_MAX);
        if let Some(id) = same.or_else(surplus).map(|notice| notice.id) {
            self.dismiss(id);
        }
        self.next += 1;
        self.shown.push(Notice { id: self.next, text, detail, severity, offer });
    }
}
