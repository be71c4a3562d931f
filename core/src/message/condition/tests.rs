//! Conditions as a user writes them, on messages of every kind of field; and what is said of those that are none.

use proptest::prelude::*;

use super::Condition;
use crate::message::{JsonRules, encode_json, samples};

fn wire(json: &str) -> Vec<u8> {
    encode_json(&samples::message("M"), json, JsonRules::default()).unwrap()
}

#[track_caller]
fn holds(condition: &str, json: &str) -> bool {
    Condition::parse(condition, &samples::message("M")).unwrap().matches(&wire(json))
}

#[track_caller]
fn said(condition: &str) -> (String, String) {
    let error = Condition::parse(condition, &samples::message("M")).unwrap_err();
    (condition.get(error.place).unwrap().to_owned(), error.message)
}

#[test]
fn numbers_are_compared_exactly_to_the_last_bit() {
    let json = r#"{"i64": "9007199254740993", "u64": "18446744073709551615", "s32": -7, "f32": 0.1, "f64": 1e300}"#;
    for yes in [
        "i64 = 9007199254740993",
        "i64 > 9007199254740992",
        "i64 != 9007199254740992",
        "u64 >= 18446744073709551615",
        "u64 = 0xffffffffffffffff",
        "s32 < -6",
        "s32 <= -7",
        "f32 = 0.1",
        "f64 > 1e299",
        "i32 = 0",
        "i64=9007199254740993&&s32=-7",
    ] {
        assert!(holds(yes, json), "{yes}");
    }
    for no in ["i64 = 9007199254740992", "i64 > 9007199254740993", "u64 < 18446744073709551615", "i32 > 0", "f64 = NaN"]
    {
        assert!(!holds(no, json), "{no}");
    }
    assert!(holds("f64 = NaN", r#"{"f64": "NaN"}"#));
}

#[test]
fn text_enums_bools_and_bytes() {
    let json = r#"{"text": "Driver 7 at Ünter", "color": "GREEN", "flag": true, "data": "CgNB"}"#;
    for yes in [
        r#"text = "Driver 7 at Ünter""#,
        "text ~ driver",
        "text : 'ünter'",
        "text contains R",
        "text starts dri",
        "text starts with Driver",
        "text ends ÜNTER",
        "text !~ bus",
        "text != driver",
        "color = GREEN",
        "color = 2",
        "color in (RED, GREEN)",
        "color ~ ree",
        "color > RED",
        "flag",
        "flag = true",
        "flag != false",
        "data = 0a0341",
        "data = '0A 03 41'",
        "data ~ 0341",
        "data starts 0a",
    ] {
        assert!(holds(yes, json), "{yes}");
    }
    for no in [r#"text = "driver 7 at Ünter""#, "text ~ bus", "color = RED", "not flag", "data ~ 4103", "data ends 03"]
    {
        assert!(!holds(no, json), "{no}");
    }
}

#[test]
fn paths_go_into_messages_lists_and_maps() {
    let json = r#"{
        "child": {"child": {"i32": 5}},
        "numbers": [1, 20, 3], "names": ["ann", "bob"], "doubles": [0.5], "loose": ["-4"],
        "lines": [{"sku": "A-1", "quantity": 2}, {"sku": "B-2", "quantity": 9}],
        "labels": {"env": 3, "a b": 4}, "byInt": {"-3": "x"}, "byBool": {"true": {"sku": "T"}}, "byU64": {"0": "RED"}
    }"#;
    for yes in [
        "child.child.i32 = 5",
        "numbers > 10",
        "numbers[1] = 20",
        "names = bob",
        "names[0] = ann",
        "doubles < 1",
        "loose = -4",
        "lines.quantity > 8",
        "lines[*].quantity > 8",
        "lines[1].sku starts B",
        "labels[env] = 3",
        "labels[\"a b\"] = 4",
        "labels.env = 3",
        "labels > 3",
        "byInt[-3] = x",
        "by_int[\"-3\"] = x",
        "by_bool[true].sku = T",
        "by_bool.sku = T",
        "by_u64[0] = RED",
        "has labels[env]",
        "has child.child",
    ] {
        assert!(holds(yes, json), "{yes}");
    }
    for no in [
        "numbers[0] > 10",
        "numbers[9] = 1",
        "lines[0].quantity > 8",
        "labels[prod] = 0",
        "child.i32 = 5",
        "has child.child.child",
        "lines.next.sku = ''",
    ] {
        assert!(!holds(no, json), "{no}");
    }
    assert!(!holds("numbers != 1", r#"{"numbers": [1, 1]}"#) && holds("numbers != 1", r#"{"numbers": [1, 2]}"#));
}

#[test]
fn what_is_unset_reads_as_its_default_only_without_presence() {
    assert!(holds("i32 = 0 and text = '' and not flag and color = COLOR_UNSPECIFIED", "{}"));
    for no in ["maybe = 0", "maybe != 5", "child.i32 = 0", "at < 2030-01-01", "w_i32 = 0", "has i32", "has maybe"] {
        assert!(!holds(no, "{}"), "{no}");
    }
    assert!(holds("has maybe and maybe = 0", r#"{"maybe": 0}"#));
    assert!(holds("child.i32 = 0", r#"{"child": {}}"#));
    assert!(holds("w_i32 = 0", r#"{"wI32": 0}"#));
}

#[test]
fn well_known_types_are_compared_as_what_they_are() {
    let json = r#"{
        "at": "2026-01-31T12:00:00.5Z", "lasts": "1.5s", "wI64": "7", "wString": "Hello", "mask": "text,child.flag",
        "structure": {"a": {"b": [1, "two", true, null]}}, "value": 4.5, "any": {"@type": "x/t.Line", "sku": "S"}
    }"#;
    for yes in [
        "at > 2026-01-31T12:00:00Z",
        "at < '2026-01-31T13:00:01+01:00'",
        "at > 2026-01-31",
        "at.nanos = 500000000",
        "lasts = 1.5s",
        "lasts > 200ms",
        "lasts < 2m",
        "w_i64 = 7",
        "w_string ~ hell",
        "mask = child.flag",
        "structure.a.b[0] = 1",
        "structure.a.b[1] = two",
        "structure.a.b[2] = true",
        "structure.a.b[3] = null",
        "structure[a].b[1] ~ w",
        "value > 4",
        "any.type ~ Line",
    ] {
        assert!(holds(yes, json), "{yes}");
    }
    for no in ["at = 2026-01-31T12:00:00Z", "lasts > 1.5s", "structure.a.b[0] = two", "structure.x = 1", "value = 'x'"]
    {
        assert!(!holds(no, json), "{no}");
    }
}

#[test]
fn words_and_signs_join_conditions_and_bind_as_usual() {
    let json = r#"{"i32": 3, "text": "x"}"#;
    for yes in [
        "i32 = 3 and text = x",
        "i32 = 9 or i32 = 3 and text = x",
        "not i32 = 9 && !(text = y || text = z)",
        "(i32 = 3)",
        "NOT (i32 = 9 OR text = y)",
        "not not i32 = 3",
    ] {
        assert!(holds(yes, json), "{yes}");
    }
    assert!(!holds("(i32 = 9 or i32 = 3) and text = y", json));
}

#[test]
fn the_last_of_a_field_counts_and_parts_of_a_message_are_one() {
    let of = samples::message("M");
    let matches = |condition: &str, hex: &str| Condition::parse(condition, &of).unwrap().matches(&samples::bytes(hex));
    assert!(matches("i32 = 2", "18 01 18 02") && !matches("i32 = 1", "18 01 18 02"));
    assert!(matches("child.i32 = 1 and child.i64 = 2", "8a01 02 1801 8a01 02 2002"));
    // oa, then ob of the same oneof.
    assert!(!matches("has oa", "a201 01 61 a801 05") && matches("ob = 5", "a201 01 61 a801 05"));
    // A number where a text should be, and bytes that end too soon.
    assert!(!matches("has text", "70 05"));
    assert!(matches("i32 = 7", "18 07 72 ff") && !matches("text = a", "18 07 72 05 61"));
}

#[test]
fn what_is_no_condition_is_said_with_its_place() {
    for (condition, place, message) in [
        ("txt = a", "txt", "no field \"txt\" in M; did you mean text?"),
        ("child.colour = RED", "colour", "no field \"colour\" in M; did you mean color?"),
        ("lines.zzz = 1", "zzz", "no field \"zzz\" in Line, which has sku, quantity, next"),
        ("i32 = many", "many", "\"many\" is not a whole number"),
        ("i32 > 3000000000", "3000000000", "3000000000 is outside int32 (-2147483648 to 2147483647)"),
        ("color = GREN", "GREN", "\"GREN\" is not in Color; did you mean GREEN?"),
        ("color = BLUE", "BLUE", "\"BLUE\" is not in Color, which has COLOR_UNSPECIFIED, RED, GREEN, BELOW"),
        ("flag = yes", "yes", "\"yes\" is neither true nor false"),
        ("i32 ~ 3", "3", "~ does not go with a number; it has =, !=, <, <=, > and >="),
        ("flag > true", "true", "> does not go with a bool; it has = and !="),
        ("at > noon", "noon", "\"noon\" is not a timestamp like 2026-01-31T12:00:00Z"),
        ("lasts > 5", "5", "\"5\" is not a duration like 1.5s or 20ms"),
        ("data = xyz", "xyz", "bytes are written as hex digits, 0a03: not hex: 'x' at byte 0"),
        ("i32.x = 1", "x", "an int32 has no fields"),
        ("i32[0] = 1", "[0]", "an int32 is not a list or a map"),
        ("names[x] = 1", "[x]", "\"x\" is not an index; the first is [0]"),
        ("by_int[x] = a", "[x]", "\"x\" is not a whole number"),
        ("child = 1", "child", "this is a M: compare one of its fields, as .f64, or write has before it"),
        ("i32", "i32", "i32 is an int32: compare it, as in i32 = …, or write has i32"),
        ("i32 =", "", "a value is missing here"),
        ("i32 = 3 and", "", "something to look for is missing here"),
        ("", "", "something to look for is missing here"),
        ("i32 = 3 text = x", "text", "and or or is missing before text"),
        ("(i32 = 3", "(", "this ( is not closed"),
        ("i32 = 3)", ")", "this ) closes nothing"),
        ("text = \"abc", "\"abc", "this \" is not closed"),
        ("text = 'a\\q'", "\\q", "not an escape; write \\\\ for a \\"),
        ("labels[env = 1", "[", "this [ is not closed"),
        ("child. = 1", ".", "a name is missing after this dot"),
        ("color in (RED, GREEN", "(RED, GREEN", "this list is not closed by )"),
    ] {
        assert_eq!(said(condition), (place.to_owned(), message.to_owned()), "{condition}");
    }
    let deep = "(".repeat(5000) + "flag" + &")".repeat(5000);
    assert!(said(&deep).1.starts_with("more than 64 levels"));
    assert!(said(&("child.".repeat(5000) + "flag")).1.starts_with("more than 64 steps"));
}

proptest! {
    #[test]
    fn no_text_and_no_message_makes_it_fail(text in "\\PC{0,40}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let of = samples::message("M");
        match Condition::parse(&text, &of) {
            Ok(condition) => { condition.matches(&bytes); }
            Err(error) => prop_assert!(text.get(error.place).is_some()),
        }
        for condition in ["has child.child.lines[1].sku", "numbers[3] > 4", "labels[a] = 1", "structure.a.b[0] = 1", "at > 2020-01-01"] {
            Condition::parse(condition, &of).unwrap().matches(&bytes);
        }
    }

    #[test]
    fn a_number_matches_itself_wherever_it_stands(message in samples::any_wire()) {
        let of = samples::message("M");
        let reflected = prost_reflect::DynamicMessage::decode(samples::reflected("M"), message.as_slice());
        let Ok(reflected) = reflected else { return Ok(()) };
        let value = reflected.get_field_by_name("i64").unwrap().as_i64().unwrap();
        let condition = format!("i64 = {value}");
        prop_assert!(Condition::parse(&condition, &of).unwrap().matches(&message));
        let numbers = reflected.get_field_by_name("numbers").unwrap();
        for (at, number) in numbers.as_list().unwrap().iter().enumerate() {
            let condition = format!("numbers[{at}] = {}", number.as_i32().unwrap());
            prop_assert!(Condition::parse(&condition, &of).unwrap().matches(&message));
        }
        let child = reflected.has_field_by_name("child");
        prop_assert_eq!(Condition::parse("has child", &of).unwrap().matches(&message), child);
        if child {
            let child = reflected.get_field_by_name("child").unwrap();
            let inner = child.as_message().unwrap().get_field_by_name("s64").unwrap().as_i64().unwrap();
            let condition = format!("child.s64 = {inner}");
            prop_assert!(Condition::parse(&condition, &of).unwrap().matches(&message));
        }
        for oneof in ["oa", "ob"] {
            let has = Condition::parse(&format!("has {oneof}"), &of).unwrap().matches(&message);
            prop_assert_eq!(has, reflected.has_field_by_name(oneof));
        }
    }
}
