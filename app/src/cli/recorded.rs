//! Messages that were recorded: from a file or stdin, in whatever form, and the type they are said to have.
//! It prints none of them.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use bytes::Bytes;
use farcall_core::{
    call::{FramedMessage, framed_messages},
    engine::Failure,
    message::{BytesForm, bytes_of_base64, bytes_of_hex, guess_form},
    schema::{MessageDescriptor, Schema},
    workspace::{Example, OpenedExample},
};

use super::{
    ended::Ended,
    list,
    message_args::ServerOptions,
    options::{Input, MessageChoices, SchemaOptions},
    output::Console,
};

/// The largest message that is unpacked.
const LARGEST: usize = 1 << 30;

/// What a file holds.
pub struct Recorded {
    /// Its messages, in order.
    pub messages: Vec<FramedMessage>,
    /// Why there are no more, though there are more bytes.
    pub broken: Option<String>,
}

/// Where types are looked for: files, a server's reflection, or both.
pub struct Types<'a> {
    /// The files.
    pub schema: &'a SchemaOptions,
    /// The server, and how it is reached.
    pub server: &'a ServerOptions,
}

/// The type that the options name; `None` without a name.
///
/// # Errors
/// The schema cannot be loaded, or has no such type.
async fn named_type(
    choices: &MessageChoices,
    types: Types<'_>,
    console: Console,
) -> Result<Option<MessageDescriptor>, Ended> {
    let Some(name) = choices.of.as_deref() else { return Ok(None) };
    type_of(name, &format!("--type {name}"), types, console).await.map(Some)
}

/// The type that the options name, else the one that an example names.
///
/// # Errors
/// The same.
pub async fn type_named_or_kept(
    choices: &MessageChoices,
    example: Option<&Example>,
    types: Types<'_>,
    console: Console,
) -> Result<Option<MessageDescriptor>, Ended> {
    match (&choices.of, example.and_then(|example| Some((example, example.type_name.as_deref()?)))) {
        (None, Some((example, name))) => {
            let who = format!("The example \"{}\" of {name}", example.title);
            type_of(name, &who, types, console).await.map(Some)
        }
        _ => named_type(choices, types, console).await,
    }
}

/// The type of this name; `who` wants it.
///
/// # Errors
/// The same.
pub async fn type_of(name: &str, who: &str, types: Types<'_>, console: Console) -> Result<MessageDescriptor, Ended> {
    let name = name.trim_start_matches('.');
    let (options, server) = (types.schema, types.server);
    if server.server.is_none() && options.reflection {
        return Err(Ended::Usage("--reflection needs the server to ask: --server TARGET".to_owned()));
    }
    if options.files().is_none() && server.server.is_none() {
        let built_in = Schema::builtin().message(name);
        let missing =
            || Ended::Usage(format!("{who} needs a schema: --proto FILE, --protoset FILE or --server TARGET"));
        return built_in.ok_or_else(missing);
    }
    // A server that is named is asked, files or not: nobody names one for nothing.
    let options = SchemaOptions { reflection: server.server.is_some(), ..options.clone() };
    let loaded = list::load(&options, &server.reach, server.server.as_deref(), console).await?;
    loaded.tell_problems(console);
    let found = loaded.schema.message(name).or_else(|| Schema::builtin().message(name));
    found.ok_or_else(|| loaded.no_symbol(name))
}

/// The example that a file is, if it is one: a message that the window kept beside a saved request.
///
/// # Errors
/// It is one, and cannot be read.
pub fn example(file: &Path) -> Result<Option<Example>, Ended> {
    let may_be_one = file != Path::new("-") && file.extension().is_some_and(|ending| ending == "json");
    if !may_be_one || !fs::read(file).is_ok_and(|text| Example::is_one(&text)) {
        return Ok(None);
    }
    OpenedExample::from_file(file).map(|opened| Some(opened.example)).map_err(|why| Ended::Failed(Failure::from(why)))
}

/// The message of an example.
///
/// # Errors
/// It does not fit its type.
pub fn of_example(file: &Path, example: &Example, of: Option<&MessageDescriptor>) -> Result<Recorded, Ended> {
    let bytes = example
        .message(of)
        .map_err(|why| Ended::because(format!("The example {} cannot be read", file.display()), why))?;
    Ok(Recorded::of(bytes))
}

/// The messages of a file; of stdin without one, or where it is `-`.
///
/// # Errors
/// It cannot be read, or is not written as it is said to be.
pub fn read(file: Option<&Path>, input: Input, console: Console) -> Result<Recorded, Ended> {
    let (name, bytes) = match file.filter(|file| *file != Path::new("-")) {
        Some(file) => (file.display().to_string(), fs::read(file)),
        None => {
            let mut bytes = Vec::new();
            let read = io::stdin().lock().read_to_end(&mut bytes);
            ("stdin".to_owned(), read.map(|_| bytes))
        }
    };
    let bytes = bytes.map_err(|why| Ended::because(format!("{name} cannot be read"), why))?;
    let of_text = |read: Result<Vec<u8>, _>| {
        read.map_err(|why: farcall_core::message::BytesTextError| refused(&name, &bytes, input, &why.to_string()))
    };
    let whole = match input {
        Input::Raw => {
            let guess = guess_form(&bytes);
            if guess != BytesForm::Raw {
                let word = Input::word(guess);
                console.note(&format!("note: {name} looks like {}; --input {word} reads it so", looks(guess)));
            }
            Bytes::from(bytes)
        }
        Input::Hex => of_text(bytes_of_hex(&bytes))?.into(),
        Input::Base64 => of_text(bytes_of_base64(&bytes))?.into(),
        Input::Grpc => {
            let (messages, broken) = framed_messages(&Bytes::from(bytes.clone()), LARGEST);
            return match (messages.is_empty(), broken) {
                (true, Some(why)) => Err(refused(&name, &bytes, input, &why.to_string())),
                (_, broken) => Ok(Recorded { messages, broken: broken.map(|why| why.to_string()) }),
            };
        }
    };
    Ok(Recorded::of(whole))
}

impl Recorded {
    fn of(bytes: Bytes) -> Self {
        let message = FramedMessage { at: 0, wire_size: bytes.len(), bytes, compression: None };
        Self { messages: vec![message], broken: None }
    }
}

fn refused(name: &str, bytes: &[u8], input: Input, why: &str) -> Ended {
    let failure = Failure::new(format!("{name} cannot be read as {}", Input::word(input.form()))).because(why);
    let guess = guess_form(bytes);
    Ended::Failed(match guess {
        BytesForm::Raw => failure,
        same if same == input.form() => failure,
        _ => failure.hint(format!("--input {}", Input::word(guess))),
    })
}

fn looks(form: BytesForm) -> &'static str {
    match form {
        BytesForm::Raw => "bytes",
        BytesForm::Hex => "hex",
        BytesForm::Base64 => "base64",
        BytesForm::Grpc => "messages with gRPC's 5-byte prefix",
    }
}
