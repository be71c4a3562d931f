//! `farcall describe`: services, methods, messages and enums as .proto text, with a skeleton on request.
//! The text is the core's; this file finds what it is to be of.

use farcall_core::{
    message::Document,
    schema::{MessageDescriptor, MethodPath},
};

use super::{
    args::DescribeArgs,
    ended::{Ended, Exit},
    list::{load, operands},
    output::Console,
    schema::Loaded,
};

/// Prints the texts.
pub async fn describe(args: DescribeArgs, console: Console) -> Result<Exit, Ended> {
    let (target, symbol) = operands(args.target.as_deref(), args.symbol.as_deref(), &args.schema)?;
    let loaded = load(&args.schema, &args.reach, target, console).await?;
    match symbol {
        Some(symbol) => describe_symbol(&loaded, symbol, args.msg_template, console),
        None => describe_services(&loaded, console),
    }
}

/// Every service, below a `package` line wherever the package changes.
fn describe_services(loaded: &Loaded, console: Console) -> Result<Exit, Ended> {
    loaded.tell_problems(console);
    let mut package = None;
    for service in loaded.listed.iter().filter_map(|name| loaded.schema.service(name)) {
        let Some(text) = loaded.schema.describe(&service.full_name) else { continue };
        if package.replace(service.package.as_str()) != Some(service.package.as_str()) && !service.package.is_empty() {
            console.line(&format!("package {};\n", service.package))?;
        }
        console.line(&format!("{}\n", text.trim_end()))?;
    }
    Ok(Exit::OK)
}

fn describe_symbol(loaded: &Loaded, symbol: &str, template: bool, console: Console) -> Result<Exit, Ended> {
    let text = loaded.schema.describe(symbol).ok_or_else(|| loaded.no_symbol(symbol))?;
    console.line(text.trim_end())?;
    if template {
        let Some(message) = message_of(loaded, symbol) else {
            console.note("note: only messages and methods have a message template");
            return Ok(Exit::OK);
        };
        console.line("\nMessage template:")?;
        console.line(Document::template(message).json().trim_end())?;
    }
    Ok(Exit::OK)
}

/// The message of a symbol; of a method, what it takes.
fn message_of(loaded: &Loaded, symbol: &str) -> Option<MessageDescriptor> {
    loaded.schema.message(symbol.trim_start_matches('.')).or_else(|| {
        let path = MethodPath::parse(symbol).ok()?;
        Some(loaded.schema.method(&path)?.input.clone())
    })
}
