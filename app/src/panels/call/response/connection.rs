//! What served a run: the address, the proxy, TLS with its certificate, and the request headers as they went out.

use std::time::{Duration, SystemTime};

use egui::Ui;
use farcall_core::{
    call::Opened,
    metadata::Entry,
    transport::{CertificateFacts, PeerFacts},
};

use crate::{
    state::Run,
    units,
    viewers::facts::{Fact, FactGroup, FactsState, facts_ui},
    widgets::EmptyArea,
};

/// The facts of the connection of a run.
pub fn connection_ui(ui: &mut Ui, run: &Run, state: &mut FactsState) {
    match run.log.opened() {
        Some(opened) => facts_ui(ui, state, &groups(run, &opened)),
        None => {
            let hint =
                if run.is_running() { "The connection is being made" } else { "The call ended before one was made" };
            let area = ui.available_rect_before_wrap();
            EmptyArea::new("No connection").hint(hint).show_at(ui, area);
        }
    }
}

fn groups(run: &Run, opened: &Opened) -> Vec<FactGroup> {
    let mut groups = vec![served(run, opened)];
    groups.extend(tls(&opened.peer));
    groups.extend(opened.peer.certificates.first().map(certificate));
    groups.push(FactGroup {
        title: "Request headers as sent".to_owned(),
        facts: opened.request_headers.iter().map(header).collect(),
    });
    groups
}

fn served(run: &Run, opened: &Opened) -> FactGroup {
    let peer = &opened.peer;
    let mut facts = vec![Fact::new("address", &peer.address)];
    if let Some(proxy) = &peer.proxy {
        facts.push(Fact::new("proxy", proxy));
    }
    let finished = run.log.finished();
    if let Some(finished) = &finished {
        let words = if finished.timings.reused { "kept from before" } else { "made for this call" };
        facts.push(Fact::new("connection", words));
    }
    let age = SystemTime::now().duration_since(peer.connected_at).unwrap_or_default();
    facts.push(Fact::new("connected", ago(age)));
    if opened.attempt > 1 {
        facts.push(Fact::new("attempt", opened.attempt.to_string()).quiet("those before it stand in the timeline"));
    }
    FactGroup { title: "Served by".to_owned(), facts }
}

/// In whole seconds: a finer figure would run with every frame.
fn ago(age: Duration) -> String {
    match age.as_secs() {
        secs @ 0..60 => format!("{secs} s ago"),
        secs => units::ago(0, i64::try_from(secs).unwrap_or(i64::MAX)),
    }
}

fn tls(peer: &PeerFacts) -> Option<FactGroup> {
    let version = peer.tls_version.as_ref()?;
    let mut facts = vec![Fact::new("version", version)];
    facts.extend(peer.cipher_suite.iter().map(|suite| Fact::new("cipher suite", suite)));
    let alpn = peer.alpn.as_deref().unwrap_or("none agreed");
    facts.push(Fact::new("ALPN", alpn));
    Some(FactGroup { title: "TLS".to_owned(), facts })
}

fn certificate(leaf: &CertificateFacts) -> FactGroup {
    let left = leaf.not_after.unix_timestamp() - units::now();
    let days = left.div_euclid(86_400);
    let expiry = match days {
        ..0 => "expired".to_owned(),
        0 => "expires today".to_owned(),
        days => format!("in {}", units::counted(days.unsigned_abs(), "day")),
    };
    let mut not_after = Fact::new("not after", units::utc(leaf.not_after)).quiet(expiry);
    not_after.is_wrong = left < 0;
    let mut issuer = Fact::new("issuer", &leaf.issuer);
    if leaf.is_self_issued() {
        issuer = issuer.quiet("itself");
    }
    let mut facts = vec![
        Fact::new("subject", &leaf.subject),
        issuer,
        Fact::new("not before", units::utc(leaf.not_before)),
        not_after,
        Fact::new("valid for", leaf.names.join(", ")),
        Fact::new("other names", leaf.other_names.join(", ")),
        Fact::new("key", &leaf.key),
        Fact::new("signature", &leaf.signature),
        Fact::new("serial", &leaf.serial),
        Fact::new("SHA-256 fingerprint", leaf.fingerprint()),
    ];
    facts.retain(|fact| !fact.value.is_empty());
    FactGroup { title: "Certificate".to_owned(), facts }
}

fn header(entry: &Entry) -> Fact {
    let mut fact = Fact::new(&entry.key, entry.display());
    fact.is_secret = entry.is_secret();
    fact.offers_copy = entry.key == "traceparent";
    fact
}
