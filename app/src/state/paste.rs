//! What was pasted into the JSON of a message and looks like something else, until the user says what it is.
//! It recognises nothing.

use farcall_core::message::{Likeness, Recognised};

use super::TabId;

/// What was pasted, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct PasteOffer {
    /// The tab of the message.
    pub tab: TabId,
    /// What it looks like.
    pub pasted: Pasted,
    /// The text of the message does not hold it yet: the edit that puts it there is still to come.
    pub is_fresh: bool,
}

/// What a pasted text looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum Pasted {
    /// Messages in another form than JSON, or several.
    Messages(Recognised),
    /// A grpcurl command.
    Command(String),
}

impl Pasted {
    /// In a sentence without its end.
    pub fn words(&self) -> String {
        match self {
            Self::Command(_) => "Looks like a grpcurl command".to_owned(),
            Self::Messages(found) => {
                let name = match (&found.messages, found.likeness) {
                    (Ok(messages), Likeness::SeveralJson) => format!("{} messages", messages.len()),
                    (Ok(messages), likeness) if messages.len() > 1 => {
                        format!("{} messages as {}", messages.len(), likeness.name())
                    }
                    (_, likeness) => likeness.name().to_owned(),
                };
                match (&found.messages, &found.left_out) {
                    (Err(why), _) => format!("Looks like {name}, which cannot be read: {why}"),
                    (Ok(_), Some(left_out)) => format!("Looks like {name}; it would leave out {left_out}"),
                    (Ok(_), None) => format!("Looks like {name}"),
                }
            }
        }
    }

    /// What to do with it, if that can be done.
    pub fn offer(&self) -> Option<&'static str> {
        match self {
            Self::Command(_) => Some("Open as a call"),
            Self::Messages(found) => match &found.messages {
                Ok(messages) if messages.len() > 1 => Some("Use them"),
                Ok(_) => Some("Use it"),
                Err(_) => None,
            },
        }
    }
}
