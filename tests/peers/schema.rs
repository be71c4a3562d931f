//! `list` and `describe`: by reflection v1alpha, by .proto files, by a descriptor set.

use farcall_tests::{Farcall, Peer, PeerOptions, protos, write_descriptor_set};

use super::farcall;

const SERVICES: [&str; 7] = [
    "fleet.v1.Drivers",
    "fleet.v1.Telemetry",
    "samples.v1.Everything",
    "samples.v1.Faults",
    "shop.v1.Accounts",
    "shop.v1.Catalogue",
    "shop.v1.Orders",
];

fn by_proto(command: &str) -> Farcall {
    Farcall::new([command, "--proto", "shop/v1/orders.proto", "-I"]).arg(protos())
}

#[test]
fn services_are_listed_by_reflection() {
    let ended = farcall("list", &[]).run().expect_exit(0);
    for service in SERVICES.iter().chain(&["grpc.health.v1.Health"]) {
        assert!(ended.lines().contains(service), "{service} is missing:\n{}", ended.stdout);
    }
}

#[test]
fn methods_of_a_service_are_listed_with_their_full_names() {
    let ended = farcall("list", &["fleet.v1.Drivers"]).run().expect_exit(0);
    let mut lines = ended.lines();
    lines.sort_unstable();
    assert_eq!(lines, ["fleet.v1.Drivers/StreamPositions", "fleet.v1.Drivers/Track"]);
}

#[test]
fn files_alone_need_no_server() {
    let ended = by_proto("list").run().expect_exit(0);
    assert!(ended.lines().contains(&"shop.v1.Orders"), "{}", ended.stdout);
    let ended = by_proto("describe").arg("shop.v1.Orders").run().expect_exit(0);
    assert!(ended.stdout.contains("rpc WatchOrder"), "{}", ended.stdout);
    assert!(ended.stdout.contains("Follows an order through its states"), "{}", ended.stdout);
    assert!(ended.stdout.contains("deprecated = true"), "{}", ended.stdout);
}

#[test]
fn a_descriptor_set_needs_no_server() {
    let folder = tempfile::tempdir().unwrap();
    let set = write_descriptor_set(folder.path());
    let ended = Farcall::new(["list", "--protoset"]).arg(&set).run().expect_exit(0);
    let mut lines = ended.lines();
    lines.sort_unstable();
    assert_eq!(lines, SERVICES);
}

#[test]
fn a_message_is_described_by_reflection_with_a_template() {
    let ended = farcall("describe", &["shop.v1.Order", "--msg-template"]).run().expect_exit(0);
    assert!(ended.stdout.contains("message Order {"), "{}", ended.stdout);
    assert!(ended.stdout.contains("map<string, string> labels = 8;"), "{}", ended.stdout);
    assert!(ended.stdout.contains("\"accountId\""), "{}", ended.stdout);
}

#[test]
fn proto2_is_described_by_reflection() {
    let ended = farcall("describe", &["samples.v1.LegacyKind"]).run().expect_exit(0);
    for part in ["required string id = 1", "[default = \"hej\"]", "group Parcel = 8", "extensions 100 to 199"] {
        assert!(ended.stdout.contains(part), "no {part:?} in\n{}", ended.stdout);
    }
}

#[test]
fn an_unknown_symbol_is_an_input_error_that_offers_near_names() {
    let ended = farcall("describe", &["shop.v1.Orderz"]).run().expect_exit(1);
    assert!(ended.stderr.contains("shop.v1.Order"), "{}", ended.stderr);
    assert_eq!(ended.stdout, "");
}

#[test]
fn an_unknown_method_is_an_input_error_that_offers_near_names() {
    let ended = farcall("call", &["shop.v1.Accounts/GetAcount"]).run().expect_exit(1);
    assert!(ended.stderr.contains("GetAccount"), "{}", ended.stderr);
}

#[test]
fn without_reflection_the_status_is_told_and_files_still_serve() {
    let peer = Peer::start(&PeerOptions { no_reflection: true, ..Default::default() });
    let ended = Farcall::new(["list", &peer.addr()]).run().expect_exit(1);
    assert!(ended.stderr.contains("UNIMPLEMENTED") || ended.stderr.contains("reflection"), "{}", ended.stderr);

    let call = ["call", &peer.addr(), "shop.v1.Orders/WatchOrder", "-d", r#"{"id": "ord-1"}"#, "--format", "ndjson"];
    let ended = Farcall::new(call).args(["--proto", "shop/v1/orders.proto", "-I"]).arg(protos()).run().expect_exit(0);
    assert_eq!(ended.lines().len(), 6, "{}", ended.stdout);
}

#[test]
fn a_proto_file_with_a_missing_import_is_told_by_name() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("broken.proto"), "syntax = \"proto3\";\nimport \"gone/away.proto\";\n").unwrap();
    let ended = Farcall::new(["list", "--proto", "broken.proto", "-I"]).arg(folder.path()).run().expect_exit(0);
    let told = "error: broken.proto:2:1: imports \"gone/away.proto\", which was not found";
    assert!(ended.stderr.starts_with(told), "{}", ended.stderr);
}
