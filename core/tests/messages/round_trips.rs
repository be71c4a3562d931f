//! Random messages and texts through the codec: a short form of the fuzz targets, and sharing what they check.

use proptest::prelude::*;

#[path = "../../fuzz/codec.rs"]
mod codec;

/// Words that texts of both notations are made of, so that some of them mean something.
fn any_text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        "<",
        ">",
        ":",
        ",",
        ";",
        " ",
        "\n",
        "\"",
        "'",
        "\\",
        "#",
        "-",
        "1",
        "0",
        "2147483648",
        "1.5",
        "1e2",
        "null",
        "true",
        "false",
        "NaN",
        "inf",
        "\"i32\":",
        "\"numbers\":",
        "\"child\":",
        "\"labels\":",
        "\"any\":",
        "\"@type\":",
        "\"a/t.Line\"",
        "\"value\":",
        "\"structure\":",
        "\"text\":",
        "\"at\":",
        "\"1970-01-01T00:00:00Z\"",
        "\"oa\":",
        "\"color\":",
        "\"RED\"",
        "i32",
        "numbers",
        "child",
        "labels",
        "key",
        "value",
        "any",
        "[a/t.Line]",
        "text",
        "color",
        "RED",
        "\"a\"",
        "\\u0041",
        "\\ud800",
        "é",
        "\u{202e}",
        "0x1f",
        "017",
        "id",
        "item",
        "Item",
        "[t2.note]",
        "\"[t2.scores]\":",
        "\"data\":",
        "\"AQ==\"",
        "\"mask\":",
        "\"aB\"",
        "\"nope\":",
    ]);
    prop_oneof![
        3 => prop::collection::vec(word, 0..24).prop_map(|words| words.concat()),
        1 => any::<String>(),
    ]
}

/// Fields of any number and wire type, most of them whole; and bytes of any kind.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        (1..72u8, any::<u8>()).prop_map(|(number, n)| [tag(number, 0), vec![n & 0x7f]].concat()),
        (1..72u8, any::<[u8; 8]>()).prop_map(|(number, n)| [tag(number, 1), n.to_vec()].concat()),
        (1..72u8, any::<[u8; 4]>()).prop_map(|(number, n)| [tag(number, 5), n.to_vec()].concat()),
        (1..72u8, prop::collection::vec(any::<u8>(), 0..12)).prop_map(|(number, bytes)| delimited(number, &bytes)),
        (1..72u8, "[a-z/.]{0,12}").prop_map(|(number, text)| delimited(number, text.as_bytes())),
    ];
    let nested = leaf.prop_recursive(4, 24, 4, |inner| {
        (1..72u8, any::<bool>(), prop::collection::vec(inner, 0..4)).prop_map(|(number, is_group, fields)| {
            let fields = fields.concat();
            match is_group {
                true => [tag(number, 3), fields, tag(number, 4)].concat(),
                false if fields.len() < 0x80 => delimited(number, &fields),
                false => fields,
            }
        })
    });
    prop_oneof![
        4 => prop::collection::vec(nested, 0..8).prop_map(|fields| fields.concat()),
        1 => prop::collection::vec(any::<u8>(), 0..64),
    ]
}

fn tag(number: u8, wire_type: u8) -> Vec<u8> {
    let tag = u16::from(number) << 3 | u16::from(wire_type);
    if tag < 0x80 { vec![tag as u8] } else { vec![tag as u8 | 0x80, (tag >> 7) as u8] }
}

fn delimited(number: u8, bytes: &[u8]) -> Vec<u8> {
    [tag(number, 2), vec![bytes.len() as u8], bytes.to_vec()].concat()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_are_shown_whatever_they_are(which in any::<u8>(), bytes in any_bytes()) {
        codec::wire(&codec::pick(which), &bytes);
    }

    #[test]
    fn json_is_taken_or_refused_whatever_it_is(which in any::<u8>(), text in any_text(), is_open in any::<bool>()) {
        codec::json(&codec::pick(which), &text);
        codec::json(&codec::pick(0), &if is_open { format!("{{{text}}}") } else { text });
    }

    #[test]
    fn text_format_is_taken_or_refused_whatever_it_is(which in any::<u8>(), text in any_text()) {
        codec::text(&codec::pick(which), &text);
    }
}
