//! What is wrong before a call can be made, and what each is told on stderr.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use farcall_tests::{Farcall, sample, write_descriptor_set};

use crate::golden::Transcript;

#[test]
fn a_target_that_is_none_is_named() {
    let mut session = Transcript::new("targets");
    for target in ["localhost", "localhost:port", "::1:50051", "ftp://a:1", "a:1/b", ""] {
        session.run(&["list", target]).expect_exit(1);
    }
    session.run(&["list", "http://127.0.0.1:1", "--tls"]).expect_exit(2);
    session.run(&["call", "https://127.0.0.1:1", "a.B/C", "--plaintext"]).expect_exit(2);
    session.run(&["call", "127.0.0.1:1", "a.B/C"]).expect_exit(78);
    session.run(&["health", "127.0.0.1:1"]).expect_exit(78);
    session.run(&["channelz", "127.0.0.1:1"]).expect_exit(78);
    session.check();
}

#[test]
fn what_is_no_grpc_server_is_told_apart() {
    let http1 = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = http1.local_addr().unwrap().to_string();
    let server = thread::spawn(move || {
        let (mut socket, _) = http1.accept().unwrap();
        let _ = socket.read(&mut [0; 64]);
        let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    });
    let mut session = Transcript::new("no-grpc").hide(&target, "TARGET");
    session.run(&["list", &target]).expect_exit(78);
    server.join().unwrap();
    session.check();
}

#[test]
fn the_wrong_mode_names_the_right_one() {
    let server = sample();
    let target = server.addr().to_string();
    let mut session = Transcript::new("wrong-mode").hide(&target, "TARGET");
    session.run(&["list", &target, "--tls"]).expect_exit(78);
    session.run(&["call", &format!("https://{target}"), "shop.v1.Orders/GetOrder"]).expect_exit(78);
    session.check();
}

#[test]
fn a_name_that_is_none_comes_with_the_nearest() {
    let server = sample();
    let target = server.addr().to_string();
    let mut session = Transcript::new("nearest").hide(&target, "TARGET");
    session.run(&["call", &target, "shop.v1.Orders/GetOrdr"]).expect_exit(1);
    session.run(&["call", &target, "shop.v1.Order.GetOrder"]).expect_exit(1);
    session.run(&["call", &target, "GetOrder"]).expect_exit(1);
    session.run(&["list", &target, "shop.v1.Ordrs"]).expect_exit(1);
    session.run(&["describe", &target, "shop.v1.Ordr"]).expect_exit(1);
    session.check();
}

#[test]
fn a_message_that_does_not_fit_is_told_by_line_and_column() {
    let server = sample();
    let target = server.addr().to_string();
    let mut session = Transcript::new("messages").hide(&target, "TARGET");
    let order = "shop.v1.Orders/PlaceOrder";
    for data in [
        r#"{"accountId": "a", "nope": 1}"#,
        r#"{"lines": [{"quantity": -1}]}"#,
        r#"{"lines": {"quantity": 1}}"#,
        r#"{"accountId": "a""#,
        "{\n  \"accountId\": \"a\",\n  \"lines\": [{\"quantity\": \"x\"}]\n}",
        "nonsense",
        "[]",
        "{} {}",
    ] {
        session.run(&["call", &target, order, "-d", data]).expect_exit(1);
    }
    let upload = "fleet.v1.Telemetry/UploadReadings";
    session.run(&["call", &target, upload, "-d", "{\"vanId\": \"a\"}\n{\"sensor\": \"NOPE\"}"]).expect_exit(1);
    session.run(&["call", &target, order, "--format", "text", "-d", "account_id: 1"]).expect_exit(1);
    session.run(&["call", &target, order, "--format", "text", "-d", "{}"]).expect_exit(1);
    session.run(&["call", &target, order, "-d", "@no-such-file.json"]).expect_exit(1);
    session.run_with_stdin(&["call", &target, order, "-d", "@"], "{\"accountId\": 1}").expect_exit(1);
    session.check();
}

#[test]
fn metadata_that_is_not_allowed_is_told_row_by_row() {
    let mut session = Transcript::new("metadata");
    let call = |rows: &[&'static str]| {
        let mut arguments = vec!["call", "127.0.0.1:1", "a.B/C"];
        for row in rows {
            arguments.extend(["-H", row]);
        }
        arguments
    };
    session.run(&call(&["Foo Bar: x", "grpc-foo: y", "ok: 1"])).expect_exit(1);
    session.run(&call(&["x-bin: A?ID"])).expect_exit(1);
    session.run(&call(&["x: caf\u{e9}"])).expect_exit(1);
    session.run(&call(&[":path: /x"])).expect_exit(1);
    session.check();
    Farcall::new(call(&["no colon"])).run().expect_exit(2);
}

#[test]
fn files_that_are_no_schema_are_told_by_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let broken = write("broken.proto", "syntax = \"proto3\";\nmessage M { int32 = 1; }\n");
    let lacking = write("lacking.proto", "syntax = \"proto3\";\nimport \"missing.proto\";\nmessage M { N n = 1; }\n");
    let good = write(
        "good.proto",
        "syntax = \"proto3\";\npackage good;\nservice S { rpc Do(M) returns (M); }\nmessage M {}\n",
    );
    let empty = write("empty.binpb", "");
    let text = write("text.binpb", "syntax = \"proto3\";");
    let set = write_descriptor_set(folder.path());
    fs::write(folder.path().join("cut.binpb"), &fs::read(set).unwrap()[..5_000]).unwrap();
    let cut = folder.path().join("cut.binpb");
    let mut session = Transcript::new("schemas").hide(folder.path().display(), "FOLDER");
    session.run(&["list", "--proto", &broken]).expect_exit(1);
    session.run(&["list", "--proto", &lacking]).expect_exit(0);
    session.run(&["list", "--proto", &format!("{}/none.proto", folder.path().display())]).expect_exit(1);
    session.run(&["list", "--proto", &broken, "--proto", &good]).expect_exit(0);
    session.run(&["call", "127.0.0.1:1", "good.S/Don", "--proto", &broken, "--proto", &good]).expect_exit(1);
    session.run(&["list", "--protoset", &empty]).expect_exit(1);
    session.run(&["list", "--protoset", &text]).expect_exit(1);
    session.run(&["list", "--protoset", cut.to_str().unwrap()]).expect_exit(1);
    session.check();
}
