//! Messages from files and pipes: decoded with a schema and without, and compared.

use std::fs;

use farcall_tests::{Farcall, sample};

use crate::golden::Transcript;

const PROTO: &str = r#"syntax = "proto3";
package shop.v1;
message Order {
  string id = 1;
  int64 total = 2;
  repeated Line lines = 3;
  map<string, int32> labels = 4;
  State state = 5;
  optional int32 rank = 6;
}
message Line { string sku = 1; int32 quantity = 2; }
enum State { NEW = 0; PAID = 1; }
"#;

/// `id: "a-1", total: 42, lines: {sku: "tea", quantity: 2}, state: PAID`
const ORDER: &str = "0a 03 61 2d 31 10 2a 1a 07 0a 03 74 65 61 10 02 28 01";
/// Another quantity, one line more, no state, a rank.
const OTHER: &str = "0a 03 61 2d 31 10 2a 1a 07 0a 03 74 65 61 10 03 1a 05 0a 03 63 75 70 30 00";

fn bytes(hex: &str) -> Vec<u8> {
    hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("shop.proto"), PROTO).unwrap();
        fs::write(folder.path().join("order.bin"), bytes(ORDER)).unwrap();
        fs::write(folder.path().join("other.bin"), bytes(OTHER)).unwrap();
        fs::write(folder.path().join("order.hex"), ORDER).unwrap();
        fs::write(folder.path().join("again.bin"), [&bytes(ORDER)[5..], &bytes(ORDER)[..5]].concat()).unwrap();
        let framed = |hex: &str| {
            let message = bytes(hex);
            [&[0, 0, 0, 0, message.len() as u8][..], &message].concat()
        };
        fs::write(folder.path().join("body.bin"), [framed(ORDER), framed(OTHER)].concat()).unwrap();
        fs::write(folder.path().join("cut.bin"), [framed(ORDER), vec![0, 0, 0, 0, 9, 1]].concat()).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

#[test]
fn messages_are_decoded_in_every_form() {
    let folder = Folder::new();
    let (proto, order, body) = (folder.path("shop.proto"), folder.path("order.bin"), folder.path("body.bin"));
    let mut session = Transcript::new("decode").hide(folder.folder.path().display(), "DIR");
    let typed = ["decode", "--proto", &proto, "--type", "shop.v1.Order"];
    session.run(&["decode", &order]).expect_exit(0);
    session.run(&[&typed[..], &[&order]].concat()).expect_exit(0);
    let switches = ["--emit-defaults", "--bare-64-bit", "--proto-names", "--enum-numbers", "--format", "ndjson"];
    session.run(&[&typed[..], &switches, &[&order]].concat()).expect_exit(0);
    for format in ["text", "wire", "hex", "base64"] {
        session.run(&[&typed[..], &["--format", format, &order]].concat()).expect_exit(0);
    }
    session.run_with_stdin(&[&typed[..], &["--input", "hex"]].concat(), ORDER).expect_exit(0);
    let dump = "00000000: 0a03 612d 3110 2a                        ..a-1.*\n";
    session.run_with_stdin(&[&typed[..], &["--input", "hex", "--format", "ndjson"]].concat(), dump).expect_exit(0);
    session.run_with_stdin(&[&typed[..], &["--input", "base64", "-"]].concat(), "CgNhLTE=").expect_exit(0);
    session.run(&[&typed[..], &["--input", "grpc", "--format", "ndjson", &body]].concat()).expect_exit(0);
    session.check();
}

#[test]
fn what_cannot_be_read_says_where() {
    let folder = Folder::new();
    let (proto, cut) = (folder.path("shop.proto"), folder.path("cut.bin"));
    let mut session = Transcript::new("decode-refused").hide(folder.folder.path().display(), "DIR");
    session.run(&["decode", &folder.path("order.hex")]);
    session.run_with_stdin(&["decode", "--input", "hex"], "0a 0g").expect_exit(1);
    session.run_with_stdin(&["decode", "--input", "base64"], "CgNh!").expect_exit(1);
    session.run_with_stdin(&["decode", "--input", "grpc"], "CgNhLTE=").expect_exit(1);
    let typed = ["decode", "--proto", &proto, "--type", "shop.v1.Order"];
    session.run(&[&typed[..], &["--input", "grpc", "--format", "ndjson", &cut]].concat()).expect_exit(1);
    session.run_with_stdin(&[&typed[..], &["--input", "hex"]].concat(), "10 2a 0a 05 61").expect_exit(1);
    session.run_with_stdin(&["decode", "--input", "hex"], "10 2a 0a 05 61").expect_exit(1);
    session.run(&["decode", "--proto", &proto, "--type", "shop.v1.Ordr", &cut]).expect_exit(1);
    session.run(&["decode", "--type", "shop.v1.Order", &cut]).expect_exit(2);
    session.run(&["decode", "--format", "json", &cut]).expect_exit(2);
    session.run(&["decode", &folder.path("none.bin")]).expect_exit(1);
    session.check();
}

#[test]
fn messages_are_compared_field_by_field() {
    let folder = Folder::new();
    let (proto, order, other) = (folder.path("shop.proto"), folder.path("order.bin"), folder.path("other.bin"));
    let mut session = Transcript::new("compare").hide(folder.folder.path().display(), "DIR");
    let typed = ["compare", "--proto", &proto, "--type", "shop.v1.Order"];
    session.run(&[&typed[..], &[&order, &other]].concat()).expect_exit(1);
    session.run(&[&typed[..], &["--format", "json", "--all", &order, &other]].concat()).expect_exit(1);
    session.run(&["compare", &order, &other]).expect_exit(1);
    session.run(&["compare", &order, &order]).expect_exit(0);
    session.run(&[&typed[..], &["--all", &order, &folder.path("again.bin")]].concat()).expect_exit(0);
    let ignored = ["--ignore", "lines", "--ignore", "state", "--ignore", "**.rank"];
    session.run(&[&typed[..], &ignored, &[&order, &other]].concat()).expect_exit(0);
    session.run(&["compare", "--ignore", "a..b", &order, &other]).expect_exit(2);
    session.run(&["compare", "-", "-"]).expect_exit(2);
    session.check();
}

const EXAMPLE: &str = r#"{
  "format": 1,
  "title": "Paid",
  "method": "shop.v1.Orders/GetOrder",
  "direction": "response",
  "type": "shop.v1.Order",
  "kept_at": "2026-01-02T03:04:05Z",
  "message": {"id": "a-1", "total": "42", "lines": [{"sku": "tea", "quantity": 2}], "state": "PAID"}
}
"#;

#[test]
fn an_example_is_compared_by_the_type_that_it_names() {
    let folder = Folder::new();
    fs::write(folder.path("Paid.json"), EXAMPLE).unwrap();
    fs::write(folder.path("wrong.json"), EXAMPLE.replace("\"id\"", "\"ident\"")).unwrap();
    let (proto, paid) = (folder.path("shop.proto"), folder.path("Paid.json"));
    let compared = |with: &[&str], other: &str| Farcall::new([&["compare"], with, &[&paid, other]].concat()).run();
    let ended = compared(&["--proto", &proto], &folder.path("order.bin")).expect_exit(0);
    assert_eq!((ended.stdout.as_str(), ended.stderr.trim()), ("", "equal, byte by byte"));
    let ended = compared(&["--proto", &proto], &folder.path("other.bin")).expect_exit(1);
    assert!(ended.stdout.contains("~ lines[0].quantity: 2 -> 3"), "{ended:?}");
    let ended = compared(&[], &folder.path("order.bin")).expect_exit(2);
    assert!(ended.stderr.contains("The example \"Paid\" of shop.v1.Order needs a schema"), "{ended:?}");
    let ended = compared(&["--proto", &proto], &folder.path("wrong.json")).expect_exit(1);
    assert!(ended.stderr.contains("1:2") && ended.stderr.contains("ident"), "{ended:?}");
}

#[test]
fn an_example_is_printed_by_the_type_that_it_names() {
    let folder = Folder::new();
    fs::write(folder.path("Paid.json"), EXAMPLE).unwrap();
    let (proto, paid) = (folder.path("shop.proto"), folder.path("Paid.json"));
    let decoded = |with: &[&str]| Farcall::new([&["decode"], with, &[&paid]].concat()).run();
    let ended = decoded(&["--proto", &proto, "--format", "ndjson"]).expect_exit(0);
    let expected = r#"{"id":"a-1","total":"42","lines":[{"sku":"tea","quantity":2}],"state":"PAID"}"#;
    assert_eq!((ended.stdout.trim(), ended.stderr.as_str()), (expected, ""));
    let ended = decoded(&[]).expect_exit(2);
    assert!(ended.stderr.contains("The example \"Paid\" of shop.v1.Order needs a schema"), "{ended:?}");
}

#[test]
fn the_type_comes_from_a_server() {
    let server = sample();
    let at = server.addr().to_string();
    let typed =
        ["decode", "--server", &at, "--type", "shop.v1.GetProductRequest", "--input", "hex", "--format", "ndjson"];
    let ended = Farcall::new(typed).stdin("0a 03 54 45 41").run().expect_exit(0);
    assert_eq!(ended.stdout.trim(), r#"{"sku":"TEA"}"#);
    let nobody = Farcall::new(["decode", "--server", &at, "--type", "shop.v1.Nobody"]).stdin("").run().expect_exit(1);
    assert!(nobody.stderr.contains("There is no symbol"), "{nobody:?}");
    let alone = Farcall::new(["decode", "--reflection", "--type", "a.B"]).stdin("").run().expect_exit(2);
    assert!(alone.stderr.contains("--server TARGET"), "{alone:?}");
}
