//! Where the messages of a log are, and what became of those that are nowhere.
//! Numbers only; who reads them finds the words.

use std::io;

/// How much a program may keep of its calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogLimits {
    /// Memory for the messages of one call with their index, in bytes.
    pub call_bytes: usize,
    /// The same for all calls together.
    pub program_bytes: usize,
    /// The same in files, for all calls together.
    pub disk_bytes: u64,
}

impl Default for LogLimits {
    /// 256 MiB a call, 1 GiB for all, 8 GiB in files.
    fn default() -> Self {
        Self { call_bytes: 256 << 20, program_bytes: 1 << 30, disk_bytes: 8 << 30 }
    }
}

/// Where the messages of a log are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LogStorage {
    /// Bytes in memory, index and unused room included.
    pub memory_bytes: usize,
    /// Rows that are in files only.
    pub file_rows: u64,
    /// Bytes in files, packed where that gains something.
    pub file_bytes: u64,
    /// Rows dropped, the oldest first, and those between kept ones that could not be read back.
    pub lost_rows: u64,
    /// Rows before the first kept one that were cleared, see [`CallLog::clear_before`](super::CallLog::clear_before).
    pub cleared_rows: u64,
    /// What went wrong last, or which budget took the rows that are lost.
    pub trouble: Option<LogTrouble>,
}

/// Why a log cannot keep everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogTrouble {
    /// The memory budget is spent, and there is no folder for files.
    MemoryBudget,
    /// The budget for files is spent: the oldest go.
    DiskBudget,
    /// The disk is full: while it is, the oldest go.
    DiskFull,
    /// Files cannot be written.
    NotWritten(io::ErrorKind),
    /// Messages could not be read back.
    NotRead(io::ErrorKind),
    /// A file was removed by someone else. On Unix what it holds is still read.
    FileRemoved,
}

impl LogTrouble {
    /// Of a write that failed.
    pub(super) fn of_write(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Self::DiskFull,
            kind => Self::NotWritten(kind),
        }
    }
}
