//! `farcall schema export`: a schema as a descriptor set, and as .proto files.
//! What goes out, and what is refused, is the core's to say.

use std::path::Path;

use farcall_core::{
    engine::Failure,
    schema::export::{self, ExportProtosError, NoSuchSymbol},
    workspace::publish_file_by,
};

use super::{
    args::ExportArgs,
    ended::{Ended, Exit},
    list::load,
    output::Console,
    schema::{Loaded, problem_lines},
};

/// Writes what was asked for; where it went is told on stderr.
pub async fn export(args: ExportArgs, console: Console) -> Result<Exit, Ended> {
    let (target, symbols) = operands(&args)?;
    let loaded = load(&args.schema, &args.reach, target, console).await?;
    loaded.tell_problems(console);
    if let Some(file) = &args.protoset_out {
        write_set(&loaded, symbols, file)?;
        console.note(&format!("Wrote {}", file.display()));
    }
    match &args.proto_out_dir {
        Some(folder) => write_protos(&loaded, symbols, folder, console),
        None => Ok(Exit::OK),
    }
}

/// Where files are the whole schema all are symbols, but a target may be given all the same.
fn operands(args: &ExportArgs) -> Result<(Option<&str>, &[String]), Ended> {
    let target = args.what.first().filter(|first| args.schema.asks_reflection() || first.contains(':'));
    match target {
        None if args.schema.asks_reflection() => {
            Err(Ended::Usage("a TARGET, --proto or --protoset is needed".to_owned()))
        }
        None => Ok((None, &args.what)),
        Some(target) => Ok((Some(target), args.what.get(1..).unwrap_or_default())),
    }
}

fn write_set(loaded: &Loaded, symbols: &[String], file: &Path) -> Result<(), Ended> {
    let set = export::descriptor_set(&loaded.schema, symbols).map_err(|NoSuchSymbol(name)| loaded.no_symbol(&name))?;
    publish_file_by(file, &mut |out| out.write_all(&set)).map_err(|error| Ended::unwritten(file, &error))
}

fn write_protos(loaded: &Loaded, symbols: &[String], folder: &Path, console: Console) -> Result<Exit, Ended> {
    let exported = export::protos(&loaded.schema, symbols, folder).map_err(|error| match error {
        ExportProtosError::NoSuchSymbol(NoSuchSymbol(name)) => loaded.no_symbol(&name),
        ExportProtosError::Folder { ref source, .. } => {
            Ended::Failed(Failure::new(error.to_string()).because(source.to_string()))
        }
    })?;
    problem_lines(&exported.problems).iter().for_each(|line| console.note(line));
    let plural = if exported.written.len() == 1 { "" } else { "s" };
    console.note(&format!("Wrote {} file{plural} to {}", exported.written.len(), folder.display()));
    Ok(if exported.problems.is_empty() { Exit::OK } else { Exit::FAILED })
}
