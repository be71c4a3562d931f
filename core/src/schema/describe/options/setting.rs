//! What an option is set to, read out of its bytes by the types of the schema, custom options included.
//! It prints nothing. What the schema does not know stays a number and bytes.

use bytes::Bytes;

use super::wire::{Raw, Records, records};
use crate::schema::{Kind, MessageDescriptor, Schema};

/// Levels of message values that are read.
const MAX_DEPTH: usize = 32;

/// One option, or one field of a message value.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::schema) struct Setting {
    /// Whose value it is.
    pub name: SettingName,
    /// The value; a repeated option is one setting for each element.
    pub value: SettingValue,
}

/// What a setting sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::schema) enum SettingName {
    /// A field of the options message, or a path of them.
    Field(String),
    /// An extension, by full name.
    Extension(String),
    /// Nothing that the schema knows.
    Unknown(u32),
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::schema) enum SettingValue {
    /// A number, `true`, the name of an enum value: as it is written.
    Word(String),
    /// A string.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A message.
    Message {
        /// What is set in it.
        settings: Vec<Setting>,
        /// The entry of a map.
        is_map_entry: bool,
    },
}

impl SettingValue {
    /// The settings of a message value.
    pub fn settings(&self) -> &[Setting] {
        match self {
            Self::Message { settings, .. } => settings,
            Self::Word(_) | Self::Text(_) | Self::Bytes(_) => &[],
        }
    }

    /// The value of a field of a message value; of a repeated one the first.
    pub fn field<'a>(&'a self, name: &'a str) -> Option<&'a Self> {
        self.fields(name).next()
    }

    /// The values of a field of a message value.
    pub fn fields<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.settings().iter().filter_map(move |setting| match &setting.name {
            SettingName::Field(field) if field == name => Some(&setting.value),
            _ => None,
        })
    }
}

/// What an options message of this type (`google.protobuf.FieldOptions`) sets: own fields first, then extensions, then
/// what is unknown.
pub(in crate::schema) fn settings(schema: &Schema, options_type: &str, bytes: Option<&Bytes>) -> Vec<Setting> {
    let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else { return Vec::new() };
    let builtin = Schema::builtin();
    let Some(message) = schema.message(options_type).or_else(|| builtin.message(options_type)) else {
        return Vec::new();
    };
    let mut settings = of_message(&message, bytes, 0);
    settings.sort_by_key(|setting| match setting.name {
        SettingName::Field(_) => 0,
        SettingName::Extension(_) => 1,
        SettingName::Unknown(_) => 2,
    });
    settings
}

/// A field or an extension, as far as reading needs it.
struct Typed {
    name: SettingName,
    kind: Kind,
    is_repeated: bool,
}

impl Typed {
    fn of(message: &MessageDescriptor, number: u32) -> Option<Self> {
        if let Some(field) = message.get_field(number) {
            let name = SettingName::Field(field.name().to_owned());
            return Some(Self { name, kind: field.kind(), is_repeated: field.is_list() || field.is_map() });
        }
        let extension = message.get_extension(number).or_else(|| {
            let builtin = Schema::builtin().message(message.full_name())?;
            builtin.get_extension(number)
        })?;
        let name = SettingName::Extension(extension.full_name().to_owned());
        Some(Self { name, kind: extension.kind(), is_repeated: extension.is_list() })
    }
}

fn of_message(message: &MessageDescriptor, bytes: &[u8], depth: usize) -> Vec<Setting> {
    let mut by_number: Vec<(u32, Vec<Raw<'_>>)> = Vec::new();
    for record in records(bytes) {
        match by_number.iter_mut().find(|(number, _)| *number == record.number) {
            Some((_, values)) => values.push(record.raw),
            None => by_number.push((record.number, vec![record.raw])),
        }
    }
    let mut settings = Vec::new();
    for (number, values) in by_number {
        match Typed::of(message, number) {
            Some(typed) => {
                let values = typed_values(&typed, &values, depth);
                settings.extend(values.into_iter().map(|value| Setting { name: typed.name.clone(), value }));
            }
            None => settings.extend(values.iter().map(|raw| unknown(number, raw))),
        }
    }
    settings
}

/// The values of one field. Of a singular one the last counts; pieces of a singular message are one message.
fn typed_values(typed: &Typed, raws: &[Raw<'_>], depth: usize) -> Vec<SettingValue> {
    if let Kind::Message(message) = &typed.kind {
        let pieces = raws.iter().filter_map(|raw| match raw {
            Raw::Bytes(bytes) => Some(*bytes),
            Raw::Varint(_) | Raw::Fixed32(_) | Raw::Fixed64(_) => None,
        });
        return match typed.is_repeated {
            true => pieces.map(|bytes| message_value(message, bytes, depth)).collect(),
            false => vec![message_value(message, &pieces.collect::<Vec<_>>().concat(), depth)],
        };
    }
    let mut values: Vec<SettingValue> = Vec::new();
    for raw in raws {
        match (raw, &typed.kind) {
            (Raw::Bytes(bytes), Kind::String) => values.push(text(bytes)),
            (Raw::Bytes(bytes), Kind::Bytes) => values.push(SettingValue::Bytes(bytes.to_vec())),
            (Raw::Bytes(bytes), kind) => values.extend(packed(kind, bytes).into_iter().map(SettingValue::Word)),
            (raw, kind) => values.extend(word(kind, *raw).map(SettingValue::Word)),
        }
    }
    if !typed.is_repeated && values.len() > 1 {
        values.drain(..values.len() - 1);
    }
    values
}

fn message_value(message: &MessageDescriptor, bytes: &[u8], depth: usize) -> SettingValue {
    let settings = if depth < MAX_DEPTH { of_message(message, bytes, depth + 1) } else { Vec::new() };
    SettingValue::Message { settings, is_map_entry: message.is_map_entry() }
}

fn text(bytes: &[u8]) -> SettingValue {
    match str::from_utf8(bytes) {
        Ok(text) => SettingValue::Text(text.to_owned()),
        Err(_) => SettingValue::Bytes(bytes.to_vec()),
    }
}

fn unknown(number: u32, raw: &Raw<'_>) -> Setting {
    let value = match raw {
        Raw::Varint(value) => SettingValue::Word(value.to_string()),
        Raw::Fixed64(value) => SettingValue::Word(format!("{value:#018x}")),
        Raw::Fixed32(value) => SettingValue::Word(format!("{value:#010x}")),
        Raw::Bytes(bytes) => SettingValue::Bytes(bytes.to_vec()),
    };
    Setting { name: SettingName::Unknown(number), value }
}

fn packed(kind: &Kind, bytes: &[u8]) -> Vec<String> {
    let mut rest: Records<'_> = records(bytes);
    let mut words = Vec::new();
    while !rest.is_at_end() {
        let raw = match kind {
            Kind::Double | Kind::Fixed64 | Kind::Sfixed64 => {
                rest.fixed::<8>().map(|bytes| Raw::Fixed64(u64::from_le_bytes(*bytes)))
            }
            Kind::Float | Kind::Fixed32 | Kind::Sfixed32 => {
                rest.fixed::<4>().map(|bytes| Raw::Fixed32(u32::from_le_bytes(*bytes)))
            }
            _ => rest.varint().map(Raw::Varint),
        };
        let Some(raw) = raw else { break };
        words.extend(word(kind, raw));
    }
    words
}

/// A scalar as text format writes it; nothing if it did not travel as its type does.
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "varints are cut to the type's width")]
fn word(kind: &Kind, raw: Raw<'_>) -> Option<String> {
    Some(match (kind, raw) {
        (Kind::Bool, Raw::Varint(value)) => (value != 0).to_string(),
        (Kind::Int32, Raw::Varint(value)) => (value as i32).to_string(),
        (Kind::Int64, Raw::Varint(value)) => (value as i64).to_string(),
        (Kind::Uint32, Raw::Varint(value)) => (value as u32).to_string(),
        (Kind::Uint64, Raw::Varint(value)) => value.to_string(),
        (Kind::Sint32, Raw::Varint(value)) => unzigzag(u64::from(value as u32)).to_string(),
        (Kind::Sint64, Raw::Varint(value)) => unzigzag(value).to_string(),
        (Kind::Fixed32, Raw::Fixed32(value)) => value.to_string(),
        (Kind::Sfixed32, Raw::Fixed32(value)) => (value as i32).to_string(),
        (Kind::Fixed64, Raw::Fixed64(value)) => value.to_string(),
        (Kind::Sfixed64, Raw::Fixed64(value)) => (value as i64).to_string(),
        (Kind::Float, Raw::Fixed32(bits)) => {
            let value = f32::from_bits(bits);
            float(f64::from(value), value.to_string(), format!("{value:e}"))
        }
        (Kind::Double, Raw::Fixed64(bits)) => {
            let value = f64::from_bits(bits);
            float(value, value.to_string(), format!("{value:e}"))
        }
        (Kind::Enum(one), Raw::Varint(value)) => {
            let number = value as i32;
            one.get_value(number).map_or_else(|| number.to_string(), |value| value.name().to_owned())
        }
        _ => return None,
    })
}

#[allow(clippy::cast_possible_wrap, reason = "zigzag is about the bits")]
fn unzigzag(value: u64) -> i64 {
    ((value >> 1) as i64) ^ -((value & 1) as i64)
}

fn float(value: f64, plain: String, scientific: String) -> String {
    match value {
        value if value.is_nan() => "nan".to_owned(),
        value if value.is_infinite() => if value > 0.0 { "inf" } else { "-inf" }.to_owned(),
        value if value != 0.0 && !(1e-6..1e16).contains(&value.abs()) => scientific,
        _ => plain,
    }
}
