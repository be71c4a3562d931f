//! The wait for a connection before a call that waits for one: for what a caller has to ask on the way to it.
//! It sends nothing.

use std::time::Duration;

use super::verdict;
use crate::{status::Status, transport::Channel};

/// Waits for a connection as a call with `wait_for_ready` does: through failures, for at most `timeout`.
///
/// # Errors
/// DEADLINE_EXCEEDED with why the last attempt failed, or why there can be no connection: what the call itself would
/// end with.
pub async fn wait_for_ready(channel: &Channel, timeout: Option<Duration>) -> Result<(), Status> {
    let ready = async { channel.wait_for_ready().await.map_err(|error| error.status()) };
    let Some(limit) = timeout else { return ready.await };
    match tokio::time::timeout(limit, ready).await {
        Ok(ready) => ready,
        Err(_) => Err(match channel.status().last_failure {
            Some(failure) => verdict::never_connected(limit, &failure.message()),
            None => verdict::deadline(limit, None),
        }),
    }
}
