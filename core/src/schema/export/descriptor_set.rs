//! A schema as a descriptor set, as `protoc --include_imports --include_source_info -o` writes it.
//! Files go out as the bytes they came as.

use prost::Message as _;

use super::files::{NoSuchSymbol, selected};
use crate::schema::{Schema, descriptor::FileDescriptorSet};

/// The files of these symbols and all they import, or every file that was loaded if no symbols are named, as an encoded
/// `FileDescriptorSet`: imports first, comments included.
///
/// # Errors
/// A symbol that is not there.
pub fn descriptor_set(schema: &Schema, symbols: &[String]) -> Result<Vec<u8>, NoSuchSymbol> {
    let files = selected(schema, symbols)?;
    let file = files.iter().filter_map(|name| schema.file_bytes(name)).collect();
    Ok(FileDescriptorSet { file }.encode_to_vec())
}
