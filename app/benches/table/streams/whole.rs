//! Every message of a long stream: whether it is there and in its place, and what the log takes of the memory.

use farcall_core::call::{LogLimits, LogStore};

use super::{Outcome, ingest::logged, usage};
use crate::blast::{Server, stamp_of};

/// Memory beyond the log's budget that is allowed.
const BESIDE: u64 = 64 << 20;

/// Takes a stream in, walks it, and prints what was found.
pub fn print(server: &mut Server, size: usize, count: u64) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let limits = LogLimits::default();
    let store = LogStore::in_folder(folder.path().to_owned(), limits);
    let rest = usage::resident();
    let (log, _) = logged(server.port(), format!("Stream{size}x{count}"), &store)?;
    server.streamed()?;
    let grown = usage::resident().saturating_sub(rest);
    let (mut next, mut in_place) = (0, 0_u64);
    while let Some(part) = log.part(next) {
        for (row, message) in part.messages() {
            // The first row is the request.
            in_place += u64::from(row.row > 0 && stamp_of(message) == Some(row.row - 1));
        }
        next = part.range().end;
    }
    let storage = log.storage();
    // Those in memory alone: a file holds its messages packed.
    let in_memory = (count + 1).saturating_sub(storage.file_rows).max(1);
    let allowed = limits.call_bytes as u64 + BESIDE;
    let sign = if in_place != count || grown > allowed { "  short" } else { "" };
    println!(
        "{count} messages of {size} B: {in_place} in place; memory grew by {} MiB, allowed {} MiB; {} MiB in memory \
         ({:.1} B beside each message), {} MiB in files{sign}",
        grown >> 20,
        allowed >> 20,
        storage.memory_bytes >> 20,
        storage.memory_bytes as f64 / in_memory as f64 - size as f64,
        storage.file_bytes >> 20,
    );
    Ok(())
}
