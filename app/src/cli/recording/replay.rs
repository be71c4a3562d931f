//! `farcall replay`: the requests of a recording sent again, and what comes back compared. Both are the core's.

use std::sync::Arc;

use farcall_core::{
    call::{CallLog, CallOptions, CallSpec, LogLimits, LogStore},
    metadata::Row,
    recording::{
        MessageDifference, Recording, RecordingError, Replay, ReplayOutcome, compare_calls, is_withheld,
        replayed_metadata,
    },
    status::Status,
    workspace::cache_folder,
};
use serde_json::json;
use tokio::sync::Notify;

use super::{args::ReplayArgs, not_opened};
use crate::{
    cli::{
        compare,
        drive::{Requests, drive},
        ended::{Ended, Exit, status_line},
        interrupt,
        options::CompareFormat,
        output::Console,
        reach::{self, Proof},
        run::with_secrets,
        schema,
    },
    figures, units,
};

/// Replays it. The exit status is 0 if the same came back, 1 if not.
pub async fn replay(args: ReplayArgs, console: Console) -> Result<Exit, Ended> {
    let logs = logs();
    let recording = open(&args, &logs).await?;
    for note in recording.notes() {
        console.note(&format!("note: {note}"));
    }
    tell_lost(&recording, console);
    let original = recording.original();
    let target = match &args.target {
        Some(address) => args.reach.connection.target(address)?,
        None => recording.head.target.clone(),
    };
    let channel = reach::to(target, args.reach.connection.connect_timeout, console)?;
    let proof = Proof::new(args.reach.auth.auth()?);
    let rows = metadata(&recording, &args, !proof.auth.is_none())?;
    let mut spec = CallSpec { tokens: proof.tokens, metadata: reach::metadata(&rows)?, ..recording.head.spec() };
    CallOptions { auth: proof.auth, ..recording.head.options.clone() }.apply(&mut spec);
    spec.timeout = args.timeout.or(spec.timeout);
    spec.reopen = recording.head.reopen_plan(&recording.method).filter(|_| original.reopens);
    let into = Arc::new(CallLog::in_store(logs));
    let replay = Replay::of(original.clone(), args.pace);
    let requests = Requests::Replayed(Box::new(replay), into.clone());
    let (finished, _) = drive(channel, spec, requests, into.clone(), Arc::new(Notify::new())).await?;
    let options = args.comparing.options();
    let of = recording.has_types.then(|| recording.method.output.clone());
    let comparing =
        tokio::task::spawn_blocking(move || compare_calls(&original, &into, of.as_ref(), &options, &|| true));
    let compared = interrupt::or_pressed(comparing).await?;
    let outcome = compared.ok().flatten().ok_or_else(|| Ended::failed("The responses could not be compared"))?;
    for difference in &outcome.differences {
        print(difference, args.comparing.format, console)?;
    }
    tell_status(&outcome, &finished.status, args.comparing.format, console)?;
    console.note(&counts(&outcome));
    Ok(if outcome.is_equal() { Exit::OK } else { Exit::FAILED })
}

/// Where both calls are kept: of each only the end in memory, all in files where there is a folder for them, since what is
/// no longer there is neither sent nor compared.
fn logs() -> Arc<LogStore> {
    let limits = LogLimits { call_bytes: 64 << 20, program_bytes: 128 << 20, ..LogLimits::default() };
    match cache_folder() {
        Ok(folder) => LogStore::in_folder(folder.join("logs"), limits),
        Err(_) => LogStore::in_memory(LogLimits::default()),
    }
}

async fn open(args: &ReplayArgs, logs: &Arc<LogStore>) -> Result<Recording, Ended> {
    let file = args.file.clone();
    let log = CallLog::in_store(Arc::clone(logs));
    let read = tokio::task::spawn_blocking(move || Recording::open(&file, log, &mut |_| true)).await;
    let read = read.map_err(|error| Ended::because(format!("{} could not be read", args.file.display()), error))?;
    let opened = read.and_then(|opened| opened.ok_or(RecordingError::NoHead));
    let mut recording = opened.map_err(|error| not_opened(&args.file, &error))?;
    if args.schema.files().is_some() {
        recording.read_by(&schema::load(&args.schema, None).await?.schema);
    }
    Ok(recording)
}

/// The metadata of the recorded call; rows of `-H` take the place of those of the same key, and so does auth.
fn metadata(recording: &Recording, args: &ReplayArgs, has_auth: bool) -> Result<Vec<Row>, Ended> {
    let given = args.reach.metadata.rpc_rows();
    let is_given = |row: &Row| given.iter().any(|given| given.key.eq_ignore_ascii_case(&row.key));
    let is_proved = |row: &Row| has_auth && (row.key == "authorization" || is_withheld(row));
    let mut rows = replayed_metadata(&recording.log);
    rows.retain(|row| !is_given(row) && !is_proved(row));
    let mut rows = with_secrets(&rows, |name| std::env::var(name).ok())?;
    rows.extend(given);
    Ok(rows)
}

/// What of the recording is not there to be sent and compared.
fn tell_lost(recording: &Recording, console: Console) {
    let storage = recording.log.storage();
    if storage.lost_rows > 0 {
        let why = storage.trouble.map_or_else(String::new, |trouble| format!(": {}", figures::replay::cause(trouble)));
        let lost = units::counted(storage.lost_rows, "message");
        console.note(&format!("note: {lost} of the recording are neither sent nor compared{why}"));
    }
}

fn print(difference: &MessageDifference, format: CompareFormat, console: Console) -> Result<(), Ended> {
    let index = difference.index;
    // People count from 1, as in the window.
    let number = units::count(index + 1);
    let Some(comparison) = &difference.comparison else {
        let (mark, word) = if difference.recorded.is_some() { ("-", "missing") } else { ("+", "extra") };
        return Ok(console.line(&match format {
            CompareFormat::Text => format!("{mark} response {number}: {word}"),
            CompareFormat::Json => json!({ "response": index, "kind": word }).to_string(),
        })?);
    };
    for row in &comparison.rows {
        console.line(&match format {
            CompareFormat::Text => format!("response {number}: {}", compare::line(row)),
            CompareFormat::Json => compare::json_row("response", index, row).to_string(),
        })?;
    }
    Ok(())
}

fn tell_status(outcome: &ReplayOutcome, now: &Status, format: CompareFormat, console: Console) -> Result<(), Ended> {
    match (&outcome.status, format) {
        (None, _) if outcome.end_is_unknown => {
            let unknown = figures::replay::END_IS_UNKNOWN;
            console.note(&format!("note: {unknown}; the replay ended with {}", status_line(now)));
        }
        (None, _) => console.note(&format!("The same status: {}", status_line(now))),
        (Some((was, is)), CompareFormat::Text) => {
            console.line(&format!("~ status: {} -> {}", status_line(was), status_line(is)))?;
        }
        (Some((was, is)), CompareFormat::Json) => {
            let told = |status: &Status| json!({ "code": status.code.0, "message": status.message });
            console.line(&json!({ "kind": "status", "left": told(was), "right": told(is) }).to_string())?;
        }
    }
    Ok(())
}

/// What was compared, and how many differences stand above.
fn counts(outcome: &ReplayOutcome) -> String {
    let told = outcome.differences.len() as u64;
    let more = if outcome.differing() > told { format!("; the first {told} are told") } else { String::new() };
    format!("{}{more}", figures::replay::responses(outcome))
}
