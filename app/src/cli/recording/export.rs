//! `farcall export`: a recording in another form, block by block; a file is written beside its name until it is whole.
//! What the forms are is the core's.

use std::{
    error::Error,
    fs::File,
    io::{self, BufReader, BufWriter, Write},
};

use farcall_core::{
    engine::Failure,
    message::Indent,
    recording::{Export, Exporter, RecordingEnd, RecordingError, RecordingReader, method_of},
    workspace::{SaveError, is_same_file, write_file_by},
};

use super::{args::ExportArgs, not_opened};
use crate::{
    cli::{
        ended::{Ended, Exit},
        output::Console,
        schema,
    },
    units,
};

/// Bytes read and written at once.
const AT_ONCE: usize = 256 << 10;

type Reader = RecordingReader<BufReader<File>>;

/// Writes the recording. The exit status is 1 if its file is cut short or damaged; what is there is written all the same.
pub async fn export(args: ExportArgs, console: Console) -> Result<Exit, Ended> {
    let refused = |error: RecordingError| not_opened(&args.file, &error);
    if let Some(output) = args.output.as_ref().filter(|output| is_same_file(&args.file, output)) {
        let failure = Failure::new(format!("{} is the recording itself", output.display()));
        return Err(Ended::Failed(failure.hint("Write to another file: -o FILE")));
    }
    let input = File::open(&args.file).map_err(|error| refused(error.into()))?;
    let mut reader = RecordingReader::new(BufReader::with_capacity(AT_ONCE, input)).map_err(refused)?;
    let head = reader.head().clone();
    let set = match args.schema.files() {
        Some(_) => Some(schema::load(&args.schema, None).await?.schema.to_descriptor_set()),
        None => reader.take_schema(),
    };
    let (schema, method, has_types) =
        method_of(&head, set.as_deref()).ok_or_else(|| refused(RecordingError::NoHead))?;
    if !has_types {
        console.note(&format!("note: there is no schema of {}: fields have numbers; --proto gives one", head.method));
    }
    let export = Export { format: args.as_what(), head, method, schema, json: args.json.options(Indent::Compact) };
    let Some(path) = &args.output else {
        write(&mut reader, &export, BufWriter::with_capacity(AT_ONCE, io::stdout().lock()))?;
        return Ok(ended(&reader, console));
    };
    let mut messages = 0;
    let written = write_file_by(path, &mut |out: &mut dyn Write| {
        messages = write(&mut reader, &export, BufWriter::with_capacity(AT_ONCE, out))?;
        Ok(())
    });
    written.map_err(|error| match (&error, error.source()) {
        // It says all there is to say.
        (SaveError::NoSpace { .. }, _) | (_, None) => Ended::failed(error.to_string()),
        (_, Some(cause)) => Ended::because(error.to_string(), cause),
    })?;
    console.note(&format!("Wrote {} to {}", units::counted(messages, "message"), path.display()));
    Ok(ended(&reader, console))
}

fn write(reader: &mut Reader, export: &Export, out: impl Write) -> io::Result<u64> {
    let mut exporter = Exporter::new(export, out)?;
    while let Some(event) = reader.next_event()? {
        exporter.event(&event)?;
    }
    exporter.finish()
}

/// What is to be said of the file.
fn ended(reader: &Reader, console: Console) -> Exit {
    let end = reader.end().unwrap_or(RecordingEnd::CutShort { at: reader.offset() });
    if let Some(words) = end.words() {
        console.note(&format!("note: {words}"));
    }
    if reader.lost() > 0 {
        let lost = units::counted(reader.lost(), "message");
        console.note(&format!("note: {lost} were no longer kept when it was recorded"));
    }
    match end {
        RecordingEnd::Whole | RecordingEnd::Stopped => Exit::OK,
        RecordingEnd::CutShort { .. } | RecordingEnd::Damaged { .. } => Exit::FAILED,
    }
}
