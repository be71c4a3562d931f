//! Export: a schema as a descriptor set, as .proto files, and as a reference to read in Markdown or HTML.
//! It reads no source text: what goes out is what was loaded.

mod descriptor_set;
mod files;
mod html;
mod markdown;
mod protos;
mod reference;

#[cfg(test)]
mod tests;

pub use self::{
    descriptor_set::descriptor_set,
    files::NoSuchSymbol,
    html::html,
    markdown::markdown,
    protos::{ExportProtosError, ExportedProtos, protos, protos_until},
    reference::ReferenceOptions,
};
