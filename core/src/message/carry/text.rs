//! A carried value as a person reads it, on one line and short.
//! It is for the eye: bytes and long texts are cut and say so.

use super::{Carried, Carry, Meaning, Payload};
use crate::message::{JsonOptions, json::Indent, print_json, quote::push_json_string, scalar::Scalar};

/// Characters of a text, and twice the bytes of a value in hex, that are shown.
const SHOWN: usize = 64;

impl Carry {
    /// The value: `"abc"`, `17`, `RED`.
    pub fn text(&self, value: &Carried) -> String {
        match (&value.0, &self.meaning) {
            (Payload::Integer(n), _) => n.to_string(),
            (Payload::Varint(n), Meaning::Enum(of)) => {
                // An enum on the wire is an int32, sign-extended.
                let number = *n as i32;
                of.get_value(number).map_or_else(|| number.to_string(), |value| value.name().to_owned())
            }
            (Payload::Varint(n), Meaning::Scalar(Scalar::Bool)) => (*n != 0).to_string(),
            (Payload::Varint(n), _) => n.to_string(),
            (Payload::Fixed64(n), _) => f64::from_bits(*n).to_string(),
            (Payload::Fixed32(n), _) => f32::from_bits(*n).to_string(),
            (Payload::Bytes(bytes), Meaning::Message(of)) => {
                let options = JsonOptions { indent: Indent::Compact, max_bytes: 4 * SHOWN, ..JsonOptions::default() };
                cut(&print_json(of, bytes, &options).text, 4 * SHOWN)
            }
            (Payload::Bytes(bytes), Meaning::Scalar(Scalar::String)) => {
                let mut quoted = String::new();
                push_json_string(&mut quoted, &cut(&String::from_utf8_lossy(bytes), SHOWN));
                quoted
            }
            (Payload::Bytes(bytes), _) => {
                let hex: String = bytes.iter().take(SHOWN).map(|byte| format!("{byte:02x}")).collect();
                format!("{} ({} B)", cut(&hex, SHOWN), bytes.len())
            }
        }
    }
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
