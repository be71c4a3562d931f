//! The validation rules of a field, as far as they are simple: ranges, lengths, formats, what must and must not be sent.
//! Read by number from the field's options, so that it does not matter whether their .proto is at hand. Sources:
//! buf/validate/validate.proto (extension 1159), validate/validate.proto (1071), google/api/field_behavior.proto (1052).

use crate::{
    message::{
        field::Field,
        wire::{Payload, Reader},
    },
    schema::FieldDescriptor,
};

const FIELD_BEHAVIOR: u32 = 1052;
const PROTOC_GEN_VALIDATE: u32 = 1071;
const PROTOVALIDATE: u32 = 1159;
/// Rules within rules: items of a list.
const MAX_DEPTH: usize = 3;

/// What is asked of a value.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Rules {
    /// `OUTPUT_ONLY`: a request does not set it.
    pub is_output: bool,
    /// `REQUIRED`: a request sets it.
    pub is_required: bool,
    /// Bounds of whole numbers, both included.
    pub least: Option<i128>,
    pub most: Option<i128>,
    /// Bounds of other numbers, and of moments and spans in seconds.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// The only values, as text.
    pub one_of: Vec<String>,
    /// Length in characters or bytes.
    pub min_len: Option<usize>,
    pub max_len: Option<usize>,
    pub prefix: String,
    pub suffix: String,
    pub contains: String,
    pub pattern: String,
    pub format: Option<Format>,
    /// Elements or entries.
    pub min_items: Option<usize>,
    pub max_items: Option<usize>,
    /// Rules of the elements, and of values of a map.
    pub items: Option<Box<Rules>>,
    /// Rules of the keys of a map.
    pub keys: Option<Box<Rules>>,
}

/// What a string is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Email,
    Hostname,
    Ipv4,
    Ipv6,
    Uri,
    Uuid,
}

impl Rules {
    pub fn of(field: &Field) -> Self {
        let options = match field {
            Field::Plain(plain) => FieldDescriptor::option_bytes(plain),
            Field::Extension(extension) => extension.option_bytes(),
            Field::Whole(_) | Field::Unknown(_) => None,
        };
        let mut rules = Self::default();
        for (number, payload) in options.map(|bytes| fields(bytes)).into_iter().flatten() {
            match (number, payload) {
                (FIELD_BEHAVIOR, Payload::Varint(3)) => rules.is_output = true,
                (FIELD_BEHAVIOR, Payload::Varint(2)) => rules.is_required = true,
                (FIELD_BEHAVIOR, Payload::Len(packed)) => {
                    rules.is_output |= packed.contains(&3);
                    rules.is_required |= packed.contains(&2);
                }
                (PROTOVALIDATE | PROTOC_GEN_VALIDATE, Payload::Len(all)) => rules.read(all, 0),
                _ => {}
            }
        }
        rules
    }

    /// `FieldRules`: one message of rules a type.
    fn read(&mut self, all: &[u8], depth: usize) {
        for (of_type, payload) in fields(all) {
            let Payload::Len(rules) = payload else {
                // `required` of protovalidate.
                self.is_required |= matches!((of_type, payload), (25, Payload::Varint(1)));
                continue;
            };
            for (number, payload) in fields(rules) {
                match of_type {
                    // `required` of protoc-gen-validate, for messages and for well-known ones.
                    17 => self.is_required |= matches!((number, payload), (2, Payload::Varint(1))),
                    20 if matches!((number, payload), (1, Payload::Varint(1))) => self.is_required = true,
                    1..=12 => self.number(of_type, number, payload),
                    14 | 15 => self.text(number, payload, of_type == 14),
                    16 => self.enumeration(number, payload),
                    18 | 19 => self.sequence(number, payload, depth),
                    21 | 22 => self.moment(number, payload),
                    _ => {}
                }
            }
        }
    }

    fn number(&mut self, of_type: u32, number: u32, payload: Payload<'_>) {
        if matches!(of_type, 1 | 2) {
            let Some(real) = real(payload) else { return };
            return match number {
                1 | 6 => self.one_of.push(format!("{real:?}")),
                2 | 3 => self.high = Some(real),
                4 | 5 => self.low = Some(real),
                _ => {}
            };
        }
        let Some(whole) = whole(of_type, payload) else { return };
        match number {
            1 | 6 => self.one_of.push(whole.to_string()),
            2 => self.most = Some(whole - 1),
            3 => self.most = Some(whole),
            4 => self.least = Some(whole + 1),
            5 => self.least = Some(whole),
            _ => {}
        }
    }

    fn text(&mut self, number: u32, payload: Payload<'_>, is_string: bool) {
        match payload {
            Payload::Varint(count) if is_string => match number {
                2 | 4 => self.min_len = usize::try_from(count).ok(),
                3 | 5 => self.max_len = usize::try_from(count).ok(),
                19 | 20 => {
                    self.min_len = usize::try_from(count).ok();
                    self.max_len = self.min_len;
                }
                12 => self.format = Some(Format::Email),
                13 | 21 => self.format = Some(Format::Hostname),
                14 | 15 => self.format = Some(Format::Ipv4),
                16 => self.format = Some(Format::Ipv6),
                17 | 18 => self.format = Some(Format::Uri),
                22 => self.format = Some(Format::Uuid),
                _ => {}
            },
            Payload::Varint(count) => match number {
                2 => self.min_len = usize::try_from(count).ok(),
                3 => self.max_len = usize::try_from(count).ok(),
                13 => {
                    self.min_len = usize::try_from(count).ok();
                    self.max_len = self.min_len;
                }
                _ => {}
            },
            Payload::Len(bytes) if is_string => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                match number {
                    1 | 10 => self.one_of.push(text),
                    6 => self.pattern = text,
                    7 => self.prefix = text,
                    8 => self.suffix = text,
                    9 => self.contains = text,
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn enumeration(&mut self, number: u32, payload: Payload<'_>) {
        match (number, payload) {
            (1 | 3, Payload::Varint(value)) => self.one_of.push((value as i32).to_string()),
            (3, Payload::Len(packed)) => {
                let mut reader = Reader::new(packed);
                while let Ok(value) = reader.varint() {
                    self.one_of.push((value as i32).to_string());
                }
            }
            _ => {}
        }
    }

    /// Rules of lists (items at 4) and of maps (keys at 4, values at 5).
    fn sequence(&mut self, number: u32, payload: Payload<'_>, depth: usize) {
        let inner = |rules: &[u8]| {
            let mut inner = Self::default();
            inner.read(rules, depth + 1);
            Some(Box::new(inner))
        };
        match (number, payload) {
            (1, Payload::Varint(count)) => self.min_items = usize::try_from(count).ok(),
            (2, Payload::Varint(count)) => self.max_items = usize::try_from(count).ok(),
            (4, Payload::Len(rules)) if depth < MAX_DEPTH => {
                self.items = inner(rules);
                self.keys = self.items.clone();
            }
            (5, Payload::Len(rules)) if depth < MAX_DEPTH => self.items = inner(rules),
            _ => {}
        }
    }

    fn moment(&mut self, number: u32, payload: Payload<'_>) {
        let Payload::Len(parts) = payload else { return };
        let seconds = fields(parts).find_map(|(number, payload)| match (number, payload) {
            (1, Payload::Varint(seconds)) => Some(seconds as i64 as f64),
            _ => None,
        });
        match number {
            3 | 4 => self.high = Some(seconds.unwrap_or(0.0)),
            5 | 6 => self.low = Some(seconds.unwrap_or(0.0)),
            _ => {}
        }
    }
}

/// The fields of a message, as far as they can be read.
fn fields(bytes: &[u8]) -> impl Iterator<Item = (u32, Payload<'_>)> {
    let mut reader = Reader::new(bytes);
    std::iter::from_fn(move || reader.next().ok().flatten().map(|field| (field.number, field.payload)))
}

fn real(payload: Payload<'_>) -> Option<f64> {
    match payload {
        Payload::Fixed32(bits) => Some(f64::from(f32::from_bits(bits))),
        Payload::Fixed64(bits) => Some(f64::from_bits(bits)),
        _ => None,
    }
}

/// A whole number by the type the rules are for: 3 to 12 are `int32` to `sfixed64`.
fn whole(of_type: u32, payload: Payload<'_>) -> Option<i128> {
    Some(match (of_type, payload) {
        (7 | 8, Payload::Varint(zigzag)) => i128::from((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64)),
        (5 | 6, Payload::Varint(value)) => i128::from(value),
        (_, Payload::Varint(value)) => i128::from(value as i64),
        (11, Payload::Fixed32(bits)) => i128::from(bits as i32),
        (_, Payload::Fixed32(bits)) => i128::from(bits),
        (12, Payload::Fixed64(bits)) => i128::from(bits as i64),
        (_, Payload::Fixed64(bits)) => i128::from(bits),
        (_, Payload::Len(_) | Payload::Group(_)) => return None,
    })
}
