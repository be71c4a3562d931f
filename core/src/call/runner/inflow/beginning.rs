//! How an answer begins: the first header block, and whether what follows is gRPC.
//! It reads no body.

use std::time::Instant;

use http::{HeaderMap, Response, header};
use tokio::time::sleep;

use super::{Inflow, State, ending::over_limit};
use crate::{
    call::{
        CallEvent, CallObserver, Compression, HeadersReceived,
        encoding::{ACCEPT_ENCODING, ENCODING, Encoding},
        headers::to_metadata,
        runner::{end::End, rest},
        verdict::{self, Facts, Way},
        web::{WebAnswer, WebForm},
    },
    transport::ReceiveHalf,
};

impl Inflow {
    /// The first header block.
    pub(super) fn answered(
        &mut self,
        response: Response<ReceiveHalf>,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Option<End> {
        let (head, stream) = response.into_parts();
        let at = started.elapsed();
        self.http_status = Some(head.status.as_u16());
        self.timings.headers = Some(at);
        self.state = State::Done;
        if let Some(status) = over_limit("headers", &head.headers, facts) {
            return Some(End::Local(Box::new(status)));
        }
        let metadata = to_metadata(&head.headers);
        let is_grpc = self.is_readable(&head.headers);
        self.way = Way::of(&metadata, is_grpc, stream.is_at_end());
        if stream.is_at_end() && verdict::has_status(&metadata) {
            self.timings.trailers = Some(at);
            return Some(End::TrailersOnly(metadata));
        }
        self.status_in_headers = verdict::server_status(&metadata);
        self.is_committed = true;
        self.accepts = facts.compression.and_then(|_| metadata.get(ACCEPT_ENCODING).cloned());
        self.state = if is_grpc {
            State::Reading(stream, encoding(&head.headers, facts.accepted))
        } else {
            State::Excerpt(stream, rest::http_answer(&head.headers, self.is_web), Box::pin(sleep(rest::EXCERPT_TIME)))
        };
        observer.event(CallEvent::Headers(HeadersReceived { at, http_status: head.status.as_u16(), metadata }));
        None
    }

    /// Whether the content-type is that of the protocol.
    pub(super) fn is_readable(&mut self, headers: &HeaderMap) -> bool {
        let content_type = headers.get(header::CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
        if !self.is_web {
            return verdict::is_grpc(content_type);
        }
        self.web = WebForm::of(content_type).map(WebAnswer::new);
        self.web.is_some()
    }
}

fn encoding(headers: &HeaderMap, accepted: &[Compression]) -> Encoding {
    let name = headers.get(ENCODING).map(|value| String::from_utf8_lossy(value.as_bytes()));
    Encoding::named(name.as_deref().unwrap_or_default(), accepted)
}
