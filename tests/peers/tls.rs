//! TLS and mTLS, and each way to get them wrong, in the words of robustness.md.

use farcall_tests::{Certificates, Ended, Farcall, Pair, Peer, PeerOptions};

use super::PEER;

fn tls(pair: &Pair) -> Peer {
    Peer::start(&PeerOptions { certificate: Some(pair), ..Default::default() })
}

fn call(target: &str, options: &[&str]) -> Ended {
    let data = ["-d", r#"{"id": "acc-1001"}"#];
    Farcall::new(["call", target, "shop.v1.Accounts/GetAccount"]).args(data).args(options).run()
}

fn path(file: &std::path::Path) -> &str {
    file.to_str().unwrap()
}

/// The words of a connection that failed: of the call, or, since reflection comes first, of that.
#[track_caller]
fn says(ended: &Ended, words: &str) {
    assert!(ended.exit == Some(78) || ended.exit == Some(1), "{ended:?}");
    assert!(ended.stderr.contains(words), "no {words:?} in\n{}", ended.stderr);
}

#[test]
fn a_trusted_server_is_called_by_address_and_by_name() {
    let certificates = Certificates::new();
    let peer = tls(&certificates.server);
    let roots = path(&certificates.authority.certificate_file);
    for target in
        [peer.addr(), peer.by_name(), format!("https://{}", peer.by_name()), format!("grpcs://{}", peer.addr())]
    {
        let ended = call(&target, &["--cacert", roots]).expect_exit(0);
        assert_eq!(ended.json()[0]["id"], "acc-1001", "{target}");
    }
}

#[test]
fn an_unknown_issuer_is_refused_by_name_and_taken_on_demand() {
    let certificates = Certificates::new();
    let peer = tls(&certificates.untrusted);
    let roots = path(&certificates.authority.certificate_file);
    let ended = call(&peer.by_name(), &["--cacert", roots]);
    says(&ended, "Certificate rejected: unknown issuer \"Stranger\"");
    call(&peer.by_name(), &["--insecure"]).expect_exit(0);
}

#[test]
fn an_expired_certificate_is_refused_with_its_date() {
    let certificates = Certificates::new();
    let peer = tls(&certificates.expired);
    let ended = call(&peer.by_name(), &["--cacert", path(&certificates.authority.certificate_file)]);
    says(&ended, "Certificate rejected: expired on 31 December 2020");
}

#[test]
fn a_certificate_for_another_name_is_refused_unless_that_name_is_expected() {
    let certificates = Certificates::new();
    let peer = tls(&certificates.elsewhere);
    let roots = path(&certificates.authority.certificate_file);
    let ended = call(&peer.by_name(), &["--cacert", roots]);
    says(&ended, "Certificate rejected: valid for elsewhere.example, not for localhost");
    call(&peer.by_name(), &["--cacert", roots, "--servername", "elsewhere.example"]).expect_exit(0);
}

#[test]
fn plaintext_to_tls_is_told() {
    let certificates = Certificates::new();
    let peer = tls(&certificates.server);
    says(&call(&peer.addr(), &["--plaintext"]), &format!("{} expects TLS", peer.addr()));
    says(&call(&peer.addr(), &[]), "--tls");
}

#[test]
fn tls_to_plaintext_is_told() {
    let ended = call(&PEER.addr(), &["--tls"]);
    says(&ended, &format!("{} does not speak TLS", PEER.addr()));
    assert!(ended.stderr.contains("--plaintext"), "{}", ended.stderr);
}

#[test]
fn a_client_certificate_is_shown_when_it_is_asked_for() {
    let certificates = Certificates::new();
    let options = PeerOptions {
        certificate: Some(&certificates.server),
        client_authority: Some(&certificates.authority),
        ..Default::default()
    };
    let peer = Peer::start(&options);
    let roots = path(&certificates.authority.certificate_file);
    let show = |pair: &Pair| {
        let files = ["--cert", path(&pair.certificate_file), "--key", path(&pair.key_file)];
        call(&peer.by_name(), &[&["--cacert", roots], files.as_slice()].concat())
    };
    show(&certificates.client).expect_exit(0);

    let ended = call(&peer.by_name(), &["--cacert", roots]);
    says(&ended, &format!("{} asks for a client certificate", peer.by_name()));
    assert!(ended.stderr.contains("--cert"), "{}", ended.stderr);

    let refused = show(&certificates.untrusted_client);
    assert!(matches!(refused.exit, Some(1 | 78)), "{refused:?}");
}

#[test]
fn tls_options_and_plaintext_exclude_each_other() {
    let certificates = Certificates::new();
    let roots = path(&certificates.authority.certificate_file);
    for option in [["--cacert", roots].as_slice(), &["--insecure"], &["--servername", "x"]] {
        let ended = call(&PEER.addr(), &[&["--plaintext"], option].concat());
        assert_eq!(ended.exit, Some(2), "{option:?}: {}", ended.stderr);
    }
}
