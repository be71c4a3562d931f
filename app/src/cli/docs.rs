//! `farcall schema docs`: a reference of a schema as Markdown or HTML, to a file or to stdout.
//! What stands in it is the core's to say.

use std::io::{self, Write};

use farcall_core::{
    schema::{
        Schema,
        export::{self, ReferenceOptions},
    },
    workspace::publish_file_by,
};

use super::{
    args::{DocsArgs, DocsFormat},
    ended::{Ended, Exit},
    list::load,
    output::Console,
};

/// Writes the reference.
pub async fn docs(args: DocsArgs, console: Console) -> Result<Exit, Ended> {
    let target = args.target.as_deref();
    if target.is_none() && args.schema.asks_reflection() {
        return Err(Ended::Usage("a TARGET, --proto or --protoset is needed".to_owned()));
    }
    let loaded = load(&args.schema, &args.reach, target, console).await?;
    loaded.tell_problems(console);
    let options = ReferenceOptions { title: args.title, packages: args.package };
    if let Some(name) = options.packages.iter().find(|name| !has_package(&loaded.schema, name)) {
        return Err(Ended::failed(format!("There is no package \"{name}\"")));
    }
    match &args.output {
        None => write(&loaded.schema, &options, args.format, &mut io::stdout().lock())?,
        Some(path) => {
            publish_file_by(path, &mut |out| write(&loaded.schema, &options, args.format, out))
                .map_err(|error| Ended::unwritten(path, &error))?;
            console.note(&format!("Wrote {}", path.display()));
        }
    }
    Ok(Exit::OK)
}

fn write(schema: &Schema, options: &ReferenceOptions, format: DocsFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        DocsFormat::Md => export::markdown(schema, options, out)?,
        DocsFormat::Html => export::html(schema, options, out)?,
    }
    out.flush()
}

/// The package itself, or one inside of it.
fn has_package(schema: &Schema, name: &str) -> bool {
    let is_in =
        |package: &String| package.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    schema.index().packages().keys().any(is_in)
}
