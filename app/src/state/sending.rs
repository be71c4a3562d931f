//! How prepared messages go out, as it is typed: at once, at a pace, on each reply, or by a script.
//! It sends nothing.

use std::num::NonZeroU32;

use farcall_core::call::{Cadence, Pace, Sending, SendingWay};
use serde_json::{Map, Value};

use crate::units;

/// A way to send every prepared message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SendWay {
    /// One after another, as fast as the server takes them.
    #[default]
    AtOnce,
    /// A while apart.
    Every,
    /// Each once a message came.
    OnReply,
    /// By a script.
    Script,
}

impl SendWay {
    /// All of them, as they are offered.
    pub const ALL: [SendWay; 4] = [SendWay::AtOnce, SendWay::Every, SendWay::OnReply, SendWay::Script];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            SendWay::AtOnce => "At once",
            SendWay::Every => "At a pace",
            SendWay::OnReply => "On reply",
            SendWay::Script => "Script",
        }
    }

    /// Its key where a session keeps it.
    fn key(self) -> &'static str {
        match self {
            SendWay::AtOnce => "at_once",
            SendWay::Every => "paced",
            SendWay::OnReply => "on_reply",
            SendWay::Script => "scripted",
        }
    }
}

/// As typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedSending {
    /// Which way is chosen.
    pub way: SendWay,
    /// The time between two messages.
    pub every: String,
    /// How many times all of them are sent.
    pub times: String,
    /// Over and over instead, until stopped.
    pub until_stopped: bool,
    /// The lines of the script.
    pub script: String,
}

impl Default for TypedSending {
    fn default() -> Self {
        Self {
            way: SendWay::AtOnce,
            every: "1s".to_owned(),
            times: "1".to_owned(),
            until_stopped: false,
            script: String::new(),
        }
    }
}

impl TypedSending {
    /// The pace that was typed, or why it cannot be.
    ///
    /// # Errors
    /// In words, with the name of the field.
    pub fn cadence(&self) -> Result<Cadence, String> {
        let once = match self.way {
            SendWay::OnReply => Cadence::on_reply(),
            SendWay::AtOnce | SendWay::Every | SendWay::Script => {
                Cadence::every(self.interval().map_err(|why| format!("Interval: {why}"))?)
            }
        };
        if self.until_stopped {
            return Ok(once.until_stopped());
        }
        Ok(once.times(self.rounds().map_err(|why| format!("Times: {why}"))?))
    }

    /// The time between two messages.
    ///
    /// # Errors
    /// In words.
    pub fn interval(&self) -> Result<std::time::Duration, String> {
        units::parse_duration(&self.every)
    }

    /// How many times.
    ///
    /// # Errors
    /// In words.
    pub fn rounds(&self) -> Result<NonZeroU32, String> {
        let times = self.times.trim();
        if times.is_empty() {
            return Ok(NonZeroU32::MIN);
        }
        times.parse().map_err(|_| format!("{times} is no number from 1 on"))
    }

    /// As a saved request keeps it; a pace that cannot be is kept as the usual one.
    pub fn saved(&self) -> Sending {
        let way = match self.way {
            SendWay::AtOnce => SendingWay::AtOnce,
            SendWay::Every | SendWay::OnReply => SendingWay::Paced,
            SendWay::Script => SendingWay::Scripted,
        };
        let script = self.script.trim_end();
        let script = if script.is_empty() { Vec::new() } else { script.lines().map(str::to_owned).collect() };
        Sending { way, cadence: self.cadence().unwrap_or_default(), script }
    }

    /// As it was saved.
    pub fn of(saved: &Sending) -> Self {
        let usual = Self::default();
        Self {
            way: match (saved.way, saved.cadence.pace()) {
                (SendingWay::AtOnce, _) => SendWay::AtOnce,
                (SendingWay::Paced, Pace::Every(_)) => SendWay::Every,
                (SendingWay::Paced, Pace::OnReply) => SendWay::OnReply,
                (SendingWay::Scripted, _) => SendWay::Script,
            },
            every: saved.cadence.interval().map_or(usual.every, units::typed_duration),
            times: saved.cadence.rounds().map_or(usual.times, |times| times.to_string()),
            until_stopped: saved.cadence.rounds().is_none(),
            script: saved.script.join("\n"),
        }
    }

    /// Puts what is not as usual among the values that a session keeps of a tab.
    pub fn keep(&self, values: &mut Map<String, Value>) {
        let usual = Self::default();
        let texts = [
            ("sends", self.way.key(), usual.way.key()),
            ("every", &self.every, &usual.every),
            ("times", &self.times, &usual.times),
            ("script", &self.script, &usual.script),
        ];
        for (key, text, _) in texts.into_iter().filter(|(_, text, usual)| text != usual) {
            values.insert(key.to_owned(), Value::from(text));
        }
        if self.until_stopped {
            values.insert("until_stopped".to_owned(), Value::from(true));
        }
    }

    /// What a session kept.
    pub fn kept(values: &Map<String, Value>) -> Self {
        let usual = Self::default();
        let text = |key: &str| values.get(key).and_then(Value::as_str).map(str::to_owned);
        let way = text("sends").and_then(|key| SendWay::ALL.into_iter().find(|way| way.key() == key));
        Self {
            way: way.unwrap_or_default(),
            every: text("every").unwrap_or(usual.every),
            times: text("times").unwrap_or(usual.times),
            until_stopped: values.get("until_stopped").and_then(Value::as_bool).unwrap_or_default(),
            script: text("script").unwrap_or_default(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn typed(way: SendWay, every: &str, times: &str) -> TypedSending {
        TypedSending { way, every: every.to_owned(), times: times.to_owned(), ..TypedSending::default() }
    }

    #[test]
    fn what_is_typed_is_a_cadence_or_says_why_not() {
        let cadence = typed(SendWay::Every, "250ms", "3").cadence().unwrap();
        assert_eq!((cadence.interval(), cadence.total(4)), (Some(Duration::from_millis(250)), Some(12)));
        assert_eq!(typed(SendWay::Every, "1s", "").cadence().unwrap().total(2), Some(2));
        let on_reply = typed(SendWay::OnReply, "soon", "2").cadence().unwrap();
        assert_eq!((on_reply.pace(), on_reply.total(2)), (Pace::OnReply, Some(4)));
        assert_eq!(typed(SendWay::Every, "1s", "0").cadence().unwrap_err(), "Times: 0 is no number from 1 on");
        assert!(typed(SendWay::Every, "soon", "1").cadence().unwrap_err().starts_with("Interval: "));
        let forever = TypedSending { until_stopped: true, ..typed(SendWay::Every, "1s", "0") };
        assert_eq!(forever.cadence().unwrap().total(2), None);
    }

    #[test]
    fn what_is_saved_and_what_a_session_keeps_come_back_as_typed() {
        let script = "send 1\n# then\nwait for message where id = 3".to_owned();
        for one in [
            TypedSending::default(),
            typed(SendWay::Every, "250ms", "4"),
            TypedSending { until_stopped: true, ..typed(SendWay::OnReply, "1s", "1") },
            TypedSending { script, ..typed(SendWay::Script, "2s", "1") },
        ] {
            assert_eq!(TypedSending::of(&one.saved()), one);
            let mut values = Map::new();
            one.keep(&mut values);
            assert_eq!(TypedSending::kept(&values), one);
        }
        assert!(TypedSending::default().saved().is_default());
    }
}
