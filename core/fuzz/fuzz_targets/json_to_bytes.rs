//! Any text as the JSON of a message, in one pass and by the document.
//! The first byte picks the type.

#![no_main]

#[path = "../codec.rs"]
#[allow(dead_code)]
mod codec;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let [first, text @ ..] = input
        && let Ok(text) = std::str::from_utf8(text)
    {
        codec::json(&codec::pick(*first), text);
    }
});
