//! Examples as a user gets them: plausible, sendable, the same for the same seed.

use super::*;
use crate::{
    message::samples::message,
    schema::{FileSource, Schema},
};

fn compiled(proto: &str) -> Schema {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.proto"), proto).unwrap();
    let schema = Schema::load(&FileSource::Protos {
        paths: vec![folder.path().join("a.proto")],
        import_roots: Vec::new(),
        sets: Vec::new(),
    });
    assert_eq!(schema.problems(), [], "{proto}");
    schema
}

#[test]
fn an_example_can_be_sent_whatever_the_seed() {
    for seed in 0..40 {
        for name in ["M", "t2.Old", "google.protobuf.StringValue", "google.protobuf.Timestamp", "google.protobuf.Value"]
        {
            let example = Document::example(message(name), seed);
            assert_eq!(example.problems(), [], "{name} {seed}: {}", example.json());
            assert!(!example.encode().unwrap().is_empty(), "{name} {seed}");
        }
    }
}

#[test]
fn one_seed_gives_one_text_and_another_another() {
    let text = |seed| Document::example(message("Line"), seed).json().to_owned();
    assert_eq!(text(1), "{\n  \"sku\": \"SKU-9465\",\n  \"quantity\": 8\n}");
    assert_eq!(text(1), text(1));
    assert_ne!(text(1), text(2));
}

#[test]
fn names_decide_what_is_plausible() {
    let schema = compiled(
        r#"syntax = "proto3"; package a;
        message CreateUserRequest { string email = 1; string user_id = 2; string country_code = 3; string currency = 4;
          int32 page_size = 5; string page_token = 6; double latitude = 7; string phone = 8; string callbackUrl = 9;
          string request_uuid = 10; string name = 11; }"#,
    );
    let json: serde_json::Value =
        serde_json::from_str(Document::example(schema.message("a.CreateUserRequest").unwrap(), 7).json()).unwrap();
    let text = |name: &str| json[name].as_str().unwrap().to_owned();
    assert!(text("email").ends_with("@example.com"), "{json}");
    assert!(text("userId").starts_with("user-"), "{json}");
    assert_eq!((text("countryCode").len(), text("currency").len()), (2, 3), "{json}");
    assert!((10..=50).contains(&json["pageSize"].as_i64().unwrap()), "{json}");
    assert_eq!(text("pageToken"), "");
    assert!((35.0..=60.0).contains(&json["latitude"].as_f64().unwrap()), "{json}");
    assert!(text("phone").starts_with("+44 20 7946 0"), "{json}");
    assert!(text("callbackUrl").starts_with("https://example.com/"), "{json}");
    let uuid = text("requestUuid");
    assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"), "{uuid}");
    assert!(text("name").contains(' '), "a person's name: {json}");
}

#[test]
fn rules_are_kept_where_the_options_tell_them() {
    let schema = compiled(
        r#"syntax = "proto3"; package a;
        import "google/protobuf/descriptor.proto";
        extend google.protobuf.FieldOptions { Rules field = 1159; repeated int32 behavior = 1052; }
        message Rules { I int32 = 3; S string = 14; R repeated = 18; D double = 2; E enum = 16; }
        message I { optional int32 lt = 2; optional int32 gte = 5; }
        message D { optional double gt = 4; optional double lt = 2; }
        message E { repeated int32 in = 3; }
        message S { optional uint64 min_len = 2; optional uint64 max_len = 3; optional string pattern = 6;
          optional string prefix = 7; optional bool email = 12; repeated string in = 10; }
        message R { optional uint64 min_items = 1; optional Rules items = 4; }
        enum Size { SIZE_UNSPECIFIED = 0; SMALL = 1; LARGE = 2; }
        message T {
          int32 number = 1 [(field).int32 = {gte: 500, lt: 502}];
          string short = 2 [(field).string = {max_len: 3}];
          string code = 3 [(field).string = {pattern: "^[A-Z]{2}-\\d{4}$"}];
          string to = 4 [(field).string.email = true];
          repeated string names = 5 [(field).repeated = {min_items: 4, items: {string: {prefix: "x-"}}}];
          double share = 6 [(field).double = {gt: 0.25, lt: 0.5}];
          Size size = 7 [(field).enum = {in: [2]}];
          string made = 8 [(behavior) = 3];
          string kind = 9 [(field).string = {in: ["a", "b"]}];
        }"#,
    );
    for seed in 0..20 {
        let example = Document::example(schema.message("a.T").unwrap(), seed);
        let json: serde_json::Value = serde_json::from_str(example.json()).unwrap();
        assert!((500..502).contains(&json["number"].as_i64().unwrap()), "{json}");
        assert!(json["short"].as_str().unwrap().len() <= 3, "{json}");
        let code = json["code"].as_str().unwrap();
        assert!(code.len() == 7 && code.as_bytes()[2] == b'-' && code[..2].chars().all(|c| c.is_ascii_uppercase()));
        assert!(json["to"].as_str().unwrap().contains('@'), "{json}");
        let names = json["names"].as_array().unwrap();
        assert!(names.len() == 4 && names.iter().all(|name| name.as_str().unwrap().starts_with("x-")), "{json}");
        let share = json["share"].as_f64().unwrap();
        assert!(0.25 < share && share < 0.5, "{json}");
        assert_eq!(json["size"], "LARGE");
        assert!(json.get("made").is_none(), "a server makes it: {json}");
        assert!(["a", "b"].contains(&json["kind"].as_str().unwrap()), "{json}");
    }
}

#[test]
fn an_enum_is_not_the_one_that_says_nothing() {
    for seed in 0..20 {
        let json: serde_json::Value = serde_json::from_str(Document::example(message("M"), seed).json()).unwrap();
        assert!(["RED", "GREEN", "BELOW"].contains(&json["color"].as_str().unwrap()), "{json}");
    }
}

#[test]
fn an_any_holds_a_type_of_the_schema() {
    let schema = compiled(
        r#"syntax = "proto3"; package a;
        import "google/protobuf/any.proto"; import "google/protobuf/wrappers.proto";
        message SendRequest { google.protobuf.Any card_payment = 1; repeated google.protobuf.Any attachments = 2;
          map<string, google.protobuf.Any> by_name = 3; google.protobuf.StringValue note = 4; }
        message SendResponse { string id = 1; }
        message CardPayment { string currency = 1; int64 amount = 2; }
        message Box { Box inner = 1; google.protobuf.Any thing = 2; }
        message Nothing {}"#,
    );
    let of = schema.message("a.SendRequest").unwrap();
    let mut met = std::collections::BTreeSet::new();
    for seed in 0..40 {
        let example = Document::example(of.clone(), seed);
        assert_eq!(example.problems(), [], "{}", example.json());
        assert_eq!(example.json(), Document::example(of.clone(), seed).json(), "one seed, one text");
        let json: serde_json::Value = serde_json::from_str(example.json()).unwrap();
        assert_eq!(json["cardPayment"]["@type"], "type.googleapis.com/a.CardPayment", "by its name: {json}");
        assert_eq!(json["cardPayment"]["currency"].as_str().unwrap().len(), 3, "{json}");
        for any in json["attachments"].as_array().unwrap().iter().chain(json["byName"].as_object().unwrap().values()) {
            met.insert(any["@type"].as_str().unwrap().rsplit('/').next().unwrap().to_owned());
        }
        assert!(example.json().matches("@type").count() < 40, "bounded: {}", example.json());
    }
    assert_eq!(met.iter().map(String::as_str).collect::<Vec<_>>(), ["a.Box", "a.CardPayment"]);
}

#[test]
fn an_any_of_nothing_fitting_holds_a_wrapper() {
    let schema = compiled(
        r#"syntax = "proto3"; package a;
        import "google/protobuf/any.proto"; import "google/protobuf/wrappers.proto";
        message Parcel { google.protobuf.Any thing = 1; google.protobuf.StringValue note = 2; }"#,
    );
    let example = Document::example(schema.message("a.Parcel").unwrap(), 3);
    let json: serde_json::Value = serde_json::from_str(example.json()).unwrap();
    assert_eq!(json["thing"]["@type"], "type.googleapis.com/google.protobuf.StringValue", "{json}");
    assert!(json["thing"]["value"].is_string(), "{json}");
    assert!(!example.encode().unwrap().is_empty());
}
