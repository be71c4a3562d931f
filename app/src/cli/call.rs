//! `farcall call`: one call of any kind, from its arguments to its exit status.
//! What goes over the wire is the core's; what a message looks like is `render`'s.

use std::{num::NonZeroU32, sync::Arc};

use farcall_core::{
    call::{Cadence, CallOptions, CallSpec, Finished},
    schema::{Method, MethodPath, Schema},
    transport::Channel,
};
use tokio::sync::Notify;

use super::{
    call_args::CallArgs,
    drive::{Requests, drive},
    encode::Encoder,
    ended::{Ended, Exit, hint_of, one_line, status_line},
    events, input,
    output::Console,
    printer::Printer,
    reach::{self, Proof},
    render::{Render, detail_lines},
    schema,
    verbose::Verbose,
};

/// Makes the call. The exit status is that of its verdict.
pub async fn call(args: CallArgs, console: Console) -> Result<Exit, Ended> {
    let prepared = match prepare(&args, console).await {
        Ok(prepared) => prepared,
        Err(ended) => {
            if let (true, Some((message, hint))) = (args.events, ended.message_and_hint()) {
                console.line(&events::failed(&message, hint.as_deref()).to_string())?;
            }
            return Err(ended);
        }
    };
    let enough = Arc::new(Notify::new());
    let printer = Printer {
        console,
        render: Render { format: args.format, json: args.json },
        method: prepared.method,
        schema: prepared.schema.clone(),
        events: args.events.then(|| prepared.channel.target().clone()),
        verbose: (args.verbose > 0).then(|| Verbose::begin(console, &prepared.channel, &prepared.spec)),
        // `-v` has a line of its own for it.
        told_proxy: args.verbose > 0,
        enough: Arc::clone(&enough),
        failed: None,
    };
    let (finished, printer) = drive(prepared.channel, prepared.spec, prepared.requests, printer, enough).await?;
    if let Some(error) = printer.failed {
        return Err(error.into());
    }
    tell_verdict(&finished, &prepared.schema, args.events, console);
    Ok(Exit::of_code(finished.status.code))
}

struct Prepared {
    channel: Channel,
    spec: CallSpec,
    requests: Requests,
    method: Method,
    schema: Schema,
}

/// Everything that can be wrong before a call is made.
async fn prepare(args: &CallArgs, console: Console) -> Result<Prepared, Ended> {
    if let Some(usage) = swapped(&args.target, &args.method) {
        return Err(usage);
    }
    let channel = reach::channel(&args.connection, &args.target, console)?;
    let proof = Proof::new(args.auth.auth()?);
    let metadata = reach::metadata(&args.metadata.rpc_rows())?;
    let loaded = if args.schema.asks_reflection() {
        if args.choices.wait_for_ready {
            reach::until_ready(&channel, args.choices.timeout).await?;
        }
        let metadata = proof.metadata(&args.metadata.reflection_rows(), &channel).await?;
        schema::load(&args.schema, Some((&channel, &metadata))).await?
    } else {
        schema::load(&args.schema, None).await?
    };
    let method = loaded.method(&args.method)?.clone();
    // What else is wrong with a schema that has the method is a matter for `list`, unless files were named.
    if args.verbose > 0 || args.schema.files().is_some() {
        loaded.tell_problems(console);
    }
    let encoder = Encoder::new(method.input.clone(), args.format, args.allow_unknown_fields);
    let times = args.send_times.unwrap_or(NonZeroU32::MIN);
    let pace = args.send_every.map(|every| Cadence::every(every).times(times));
    let requests = input::requests(args.data.as_deref(), args.format, &method, encoder, pace)?;
    let mut spec = CallSpec {
        metadata,
        tokens: proof.tokens,
        timeout: args.choices.timeout,
        ..CallSpec::new(method.path.clone(), method.kind)
    };
    CallOptions { auth: proof.auth, ..args.choices.options() }.apply(&mut spec);
    Ok(Prepared { channel, spec, requests, method, schema: loaded.schema })
}

/// `METHOD TARGET` where `TARGET METHOD` is wanted.
fn swapped(target: &str, method: &str) -> Option<Ended> {
    let is_method = |typed: &str| !typed.contains(':') && MethodPath::parse(typed).is_ok();
    (is_method(target) && method.contains(':'))
        .then(|| Ended::Usage(format!("TARGET comes first: farcall call {method} {target}")))
}

/// What was odd, and of a call that is not OK its details, a hint, and last `NAME (code): message`.
fn tell_verdict(finished: &Finished, schema: &Schema, events: bool, console: Console) {
    let status = &finished.status;
    for note in &status.notes {
        console.note(&format!("note: {}", one_line(note)));
    }
    if status.is_ok() || events {
        return;
    }
    for line in detail_lines(status, schema) {
        console.note(&line);
    }
    if let Some(hint) = hint_of(status) {
        console.note(&format!("hint: {hint}"));
    }
    console.note(&status_line(status));
}
