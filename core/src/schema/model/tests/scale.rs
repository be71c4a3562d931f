//! A large set, measured by hand: `FARCALL_LARGE_SET=set.binpb cargo test --release -p farcall-core large_set -- --ignored`.
//! It asserts only that all of it is there.

use std::{fs, time::Instant};

use bytes::Bytes;

use crate::schema::{
    Schema,
    intake::{self, Absent, Candidate, wire},
};

#[test]
#[ignore = "for a large set named by the environment"]
fn a_large_set_is_linked_in_little_time_and_memory() {
    let path = std::env::var("FARCALL_LARGE_SET").unwrap();
    let set = Bytes::from(fs::read(path).unwrap());
    let before = resident_mib();
    let files = wire::files_of_set(&set, usize::MAX).unwrap();
    let begun = Instant::now();
    let candidates: Vec<Candidate> = files.iter().map(|file| Candidate::decode(file.clone()).unwrap()).collect();
    let scanned = begun.elapsed();
    let assembled = intake::assemble(candidates, &Absent::Set);
    let linked = begun.elapsed();
    let schema = Schema::assembled(assembled);
    let listed = begun.elapsed();
    let fields: usize = schema.pool().all_messages().map(|message| message.fields().len()).sum();
    println!("{} files, {} messages, {fields} fields", files.len(), schema.pool().all_messages().len());
    println!("{} problems, {} methods", schema.problems().len(), schema.methods().count());
    for problem in schema.problems().iter().take(5) {
        println!("{problem}");
    }
    println!("scanned {scanned:?}, linked {linked:?}, listed {listed:?}");
    println!("set {} MiB, resident {before} MiB before, {} MiB after", set.len() >> 20, resident_mib());
    assert!(files.iter().all(|file| schema.descriptor_of(&Candidate::decode(file.clone()).unwrap().name).is_some()));
}

fn resident_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1024
}
