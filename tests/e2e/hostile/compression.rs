//! Compressed messages (grpc `doc/compression.md`): unpacked, damaged, of an encoding nobody named or knows, and bombs.

use std::io::Write as _;

use flate2::{
    Compression,
    write::{DeflateEncoder, GzEncoder, ZlibEncoder},
};

use crate::{
    runner::check,
    scenario::{OK, Scenario, answer, data, headers, ok, scenario},
    support::{Step, grpc_headers, wire::prefixed},
};

#[test]
fn compressed_messages_are_unpacked_or_told_why_not() {
    check(scenarios());
}

const LIMIT: usize = 4 << 20;
const GROWS: &str = "RESOURCE_EXHAUSTED (8) local: Compressed message grows past the limit of 4 MiB";
const RAISE: &str = "Raise the message limit for this call";
const TEXT: &[u8] = b"hello hello hello hello";

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn encoded(name: &str, encoding: &str, messages: &[(u8, &[u8])]) -> Scenario {
    let sent: Vec<u8> = messages.iter().flat_map(|(flag, bytes)| prefixed(*flag, bytes)).collect();
    let head = grpc_headers(&[("grpc-encoding", encoding)]);
    scenario(format!("compression: {name}"), vec![head, Step::DataCut(sent, 10_000), ok()]).max_message(LIMIT)
}

pub fn scenarios() -> Vec<Scenario> {
    let packed = gzip(TEXT);
    let damaged = {
        let mut damaged = packed.clone();
        let last = damaged.len() - 6;
        damaged[last] ^= 0xff;
        damaged
    };
    let deflated = {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(TEXT).unwrap();
        encoder.finish().unwrap()
    };
    let is_damaged = "INTERNAL (13) local: Compressed message is damaged · {any}";
    let unnamed = "INTERNAL (13) local: Compressed message without grpc-encoding";
    let unknown =
        |name: &str| format!("INTERNAL (13) local: Server used encoding \"{name}\"; this client accepts {{any}}");
    let two = "INTERNAL (13) local: Server sent 2 messages for {call}";
    let bomb = gzip(&vec![0; 64 << 20]);
    let nested = gzip(&bomb);
    vec![
        encoded("gzip", "gzip", &[(1, &packed)]).says(OK).keeps(&[TEXT]),
        encoded("gzip in capitals", "GZIP", &[(1, &packed)]).says(OK).keeps(&[TEXT]),
        encoded("deflate, which is zlib", "deflate", &[(1, &zlib(TEXT))]).says(OK).keeps(&[TEXT]),
        encoded("deflate without zlib", "deflate", &[(1, &deflated)]).says(is_damaged),
        encoded("gzip of nothing", "gzip", &[(1, &gzip(b""))]).says(OK).keeps(&[b""]),
        encoded("gzip in two members", "gzip", &[(1, &[gzip(b"one "), gzip(b"two")].concat())])
            .says(OK)
            .keeps(&[b"one two"]),
        encoded("compressed and plain in turn", "gzip", &[(1, &packed), (0, b"plain")])
            .says(two)
            .says_of_streams(OK)
            .keeps(&[TEXT, b"plain"]),
        encoded("an encoding named and not used", "gzip", &[(0, b"plain")]).says(OK).keeps(&[b"plain"]),
        encoded("an unknown encoding named and not used", "foo", &[(0, b"plain")]).says(OK).keeps(&[b"plain"]),
        encoded("an unknown encoding", "foo", &[(1, b"x")]).says(unknown("foo")),
        encoded("an unknown encoding after a plain message", "br", &[(0, b"plain"), (1, b"x")])
            .says(unknown("br"))
            .keeps(&[b"plain"]),
        encoded("an encoding that is not text", "f\u{1b}[31m", &[(1, b"x")]).says("{any}"),
        encoded("the identity, compressed", "identity", &[(1, b"x")]).says(unnamed),
        scenario("compression: none named", vec![headers(), data(&prefixed(1, b"x")), ok()]).says(unnamed),
        scenario("compression: none named, after a plain message", {
            vec![headers(), answer(b"plain"), data(&prefixed(1, &packed)), ok()]
        })
        .says(unnamed)
        .keeps(&[b"plain"]),
        encoded("damaged", "gzip", &[(1, &damaged)]).says(is_damaged),
        encoded("cut short", "gzip", &[(1, &packed[..packed.len() - 9])]).says(is_damaged),
        encoded("no gzip at all", "gzip", &[(1, b"this is not gzip")]).says(is_damaged),
        encoded("nothing where gzip should be", "gzip", &[(1, b"")]).says("{any}"),
        encoded("damaged after a good one", "gzip", &[(1, &packed), (1, &damaged)]).says(is_damaged).keeps(&[TEXT]),
        encoded("a bomb of 64 MiB", "gzip", &[(1, &bomb)]).says(GROWS).hints(RAISE),
        encoded("a bomb by zlib", "deflate", &[(1, &zlib(&vec![7; 5 << 20]))]).says(GROWS).hints(RAISE),
        encoded("a bomb after a message", "gzip", &[(0, b"a"), (1, &bomb)]).says(GROWS).hints(RAISE).keeps(&[b"a"]),
        encoded("a bomb in a bomb", "gzip", &[(1, &nested)]).says(OK).keeps(&[&bomb]),
        encoded("exactly the limit", "gzip", &[(1, &gzip(&vec![1; LIMIT]))]).says(OK).keeps(&[&vec![1; LIMIT]]),
        encoded("one byte over the limit", "gzip", &[(1, &gzip(&vec![1; LIMIT + 1]))]).says(GROWS).hints(RAISE),
    ]
}
