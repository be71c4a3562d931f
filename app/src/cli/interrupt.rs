//! Ctrl+C, as something to wait for, so that what runs ends in good order.
//! It knows no call.

use farcall_core::status::{Code, Status};

use super::ended::{Ended, Exit};

/// Ready at Ctrl+C. Where the system does not tell of it, never.
pub async fn pressed() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// A command of many steps, ended as a whole at Ctrl+C; the call that runs is cancelled with it.
///
/// # Errors
/// Those of the command, and CANCELLED.
pub async fn unless_pressed(command: impl Future<Output = Result<Exit, Ended>>) -> Result<Exit, Ended> {
    tokio::select! {
        // A call within listens, too, and would go on with the next step.
        biased;
        () = pressed() => Err(Ended::Status(Box::new(Status::local(Code::CANCELLED, "Cancelled by you")))),
        ended = command => ended,
    }
}
