//! Lines as the log shows them.

use super::*;
use crate::message::samples::{bytes, message};

#[track_caller]
fn check(name: &str, hex: &str, max_chars: usize, line: &str) {
    let found = summary(&message(name), &bytes(hex), max_chars);
    assert_eq!(found.text, line);
    assert_eq!(found.spans().map(|span| span.text).collect::<String>(), line);
}

#[test]
fn fields_stand_in_one_line_without_quotes_and_braces() {
    check("M", "", 80, "");
    check("M", "18 07 72 02 68 69 80 01 02 68 01", 80, "i32 7  text hi  color GREEN  flag true");
    check("M", "09 29 5c 8f c2 f5 a8 4d 40 7a 02 00 01", 80, "f64 59.32  data 2 bytes");
    check("M", "8a 01 02 18 01 28 02", 80, "i32 1  u32 2");
    check("M", "fa 01 01 61 fa 01 01 62", 80, "names a, b");
    check("M", "f2 01 03 01 02 03", 80, "numbers 1, 2, 3");
    check("M", "c2 02 05 0a 01 6b 10 07", 80, "labels k 7");
    check("M", "92 03 02 08 01", 80, "at 1970-01-01T00:00:01Z");
    check("M", "f2 03 02 08 05 9a 04 00", 80, "w_i64 5  w_string ");
    check("M", "b2 03 03 1a 01 78", 80, "value x");
    check("M", "c2 03 0e 0a 08 61 2f 74 2e 4c 69 6e 65 12 02 10 01", 80, "any Line");
    check("M", "82 02 05 0a 01 61 10 02 82 02 03 0a 01 62", 80, "sku a  quantity 2,  sku b");
}

#[test]
fn a_message_that_is_set_and_empty_is_said() {
    check("M", "8a 01 00", 80, "child empty");
    check("M", "98 06 05", 80, "no value that the type knows");
    check("google.protobuf.StringValue", "0a 00", 80, "");
}

#[test]
fn odd_bytes_are_passed_over() {
    check("M", "98 06 05 18 01", 80, "i32 1");
    check("M", "1a 01 61 18 01 ff", 80, "i32 1");
    check("M", "72 03 61 ff 0a", 80, "text a\u{fffd}\u{240a}");
    check("M", "72 06 61 e2 80 ae 62 07", 80, "text a\u{fffd}b\u{2407}");
}

#[test]
fn a_full_line_ends() {
    let long = [vec![0x72, 0x80, 0x80, 0x04], vec![b'x'; 1 << 16], vec![0x18, 7]].concat();
    let line = summary(&message("M"), &long, 20);
    let last = Span { kind: SpanKind::String, text: "xxxxxxxxxxxxxxx…" };
    assert_eq!(line.spans().last(), Some(last));
}
