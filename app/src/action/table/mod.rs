//! The actions that need no data, in the order of the key sheet.
//! A file for each part of it; those of one viewer stand beside their intents.

mod call;
mod message;
mod schema;
mod window;

use super::{Action, Entry, Group, Shortcut, log_rows, recording, shown_message};

/// Every action that stands in the palette and on the key sheet, with how it is shown.
pub fn commands() -> Vec<(Action, Entry)> {
    let parts = [
        call::commands(),
        message::commands(),
        schema::commands(),
        window::commands(),
        recording::commands(),
        shown_message::commands(),
        log_rows::commands(),
    ];
    parts.concat()
}

fn row(
    action: Action,
    group: Group,
    label: &'static str,
    tooltip: &'static str,
    shortcut: Option<Shortcut>,
) -> (Action, Entry) {
    (action, Entry { label, tooltip, shortcut, group })
}

impl Action {
    /// How this action is shown, for those that stand in [`commands`].
    pub fn entry(&self) -> Option<Entry> {
        commands().into_iter().find(|(action, _)| action == self).map(|(_, entry)| entry)
    }

    /// The action of [`commands`] with this label.
    pub fn labelled(label: &str) -> Option<Self> {
        commands().into_iter().find(|(_, entry)| entry.label == label).map(|(action, _)| action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_share_a_key_or_a_label() {
        let all = commands();
        for (at, (_, one)) in all.iter().enumerate() {
            for (_, other) in &all[at + 1..] {
                assert!(one.shortcut.is_none() || one.shortcut != other.shortcut, "{} and {}", one.label, other.label);
                assert_ne!(one.label, other.label);
            }
        }
    }
}
