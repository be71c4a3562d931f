//! Wrong usage and help.

use farcall_tests::Farcall;

const COMMANDS: [&str; 11] =
    ["list", "describe", "schema", "call", "open", "run", "health", "probe", "channelz", "sample-server", "demo"];

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_wrong() {
    let call = ["call", "127.0.0.1:1", "a.B/C"];
    for options in [
        &["--plaintext", "--insecure"][..],
        &["--plaintext", "--cacert", "x"],
        &["--plaintext", "--cert", "x", "--key", "y"],
        &["--plaintext", "--servername", "x"],
        &["--plaintext", "--tls"],
        &["-plaintext", "-insecure"],
        &["--timeout", "soon"],
        &["--timeout", "0"],
        &["--connect-timeout", "-1s"],
        &["--max-msg-sz", "big"],
        &["--format", "yaml"],
        &["--plaintext", "--tls-min", "1.3"],
        &["--plaintext", "--keylog", "x"],
        &["--tls-min", "1.0"],
        &["--key", "k"],
        &["--cert-password-env", "X"],
        &["--compress", "br"],
        &["--accept-encoding", "gzip,br"],
        &["--web=xml"],
        &["--lb", "random"],
        &["--keepalive-timeout", "1s"],
        &["--bearer-env", "A", "--basic-env", "B"],
        &["--oauth-token-url", "http://127.0.0.1:1/"],
        &["--oauth-scope", "x"],
        &["--no-such-option"],
    ] {
        let ended = Farcall::new(call).args(options).run().expect_exit(2);
        assert!(ended.stdout.is_empty() && ended.stderr.starts_with("error: "), "{options:?}: {ended:?}");
    }
    for arguments in [&["list"][..], &["describe"], &["call"], &["call", "a:1"], &["run"], &["health"], &["nope"]] {
        Farcall::new(arguments).run().expect_exit(2);
    }
    Farcall::new(["list", "--reflection", "--proto", "a.proto"]).run().expect_exit(2);
}

#[test]
fn help_teaches_by_examples() {
    let top = Farcall::new(["--help"]).run().expect_exit(0);
    for command in COMMANDS {
        assert!(top.stdout.contains(&format!("\n  {command}")), "{command} is missing in\n{}", top.stdout);
        let help = Farcall::new([command, "--help"]).run().expect_exit(0);
        assert!(help.stderr.is_empty());
        assert!(help.stdout.contains("Examples") || command == "demo", "{}", help.stdout);
    }
    assert!(top.stdout.contains("64 + code"), "{}", top.stdout);
    for command in ["list", "describe", "export", "docs"] {
        let help = Farcall::new(["schema", command, "--help"]).run().expect_exit(0);
        assert!(help.stdout.contains("Examples") && help.stdout.contains("--proto"), "{}", help.stdout);
    }
    let call = Farcall::new(["call", "-help"]).run().expect_exit(0).stdout;
    for option in [
        "-d, --data",
        "-H, --header",
        "--reflect-header",
        "--rpc-header",
        "--proto",
        "-I, --import-path",
        "--protoset",
        "--plaintext",
        "--tls",
        "--insecure",
        "--cacert",
        "--cert",
        "--key",
        "--authority",
        "--servername",
        "--user-agent",
        "--timeout",
        "--max-time",
        "--connect-timeout",
        "--max-msg-sz",
        "--emit-defaults",
        "--bare-64-bit",
        "--proto-names",
        "--enum-numbers",
        "--zone",
        "--allow-unknown-fields",
        "--format",
        "-v, --verbose",
        "--events",
        "--reflection",
        "--wait-for-ready",
        "--compress",
        "--accept-encoding",
        "--max-send-sz",
        "--max-header-sz",
        "--keepalive-time",
        "--keepalive-timeout",
        "--proxy",
        "--prefix",
        "--web",
        "--lb",
        "--tls-min",
        "--keylog",
        "--cert-password-env",
        "--traceparent",
        "--service-config",
        "--bearer-env",
        "--basic-env",
        "--oauth-token-url",
        "--oauth-client-id",
        "--oauth-client-secret-env",
        "--oauth-scope",
    ] {
        assert!(call.contains(option), "{option} is missing in\n{call}");
    }
    let headings = ["Messages and output:", "Call:", "Schema:", "Metadata:", "Auth (", "Connection:", "TLS:"];
    let places: Vec<usize> = headings.iter().map(|heading| call.find(&format!("\n{heading}")).unwrap()).collect();
    assert!(places.is_sorted(), "{call}");
    assert!(Farcall::new(["--version"]).run().expect_exit(0).stdout.starts_with("farcall "));
}
