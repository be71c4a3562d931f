//! `--data`: where request messages come from, and what may be left out.
//! It reads and encodes; it sends nothing.

use std::{
    fs,
    io::{self, Read},
    thread,
};

use bytes::Bytes;
use farcall_core::{
    call::{Cadence, Pace},
    schema::{Method, MethodKind},
};
use tokio::sync::mpsc;

use super::{
    call_args::Format,
    drive::Requests,
    encode::Encoder,
    ended::Ended,
    framing::{Framer, NotUtf8, Typed},
};

/// Messages that were read from a pipe and wait to be sent.
const AHEAD: usize = 64;

/// The request messages of a call of this method. Messages for a method that takes many are sent as they are read from
/// stdin; everything else is read and checked before the call begins.
///
/// # Errors
/// The input cannot be read, does not fit the type, or is not one message where one is wanted.
pub fn requests(
    data: Option<&str>,
    format: Format,
    method: &Method,
    encoder: Encoder,
    pace: Option<Cadence>,
) -> Result<Requests, Ended> {
    let takes_many = matches!(method.kind, MethodKind::ClientStreaming | MethodKind::BidiStreaming);
    if let Some(pace) = pace.filter(|_| !takes_many) {
        let option = match pace.pace() {
            Pace::Every(_) => "--send-every",
            Pace::OnReply => "--send-on-reply",
        };
        let why = format!("{} takes one message; {option} is for methods that take many", method.path);
        return Err(Ended::Usage(why));
    }
    if let (Some("@"), true) = (data, takes_many) {
        return Ok(Requests::Coming(from_stdin(format, encoder)?, pace.map(|pace| pace.pace())));
    }
    let messages = typed(data, format, &encoder)?;
    if let Some(pace) = pace {
        return Ok(Requests::Paced(messages, pace));
    }
    match (takes_many, messages.len()) {
        (true, _) | (false, 1) => Ok(Requests::Ready(messages)),
        (false, 0) => Ok(Requests::Ready(vec![Bytes::new()])),
        (false, many) => Err(Ended::failed(format!("{} takes one message, but {many} were given", method.path))),
    }
}

/// The request messages of a call that sends them by their numbers: all are read and checked before it begins. Without
/// any, a method that takes one message has an empty one.
///
/// # Errors
/// The input cannot be read, or does not fit the type.
pub fn all(data: Option<&str>, format: Format, method: &Method, encoder: &Encoder) -> Result<Vec<Bytes>, Ended> {
    let takes_many = matches!(method.kind, MethodKind::ClientStreaming | MethodKind::BidiStreaming);
    match data {
        None if !takes_many => Ok(vec![Bytes::new()]),
        data => typed(data, format, encoder),
    }
}

fn typed(data: Option<&str>, format: Format, encoder: &Encoder) -> Result<Vec<Bytes>, Ended> {
    match data {
        None => Ok(Vec::new()),
        Some("@") => framed(&read_stdin()?, format, encoder),
        Some(file) if file.starts_with('@') => framed(&read_file(&file[1..])?, format, encoder),
        Some(text) => framed(text.as_bytes(), format, encoder),
    }
}

fn read_stdin() -> Result<Vec<u8>, Ended> {
    let mut bytes = Vec::new();
    match io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Ended::because("stdin cannot be read", error)),
    }
}

fn read_file(path: &str) -> Result<Vec<u8>, Ended> {
    fs::read(path).map_err(|error| Ended::because(format!("{path} cannot be read"), error))
}

fn framed(bytes: &[u8], format: Format, encoder: &Encoder) -> Result<Vec<Bytes>, Ended> {
    let mut framer = Framer::new(format);
    let mut typed = framer.push(bytes);
    typed.extend(framer.finish());
    typed.into_iter().map(|typed| encode(typed, encoder)).collect()
}

fn encode(typed: Result<Typed, NotUtf8>, encoder: &Encoder) -> Result<Bytes, Ended> {
    match typed {
        Ok(typed) => encoder.encode(&typed),
        Err(NotUtf8(at)) => Err(Ended::failed(format!("{}:{} the message is not UTF-8 text", at.line, at.column))),
    }
}

/// Stdin on a thread of its own: a read cannot be cancelled, and the process must be able to end all the same.
fn from_stdin(format: Format, encoder: Encoder) -> Result<mpsc::Receiver<Result<Bytes, Ended>>, Ended> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    thread::Builder::new()
        .name("stdin".to_owned())
        .spawn(move || {
            let send = |typed| {
                let message = encode(typed, &encoder);
                let is_good = message.is_ok();
                sender.blocking_send(message).is_ok() && is_good
            };
            if let Err(error) = pump(format, send) {
                let _ = sender.blocking_send(Err(Ended::because("stdin cannot be read", error)));
            }
        })
        .map_err(|error| Ended::because("stdin cannot be read", error))?;
    Ok(receiver)
}

/// Hands out messages until the input ends or nobody wants more.
fn pump(format: Format, mut send: impl FnMut(Result<Typed, NotUtf8>) -> bool) -> io::Result<()> {
    let mut framer = Framer::new(format);
    let mut buffer = [0; 16 << 10];
    let mut stdin = io::stdin().lock();
    loop {
        let read = match stdin.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if !framer.push(&buffer[..read]).into_iter().all(&mut send) {
            return Ok(());
        }
    }
    if let Some(last) = framer.finish() {
        send(last);
    }
    Ok(())
}
