//! What the status panel says of an ended run: its status, how far the connection came, and the details decoded.

use farcall_core::{
    message,
    schema::{MessageDescriptor, Schema},
    status::Origin,
    transport::{CertificateFacts, ChannelStatus, Step},
};

use crate::{
    state::{CallTab, Prepared, Run, State, Violation, place_of, violations},
    units,
    viewers::status_panel::{DetailNode, RefusedField, StatusView},
};

/// Everything the panel says of an ended run; `None` while it runs.
pub fn status_view(state: &State, call: &CallTab, run: &Run) -> Option<StatusView> {
    let finished = run.log.finished()?;
    let channel = state.channels.get(&run.target);
    let local = finished.status.origin == Origin::Local;
    let never_connected = local && finished.timings.request_headers.is_none();
    let ladder = channel.map(|channel| &channel.ladder).filter(|ladder| never_connected && ladder.failure().is_some());
    let mut view = StatusView::new(&finished, ladder);
    if channel.is_some_and(|channel| !channel.tls) {
        // By plaintext there is no TLS that could have been reached.
        view.ladder.retain(|rung| rung.name != Step::Tls.label());
    }
    if let Some(bytes) = &finished.status.details {
        view.refused = refused(call, run, bytes);
        view.details = details(state, bytes);
        view.details_from = "from grpc-status-details-bin".to_owned();
    } else if let Some(certificate) = channel.and_then(rejected_certificate).filter(|_| never_connected) {
        view.details = vec![certificate_node(certificate)];
        view.details_from = "from the TLS handshake".to_owned();
    }
    Some(view)
}

fn refused(call: &CallTab, run: &Run, details: &[u8]) -> Vec<RefusedField> {
    let document = call.draft.messages.get(run.message).and_then(Prepared::document);
    let refused = |violation: Violation| RefusedField {
        has_place: document.is_some_and(|document| place_of(document.root(), &violation.field).is_some()),
        field: violation.field,
        words: violation.description,
    };
    violations(details).into_iter().map(refused).collect()
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
    let facts = [
        ("subject", certificate.subject.clone()),
        ("issuer", certificate.issuer.clone()),
        ("not before", units::utc(certificate.not_before)),
        ("not after", units::utc(certificate.not_after)),
        ("valid for", certificate.names.join(", ")),
        ("other names", certificate.other_names.join(", ")),
        ("key", certificate.key.clone()),
        ("signature", certificate.signature.clone()),
        ("SHA-256", certificate.fingerprint()),
    ];
    let said = facts.into_iter().filter(|(_, value)| !value.is_empty());
    DetailNode::branch("certificate", said.map(|(name, value)| DetailNode::leaf(name, value)).collect())
}
