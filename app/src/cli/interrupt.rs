//! Ctrl+C, and what else asks a program to end, as something to wait for, so that what runs ends in good order.
//! It knows no call.

use farcall_core::status::{Code, Status};

use super::ended::{Ended, Exit};

/// Ready at Ctrl+C, and on Unix where the program is told to end (SIGTERM) or its terminal is gone (SIGHUP). Where the
/// system does not tell of it, never.
pub async fn pressed() {
    tokio::select! {
        () = ctrl_c() => {}
        () = told_to_end() => {}
    }
}

/// What is waited for, unless Ctrl+C comes first.
///
/// # Errors
/// CANCELLED.
pub async fn or_pressed<T>(wait: impl Future<Output = T>) -> Result<T, Ended> {
    tokio::select! {
        // A call within listens, too, and would go on with the next step.
        biased;
        () = pressed() => Err(Ended::Status(Box::new(Status::local(Code::CANCELLED, "Cancelled by you")))),
        ended = wait => Ok(ended),
    }
}

/// A command of many steps, ended as a whole at Ctrl+C; the call that runs is cancelled with it.
///
/// # Errors
/// Those of the command, and CANCELLED.
pub async fn unless_pressed(command: impl Future<Output = Result<Exit, Ended>>) -> Result<Exit, Ended> {
    or_pressed(command).await?
}

async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn told_to_end() {
    use tokio::signal::unix::SignalKind;
    tokio::select! {
        () = signal(SignalKind::terminate()) => {}
        () = signal(SignalKind::hangup()), if hears_hangup() => {}
    }
}

#[cfg(not(unix))]
async fn told_to_end() {
    std::future::pending::<()>().await;
}

#[cfg(unix)]
async fn signal(kind: tokio::signal::unix::SignalKind) {
    match tokio::signal::unix::signal(kind) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending::<()>().await,
    }
}

/// `nohup` has the signal ignored, and that is to stay so. Where the system does not say, it stays as it was, too.
#[cfg(unix)]
fn hears_hangup() -> bool {
    static HEARS: std::sync::LazyLock<bool> = std::sync::LazyLock::new(|| {
        std::fs::read_to_string("/proc/self/status").is_ok_and(|status| !ignores_hangup(&status))
    });
    *HEARS
}

/// By the mask of ignored signals, whose lowest bit is SIGHUP.
#[cfg(unix)]
fn ignores_hangup(status: &str) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_none_or(|mask| mask & 1 == 1)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_hangup_that_is_ignored_stays_so() {
        assert!(!ignores_hangup("Name:\tfarcall\nSigIgn:\t0000000000001000\n"));
        assert!(ignores_hangup("SigIgn:\t0000000000001001\n"), "under nohup");
        assert!(ignores_hangup("Name:\tfarcall\n"), "not known");
    }
}
