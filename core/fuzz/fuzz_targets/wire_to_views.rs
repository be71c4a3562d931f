//! Any bytes as a message: printed as JSON, as text format, in one line.
//! The first byte picks the type.

#![no_main]

#[path = "../codec.rs"]
#[allow(dead_code)]
mod codec;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let [first, bytes @ ..] = input {
        codec::wire(&codec::pick(*first), bytes);
    }
});
