//! What describe writes, against what a person wrote: texts that come back as they were.
//! Each text is loaded as one file and described by symbol.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use tempfile::TempDir;

use crate::schema::{FileSource, Schema, intake::wire};

const SHOP: &str = r#"syntax = "proto3";

package shop.v1;

import "google/api/annotations.proto";
import "google/protobuf/timestamp.proto";

option java_package = "com.shop";

// Orders of a shop.
//
// Two paragraphs.
service Orders {
  option deprecated = true;

  // Gets one.
  rpc Get(GetRequest) returns (Order) {
    option (google.api.http) = {
      get: "/v1/orders/{id}"
      additional_bindings {
        get: "/v2/orders/{id}"
      }
    };
  }

  rpc Watch(GetRequest) returns (stream Order);
  rpc Talk(stream Order) returns (stream google.protobuf.Timestamp); // Both ways.
}

message GetRequest {
  string id = 1;
}

// An order.
message Order {
  option deprecated = true;

  reserved 4, 6 to 8, 1000 to max;
  reserved "old", "older";

  // Its id.
  string id = 1;
  optional int32 count = 2 [json_name = "n", deprecated = true]; // How many.
  repeated Line lines = 3;
  map<string, Line.Kind> kinds = 5;
  google.protobuf.Timestamp at = 9;

  // How it is paid.
  oneof payment {
    string card = 10;

    // In coins.
    int64 cash = 11;
  }

  message Line {
    Kind kind = 1;
    Order order = 2;

    enum Kind {
      option allow_alias = true;

      reserved 5 to 7, 100 to max;
      reserved "GONE";

      KIND_UNSPECIFIED = 0;
      BOOK = 1 [deprecated = true];

      // The same.
      NOVEL = 1;
    }
  }
}

message Empty {}
"#;

const OLD: &str = r#"syntax = "proto2";

package old;

import "google/protobuf/descriptor.proto";

message Old {
  extensions 100 to 199, 500;

  required string name = 1 [default = "a \"b\"\n"];
  optional double ratio = 2 [default = -inf];
  optional Level level = 3 [default = HIGH];
  repeated int32 packed = 4 [packed = true];
  optional bytes raw = 5 [default = "\001z"];

  repeated group Item = 6 {
    optional string sku = 1 [(old.rule) = { min: 1, words: "a", words: "b", by { key: "k", value: 2 } }];
  }
}

enum Level {
  LOW = -1;
  HIGH = 2;
}

message Rule {
  optional int32 min = 1;
  repeated string words = 2;
  map<string, int32> by = 3;
}

extend google.protobuf.FieldOptions {
  optional Rule rule = 50001;
}

extend Old {
  optional int32 more = 100;
  repeated Old olds = 101;
}
"#;

fn load(text: &str) -> Schema {
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

/// The same schema as most servers give it: from bytes, without comments or places.
fn bare(schema: &Schema) -> Schema {
    const SOURCE_CODE_INFO: u32 = 9;
    let files = schema.pool().files().map(|file| wire::without(&file.encoded(), SOURCE_CODE_INFO).unwrap());
    let schema = Schema::from_files(files.map(|file| file.to_vec()).collect());
    assert_eq!(schema.problems(), []);
    schema
}

/// The block of `text` that begins with the line `head`, with its comments, outdented.
fn block(text: &str, head: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.trim_start().starts_with(head)).unwrap();
    let indent = lines[at].len() - lines[at].trim_start().len();
    let is_comment = |line: &&&str| line.trim_start().starts_with("//");
    let start = at - lines[..at].iter().rev().take_while(is_comment).count();
    let end = at
        + match lines[at].contains('{') && !lines[at].ends_with("{}") {
            true => lines[at..].iter().position(|line| *line == format!("{}}}", " ".repeat(indent))).unwrap(),
            false => 0,
        };
    lines[start..=end].iter().map(|line| format!("{}\n", line.get(indent..).unwrap_or_default())).collect()
}

#[test]
fn a_file_comes_back_as_it_was_written() {
    for text in [SHOP, OLD] {
        let described = super::describe_file(&load(text), "x.proto").unwrap();
        assert!(described == text, "{described}");
    }
}

#[test]
fn a_symbol_is_described_with_its_comments() {
    let shop = load(SHOP);
    for (symbol, head) in [
        ("shop.v1.Orders", "service Orders"),
        ("shop.v1.Orders/Get", "rpc Get"),
        ("/shop.v1.Orders/Watch", "rpc Watch"),
        (".shop.v1.Orders.Talk", "rpc Talk"),
        ("shop.v1.Order", "message Order"),
        ("shop.v1.Order.Line", "message Line"),
        ("shop.v1.Order.Line.Kind", "enum Kind"),
        ("shop.v1.Order.Line.Kind.BOOK", "BOOK"),
        ("shop.v1.Order.count", "optional int32 count"),
        ("shop.v1.Order.kinds", "map<string"),
        ("shop.v1.Empty", "message Empty"),
    ] {
        let described = shop.describe(symbol).unwrap();
        let wanted = block(SHOP, head);
        // A part stands outside of its message here, so types of the message are named in full.
        let is_part = symbol.ends_with("kinds");
        let wanted = if is_part { wanted.replace("Line.Kind", "Order.Line.Kind") } else { wanted };
        assert!(described == wanted, "{symbol}:\n{described}");
    }
    let old = load(OLD);
    assert_eq!(old.describe("old.more").unwrap(), "extend Old {\n  optional int32 more = 100;\n}\n");
    for symbol in ["", ".", "shop.v1", "shop.v1.Nope", "shop.v1.Orders/Nope", "shop.v1.Order.nope", "x.proto"] {
        assert_eq!(shop.describe(symbol), None, "{symbol}");
    }
}

#[test]
fn without_source_the_parts_stand_in_a_fixed_order_and_parse_again() {
    for text in [SHOP, OLD] {
        let schema = load(text);
        let described = super::describe_file(&bare(&schema), "x.proto").unwrap();
        let again = load(&described);
        let services = |schema: &Schema| schema.methods().map(|method| method.path.to_string()).collect::<Vec<_>>();
        assert_eq!(services(&again), services(&schema));
        assert_eq!(again.symbols(), schema.symbols());
    }
}

#[test]
fn a_type_name_is_as_short_as_it_may_be() {
    let schema = load(
        r#"syntax = "proto3";
package a.b;
import "google/protobuf/timestamp.proto";
message Money { int64 units = 1; }
message Outer {
  message Money { string text = 1; }
  message google { int32 x = 1; }
  Money inner = 1;
  a.b.Money outer = 2;
  google own = 3;
  .google.protobuf.Timestamp at = 4;
}
"#,
    );
    let described = schema.describe("a.b.Outer").unwrap();
    for line in
        ["  Money inner = 1;", "  b.Money outer = 2;", "  google own = 3;", "  .google.protobuf.Timestamp at = 4;"]
    {
        let line = line.replace("b.Money", "a.b.Money");
        assert!(described.contains(&line), "{line}\n{described}");
    }
}

#[test]
fn a_message_of_very_many_maps_is_described_in_one_pass() {
    let fields: String = (20_001..=40_000).map(|n| format!("map<string, int32> m{n} = {n};\n")).collect();
    let folder = TempDir::new().unwrap();
    let text = format!("syntax = \"proto3\"; message Maps {{ {fields} }}");
    fs::write(folder.path().join("maps.proto"), text).unwrap();
    let paths = vec![folder.path().to_owned()];
    let schema = Schema::load(&FileSource::Protos { paths, import_roots: Vec::new(), sets: Vec::new() });
    assert!(!schema.problems().iter().any(|problem| problem.is_error), "{:?}", schema.problems().first());
    assert_eq!(schema.describe("Maps").unwrap().matches("map<string, int32>").count(), 20_000);
    assert_eq!(schema.page("Maps").unwrap().members.len(), 20_000);
}
