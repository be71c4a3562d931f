//! Answers that are HTTP but not gRPC (grpc `doc/http-grpc-status-mapping.md`): a proxy's error, a login page, a path that
//! nobody serves; each with no body, text, HTML, and with trailers that know better.

use farcall_core::status::Code;

use crate::{
    runner::check,
    scenario::{OK, Scenario, answer, data, headers, ok, scenario},
    support::{Step, fields, message, trailers},
};

#[test]
fn http_answers_are_mapped_and_quoted() {
    check(scenarios());
}

/// HTTP status, its reason, and the code it means.
const TABLE: [(u16, &str, Code); 15] = [
    (301, "Moved Permanently", Code::UNKNOWN),
    (302, "Found", Code::UNKNOWN),
    (400, "Bad Request", Code::INTERNAL),
    (401, "Unauthorized", Code::UNAUTHENTICATED),
    (403, "Forbidden", Code::PERMISSION_DENIED),
    (404, "Not Found", Code::UNIMPLEMENTED),
    (405, "Method Not Allowed", Code::UNKNOWN),
    (413, "Payload Too Large", Code::UNKNOWN),
    (415, "Unsupported Media Type", Code::UNKNOWN),
    (429, "Too Many Requests", Code::UNAVAILABLE),
    (431, "Request Header Fields Too Large", Code::INTERNAL),
    (500, "Internal Server Error", Code::UNKNOWN),
    (502, "Bad Gateway", Code::UNAVAILABLE),
    (503, "Service Unavailable", Code::UNAVAILABLE),
    (504, "Gateway Timeout", Code::UNAVAILABLE),
];

const PATH: &str = "/shop.v1.Orders/Get";
const HTML: &[u8] = b"<html>\n  <h1>Sorry</h1>\n</html>";

pub fn scenarios() -> Vec<Scenario> {
    let mut scenarios: Vec<Scenario> = TABLE.into_iter().flat_map(of_status).collect();
    scenarios.extend(odd());
    scenarios
}

fn of_status((status, reason, code): (u16, &'static str, Code)) -> [Scenario; 4] {
    let number = status.to_string();
    let head = |content_type: Option<&str>, end| {
        let mut pairs = vec![(":status", number.as_str())];
        pairs.extend(content_type.map(|name| ("content-type", name)));
        Step::Headers(fields(pairs.iter()), end)
    };
    let name = |what: &str| format!("http: {status} with {what}");
    // A 404 has words of its own; what came with it is a note.
    let says = |scenario: Scenario, body: &str, is_empty: bool| match (status, is_empty) {
        (404, true) => scenario.says(format!("{code} local: HTTP 404: nothing serves {PATH} here")),
        (404, false) => scenario.says(format!("{code} local: HTTP 404: nothing serves {PATH} here")).notes(&[body]),
        _ => scenario.says(format!("{code} local: HTTP {status} {reason}, not a gRPC answer · {body}")),
    };
    let text =
        scenario(name("text"), vec![head(Some("text/plain"), false), Step::Data(b"try  later\n".to_vec(), true)]);
    let html =
        scenario(name("HTML"), vec![head(Some("text/html; charset=utf-8"), false), Step::Data(HTML.to_vec(), true)]);
    let knowing = [(":status", number.as_str()), ("content-type", "application/grpc"), ("grpc-status", "9")];
    [
        says(scenario(name("no body"), vec![head(None, true)]), "no content-type, 0 B", true),
        says(text, "text/plain, 11 B: try later", false),
        says(html, "text/html; charset=utf-8, 31 B: <html> <h1>Sorry</h1> </html>", false),
        scenario(name("a gRPC status alone"), vec![trailers(&knowing)]).says("FAILED_PRECONDITION (9) remote: "),
    ]
}

fn answered(name: &str, head: &[(&str, &str)], rest: Vec<Step>) -> Scenario {
    let head = Step::Headers(fields(head.iter()), false);
    scenario(format!("http: {name}"), [vec![head], rest].concat())
}

const LOGIN: &str = "UNKNOWN (2) local: HTTP 200 but content-type is \"text/html\", not gRPC \
                     · A login page or proxy may be in between.";

fn odd() -> Vec<Scenario> {
    let html = [(":status", "200"), ("content-type", "text/html")];
    let of_type = |name: &'static str| [(":status", "200"), ("content-type", name)];
    let not_grpc = |name: &str| {
        format!(
            "UNKNOWN (2) local: HTTP 200 but content-type is \"{name}\", not gRPC · A login page or proxy may be in between."
        )
    };
    let mut scenarios = vec![
        answered("a login page", &html, vec![Step::Data(b"<form>".to_vec(), true)])
            .says(LOGIN)
            .notes(&["text/html, 6 B: <form>"]),
        answered("a login page that never ends", &html, vec![data(b"<form>"), Step::Hang])
            .says(LOGIN)
            .notes(&["text/html, 6 B: <form>"])
            .resets(8),
        answered("a page of 1 MiB", &html, vec![Step::DataCut(b"page ".repeat(200 << 10), 16 << 10), Step::Hang])
            .says(LOGIN)
            .notes(&[&format!("text/html, 2 KiB: {}…", "page ".repeat(48))])
            .resets(8),
        answered("a page with control characters", &html, vec![Step::Data(b"a\x1b[2Jb\x00\xff".to_vec(), true)])
            .says(LOGIN)
            .notes(&["text/html, 8 B: a\\u{1b}[2Jb\\u{0}\u{fffd}"]),
        answered("a page, and then a reset", &html, vec![data(b"<form>"), Step::Reset(2)])
            .says(LOGIN)
            .notes(&["text/html, 6 B: <form>"]),
        answered("no content-type", &[(":status", "200")], vec![Step::Data(vec![], true)]).says(
            "UNKNOWN (2) local: HTTP 200 but there is no content-type, not gRPC · A login page or proxy may be in between.",
        ),
        answered("an announced length", &[(":status", "502"), ("content-length", "12")], vec![Step::Data(
            b"twelve bytes".to_vec(),
            true,
        )])
        .says("UNAVAILABLE (14) local: HTTP 502 Bad Gateway, not a gRPC answer · no content-type, 12 B: twelve bytes"),
        answered("503 with gRPC's content-type and no status", &[
            (":status", "503"),
            ("content-type", "application/grpc"),
        ], vec![Step::Data(vec![], true)])
        .says("UNAVAILABLE (14) local: HTTP 503 Service Unavailable, without a gRPC status"),
        answered("503 with a message and a status", &[(":status", "503"), ("content-type", "application/grpc")], vec![
            answer(b"a"),
            trailers(&[("grpc-status", "8")]),
        ])
        .says("RESOURCE_EXHAUSTED (8) remote: ")
        .keeps(&[b"a"]),
        answered("503, a status in headers, and a page", &[
            (":status", "503"),
            ("content-type", "text/html"),
            ("grpc-status", "8"),
            ("grpc-message", "full"),
        ], vec![Step::Data(b"<h1>".to_vec(), true)])
        .says("RESOURCE_EXHAUSTED (8) remote: full"),
        answered("a status nobody named", &[(":status", "599")], vec![Step::Data(vec![], true)])
            .says("UNKNOWN (2) local: HTTP 599, not a gRPC answer · no content-type, 0 B"),
        answered("204", &[(":status", "204")], vec![Step::Data(vec![], true)])
            .says("UNKNOWN (2) local: HTTP 204 No Content, not a gRPC answer · no content-type, 0 B"),
    ];
    for status in ["100", "103"] {
        let early = Step::Headers(fields([(":status", status), ("link", "</x>")].iter()), false);
        let script = vec![early.clone(), early, headers(), answer(b"a"), ok()];
        scenarios.push(scenario(format!("http: {status} before the answer"), script).says(OK).keeps(&[b"a"]));
    }
    for name in ["application/grpc+proto", "application/grpc+json", "Application/gRPC;v=1", "application/grpc ; v=1"] {
        let rest = vec![answer(b"a"), ok()];
        scenarios.push(answered(&format!("content-type {name}"), &of_type(name), rest).says(OK).keeps(&[b"a"]));
    }
    for name in ["application/grpc-web", "application/grpcx", "application/json", ""] {
        let rest = vec![Step::Data(message(b"a"), true)];
        let noted = format!("{name}, 6 B: \\u{{0}}\\u{{0}}\\u{{0}}\\u{{0}}\\u{{1}}a");
        let scenario = answered(&format!("content-type {name:?}"), &of_type(name), rest);
        scenarios.push(scenario.says(not_grpc(name)).notes(&[&noted]));
    }
    scenarios
}
