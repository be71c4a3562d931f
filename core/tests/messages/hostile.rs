//! Messages made to break their reader: deep, long, cut short, misleading. Each is handled on a thread with a small stack.
//! It looks at what is said of them, not at how long it takes.

use farcall_core::message::{
    Document, JsonOptions, JsonRules, MarkKind, encode_json, encode_text, print_json, print_text, summary,
};

use crate::message;

/// How deep is hostile.
const DEEP: usize = 100_000;

/// On a thread with a stack of 1 MiB.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(1 << 20).spawn(work).unwrap().join().unwrap();
}

fn varint(mut n: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while n > 0x7f {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
    bytes
}

/// Bytes around bytes: `around` says what stands before and after that many of them.
fn nested(levels: usize, around: impl Fn(usize) -> (Vec<u8>, Vec<u8>)) -> Vec<u8> {
    let mut length = 0;
    let (mut heads, mut tails) = (Vec::with_capacity(levels), Vec::with_capacity(levels));
    for _ in 0..levels {
        let (head, tail) = around(length);
        length += head.len() + tail.len();
        heads.push(head);
        tails.push(tail);
    }
    heads.into_iter().rev().chain(tails).flatten().collect()
}

fn tagged(tag: &[u8], length: usize) -> Vec<u8> {
    [tag, &varint(length)].concat()
}

/// Shown in every way, and its depth said in the JSON.
fn is_shown_as_too_deep(of: &str, bytes: &[u8]) {
    let of = message(of);
    let printed = print_json(&of, bytes, &JsonOptions::default());
    assert!(printed.marks.iter().any(|mark| mark.kind == MarkKind::TooDeep), "{:?}", printed.marks.first());
    assert!(print_text(&of, bytes).contains("deeper levels not shown"));
    summary(&of, bytes, 80);
    assert!(Document::from_wire(of, bytes).root().fields.len() < 10);
}

#[test]
fn messages_within_messages() {
    on_a_small_stack(|| {
        is_shown_as_too_deep("t.M", &nested(DEEP, |length| (tagged(&[0x8a, 0x01], length), Vec::new())))
    });
}

#[test]
fn groups_within_groups() {
    on_a_small_stack(|| {
        is_shown_as_too_deep("t2.Old", &nested(DEEP, |length| (tagged(&[0x23, 0x12], length), vec![0x24])));
        let unknown = [vec![0x2b], vec![0x0b; DEEP], vec![0x0c; DEEP], vec![0x2c]].concat();
        print_json(&message("t2.Old"), &unknown, &JsonOptions::default());
        print_text(&message("t2.Old"), &unknown);
        let of = message("t.M");
        let printed =
            print_json(&of, &[vec![0xbb; 1], vec![0x7d; 1], vec![0x0b; DEEP]].concat(), &JsonOptions::default());
        assert!(printed.marks.iter().any(|mark| mark.kind == MarkKind::Truncated));
    });
}

#[test]
fn any_within_any() {
    on_a_small_stack(|| {
        let url = b"a/google.protobuf.Any";
        let head = |length| ([tagged(&[0x0a], url.len()), url.to_vec(), tagged(&[0x12], length)].concat(), Vec::new());
        is_shown_as_too_deep("google.protobuf.Any", &nested(DEEP, head));
    });
}

#[test]
fn struct_within_struct() {
    on_a_small_stack(|| {
        let head = |length| {
            let value = tagged(&[0x12], length);
            let entry = tagged(&[0x0a], length + value.len());
            ([tagged(&[0x2a], length + value.len() + entry.len()), entry, value].concat(), Vec::new())
        };
        is_shown_as_too_deep("google.protobuf.Value", &nested(DEEP, head));
        let list = |length| {
            let value = tagged(&[0x0a], length);
            ([tagged(&[0x32], length + value.len()), value].concat(), Vec::new())
        };
        is_shown_as_too_deep("google.protobuf.Value", &nested(DEEP, list));
    });
}

#[test]
fn deep_texts_are_refused_where_they_become_too_deep() {
    on_a_small_stack(|| {
        let of = message("t.M");
        for (open, close, told) in [
            ("{\"child\":", "}", "1:1801 nesting deeper than 200 levels"),
            ("{\"nope\":[", "]}", "1:901 nesting deeper than 200 levels"),
            ("[", "]", "1:201 nesting deeper than 200 levels"),
        ] {
            let text = format!("{}{}", open.repeat(DEEP), close.repeat(DEEP));
            let problems = encode_json(&of, &text, JsonRules::default()).unwrap_err();
            assert_eq!(problems[0].to_string(), told);
        }
        let any = "{\"@type\":\"a/google.protobuf.Any\",\"value\":".repeat(DEEP);
        assert!(encode_json(&message("google.protobuf.Any"), &any, JsonRules::default()).is_err());
        let structure = format!("{{\"structure\":{}", "{\"a\":".repeat(DEEP));
        assert!(encode_json(&of, &structure, JsonRules { allow_unknown_fields: true }).is_err());
        for text in
            ["child{".repeat(DEEP), "any{[a/google.protobuf.Any]<".repeat(DEEP), "value{struct_value{".repeat(DEEP)]
        {
            assert!(encode_text(&of, &text).is_err());
        }
    });
}

#[test]
fn ten_million_unknown_fields() {
    on_a_small_stack(|| {
        let bytes = [0xf8, 0x7f, 0x01].repeat(10_000_000);
        let printed = print_json(&message("t.Sparse"), &bytes, &JsonOptions::default());
        assert!(printed.text.len() < 8 * 10_000_000, "{} bytes of text", printed.text.len());
        summary(&message("t.Sparse"), &bytes, 80);
    });
}

#[test]
fn lengths_beyond_the_end() {
    on_a_small_stack(|| {
        for of in ["t.M", "t2.Old", "google.protobuf.Any", "google.protobuf.Struct", "google.protobuf.Value"] {
            for length in [&[0x05][..], &[0xff, 0xff, 0xff, 0xff, 0x0f], &[0xff; 9], &[0xff; 10], &[0xff; 11]] {
                for tag in
                    [&[0x0a][..], &[0x12], &[0x72], &[0x8a, 0x01], &[0xf2, 0x01], &[0xc2, 0x02], &[0x32], &[0x3a]]
                {
                    let bytes = [tag, length, b"abc"].concat();
                    let printed = print_json(&message(of), &bytes, &JsonOptions::default());
                    assert!(printed.marks.iter().any(|mark| mark.kind == MarkKind::Truncated), "{of} {bytes:02x?}");
                    print_text(&message(of), &bytes);
                    summary(&message(of), &bytes, 80);
                }
            }
        }
    });
}

#[test]
fn a_string_of_64_mebibytes() {
    on_a_small_stack(|| {
        let long = "x".repeat(64 << 20);
        let json = format!("{{\"text\":\"{long}\"}}");
        let bytes = encode_json(&message("t.M"), &json, JsonRules::default()).unwrap();
        assert_eq!(bytes.len(), long.len() + 5);
        summary(&message("t.M"), &bytes, 80);
        assert!(print_json(&message("t.M"), &bytes, &JsonOptions::default()).text.len() > long.len());
        let text = format!("text: '{long}'");
        assert_eq!(encode_text(&message("t.M"), &text), Ok(bytes));
    });
}

#[test]
fn characters_that_mislead_stay_what_they_are() {
    on_a_small_stack(|| {
        let of = message("t.M");
        let odd = "a\u{202e}b\u{2066}c\u{0}\u{7f}\u{1b}[31m\u{feff}\u{2028}\u{fffe}";
        let bytes = [vec![0x72], varint(odd.len()), odd.as_bytes().to_vec()].concat();
        let printed = print_json(&of, &bytes, &JsonOptions::default());
        assert!(printed.marks.is_empty(), "{:?}", printed.marks);
        assert!(!printed.text.contains(['\u{0}', '\u{1b}']), "{:?}", printed.text);
        assert_eq!(encode_json(&of, &printed.text, JsonRules::default()), Ok(bytes.clone()));
        assert_eq!(encode_text(&of, &print_text(&of, &bytes)), Ok(bytes));
        let refused = encode_json(&of, "{\"\u{202e}\u{1}\": 1}", JsonRules::default()).unwrap_err();
        assert_eq!(refused[0].to_string(), "1:4 control character must be written \\u0001");
    });
}
