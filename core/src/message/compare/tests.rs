//! Comparisons as a person reads them, of hostile bytes too, and what holds for any two messages.

use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::message::{
    Indent, JsonOptions, print_json,
    samples::{any_wire, bytes, message},
};

fn lines(found: &Comparison) -> Vec<String> {
    let rows = found.rows.iter().filter(|row| row.kind != Difference::Equal);
    rows.map(|row| {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "-".to_owned());
        let mut line = format!("{} {}: {} | {}", row.kind.word(), row.path, side(&row.left), side(&row.right));
        if let Some(right) = &row.right_path {
            let _ = write!(line, " at {right}");
        }
        if !row.note.is_empty() {
            let _ = write!(line, " ({})", row.note);
        }
        line
    })
    .collect()
}

#[track_caller]
fn check(of: &str, left: &str, right: &str, expected: &[&str]) {
    let of = (!of.is_empty()).then(|| message(of));
    let found = compare(of.as_ref(), &bytes(left), &bytes(right), &CompareOptions::default());
    assert_eq!(lines(&found), expected, "{left} | {right}");
}

#[test]
fn fields_are_compared_by_what_they_say() {
    check("M", "18 07 72 02 68 69", "18 08 72 02 68 69", &["changed i32: 7 | 8"]);
    check("M", "72 02 68 69", "18 08 72 02 68 6f", &["added i32: - | 8", "changed text: \"hi\" | \"ho\""]);
    check("M", "80 01 02", "80 01 63", &["changed color: GREEN | 99 (not in Color)"]);
    check("M", "7a 02 00 01", "7a 01 00", &["changed data: 2 bytes: 00 01 | 1 byte: 00"]);
    check("M", "8a 01 02 18 01", "8a 01 02 18 02", &["changed child.i32: 1 | 2"]);
    check(
        "M",
        "92 03 02 08 01",
        "92 03 02 08 02",
        &["changed at: \"1970-01-01T00:00:01Z\" | \"1970-01-01T00:00:02Z\""],
    );
    check("M", "98 06 05", "98 06 06", &["changed 99: 5 | 6"]);
    check("M", "8a 01 02 18 01", "", &["removed child: { i32 1 } | -"]);
}

#[test]
fn what_says_the_same_in_other_bytes_is_told_quietly() {
    check("M", "18 07", "18 07", &[]);
    let way = "(the same fields, written in another way)";
    check("M", "18 07 28 01", "28 01 18 07", &[&format!("same value, other bytes : - | - {way}")]);
    check("M", "18 07", "18 87 00", &[&format!("same value, other bytes : - | - {way}")]);
    check("M", "f2 01 02 01 02", "f0 01 01 f0 01 02", &[&format!("same value, other bytes : - | - {way}")]);
    let default = "(the default, written out on one side)";
    check("M", "18 00", "", &[&format!("same value, other bytes i32: 0 | - {default}")]);
    check("M", "8a 01 00 8a 01 02 18 01", "8a 01 02 18 01", &[&format!("same value, other bytes child: - | - {way}")]);
}

#[test]
fn elements_of_lists_are_laid_side_by_side() {
    check("M", "fa 01 01 61 fa 01 01 63", "fa 01 01 61 fa 01 01 62 fa 01 01 63", &["added names[1]: - | \"b\""]);
    check("M", "f2 01 03 01 02 03", "f2 01 03 01 09 03", &["changed numbers[1]: 2 | 9"]);
    check(
        "M",
        "f2 01 04 01 02 03 04",
        "f2 01 04 02 03 04 01",
        &["moved numbers[0]: 1 | 1 at numbers[3] (from [0] to [3])"],
    );
    check("M", "82 02 05 0a 01 61 10 02", "82 02 05 0a 01 61 10 03", &["changed lines[0].quantity: 2 | 3"]);
}

#[test]
fn maps_are_compared_by_key() {
    let (a1, b2) = ("c2 02 05 0a 01 61 10 01", "c2 02 05 0a 01 62 10 02");
    check(
        "M",
        &format!("{a1} {b2}"),
        &format!("{b2} {a1}"),
        &["same value, other bytes : - | - (the same fields, written in another way)"],
    );
    check("M", a1, "c2 02 05 0a 01 61 10 07", &["changed labels[\"a\"]: 1 | 7"]);
    check("M", a1, b2, &["removed labels[\"a\"]: 1 | -", "added labels[\"b\"]: - | 2"]);
    check(
        "M",
        "c2 02 03 0a 01 61",
        "c2 02 05 0a 01 61 10 00",
        &["same value, other bytes : - | - (the same fields, written in another way)"],
    );
}

#[test]
fn without_a_type_fields_have_numbers() {
    check("", "08 01 12 02 68 69", "08 02 12 02 68 6f", &["changed 1: 1 | 2", "changed 2: \"hi\" | \"ho\""]);
    check("", "1a 02 08 01", "1a 02 08 02", &["changed 3.1: 1 | 2"]);
    check("", "08 01 08 02", "08 02", &["removed 1[0]: 1 | -"]);
}

#[test]
fn bytes_that_make_no_sense_are_compared_all_the_same() {
    check(
        "M",
        "18 01 72 05 61",
        "18 01 72 05 62",
        &["changed : 3 bytes: 72 05 61 | 3 bytes: 72 05 62 (truncated: field 14 at byte 2 wants 5 bytes, 1 are left)"],
    );
    check(
        "M",
        "18 01 04",
        "18 01",
        &["removed : 1 byte: 04 | - (not a message: the tag at byte 2 has field number 0)"],
    );
    check("M", "1a 01 61", "18 01", &["removed i32: \"a\" | -", "added i32: - | 1"]);
}

#[test]
fn what_is_to_be_ignored_is_only_counted() {
    let options = CompareOptions { ignored: vec!["**.quantity".parse().unwrap()], ..CompareOptions::default() };
    let (left, right) = (bytes("18 01 82 02 05 0a 01 61 10 02"), bytes("18 01 82 02 05 0a 01 61 10 03"));
    let found = compare(Some(&message("M")), &left, &right, &options);
    assert!(found.is_equal() && !found.same_bytes, "{:?}", found.rows);
    assert_eq!(found.counts.ignored, 1);
    let options = CompareOptions { any_order: vec!["numbers".parse().unwrap()], ..CompareOptions::default() };
    let found = compare(Some(&message("M")), &bytes("f2 01 03 01 02 03"), &bytes("f2 01 03 03 01 02"), &options);
    assert!(found.is_equal(), "{:?}", found.rows);
}

#[test]
fn of_long_texts_the_difference_is_shown() {
    let long = |end: &str| {
        let text = "x".repeat(100_000) + end;
        [bytes("72"), bytes("a1 8d 06"), text.into_bytes()].concat()
    };
    let found = compare(Some(&message("M")), &long("a"), &long("b"), &CompareOptions::default());
    let row = &found.rows[0];
    assert!(row.left.as_deref().unwrap().ends_with("xxa\" 100001 bytes"), "{row:?}");
    assert!(row.right.as_deref().unwrap().ends_with("xxb\" 100001 bytes"), "{row:?}");
}

fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(1 << 20).spawn(work).unwrap().join().unwrap();
}

#[test]
fn nesting_of_100_000_needs_no_stack() {
    on_small_stack(|| {
        let nested = |leaf: u8, groups: bool| {
            if groups {
                return [[0x8b, 0x01].repeat(100_000), vec![0x18, leaf], [0x8c, 0x01].repeat(100_000)].concat();
            }
            // Written from its end: each level puts its length and tag before what is there.
            let mut backwards = vec![leaf, 0x18];
            for _ in 0..100_000 {
                let length = backwards.len();
                let bytes = [length as u8 | 0x80, (length >> 7) as u8 | 0x80, (length >> 14) as u8];
                backwards.extend(bytes.iter().rev());
                backwards.extend([0x01, 0x8a]);
            }
            backwards.into_iter().rev().collect::<Vec<u8>>()
        };
        for groups in [false, true] {
            for of in [Some(message("M")), None] {
                let (left, right) = (nested(1, groups), nested(2, groups));
                let found = compare(of.as_ref(), &left, &right, &CompareOptions::default());
                assert!(!found.is_equal());
            }
        }
    });
}

#[test]
fn a_million_elements_are_compared() {
    on_small_stack(|| {
        let options = CompareOptions::default();
        let of = message("M");
        // Field 35 is not packed; 30 is.
        let loose = |from: u32| -> Vec<u8> {
            let element = |n: u32| [0x98, 0x02, n as u8 | 0x80, (n >> 7) as u8 | 0x80, (n >> 14) as u8 & 0x7f];
            (from..from + 1_000_000).flat_map(element).collect()
        };
        let found = compare(Some(&of), &loose(0), &loose(3), &options);
        assert_eq!((found.counts.added, found.counts.removed, found.counts.equal), (3, 3, 999_997));
        let packed = |n: u8| [vec![0xf2, 0x01, 0xc0, 0x84, 0x3d], vec![n; 1_000_000]].concat();
        let found = compare(Some(&of), &packed(1), &packed(2), &options);
        assert_eq!((found.counts.changed, found.rows.len()), (1_000_000, 100_000));
        assert_eq!(found.left_out, 900_000);
    });
}

#[test]
fn a_comparison_can_be_given_up() {
    let (left, right) = ([0x08, 0x01].repeat(5_000), [0x08, 0x02].repeat(5_000));
    assert_eq!(compare_while(None, &left, &right, &CompareOptions::default(), &|| false), None);
}

/// Whether a path leads somewhere in the JSON of a message.
fn exists(json: &Json, path: &str) -> bool {
    let mut at = json;
    let mut rest = path;
    while !rest.is_empty() {
        let (step, after) = if let Some(quoted) = rest.strip_prefix("[\"") {
            let read = |end: usize| serde_json::from_str::<String>(&format!("\"{}\"", &quoted[..end])).ok();
            let mut ends = quoted.match_indices("\"]").filter_map(|(end, _)| Some((end, read(end)?)));
            let (end, key) = ends.next().unwrap();
            (at.get(key), &quoted[end + 2..])
        } else if let Some(index) = rest.strip_prefix('[') {
            let (index, after) = index.split_once(']').unwrap();
            (at.get(index.parse::<usize>().unwrap()), after)
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            (at.get(&rest[..end]), &rest[end..])
        };
        let Some(step) = step else { return false };
        (at, rest) = (step, after.strip_prefix('.').unwrap_or(after));
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_message_has_no_differences_to_itself(wire in any_wire()) {
        let of = message("M");
        let found = compare(Some(&of), &wire, &wire, &CompareOptions::default());
        prop_assert!(found.is_equal() && found.same_bytes, "{:?}", found.rows);
        prop_assert_eq!(found.counts.rewritten, 0);
    }

    #[test]
    fn equal_means_equal_as_json(left in any_wire(), right in any_wire()) {
        let of = message("M");
        let found = compare(Some(&of), &left, &right, &CompareOptions::default());
        let options = JsonOptions { indent: Indent::Compact, emit_defaults: true, ..JsonOptions::default() };
        let json = |wire: &[u8]| serde_json::from_str::<Json>(&print_json(&of, wire, &options).text).unwrap();
        let (one, other) = (json(&left), json(&right));
        if found.is_equal() {
            prop_assert_eq!(&one, &other, "{:?}", found.rows);
        }
        for row in &found.rows {
            let right_path = row.right_path.as_ref().unwrap_or(&row.path);
            match row.kind {
                Difference::Removed => prop_assert!(exists(&one, &row.path), "{} in {one}", row.path),
                Difference::Added => prop_assert!(exists(&other, right_path), "{right_path} in {other}"),
                Difference::Changed | Difference::Moved if row.note.is_empty() => {
                    prop_assert!(exists(&one, &row.path), "{} in {one}", row.path);
                    prop_assert!(exists(&other, right_path), "{right_path} in {other}");
                }
                _ => {}
            }
        }
        let back = compare(Some(&of), &right, &left, &CompareOptions::default());
        prop_assert_eq!(back.is_equal(), found.is_equal());
        prop_assert_eq!((back.counts.added, back.counts.removed), (found.counts.removed, found.counts.added));
    }

    #[test]
    fn any_bytes_are_compared(left in prop::collection::vec(any::<u8>(), 0..200), right in prop::collection::vec(any::<u8>(), 0..200)) {
        for of in [None, Some(message("M"))] {
            let found = compare(of.as_ref(), &left, &right, &CompareOptions::default());
            prop_assert_eq!(found.same_bytes, left == right);
            if left == right {
                prop_assert!(found.is_equal());
            }
        }
    }
}

#[test]
fn changed_messages_of_a_list_are_paired_by_what_they_have_in_common() {
    let schema = crate::schema::Schema::builtin();
    let of = schema.message("google.protobuf.EnumDescriptorProto").unwrap();
    let read = |json: &str| crate::message::encode_json(&of, json, crate::message::JsonRules::default()).unwrap();
    let left = read(r#"{"value": [{"name": "TEA", "number": 1}, {"name": "CUP", "number": 2}]}"#);
    let right = read(
        r#"{"value": [{"name": "POT", "number": 7}, {"name": "TEA", "number": 8}, {"name": "CUP", "number": 9}]}"#,
    );
    let found = compare(Some(&of), &left, &right, &CompareOptions::default());
    let expected = [
        "added value[0]: - | { name POT  number 7 }",
        "changed value[0].number: 1 | 8 at value[1].number",
        "changed value[1].number: 2 | 9 at value[2].number",
    ];
    assert_eq!(lines(&found), expected);
}

#[test]
fn json_inside_a_message_is_compared_by_its_keys() {
    let of = crate::schema::Schema::builtin().message("google.protobuf.Struct").unwrap();
    let read = |json: &str| crate::message::encode_json(&of, json, crate::message::JsonRules::default()).unwrap();
    for (left, right, expected) in [
        (r#"{"a": 1, "b": "x"}"#, r#"{"b": "x", "a": 1}"#, &[][..]),
        (r#"{"a": 1}"#, r#"{"a": 2}"#, &["changed [\"a\"]: 1 | 2"][..]),
        (r#"{"a": 1}"#, r#"{"a": "1"}"#, &["changed [\"a\"]: 1 | \"1\""]),
        (
            r#"{"a": {"b": null, "c": true}}"#,
            r#"{"a": {"c": false}}"#,
            &["removed [\"a\"][\"b\"]: null | -", "changed [\"a\"][\"c\"]: true | false"],
        ),
        (r#"{"a": [1, 2, 3]}"#, r#"{"a": [1, 3]}"#, &["removed [\"a\"][1]: 2 | -"]),
        (r#"{"a": [1]}"#, r#"{"a": {"b": 1}}"#, &["changed [\"a\"]: [1] | {\"b\":1}"]),
    ] {
        let found = compare(Some(&of), &read(left), &read(right), &CompareOptions::default());
        let told: Vec<String> = lines(&found).into_iter().filter(|line| !line.starts_with("same value")).collect();
        assert_eq!(told, expected, "{left} | {right}");
    }
}
