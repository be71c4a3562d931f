//! The words of a failed call, on the panel and on the clipboard.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use farcall_core::{
    call::{Finished, Timings},
    metadata::Metadata,
    status::{Code, Origin, Status},
};

use super::{DetailNode, StatusView};
use crate::widgets::Tone;

fn view(status: Status) -> StatusView {
    let mut trailers = Metadata::new();
    trailers.push("grpc-status", "14");
    trailers.push("set-cookie-token", "s3cret");
    let finished = Finished { at: Duration::from_micros(11_400), status, trailers, timings: Timings::default() };
    StatusView::new(&finished, None)
}

#[test]
fn title_and_detail_of_a_local_verdict_stand_on_lines_of_their_own() {
    let view = view(Status::local(Code::UNAVAILABLE, "Can't reach h:1 · Connection refused. Is it up?"));
    assert_eq!(view.shown_message(), "Can't reach h:1\nConnection refused. Is it up?");
    assert_eq!((super::tone(view.code, view.origin), view.who()), (Tone::Error, "this client"));
}

#[test]
fn a_servers_message_is_shown_as_it_is_with_what_is_unseen_made_visible() {
    let mut status = Status::local(Code::NOT_FOUND, "no order · 42\u{202e}x\nsecond line");
    status.origin = Origin::Remote;
    assert_eq!(view(status).shown_message(), "no order · 42\\u{202e}x\nsecond line");
    let mut status = Status::local(Code::NOT_FOUND, "");
    status.origin = Origin::Remote;
    assert_eq!(view(status).shown_message(), "The server gave no message.");
}

#[test]
fn copied_text_tells_all_but_secrets() {
    let mut view = view(Status::local(Code::UNAVAILABLE, "Can't reach h:1"));
    view.notes.push("message was not valid UTF-8".to_owned());
    view.details.push(DetailNode::branch("ErrorInfo", vec![DetailNode::leaf("reason", "QUOTA")]));
    let text = view.redacted_text();
    for part in ["UNAVAILABLE (14)", "this client", "11.4 ms", "reason: QUOTA", "Note: message was", "grpc-status: 14"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("s3cret"));
}

#[test]
fn details_become_trees_of_bounded_depth() {
    let json = serde_json::json!({"@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": "order_id", "description": "must be positive"}]});
    let node = DetailNode::from_json(&json);
    assert_eq!(node.name, "google.rpc.BadRequest");
    let violation = &node.children[0].children[0];
    assert_eq!((violation.name.as_str(), violation.children[1].value.as_str()), ("0", "must be positive"));
    let mut deep = serde_json::json!(1);
    for _ in 0..100 {
        deep = serde_json::json!([deep]);
    }
    let mut node = &DetailNode::from_json(&deep);
    let mut depth = 0;
    while let Some(child) = node.children.first() {
        (node, depth) = (child, depth + 1);
    }
    assert!(depth <= 24);
}
