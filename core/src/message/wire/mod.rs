//! The binary encoding of protobuf: reading fields from bytes that may be anything, and writing them.
//! It knows no descriptors; see <https://protobuf.dev/programming-guides/encoding>.

mod reader;
mod writer;

pub(crate) use reader::{Fault, Payload, RawField, Reader, Token, tag_len};
pub(crate) use writer::Writer;
