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
        ("[fe80::1%eth0]:9", "[fe80::1%eth0]:9", true, "[fe80::1]:9"),
        ("grpcs://[fe80::1%25]", "[fe80::1%25]:443", true, "[fe80::1]"),
        ("[::1%lo]:9", "[::1%lo]:9", false, "[::1]:9"),
        ("dns:///h:1", "h:1", true, "h:1"),
        ("dns:h:1", "h:1", true, "h:1"),
        ("dns:/h:1", "h:1", true, "h:1"),
        ("dns:///api.example.com", "api.example.com:443", true, "api.example.com"),
        ("dns:[2001:db8::1]", "[2001:db8::1]:443", true, "[2001:db8::1]"),
        ("dns:50051", "dns:50051", true, "dns:50051"),
        ("ipv4:1.2.3.4:80,5.6.7.8:81", "1.2.3.4:80,5.6.7.8:81", true, "1.2.3.4:80"),
        ("ipv4:1.2.3.4,5.6.7.8", "1.2.3.4:443,5.6.7.8:443", true, "1.2.3.4"),
        ("ipv4:///127.0.0.1:80", "127.0.0.1:80", false, "127.0.0.1:80"),
        ("ipv6:[::1]:80,[::2]:80", "[::1]:80,[::2]:80", true, "[::1]:80"),
        ("ipv6:2001:db8::1,[::2]", "[2001:db8::1]:443,[::2]:443", true, "[2001:db8::1]"),
        ("ipv4:50051", "ipv4:50051", true, "ipv4:50051"),
        ("a:1, b:2,[::1]:3", "a:1,b:2,[::1]:3", true, "a:1"),
        ("localhost:1,127.0.0.1:2,[::1]:3", "localhost:1,127.0.0.1:2,[::1]:3", false, "localhost:1"),
        ("localhost:1,10.0.0.7:2", "localhost:1,10.0.0.7:2", true, "localhost:1"),
        ("dns:///a:1,b", "a:1,b:443", true, "a:1"),
        ("http://a,b:2", "a:80,b:2", false, "a"),
        ("unix:run/app.sock", "unix:run/app.sock", false, "localhost"),
        ("unix:///run/app.sock", "unix:/run/app.sock", false, "localhost"),
        ("unix-abstract:app", "unix-abstract:app", false, "localhost"),
        ("xds:50051", "xds:50051", true, "xds:50051"),
    ];
    for (typed, address, tls, authority) in cases {
        let endpoint = parse(typed).unwrap();
        assert_eq!(endpoint.address.to_string(), address, "{typed}");
        assert_eq!((endpoint.tls, endpoint.authority.as_str()), (tls, authority), "{typed}");
        assert_eq!(parse(address).unwrap().address, endpoint.address, "{address} is what verdicts name");
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
        ("a:1,,b:2", "\"\" is not a host name or an IP address · Write localhost:PORT for this machine."),
        ("a:1,b", "\"b\" has no port · Write b:PORT."),
        ("ipv4:[::1]:80", "\"::1\" is not an IPv4 address"),
        ("ipv4:1.2.3.4,localhost", "\"localhost\" is not an IPv4 address"),
        ("ipv6:1.2.3.4:80", "\"1.2.3.4\" is not an IPv6 address"),
        (
            "dns://8.8.8.8/h:1",
            "DNS server \"8.8.8.8\" cannot be chosen · Names are looked up by this system: dns:///HOST:PORT.",
        ),
        ("dns://h:1", "DNS server \"h:1\" cannot be chosen · Names are looked up by this system: dns:///HOST:PORT."),
        ("::1:50051", "\"::1:50051\" is ambiguous · Put an IPv6 address in brackets: [::1]:50051."),
        (
            "ftp://h:1",
            "\"ftp:\" is not supported · Use host:port, http, https, grpc, grpcs, dns, ipv4, ipv6, unix or unix-abstract.",
        ),
        (
            "xds:///service",
            "\"xds:\" is not supported · Use host:port, http, https, grpc, grpcs, dns, ipv4, ipv6, unix or unix-abstract.",
        ),
        (
            "vsock:2:1234",
            "\"vsock:\" is not supported · Use host:port, http, https, grpc, grpcs, dns, ipv4, ipv6, unix or unix-abstract.",
        ),
        ("h:1/api", "Only a URL has a path, but \"/api\" was given · Write http://h:1/api, or https."),
        ("https://h/api?x=1", "\"/api?x=1\" cannot be a path prefix · Write /path, without spaces, ? or #."),
        ("https://h/a b", "\"/a b\" cannot be a path prefix · Write /path, without spaces, ? or #."),
        ("https://h#x", "\"#x\" cannot be a path prefix · Write /path, without spaces, ? or #."),
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

#[test]
fn the_path_of_a_url_and_the_prefix_become_one() {
    let cases = [
        ("https://h", None, Ok("")),
        ("https://h/", Some("/"), Ok("")),
        ("https://h/api/v1/", None, Ok("/api/v1")),
        ("h:1", Some(" /api/ "), Ok("/api")),
        ("grpc://h/api", Some("/api"), Ok("/api")),
        ("https://h/@me", None, Ok("/@me")),
        ("https://h/a", Some("/b"), Err("The URL has the path \"/a\", but the prefix \"/b\" is chosen")),
        ("h:1", Some("api"), Err("\"api\" cannot be a path prefix · Write /path, without spaces, ? or #.")),
        ("h:1", Some("/a\u{7}"), Err("\"/a\u{7}\" cannot be a path prefix · Write /path, without spaces, ? or #.")),
    ];
    for (address, prefix, expected) in cases {
        let target = Target { path_prefix: prefix.map(str::to_owned), ..Target::new(address) };
        let prefix = Endpoint::parse(&target).map(|endpoint| endpoint.path_prefix).map_err(|error| error.to_string());
        assert_eq!(prefix.as_deref().map_err(String::as_str), expected, "{address}");
    }
}

#[test]
fn a_list_checks_the_certificate_of_its_first_host() {
    assert_eq!(parse("a:1,b:2").unwrap().server_name, "a");
    assert_eq!(parse("ipv6:[::2]:80,[::3]:80").unwrap().server_name, "::2");
    assert_eq!(parse("[fe80::1%eth0]:80").unwrap().server_name, "fe80::1", "a zone means nothing to the server");
}

#[test]
fn a_proxy_that_cannot_be_one_is_refused_without_its_password() {
    let cases = [
        ("http://proxy:3128", None),
        ("me:secret@proxy:3128", None),
        ("ftp://me:secret@proxy", Some("\"ftp:\" is not supported: use http, https, socks5 or socks5h.")),
        ("http://me:secret@", Some("It has no host: write http://HOST:PORT.")),
        ("http://me:secret@proxy/way", Some("It has a path: write http://HOST:PORT.")),
        ("socks5://me:secret@proxy:0", Some("\"0\" is not a port: Ports are 1 to 65535.")),
    ];
    for (url, reason) in cases {
        let target = Target { proxy: ProxyChoice::Url(url.into()), ..Target::new("h:1") };
        let refused = Endpoint::parse(&target).err().map(|error| error.to_string());
        assert_eq!(refused, reason.map(|reason| format!("The proxy cannot be used · {reason}")), "{url}");
        let socket = Target { address: "unix:/run/app.sock".into(), ..target };
        assert_eq!(Endpoint::parse(&socket), Err(TargetError::ProxyForUnixSocket));
    }
}
