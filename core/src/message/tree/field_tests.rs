//! The tree of fields: what is grouped, merged, replaced, unknown, not set, and what it costs.

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::message::{
    JsonOptions,
    samples::{any_wire, bytes, message},
};

fn tree(of: Option<&str>, hex: &str) -> FieldTree {
    FieldTree::new(of.map(message), Bytes::from(bytes(hex)))
}

fn unfold_everything(tree: &mut FieldTree) {
    let mut row = 0;
    while row < tree.len() {
        tree.unfold(row);
        row += 1;
    }
}

/// Each row as `name type = value (count) [notes] size`, indented.
fn lines(tree: &FieldTree) -> Vec<String> {
    let line = |row: FieldRow| {
        let mut line = "  ".repeat(row.depth) + &row.name;
        if !row.type_name.is_empty() {
            line += &format!(": {}", row.type_name);
        }
        match (&row.reading, &row.presence) {
            (Some(reading), _) => line += &format!(" = {}", reading.line.text),
            (None, Some(Presence::Unset { default, .. })) => line += &format!(" ~ {default}"),
            _ => {}
        }
        line += &row.count.map(|count| format!(" ({count})")).unwrap_or_default();
        let odd = row.reading.iter().filter_map(|reading| reading.odd.as_ref()).map(|(_, words)| words.clone());
        for words in odd.chain(row.notes.iter().map(|note| note.text.clone())) {
            line += &format!(" [{words}]");
        }
        line + &format!(" {}", row.size)
    };
    tree.rows(0..tree.len(), 80).into_iter().map(line).collect()
}

#[track_caller]
fn check(of: Option<&str>, hex: &str, expected: &[&str]) {
    let mut tree = tree(of, hex);
    unfold_everything(&mut tree);
    assert_eq!(lines(&tree), expected, "{hex}");
}

#[test]
fn values_of_a_field_stand_together_whether_packed_or_not() {
    check(
        Some("M"),
        "f201 02 0102  18 07  f001 03",
        &["i32: int32 = 7 2", "numbers: int32 (3) 8", "  0: int32 = 1 1", "  1: int32 = 2 1", "  2: int32 = 3 3"],
    );
}

#[test]
fn maps_are_by_key_and_later_entries_replace() {
    check(
        Some("M"),
        "c202 05 0a0161 1001  c202 05 0a0161 1002  c202 03 0a0162",
        &[
            "labels: map<string, int32> (3) 22",
            "  \"a\": int32 = 1 [replaced by a later entry] 8",
            "  \"a\": int32 = 2 8",
            "  \"b\": int32 [no value, reads as 0] 6",
        ],
    );
}

#[test]
fn the_last_of_several_values_counts_and_messages_merge() {
    check(
        Some("M"),
        "18 01 18 02  8a01 02 1805  8a01 02 6801",
        &[
            "i32: int32 = 2 [stands 2 times, the last counts] 4",
            "  0: int32 = 1 [replaced by a later value] 2",
            "  1: int32 = 2 2",
            "child: M = flag true [stands 2 times, merged] 10",
            "  i32: int32 = 5 2",
            "  flag: bool = true 2",
        ],
    );
}

#[test]
fn only_the_last_member_of_a_oneof_counts() {
    check(
        Some("M"),
        "b201 02 1001  a201 01 41  b201 02 1002",
        &[
            "oa: string = \"A\" [does not count: oc of the same oneof comes later] 4",
            "oc: Line = quantity 2 [what came before another of the same oneof does not count] [stands 2 times, merged] 10",
            "  quantity: int32 = 2 2",
        ],
    );
}

#[test]
fn what_is_unknown_or_broken_has_rows_too() {
    check(
        Some("Sparse"),
        "18 01  0a 02 0801  72 01 41  18",
        &[
            "i32: int32 = 1 2",
            "unknown fields (2) 7",
            "  1: len = {1: 1} 4",
            "    1: varint = 1 2",
            "  14 text: len = \"A\" [wrong wire type for text: len] 3",
            "i32: int32 = no bytes [truncated at byte 10: a number is cut off] 1",
        ],
    );
}

#[test]
fn without_a_type_rows_are_records() {
    check(
        None,
        "08 01 12 02 0802 00",
        &[
            "1: varint = 1 2",
            "2: len = {1: 2} 4",
            "  1: varint = 2 2",
            "unreadable = 00 1 byte [not a message: the tag at byte 6 has field number 0] 1",
        ],
    );
}

#[test]
fn fields_that_are_not_set_show_their_default() {
    let mut tree = tree(Some("t2.Old"), "08 01");
    tree.show_unset(true);
    assert_eq!(
        lines(&tree),
        [
            "id: int32 = 1 2",
            "name: string ~ \"nobody\" 0",
            "ratio: double ~ Infinity 0",
            "item: Item ~ [] 0",
            "deep: Deep ~ null 0",
            "loose: int32 ~ [] 0",
            "tight: int32 ~ [] 0",
        ]
    );
    check(Some("t2.Old"), "12 00", &["id: int32 [required, and not there] 0", "name: string = \"\" 2"]);
}

#[test]
fn the_largest_come_first_when_asked() {
    let mut tree = tree(Some("M"), "18 01  fa01 01 61  fa01 03 616263  72 05 6869686968");
    tree.sort_by_size(true);
    tree.unfold(0);
    assert_eq!(
        lines(&tree),
        [
            "names: string (2) 10",
            "  1: string = \"abc\" 6",
            "  0: string = \"a\" 4",
            "text: string = \"hihih\" 7",
            "i32: int32 = 1 2",
        ]
    );
    assert_eq!(tree.path(1), "names[1]");
}

#[test]
fn an_any_opens_as_its_type() {
    let url = b"type.googleapis.com/t.Line";
    let any = [&[0xc2, 3, 32, 0x0a, 26][..], url, &[0x12, 2, 0x10, 9]].concat();
    let mut tree = FieldTree::new(Some(message("M")), Bytes::from(any));
    unfold_everything(&mut tree);
    assert_eq!(lines(&tree).last().map(String::as_str), Some("    quantity: int32 = 9 2"));
    assert_eq!(tree.path(3), "any.value.quantity");
}

#[test]
fn rows_are_copied_as_paths_and_json() {
    let hex = "8202 05 0a 01 61 10 05  8202 04 1a 02 10 07  c202 05 0a 01 61 10 07  f201 02 0102  8001 01";
    let mut tree = tree(Some("M"), hex);
    unfold_everything(&mut tree);
    let options = JsonOptions::default();
    let all: Vec<_> = (0..tree.len()).map(|row| (tree.path(row), tree.json(row, &options).unwrap())).collect();
    let of = |path: &str| all.iter().find(|(found, _)| found == path).unwrap().1.clone();
    assert_eq!(of("color"), "\"RED\"");
    assert_eq!(of("numbers"), "[\n  1,\n  2\n]");
    assert_eq!(of("numbers[1]"), "2");
    assert_eq!(of("lines[0].sku"), "\"a\"");
    assert_eq!(of("lines[1].next.quantity"), "7");
    assert_eq!(of("lines[0]"), "{\n  \"sku\": \"a\",\n  \"quantity\": 5\n}");
    assert_eq!(of("labels[\"a\"]"), "{\n  \"a\": 7\n}");
}

#[test]
fn a_million_elements_are_found_by_their_marks() {
    let count = 1_000_000usize;
    let mut wire = vec![0xf2, 0x01, 0xc0, 0x84, 0x3d];
    wire.extend((0..count).map(|n| (n % 100) as u8));
    let mut tree = FieldTree::new(Some(message("M")), Bytes::from(wire));
    assert_eq!(tree.len(), 0);
    let mut building = tree.building().unwrap();
    while building.step() {}
    tree.take(building.part());
    tree.unfold(0);
    assert_eq!(tree.len(), count + 1);
    assert!(tree.weight() < count, "{}", tree.weight());
    let last = tree.row(count, 40).unwrap();
    assert_eq!((last.name.as_str(), last.reading.unwrap().line.text.as_str()), ("999999", "99"));
}

#[test]
fn a_million_unknown_fields_take_bounded_memory() {
    let count = 1_000_000usize;
    let mut tree = FieldTree::new(Some(message("Sparse")), Bytes::from([0xf8, 0x3f, 0x01].repeat(count)));
    let mut building = tree.building().unwrap();
    assert!(building.step());
    tree.take(building.part());
    assert_eq!(tree.row(0, 40).unwrap().count, Some(4096), "the first rows are there at once");
    while building.step() {}
    tree.take(building.part());
    assert_eq!(tree.row(0, 40).unwrap().count, Some(count));
    assert!(tree.weight() < count, "{}", tree.weight());
}

#[test]
fn fields_within_fields_take_no_stack() {
    let hostile = || {
        let groups = [[0x0bu8].repeat(100_000), [0x0cu8].repeat(100_000)].concat();
        let mut tree = FieldTree::new(None, Bytes::from(groups));
        for level in 0..200 {
            while let Some(mut building) = tree.building() {
                while building.step() {}
                tree.take(building.part());
            }
            tree.unfold(level);
        }
        assert!(tree.len() >= 200);
        tree.unfold_all(0);
        tree.fold(0);
        assert_eq!(tree.len(), 1);
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(hostile).unwrap().join().unwrap();
}

#[test]
fn a_record_is_unfolded_to_and_its_path_told() {
    // numbers packed and not, a message within a message, a map, an unknown field.
    let wire = bytes("f201 02 0102 f001 03 9a06 04 0a02 0801");
    let mut starts = Vec::new();
    walk(Some(&message("M")), &wire, &mut |visited| {
        starts.push((visited.record.range().start, path_text(visited.path)));
        std::ops::ControlFlow::Continue(())
    });
    assert_eq!(
        starts.iter().take(4).map(|(_, path)| path.as_str()).collect::<Vec<_>>(),
        ["numbers", "numbers[0]", "numbers[1]", "numbers[2]"]
    );
    for (start, path) in &starts {
        let mut tree = FieldTree::new(Some(message("M")), Bytes::from(wire.clone()));
        let row = tree.reveal(*start).expect("it stands somewhere");
        let shown = tree.row(row, 80).unwrap();
        let last = path.rsplit(['.', '[']).next().unwrap().trim_end_matches(']');
        assert_eq!(shown.name, last, "{path}");
        assert_eq!(path_text(&path_at(Some(&message("M")), &wire, *start)), *path);
    }
}

proptest! {
    #[test]
    fn every_record_is_unfolded_to(wire in any_wire(), cut in 0usize..400) {
        let wire = wire.get(..cut).unwrap_or(&wire).to_vec();
        for of in [None, Some(message("M"))] {
            let mut starts = Vec::new();
            walk(of.as_ref(), &wire, &mut |visited| {
                starts.push(visited.record.range().start);
                std::ops::ControlFlow::Continue(())
            });
            let mut tree = FieldTree::new(of.clone(), Bytes::from(wire.clone()));
            let mut records = WireTree::new(of, Bytes::from(wire.clone()));
            for start in starts {
                prop_assert!(tree.reveal(start).is_some_and(|row| row < tree.len()));
                let row = records.reveal(start).unwrap();
                prop_assert_eq!(records.row(row).unwrap().record.range().start, start);
            }
        }
    }

    #[test]
    fn every_byte_is_in_a_row(wire in any_wire(), cut in 0usize..400) {
        let wire = wire.get(..cut).unwrap_or(&wire).to_vec();
        for of in [None, Some(message("M"))] {
            let mut tree = FieldTree::new(of, Bytes::from(wire.clone()));
            let top: u64 = tree.rows(0..tree.len(), 20).iter().map(|row| row.size).sum();
            prop_assert_eq!(top, wire.len() as u64);
            unfold_everything(&mut tree);
            prop_assert_eq!(tree.rows(0..tree.len(), 20).len(), tree.len());
            for row in 0..tree.len() {
                prop_assert!(tree.row(row, 20).is_some());
                prop_assert!(tree.parent(row).is_none_or(|parent| parent < row));
            }
        }
    }
}
