//! The list of a schema that was just loaded. It takes the load as it is.

use farcall_core::engine::LoadedSchema;

use crate::state::Listing;

/// The list.
pub fn list(loaded: &LoadedSchema) -> Listing {
    Listing::of(&loaded.schema)
}
