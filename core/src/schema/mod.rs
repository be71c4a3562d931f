//! Schemas: from .proto files, descriptor sets and reflection to vetted descriptors and a catalog of services.
//! It opens no connection; `reflection` hands it files.

mod builtin;
mod catalog;
mod describe;
mod docs;
mod intake;
mod method;
mod nearest;
mod problem;
mod sources;
pub mod stubs;

#[cfg(test)]
mod tests;

// Nobody outside `schema` and `message` names the dynamic library; these are the descriptors of the product.
pub use prost_reflect::{
    Cardinality, EnumDescriptor, EnumValueDescriptor, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor,
    OneofDescriptor,
};

pub use self::{
    catalog::{Method, Schema, Service, Symbol, SymbolKind},
    describe::describe,
    docs::Documented,
    method::{InvalidMethodPath, MethodKind, MethodPath},
    problem::Problem,
    sources::FileSource,
};
