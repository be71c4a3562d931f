//! What a reader would guess, guessed first.

use super::*;
use crate::message::samples::bytes;

fn first(payload: Payload<'_>) -> (ReadingKind, String) {
    let all = readings(payload);
    let first = all.first().unwrap();
    assert!(first.likelihood >= 50, "{all:?}");
    (first.kind, first.text.clone())
}

#[test]
fn numbers_have_every_reading_the_likeliest_first() {
    assert_eq!(readings_line(Payload::Varint(1)), "uint64 1, bool true, sint64 -1");
    let minus = "int64 -5, uint64 18446744073709551611, sint64 -9223372036854775806";
    assert_eq!(readings_line(Payload::Varint(-5_i64 as u64)), minus);
    assert_eq!(readings_line(Payload::Varint(300)), "uint64 300, sint64 150");
    assert_eq!(readings_line(Payload::Fixed32(1.5_f32.to_bits())), "float 1.5, fixed32 1069547520");
    assert_eq!(readings_line(Payload::Fixed32(7)), "fixed32 7, float 1e-44");
    assert_eq!(first(Payload::Fixed32(-7_i32 as u32)), (ReadingKind::Signed, "-7".to_owned()));
    assert_eq!(first(Payload::Fixed64(59.32_f64.to_bits())), (ReadingKind::Double, "59.32".to_owned()));
    assert_eq!(first(Payload::Fixed64(1 << 40)), (ReadingKind::Unsigned, (1_u64 << 40).to_string()));
}

#[test]
fn bytes_are_text_or_a_message_or_numbers_or_bytes() {
    use ReadingKind::{Bytes, Message, PackedDoubles, PackedFloats, PackedVarints, Text};
    let floats: Vec<u8> = [0.5_f32, 2.25].iter().flat_map(|n| n.to_le_bytes()).collect();
    let doubles: Vec<u8> = [0.5_f64, 2.25].iter().flat_map(|n| n.to_le_bytes()).collect();
    let id = b"\"$550e8400-e29b-41d4-a716-446655440000";
    for (content, kind, text) in [
        (&b"hello"[..], Text, "\"hello\""),
        (b"", Text, "\"\""),
        ("Gr\u{fc}\u{df}e\u{202e}".as_bytes(), Text, "\"Gr\u{fc}\u{df}e\u{fffd}\""),
        (b"\x08\x05\x12\x03abc\x1a\x01\xff", Message, "{1: 5, 2: \"abc\", 3: 1 byte}"),
        (id, Message, "{4: \"550e8400-e29b-41d4-a…\"}"),
        (&[1, 2, 3, 0xac, 2], PackedVarints, "1, 2, 3, 300"),
        (&floats, PackedFloats, "0.5, 2.25"),
        (&doubles, PackedDoubles, "0.5, 2.25"),
        (&[0xff, 0xfe, 0xfd], Bytes, "ff fe fd"),
    ] {
        assert_eq!(first(Payload::Len(content)), (kind, text.to_owned()), "{content:02x?}");
    }
    assert_eq!(first(Payload::Group(&bytes("08 01"))), (Message, "{1: 1}".to_owned()));
}

#[test]
fn a_long_value_is_cut_and_costs_no_more() {
    let long = "é".repeat(1 << 20);
    let all = readings(Payload::Len(long.as_bytes()));
    assert_eq!(all.first().unwrap().text, format!("\"{}…\"", "é".repeat(80)));
    let zeros = vec![0; 64 << 20];
    for reading in readings(Payload::Len(&zeros)) {
        assert!(reading.text.len() < 120 && !reading.text.is_empty(), "{reading:?}");
    }
}
