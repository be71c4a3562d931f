//! Commands as they are pasted: every quote, every flag, and what is told of the rest.

use proptest::prelude::*;

use super::*;
use crate::{
    transport::{Keepalive, Security},
    workspace::{Snippet, grpcurl},
};

fn read(text: &str) -> GrpcurlCommand {
    read_grpcurl(text).unwrap_or_else(|why| panic!("{text}: {why}"))
}

/// The message of a command.
fn data(quoted: &str) -> String {
    let command = read(&format!("grpcurl -plaintext -d {quoted} localhost:1 a.S/M"));
    assert_eq!(command.verb, Verb::Call("a.S/M".to_owned()), "{quoted}");
    match command.data {
        Data::Text(text) => text,
        other => panic!("{quoted}: {other:?}"),
    }
}

#[test]
fn words_are_cut_as_a_shell_cuts_them() {
    let table = [
        (r#"'{"a": 1}'"#, r#"{"a": 1}"#),
        (r#""{\"a\": 1}""#, r#"{"a": 1}"#),
        (r#"{\"a\":1}"#, r#"{"a":1}"#),
        (r#"'{"a": "it'\''s"}'"#, r#"{"a": "it's"}"#),
        (r#"'{"a": "it'"'"'s"}'"#, r#"{"a": "it's"}"#),
        (r#"$'{"a": "it\'s"}'"#, r#"{"a": "it's"}"#),
        (r"$'a\nb\tc'", "a\nb\tc"),
        (r"$'\x41\u00e9\U0001f600\060'", "Aé😀0"),
        (r"$'\e\a\q'", "\u{1b}\u{7}q"),
        ("''", ""),
        ("\"\"", ""),
        ("a''b", "ab"),
        ("'a'\"b\"c", "abc"),
        (r#""a\$b\`c\\d\ne""#, "a$b`c\\d\\ne"),
        ("\"a\\\nb\"", "ab"),
        ("'a\nb'", "a\nb"),
        ("'a\\\nb'", "a\\\nb"),
        ("a\\\nb", "ab"),
        ("a\\ b", "a b"),
        ("'{\n  \"a\": 1\n}'", "{\n  \"a\": 1\n}"),
        ("\\\n'x'", "x"),
        ("^\r\n\"{\\\"a\\\": 1}\"", "{\"a\": 1}"),
        ("`\n'x'", "x"),
        ("\\  \n'x'", "x"),
        ("'a # b'", "a # b"),
        ("'a | b > c; d & e'", "a | b > c; d & e"),
        ("$HOME", "$HOME"),
        ("'$HOME'", "$HOME"),
        ("$(cat 'a b')x", "$(cat 'a b')x"),
        ("$\"a\"", "a"),
        ("é😀", "é😀"),
        ("\u{a0}'x'", "x"),
    ];
    for (quoted, expected) in table {
        assert_eq!(data(quoted), expected, "{quoted}");
    }
}

#[test]
fn what_does_not_end_is_refused() {
    for (text, why) in [
        ("grpcurl -d '{\"a\"", "The command is cut off: a single quote is not closed"),
        ("grpcurl -d \"{", "The command is cut off: a double quote is not closed"),
        ("grpcurl -d $'a", "The command is cut off: a single quote is not closed"),
        ("grpcurl -plaintext -d", "The command is cut off: -d wants a value"),
        ("grpcurl -plaintext", "The command names no server"),
        ("curl http://x", "This is no grpcurl command"),
        ("", "This is no grpcurl command"),
    ] {
        assert_eq!(read_grpcurl(text).unwrap_err().to_string(), why, "{text}");
    }
}

#[test]
fn flags_become_the_choices_of_a_call() {
    let command = read(
        "grpcurl -cacert ca.pem -cert me.pem -key=me.key --servername db -authority a.example -user-agent x/1 \
         -max-time 2.5 -keepalive-time 30 -max-msg-sz 1024 -H 'X-One: 1' -rpc-header 'x-two:2' \
         -reflect-header 'x-three: 3' -format text -d 'a: 1' api.example:443 a.b.S.M",
    );
    let target = &command.target;
    assert_eq!((target.address.as_str(), target.security), ("api.example:443", Security::Tls));
    assert_eq!(target.tls.roots.as_deref(), Some("ca.pem".as_ref()));
    let certificate = target.tls.client_certificate.as_ref().unwrap();
    assert_eq!(
        (certificate.certificate.to_str(), certificate.key.as_deref()),
        (Some("me.pem"), Some("me.key".as_ref()))
    );
    assert_eq!(target.tls.server_name.as_deref(), Some("db"));
    assert_eq!(target.authority.as_deref(), Some("a.example"));
    assert_eq!(target.user_agent.as_deref(), Some("x/1"));
    assert_eq!(target.keepalive, Some(Keepalive { time: Duration::from_secs(30), ..Keepalive::default() }));
    assert_eq!(command.timeout, Some(Duration::from_millis(2500)));
    assert_eq!(command.max_message_bytes, Some(1024));
    assert_eq!(command.metadata, [Row::new("x-one", "1"), Row::new("x-two", "2")]);
    assert_eq!(command.reflection_metadata, [Row::new("x-one", "1"), Row::new("x-three", "3")]);
    assert!(command.is_text_format);
    assert_eq!(command.verb, Verb::Call("a.b.S/M".to_owned()));
    assert_eq!(command.notes, [""; 0]);
}

#[test]
fn targets_verbs_and_files() {
    let verb = |text: &str| read(text).verb;
    assert_eq!(verb("grpcurl -plaintext localhost:1 list"), Verb::List(None));
    assert_eq!(verb("grpcurl -plaintext localhost:1 list a.S"), Verb::List(Some("a.S".to_owned())));
    assert_eq!(verb("grpcurl localhost:1 describe a.M"), Verb::Describe(Some("a.M".to_owned())));
    assert_eq!(verb("grpcurl -protoset a.binpb list"), Verb::List(None));
    assert_eq!(verb("grpcurl localhost:1"), Verb::Connect);
    assert_eq!(verb("grpcurl localhost:1 /a.S/M"), Verb::Call("a.S/M".to_owned()));
    assert_eq!(read("grpcurl -plaintext -unix /tmp/s a.S/M").target.address, "unix:/tmp/s");
    assert_eq!(read("grpcurl -plaintext=false x:1 a.S/M").target.security, Security::Tls);
    assert_eq!(read("grpcurl -plaintext x:1 a.S/M").target.security, Security::Plaintext);
    assert!(read("grpcurl -insecure x:1 a.S/M").target.tls.skip_verification);
    assert_eq!(
        read("grpcurl -import-path protos -proto a/s.proto -proto b.proto x:1 a.S/M").files,
        Some(FileSource::Protos {
            paths: vec!["protos/a/s.proto".into(), "protos/b.proto".into()],
            import_roots: vec!["protos".into()],
            sets: Vec::new(),
        })
    );
    assert_eq!(
        read("grpcurl -protoset a.binpb -protoset b.binpb x:1 a.S/M").files,
        Some(FileSource::DescriptorSet { paths: vec!["a.binpb".into(), "b.binpb".into()] })
    );
    assert_eq!(read("grpcurl -v -vv -expand-headers -use-reflection -- x:1 a.S/M").notes, [""; 0].to_vec());
}

#[test]
fn a_command_is_found_in_what_stands_around_it() {
    for text in [
        "$ grpcurl -plaintext localhost:1 a.S/M",
        "% grpcurl -plaintext localhost:1 a.S/M",
        "# Call it:\ngrpcurl -plaintext localhost:1 a.S/M # done",
        "sudo /usr/local/bin/grpcurl -plaintext localhost:1 a.S/M",
        "grpcurl.exe -plaintext localhost:1 a.S/M\r\n",
        "docker run --rm -i fullstorydev/grpcurl:v1.9.1 -plaintext localhost:1 a.S/M",
        "\n\n  grpcurl \\\n    -plaintext \\\n    localhost:1 \\\n    a.S/M\n",
        "grpcurl ^\r\n  -plaintext ^\r\n  localhost:1 a.S/M",
        "grpcurl -plaintext localhost:1 a.S/M 2>/dev/null",
    ] {
        assert!(looks_like_grpcurl(text), "{text}");
        let command = read(text);
        assert_eq!(command.target.address, "localhost:1", "{text}");
        assert_eq!(command.verb, Verb::Call("a.S/M".to_owned()), "{text}");
        assert_eq!(command.notes, [""; 0], "{text}");
    }
    for text in ["", "curl x", "{\"a\": \"grpcurls\"}", "a_grpcurl: 1"] {
        assert!(!looks_like_grpcurl(text), "{text}");
    }
}

#[test]
fn messages_come_from_pipes_and_here_documents() {
    let of = |text: &str| read(text).data;
    let text = |text: &str| Data::Text(text.to_owned());
    assert_eq!(of("echo '{\"a\": 1}' | grpcurl -plaintext -d @ x:1 a.S/M"), text("{\"a\": 1}"));
    assert_eq!(of("cat m.json | grpcurl -d @ x:1 a.S/M"), Data::File("m.json".into()));
    assert_eq!(of("grpcurl -d @ x:1 a.S/M < m.json"), Data::File("m.json".into()));
    assert_eq!(of("grpcurl -d @ x:1 a.S/M <<< '{}'"), text("{}"));
    assert_eq!(of("grpcurl -d @ x:1 a.S/M <<'END'\n{\"a\": 1}\n{\"a\": 2}\nEND\n"), text("{\"a\": 1}\n{\"a\": 2}\n"));
    assert_eq!(of("grpcurl -d @ x:1 a.S/M <<EOF\r\n{}\r\nEOF\r\n"), text("{}\n"));
    assert_eq!(of("grpcurl -d @ x:1 a.S/M"), Data::Stdin);
    assert_eq!(of("grpcurl x:1 a.S/M"), Data::None);
}

#[test]
fn what_has_no_place_in_a_call_is_told() {
    for (text, note) in [
        ("grpcurl -zip x:1 a.S/M", "-zip is no flag that is known; it is left out"),
        ("grpcurl -protoset-out o.binpb x:1 a.S/M", "-protoset-out o.binpb has no place in a call; it is left out"),
        ("grpcurl -max-time soon x:1 a.S/M", "-max-time soon is no number of seconds"),
        ("grpcurl -key k.pem x:1 a.S/M", "-key k.pem has no -cert beside it"),
        ("grpcurl x:1 a.S/M more words", "Not read: more words"),
        ("grpcurl x:1 a.S/M | jq .", "What follows the command is left out: jq ."),
        ("cd /x && grpcurl x:1 a.S/M", "What stands before the command is left out: cd /x"),
        ("grpcurl x:1 a.S/M > out.json", "The answer is not written to out.json"),
        ("T=abc grpcurl x:1 a.S/M", "T=abc is a variable of the shell; it is left out"),
        ("grpcurl $HOST:1 a.S/M", "$HOST:1 holds a variable of the shell; put its value in its place"),
        ("grpcurl -authority ${A} x:1 a.S/M", "${A} holds a variable of the shell; put its value in its place"),
        (
            "grpcurl -H \"authorization: Bearer $TOKEN\" x:1 a.S/M",
            "$TOKEN is a variable of the shell; it is asked for as a secret",
        ),
        ("grpcurl -alts x:1 a.S/M", "ALTS is not supported (-alts)"),
    ] {
        assert_eq!(read(text).notes, [note], "{text}");
    }
    let command = read("grpcurl -H \"authorization: Bearer ${TOKEN}\" -H 'x: 5 $' x:1 a.S/M");
    assert_eq!(command.metadata, [Row::new("authorization", "Bearer {{secret:TOKEN}}"), Row::new("x", "5 $")]);
}

#[test]
fn what_is_copied_here_is_read_again() {
    let target = Target { authority: Some("a.example".into()), ..Target::new("localhost:50051") };
    let metadata = [Row::new("x-note", "it's \"5 $\" `x` \\"), Row::new("authorization", "Bearer s")];
    let messages = ["{\"a\": \"it's\"}".to_owned(), "{\"b\": \"END\\nEND\"}".to_owned()];
    let text = grpcurl(&Snippet {
        target: &target,
        method: "a.S/M",
        metadata: &metadata,
        timeout: Some(Duration::from_millis(1500)),
        messages: &messages,
        files: None,
    });
    let command = read(&text);
    assert_eq!(command.target, Target { security: Security::Plaintext, ..target });
    assert_eq!(command.metadata, [metadata[0].clone(), Row::new("authorization", "{{secret:AUTHORIZATION}}")]);
    assert_eq!(command.timeout, Some(Duration::from_millis(1500)));
    assert_eq!(command.data, Data::Text(format!("{}\n{}\n", messages[0], messages[1])));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(grpcurl )?[-a-z '\"\\\\$@(){}<>|;&#^`\n=:.é]{0,80}") {
        let _ = read_grpcurl(&text);
        let _ = looks_like_grpcurl(&text);
    }
}
