//! The commands that are programs of their own: the sample server, the tour, health and channelz.

use std::{process::Command, time::Duration};

use farcall_tests::{Farcall, sample};

const SOON: Duration = Duration::from_secs(30);

#[test]
fn the_sample_server_prints_its_address_and_ends_at_ctrl_c() {
    let mut running = Farcall::new(["sample-server", "--listen", "127.0.0.1:0"]).start();
    let address = running.line(SOON).unwrap().trim().to_owned();
    let listed = Farcall::new(["list", &address]).run().expect_exit(0);
    assert!(listed.lines().contains(&"shop.v1.Orders"));
    let taken = Farcall::new(["sample-server", "--listen", &address]).run().expect_exit(1);
    assert!(taken.stderr.contains("cannot listen on") && taken.stdout.is_empty(), "{taken:?}");
    assert!(Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap().success());
    running.finish(SOON).expect_exit(0);
}

#[test]
fn the_tour_shows_a_call_of_each_kind_and_health() {
    let tour = Farcall::new(["demo"]).run().expect_exit(0);
    assert_eq!(tour.stderr, "");
    for words in [
        "$ farcall list localhost:50051",
        "$ farcall call localhost:50051 shop.v1.Catalogue/GetProduct -d '{\"sku\": \"LAMP-001\"}'",
        "A unary call",
        "Server streaming",
        "Client streaming",
        "Bidi",
        "NOT_FOUND (5): no such order",
        "{\"event\":\"finished\"",
        "SERVING",
    ] {
        assert!(tour.stdout.contains(words), "{words:?} is missing in\n{}", tour.stdout);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_it_says_so_and_gives_the_tour() {
    for arguments in [&[][..], &["open"]] {
        let tour = Farcall::new(arguments).env("DISPLAY", "").env("WAYLAND_DISPLAY", "").env("WAYLAND_SOCKET", "");
        let tour = tour.run().expect_exit(0);
        assert!(tour.stderr.starts_with("There is no display: "), "{tour:?}");
        assert!(tour.stdout.contains("That was the tour."), "{tour:?}");
    }
    let named = Farcall::new(["open", "localhost:50051"]).env("DISPLAY", "").env("WAYLAND_DISPLAY", "");
    let named = named.env("WAYLAND_SOCKET", "").run().expect_exit(1);
    assert!(named.stdout.is_empty() && named.stderr.starts_with("error: There is no display: "), "{named:?}");
    assert!(named.stderr.contains("hint: In the terminal: farcall list localhost:50051"), "{named:?}");
    Farcall::new(["open", "no-such-file.proto"]).run().expect_exit(1);
}

#[test]
fn health_is_asked_once_or_followed() {
    let server = sample();
    let target = server.addr().to_string();
    assert_eq!(Farcall::new(["health", &target]).run().expect_exit(0).stdout, "SERVING\n");
    let unknown = Farcall::new(["health", &target, "no.Such"]).run().expect_exit(69);
    assert!(unknown.last_error_line().starts_with("NOT_FOUND (5)"), "{unknown:?}");

    let mut watch = Farcall::new(["health", &target, "shop.v1.Orders", "--watch"]).start();
    assert_eq!(watch.line(SOON).unwrap(), "SERVING\n");
    let down = r#"{"service": "shop.v1.Orders", "serving": false}"#;
    Farcall::new(["call", &target, "samples.v1.Faults/SetHealth", "-d", down]).run().expect_exit(0);
    assert_eq!(watch.line(SOON).unwrap(), "NOT_SERVING\n");
    assert!(Command::new("kill").args(["-INT", &watch.id().to_string()]).status().unwrap().success());
    watch.finish(SOON).expect_exit(1);
    assert_eq!(Farcall::new(["health", &target, "shop.v1.Orders"]).run().expect_exit(1).stdout, "NOT_SERVING\n");
}

#[test]
fn a_server_without_channelz_is_told() {
    let server = sample();
    let told = Farcall::new(["channelz", &server.addr().to_string()]).run().expect_exit(76);
    assert!(told.stderr.contains("This server offers no channelz"), "{told:?}");
    assert!(told.last_error_line().starts_with("UNIMPLEMENTED (12)"), "{told:?}");
}
