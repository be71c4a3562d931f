//! The request messages of one method in one tab: documents where the type is known, text while it is not.

use farcall_core::{
    message::{Certainty, Document, recognise},
    schema::MessageDescriptor,
};

/// One prepared request message.
pub enum Prepared {
    /// Its type is not known (yet): the JSON as it was.
    Text(String),
    /// An editable document.
    Document(Box<Document>),
}

/// Prepared messages; there is always one.
pub struct Draft {
    /// In the order they go out.
    pub messages: Vec<Prepared>,
    /// The one shown.
    pub chosen: usize,
}

impl Default for Draft {
    fn default() -> Self {
        Self { messages: vec![Prepared::Text(String::new())], chosen: 0 }
    }
}

impl Prepared {
    /// The JSON as it stands.
    pub fn json(&self) -> &str {
        match self {
            Prepared::Text(text) => text,
            Prepared::Document(document) => document.json(),
        }
    }

    /// Another one with the same text.
    pub fn duplicate(&self) -> Self {
        match self {
            Prepared::Text(text) => Prepared::Text(text.clone()),
            Prepared::Document(document) => Prepared::Document(Box::new(Document::from_json(
                document.descriptor().clone(),
                document.json().to_owned(),
            ))),
        }
    }

    /// The document, once the type is known.
    pub fn document(&self) -> Option<&Document> {
        match self {
            Prepared::Text(_) => None,
            Prepared::Document(document) => Some(document),
        }
    }
}

impl Draft {
    /// Have read what was typed last.
    pub fn settle(&mut self) {
        for message in &mut self.messages {
            if let Prepared::Document(document) = message {
                document.settle();
            }
        }
    }

    /// One skeleton of a type.
    pub fn skeleton(of: &MessageDescriptor) -> Self {
        Self { messages: vec![Prepared::Document(Box::new(Document::skeleton(of.clone())))], chosen: 0 }
    }

    /// From saved texts; documents where the type is known.
    pub fn from_texts(texts: Vec<String>, of: Option<&MessageDescriptor>) -> Self {
        let mut draft = Self { messages: texts.into_iter().map(Prepared::Text).collect(), chosen: 0 };
        if draft.messages.is_empty() {
            draft.messages.push(Prepared::Text(String::new()));
        }
        if let Some(of) = of {
            draft.bind(of);
        }
        draft
    }

    /// The message shown.
    pub fn shown(&self) -> Option<&Prepared> {
        self.messages.get(self.chosen).or(self.messages.first())
    }

    /// The document shown, to change.
    pub fn shown_mut(&mut self) -> Option<&mut Prepared> {
        let at = self.chosen.min(self.messages.len().saturating_sub(1));
        self.messages.get_mut(at)
    }

    /// Give every message its type, or its new type after the schema was loaded again; texts stay.
    pub fn bind(&mut self, of: &MessageDescriptor) {
        for message in &mut self.messages {
            let document = match message {
                Prepared::Document(before) => before.rebound(of.clone()),
                Prepared::Text(text) if text.trim().is_empty() => Document::skeleton(of.clone()),
                Prepared::Text(text) => {
                    Document::from_json(of.clone(), in_other_form(text, of).unwrap_or_else(|| text.clone()))
                }
            };
            *message = Prepared::Document(Box::new(document));
        }
    }

    /// Every text, as a session or a saved request keeps it.
    pub fn texts(&self) -> Vec<String> {
        self.messages.iter().map(|message| message.json().to_owned()).collect()
    }

    /// A copy.
    pub fn duplicate(&self) -> Self {
        Self { messages: self.messages.iter().map(Prepared::duplicate).collect(), chosen: self.chosen }
    }
}

/// The JSON of a text that waited for its type and is no JSON, as text format in a command that was pasted.
fn in_other_form(text: &str, of: &MessageDescriptor) -> Option<String> {
    if text.trim_start().starts_with('{') {
        return None;
    }
    let found = recognise(text, Some(of)).into_iter().find(|found| found.certainty == Certainty::Certain)?;
    match <[String; 1]>::try_from(found.messages.ok()?) {
        Ok([json]) => Some(json),
        Err(_) => None,
    }
}
