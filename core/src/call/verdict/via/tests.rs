//! Header sets as such gateways send them, and who answered.

use super::*;
use crate::status::{Code, Status};

/// Headers, HTTP status, body or grpc-message, and the note.
struct Case {
    headers: &'static [(&'static str, &'static str)],
    http_status: u16,
    said: &'static str,
    note: Option<&'static str>,
}

const GRPC: (&str, &str) = ("content-type", "application/grpc");
const HTML: (&str, &str) = ("content-type", "text/html");
const DATE: (&str, &str) = ("date", "Sat, 21 Nov 2026 13:37:56 GMT");

fn note_of(case: &Case, kind: MethodKind) -> Option<String> {
    let headers: Metadata = case.headers.iter().map(|(key, value)| (*key, *value)).collect();
    let is_grpc = case.headers.contains(&GRPC);
    let way = Way::of(&headers, is_grpc, is_grpc);
    let status = match is_grpc {
        true => Status::remote(Code::UNAVAILABLE, case.said),
        false => Status::local(Code::from_http(case.http_status), "HTTP …, not a gRPC answer"),
    };
    let body = if is_grpc { &[][..] } else { case.said.as_bytes() };
    way.note(&Ending { kind, http_status: case.http_status, received: 0, body, status: &status })
}

fn check(cases: &[Case]) {
    for case in cases {
        assert_eq!(note_of(case, MethodKind::Unary).as_deref(), case.note, "{:?} {}", case.headers, case.said);
    }
}

#[test]
fn envoy_is_told_by_its_words_and_by_what_it_leaves_out() {
    const ENVOY: (&str, &str) = ("server", "envoy");
    const ISTIO: (&str, &str) = ("server", "istio-envoy");
    const TIME: (&str, &str) = ("x-envoy-upstream-service-time", "3");
    check(&[
        Case {
            headers: &[GRPC, DATE, ENVOY],
            http_status: 200,
            said: "upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport \
                   failure reason: delayed connect error: 111",
            note: Some("Answered by Envoy, not by the service · it could not connect to the service"),
        },
        Case {
            headers: &[GRPC, ISTIO],
            http_status: 200,
            said: "upstream connect error or disconnect/reset before headers. retried and the latest reset reason: \
                   remote connection failure, transport failure reason: TLS error",
            note: Some("Answered by Envoy (Istio), not by the service · it could not connect to the service"),
        },
        Case {
            headers: &[GRPC, ISTIO],
            http_status: 200,
            said: "no healthy upstream",
            note: Some("Answered by Envoy (Istio), not by the service · none of the service's addresses is healthy"),
        },
        Case {
            headers: &[("content-length", "24"), ("content-type", "text/plain"), ENVOY],
            http_status: 504,
            said: "upstream request timeout",
            note: Some(
                "Answered by Envoy, not by the service · the service did not answer within the time of the route",
            ),
        },
        Case {
            headers: &[GRPC, ISTIO],
            http_status: 200,
            said: "RBAC: access denied",
            note: Some("Answered by Envoy (Istio), not by the service · its access rules refuse this caller"),
        },
        Case {
            headers: &[GRPC, ("x-envoy-overloaded", "true"), ENVOY],
            http_status: 200,
            said: "",
            note: Some(
                "Answered by Envoy, not by the service · too much waits for the service already (circuit breaker)",
            ),
        },
        // A gateway passed on what the sidecar before the service said.
        Case {
            headers: &[GRPC, TIME, ISTIO],
            http_status: 200,
            said: "upstream connect error or disconnect/reset before headers. reset reason: connection termination",
            note: Some(
                "Words of an Envoy further along the way, not of the service · the service closed the connection before it \
                 answered",
            ),
        },
        // No route: no words at all.
        Case {
            headers: &[GRPC, ENVOY],
            http_status: 200,
            said: "",
            note: Some("Probably answered by Envoy, not by the service"),
        },
        // The service's own words, passed on.
        Case { headers: &[GRPC, TIME, ENVOY], http_status: 200, said: "no such order", note: None },
        Case { headers: &[GRPC, TIME, ENVOY], http_status: 200, said: "no healthy upstream", note: None },
        Case { headers: &[GRPC], http_status: 200, said: "upstream request timeout", note: None },
    ]);
    let early = Case { headers: &[GRPC, ENVOY], http_status: 200, said: "not now", note: None };
    assert_eq!(note_of(&early, MethodKind::BidiStreaming), None, "while the request is sent nothing is missing");
}

#[test]
fn a_mesh_says_so_itself() {
    check(&[
        Case {
            headers: &[GRPC, ("l5d-proxy-error", "client error (Connect): Connection refused (os error 111)"), DATE],
            http_status: 200,
            said: "client error (Connect): Connection refused (os error 111)",
            note: Some(
                "Answered by Linkerd, not by the service · client error (Connect): Connection refused (os error 111)",
            ),
        },
        // An Envoy in front of it passed it on.
        Case {
            headers: &[
                ("l5d-proxy-error", "logical service 10.0.0.1:8000: service in fail-fast"),
                ("x-envoy-upstream-service-time", "3001"),
                ("server", "envoy"),
            ],
            http_status: 504,
            said: "",
            note: Some("Answered by Linkerd, not by the service · logical service 10.0.0.1:8000: service in fail-fast"),
        },
        Case {
            headers: &[("l5d-err", "Unable+to+establish+connection+to+127.0.0.1%3A9999.%0A%0Aservice+name%3A+x")],
            http_status: 502,
            said: "",
            note: Some("Answered by Linkerd, not by the service · Unable to establish connection to 127.0.0.1:9999."),
        },
    ]);
}

#[test]
fn a_gateway_is_told_by_its_page() {
    // As nginx 1.22.1 answers where `grpc_pass` leads nowhere.
    const NGINX: (&str, &str) = ("server", "nginx/1.22.1");
    const PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>\
                        </center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n";
    check(&[
        Case {
            headers: &[NGINX, DATE, HTML, ("content-length", "157")],
            http_status: 502,
            said: PAGE,
            note: Some("Answered by nginx, not by the service · it did not get a good answer from the service"),
        },
        // Its guide's `error_page` with `return 204`.
        Case {
            headers: &[NGINX, DATE, ("grpc-status", "14"), GRPC, ("grpc-message", "unavailable")],
            http_status: 204,
            said: "unavailable",
            note: Some("Answered by nginx, not by the service"),
        },
        // It puts its name on what it passes on, too.
        Case { headers: &[NGINX, DATE, GRPC], http_status: 200, said: "no such order", note: None },
        Case { headers: &[NGINX, HTML], http_status: 404, said: "<h1>Not here</h1>", note: None },
        Case {
            headers: &[("cache-control", "no-cache"), HTML],
            http_status: 503,
            said: "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>",
            note: Some("Answered by HAProxy, not by the service · it has no service to send this to"),
        },
        Case {
            headers: &[("server", "cloudflare"), ("cf-ray", "8a1-FRA"), ("content-type", "text/plain")],
            http_status: 502,
            said: "error code: 502",
            note: Some("Answered by Cloudflare, not by the service · it did not get a good answer from the service"),
        },
        Case {
            headers: &[("server", "cloudflare"), ("cf-ray", "8a1-FRA"), GRPC],
            http_status: 200,
            said: "x",
            note: None,
        },
        Case {
            headers: &[("server", "awselb/2.0"), HTML],
            http_status: 464,
            said: "",
            note: Some(
                "Answered by the AWS load balancer, not by the service · it expects another version of the protocol",
            ),
        },
        Case {
            headers: &[
                ("server", "kong/3.4.2"),
                ("x-kong-response-latency", "1"),
                ("content-type", "application/json"),
            ],
            http_status: 404,
            said: "{\"message\":\"no Route matched with those values\"}",
            note: Some("Answered by Kong, not by the service · it has no route for this path"),
        },
    ]);
}

#[test]
fn where_a_doubt_is_left_it_is_said() {
    check(&[
        Case {
            headers: &[("via", "1.1 google"), HTML],
            http_status: 502,
            said: "<h1>Bad Gateway</h1>",
            note: Some("Probably answered by a proxy (via: 1.1 google), not by the service"),
        },
        Case {
            headers: &[("server", "Caddy")],
            http_status: 502,
            said: "",
            note: Some("Probably answered by Caddy, not by the service"),
        },
        Case { headers: &[("server", "my own server"), HTML], http_status: 502, said: "", note: None },
        Case { headers: &[HTML], http_status: 503, said: "", note: None },
    ]);
}

#[test]
fn an_answer_of_the_service_has_no_note() {
    let headers: Metadata = [("server", "envoy"), GRPC].into_iter().collect();
    let way = Way::of(&headers, true, false);
    for (status, received) in
        [(Status::remote(Code::OK, ""), 0), (Status::remote(Code::ABORTED, "no healthy upstream"), 1)]
    {
        let answer = Ending { kind: MethodKind::Unary, http_status: 200, received, body: b"", status: &status };
        assert_eq!(way.note(&answer), None);
    }
}
