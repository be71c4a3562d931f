//! What the status panel says of an ended run: its status, how far the connection came, and the details decoded.

use farcall_core::{
    message,
    schema::{MessageDescriptor, Schema},
    status::Origin,
    transport::{CertificateFacts, ChannelStatus},
};

use crate::{
    state::{Run, State},
    viewers::status_panel::{DetailNode, StatusView},
};

/// Everything the panel says of an ended run; `None` while it runs.
pub fn status_view(state: &State, run: &Run) -> Option<StatusView> {
    let finished = run.log.finished()?;
    let channel = state.channels.get(&run.target);
    let local = finished.status.origin == Origin::Local;
    let never_connected = local && finished.timings.request_headers.is_none();
    let ladder = channel.map(|channel| &channel.ladder).filter(|ladder| never_connected && ladder.failure().is_some());
    let mut view = StatusView::new(&finished, ladder);
    if let Some(bytes) = &finished.status.details {
        view.details = details(state, bytes);
        view.details_from = "from grpc-status-details-bin".to_owned();
    } else if let Some(certificate) = channel.and_then(rejected_certificate).filter(|_| never_connected) {
        view.details = vec![certificate_node(certificate)];
        view.details_from = "from the TLS handshake".to_owned();
    }
    Some(view)
}

fn rejected_certificate(channel: &ChannelStatus) -> Option<&CertificateFacts> {
    channel.last_failure.as_deref()?.certificate()
}

fn details(state: &State, bytes: &[u8]) -> Vec<DetailNode> {
    let schemas: Vec<&Schema> = state.sources.iter().filter_map(|source| source.schema.as_ref()).collect();
    let builtin = Schema::builtin();
    let resolve = |name: &str| -> Option<MessageDescriptor> {
        schemas.iter().find_map(|schema| schema.message(name)).or_else(|| builtin.message(name))
    };
    match message::details(bytes, &resolve) {
        Ok(details) => details.iter().map(detail_node).collect(),
        Err(why) => vec![DetailNode::leaf("details", why.to_string()).wrong()],
    }
}

fn detail_node(detail: &message::Detail) -> DetailNode {
    let name = detail.type_url.rsplit('/').next().unwrap_or(&detail.type_url).to_owned();
    match serde_json::from_str::<serde_json::Value>(&detail.json) {
        Ok(value) => DetailNode::from_json(&value),
        Err(_) => DetailNode::leaf(name, detail.json.clone()),
    }
}

fn certificate_node(certificate: &CertificateFacts) -> DetailNode {
    DetailNode::branch(
        "certificate",
        vec![
            DetailNode::leaf("subject", certificate.subject.clone()),
            DetailNode::leaf("issuer", certificate.issuer.clone()),
            DetailNode::leaf("not before", certificate.not_before.to_string()),
            DetailNode::leaf("not after", certificate.not_after.to_string()),
            DetailNode::leaf("alternative names", certificate.names.join(", ")),
        ],
    )
}
