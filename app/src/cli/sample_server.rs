//! `farcall sample-server`: the sample on an address of the user's choice, until Ctrl+C.
//! What it serves is known to `farcall-proto-samples` alone.

use farcall_core::engine::Failure;
use farcall_proto_samples::{Listen, SampleOptions, SampleServer};

use super::{
    args::SampleServerArgs,
    ended::{Ended, Exit},
    interrupt,
    output::Console,
};

/// Serves; the address is all that goes to stdout.
pub async fn sample_server(args: SampleServerArgs, console: Console) -> Result<Exit, Ended> {
    let options = SampleOptions { listen: Listen::Tcp(args.listen), ..SampleOptions::default() };
    let server = SampleServer::start(options).map_err(|error| {
        let failure = Failure::new(format!("The sample server cannot listen on {}", args.listen));
        Ended::Failed(failure.because(error.to_string()).hint("--listen 127.0.0.1:0 takes a free port"))
    })?;
    console.note(&format!("The sample server is listening; try: farcall list {}", server.addr()));
    console.line(&server.addr().to_string())?;
    interrupt::pressed().await;
    // Stopping joins a thread, which must not hold up a runtime's worker.
    let _ = tokio::task::spawn_blocking(move || server.stop()).await;
    Ok(Exit::OK)
}
