//! `farcall decode`: messages from a file or a pipe, printed by their type or by their bytes alone.
//! What a message looks like is the core's.

use std::io::{self, Write};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use farcall_core::{
    call::FramedMessage,
    message::{
        Indent, Mark, hex_dump, print_json, print_text,
        tree::{Body, Layout, records, wire_lines},
    },
    schema::MessageDescriptor,
};

use super::{
    ended::{Ended, Exit},
    message_args::{DecodeArgs, DecodeFormat},
    output::Console,
    recorded::{self, Types},
    render::is_loss,
};

/// Prints the messages. The exit status is 1 if bytes of one of them cannot be read; what can is printed all the same.
pub async fn decode(args: DecodeArgs, console: Console) -> Result<Exit, Ended> {
    let example = args.file.as_deref().map(recorded::example).transpose()?.flatten();
    let types = Types { schema: &args.schema, server: &args.server };
    let of = recorded::type_named_or_kept(&args.choices, example.as_ref(), types, console).await?;
    let format = match (args.format, &of) {
        (Some(format), _) => format,
        (None, Some(_)) => DecodeFormat::Json,
        (None, None) => DecodeFormat::Wire,
    };
    let needs_type = matches!(format, DecodeFormat::Json | DecodeFormat::Ndjson | DecodeFormat::Text);
    if needs_type && of.is_none() {
        return Err(Ended::Usage("--format json and text need a --type; --format wire needs none".to_owned()));
    }
    let read = match (&args.file, &example) {
        (Some(file), Some(example)) => recorded::of_example(file, example, of.as_ref())?,
        (file, _) => recorded::read(file.as_deref(), args.choices.input, console)?,
    };
    let printed = Printed { args: &args, format, of, console, several: read.messages.len() > 1 };
    let mut is_whole = true;
    for (index, message) in read.messages.iter().enumerate() {
        is_whole &= printed.message(index, message)?;
    }
    if let Some(why) = &read.broken {
        console.note(&format!("error: {why}"));
    }
    Ok(if is_whole && read.broken.is_none() { Exit::OK } else { Exit::FAILED })
}

struct Printed<'a> {
    args: &'a DecodeArgs,
    format: DecodeFormat,
    of: Option<MessageDescriptor>,
    console: Console,
    several: bool,
}

impl Printed<'_> {
    /// Prints one; says whether all of its bytes could be read.
    fn message(&self, index: usize, message: &FramedMessage) -> io::Result<bool> {
        let which = if self.several { format!("message {index}: ") } else { String::new() };
        if let Some(compression) = message.compression {
            let (wire, size) = (message.wire_size, message.bytes.len());
            self.console.note(&format!("note: {which}{}, {wire} bytes unpacked to {size}", compression.name()));
        }
        if self.several && index > 0 {
            match self.format {
                // The same separator that text format is read with.
                DecodeFormat::Text => self.console.line("\u{1e}")?,
                DecodeFormat::Wire | DecodeFormat::Hex => self.console.line("")?,
                DecodeFormat::Json | DecodeFormat::Ndjson | DecodeFormat::Base64 | DecodeFormat::Raw => {}
            }
        }
        let bytes = &message.bytes;
        let losses = match (self.format, &self.of) {
            (DecodeFormat::Json, Some(of)) => self.json(of, bytes, Indent::Pretty)?,
            (DecodeFormat::Ndjson, Some(of)) => self.json(of, bytes, Indent::Compact)?,
            (DecodeFormat::Text, Some(of)) => {
                self.console.line(print_text(of, bytes).trim_end())?;
                self.losses(of, bytes)
            }
            (DecodeFormat::Hex, _) => {
                self.console.line(&format!("{}{:08x}", hex_dump(bytes), bytes.len()))?;
                Vec::new()
            }
            (DecodeFormat::Base64, _) => {
                self.console.line(&BASE64.encode(bytes))?;
                Vec::new()
            }
            (DecodeFormat::Raw, _) => {
                io::stdout().lock().write_all(bytes)?;
                Vec::new()
            }
            (DecodeFormat::Wire, _) | (_, None) => {
                wire_lines(self.of.as_ref(), bytes).try_for_each(|line| self.console.line(&line))?;
                Vec::new()
            }
        };
        let broken = records(bytes, 0..bytes.len(), Layout::Fields).last().and_then(|last| match last.body {
            Body::Broken(why) => Some(why.to_string()),
            _ => None,
        });
        let told: Vec<String> =
            losses.into_iter().map(|mark| mark.message).filter(|m| Some(m) != broken.as_ref()).collect();
        told.iter().for_each(|loss| self.console.note(&format!("note: {which}{loss}")));
        if matches!(self.format, DecodeFormat::Hex | DecodeFormat::Base64 | DecodeFormat::Raw) {
            return Ok(true);
        }
        if let Some(why) = &broken {
            self.console.note(&format!("error: {which}{why}"));
        }
        Ok(broken.is_none())
    }

    fn json(&self, of: &MessageDescriptor, bytes: &[u8], indent: Indent) -> io::Result<Vec<Mark>> {
        let printed = print_json(of, bytes, &self.args.json.options(indent));
        self.console.line(&printed.text)?;
        Ok(printed.marks.into_iter().filter(is_loss).collect())
    }

    fn losses(&self, of: &MessageDescriptor, bytes: &[u8]) -> Vec<Mark> {
        let printed = print_json(of, bytes, &self.args.json.options(Indent::Compact));
        printed.marks.into_iter().filter(is_loss).collect()
    }
}
