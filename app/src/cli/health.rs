//! `farcall health`: what a server says of itself, once or each time it changes.
//! The health service is built in, so no schema is asked for.

use farcall_core::{
    diagnostics::{self, HealthError, Serving},
    engine::Failure,
    status::Code,
};

use super::{
    args::HealthArgs,
    ended::{Ended, Exit},
    interrupt,
    output::Console,
    reach::{self, Proof},
};

/// Prints the word of the health protocol; SERVING alone is a success.
pub async fn health(args: HealthArgs, console: Console) -> Result<Exit, Ended> {
    let channel = reach::channel(&args.reach.connection, &args.target, console)?;
    let metadata = Proof::new(args.reach.auth.auth()?).metadata(&args.reach.metadata.rpc_rows(), &channel).await?;
    if !args.watch {
        let checked = diagnostics::check(&channel, &args.service, &metadata, args.timeout).await;
        reach::tell_proxy(&channel, console);
        let serving = checked.map_err(|error| health_error(&error, &args.service))?;
        console.line(&serving.name())?;
        return Ok(exit(serving));
    }
    let mut last = Ok(Exit::OK);
    let mut told = |serving: Serving| {
        last = console.line(&serving.name()).map(|()| exit(serving));
    };
    tokio::select! {
        error = diagnostics::watch(&channel, &args.service, &metadata, &mut told) => {
            Err(health_error(&error, &args.service))
        }
        () = interrupt::pressed() => Ok(last?),
    }
}

fn exit(serving: Serving) -> Exit {
    if serving == Serving::Serving { Exit::OK } else { Exit::FAILED }
}

fn health_error(error: &HealthError, service: &str) -> Ended {
    let Some(status) = error.status() else { return Ended::Failed(Failure::from(error)) };
    let hint = match status.code {
        Code::UNIMPLEMENTED => Some("This server offers no health service".to_owned()),
        Code::NOT_FOUND => Some(format!("The server's health service does not know \"{service}\"")),
        _ => None,
    };
    let mut status = status.clone();
    status.hint = status.hint.or(hint);
    Ended::Status(Box::new(status))
}
