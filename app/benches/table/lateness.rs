//! How late a verdict comes when a deadline passes: many calls at once against a server that never answers.

use std::{error::Error, time::Duration};

use farcall_core::{
    call::{self, CallEvent, CallSpec, Outbound},
    schema::{MethodKind, MethodPath},
    status::Code,
    transport::{Channel, ConnectOptions, Target},
};
use tokio::task::JoinSet;

const CALLS: usize = 300;
const TIMEOUTS_MILLIS: [u64; 10] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
/// Of all but one in a hundred.
const WANTED: Duration = Duration::from_millis(50);

/// What was measured.
pub struct Lateness {
    half: Duration,
    nearly_all: Duration,
}

/// Calls the method that hangs, with timeouts from 1 ms to 1 s, all at once.
pub async fn measure(port: u16) -> Result<Lateness, Box<dyn Error>> {
    let channel = Channel::new(Target::new(format!("127.0.0.1:{port}")), ConnectOptions::default())?;
    channel.connect().await?;
    let mut running = JoinSet::new();
    for millis in TIMEOUTS_MILLIS.into_iter().cycle().take(CALLS) {
        running.spawn(late(channel.clone(), Duration::from_millis(millis)));
    }
    let mut late = Vec::new();
    while let Some(one) = running.join_next().await {
        late.push(one??);
    }
    late.sort_unstable();
    let at = |share: usize| late.get(late.len() * share / 100).copied().unwrap_or_default();
    Ok(Lateness { half: at(50), nearly_all: at(99) })
}

async fn late(channel: Channel, timeout: Duration) -> Result<Duration, String> {
    let method = MethodPath { service: "bench.Bench".to_owned(), method: "Hang".to_owned() };
    let spec = CallSpec { timeout: Some(timeout), ..CallSpec::new(method, MethodKind::Unary) };
    let (handle, call) = call::new(spec);
    handle.try_send(Outbound::HalfClose).map_err(|_| "not sent")?;
    let finished = call.run(&channel, &mut |_: CallEvent| {}).await;
    match finished.status.code {
        Code::DEADLINE_EXCEEDED => Ok(finished.at.saturating_sub(timeout)),
        _ => Err(finished.status.line()),
    }
}

impl Lateness {
    /// One row, after the table.
    pub fn print(&self) {
        let millis = |time: Duration| time.as_secs_f64() * 1e3;
        let sign = if self.nearly_all > WANTED { "  long" } else { "" };
        println!(
            "deadline: verdict {:.1} ms late for half of {CALLS} calls, {:.1} ms for 99 %, wanted {} ms{sign}",
            millis(self.half),
            millis(self.nearly_all),
            WANTED.as_millis()
        );
    }
}
