//! Pages, outlines and prose of small schemas, as a reader of them would see them.
//! Each text is loaded as one file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use tempfile::TempDir;

use super::{
    ChangeKind::{Added, Changed, Removed},
    *,
};
use crate::schema::{FileSource, Schema, SymbolKind};

const SHOP: &str = r#"syntax = "proto3";

// All of the shop.
package shop.v1;

import "google/api/annotations.proto";

// Orders of a shop.
service Orders {
  // Gets one.
  rpc Get(GetRequest) returns (Order) {
    option (google.api.http) = { get: "/v1/{id}" };
  }
  rpc Watch(GetRequest) returns (stream Order) {
    option deprecated = true;
  }
}

message GetRequest {
  string id = 1;
}

// An order.
message Order {
  // Its id.
  string id = 1;
  optional int32 count = 2 [json_name = "n"];
  map<string, Line> lines = 3;
  // How it is paid.
  oneof payment {
    string card = 10;
    int64 cash = 11 [deprecated = true]; // In coins.
  }

  // A line.
  message Line {
    Kind kind = 1;
    repeated Order more = 2;

    enum Kind {
      NONE = 0;
      BOOK = 1;
    }
  }
}
"#;

pub(super) fn load(text: &str) -> Schema {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("x.proto"), text).unwrap();
    let schema = Schema::load(&FileSource::Protos {
        paths: vec![folder.path().to_owned()],
        import_roots: vec![],
        sets: Vec::new(),
    });
    assert_eq!(schema.problems(), []);
    schema
}

fn types(member: &Member) -> Vec<(&str, Option<&str>)> {
    member.types.iter().map(|one| (one.text.as_str(), one.symbol.as_deref())).collect()
}

fn member<'a>(page: &'a Page, name: &str) -> &'a Member {
    page.members.iter().find(|member| member.name == name).unwrap()
}

#[test]
fn a_service_and_its_methods_have_pages() {
    let schema = load(SHOP);
    let page = schema.page("shop.v1.Orders").unwrap();
    assert_eq!(
        (page.kind, page.file.as_str(), page.docs.as_str()),
        (PageKind::Service, "x.proto", "Orders of a shop.")
    );
    assert_eq!(page.place, Some(Place { line: 9, column: 1 }));
    let watch = member(&page, "Watch");
    assert_eq!((watch.kind, watch.symbol.as_deref()), ("method", Some("shop.v1.Orders/Watch")));
    assert!(watch.deprecated);
    assert_eq!(types(watch), [("GetRequest", Some("shop.v1.GetRequest")), ("stream Order", Some("shop.v1.Order"))]);
    for name in ["shop.v1.Orders/Get", "/shop.v1.Orders/Get", ".shop.v1.Orders.Get"] {
        let page = schema.page(name).unwrap();
        assert_eq!((page.name.as_str(), page.kind), ("shop.v1.Orders/Get", PageKind::Method));
        assert_eq!(page.docs, "Gets one.");
        assert_eq!(
            page.options,
            [OptionLine { name: "(google.api.http)".to_owned(), value: r#"{ get: "/v1/{id}" }"#.to_owned() }]
        );
        assert_eq!(page.members.iter().map(|one| one.kind).collect::<Vec<_>>(), ["request", "response"]);
    }
}

#[test]
fn a_message_shows_its_fields_and_who_uses_it() {
    let schema = load(SHOP);
    let page = schema.page("shop.v1.Order").unwrap();
    let seen: Vec<_> = page.members.iter().map(|one| (one.kind, one.name.as_str(), one.number)).collect();
    assert_eq!(
        seen,
        [
            ("field", "id", Some(1)),
            ("field", "count", Some(2)),
            ("field", "lines", Some(3)),
            ("oneof", "payment", None),
            ("field", "card", Some(10)),
            ("field", "cash", Some(11)),
            ("message", "Line", None),
        ]
    );
    assert_eq!(types(member(&page, "lines")), [("map<string, Line>", Some("shop.v1.Order.Line"))]);
    assert_eq!(member(&page, "count").label, "optional");
    assert_eq!(member(&page, "count").options[0].name, "json_name");
    let cash = member(&page, "cash");
    assert_eq!((cash.oneof.as_deref(), cash.docs.as_str(), cash.deprecated), (Some("payment"), "In coins.", true));
    assert_eq!(member(&page, "Line").symbol.as_deref(), Some("shop.v1.Order.Line"));
    let uses: Vec<(&str, &UsedAs)> = page.used_by.iter().map(|one| (one.symbol.as_str(), &one.used_as)).collect();
    assert_eq!(
        uses,
        [
            ("shop.v1.Order.Line", &UsedAs::Field("more".to_owned())),
            ("shop.v1.Orders/Get", &UsedAs::Response),
            ("shop.v1.Orders/Watch", &UsedAs::Response),
        ]
    );
    let line = schema.page("shop.v1.Order.Line").unwrap();
    assert_eq!(
        line.used_by,
        [Usage { symbol: "shop.v1.Order".to_owned(), used_as: UsedAs::Field("lines".to_owned()) }]
    );
}

#[test]
fn parts_lead_to_the_page_they_stand_on_and_packages_have_one() {
    let schema = load(SHOP);
    assert_eq!(schema.page("shop.v1.Order.cash").unwrap().name, "shop.v1.Order");
    assert_eq!(schema.page("shop.v1.Order.Line.Kind.BOOK").unwrap().name, "shop.v1.Order.Line.Kind");
    let package = schema.page("shop.v1").unwrap();
    assert_eq!((package.kind, package.docs.as_str()), (PageKind::Package, "All of the shop."));
    let members: Vec<_> = package.members.iter().filter_map(|one| one.symbol.as_deref()).collect();
    assert_eq!(members, ["shop.v1.Orders", "shop.v1.GetRequest", "shop.v1.Order"]);
    for nothing in ["", ".", "shop", "shop.v1.Nope", "shop.v1.Orders/Nope", "x.proto"] {
        assert_eq!(schema.page(nothing), None, "{nothing}");
    }
}

#[test]
fn an_extension_says_its_comment_once_and_what_it_extends() {
    let text = "syntax = \"proto2\"; package t;\nmessage Base { extensions 10 to 20; }\n\
                extend Base {\n  // How it is stored.\n  optional string store = 10;\n}\n";
    let schema = load(text);
    let page = schema.page("t.store").unwrap();
    assert_eq!((page.kind, page.docs.as_str()), (PageKind::Extension, "How it is stored."));
    let members: Vec<_> = page.members.iter().map(|one| (one.kind, types(one), one.docs.as_str())).collect();
    assert_eq!(members, [("extendee", vec![("Base", Some("t.Base"))], ""), ("field", vec![("string", None)], "")]);
}

#[test]
fn the_outline_has_what_stands_at_the_top_of_each_package() {
    let schema = load(SHOP);
    let outline = schema.outline();
    let package = |name| outline.packages.iter().find(|package| package.name == name).unwrap();
    let names = |of: &PackageOutline| of.types.iter().map(|at| outline.symbols[*at].name.clone()).collect::<Vec<_>>();
    let shop = package("shop.v1");
    let services: Vec<_> = shop.services.iter().map(|at| schema.services()[*at].full_name.as_str()).collect();
    assert_eq!(services, ["shop.v1.Orders"]);
    assert_eq!(names(shop), ["shop.v1.GetRequest", "shop.v1.Order"]);
    assert!(names(package("google.api")).contains(&"google.api.http".to_owned()));
    assert!(outline.packages.is_sorted_by(|a, b| a.name < b.name));
}

#[test]
fn the_outline_has_every_symbol_with_its_package_and_place() {
    let schema = load(SHOP);
    let outline = schema.outline();
    let symbols: Vec<_> = outline.symbols.iter().map(|one| (one.name.clone(), one.kind)).collect();
    let all: Vec<_> = schema.symbols().into_iter().map(|one| (one.name, one.kind)).collect();
    assert_eq!(symbols, all);
    for symbol in &outline.symbols {
        let package = &outline.packages[symbol.package].name;
        assert!(package.is_empty() || symbol.name.starts_with(&format!("{package}.")), "{} in {package}", symbol.name);
        match symbol.place {
            Some((service, None)) => assert_eq!(schema.services()[service].full_name, symbol.name),
            Some((service, Some(method))) => {
                assert_eq!(schema.services()[service].methods[method].path.to_string(), symbol.name);
            }
            None => assert!(!matches!(symbol.kind, SymbolKind::Service | SymbolKind::Method)),
        }
    }
    let nested = outline.symbols.iter().find(|one| one.name == "google.protobuf.FieldDescriptorProto.Type").unwrap();
    assert_eq!(outline.packages[nested.package].name, "google.protobuf");
}

#[test]
fn every_symbol_of_the_builtin_schema_has_a_page() {
    let schema = Schema::builtin();
    for symbol in schema.symbols() {
        let page = schema.page(&symbol.name).unwrap_or_else(|| panic!("{}", symbol.name));
        assert_eq!(page.name, symbol.name);
    }
}

#[test]
fn options_that_people_know_are_hints() {
    let schema = load(
        r#"syntax = "proto3";
package h;
import "google/api/annotations.proto";
import "google/api/field_behavior.proto";
import "google/api/resource.proto";
import "google/api/client.proto";
service S {
  option (google.api.default_host) = "shop.example.com";
  rpc Get(M) returns (M) {
    option (google.api.http) = {
      patch: "/v1/{id}" body: "m"
      additional_bindings { custom { kind: "HEAD" path: "/v1" } }
    };
    option (google.api.method_signature) = "id,name";
    option idempotency_level = NO_SIDE_EFFECTS;
  }
}
message M {
  string id = 1 [(google.api.field_behavior) = REQUIRED, (google.api.field_behavior) = IMMUTABLE];
  string parent = 2 [(google.api.resource_reference).type = "x.com/Shop"];
  string secret = 3 [debug_redact = true];
}
"#,
    );
    assert_eq!(
        schema.page("h.S/Get").unwrap().hints,
        ["has no side effects", "signature: id, name", "PATCH /v1/{id}, body: m", "HEAD /v1"]
    );
    assert_eq!(schema.page("h.S").unwrap().hints, ["served at shop.example.com"]);
    let message = schema.page("h.M").unwrap();
    assert_eq!(member(&message, "id").hints, ["required", "immutable"]);
    assert_eq!(member(&message, "parent").hints, ["names a x.com/Shop"]);
    assert_eq!(member(&message, "secret").hints, ["a secret: kept out of logs"]);
}

#[test]
fn validation_rules_are_hints() {
    let schema = load(
        r#"syntax = "proto2";
package validate;
import "google/protobuf/descriptor.proto";
import "google/protobuf/duration.proto";
message FieldRules {
  optional StringRules string = 14;
  optional IntRules int32 = 3;
  optional RepeatedRules repeated = 18;
  optional DurationRules duration = 21;
  optional bool required = 25;
  repeated Rule cel = 23;
}
message StringRules {
  optional uint64 min_len = 2; optional uint64 max_len = 3; optional string pattern = 6; repeated string in = 10;
  optional bool email = 12;
}
message IntRules { optional int32 gt = 4; optional int32 lte = 3; }
message RepeatedRules { optional uint64 min_items = 1; optional bool unique = 3; optional FieldRules items = 4; }
message DurationRules { optional google.protobuf.Duration lt = 3; }
message Rule { optional string id = 1; optional string message = 2; optional string expression = 3; }
extend google.protobuf.FieldOptions { optional FieldRules rules = 1071; }
message M {
  optional string a = 1 [(rules).string = { min_len: 1 max_len: 64 pattern: "^x" in: "b" in: "c" }];
  optional int32 b = 2 [(rules) = { required: true int32 { gt: 0 lte: 9 } }];
  repeated string c = 3 [(rules).repeated = { min_items: 1 unique: true items { string { email: true } } }];
  optional google.protobuf.Duration d = 4 [(rules).duration.lt = { seconds: 1 nanos: 500000000 }];
  optional string e = 5 [(rules).cel = { id: "e" message: "must rhyme" expression: "rhymes(this)" }];
}
"#,
    );
    let page = schema.page("validate.M").unwrap();
    for (name, hints) in [
        ("a", &["one of b, c", "at least 1 character", "at most 64 characters", "matches ^x"][..]),
        ("b", &["> 0", "≤ 9", "required"]),
        ("c", &["at least 1 item", "no item twice", "each: an email address"]),
        ("d", &["< 1.5 s"]),
        ("e", &["must rhyme"]),
    ] {
        assert_eq!(member(&page, name).hints, hints, "{name}");
    }
}

#[test]
fn what_changed_is_told_for_each_symbol() {
    let after = SHOP
        .replace("rpc Get(GetRequest) returns (Order)", "rpc Get(GetRequest) returns (stream Order)")
        .replace("  rpc Watch(GetRequest) returns (stream Order) {\n    option deprecated = true;\n  }\n", "")
        .replace("optional int32 count = 2 [json_name = \"n\"]", "optional int64 number = 2")
        .replace("string card = 10;", "")
        .replace("BOOK = 1;", "BOOK = 2;\n      TOY = 3;")
        .replace("// An order.", "// An order, well told.")
        + "message New { message Inner {} }\n";
    let (before, after) = (load(SHOP), load(&after));
    let changes = after.changes_from(&before);
    let told: Vec<(&str, ChangeKind, &str)> =
        changes.iter().map(|one| (one.symbol.as_str(), one.kind, one.what.as_str())).collect();
    assert_eq!(
        told,
        [
            ("shop.v1.New", Added, "message is new"),
            ("shop.v1.Order", Changed, "field count (2) is now named number"),
            ("shop.v1.Order", Changed, "field number (2) is now optional int64, was optional int32"),
            ("shop.v1.Order", Changed, "field card (10) is gone"),
            ("shop.v1.Order.Line.Kind", Changed, "value BOOK is now 2, was 1"),
            ("shop.v1.Order.Line.Kind", Changed, "value TOY is new: 3"),
            ("shop.v1.Orders/Get", Changed, "response is now stream shop.v1.Order, was shop.v1.Order"),
            ("shop.v1.Orders/Watch", Removed, "method is gone"),
        ]
    );
    assert_eq!(before.changes_from(&before), []);
}
