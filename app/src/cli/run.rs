//! `farcall run`: sends saved requests one after another and holds each status against the expected one.
//! It writes nothing to the workspace.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    task::{Context, Poll},
};

use farcall_core::{
    call::{CallEvent, CallObserver, CallSpec, Finished, ReopenPlan, TokenStore},
    engine::Failure,
    metadata::{Metadata, Row},
    schema::Method,
    status::{Code, Status},
    transport::Channel,
    workspace::{Opened, SavedRequest, SecretBox, resolve},
};
use tokio::sync::Notify;

use super::{
    args::RunArgs,
    call_args::Format,
    drive::drive,
    encode::Encoder,
    ended::{Ended, Exit, one_line, status_line},
    framing::{Position, Typed},
    gaps::Gaps,
    options::JsonChoices,
    output::Console,
    reach::{self, Proof},
    render::Render,
    schema::{self, Loaded},
    scripted,
    verbose::attempt_text,
};
use crate::units;

/// Folders below one another that are looked into.
const DEEPEST: usize = 32;

/// Sends everything; fails if one request did not end as expected.
pub async fn run(args: RunArgs, console: Console) -> Result<Exit, Ended> {
    let files = files(&args.paths)?;
    let mut failed = 0;
    for file in &files {
        let opened = match Opened::from_file(file) {
            Ok(opened) => opened,
            Err(error) => {
                failed += 1;
                console.line(&format!("failed  {}", with_sources(&error)))?;
                continue;
            }
        };
        match send(opened.request, file, &args, console).await {
            Ok(verdict) => {
                failed += usize::from(!verdict.as_expected);
                console.line(&verdict.line)?;
            }
            Err(ended @ Ended::NobodyReads) => return Err(ended),
            Err(ended) => {
                failed += 1;
                console.line(&format!("failed  {}: {}", file.display(), in_one_line(&ended)))?;
            }
        }
    }
    console.note(&format!("{} as expected, {failed} failed", files.len() - failed));
    Ok(if failed == 0 { Exit::OK } else { Exit::FAILED })
}

struct Verdict {
    line: String,
    as_expected: bool,
}

async fn send(mut request: SavedRequest, file: &Path, args: &RunArgs, console: Console) -> Result<Verdict, Ended> {
    args.secrets.fill(&mut request.options.auth)?;
    if let (Some(certificate), Some(password)) =
        (&mut request.target.tls.client_certificate, args.secrets.certificate_password()?)
    {
        certificate.password = password;
    }
    let channel = reach::to(request.target.clone(), args.connect_timeout, console)?;
    let rows = with_secrets(&request.metadata, |name| env::var(name).ok())?;
    let metadata = reach::metadata(&rows)?;
    let proof = Proof::new(request.options.auth.clone());
    let asking = proof.metadata(&rows, &channel).await?;
    let loaded = async {
        if request.options.wait_for_ready {
            reach::until_ready(&channel, request.timeout).await?;
        }
        schema::load(&args.schema, Some((&channel, &asking))).await
    };
    let loaded = match loaded.await {
        // Not to be reached may be what is expected.
        Err(Ended::Status(status)) => return Ok(verdict(&request, file, &status, None)),
        loaded => loaded?,
    };
    let (finished, lines) = make_call(&request, channel, (metadata, proof.tokens), &loaded, args).await?;
    for line in lines {
        console.note(&line);
    }
    for note in &finished.status.notes {
        console.note(&format!("note: {}", one_line(note)));
    }
    Ok(verdict(&request, file, &finished.status, Some(&finished)))
}

async fn make_call(
    request: &SavedRequest,
    channel: Channel,
    (metadata, tokens): (Metadata, TokenStore),
    loaded: &Loaded,
    args: &RunArgs,
) -> Result<(Arc<Finished>, Vec<String>), Ended> {
    let method = loaded.method(&request.method)?.clone();
    let encoder = Encoder::new(method.input.clone(), Format::Json, false);
    let typed =
        request.messages.iter().map(|text| Typed { text: text.clone(), start: Position { line: 1, column: 1 } });
    let messages = typed.map(|typed| encoder.encode(&typed)).collect::<Result<Vec<_>, _>>()?;
    let requests = scripted::from_saved(&request.sending, messages, &method)?;
    let mut spec =
        CallSpec { metadata, tokens, timeout: request.timeout, ..CallSpec::new(method.path.clone(), method.kind) };
    request.options.apply(&mut spec);
    spec.reopen = reopen_plan(request, &method)?;
    let responses = args.verbose.then_some(args.json);
    let watched = Watched { method, responses, proxy: None, gaps: Gaps::default(), lines: Vec::new() };
    let enough = Arc::new(Notify::new());
    let (finished, watched) = drive(channel, spec, requests, watched, enough).await?;
    Ok((finished, watched.lines))
}

fn reopen_plan(request: &SavedRequest, method: &Method) -> Result<Option<ReopenPlan>, Ended> {
    let choice = request.options.reopen.as_ref().filter(|_| method.kind.server_streams());
    let plan = choice.map(|choice| choice.plan(&method.input, &method.output)).transpose();
    plan.map_err(|why| Ended::because("The stream cannot be opened again as the request says", why))
}

fn verdict(request: &SavedRequest, file: &Path, status: &Status, finished: Option<&Finished>) -> Verdict {
    let expected = request.expected_status.unwrap_or(Code::OK);
    let as_expected = status.code == expected;
    let name = if request.name.is_empty() { file.display().to_string() } else { one_line(&request.name) };
    let took = finished.map_or_else(String::new, |finished| match finished.timings.attempts {
        0 | 1 => format!(" in {}", units::duration(finished.at)),
        attempts => format!(" in {}, {attempts} attempts", units::duration(finished.at)),
    });
    let status = status_line(status);
    let line = if as_expected {
        format!("ok      {name}{took}: {status}")
    } else {
        format!("failed  {name}{took}: expected {expected}, got {status}")
    };
    Verdict { line, as_expected }
}

/// What is told of a call besides its verdict: the proxy, attempts that failed, and on request what was answered.
struct Watched {
    method: Method,
    /// How responses are told, where they are.
    responses: Option<JsonChoices>,
    proxy: Option<String>,
    gaps: Gaps,
    lines: Vec<String>,
}

impl CallObserver for Watched {
    fn event(&mut self, event: CallEvent) {
        self.lines.extend(self.gaps.note(&event));
        match event {
            CallEvent::Opened(opened) if opened.peer.proxy.is_some() && self.proxy != opened.peer.proxy => {
                self.proxy.clone_from(&opened.peer.proxy);
                self.lines.extend(opened.peer.proxy.iter().map(|proxy| format!("note: by proxy {proxy}")));
            }
            CallEvent::AttemptFailed(failed) => self.lines.push(format!("note: {}", attempt_text(&failed))),
            CallEvent::Message(message) => {
                let render = self.responses.map(|json| Render { format: Format::Ndjson, json });
                self.lines.extend(render.map(|render| render.message(&self.method.output, &message.bytes).0));
            }
            CallEvent::Started
            | CallEvent::Opened(_)
            | CallEvent::Lost(_)
            | CallEvent::RequestSent(_)
            | CallEvent::HalfClosed { .. }
            | CallEvent::Headers(_)
            | CallEvent::Finished(_) => {}
        }
    }

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

/// The rows with every `{{secret:NAME}}` replaced by the value of its environment variable.
pub fn with_secrets(rows: &[Row], variable: impl Fn(&str) -> Option<String>) -> Result<Vec<Row>, Ended> {
    let mut secrets = SecretBox::default();
    let missing = match resolve(rows, "", &secrets) {
        Ok(rows) => return Ok(rows),
        Err(missing) => missing,
    };
    let mut unset = Vec::new();
    for name in missing.0 {
        match variable(&variable_name(&name)) {
            Some(value) => secrets.put("", &name, value),
            None => unset.push((variable_name(&name), name)),
        }
    }
    if let Some((variable, name)) = unset.first() {
        let names: Vec<String> = unset.iter().map(|(_, name)| format!("{{{{secret:{name}}}}}")).collect();
        let failure = Failure::new(format!("No value for {}", names.join(", ")));
        return Err(Ended::Failed(failure.hint(format!("Set {variable} to the value of {name}"))));
    }
    resolve(rows, "", &secrets).map_err(|error| Ended::Failed(Failure::from(error)))
}

/// `FARCALL_SECRET_X_API_KEY` for `x-api-key`: shells take letters, digits and underscores alone.
fn variable_name(secret: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("FARCALL_SECRET_{}", secret.chars().map(letter).collect::<String>())
}

/// The files of saved requests, those of a folder sorted by path.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Ended> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let requests = path.join("requests");
        let folder = if requests.is_dir() { &requests } else { path };
        let before = files.len();
        walk(folder, 0, &mut files)?;
        if files.len() == before {
            return Err(Ended::failed(format!("{} holds no saved requests", path.display())));
        }
        files[before..].sort();
    }
    Ok(files)
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Ended> {
    let unreadable = |error| Ended::because(format!("{} cannot be read", folder.display()), error);
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(unreadable)?);
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        // A link to a folder is not followed: it might lead back here.
        if kind.is_dir() && depth < DEEPEST {
            walk(&path, depth + 1, files)?;
        } else if !kind.is_dir() && path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}

fn with_sources(error: &(dyn Error + 'static)) -> String {
    let sources = std::iter::successors(Some(error), |error| (*error).source()).map(ToString::to_string);
    one_line(&sources.collect::<Vec<_>>().join(": "))
}

fn in_one_line(ended: &Ended) -> String {
    match ended.message_and_hint() {
        Some((message, Some(hint))) => one_line(&format!("{message} ({hint})")),
        Some((message, None)) => one_line(&message),
        None => String::new(),
    }
}
