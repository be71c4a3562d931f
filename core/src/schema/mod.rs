//! Schemas: from .proto files, descriptor sets and reflection to vetted descriptors and a catalog of services.
//! It opens no connection; `reflection` hands it files.

mod browse;
mod builtin;
pub mod cache;
mod catalog;
mod compile;
mod describe;
pub mod descriptor;
mod docs;
pub mod export;
mod intake;
mod limits;
mod method;
mod mixture;
mod model;
mod nearest;
mod problem;
mod progress;
mod search;
mod sources;
pub mod stubs;
mod symbol;
mod syntax;
mod text_lexer;

#[cfg(test)]
mod tests;

pub use self::{
    browse::{
        Change, ChangeKind, DocBlock, DocLink, DocSpan, Member, OptionLine, Outline, OutlineSymbol, PackageOutline,
        Page, PageKind, Place, SchemaIndex, TypeName, Usage, UsedAs, prose,
    },
    catalog::{Method, Schema, Service},
    describe::describe,
    docs::Documented,
    limits::SchemaLimits,
    method::{InvalidMethodPath, MethodKind, MethodPath},
    mixture::{CrossImport, Mixture},
    model::{
        Cardinality, EnumDescriptor, EnumType, EnumValueDescriptor, ExtensionDescriptor, Features, FieldDescriptor,
        FieldPresence, FileDescriptor, JsonFormat, Kind, MessageDescriptor, MessageEncoding, MethodDescriptor,
        OneofDescriptor, Pool, RepeatedEncoding, ServiceDescriptor, Syntax, Utf8Validation,
    },
    problem::Problem,
    progress::{LoadProgress, LoadStep},
    search::{Found, SearchIndex},
    sources::{FileSource, SET_EXTENSIONS},
    symbol::{Symbol, SymbolKind},
    syntax::{SyntaxToken, SyntaxTokenKind, SyntaxTokens, syntax_tokens, syntax_tokens_within},
};
pub(crate) use self::{
    catalog::WeakSchema,
    intake::declares_too_much,
    model::{EnumKey, MessageKey},
};
