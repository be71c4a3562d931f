//! What a call sends besides the user's rows: its auth and its traceparent, made once for all attempts.
//! It builds no header; a failure is a verdict of ours.

use super::{Run, interrupt::Interrupt};
use crate::{
    call::{Auth, Traceparent, prepare},
    metadata::{Entry, Metadata},
    status::{Code, Origin, Status, words},
};

/// What goes out with every attempt.
pub(super) struct Request {
    /// The user's rows, then what was made for the call.
    pub(super) metadata: Metadata,
    /// The entry of the call's auth, if it is one of them.
    auth: Option<Entry>,
    /// What the verdict should mention.
    note: Option<String>,
}

impl Request {
    /// The user's rows alone.
    pub(super) fn of(typed: Metadata) -> Self {
        Self { metadata: typed, auth: None, note: None }
    }
}

impl Run<'_> {
    /// Makes the metadata; a token may have to be fetched first. Counted against the deadline.
    pub(super) async fn prepare(&mut self) -> Result<(), Status> {
        let spec = self.spec;
        let is_typed = self.request.metadata.get(Traceparent::KEY).is_some();
        if !spec.auth.is_none() {
            let typed = std::mem::take(&mut self.request.metadata);
            // Boxed: few calls fetch a token, and all would carry the room for it.
            let making = Box::pin(prepare(&spec.auth, &typed, &spec.tokens, self.channel.target()));
            let made = self.until_interrupt(making).await.map_err(|interrupt| self.without_token(interrupt))?;
            let made = made.map_err(|error| error.status())?;
            self.request.metadata = typed;
            self.request.metadata.extend(made.entry.clone());
            self.request.auth = made.entry;
            self.request.note = made.note;
        }
        if spec.traceparent
            && !is_typed
            && let Some(traceparent) = Traceparent::random()
        {
            self.request.metadata.push(Traceparent::KEY, traceparent.to_string());
        }
        Ok(())
    }

    /// What the verdict means for the auth, and the auth for the verdict: a token that the server refused is not used
    /// again.
    pub(super) fn settle(&self, status: &mut Status) {
        status.notes.extend(self.request.note.clone());
        let is_refused = status.code == Code::UNAUTHENTICATED && status.origin == Origin::Remote;
        if let (Auth::OAuth2(oauth), Some(entry), true) = (&self.spec.auth, &self.request.auth, is_refused) {
            self.spec.tokens.refused(oauth, entry);
        }
    }

    fn without_token(&self, interrupt: Interrupt) -> Status {
        match interrupt {
            Interrupt::Deadline(timeout) => {
                let limit = words::duration(timeout);
                let message = format!("No final status within {limit} · Still waiting for a token.");
                Status::local(Code::DEADLINE_EXCEEDED, message)
            }
            Interrupt::Stop(_) => self.interrupted(interrupt, None),
        }
    }
}
