//! The body of one gRPC-Web answer: its text turned into bytes, its trailers held until the end.
//! It reads no stream and frames no messages.

use bytes::Bytes;

use super::{
    WebForm,
    text::{NotBase64, TextReader},
    trailers::{self, Trailers},
};
use crate::metadata::Metadata;

/// What is wrong with a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::call) enum WebError {
    /// It is not base64, from this character on.
    NotBase64 {
        /// 0-based.
        at: u64,
    },
    /// Something follows the trailers.
    DataAfterTrailers,
}

impl From<NotBase64> for WebError {
    fn from(error: NotBase64) -> Self {
        Self::NotBase64 { at: error.at }
    }
}

/// A body that is being read.
pub(in crate::call) struct WebAnswer {
    form: WebForm,
    text: TextReader,
    trailers: Option<Trailers>,
}

impl WebAnswer {
    pub(in crate::call) fn new(form: WebForm) -> Self {
        Self { form, text: TextReader::default(), trailers: None }
    }

    /// A piece of the body, as bytes.
    pub(in crate::call) fn read(&mut self, piece: Bytes) -> Result<Bytes, WebError> {
        match self.form {
            WebForm::Binary => Ok(piece),
            WebForm::Text => Ok(self.text.read(&piece)?),
        }
    }

    /// What was left when the body ended.
    pub(in crate::call) fn end(&mut self) -> Result<Bytes, WebError> {
        Ok(self.text.end()?)
    }

    /// Takes the trailers.
    pub(in crate::call) fn take_in_trailers(&mut self, block: &[u8]) -> &Metadata {
        let trailers = trailers::read(block, self.form);
        &self.trailers.insert(trailers).metadata
    }

    /// Whether the trailers are there.
    pub(in crate::call) fn has_trailers(&self) -> bool {
        self.trailers.is_some()
    }

    /// The trailers, if they are there.
    pub(in crate::call) fn trailers(&self) -> Option<Metadata> {
        self.trailers.as_ref().map(|trailers| trailers.metadata.clone())
    }

    /// Lines of the trailers that could not be read.
    pub(in crate::call) fn unreadable_lines(&self) -> usize {
        self.trailers.as_ref().map_or(0, |trailers| trailers.unreadable)
    }
}
