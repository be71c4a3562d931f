//! Records of every wire type, whole and broken; what they mean; and that every byte has one owner.

use std::ops::{ControlFlow, Range};

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::message::samples::{any_wire, bytes, message};

/// The lines of a message without the head, and without what stands left of the record.
fn lines(of: Option<&str>, hex: &str) -> Vec<String> {
    let of = of.map(message);
    let all: Vec<String> = wire_lines(of.as_ref(), &bytes(hex)).skip(1).collect();
    let (_, records) = all.split_last().unwrap();
    records.iter().map(|line| line.get(32..).unwrap().to_owned()).collect()
}

#[track_caller]
fn check(of: Option<&str>, hex: &str, expected: &[&str]) {
    assert_eq!(lines(of, hex), expected, "{hex}");
}

#[test]
fn every_wire_type_is_read_with_its_field() {
    check(Some("M"), "18 96 01", &["i32 3 varint int32 = 150"]);
    check(Some("M"), "38 03", &["s32 7 varint sint32 = -2"]);
    check(Some("M"), "68 01", &["flag 13 varint bool = true"]);
    check(Some("M"), "09 000000000000f83f", &["f64 1 fixed64 double = 1.5"]);
    check(Some("M"), "4d ffffffff", &["fx32 9 fixed32 fixed32 = 4294967295"]);
    check(Some("M"), "72 03 416461", &["text 14 len string = \"Ada\""]);
    check(Some("M"), "7a 02 ff00", &["data 15 len bytes = ff 00 2 bytes"]);
    check(Some("M"), "8001 01", &["color 16 varint Color = RED 1"]);
    check(Some("M"), "8001 63", &["color 16 varint Color = 99  (99 (not in Color))"]);
    check(Some("M"), "8a01 02 18 05", &["child 17 len M", "  i32 3 varint int32 = 5"]);
    check(Some("M"), "f201 03 010203", &["numbers 30 len int32", "  int32 = 1", "  int32 = 2", "  int32 = 3"]);
    check(
        Some("M"),
        "c202 05 0a 01 61 10 07",
        &["labels 40 len entry", "  key 1 len string = \"a\"", "  value 2 varint int32 = 7"],
    );
    check(Some("t2.Old"), "23 0a 01 41 24", &["item 4 group Item", "  sku 1 len string = \"A\""]);
}

#[test]
fn without_a_type_bytes_are_what_they_look_like() {
    check(None, "08 96 01", &["1 varint = 150  or sint64 75"]);
    check(None, "0a 05 68656c6c6f", &["1 len = \"hello\""]);
    check(None, "0a 02 08 01", &["1 len", "  1 varint = 1  or bool true"]);
    check(None, "09 000000000000f83f", &["1 fixed64 = 1.5  or fixed64 4609434218613702656"]);
    check(None, "0b 08 01 0c", &["1 group", "  1 varint = 1  or bool true"]);
    check(None, "0a 02 ff ff", &["1 len = ff ff"]);
}

#[test]
fn what_the_type_does_not_have_is_told() {
    check(Some("M"), "a006 01", &["100 varint = 1  or bool true"]);
    check(Some("M"), "1a 01 41", &["3 len = \"A\"  (wrong wire type for i32: len)"]);
    check(Some("M"), "72 02 41ff", &["text 14 len string = 41 ff 2 bytes  (not UTF-8 from byte 2 on)"]);
}

#[test]
fn broken_places_are_rows_with_the_raw_rest() {
    check(
        Some("M"),
        "18 01 18",
        &["i32 3 varint int32 = 1", "i32 3  int32 = no bytes  (truncated at byte 3: a number is cut off)"],
    );
    check(None, "0a 05 41", &["1 len = 41 1 byte  (truncated: field 1 at byte 0 wants 5 bytes, 1 are left)"]);
    check(None, "00 41", &["unreadable = 00 41 2 bytes  (not a message: the tag at byte 0 has field number 0)"]);
    check(None, "0f 41", &["1 = 41 1 byte  (not a message: the tag at byte 0 has wire type 7)"]);
    check(None, "0b 08 01", &["1 group  (truncated: group 1 at byte 0 does not end)", "  1 varint = 1  or bool true"]);
    check(None, "0c", &["1 = no bytes  (not a message: byte 0 ends a group that was not begun)"]);
    check(
        Some("M"),
        "f201 02 01 80",
        &[
            "numbers 30 len int32  (the last element is cut off)",
            "  int32 = 1",
            "  int32 = 80 1 byte  (truncated at byte 4: a number is cut off)",
        ],
    );
}

#[test]
fn an_any_is_opened_by_its_type() {
    let url = b"type.googleapis.com/t.Line";
    let mut any = vec![0x0a, url.len() as u8];
    any.extend_from_slice(url);
    any.extend_from_slice(&[0x12, 2, 0x10, 9]);
    let text = wire_text(Some(&message("google.protobuf.Any")), &any);
    assert!(text.contains("value 2 len bytes\n"), "{text}");
    assert!(text.contains("  quantity 2 varint int32 = 9\n"), "{text}");
}

#[test]
fn text_has_offsets_and_sizes_and_a_sum() {
    let text = wire_text(Some(&message("M")), &bytes("18 96 01 8a01 02 18 05"));
    assert_eq!(
        text,
        "offset    tag, length     size  record\n\
         00000000  18                 3  i32 3 varint int32 = 150\n\
         00000003  8a 01 02           5  child 17 len M\n\
         00000006  18                 2    i32 3 varint int32 = 5\n\
         8 bytes: tags 4, lengths 1, values 3\n"
    );
}

#[test]
fn a_byte_says_what_it_is() {
    let tree = WireTree::new(None, Bytes::from(bytes("1a 0c 000102030405060708090a0b")));
    let says = |offset| tree.describe(offset).unwrap();
    assert_eq!(says(0), "tag: field 3, len");
    assert_eq!(says(1), "length 12");
    assert_eq!(says(5), "value, byte 4 of 12");
    assert_eq!(tree.describe(14), None);
}

#[test]
fn choosing_a_byte_unfolds_down_to_its_record() {
    let mut tree = WireTree::new(Some(message("M")), Bytes::from(bytes("18 01 8a01 05 8a01 02 18 05 18 02")));
    assert_eq!(tree.len(), 3);
    let row = tree.reveal(9).unwrap();
    assert_eq!((row, tree.len()), (3, 5));
    let row = tree.row(row).unwrap();
    assert_eq!((row.depth, row.record.part_at(9)), (2, Some(Part::Value)));
    let path: Vec<u32> = tree.path(3).iter().map(|row| row.record.number).collect();
    assert_eq!(path, [17, 17, 3]);
    assert!(tree.fold(1));
    assert_eq!(tree.len(), 3);
    assert!(tree.unfold_all(1));
    assert_eq!(tree.len(), 5);
}

#[test]
fn ten_million_unknown_fields_are_indexed_in_bounded_memory() {
    // In a test build a tenth of them is enough to tell what one costs.
    let count = 1_000_000;
    let message = Bytes::from([0xf8, 0x3f, 0x01].repeat(count));
    let mut tree = WireTree::new(None, message.clone());
    assert_eq!(tree.len(), 0);
    let mut building = tree.building().unwrap();
    let first = building.step().unwrap();
    tree.take(first);
    assert!(tree.len() > 1000 && tree.len() < 20_000, "the first rows are there at once");
    while let Some(part) = building.step() {
        tree.take(part);
    }
    assert_eq!(tree.len(), count);
    assert!(tree.building().is_none());
    let weight = tree_weight(&message);
    assert!(weight <= count / 64 * 8 * 2 + 64, "{weight}");
    let row = tree.row(count - 1).unwrap();
    assert_eq!(row.record.range(), (count - 1) * 3..count * 3);
    assert_eq!(tree.row_at(1_500_001), Some(500_000));
}

fn tree_weight(message: &Bytes) -> usize {
    let mut index = RecordIndex::new(0..message.len(), Layout::Fields);
    index.advance(message, usize::MAX);
    index.weight()
}

/// Messages in messages, written from the inside out.
fn nested(levels: usize) -> Vec<u8> {
    let mut backwards: Vec<u8> = Vec::new();
    for _ in 0..levels {
        let mut length = backwards.len();
        let mut head = vec![0x0a];
        while length > 0x7f {
            head.push(length as u8 | 0x80);
            length >>= 7;
        }
        head.push(length as u8);
        backwards.extend(head.iter().rev());
    }
    backwards.reverse();
    backwards
}

fn finish(tree: &mut WireTree) {
    while let Some(mut building) = tree.building() {
        while let Some(part) = building.step() {
            tree.take(part);
        }
    }
}

#[test]
fn nesting_of_100_000_takes_no_stack() {
    let groups = [[0x0bu8].repeat(100_000), [0x0cu8].repeat(100_000)].concat();
    let hostile = move || {
        for bytes in [groups, [0x0bu8].repeat(100_000), nested(100_000)] {
            assert!(wire_lines(None, &bytes).count() >= 100);
            let cost = Cost::of(None, &bytes, &mut |_| ControlFlow::Continue(())).unwrap();
            assert_eq!(cost.total(), bytes.len() as u64);
            let mut tree = WireTree::new(None, Bytes::from(bytes));
            for level in 0..200 {
                finish(&mut tree);
                tree.unfold(level);
            }
            finish(&mut tree);
            assert_eq!((tree.len(), tree.row(200).unwrap().depth), (201, 200));
            tree.unfold_all(0);
            tree.reveal(tree.bytes().len() / 2);
            tree.fold(0);
            assert_eq!(tree.len(), 1);
        }
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(hostile).unwrap().join().unwrap();
}

/// Every byte of the range belongs to one part of one record, all the way down.
fn assert_tiled(bytes: &[u8], scope: &Scope, range: Range<usize>, levels: usize) {
    let mut at = range.start;
    for record in records(bytes, range.clone(), scope.layout()) {
        assert_eq!(record.range().start, at);
        let parts = [record.tag_range(), record.length_range(), record.value_range(), record.end_range()];
        let mut end = at;
        for part in parts {
            assert_eq!(part.start, end);
            end = part.end;
        }
        assert_eq!(end, record.range().end);
        assert!(record.size() > 0);
        if let (Inside::Records(scope), true) = (scope.meaning(bytes, &record).inside, levels > 0) {
            assert_tiled(bytes, &scope, record.value_range(), levels - 1);
        }
        at = end;
    }
    assert_eq!(at, range.end);
}

proptest! {
    #[test]
    fn records_tile_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for of in [None, Some(message("M")), Some(message("t2.Old"))] {
            let scope = Scope::message(of.clone(), &bytes, 0..bytes.len());
            assert_tiled(&bytes, &scope, 0..bytes.len(), 20);
            let cost = Cost::of(of.as_ref(), &bytes, &mut |_| ControlFlow::Continue(())).unwrap();
            prop_assert_eq!(cost.total(), bytes.len() as u64);
        }
    }

    #[test]
    fn records_tile_messages_that_were_cut(wire in any_wire(), cut in 0usize..400) {
        let bytes = wire.get(..cut).unwrap_or(&wire);
        let scope = Scope::message(Some(message("M")), bytes, 0..bytes.len());
        assert_tiled(bytes, &scope, 0..bytes.len(), 20);
        prop_assert!(wire_lines(Some(&message("M")), bytes).count() >= 2);
    }

    #[test]
    fn an_index_finds_what_a_walk_finds(wire in prop::collection::vec(any_wire(), 0..40), step in 1usize..200) {
        let bytes = wire.concat();
        let all: Vec<Record> = records(&bytes, 0..bytes.len(), Layout::Fields).collect();
        let mut index = RecordIndex::new(0..bytes.len(), Layout::Fields);
        while !index.is_complete() {
            index.advance(&bytes, step);
        }
        prop_assert_eq!(index.len(), all.len());
        for (position, record) in all.iter().enumerate() {
            prop_assert_eq!(index.get(&bytes, position), Some(*record));
            prop_assert_eq!(index.at_offset(&bytes, record.range().end - 1), Some((position, *record)));
        }
    }
}

#[test]
fn long_groups_are_jumped_over() {
    let long = [vec![0x0b], [0x08, 0x01].repeat(5000), vec![0x0c]].concat();
    let bytes = [long.clone(), vec![0x10, 1], long].concat();
    let mut index = RecordIndex::new(0..bytes.len(), Layout::Fields);
    index.advance(&bytes, usize::MAX);
    let all: Vec<Record> = records(&bytes, 0..bytes.len(), Layout::Fields).collect();
    assert_eq!(index.records_from(&bytes, 0).collect::<Vec<_>>(), all);
    assert_eq!(index.get(&bytes, 2), all.get(2).copied());
}
