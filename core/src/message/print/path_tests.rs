//! One text, however it is made: straight from the wire or gathered, whole or in pieces, few strays or many.
//! What is right is asserted elsewhere.

use std::ops::ControlFlow;

use proptest::prelude::*;

use super::{chunks::Chunks, json::Printer, out::Out, *};
use crate::message::{
    plan::Type,
    samples::{any_wire, bytes, message},
    wire::{Payload, Reader},
};

/// The same fields by number, as a writer puts them.
fn in_order(wire: &[u8]) -> Vec<u8> {
    let mut reader = Reader::new(wire);
    let mut fields = Vec::new();
    let mut from = 0;
    while let Some(raw) = reader.next().unwrap() {
        fields.push((raw.number, wire.get(from..reader.at()).unwrap()));
        from = reader.at();
    }
    fields.sort_by_key(|(number, _)| *number);
    fields.into_iter().flat_map(|(_, field)| field.to_vec()).collect()
}

/// As if the message stood twice on the wire, the second time empty: that is never printed from the wire.
fn gathered(of: &str, wire: &[u8], options: &JsonOptions) -> Printed {
    let of = message(of);
    let resolve = |name: &str| of.parent_pool().get_message_by_name(name);
    let mut printer = Printer::new(options, &resolve, Out::whole(0));
    let pieces = [Payload::Len(wire), Payload::Len(&[])];
    printer.content(Type::of(&of), &Chunks::merged(pieces.into_iter()), 0);
    printer.json.out.finish()
}

/// All pieces as one, with the length of the longest.
fn joined(of: &str, wire: &[u8], options: &JsonOptions, piece_bytes: usize) -> (Printed, usize) {
    let (mut all, mut longest) = (Printed::default(), 0);
    print_json_in_pieces(&message(of), wire, options, piece_bytes, &mut |piece| {
        longest = longest.max(piece.text.len());
        all.text.push_str(piece.text);
        all.marks.extend(piece.marks);
        all.enum_names.extend_from_slice(piece.enum_names);
        ControlFlow::Continue(())
    });
    (all, longest)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_wire_in_order_reads_as_what_was_gathered(wire in any_wire(), emit_defaults in any::<bool>()) {
        let wire = in_order(&wire);
        let options = JsonOptions { emit_defaults, ..JsonOptions::default() };
        for of in ["M", "Sparse", "t2.Old"] {
            prop_assert_eq!(print_json(&message(of), &wire, &options), gathered(of, &wire, &options));
        }
    }

    #[test]
    fn junk_reads_the_same_both_ways(junk in prop::collection::vec(any::<u8>(), 0..200)) {
        let options = JsonOptions { emit_defaults: true, ..JsonOptions::default() };
        for of in ["M", "Sparse", "t2.Old"] {
            prop_assert_eq!(print_json(&message(of), &junk, &options), gathered(of, &junk, &options));
        }
    }

    #[test]
    fn pieces_are_the_whole(wire in any_wire(), piece_bytes in 1..80_usize, pretty in any::<bool>()) {
        let indent = if pretty { crate::message::Indent::Pretty } else { crate::message::Indent::Compact };
        let options = JsonOptions { indent, ..JsonOptions::default() };
        for of in ["M", "Sparse"] {
            let whole = print_json(&message(of), &wire, &options);
            prop_assert_eq!(joined(of, &wire, &options, piece_bytes).0, whole);
            let mut text = String::new();
            print_text_in_pieces(&message(of), &wire, piece_bytes, &mut |piece| {
                text.push_str(piece.text);
                ControlFlow::Continue(())
            });
            prop_assert_eq!(text, print_text(&message(of), &wire));
        }
    }
}

#[test]
fn a_long_string_and_long_bytes_come_in_pieces() {
    let (text, data) = ("é\n".repeat(300_000), vec![0xe9; 700_001]);
    let mut writer = crate::message::wire::Writer::default();
    writer.bytes(14, text.as_bytes());
    writer.bytes(15, &data);
    let wire = writer.into_bytes();
    let (all, longest) = joined("M", &wire, &JsonOptions::default(), 10_000);
    assert_eq!(all, print_json(&message("M"), &wire, &JsonOptions::default()));
    assert!(longest < 200_000, "{longest}");
    let json: serde_json::Value = serde_json::from_str(&all.text).unwrap();
    assert_eq!(json.get("text").and_then(|text| text.as_str()), Some(text.as_str()));
    let mut pieces = Vec::new();
    print_text_in_pieces(&message("M"), &wire, 10_000, &mut |piece| {
        pieces.push(piece.text.to_owned());
        ControlFlow::Continue(())
    });
    assert!(pieces.iter().all(|piece| piece.len() < 250_000) && pieces.len() > 10);
    assert_eq!(pieces.concat(), print_text(&message("M"), &wire));
}

#[test]
fn who_takes_the_pieces_may_end_it() {
    let wire = bytes("f0 01 05").repeat(1_000_000);
    let mut pieces = 0;
    print_json_in_pieces(&message("M"), &wire, &JsonOptions::default(), 100, &mut |piece| {
        pieces += 1;
        assert!(piece.text.len() < 200);
        if pieces == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(pieces, 3);
}

#[test]
fn many_unknown_fields_are_all_shown_by_number() {
    // More than are kept as they are met: in batches, then, being so many, a number at a time.
    for turns in [20_000, 150_000] {
        let wire = bytes("d0 05 01 c8 05 02 d8 05 03 c8 05 04").repeat(turns);
        let (all, longest) = joined("Sparse", &wire, &JsonOptions::default(), 4096);
        assert!(longest < 5000);
        let json: serde_json::Value = serde_json::from_str(&all.text).unwrap();
        let json = json.as_object().unwrap();
        assert_eq!(json.keys().collect::<Vec<_>>(), ["89", "90", "91"]);
        let counts: Vec<usize> = json.values().map(|list| list.as_array().unwrap().len()).collect();
        assert_eq!(counts, [2 * turns, turns, turns]);
        assert_eq!(json["89"][0], 2);
        assert_eq!(json["89"][1], 4);
        assert_eq!(all.marks.len(), 3);
    }
}

#[test]
fn pieces_tell_how_much_of_the_message_they_are() {
    let (text, mut writer) = ("word ".repeat(60), crate::message::wire::Writer::default());
    // A list of messages, one long string, unknown numbers.
    let nested = writer_of(1, text.as_bytes());
    (0..1000).for_each(|_| writer.bytes(32, &nested));
    let long = writer_of(14, text.repeat(1000).as_bytes());
    let unknown = bytes("f8 ff 7f 05").repeat(50_000);
    for wire in [writer.into_bytes(), long, unknown] {
        for json in [true, false] {
            let mut read = Vec::new();
            let mut take = |piece: crate::message::PrintedPiece<'_>| {
                read.push((piece.text.len(), piece.read_bytes));
                ControlFlow::Continue(())
            };
            match json {
                true => print_json_in_pieces(&message("M"), &wire, &JsonOptions::default(), 10_000, &mut take),
                false => print_text_in_pieces(&message("M"), &wire, 10_000, &mut take),
            }
            assert!(read.len() > 5 && read.is_sorted_by_key(|(_, read)| *read), "{read:?}");
            assert_eq!(read.last().unwrap().1, wire.len());
            let all: usize = read.iter().map(|(text, _)| text).sum();
            let mut before = 0;
            for (text, read) in &read {
                before += text;
                let (of_text, of_wire) = (before as f64 / all as f64, *read as f64 / wire.len() as f64);
                assert!((of_text - of_wire).abs() < 0.1, "{of_wire} of the message is {of_text} of the text");
            }
        }
    }
}

fn writer_of(number: u32, bytes: &[u8]) -> Vec<u8> {
    let mut writer = crate::message::wire::Writer::default();
    writer.bytes(number, bytes);
    writer.into_bytes()
}
