//! What a message holds beside the fields of its type, as the document keeps it: records of the wire in base64.
//! It knows no types; it says what the records are, and what keeps them from being sent.

use crate::message::{
    readings::readings,
    scalar::{self, Scalar, Value},
    wire::{RawField, Reader},
};

/// How many records are told one by one.
const TOLD: usize = 20;

/// The bytes of the records, or why they cannot be sent.
pub(super) fn bytes_of(text: &str) -> Result<Vec<u8>, String> {
    let Value::Bytes(bytes) = scalar::parse(Scalar::Bytes, text)? else { return Err("not base64".to_owned()) };
    let mut reader = Reader::new(&bytes);
    loop {
        match reader.next() {
            Ok(Some(_)) => {}
            Ok(None) => return Ok(bytes),
            Err(fault) => return Err(format!("not whole fields: {fault}")),
        }
    }
}

/// The reason why a text holds no records.
pub(super) fn check(text: &str) -> Result<(), String> {
    bytes_of(text).map(drop)
}

/// What the records of a text are, each in a line: `99: varint: uint64 5`; nothing where they cannot be read.
pub fn unknown_records(text: &str) -> Vec<String> {
    let Ok(bytes) = bytes_of(text) else { return Vec::new() };
    let (mut lines, mut count) = (Vec::new(), 0);
    let mut reader = Reader::new(&bytes);
    while let Ok(Some(raw)) = reader.next() {
        count += 1;
        if count <= TOLD {
            lines.push(line(raw));
        }
    }
    if count > TOLD {
        lines.push(format!("{} more", count - TOLD));
    }
    lines
}

fn line(raw: RawField<'_>) -> String {
    let wire_type = raw.payload.wire_type();
    let likeliest = readings(raw.payload).into_iter().next();
    let reading = likeliest.map(|reading| format!(": {} {}", reading.name, reading.text)).unwrap_or_default();
    format!("{}: {wire_type}{reading}", raw.number)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::message::{
        Document, Edit, Step, Taken, UNKNOWN,
        samples::{bytes, message},
    };

    #[test]
    fn unknown_fields_are_sent_again_where_they_stood() {
        let wire = bytes("18 01 8a 01 05 18 02 98 06 07 98 06 05 9b 06 08 01 9c 06");
        let taken = Taken::of(message("M"), &wire);
        assert_eq!((taken.lost.as_slice(), taken.document.problems().len()), (&[][..], 0));
        assert_eq!(taken.document.encode().unwrap(), wire);
    }

    #[test]
    fn they_are_removed_by_clearing_them() {
        let mut document = Document::from_wire(message("M"), &bytes("18 01 98 06 05"));
        let records = document.root().field(UNKNOWN).unwrap();
        assert_eq!(records.len(), 1);
        document.edit(Edit::Clear(vec![Step::Field(UNKNOWN)]));
        assert_eq!(document.json(), "{\n  \"i32\": 1\n}");
        document.undo();
        assert_eq!(document.encode().unwrap().to_vec(), bytes("18 01 98 06 05"));
    }

    #[test]
    fn what_is_no_record_is_refused_at_its_place() {
        for (text, why) in [
            ("!", "1:14 @unknown: not base64 (byte 1)"),
            ("GA==", "1:14 @unknown: not whole fields: truncated at byte 1: a number is cut off"),
        ] {
            let document = Document::from_json(message("M"), format!("{{\"@unknown\": \"{text}\"}}"));
            assert_eq!(document.problems().first().unwrap().to_string(), why);
            assert!(document.json_problem().is_none(), "the form stays");
        }
    }

    #[test]
    fn what_cannot_be_kept_is_told() {
        let taken = Taken::of(message("M"), &bytes("92 03 02 48 05 72 01 ff 18"));
        assert_eq!(
            taken.lost,
            [
                "not UTF-8, 1 bytes",
                "unknown field 9 has no place in the JSON: varint: uint64 5, sint64 -3",
                "truncated at byte 9: a number is cut off"
            ]
        );
        let words = "not UTF-8, 1 bytes (and 2 more)";
        assert_eq!(taken.lost_words().as_deref(), Some(words));
    }

    #[test]
    fn records_are_told_in_lines() {
        assert_eq!(unknown_records("mAYFGgFh"), ["99: varint: uint64 5", "3: length-delimited: string \"a\""]);
        assert_eq!(unknown_records("!"), [""; 0]);
    }
}
