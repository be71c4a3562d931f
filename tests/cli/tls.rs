//! TLS from the terminal: roots, names, client certificates, and what each mistake is told.

use farcall_proto_samples::{SampleOptions, SampleServer, TlsFiles};
use farcall_tests::{Certificates, Ended, Farcall, Pair, sample_with};

fn serve(pair: &Pair, client_roots: Option<&Pair>) -> SampleServer {
    let mut tls = TlsFiles::new(&pair.certificate, &pair.key);
    tls.client_roots = client_roots.map(|roots| roots.certificate.clone());
    sample_with(SampleOptions { tls: Some(tls), ..SampleOptions::default() })
}

fn list(server: &SampleServer, options: &[&str]) -> Ended {
    Farcall::new(["list", &server.addr().to_string()]).args(options).run()
}

#[test]
fn roots_and_names_are_checked_unless_told_otherwise() {
    let certificates = Certificates::new();
    let roots = certificates.authority.certificate_file.to_str().unwrap();
    let good = serve(&certificates.server, None);
    list(&good, &["--cacert", roots]).expect_exit(0);
    list(&good, &["-cacert", roots, "--servername", "localhost"]).expect_exit(0);
    let loud = list(&good, &["--insecure"]).expect_exit(0);
    assert!(loud.stderr.contains("warning: the server is not verified (--insecure)"), "{loud:?}");
    let untrusted = list(&good, &["--tls"]).expect_exit(78);
    assert!(untrusted.last_error_line().starts_with("UNAVAILABLE (14): Certificate rejected: "), "{untrusted:?}");
    assert!(untrusted.stderr.contains("--cacert"), "{untrusted:?}");
    let plaintext = list(&good, &[]).expect_exit(78);
    assert!(plaintext.last_error_line().ends_with("expects TLS"), "{plaintext:?}");
    assert!(plaintext.stderr.contains("hint: Use TLS: --tls"), "{plaintext:?}");

    let elsewhere = serve(&certificates.elsewhere, None);
    let misnamed = list(&elsewhere, &["--cacert", roots]).expect_exit(78);
    assert!(misnamed.last_error_line().contains("elsewhere.example"), "{misnamed:?}");
    list(&elsewhere, &["--cacert", roots, "--servername", "elsewhere.example"]).expect_exit(0);
    let missing = list(&elsewhere, &["--cacert", "no-such-file.pem"]).expect_exit(1);
    assert!(missing.stderr.contains("--cacert no-such-file.pem cannot be read"), "{missing:?}");
}

#[test]
fn a_client_certificate_is_shown_when_asked() {
    let certificates = Certificates::new();
    let roots = certificates.authority.certificate_file.to_str().unwrap();
    let client = &certificates.client;
    let (certificate, key) = (client.certificate_file.to_str().unwrap(), client.key_file.to_str().unwrap());
    let server = serve(&certificates.server, Some(&certificates.authority));
    list(&server, &["--cacert", roots, "--cert", certificate, "--key", key]).expect_exit(0);
    let none = list(&server, &["--cacert", roots]).expect_exit(78);
    assert!(none.last_error_line().ends_with("asks for a client certificate"), "{none:?}");
    assert!(none.stderr.contains("--cert FILE --key FILE, or --cert FILE.p12"), "{none:?}");
    let without_key = list(&server, &["--cacert", roots, "--cert", certificate]).expect_exit(78);
    assert!(without_key.last_error_line().starts_with("UNAVAILABLE (14): "), "{without_key:?}");
    let both = std::fs::read_to_string(certificate).unwrap() + &std::fs::read_to_string(key).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("bundle.pem");
    std::fs::write(&bundle, both).unwrap();
    list(&server, &["--cacert", roots, "--cert", bundle.to_str().unwrap()]).expect_exit(0);
}

#[test]
fn a_key_of_another_certificate_is_said_in_words() {
    let certificates = Certificates::new();
    let server = serve(&certificates.server, None);
    let (mine, other) = (&certificates.client.certificate_file, &certificates.server.key_file);
    let options = ["--insecure", "--cert", mine.to_str().unwrap(), "--key", other.to_str().unwrap()];
    let refused = list(&server, &options).expect_exit(78);
    assert!(refused.last_error_line().ends_with("It does not belong to the certificate"), "{refused:?}");
}
