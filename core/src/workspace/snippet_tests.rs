//! Tests of the command to copy: what a shell makes of it.

use super::*;
use crate::transport::{ClientCertificate, TlsOptions};

fn snippet<'a>(target: &'a Target, rows: &'a [Row], messages: &'a [String]) -> String {
    grpcurl(&Snippet {
        target,
        method: "shop.v1.Orders/GetOrder",
        metadata: rows,
        timeout: None,
        messages,
        files: None,
    })
}

fn row(key: &str, value: &str) -> Row {
    Row { enabled: true, key: key.into(), value: value.into() }
}

#[test]
fn a_plain_call_is_a_plain_command() {
    let target = Target::new("localhost:50051");
    let command = snippet(&target, &[], &["{\"id\": \"it's\"}".into()]);
    assert_eq!(
        command,
        "grpcurl \\\n  -plaintext \\\n  -d '{\"id\": \"it'\\''s\"}' \\\n  localhost:50051 shop.v1.Orders/GetOrder\n"
    );
}

#[test]
fn secrets_become_variables_and_nothing_of_them_is_copied() {
    let rows = [
        row("Authorization", "Bearer abc"),
        row("x-api-key", "{{secret:prod-key}}"),
        row("x-note", "5 $ `date` \"q\""),
        row("x-mixed", "a\"b {{secret:mine}}"),
        Row { enabled: false, ..row("x-off", "1") },
        row("authorization", "Bearer def"),
    ];
    let command = snippet(&Target::new("a.example:443"), &rows, &[]);
    for line in [
        "-H \"authorization: $AUTHORIZATION\"",
        "-H \"x-api-key: ${PROD_KEY}\"",
        "-H 'x-note: 5 $ `date` \"q\"'",
        "-H \"x-mixed: a\\\"b ${MINE}\"",
        "-H \"authorization: $AUTHORIZATION_2\"",
    ] {
        assert!(command.contains(line), "{line}\n{command}");
    }
    assert!(!command.contains("abc") && !command.contains("def") && !command.contains("x-off"), "{command}");
}

#[test]
fn connection_choices_and_timeout_are_flags() {
    let target = Target {
        tls: TlsOptions {
            roots: Some("my ca.pem".into()),
            client_certificate: Some(ClientCertificate {
                certificate: "c.pem".into(),
                key: Some("k.pem".into()),
                ..ClientCertificate::default()
            }),
            server_name: Some("shop".into()),
            skip_verification: true,
            ..TlsOptions::default()
        },
        authority: Some("shop.example".into()),
        ..Target::new("https://10.0.0.7:8443")
    };
    let files = FileSource::Protos {
        paths: vec!["p/shop/v1/shop.proto".into()],
        import_roots: vec!["p".into()],
        sets: Vec::new(),
    };
    let command = grpcurl(&Snippet {
        target: &target,
        method: "a.B/C",
        metadata: &[],
        timeout: Some(Duration::from_millis(1500)),
        messages: &[],
        files: Some(&files),
    });
    for flag in [
        "-insecure",
        "-cacert 'my ca.pem'",
        "-cert c.pem",
        "-key k.pem",
        "-servername shop",
        "-authority shop.example",
        "-import-path p",
        "-proto shop/v1/shop.proto",
        "-max-time 1.5",
        "10.0.0.7:8443 a.B/C",
    ] {
        assert!(command.contains(flag), "{flag}\n{command}");
    }
    assert!(!command.contains("-plaintext"));
    let socket = snippet(&Target::new("unix:/run/app.sock"), &[], &[]);
    assert!(socket.contains("-unix") && socket.contains("/run/app.sock shop"), "{socket}");
    let refused = snippet(&Target::new("https://user:hunter2@shop.example"), &[], &[]);
    assert!(!refused.contains("hunter2"), "{refused}");
}

#[test]
fn several_messages_are_a_here_document_that_they_cannot_end() {
    let messages = ["{\"a\": 1}".to_owned(), "END".to_owned(), "{\"b\": \"$HOME `x`\"}".to_owned()];
    let command = snippet(&Target::new("localhost:1"), &[], &messages);
    assert!(
        command.ends_with(
            "-d @ \\\n  localhost:1 shop.v1.Orders/GetOrder <<'END_'\n{\"a\": 1}\nEND\n{\"b\": \"$HOME `x`\"}\nEND_\n"
        ),
        "{command}"
    );
}

/// The shell itself is the referee of the quoting.
#[cfg(unix)]
#[test]
fn a_shell_reads_back_what_was_meant() {
    let value = "it's \"quoted\" $HOME `id` \\ and\ttabs !";
    let rows = [row("x-note", value), row("authorization", "Bearer abc")];
    let messages = ["{\"m\": \"it's $1\"}".to_owned()];
    let command = snippet(&Target::new("localhost:1"), &rows, &messages);
    let script = format!("grpcurl() {{ for word in \"$@\"; do printf '%s\\n' \"$word\"; done; }}\n{command}");
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .env("AUTHORIZATION", "Bearer from the environment")
        .output()
        .unwrap();
    let words = String::from_utf8(output.stdout).unwrap();
    let expected = [
        "-plaintext",
        "-H",
        &format!("x-note: {value}"),
        "-H",
        "authorization: Bearer from the environment",
        "-d",
        &messages[0],
        "localhost:1",
        "shop.v1.Orders/GetOrder",
    ];
    assert_eq!(words.lines().collect::<Vec<_>>(), expected);
}
