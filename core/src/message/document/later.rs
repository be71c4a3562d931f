//! Typing into a large JSON, and taking it back: the text is there at once, its tree and problems follow, read wherever there is time.
//! It starts no thread.

use std::sync::Arc;

use super::{Document, JsonRules, State, fresh_outline, history::Edited};
use crate::{message::node::MessageNode, schema::MessageDescriptor};

/// A shorter text is read at once.
pub(super) const LARGE: usize = 64 << 10;

/// A text that is still to be read. Reading it takes a while and can be done on any thread.
pub struct Unread {
    descriptor: MessageDescriptor,
    rules: JsonRules,
    json: Arc<String>,
    last_good: Arc<MessageNode>,
    /// The tree will be written as this text.
    is_written: bool,
}

/// A text that was read.
pub struct TextRead {
    state: State,
    /// The tree before, which takes a while to drop where nobody else has it.
    before: Arc<MessageNode>,
}

impl Unread {
    /// Read it.
    pub fn read(self) -> TextRead {
        let state = State::of_json(&self.descriptor, self.json, self.rules, &self.last_good);
        let is_written = self.is_written && state.json_is_whole;
        TextRead { state: State { is_written, ..state }, before: self.last_good }
    }
}

impl TextRead {
    /// Give back the memory of what was there before; as slow as reading.
    pub fn forget(self) {
        drop(self.before);
    }
}

impl State {
    /// Another text, of which only the letters are known.
    pub(super) fn unread(&self, json: Arc<String>, is_written: bool) -> Self {
        Self { json, json_problem: None, json_is_whole: false, is_written, site: None, ..self.clone() }
    }
}

impl Document {
    /// The same as [`Document::set_json`], but that a large text whose structure changes is not read yet:
    /// [`Document::unread`] gives it, [`Document::take_read`] takes what it says. Until then tree and problems are those
    /// of the text before, and the message cannot be sent.
    pub fn type_json(&mut self, json: String) {
        if json.len() < LARGE || *json == *self.state.json {
            self.settle();
            return self.set_json(json);
        }
        let edited = Edited::between(&self.state.json, &json);
        let (change, before) = (edited.change(&json), self.past());
        let is_plain = self.state.json_is_whole && !self.rules.allow_unknown_fields;
        let json = Arc::new(json);
        match is_plain.then(|| self.state.typed(&json, &edited)).flatten() {
            Some(state) => self.step(change, before, state),
            None => {
                let state = self.state.unread(json, false);
                self.step(change, before, state);
                self.is_unread = true;
            }
        }
    }

    /// The text that is still to be read, if it is.
    pub fn unread(&self) -> Option<Unread> {
        self.is_unread.then(|| Unread {
            descriptor: self.descriptor.clone(),
            rules: self.rules,
            json: self.state.json.clone(),
            last_good: self.state.root.clone(),
            is_written: self.state.is_written,
        })
    }

    /// Take what a text says; nothing where the text is another one by now. Gives back what is to be dropped elsewhere.
    pub fn take_read(&mut self, mut read: TextRead) -> TextRead {
        if self.is_unread && Arc::ptr_eq(&read.before, &self.state.root) && read.state.json == self.state.json {
            self.is_unread = false;
            read.state.json = self.state.json.clone();
            std::mem::swap(&mut self.state, &mut read.state);
            self.revision += 1;
            self.outline = fresh_outline();
        }
        read
    }

    /// Read the text now, if that was not done.
    pub fn settle(&mut self) {
        if let Some(unread) = self.unread() {
            let read = unread.read();
            self.take_read(read);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::message::{Edit, Step, samples::message};

    fn large(names: usize) -> String {
        format!("{{\"i32\": 1, \"names\": [{}]}}", vec!["\"a name of some length\""; names].join(", "))
    }

    fn document() -> Document {
        Document::from_json(message("M"), large(4000))
    }

    #[test]
    fn a_large_text_is_there_at_once_and_what_it_says_follows() {
        let mut document = document();
        let broken = large(4000).replacen("1,", "1, {", 1);
        document.type_json(broken.clone());
        assert_eq!(document.json(), broken);
        assert!(document.json_problem().is_none() && document.encode().is_err());
        let read = document.unread().unwrap().read();
        document.take_read(read).forget();
        assert!(document.unread().is_none());
        assert!(document.json_problem().is_some(), "what is wrong is known");
        document.type_json(large(4001));
        let read = document.unread().unwrap().read();
        document.take_read(read);
        assert_eq!((document.problems().len(), document.encode().is_ok()), (0, true));
        assert_eq!(document.root().field(31).unwrap().len(), 4001);
    }

    #[test]
    fn what_was_read_too_late_is_not_taken() {
        let mut document = document();
        document.type_json(large(4001));
        let late = document.unread().unwrap().read();
        document.type_json(large(4002));
        document.take_read(late);
        assert!(document.unread().is_some());
        document.edit(Edit::Clear(vec![Step::Field(3)]));
        assert_eq!(document.root().field(31).unwrap().len(), 4002, "an edit of the form reads first");
        document.undo();
        assert_eq!(document.json(), large(4002));
        document.undo();
        document.settle();
        assert_eq!((document.json(), document.encode().is_ok()), (large(4001).as_str(), true));
    }

    #[test]
    fn a_large_text_is_taken_back_at_once_and_read_behind_unless_one_word_differs() {
        let mut document = document();
        document.edit(Edit::Text(vec![Step::Field(3)], "7".to_owned()));
        let written = document.json().to_owned();
        document.edit(Edit::Text(vec![Step::Field(4)], "8".to_owned()));
        document.edit(Edit::Text(vec![Step::Field(3)], "9".to_owned()));
        assert!(document.undo() && document.unread().is_none(), "one word");
        assert!(document.encode().is_ok() && document.json().contains("\"i32\": 7"));
        assert!(document.undo());
        assert_eq!(document.json(), written);
        let read = document.unread().unwrap().read();
        document.take_read(read);
        assert!(document.root().field(4).is_none() && document.encode().is_ok());
        assert!(document.state.is_written, "the form goes on where it was");
        assert!(document.redo() && document.unread().is_some());
        document.settle();
        assert!(document.json().contains("\"i64\": \"8\""), "{}", &document.json()[..60]);
    }

    #[test]
    fn a_word_that_stays_a_word_needs_no_reading() {
        let mut document = document();
        document.type_json(large(4000).replacen("1,", "12,", 1));
        assert!(document.unread().is_none() && document.encode().is_ok());
    }
}
