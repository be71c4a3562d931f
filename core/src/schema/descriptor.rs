//! The messages of `google/protobuf/descriptor.proto` as they travel: what a source gives and what a cache keeps.
//! Options stay the bytes they are, so that nothing of them is lost; what they mean is read by those who ask.
//!
//! Written by hand, because generated types read `options` into fields and drop every extension on the way. Field numbers
//! are those of descriptor.proto of protobuf 33; names are its names.

use bytes::Bytes;
use prost::Message;

/// Field number of `uninterpreted_option` in every options message: what a parser leaves there for the compiler.
pub const UNINTERPRETED_OPTION: u32 = 999;

/// `google.protobuf.Edition`, by number.
pub mod edition {
    /// proto2, as an edition.
    pub const PROTO2: i32 = 998;
    /// proto3, as an edition.
    pub const PROTO3: i32 = 999;
    /// Edition 2023.
    pub const EDITION_2023: i32 = 1000;
    /// Edition 2024.
    pub const EDITION_2024: i32 = 1001;
}

/// Numbers of `FieldDescriptorProto.Type`.
pub mod field_type {
    /// `double`.
    pub const DOUBLE: i32 = 1;
    /// `float`.
    pub const FLOAT: i32 = 2;
    /// `int64`.
    pub const INT64: i32 = 3;
    /// `uint64`.
    pub const UINT64: i32 = 4;
    /// `int32`.
    pub const INT32: i32 = 5;
    /// `fixed64`.
    pub const FIXED64: i32 = 6;
    /// `fixed32`.
    pub const FIXED32: i32 = 7;
    /// `bool`.
    pub const BOOL: i32 = 8;
    /// `string`.
    pub const STRING: i32 = 9;
    /// A group; of an edition, a message with delimited encoding is written as [`MESSAGE`] and has a feature.
    pub const GROUP: i32 = 10;
    /// A message.
    pub const MESSAGE: i32 = 11;
    /// `bytes`.
    pub const BYTES: i32 = 12;
    /// `uint32`.
    pub const UINT32: i32 = 13;
    /// An enum.
    pub const ENUM: i32 = 14;
    /// `sfixed32`.
    pub const SFIXED32: i32 = 15;
    /// `sfixed64`.
    pub const SFIXED64: i32 = 16;
    /// `sint32`.
    pub const SINT32: i32 = 17;
    /// `sint64`.
    pub const SINT64: i32 = 18;
}

/// Numbers of `FieldDescriptorProto.Label`.
pub mod label {
    /// Singular; every singular field of an edition has it.
    pub const OPTIONAL: i32 = 1;
    /// proto2's `required`.
    pub const REQUIRED: i32 = 2;
    /// `repeated`.
    pub const REPEATED: i32 = 3;
}

/// `FileDescriptorSet`.
#[derive(Clone, PartialEq, Message)]
pub struct FileDescriptorSet {
    /// The files, each as it came.
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub file: Vec<Bytes>,
}

/// `FileDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub struct FileDescriptorProto {
    /// As imports name it.
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// Without dots at its ends.
    #[prost(string, optional, tag = "2")]
    pub package: Option<String>,
    /// Imports.
    #[prost(string, repeated, tag = "3")]
    pub dependency: Vec<String>,
    /// Which of them are `import public`.
    #[prost(int32, repeated, packed = "false", tag = "10")]
    pub public_dependency: Vec<i32>,
    /// Which of them are `import weak`.
    #[prost(int32, repeated, packed = "false", tag = "11")]
    pub weak_dependency: Vec<i32>,
    /// Edition 2024's `import option`; not among `dependency`.
    #[prost(string, repeated, tag = "15")]
    pub option_dependency: Vec<String>,
    /// Messages.
    #[prost(message, repeated, tag = "4")]
    pub message_type: Vec<DescriptorProto>,
    /// Enums.
    #[prost(message, repeated, tag = "5")]
    pub enum_type: Vec<EnumDescriptorProto>,
    /// Services.
    #[prost(message, repeated, tag = "6")]
    pub service: Vec<ServiceDescriptorProto>,
    /// Extensions.
    #[prost(message, repeated, tag = "7")]
    pub extension: Vec<FieldDescriptorProto>,
    /// `FileOptions`.
    #[prost(bytes = "bytes", optional, tag = "8")]
    pub options: Option<Bytes>,
    /// [`SourceCodeInfo`]: positions and comments; decoded when asked for.
    #[prost(bytes = "bytes", optional, tag = "9")]
    pub source_code_info: Option<Bytes>,
    /// `proto2` (or absent), `proto3`, `editions`.
    #[prost(string, optional, tag = "12")]
    pub syntax: Option<String>,
    /// One of [`edition`], if the syntax is `editions`.
    #[prost(int32, optional, tag = "14")]
    pub edition: Option<i32>,
}

/// `DescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub struct DescriptorProto {
    /// Its own name, without those around it.
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// Fields, in the order of the file.
    #[prost(message, repeated, tag = "2")]
    pub field: Vec<FieldDescriptorProto>,
    /// Extensions declared within.
    #[prost(message, repeated, tag = "6")]
    pub extension: Vec<FieldDescriptorProto>,
    /// Messages declared within, entries of maps among them.
    #[prost(message, repeated, tag = "3")]
    pub nested_type: Vec<DescriptorProto>,
    /// Enums declared within.
    #[prost(message, repeated, tag = "4")]
    pub enum_type: Vec<EnumDescriptorProto>,
    /// Numbers left to extensions.
    #[prost(message, repeated, tag = "5")]
    pub extension_range: Vec<ExtensionRange>,
    /// Oneofs; those of proto3's `optional` come last.
    #[prost(message, repeated, tag = "8")]
    pub oneof_decl: Vec<OneofDescriptorProto>,
    /// `MessageOptions`.
    #[prost(bytes = "bytes", optional, tag = "7")]
    pub options: Option<Bytes>,
    /// Numbers not to be used.
    #[prost(message, repeated, tag = "9")]
    pub reserved_range: Vec<ReservedRange>,
    /// Names not to be used.
    #[prost(string, repeated, tag = "10")]
    pub reserved_name: Vec<String>,
    /// Edition 2024: 1 is `local`, 2 is `export`.
    #[prost(int32, optional, tag = "11")]
    pub visibility: Option<i32>,
}

/// `DescriptorProto.ExtensionRange`.
#[derive(Clone, PartialEq, Message)]
pub struct ExtensionRange {
    /// First number.
    #[prost(int32, optional, tag = "1")]
    pub start: Option<i32>,
    /// The number after the last.
    #[prost(int32, optional, tag = "2")]
    pub end: Option<i32>,
    /// `ExtensionRangeOptions`.
    #[prost(bytes = "bytes", optional, tag = "3")]
    pub options: Option<Bytes>,
}

/// `DescriptorProto.ReservedRange`: `end` is the number after the last. Of enums (`EnumReservedRange`) it is the last.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub struct ReservedRange {
    /// First number.
    #[prost(int32, optional, tag = "1")]
    pub start: Option<i32>,
    /// See above.
    #[prost(int32, optional, tag = "2")]
    pub end: Option<i32>,
}

/// `FieldDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub struct FieldDescriptorProto {
    /// Its name.
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// Its number.
    #[prost(int32, optional, tag = "3")]
    pub number: Option<i32>,
    /// One of [`label`].
    #[prost(int32, optional, tag = "4")]
    pub label: Option<i32>,
    /// One of [`field_type`]; absent until a name that may be a message or an enum is resolved.
    #[prost(int32, optional, tag = "5")]
    pub r#type: Option<i32>,
    /// Of a message, group or enum: with a leading dot it is full, else relative to where it stands.
    #[prost(string, optional, tag = "6")]
    pub type_name: Option<String>,
    /// Of an extension: the message it extends, written as `type_name` is.
    #[prost(string, optional, tag = "2")]
    pub extendee: Option<String>,
    /// The default as text; of `bytes` C-escaped.
    #[prost(string, optional, tag = "7")]
    pub default_value: Option<String>,
    /// Position of its oneof.
    #[prost(int32, optional, tag = "9")]
    pub oneof_index: Option<i32>,
    /// Its name in JSON.
    #[prost(string, optional, tag = "10")]
    pub json_name: Option<String>,
    /// `FieldOptions`.
    #[prost(bytes = "bytes", optional, tag = "8")]
    pub options: Option<Bytes>,
    /// proto3's `optional`.
    #[prost(bool, optional, tag = "17")]
    pub proto3_optional: Option<bool>,
}

/// `OneofDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub struct OneofDescriptorProto {
    /// Its name.
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// `OneofOptions`.
    #[prost(bytes = "bytes", optional, tag = "2")]
    pub options: Option<Bytes>,
}

/// `EnumDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub struct EnumDescriptorProto {
    /// Its own name.
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// Values, in the order of the file.
    #[prost(message, repeated, tag = "2")]
    pub value: Vec<EnumValueDescriptorProto>,
    /// `EnumOptions`.
    #[prost(bytes = "bytes", optional, tag = "3")]
    pub options: Option<Bytes>,
    /// Numbers not to be used; `end` is the last of a range.
    #[prost(message, repeated, tag = "4")]
    pub reserved_range: Vec<ReservedRange>,
    /// Names not to be used.
    #[prost(string, repeated, tag = "5")]
    pub reserved_name: Vec<String>,
    /// Edition 2024: 1 is `local`, 2 is `export`.
    #[prost(int32, optional, tag = "6")]
    pub visibility: Option<i32>,
}

/// `EnumValueDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub struct EnumValueDescriptorProto {
    /// Its name, which stands in the scope around the enum.
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// Its number.
    #[prost(int32, optional, tag = "2")]
    pub number: Option<i32>,
    /// `EnumValueOptions`.
    #[prost(bytes = "bytes", optional, tag = "3")]
    pub options: Option<Bytes>,
}

/// `ServiceDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub struct ServiceDescriptorProto {
    /// Its own name.
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// Methods, in the order of the file.
    #[prost(message, repeated, tag = "2")]
    pub method: Vec<MethodDescriptorProto>,
    /// `ServiceOptions`.
    #[prost(bytes = "bytes", optional, tag = "3")]
    pub options: Option<Bytes>,
}

/// `MethodDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub struct MethodDescriptorProto {
    /// Its name.
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// Type of request messages, written as `type_name` of a field is.
    #[prost(string, optional, tag = "2")]
    pub input_type: Option<String>,
    /// Type of response messages.
    #[prost(string, optional, tag = "3")]
    pub output_type: Option<String>,
    /// `MethodOptions`.
    #[prost(bytes = "bytes", optional, tag = "4")]
    pub options: Option<Bytes>,
    /// The client sends a stream.
    #[prost(bool, optional, tag = "5")]
    pub client_streaming: Option<bool>,
    /// The server sends a stream.
    #[prost(bool, optional, tag = "6")]
    pub server_streaming: Option<bool>,
}

/// `UninterpretedOption`: an option as it was written, not yet resolved.
#[derive(Clone, PartialEq, Message)]
pub struct UninterpretedOption {
    /// `foo.(bar.baz).moo` in three parts.
    #[prost(message, repeated, tag = "2")]
    pub name: Vec<NamePart>,
    /// A word.
    #[prost(string, optional, tag = "3")]
    pub identifier_value: Option<String>,
    /// A whole number without sign.
    #[prost(uint64, optional, tag = "4")]
    pub positive_int_value: Option<u64>,
    /// A whole number with one.
    #[prost(int64, optional, tag = "5")]
    pub negative_int_value: Option<i64>,
    /// Any other number.
    #[prost(double, optional, tag = "6")]
    pub double_value: Option<f64>,
    /// A quoted text, unescaped: any bytes.
    #[prost(bytes = "bytes", optional, tag = "7")]
    pub string_value: Option<Bytes>,
    /// What stands between braces, as text format.
    #[prost(string, optional, tag = "8")]
    pub aggregate_value: Option<String>,
}

/// `UninterpretedOption.NamePart`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct NamePart {
    /// The name; of an extension as it stands between the parentheses.
    #[prost(string, required, tag = "1")]
    pub name_part: String,
    /// Whether it stood between parentheses.
    #[prost(bool, required, tag = "2")]
    pub is_extension: bool,
}

/// `SourceCodeInfo`.
#[derive(Clone, PartialEq, Message)]
pub struct SourceCodeInfo {
    /// One for each element and part of an element.
    #[prost(message, repeated, tag = "1")]
    pub location: Vec<Location>,
}

/// `SourceCodeInfo.Location`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Location {
    /// Field numbers and positions that lead to the element from the file.
    #[prost(int32, repeated, tag = "1")]
    pub path: Vec<i32>,
    /// 0-based: line, column, end line (left out if it is the same), end column.
    #[prost(int32, repeated, tag = "2")]
    pub span: Vec<i32>,
    /// The comment above.
    #[prost(string, optional, tag = "3")]
    pub leading_comments: Option<String>,
    /// The comment beside or below.
    #[prost(string, optional, tag = "4")]
    pub trailing_comments: Option<String>,
    /// Comments before it that belong to nothing.
    #[prost(string, repeated, tag = "6")]
    pub leading_detached_comments: Vec<String>,
}
