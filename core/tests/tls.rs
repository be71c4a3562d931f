//! TLS choices against real handshakes: oldest version, key log, client certificates of every kind, certificate facts.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use crate::support::{Authority, Caller, RawServer, Step, grpc_headers, message, trailers, within};
use farcall_core::{
    metadata::Secret,
    transport::{
        CertificateFacts, Channel, ClientCertificate, ConnectOptions, Outcome, Step as Rung, Target, TlsOptions,
        TlsVersion,
    },
};
use rustls::{
    RootCertStore, ServerConfig, SupportedProtocolVersion,
    crypto::ring,
    server::WebPkiClientVerifier,
    version::{TLS12, TLS13},
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject as _};
use tokio_rustls::TlsAcceptor;

fn answer() -> Vec<Vec<Step>> {
    vec![vec![grpc_headers(&[]), Step::Data(message(b"a"), false), trailers(&[("grpc-status", "0")])]]
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/client").join(name)
}

/// A server that offers some versions, and wants a client certificate of an authority if one is given.
async fn server(
    authority: &Authority,
    versions: &[&'static SupportedProtocolVersion],
    clients: Option<&Path>,
) -> RawServer {
    let signed = authority.sign(&["localhost"]);
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone()).with_protocol_versions(versions).unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_file(path).unwrap()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
            builder.with_client_cert_verifier(verifier)
        }
    };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signed.key.serialize_der()));
    let mut config = builder.with_single_cert(signed.chain, key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    RawServer::start_with(answer(), Some(TlsAcceptor::from(Arc::new(config)))).await
}

fn target(server: &RawServer, authority: &Authority) -> Target {
    let tls = TlsOptions { roots: Some(authority.roots()), ..TlsOptions::default() };
    Target { tls, ..Target::new(format!("https://localhost:{}", server.address.port())) }
}

fn certificate(certificate: &str, key: Option<&str>, password: &str) -> ClientCertificate {
    ClientCertificate { certificate: fixture(certificate), key: key.map(fixture), password: Secret::new(password) }
}

async fn failure(target: Target) -> String {
    let options = ConnectOptions { connect_timeout: Duration::from_secs(10), ..ConnectOptions::default() };
    let channel = Channel::new(target, options).unwrap();
    within(channel.connect()).await.expect_err("there must be no connection").message()
}

/// What a server that wants a certificate of the fixtures' authority says to one.
async fn shown(chosen: ClientCertificate) -> String {
    let authority = Authority::new("Test CA");
    let server = server(&authority, &[&TLS13, &TLS12], Some(&fixture("ca.pem"))).await;
    let mut target = target(&server, &authority);
    target.tls.client_certificate = Some(chosen);
    Caller::with(target).run().await.verdict()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_older_than_asked_for_is_told_so() {
    let authority = Authority::new("Test CA");
    let old = server(&authority, &[&TLS12], None).await;
    let mut wanted = target(&old, &authority);
    assert_eq!(Caller::with(wanted.clone()).run().await.verdict(), "OK (0) remote: ");
    wanted.tls.min_version = Some(TlsVersion::V1_2);
    assert_eq!(Caller::with(wanted.clone()).run().await.verdict(), "OK (0) remote: ");
    wanted.tls.min_version = Some(TlsVersion::V1_3);
    let port = old.address.port();
    assert_eq!(failure(wanted).await, format!("localhost:{port} offers TLS 1.2 at most; TLS 1.3 is asked for"));

    let new = server(&authority, &[&TLS13], None).await;
    let mut wanted = target(&new, &authority);
    wanted.tls.min_version = Some(TlsVersion::V1_3);
    assert_eq!(Caller::with(wanted).run().await.verdict(), "OK (0) remote: ");
}

#[tokio::test(flavor = "multi_thread")]
async fn session_keys_are_logged_only_where_asked_and_it_is_said() {
    let authority = Authority::new("Test CA");
    let server = server(&authority, &[&TLS13, &TLS12], None).await;
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("keys.log");
    std::fs::write(&log, "# kept\n").unwrap();
    let mut logged = target(&server, &authority);
    logged.tls.key_log = Some(log.clone());
    let caller = Caller::with(logged.clone());
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    let finding = format!("TLS 1.3, verified, keys logged to {}", log.display());
    assert_eq!(caller.channel.status().ladder.step(Rung::Tls).outcome, Outcome::Done(finding));

    let text = std::fs::read_to_string(&log).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("# kept"), "what stood there stays");
    let labels: Vec<_> = lines
        .map(|line| {
            let parts: Vec<_> = line.split(' ').collect();
            let [label, random, secret] = parts[..] else { panic!("{line}") };
            assert!(random.len() == 64 && secret.len() >= 64 && (random.to_owned() + secret).is_ascii(), "{line}");
            label
        })
        .collect();
    assert!(labels.contains(&"CLIENT_TRAFFIC_SECRET_0") && labels.contains(&"SERVER_TRAFFIC_SECRET_0"), "{labels:?}");

    logged.tls.key_log = Some(folder.path().join("no/such/folder"));
    let error = failure(logged).await;
    assert!(error.starts_with("Can't use the key log \"") && error.ends_with("No such file or directory"), "{error}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_log_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let authority = Authority::new("Test CA");
    let server = server(&authority, &[&TLS12], None).await;
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("keys.log");
    let mut logged = target(&server, &authority);
    logged.tls.key_log = Some(log.clone());
    assert_eq!(Caller::with(logged).run().await.verdict(), "OK (0) remote: ");
    assert_eq!(std::fs::metadata(&log).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(std::fs::read_to_string(&log).unwrap().starts_with("CLIENT_RANDOM "));
}

#[tokio::test(flavor = "multi_thread")]
async fn client_certificates_of_every_kind_are_shown() {
    let cases = [
        ("rsa.pem", Some("rsa.pkcs8.pem"), ""),
        ("rsa.pem", Some("rsa.pkcs1.pem"), ""),
        ("ec.pem", Some("ec.pkcs8.pem"), ""),
        ("ec.pem", Some("ec.sec1.pem"), ""),
        ("ec.both.pem", None, ""),
        ("ec.both.pem", Some("ec.both.pem"), ""),
        ("ec.der", Some("ec.key.der"), ""),
        ("ec.pem", Some("ec.pbkdf2.pem"), "fixture"),
        ("ec.pem", Some("ec.pbkdf2.der"), "fixture"),
        ("ec.pem", Some("ec.scrypt.pem"), "fixture"),
        ("ec.pem", Some("ec.des3.pem"), "fixture"),
        ("ec.modern.p12", None, "fixture"),
        ("ec.legacy.p12", None, "fixture"),
        ("ec.open.p12", None, ""),
        ("ec.pem", Some("ec.modern.p12"), "fixture"),
        ("ec.modern.p12", Some("ec.sec1.pem"), "fixture"),
    ];
    for (chain, key, password) in cases {
        let verdict = shown(certificate(chain, key, password)).await;
        assert_eq!(verdict, "OK (0) remote: ", "{chain} {key:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn client_certificates_that_are_no_good_say_why_and_tell_no_secret() {
    let cases = [
        ("ec.pem", Some("ec.pbkdf2.pem"), "hunter2", "The password is wrong"),
        ("ec.pem", Some("ec.scrypt.pem"), "hunter2", "The password is wrong"),
        ("ec.pem", Some("ec.pbkdf2.pem"), "", "It needs a password"),
        ("ec.modern.p12", None, "hunter2", "The password is wrong"),
        ("ec.legacy.p12", None, "hunter2", "The password is wrong"),
        ("ec.modern.p12", None, "", "It needs a password"),
        ("ec.legacy.p12", None, "", "It needs a password"),
        ("ec.keyless.p12", None, "fixture", "It holds no private key"),
        ("ec.sha512.p12", None, "fixture", "export it again with AES-256 and SHA-256"),
        ("rsa.pem", Some("rsa.legacy.pem"), "fixture", "convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in \""),
        ("ec.pem", Some("ec.pbes1.pem"), "fixture", "encrypted in a way that is not supported; convert it: openssl"),
        ("ec.pem", Some("ec.costly.pem"), "fixture", "its key derivation is too costly"),
        ("ec.pem", None, "", "It holds no PEM private key"),
        ("ec.pem", Some("ec.pem"), "", "It holds no PEM private key"),
        ("ec.pem", Some("rsa.pkcs8.pem"), "", "It does not belong to the certificate"),
        ("ec.pem", Some("README.md"), "", "It holds no private key"),
        ("README.md", None, "", "It holds no PEM certificate"),
        ("missing.pem", None, "", "No such file or directory"),
    ];
    let key = std::fs::read_to_string(fixture("ec.sec1.pem")).unwrap();
    for (chain, key_file, password, reason) in cases {
        let verdict = shown(certificate(chain, key_file, password)).await;
        assert!(verdict.starts_with("UNAVAILABLE (14) local: Can't use the client "), "{chain}: {verdict}");
        assert!(verdict.contains(reason), "{chain} {key_file:?}: {verdict}");
        let tells = key.lines().filter(|line| !line.starts_with('-')).any(|line| verdict.contains(line));
        assert!(!tells && !verdict.contains("hunter2"), "{verdict}");
    }
}

#[test]
fn damaged_files_are_refused_wherever_they_are_cut() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut");
    let target = Target {
        tls: TlsOptions { skip_verification: true, ..TlsOptions::default() },
        ..Target::new("https://127.0.0.1:9")
    };
    for name in ["ec.legacy.p12", "ec.pbkdf2.der", "ec.scrypt.pem", "ec.key.der"] {
        let whole = std::fs::read(fixture(name)).unwrap();
        for cut in (0..whole.len() - 1).step_by(whole.len() / 23) {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let chosen = ClientCertificate {
                certificate: fixture("ec.pem"),
                key: Some(path.clone()),
                password: Secret::new("fixture"),
            };
            let mut target = target.clone();
            target.tls.client_certificate = Some(chosen);
            // Nobody listens there: what matters is that reading never breaks.
            let _ = runtime.block_on(failure(target));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_the_openssl_of_this_machine_are_read_too() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| {
        let made = Command::new("openssl").args(arguments.split(' ')).current_dir(folder.path()).output();
        made.is_ok_and(|output| output.status.success())
    };
    let ec = fixture("ec.pem");
    std::fs::copy(&ec, folder.path().join("ec.pem")).unwrap();
    std::fs::copy(fixture("ec.pkcs8.pem"), folder.path().join("key.pem")).unwrap();
    if !run("pkcs12 -export -in ec.pem -inkey key.pem -passout pass:pässword -out store.bin") {
        eprintln!("skipped: there is no openssl here");
        return;
    }
    let chosen = ClientCertificate {
        certificate: folder.path().join("store.bin"),
        key: None,
        password: Secret::new("pässword"),
    };
    assert_eq!(shown(chosen).await, "OK (0) remote: ");
    assert!(run("pkcs8 -topk8 -in key.pem -v2 aes-192-cbc -v2prf hmacWithSHA512 -passout pass:other -out new.pem"));
    let chosen =
        ClientCertificate { certificate: ec, key: Some(folder.path().join("new.pem")), password: Secret::new("other") };
    assert_eq!(shown(chosen).await, "OK (0) remote: ");
}

#[test]
fn a_certificate_tells_what_a_user_needs_to_see() {
    let read = |name| CertificateFacts::read(&CertificateDer::from_pem_file(fixture(name)).unwrap()).unwrap();
    let leaf = read("ec.pem");
    assert_eq!((leaf.subject.as_str(), leaf.issuer.as_str()), ("CN=client.test", "CN=Farcall test authority"));
    assert_eq!(leaf.names, ["client.test"]);
    assert_eq!(leaf.other_names, ["URI:spiffe://test/client", "email:client@test"]);
    assert_eq!((leaf.key.as_str(), leaf.signature.as_str()), ("EC P-256", "ecdsa-with-SHA256"));
    assert_eq!((leaf.not_before.year(), leaf.not_after.year()), (2020, 2120));
    assert_eq!((leaf.is_authority, leaf.is_self_issued()), (false, false));
    assert_eq!(leaf.fingerprint().len(), 32 * 3 - 1);
    let root = read("ca.pem");
    assert_eq!((root.is_authority, root.is_self_issued(), read("rsa.pem").key.as_str()), (true, true, "RSA 2048"));
}
