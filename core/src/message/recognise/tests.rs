//! Texts as they are pasted, and what they are taken for.

use proptest::prelude::*;

use super::*;
use crate::message::samples::message;

fn best(text: &str) -> Option<(Likeness, Certainty, Vec<String>)> {
    let first = recognise(text, Some(&message("M"))).into_iter().next()?;
    let squeezed = |text: String| text.split_whitespace().collect::<String>();
    let messages = first.messages.unwrap_or_else(|why| vec![why]).into_iter().map(squeezed).collect();
    Some((first.likeness, first.certainty, messages))
}

#[test]
fn what_a_pasted_text_is_taken_for() {
    use Certainty::{Certain, Likely, Possible};
    use Likeness::{Base64, Hex, Json, SeveralJson, TextFormat};
    type Row<'t> = (&'t str, Option<(Likeness, Certainty, &'t [&'t str])>);
    let table: &[Row<'_>] = &[
        ("{\"i32\": 1}", Some((Json, Certain, &["{\"i32\":1}"]))),
        (" [] ", Some((Json, Certain, &["[]"]))),
        ("{\"i32\": 1}\n{\"i32\": 2}\n", Some((SeveralJson, Certain, &["{\"i32\":1}", "{\"i32\":2}"]))),
        ("{} {}{}", Some((SeveralJson, Certain, &["{}", "{}", "{}"]))),
        ("[{\"i32\": 1}, {}]", Some((SeveralJson, Certain, &["{\"i32\":1}", "{}"]))),
        ("{\"i32\": ", None),
        ("\"text\"", None),
        ("i32: 1", Some((TextFormat, Certain, &["{\"i32\":1}"]))),
        ("# a comment\ni32: 1 text: \"x\"", Some((TextFormat, Certain, &["{\"i32\":1,\"text\":\"x\"}"]))),
        ("child { i32: 1 }", Some((TextFormat, Certain, &["{\"child\":{\"i32\":1}}"]))),
        ("child <i32: 1>", Some((TextFormat, Certain, &["{\"child\":{\"i32\":1}}"]))),
        ("i32: x", Some((TextFormat, Certain, &["1:6i32:awholenumberiswanted,not\"x\""]))),
        ("bogus: 1", Some((TextFormat, Possible, &["1:1unknownfield\"bogus\"int.M"]))),
        ("1801", Some((Hex, Certain, &["{\"i32\":1}"]))),
        ("18 01", Some((Hex, Certain, &["{\"i32\":1}"]))),
        ("18:01", Some((Hex, Certain, &["{\"i32\":1}"]))),
        ("0x18, 0x01", Some((Hex, Certain, &["{\"i32\":1}"]))),
        ("\\x18\\x01", Some((Hex, Certain, &["{\"i32\":1}"]))),
        ("18\n01", Some((Hex, Certain, &["{\"i32\":1}"]))),
        (
            "00000000: 1801 7201 41                             ..r.A",
            Some((Hex, Certain, &["{\"i32\":1,\"text\":\"A\"}"])),
        ),
        (
            "00000000  18 01 72 01 41                                    |..r.A|\n",
            Some((Hex, Certain, &["{\"i32\":1,\"text\":\"A\"}"])),
        ),
        ("00 00000002 1801 00 00000002 1802", Some((Hex, Certain, &["{\"i32\":1}", "{\"i32\":2}"]))),
        ("1801 f80301", Some((Hex, Likely, &["{\"i32\":1,\"@unknown\":\"+AMB\"}"]))),
        ("f80301", Some((Hex, Possible, &["{\"@unknown\":\"+AMB\"}"]))),
        ("18", None),
        ("GAFyAUE=", Some((Base64, Certain, &["{\"i32\":1,\"text\":\"A\"}"]))),
        ("GAFyAUE", Some((Base64, Certain, &["{\"i32\":1,\"text\":\"A\"}"]))),
        ("GAFy\n AUE=\n", Some((Base64, Certain, &["{\"i32\":1,\"text\":\"A\"}"]))),
        ("cgL-_w", Some((Base64, Possible, &["{\"text\":\"notUTF-8,2bytes:feff\"}"]))),
        ("AAAAAAIYAQ==", Some((Base64, Certain, &["{\"i32\":1}"]))),
        ("hello world", None),
        ("", None),
        ("   \n", None),
    ];
    for (text, expected) in table {
        let found = best(text);
        let found = found.as_ref().map(|(likeness, certainty, messages)| {
            (*likeness, *certainty, messages.iter().map(String::as_str).collect::<Vec<_>>())
        });
        let expected = expected.map(|(likeness, certainty, messages)| (likeness, certainty, messages.to_vec()));
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn what_is_left_out_of_bytes_is_told() {
    let found = recognise("1801 f80301 f80302", Some(&message("M")));
    assert_eq!(
        (found[0].left_out.as_deref(), &found[0].messages),
        (None, &Ok(vec!["{\n  \"i32\": 1,\n  \"@unknown\": \"+AMB+AMC\"\n}".to_owned()]))
    );
    let found = recognise("1801 7203 fffe41 92030408014805", Some(&message("M")));
    assert_eq!(found[0].left_out.as_deref(), Some("not UTF-8, 3 bytes (and 1 more)"));
}

#[test]
fn without_a_type_json_is_all_that_is_known() {
    assert_eq!(recognise("{} {}", None)[0].likeness, Likeness::SeveralJson);
    assert_eq!(recognise("i32: 1", None), []);
}

#[test]
fn a_list_is_one_value_where_the_type_is_a_list() {
    let found = recognise("[{}, {}]", Some(&message("google.protobuf.ListValue")));
    assert_eq!(found[0].likeness, Likeness::Json);
}

proptest! {
    #[test]
    fn any_text_is_something_or_nothing(text in "[0-9a-fA-F{}\\[\\]\":,x\\\\ \n_=+/-]{0,80}") {
        for found in recognise(&text, Some(&message("M"))) {
            prop_assert!(found.messages.is_err() || found.messages.is_ok_and(|messages| !messages.is_empty()));
        }
    }

    #[test]
    fn bytes_in_hex_are_always_found_again(bytes in crate::message::samples::any_wire()) {
        prop_assume!(!bytes.is_empty());
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let found = recognise(&hex, Some(&message("M")));
        prop_assert!(found.iter().any(|one| one.likeness == Likeness::Hex), "{hex}");
    }
}
