//! What all nine kinds of options have in common: entries that nobody has interpreted yet.
//! It reads none of them.

use prost_types::{
    EnumOptions, EnumValueOptions, ExtensionRangeOptions, FieldOptions, FileOptions, MessageOptions, MethodOptions,
    OneofOptions, ServiceOptions, UninterpretedOption,
};

pub(super) trait Options {
    fn uninterpreted(&self) -> &[UninterpretedOption];
}

macro_rules! options {
    ($($kind:ty),*) => {$(
        impl Options for $kind {
            fn uninterpreted(&self) -> &[UninterpretedOption] {
                &self.uninterpreted_option
            }
        }
    )*};
}

options!(
    EnumOptions,
    EnumValueOptions,
    ExtensionRangeOptions,
    FieldOptions,
    FileOptions,
    MessageOptions,
    MethodOptions,
    OneofOptions,
    ServiceOptions
);
