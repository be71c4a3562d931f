//! `farcall call`: one call of any kind, from its arguments to its exit status.
//! What goes over the wire is the core's; what a message looks like is `render`'s.

use std::sync::Arc;

use farcall_core::{
    call::{CallOptions, CallSpec, FigureRecorder, Finished},
    recording::event_json,
    schema::{Method, MethodPath, Schema},
    transport::Channel,
};
use tokio::sync::Notify;

use super::{
    call_args::CallArgs,
    drive::{Requests, drive},
    encode::Encoder,
    ended::{Ended, Exit, hint_of, one_line, status_line},
    filtered::Filtered,
    gaps::Gaps,
    input,
    output::Console,
    printer::Printer,
    reach::{self, Proof},
    recording::{Recorder, WithRecorder},
    render::{Render, detail_lines},
    schema, scripted, stats,
    verbose::Verbose,
};

/// Makes the call. The exit status is that of its verdict.
pub async fn call(args: CallArgs, console: Console) -> Result<Exit, Ended> {
    let prepared = match prepare(&args, console).await {
        Ok(prepared) => prepared,
        Err(ended) => {
            if let (true, Some((message, hint))) = (args.events, ended.message_and_hint()) {
                console.line(&event_json::failed(&message, hint.as_deref()).to_string())?;
            }
            return Err(ended);
        }
    };
    let kind = prepared.method.kind;
    let enough = Arc::new(Notify::new());
    let printer = Printer {
        console,
        render: Render { format: args.format, json: args.json },
        method: prepared.method,
        schema: prepared.schema.clone(),
        events: args.events.then(|| prepared.channel.target().clone()),
        verbose: (args.verbose > 0).then(|| Verbose::begin(console, &prepared.channel, &prepared.spec)),
        stats: args.stats.then(FigureRecorder::default),
        // `-v` has a line of its own for it.
        told_proxy: args.verbose > 0,
        frames: None,
        enough: Arc::clone(&enough),
        gaps: Gaps::default(),
        failed: None,
        filtered: prepared.filtered,
    };
    let recorder =
        Recorder::start(&args.recording, prepared.channel.target(), &prepared.spec, &printer.method, console)?;
    let observer = WithRecorder { observer: printer, recorder };
    let (finished, observer) = drive(prepared.channel, prepared.spec, prepared.requests, observer, enough).await?;
    let recorded = observer.recorder.map_or(Ok(()), |recorder| recorder.finish(console));
    let mut printer = observer.observer;
    if let Some(recorder) = &printer.stats {
        for line in stats::lines(&recorder.figures(finished.at), kind) {
            console.note(&line);
        }
    }
    match printer.frames.take() {
        Some(frames) => frames.finish().await,
        None if args.choices.frames => console.note("note: no HTTP/2 stream was opened, so there are no frames"),
        None => {}
    }
    if let Some(error) = printer.failed {
        return Err(error.into());
    }
    if let Some(filtered) = printer.filtered {
        console.note(&filtered.words());
    }
    tell_verdict(&finished, &prepared.schema, args.events, console);
    recorded?;
    Ok(Exit::of_code(finished.status.code))
}

struct Prepared {
    channel: Channel,
    spec: CallSpec,
    requests: Requests,
    filtered: Option<Filtered>,
    method: Method,
    schema: Schema,
}

/// Everything that can be wrong before a call is made.
async fn prepare(args: &CallArgs, console: Console) -> Result<Prepared, Ended> {
    if let Some(usage) = swapped(&args.target, &args.method) {
        return Err(usage);
    }
    let channel = reach::channel(&args.reach.connection, &args.target, console)?;
    let proof = Proof::new(args.reach.auth.auth()?);
    let metadata = reach::metadata(&args.reach.metadata.rpc_rows())?;
    let loaded = if args.schema.asks_reflection() {
        if args.choices.wait_for_ready {
            reach::until_ready(&channel, args.choices.timeout).await?;
        }
        let metadata = proof.metadata(&args.reach.metadata.reflection_rows(), &channel).await?;
        schema::load(&args.schema, Some((&channel, &metadata))).await?
    } else {
        schema::load(&args.schema, None).await?
    };
    let method = loaded.method(&args.method)?.clone();
    // What else is wrong with a schema that has the method is a matter for `list`, unless files were named.
    if args.verbose > 0 || args.schema.files().is_some() {
        loaded.tell_problems(console);
    }
    let filtered = args.filter.as_deref().map(|text| Filtered::by(text, &method.output)).transpose()?;
    let encoder = Encoder::new(method.input.clone(), args.format, args.allow_unknown_fields);
    let data = args.data.as_deref();
    let requests = match &args.script {
        Some(file) => scripted::from_file(file, input::all(data, args.format, &method, &encoder)?, &method)?,
        None => input::requests(data, args.format, &method, encoder, args.cadence())?,
    };
    let mut spec = CallSpec {
        metadata,
        tokens: proof.tokens,
        timeout: args.choices.timeout,
        reopen: args.reopen.plan(&method)?,
        ..CallSpec::new(method.path.clone(), method.kind)
    };
    CallOptions { auth: proof.auth, ..args.choices.options() }.apply(&mut spec);
    Ok(Prepared { channel, spec, requests, filtered, method, schema: loaded.schema })
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
