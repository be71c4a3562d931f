//! Features of editions as far as a compiler needs them: defaults by edition, and what options change of them.
//! It reads features out of option bytes and checks none.

use super::records::{bytes_of, varint};
use crate::schema::descriptor::{FileDescriptorProto, edition};

/// Field number of `features` in each options message.
pub(super) mod field {
    pub const FILE: u32 = 50;
    pub const MESSAGE: u32 = 12;
    pub const FIELD: u32 = 21;
    pub const ENUM: u32 = 7;
}

/// Values of `FeatureSet`, by their numbers in descriptor.proto; zero is "not set".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Features {
    pub presence: u64,
    pub enum_type: u64,
    pub repeated_encoding: u64,
    pub utf8_validation: u64,
    pub message_encoding: u64,
    pub json_format: u64,
    pub naming_style: u64,
    pub visibility: u64,
}

pub(super) const EXPLICIT: u64 = 1;
pub(super) const IMPLICIT: u64 = 2;
pub(super) const REQUIRED: u64 = 3;
pub(super) const OPEN: u64 = 1;
pub(super) const CLOSED: u64 = 2;
pub(super) const DELIMITED: u64 = 2;
pub(super) const JSON_ALLOW: u64 = 1;
pub(super) const STYLE_2024: u64 = 1;

/// `FeatureSet.VisibilityFeature.DefaultSymbolVisibility`.
pub(super) mod visibility {
    pub const EXPORT_ALL: u64 = 1;
    pub const EXPORT_TOP_LEVEL: u64 = 2;
    pub const LOCAL_ALL: u64 = 3;
    pub const STRICT: u64 = 4;
}

impl Features {
    /// What an edition begins with (`edition_defaults` in descriptor.proto).
    pub fn of_edition(edition: i32) -> Self {
        let proto2 = Self {
            presence: EXPLICIT,
            enum_type: CLOSED,
            repeated_encoding: 2,
            utf8_validation: 3,
            message_encoding: 1,
            json_format: 2,
            naming_style: 2,
            visibility: visibility::EXPORT_ALL,
        };
        let proto3 = Self {
            presence: IMPLICIT,
            enum_type: OPEN,
            repeated_encoding: 1,
            utf8_validation: 2,
            json_format: JSON_ALLOW,
            ..proto2
        };
        match edition {
            ..=edition::PROTO2 => proto2,
            edition::PROTO3 => proto3,
            edition::EDITION_2023 => Self { presence: EXPLICIT, ..proto3 },
            _ => Self {
                presence: EXPLICIT,
                naming_style: STYLE_2024,
                visibility: visibility::EXPORT_TOP_LEVEL,
                ..proto3
            },
        }
    }

    /// Those of a file.
    pub fn of_file(file: &FileDescriptorProto) -> Self {
        Self::of_edition(edition_of(file)).with(file.options.as_deref(), field::FILE)
    }

    /// With what the options set; `field` is the number of `features` in them.
    pub fn with(self, options: Option<&[u8]>, field: u32) -> Self {
        let mut features = self;
        for set in options.into_iter().flat_map(|options| bytes_of(options, field)) {
            let slots = [
                &mut features.presence,
                &mut features.enum_type,
                &mut features.repeated_encoding,
                &mut features.utf8_validation,
                &mut features.message_encoding,
                &mut features.json_format,
                &mut features.naming_style,
                &mut features.visibility,
            ];
            for (number, slot) in (1..).zip(slots) {
                if let Some(value) = varint(set, number) {
                    *slot = value;
                }
            }
        }
        features
    }
}

/// The edition of a file, proto2 and proto3 among them.
pub(super) fn edition_of(file: &FileDescriptorProto) -> i32 {
    match file.syntax.as_deref() {
        None | Some("proto2") => edition::PROTO2,
        Some("proto3") => edition::PROTO3,
        Some(_) => file.edition.unwrap_or_default(),
    }
}

/// An edition in words.
pub(super) fn edition_name(edition: i32) -> String {
    match edition {
        edition::PROTO2 => "proto2".to_owned(),
        edition::PROTO3 => "proto3".to_owned(),
        edition::EDITION_2023 => "edition 2023".to_owned(),
        edition::EDITION_2024 => "edition 2024".to_owned(),
        1002 => "edition 2026".to_owned(),
        9999 => "the unstable edition".to_owned(),
        other => format!("edition {other}"),
    }
}
