//! Any text as a folder of .proto files: the input is cut into two files where it has a form feed.
//! A panic ends the run even where the core would catch it: libfuzzer-sys aborts in the panic hook.

#![no_main]

#[path = "../exercise.rs"]
mod exercise;

use farcall_core::schema::{FileSource, Schema};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let folder = exercise::folder();
    for (name, text) in ["a.proto", "b.proto"].iter().zip(input.splitn(2, |&byte| byte == 0x0c).chain([&b""[..]])) {
        if std::fs::write(folder.join(name), text).is_err() {
            return;
        }
    }
    exercise::exercise(&Schema::load(&FileSource::Protos { paths: vec![folder.to_owned()], import_roots: Vec::new(), sets: Vec::new() }));
});
