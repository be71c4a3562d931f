//! Header blocks: large, many, bombs of HPACK, odd keys and values; each within the limit of the call.

use crate::{
    runner::check,
    scenario::{OK, Scenario, answer, headers, ok, scenario},
    support::{
        Step, fields, grpc_headers, trailers,
        wire::{CONTINUATION, END_HEADERS, END_STREAM, HEADERS, block, frame, indexed_literal, literal},
    },
};

#[test]
fn header_blocks_are_bounded_and_kept() {
    check(scenarios());
}

const RAISE: &str = "Raise the header limit for this call";

fn too_large(which: &str, limit: &str) -> String {
    format!("RESOURCE_EXHAUSTED (8) local: Response {which} exceed {limit}")
}

fn past_connection(which: &str) -> String {
    format!("RESOURCE_EXHAUSTED (8) local: Response {which} are more than a connection takes · {{any}}")
}

pub fn scenarios() -> Vec<Scenario> {
    let long = |length: usize| "v".repeat(length);
    let in_headers = |name: &str, value: &str| {
        scenario(format!("headers: {name}"), vec![grpc_headers(&[("a", value)]), answer(b"a"), ok()])
    };
    let in_trailers = |name: &str, value: &str| {
        scenario(
            format!("headers: {name}"),
            vec![headers(), answer(b"a"), trailers(&[("grpc-status", "0"), ("a", value)])],
        )
        .keeps(&[b"a"])
    };
    let keys: Vec<String> = (0..30_000).map(|number| format!("k{number}")).collect();
    let many: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "")).collect();
    let few: Vec<(&str, &str)> = many[..200].to_vec();
    let only = |value: &str| {
        let pairs = [(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "5"), ("a", value)];
        trailers(&pairs)
    };
    vec![
        in_headers("40 KiB", &long(40 << 10)).says(OK).keeps(&[b"a"]),
        in_headers("70 KiB", &long(70 << 10)).says(too_large("headers", "64 KiB")).hints(RAISE),
        in_headers("70 KiB under a raised limit", &long(70 << 10)).max_headers(1 << 20).says(OK).keeps(&[b"a"]),
        in_headers("9 MiB", &long(9 << 20)).says(too_large("headers", "64 KiB")).hints(RAISE),
        in_headers("5 KiB over a limit of 4 KiB", &long(5 << 10))
            .max_headers(4 << 10)
            .says(too_large("headers", "4 KiB"))
            .hints(RAISE),
        in_trailers("trailers of 40 KiB", &long(40 << 10)).says(OK),
        in_trailers("trailers of 70 KiB", &long(70 << 10)).says(too_large("trailers", "64 KiB")).hints(RAISE),
        in_trailers("trailers of 9 MiB", &long(9 << 20)).says(too_large("trailers", "64 KiB")).hints(RAISE),
        scenario("headers: a status alone of 70 KiB", vec![only(&long(70 << 10))])
            .says(too_large("headers", "64 KiB"))
            .hints(RAISE),
        scenario("headers: a status alone of 20 KiB", vec![only(&long(20 << 10))]).says("NOT_FOUND (5) remote: "),
        scenario("headers: 200 keys", vec![grpc_headers(&few), answer(b"a"), ok()]).says(OK).keeps(&[b"a"]),
        scenario("headers: 30,000 keys", vec![grpc_headers(&many), Step::Hang])
            .timeout(4000)
            .says(too_large("headers", "64 KiB"))
            .hints(RAISE),
        scenario("headers: a bomb of HPACK", vec![hpack_bomb(), Step::Hang])
            .timeout(4000)
            .says(past_connection("headers")),
        scenario("headers: a bomb of HPACK in trailers", vec![headers(), answer(b"a"), trailing_bomb(), Step::Hang])
            .timeout(4000)
            .says(past_connection("trailers"))
            .keeps(&[b"a"]),
        scenario(
            "headers: 20,000 empty CONTINUATIONs",
            vec![Step::Frame(HEADERS, 0, Vec::new()), Step::Repeat(frame(CONTINUATION, 0, 1, &[]), 20_000), Step::Hang],
        )
        .timeout(4000)
        .says(past_connection("headers")),
        scenario(
            "headers: CONTINUATIONs for ever",
            vec![
                Step::Frame(HEADERS, 0, Vec::new()),
                Step::Repeat(frame(CONTINUATION, 0, 1, &literal("a", b"b").repeat(500)), 20_000),
                Step::Hang,
            ],
        )
        .timeout(4000)
        .says(too_large("headers", "64 KiB"))
        .hints(RAISE),
        scenario("headers: repeated keys, empty values, bytes over 127", {
            let odd = vec![
                (":status".to_owned(), b"200".to_vec()),
                ("content-type".to_owned(), b"application/grpc".to_vec()),
                ("x".to_owned(), b"1".to_vec()),
                ("x".to_owned(), Vec::new()),
                ("y-bin".to_owned(), b"!!not base64".to_vec()),
                ("z".to_owned(), b"\xff\x80 caf\xe9".to_vec()),
            ];
            vec![Step::Headers(odd, false), answer(b"a"), ok()]
        })
        .says(OK)
        .keeps(&[b"a"]),
        scenario(
            "headers: a value with a line break",
            vec![Step::Headers(
                fields([(":status", "200"), ("content-type", "application/grpc"), ("x", "a\r\nb: c")].iter()),
                false,
            )],
        )
        .says("INTERNAL (13) local: Server's answer breaks HTTP/2 (PROTOCOL_ERROR)"),
        scenario(
            "headers: a key with a blank",
            vec![Step::Headers(
                fields([(":status", "200"), ("content-type", "application/grpc"), ("a b", "c")].iter()),
                false,
            )],
        )
        .says("INTERNAL (13) local: Server's answer breaks HTTP/2 (PROTOCOL_ERROR)"),
    ]
}

/// One value in HPACK's table, and one byte for each time it is meant.
fn references(value: usize, times: usize) -> Vec<u8> {
    let mut block = indexed_literal("a", &vec![b'v'; value]);
    block.extend(std::iter::repeat_n(0xbe, times));
    block
}

/// 32 KB that unpack to 60 MB.
pub fn hpack_bomb() -> Step {
    bomb(2000, 30_000)
}

fn bomb(value: usize, times: usize) -> Step {
    let head = block(&fields([(":status", "200"), ("content-type", "application/grpc")].iter()));
    Step::Raw(in_frames(&[head, references(value, times)].concat(), 0))
}

fn trailing_bomb() -> Step {
    Step::Raw(in_frames(&references(2000, 30_000), END_STREAM))
}

/// A block on stream 1 in frames of 16 KiB.
fn in_frames(block: &[u8], end: u8) -> Vec<u8> {
    let count = block.chunks(16 << 10).count();
    let part = |(at, part): (usize, &[u8])| {
        let last = if at + 1 == count { END_HEADERS } else { 0 };
        if at == 0 { frame(HEADERS, last | end, 1, part) } else { frame(CONTINUATION, last, 1, part) }
    };
    block.chunks(16 << 10).enumerate().flat_map(part).collect()
}
