//! Envoy, which Istio's gateways and sidecars are, too: its own answers told from those it passed on.
//! It marks what it passed on by `x-envoy-upstream-service-time`, once the request was sent whole.

use super::{Ending, Verdict, Way};

/// What Envoy writes into its answers, with what it means. A text ends where Envoy's own ends, or goes on with a reason.
const TEXTS: [(&str, &str); 9] = [
    ("no healthy upstream", "none of the service's addresses is healthy"),
    ("upstream request timeout", "the service did not answer within the time of the route"),
    ("RBAC: access denied", "its access rules refuse this caller"),
    ("Jwt ", "it does not take the token"),
    ("Audiences in Jwt are not allowed", "the token is for another audience"),
    ("local_rate_limited", "its rate limit is used up"),
    ("no_healthy_upstream", "none of the service's addresses is healthy"),
    ("ext_authz_error", "its authorization service failed"),
    ("connect error: ", "it could not connect to the service"),
];

const UPSTREAM: &str = "upstream connect error or disconnect/reset before headers";

/// Why the service was not reached, by the word after `reset reason: `.
const RESET_REASONS: [(&str, &str); 9] = [
    ("connection timeout", "it could not connect to the service in time"),
    ("connection termination", "the service closed the connection before it answered"),
    ("remote connection failure", "it could not connect to the service"),
    ("local connection failure", "it could not connect to the service"),
    ("connection failure", "it could not connect to the service"),
    ("remote refused stream reset", "the service refused the stream"),
    ("remote reset", "the service reset the stream before it answered"),
    ("overflow", "too much waits for the service already (circuit breaker)"),
    ("protocol error", "the service does not speak what Envoy expects: HTTP/2, or TLS, or plaintext"),
];

/// Who answered, if Envoy shows.
pub(super) fn verdict(way: &Way, answer: &Ending<'_>) -> Option<Verdict> {
    let who = match way.server().as_str() {
        "envoy" => Some("Envoy"),
        "istio-envoy" => Some("Envoy (Istio)"),
        _ => None,
    };
    let is_passed_on = way.has("x-envoy-upstream-service-time");
    let by_header = match () {
        () if way.has("x-envoy-overloaded") => Some("too much waits for the service already (circuit breaker)"),
        () if way.has("x-envoy-local-overloaded") => Some("it is overloaded itself"),
        () if way.has("x-envoy-ratelimited") => Some("a rate limit is used up"),
        () => None,
    };
    let by_text = meaning(&answer.status.message).or_else(|| meaning(&String::from_utf8_lossy(answer.body)));
    match (who, by_text, by_header) {
        (Some(who), Some(why), _) | (Some(who), None, Some(why)) if !is_passed_on => {
            Some(Verdict::answered(who, Some(why)))
        }
        // What an Envoy passed on, or a server that is none, may be the answer of an Envoy behind it.
        (_, Some(why), _) if is_unmistakable(answer) => Some(Verdict::Words { who: "an Envoy", why: why.to_owned() }),
        // Without words it is a matter of what is missing, and that says something of whole requests alone.
        (Some(who), None, None)
            if !is_passed_on && answer.is_to_one_request() && (way.is_trailers_only || !way.is_grpc) =>
        {
            Some(Verdict::Probably { who: who.to_owned() })
        }
        _ => None,
    }
}

fn meaning(text: &str) -> Option<&'static str> {
    if let Some(rest) = text.trim_start().strip_prefix(UPSTREAM) {
        let reason = rest.split("reset reason: ").nth(1).unwrap_or_default();
        let known = RESET_REASONS.into_iter().find(|(word, _)| reason.starts_with(word));
        return Some(known.map_or("the service was not reached, or broke off before it answered", |(_, why)| why));
    }
    TEXTS.into_iter().find(|(start, _)| text.starts_with(start)).map(|(_, why)| why)
}

/// Of all of Envoy's texts, the one that nothing else writes.
fn is_unmistakable(answer: &Ending<'_>) -> bool {
    answer.status.message.starts_with(UPSTREAM) || answer.body.starts_with(UPSTREAM.as_bytes())
}
