//! What a server or files offer: `list` and `describe`, by reflection, .proto files, descriptor sets, and both at once.

use farcall_proto_samples::{Listen, SampleOptions};
use farcall_tests::{Farcall, protos, sample, sample_with, write_descriptor_set};

use crate::golden::Transcript;

#[test]
fn services_and_methods_are_listed_one_full_name_a_line() {
    let server = sample();
    let target = server.addr().to_string();
    let mut session = Transcript::new("list").hide(&target, "TARGET");
    session.run(&["list", &target]).expect_exit(0);
    session.run(&["list", &target, "shop.v1.Orders"]).expect_exit(0);
    session.run(&["list", &format!("http://{target}"), "fleet.v1.Drivers"]).expect_exit(0);
    session.check();
}

#[test]
fn files_are_a_schema_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let set = write_descriptor_set(folder.path());
    let (set, protos) = (set.to_str().unwrap(), protos());
    let (orders, root) = (protos.join("shop/v1/orders.proto"), protos.to_str().unwrap());
    let orders = orders.to_str().unwrap();
    let mut session = Transcript::new("files").hide(root, "PROTOS").hide(folder.path().display(), "FOLDER");
    session.run(&["list", "--protoset", set]).expect_exit(0);
    session.run(&["list", "--protoset", set, "shop.v1.Orders"]).expect_exit(0);
    session.run(&["list", "--proto", orders, "-I", root]).expect_exit(0);
    session.run(&["list", "-proto", orders, "-import-path", root, "shop.v1.Orders"]).expect_exit(0);
    session.run(&["list", "--proto", "shop/v1/catalogue.proto", "-I", root]).expect_exit(0);
    session.run(&["list", "--proto", root, "127.0.0.1:1", "fleet.v1.Telemetry"]).expect_exit(0);
    session.run(&["describe", "--proto", orders, "-I", root, "shop.v1.Money"]).expect_exit(0);
    session.run(&["describe", "--proto", orders, "-I", root, "shop.v1.Money.units"]).expect_exit(0);
    session.check();
}

#[test]
fn symbols_are_described_as_proto_text_with_their_comments() {
    let server = sample();
    let target = server.addr().to_string();
    let mut session = Transcript::new("describe").hide(&target, "TARGET");
    for symbol in [
        "shop.v1.Orders",
        "shop.v1.Orders/WatchOrder",
        "shop.v1.Orders.CancelOrder",
        ".shop.v1.Order",
        "shop.v1.Order.note",
        "shop.v1.OrderState",
        "samples.v1.Everything",
    ] {
        session.run(&["describe", &target, symbol]).expect_exit(0);
    }
    session.run(&["describe", &target, "shop.v1.Order", "--msg-template"]).expect_exit(0);
    session.run(&["describe", &target, "shop.v1.Orders/WatchOrder", "-msg-template"]).expect_exit(0);
    session.run(&["describe", &target, "shop.v1.OrderState", "--msg-template"]).expect_exit(0);
    session.check();
}

#[test]
fn without_a_symbol_every_service_is_described() {
    let server = sample();
    let told = Farcall::new(["describe", &server.addr().to_string()]).run().expect_exit(0).stdout;
    for line in ["package shop.v1;", "service Orders {", "package fleet.v1;", "service Telemetry {"] {
        assert!(told.lines().any(|one| one == line), "{line} is missing in\n{told}");
    }
}

#[test]
fn reflection_is_asked_in_whichever_version_is_there() {
    let options = SampleOptions { reflection_v1: false, ..SampleOptions::default() };
    let server = sample_with(options);
    let listed = Farcall::new(["list", &server.addr().to_string()]).run().expect_exit(0);
    assert!(listed.lines().contains(&"shop.v1.Orders"), "{listed:?}");
}

#[cfg(unix)]
#[test]
fn a_unix_socket_is_a_target() {
    let folder = tempfile::tempdir().unwrap();
    let listen = Listen::Unix(folder.path().join("sample.sock"));
    let server = sample_with(SampleOptions { listen, ..SampleOptions::default() });
    let target = format!("unix:{}", folder.path().join("sample.sock").display());
    let listed = Farcall::new(["list", &target]).run().expect_exit(0);
    assert!(listed.lines().contains(&"shop.v1.Orders"), "{listed:?}");
    drop(server);
    Farcall::new(["list", &target]).run().expect_exit(78);
}

#[test]
fn files_fill_what_reflection_lacks() {
    let options = SampleOptions { reflection_v1: false, reflection_v1alpha: false, ..SampleOptions::default() };
    let server = sample_with(options);
    let target = server.addr().to_string();
    let protos = protos();
    let root = protos.to_str().unwrap();
    let mut session = Transcript::new("reflection").hide(&target, "TARGET").hide(root, "PROTOS");
    session.run(&["list", &target]).expect_exit(1);
    session.run(&["list", "--proto", root, "--reflection", &target, "fleet.v1.Telemetry"]).expect_exit(0);
    session.run(&["list", "--proto", root, "-use-reflection", "127.0.0.1:1"]).expect_exit(78);
    session.run(&["call", &target, "shop.v1.Orders/GetOrder"]).expect_exit(1);
    session.check();
    let served = sample();
    let target = served.addr().to_string();
    let orders = protos.join("shop/v1/orders.proto");
    let merged = ["list", &target, "--proto", orders.to_str().unwrap(), "-I", root, "--reflection"];
    let listed = Farcall::new(merged).run().expect_exit(0);
    assert!(listed.lines().contains(&"fleet.v1.Drivers") && listed.lines().contains(&"shop.v1.Orders"), "{listed:?}");
}
