//! How an answer ends: trailers after the body or in it, and what is too large of them.
//! What an end means is judged elsewhere.

use std::{
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use http::HeaderMap;
use tokio::time::sleep;

use super::{Inflow, MOST_FIELDS, State};
use crate::{
    call::{
        CallObserver,
        headers::{block_size, field_size, to_metadata},
        runner::{end::End, rest},
        verdict::{self, Facts},
        web::WebAnswer,
    },
    status::Status,
};

impl Inflow {
    pub(super) fn has_web_trailers(&self) -> bool {
        self.web.as_ref().is_some_and(WebAnswer::has_trailers)
    }

    /// Trailers in the body.
    pub(super) fn web_trailers(&mut self, block: &[u8], at: Duration, facts: &Facts<'_>) -> Result<(), Box<Status>> {
        let Some(web) = &mut self.web else { return Ok(()) };
        self.timings.trailers = Some(at);
        let size = web.take_in_trailers(block).iter().map(|entry| field_size(entry.key.len(), entry.value.len()));
        if size.sum::<usize>() > self.limits.max_header_bytes as usize {
            return Err(Box::new(verdict::block_too_large("trailers", facts)));
        }
        Ok(())
    }

    /// Waits for the end of a body whose trailers are there, for a while: they are the last of it.
    pub(super) fn close(&mut self) {
        let trailers = self.web.as_ref().and_then(WebAnswer::trailers).unwrap_or_default();
        if let State::Reading(stream, _) = std::mem::replace(&mut self.state, State::Done) {
            self.state = State::Closing(stream, trailers, Box::pin(sleep(rest::CLOSING_TIME)));
        }
    }

    /// The body ended.
    pub(super) fn poll_end(
        &mut self,
        cx: &mut Context<'_>,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Poll<End> {
        if let Some(web) = &mut self.web {
            let rest = web.end().map_err(|error| Box::new(verdict::web(error)));
            let rest = rest.and_then(|rest| {
                self.reader.push(rest);
                let mut all = usize::MAX;
                self.take_messages(&mut all, started, facts, observer)
            });
            if let Err(status) = rest {
                return Poll::Ready(End::Local(status));
            }
            if let Some(trailers) = self.web.as_ref().and_then(WebAnswer::trailers) {
                return Poll::Ready(End::Trailers(trailers));
            }
        }
        self.poll_trailers(cx, started, facts)
    }

    pub(super) fn poll_trailers(&mut self, cx: &mut Context<'_>, started: Instant, facts: &Facts<'_>) -> Poll<End> {
        let State::Reading(stream, _) = &mut self.state else { return Poll::Pending };
        let trailers = match ready!(stream.poll_trailers(cx)) {
            Ok(Some(trailers)) => trailers,
            Ok(None) => return Poll::Ready(End::Silent),
            Err(error) => return Poll::Ready(End::Broken(error)),
        };
        self.timings.trailers = Some(started.elapsed());
        Poll::Ready(match over_limit("trailers", &trailers, facts) {
            Some(status) => End::Local(Box::new(status)),
            None => End::Trailers(to_metadata(&trailers)),
        })
    }
}

/// The verdict on a block that is too large to be taken.
pub(super) fn over_limit(which: &str, block: &HeaderMap, facts: &Facts<'_>) -> Option<Status> {
    if block_size(block) > facts.limits.max_header_bytes as usize {
        return Some(verdict::block_too_large(which, facts));
    }
    (block.len() >= MOST_FIELDS).then(|| verdict::block_refused(which, facts))
}
