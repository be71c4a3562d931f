//! What this process takes: CPU of threads by name, of this thread, and memory. Zero where the system does not tell.

use std::{fs, time::Duration};

/// CPU that the threads of this process have used whose name begins so.
pub fn cpu_of(name: &str) -> Duration {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let named =
        tasks.filter(|task| fs::read_to_string(task.path().join("comm")).is_ok_and(|comm| comm.starts_with(name)));
    named.map(|task| on_cpu(&fs::read_to_string(task.path().join("schedstat")).unwrap_or_default())).sum()
}

/// CPU that this thread has used.
pub fn cpu_here() -> Duration {
    on_cpu(&fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default())
}

fn on_cpu(schedstat: &str) -> Duration {
    Duration::from_nanos(schedstat.split_whitespace().next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0))
}

/// Memory of this process, in bytes.
pub fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) << 10
}
