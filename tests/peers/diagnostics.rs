//! Health and channelz of a server that lists only one of them.

use super::{PEER, farcall};

#[test]
fn health_is_told_for_the_server_and_for_a_service() {
    let ended = farcall("health", &[]).run().expect_exit(0);
    assert!(ended.stdout.contains("SERVING"), "{}", ended.stdout);
    farcall("health", &["shop.v1.Accounts"]).run().expect_exit(0);
    let ended = farcall("health", &["shop.v1.Orders"]).run().expect_exit(1);
    assert!(ended.stdout.contains("NOT_SERVING"), "{}", ended.stdout);
}

#[test]
fn health_of_an_unknown_service_is_not_found() {
    let ended = farcall("health", &["shop.v1.Nobody"]).run().expect_exit(69);
    assert!(ended.last_error_line().starts_with("NOT_FOUND (5)"), "{}", ended.stderr);
}

#[test]
fn channelz_is_read_though_reflection_does_not_list_it() {
    let listed = farcall("list", &[]).run().expect_exit(0);
    assert!(!listed.stdout.contains("channelz"), "{}", listed.stdout);
    let ended = farcall("channelz", &[]).run().expect_exit(0);
    assert!(ended.stdout.contains("Server"), "{}", ended.stdout);
    assert!(ended.stdout.contains(&PEER.addr()), "the listening socket is missing:\n{}", ended.stdout);
    assert!(ended.stdout.contains("Socket"), "our own connection is missing:\n{}", ended.stdout);
}
