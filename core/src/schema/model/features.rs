//! Features of editions: what a file, message or field says of presence, enums, packing, text and delimiting.
//! It resolves inheritance of values; what follows from them for a field is decided where the field is built.

use bytes::Bytes;

use super::options::{Scan, Value};
use crate::schema::descriptor::edition;

macro_rules! feature {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant),*
        }

        impl $name {
            fn of(number: u64) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

feature! {
    /// `FeatureSet.FieldPresence`.
    FieldPresence {
        /// Set and unset differ.
        Explicit = 1,
        /// The default value is as good as unset.
        Implicit = 2,
        /// proto2's `required`.
        LegacyRequired = 3,
    }
}
feature! {
    /// `FeatureSet.EnumType`.
    EnumType {
        /// Numbers that are not listed are values too.
        Open = 1,
        /// Numbers that are not listed are unknown fields.
        Closed = 2,
    }
}
feature! {
    /// `FeatureSet.RepeatedFieldEncoding`.
    RepeatedEncoding {
        /// One record of all elements, for types that can be packed.
        Packed = 1,
        /// One record for each.
        Expanded = 2,
    }
}
feature! {
    /// `FeatureSet.Utf8Validation`.
    Utf8Validation {
        /// Strings must be UTF-8.
        Verify = 2,
        /// They may be anything.
        None = 3,
    }
}
feature! {
    /// `FeatureSet.MessageEncoding`.
    MessageEncoding {
        /// A length stands before the message.
        LengthPrefixed = 1,
        /// Tags stand around it, as in a group.
        Delimited = 2,
    }
}
feature! {
    /// `FeatureSet.JsonFormat`.
    JsonFormat {
        /// JSON is checked for: names do not collide.
        Allow = 1,
        /// It may work or not.
        LegacyBestEffort = 2,
    }
}

/// The features of one element, all resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Features {
    /// Of fields.
    pub field_presence: FieldPresence,
    /// Of enums.
    pub enum_type: EnumType,
    /// Of repeated fields.
    pub repeated_field_encoding: RepeatedEncoding,
    /// Of strings.
    pub utf8_validation: Utf8Validation,
    /// Of fields of message type.
    pub message_encoding: MessageEncoding,
    /// Of messages and enums.
    pub json_format: JsonFormat,
}

/// Field numbers of `features` in the options of each kind of element (descriptor.proto).
pub(super) mod features_in {
    pub const FILE: u32 = 50;
    pub const MESSAGE: u32 = 12;
    pub const FIELD: u32 = 21;
    pub const ONEOF: u32 = 1;
    pub const ENUM: u32 = 7;
}

impl Features {
    /// proto2 (`edition_defaults` of EDITION_LEGACY in descriptor.proto).
    pub const PROTO2: Self = Self {
        field_presence: FieldPresence::Explicit,
        enum_type: EnumType::Closed,
        repeated_field_encoding: RepeatedEncoding::Expanded,
        utf8_validation: Utf8Validation::None,
        message_encoding: MessageEncoding::LengthPrefixed,
        json_format: JsonFormat::LegacyBestEffort,
    };
    /// proto3 (`edition_defaults` of EDITION_PROTO3).
    pub const PROTO3: Self = Self {
        field_presence: FieldPresence::Implicit,
        enum_type: EnumType::Open,
        repeated_field_encoding: RepeatedEncoding::Packed,
        utf8_validation: Utf8Validation::Verify,
        message_encoding: MessageEncoding::LengthPrefixed,
        json_format: JsonFormat::Allow,
    };
    /// Editions 2023 and 2024 (`edition_defaults` of EDITION_2023; 2024 changes naming and visibility alone).
    pub const EDITION_2023: Self = Self { field_presence: FieldPresence::Explicit, ..Self::PROTO3 };

    /// What holds where nothing is said.
    pub(super) fn of_edition(number: i32) -> Self {
        match number {
            ..edition::PROTO3 => Self::PROTO2,
            edition::PROTO3 => Self::PROTO3,
            _ => Self::EDITION_2023,
        }
    }

    /// These, with what the options of an element within say otherwise; values that nobody knows are passed over.
    pub(super) fn with(mut self, options: Option<&Bytes>, number: u32) -> Self {
        for (_, value) in
            options.into_iter().flat_map(|options| Scan::new(options)).filter(|(field, _)| *field == number)
        {
            if let Value::Bytes(set) = value {
                self.merge(set);
            }
        }
        self
    }

    fn merge(&mut self, set: &[u8]) {
        for (field, value) in Scan::new(set) {
            let Value::Varint(value) = value else { continue };
            match field {
                1 => self.field_presence = FieldPresence::of(value).unwrap_or(self.field_presence),
                2 => self.enum_type = EnumType::of(value).unwrap_or(self.enum_type),
                3 => self.repeated_field_encoding = RepeatedEncoding::of(value).unwrap_or(self.repeated_field_encoding),
                4 => self.utf8_validation = Utf8Validation::of(value).unwrap_or(self.utf8_validation),
                5 => self.message_encoding = MessageEncoding::of(value).unwrap_or(self.message_encoding),
                6 => self.json_format = JsonFormat::of(value).unwrap_or(self.json_format),
                _ => {}
            }
        }
    }
}
