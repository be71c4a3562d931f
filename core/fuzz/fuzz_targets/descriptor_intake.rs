//! Any bytes as a descriptor set on disk and as one file of a server's reflection.
//! A panic ends the run even where the core would catch it: libfuzzer-sys aborts in the panic hook.

#![no_main]

#[path = "../exercise.rs"]
mod exercise;

use farcall_core::schema::{FileSource, Schema};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    exercise::exercise(&Schema::from_files(vec![input.to_vec()]));
    // The files of a set, without their way over the disk; the disk's turn comes rarely, for it is slow.
    if input.len() % 16 == 0 {
        let path = exercise::folder().join("input.binpb");
        if std::fs::write(&path, input).is_ok() {
            exercise::exercise(&Schema::load(&FileSource::DescriptorSet { paths: vec![path] }));
        }
    }
});
