//! The model: linked descriptors, built from encoded `FileDescriptorProto`s that the intake has vetted.
//! It holds what files declare and answers by name and number; it reads no messages and judges no file.

mod build;
mod derived;
mod enumeration;
mod extension;
mod features;
mod field;
mod file;
mod handle;
mod kept;
mod kind;
mod link;
mod message;
mod names;
mod options;
mod pool;
mod records;
mod service;
mod source;

#[cfg(test)]
mod tests;

pub(crate) use self::derived::{EnumKey, MessageKey};
pub(super) use self::{
    build::PoolBuilder,
    handle::Placed,
    kept::{KeptBlock, KeptSource},
    link::{Missing, Needs},
    options::is_option_set,
    source::{Comments, comments, each_comment, span_of},
};
pub use self::{
    enumeration::{EnumDescriptor, EnumValueDescriptor},
    extension::ExtensionDescriptor,
    features::{EnumType, Features, FieldPresence, JsonFormat, MessageEncoding, RepeatedEncoding, Utf8Validation},
    field::{FieldDescriptor, OneofDescriptor},
    file::{FileDescriptor, Syntax},
    kind::{Cardinality, Kind},
    message::MessageDescriptor,
    pool::Pool,
    service::{MethodDescriptor, ServiceDescriptor},
};
