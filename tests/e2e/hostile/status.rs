//! What a server can say of a call's end (grpc `doc/statuscodes.md`, `doc/PROTOCOL-HTTP2.md` "Responses"): every code,
//! every broken form of one, and no word at all.

use farcall_core::status::Code;

use crate::{
    runner::check,
    scenario::{OK, Scenario, answer, headers, ok, scenario},
    support::{Step, fields, grpc_headers, trailers},
};

#[test]
fn the_servers_status_is_told_as_far_as_it_can_be_read() {
    check(scenarios());
}

pub fn scenarios() -> Vec<Scenario> {
    [codes(), odd_codes(), odd_words(), places(), silence(), cardinality()].concat()
}

const MISSING: &str = "INTERNAL (13) local: Server reported OK but sent no message";

/// Headers, one message, and a status.
fn ended(name: &str, pairs: &[(&str, &str)]) -> Scenario {
    scenario(format!("status: {name}"), vec![headers(), answer(b"a"), trailers(pairs)]).keeps(&[b"a"])
}

/// Trailers with a value that is no text.
fn ended_with(name: &str, fields: Vec<(&str, &[u8])>) -> Scenario {
    let fields = fields.into_iter().map(|(key, value)| (key.to_owned(), value.to_vec())).collect();
    scenario(format!("status: {name}"), vec![headers(), answer(b"a"), Step::Headers(fields, true)]).keeps(&[b"a"])
}

fn only(name: &str, pairs: &[(&str, &str)]) -> Scenario {
    let usual = [(":status", "200"), ("content-type", "application/grpc")];
    let block = Step::Headers(fields(usual.iter().chain(pairs)), true);
    scenario(format!("status: {name}"), vec![block])
}

fn codes() -> Vec<Scenario> {
    let mut scenarios = Vec::new();
    for code in (1..17).map(Code) {
        let number = code.0.to_string();
        let pairs = [("grpc-status", number.as_str()), ("grpc-message", "no%3A its words")];
        let verdict = format!("{code} remote: no: its words");
        scenarios.push(ended(&format!("{code} in trailers"), &pairs).says(&verdict));
        scenarios.push(only(&format!("{code} alone"), &pairs).says(&verdict));
    }
    scenarios
}

fn odd_codes() -> Vec<Scenario> {
    let unreadable = |text: &str| format!("UNKNOWN (2) local: Unreadable grpc-status \"{text}\"");
    let mut scenarios: Vec<Scenario> = ["-1", "abc", "", "1.0", "0x5", "+5", "4294967296", "5 ", "٥"]
        .into_iter()
        .map(|text| {
            let shown = if text == "٥" { "٥" } else { text };
            ended(&format!("code {text:?}"), &[("grpc-status", text)]).says(unreadable(shown))
        })
        .collect();
    scenarios.extend([
        ended("code 17", &[("grpc-status", "17"), ("grpc-message", "new")]).says("UNRECOGNISED (17) remote: new"),
        ended("code 99", &[("grpc-status", "99")]).says("UNRECOGNISED (99) remote: "),
        ended("code 4294967295", &[("grpc-status", "4294967295")]).says("UNRECOGNISED (4294967295) remote: "),
        ended("code with a leading zero", &[("grpc-status", "05")]).says("NOT_FOUND (5) remote: "),
        ended("unreadable code with words", &[("grpc-status", "abc"), ("grpc-message", "why")])
            .says("UNKNOWN (2) local: Unreadable grpc-status \"abc\" · why"),
        ended("two codes", &[("grpc-status", "9"), ("grpc-status", "0")])
            .says("FAILED_PRECONDITION (9) remote: ")
            .notes(&["grpc-status was sent more than once; the first counts"]),
        ended("the same code twice", &[("grpc-status", "9"), ("grpc-status", "9")])
            .says("FAILED_PRECONDITION (9) remote: "),
    ]);
    scenarios
}

fn odd_words() -> Vec<Scenario> {
    let long = "word%20".repeat(1000);
    let failed = |rest: &str| format!("ABORTED (10) remote: {rest}");
    let with = |name: &str, words: &str| ended(name, &[("grpc-status", "10"), ("grpc-message", words)]);
    let not_utf8 = ["message was not valid UTF-8"];
    let details = |name: &str, value: &str| ended(name, &[("grpc-status", "10"), ("grpc-status-details-bin", value)]);
    let broken = ["grpc-status-details-bin could not be decoded (shown raw)"];
    vec![
        with("words with per cent signs that encode nothing", "50% off, 100%zz, %").says(failed("50% off, 100%zz, %")),
        with("words in UTF-8, encoded", "caf%C3%A9%20%F0%9F%92%A5").says(failed("café 💥")),
        with("words in UTF-8, as they are", "café").says(failed("café")),
        with("words that decode to no UTF-8", "caf%C3 %ff").says(failed("caf\u{fffd} \u{fffd}")).notes(&not_utf8),
        ended_with("words that are no UTF-8", vec![("grpc-status", b"10"), ("grpc-message", b"\xfe\xff")])
            .says(failed("\u{fffd}\u{fffd}"))
            .notes(&not_utf8),
        with("words of 5 KiB", &long).says(failed(&"word ".repeat(1000))),
        with("words with control and bidi characters", "a%0A%1B[31m%E2%80%AEb").says(failed("a\n\u{1b}[31m\u{202e}b")),
        with("no words", "").says(failed("")),
        ended("words beside OK", &[("grpc-status", "0"), ("grpc-message", "fine")]).says("OK (0) remote: fine"),
        details("details without padding", "CAo").says(failed("")).details(b"\x08\x0a"),
        details("details with padding", "CAo=").says(failed("")).details(b"\x08\x0a"),
        details("details of nothing", "").says(failed("")).details(b""),
        details("details that are not base64", "!!").says(failed("")).notes(&broken),
        details("details of one letter", "A").says(failed("")).notes(&broken),
        ended_with("details that are bytes", vec![("grpc-status", b"10"), ("grpc-status-details-bin", b"\xff\x80")])
            .says(failed(""))
            .notes(&broken),
        details("details that are no Status", "////").says(failed("")).details(b"\xff\xff\xff"),
    ]
}

fn places() -> Vec<Scenario> {
    let early = |more: &[(&str, &str)]| grpc_headers(more);
    let denied = [("grpc-status", "7"), ("grpc-message", "no")];
    vec![
        scenario("status: OK in headers, another in trailers", vec![early(&[("grpc-status", "0")]), trailers(&denied)])
            .says("PERMISSION_DENIED (7) remote: no"),
        scenario(
            "status: another in headers, OK in trailers",
            vec![early(&[("grpc-status", "7")]), answer(b"a"), ok()],
        )
        .says(OK)
        .keeps(&[b"a"]),
        scenario("status: in headers, and an end without trailers", vec![early(&denied), Step::Data(Vec::new(), true)])
            .says("PERMISSION_DENIED (7) remote: no"),
        scenario("status: in headers, and a reset", vec![early(&denied), Step::Reset(2)])
            .says("INTERNAL (13) local: Server reset the stream (INTERNAL_ERROR)"),
        scenario(
            "status: a second block that does not end the stream",
            vec![headers(), answer(b"a"), Step::Headers(fields([("grpc-status", "0")].iter()), false), Step::Hang],
        )
        .timeout(300)
        .says("INTERNAL (13) local: Server's answer breaks HTTP/2 (PROTOCOL_ERROR)")
        .keeps(&[b"a"]),
        only("OK alone", &[("grpc-status", "0")]).says(MISSING).says_of_streams(OK),
        scenario(
            "status: alone, with a foreign content-type",
            vec![trailers(&[(":status", "200"), ("content-type", "text/html"), ("grpc-status", "5")])],
        )
        .says("NOT_FOUND (5) remote: "),
        scenario("status: alone, without content-type", vec![trailers(&[(":status", "200"), ("grpc-status", "5")])])
            .says("NOT_FOUND (5) remote: "),
    ]
}

fn silence() -> Vec<Scenario> {
    let none = |count: &str| {
        format!("UNKNOWN (2) local: The stream ended without a status · {count} received; data may be cut off.")
    };
    vec![
        scenario("status: none, the end in DATA", vec![headers(), answer(b"a"), Step::Data(Vec::new(), true)])
            .says(none("1 message"))
            .keeps(&[b"a"]),
        scenario("status: none, trailers of other things", vec![headers(), answer(b"a"), trailers(&[("x", "1")])])
            .says(none("1 message"))
            .keeps(&[b"a"]),
        scenario("status: none, words alone", vec![headers(), trailers(&[("grpc-message", "lost")])])
            .says(none("0 messages")),
        only("none, headers alone", &[]).says(none("0 messages")),
        scenario("status: none, two messages", vec![headers(), answer(b"a"), answer(b"b"), Step::Data(vec![], true)])
            .says(none("2 messages"))
            .keeps(&[b"a", b"b"]),
    ]
}

fn cardinality() -> Vec<Scenario> {
    vec![
        scenario("status: OK without a message", vec![headers(), ok()]).says(MISSING).says_of_streams(OK),
        scenario("status: OK with two messages", vec![headers(), answer(b"a"), answer(b"b"), ok()])
            .says("INTERNAL (13) local: Server sent 2 messages for {call}")
            .says_of_streams(OK)
            .keeps(&[b"a", b"b"]),
        scenario("status: an error after two messages", {
            vec![headers(), answer(b"a"), answer(b"b"), trailers(&[("grpc-status", "15")])]
        })
        .says("DATA_LOSS (15) remote: ")
        .keeps(&[b"a", b"b"]),
        scenario("status: OK with an empty message", vec![headers(), answer(b""), ok()]).says(OK).keeps(&[b""]),
    ]
}
