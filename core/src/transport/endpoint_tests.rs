//! Tests of targets: what is typed, where it goes, and the words for what cannot be used.
#![allow(clippy::unwrap_used)]

use super::*;

fn parse(address: &str) -> Result<Endpoint, TargetError> {
    Endpoint::parse(&Target::new(address))
}

#[test]
fn addresses_say_where_and_how() {
    let cases = [
        ("localhost:50051", "localhost:50051", false, "localhost:50051"),
        ("LOCALHOST:1", "LOCALHOST:1", false, "LOCALHOST:1"),
        ("127.0.0.9:80", "127.0.0.9:80", false, "127.0.0.9:80"),
        ("[::1]:50051", "[::1]:50051", false, "[::1]:50051"),
        ("[::ffff:127.0.0.1]:5", "[::ffff:127.0.0.1]:5", false, "[::ffff:127.0.0.1]:5"),
        (" api.example.com:443 ", "api.example.com:443", true, "api.example.com:443"),
        ("10.0.0.7:9", "10.0.0.7:9", true, "10.0.0.7:9"),
        ("http://api.example.com", "api.example.com:80", false, "api.example.com"),
        ("https://api.example.com/", "api.example.com:443", true, "api.example.com"),
        ("HTTPS://localhost:8443", "localhost:8443", true, "localhost:8443"),
        ("grpc://h:1", "h:1", false, "h:1"),
        ("grpcs://[2001:db8::1]", "[2001:db8::1]:443", true, "[2001:db8::1]"),
        ("dns:///h:1", "h:1", true, "h:1"),
        ("dns://8.8.8.8/h:1", "h:1", true, "h:1"),
        ("dns:h:1", "h:1", true, "h:1"),
        ("unix:run/app.sock", "unix:run/app.sock", false, "localhost"),
        ("unix:///run/app.sock", "unix:/run/app.sock", false, "localhost"),
        ("unix-abstract:app", "unix-abstract:app", false, "localhost"),
        ("xds:50051", "xds:50051", true, "xds:50051"),
    ];
    for (typed, address, tls, authority) in cases {
        let endpoint = parse(typed).unwrap();
        assert_eq!(endpoint.address.to_string(), address, "{typed}");
        assert_eq!((endpoint.tls, endpoint.authority.as_str()), (tls, authority), "{typed}");
    }
}

#[test]
fn what_cannot_be_used_is_named() {
    let cases = [
        ("", "No address · Write host:port, a URL, or unix:PATH."),
        ("api.example.com", "\"api.example.com\" has no port · Write api.example.com:PORT."),
        ("[::1]", "\"[::1]\" has no port · Write [::1]:PORT."),
        ("h:0", "\"0\" is not a port · Ports are 1 to 65535."),
        ("h:70000", "\"70000\" is not a port · Ports are 1 to 65535."),
        ("h:", "\"\" is not a port · Ports are 1 to 65535."),
        (":50051", "\"\" is not a host name or an IP address · Write localhost:PORT for this machine."),
        ("a b:1", "\"a b\" is not a host name or an IP address"),
        ("[zz]:1", "\"[zz]:1\" is not a host name or an IP address"),
        ("::1:50051", "\"::1:50051\" is ambiguous · Put an IPv6 address in brackets: [::1]:50051."),
        (
            "ftp://h:1",
            "\"ftp:\" is not supported · Use host:port, http, https, grpc, grpcs, dns, unix or unix-abstract.",
        ),
        (
            "xds:///service",
            "\"xds:\" is not supported · Use host:port, http, https, grpc, grpcs, dns, unix or unix-abstract.",
        ),
        ("https://h/api", "A target has no path, but \"/api\" was given · gRPC paths are /package.Service/Method."),
        ("https://me:pw@h", "A target has no user name or password · Send them as \"authorization\" metadata."),
    ];
    for (typed, words) in cases {
        assert_eq!(parse(typed).unwrap_err().to_string(), words, "{typed}");
    }
}

#[test]
fn a_scheme_and_a_choice_that_differ_are_refused() {
    let target = Target { security: Security::Plaintext, ..Target::new("https://h:1") };
    let words = "\"https://\" means TLS, but plaintext is chosen";
    assert_eq!(Endpoint::parse(&target).unwrap_err().to_string(), words);
    let target = Target { security: Security::Tls, ..Target::new("localhost:1") };
    assert!(Endpoint::parse(&target).unwrap().tls);
    let target = Target { security: Security::Plaintext, ..Target::new("h:1") };
    assert!(!Endpoint::parse(&target).unwrap().tls);
}

#[test]
fn overrides_replace_what_follows_from_the_address() {
    let mut target = Target { authority: Some("front.example".into()), ..Target::new("10.0.0.7:443") };
    target.tls.server_name = Some("back.example".into());
    let endpoint = Endpoint::parse(&target).unwrap();
    assert_eq!((endpoint.authority.as_str(), endpoint.server_name.as_str()), ("front.example", "back.example"));
    target.authority = Some("no good".into());
    assert_eq!(Endpoint::parse(&target).unwrap_err().to_string(), "\"no good\" cannot be an authority");
}
