//! The catalog as others use it: names, nearest names, symbols, docs and types of `Any`.
//! It loads the built-in protos, which are there everywhere.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{MethodKind, Schema, SymbolKind};

#[test]
fn the_built_in_schema_has_what_servers_have_without_telling() {
    let schema = Schema::builtin();
    assert_eq!(schema.problems(), []);
    let names: Vec<&str> = schema.services().iter().map(|service| service.full_name.as_str()).collect();
    assert_eq!(
        names,
        [
            "grpc.channelz.v1.Channelz",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection",
        ]
    );
    let watch = schema.method(&"grpc.health.v1.Health/Watch".parse().unwrap()).unwrap();
    assert_eq!(watch.kind, MethodKind::ServerStreaming);
    assert!(watch.docs.starts_with("Performs a watch"), "{}", watch.docs);
    assert_eq!(watch.input.full_name(), "grpc.health.v1.HealthCheckRequest");
}

#[test]
fn any_is_resolved_here_and_among_the_built_in_types() {
    let empty = Schema::default();
    for (url, name) in [
        ("type.googleapis.com/google.rpc.BadRequest", Some("google.rpc.BadRequest")),
        ("https://example.com/a/b/google.protobuf.Duration", Some("google.protobuf.Duration")),
        ("/google.rpc.Status", Some("google.rpc.Status")),
        ("google.rpc.Status", None),
        ("type.googleapis.com/no.Such", None),
        ("", None),
    ] {
        let found = empty.resolve_any(url);
        assert_eq!(found.as_ref().map(|message| message.full_name()), name, "{url}");
    }
}

#[test]
fn docs_are_found_for_every_kind_of_element() {
    let schema = Schema::builtin();
    let message = schema.message("google.rpc.RetryInfo").unwrap();
    assert!(schema.docs_of(&message).contains("retry"));
    let field = message.get_field_by_name("retry_delay").unwrap();
    assert_eq!(schema.docs_of(&field), "Clients should wait at least this long between retrying the same request.");
    let code = schema.enumeration("google.rpc.Code").unwrap();
    let value = code.get_value_by_name("OK").unwrap();
    assert!(schema.docs_of(&value).starts_with("Not an error"));
    // A descriptor of another pool has its own comments.
    assert!(Schema::default().docs_of(&message).contains("retry"));
}

#[test]
fn symbols_and_nearest_names_come_from_the_whole_schema() {
    let schema = Schema::builtin();
    let symbols = schema.symbols();
    assert!(symbols.is_sorted());
    for (name, kind) in [
        ("grpc.health.v1.Health", SymbolKind::Service),
        ("grpc.health.v1.Health/Check", SymbolKind::Method),
        ("google.rpc.Status", SymbolKind::Message),
        ("google.rpc.Code", SymbolKind::Enum),
        ("google.api.http", SymbolKind::Extension),
    ] {
        assert!(symbols.iter().any(|symbol| symbol.name == name && symbol.kind == kind), "{name}");
    }
    assert_eq!(schema.nearest_methods("grpc.health.v1.Health/Chek")[0], "grpc.health.v1.Health/Check");
    assert_eq!(schema.nearest_symbols("google.rpc.Statsu")[0], "google.rpc.Status");
    assert!(schema.nearest_symbols("zzz.zzz").is_empty());
}

#[test]
fn a_schema_loads_from_a_thread_with_a_small_stack() {
    let load = || Schema::from_files(super::builtin::files().iter().map(|file| file.encoded.to_vec()).collect());
    let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(load).unwrap();
    assert_eq!(thread.join().unwrap().services().len(), 4);
}
