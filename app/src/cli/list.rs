//! `farcall list`: the services of a server or of files, or the methods of one of them, one full name a line.
//! It calls nothing but reflection.

use farcall_core::{
    engine::Failure,
    schema::{Method, MethodKind, Schema},
};
use serde_json::{Value, json};

use super::{
    args::ListArgs,
    ended::{Ended, Exit},
    options::{ReachOptions, SchemaOptions},
    output::Console,
    reach::{self, Proof},
    schema::{self, Loaded},
};

/// Prints the names.
pub async fn list(args: ListArgs, console: Console) -> Result<Exit, Ended> {
    let (target, service) = operands(args.target.as_deref(), args.service.as_deref(), &args.schema)?;
    let loaded = load(&args.schema, &args.reach, target, console).await?;
    loaded.tell_problems(console);
    if let Some(mixture) = loaded.schema.mixture().filter(|_| args.verbose) {
        mixture.lines(usize::MAX).iter().for_each(|line| console.note(&format!("* {line}")));
    }
    let lines = match (service, args.json) {
        (None, false) => loaded.listed,
        (None, true) => loaded.listed.iter().map(|name| service_json(&loaded.schema, name)).collect(),
        (Some(service), false) => methods(&loaded, service)?.iter().map(|method| method.path.to_string()).collect(),
        (Some(service), true) => methods(&loaded, service)?.iter().map(|one| method_json(one).to_string()).collect(),
    };
    for line in lines {
        console.line(&line)?;
    }
    Ok(Exit::OK)
}

/// A service as a JSON object. Of one that a server lists and does not tell, only the name is known.
fn service_json(schema: &Schema, name: &str) -> String {
    let Some(service) = schema.service(name) else { return json!({ "service": name }).to_string() };
    json!({
        "service": name,
        "package": service.package,
        "file": service.file,
        "deprecated": service.deprecated,
        "methods": service.methods.iter().map(method_json).collect::<Vec<_>>(),
    })
    .to_string()
}

fn method_json(method: &Method) -> Value {
    let kind = match method.kind {
        MethodKind::Unary => "unary",
        MethodKind::ServerStreaming => "server_streaming",
        MethodKind::ClientStreaming => "client_streaming",
        MethodKind::BidiStreaming => "bidi_streaming",
    };
    json!({
        "method": method.path.to_string(),
        "kind": kind,
        "request": method.input.full_name(),
        "response": method.output.full_name(),
        "deprecated": method.deprecated,
    })
}

/// What `[TARGET] [NAME]` mean: where files are the whole schema a single one is the name, and a target may be given all
/// the same.
pub fn operands<'a>(
    first: Option<&'a str>,
    second: Option<&'a str>,
    schema: &SchemaOptions,
) -> Result<(Option<&'a str>, Option<&'a str>), Ended> {
    match (first, second) {
        (None, _) if schema.asks_reflection() => {
            Err(Ended::Usage("a TARGET, --proto or --protoset is needed".to_owned()))
        }
        (name, None) if !schema.asks_reflection() => Ok((None, name)),
        both => Ok(both),
    }
}

/// The schema that the options of `list` and `describe` name.
pub async fn load(
    schema: &SchemaOptions,
    reach: &ReachOptions,
    target: Option<&str>,
    console: Console,
) -> Result<Loaded, Ended> {
    let Some(target) = target else { return schema::load(schema, None).await };
    let channel = reach::channel(&reach.connection, target, console)?;
    let metadata = Proof::new(reach.auth.auth()?).metadata(&reach.metadata.reflection_rows(), &channel).await?;
    let loaded = schema::load(schema, Some((&channel, &metadata))).await;
    reach::tell_proxy(&channel, console);
    loaded
}

fn methods<'a>(loaded: &'a Loaded, service: &str) -> Result<&'a [Method], Ended> {
    let found = loaded.schema.service(service).ok_or_else(|| no_service(&loaded.schema, service))?;
    Ok(&found.methods)
}

fn no_service(schema: &Schema, name: &str) -> Ended {
    let failure = Failure::new(format!("There is no service \"{name}\""));
    let nearest: Vec<String> =
        schema.nearest_symbols(name).into_iter().filter(|name| schema.service(name).is_some()).collect();
    Ended::Failed(match nearest.as_slice() {
        [] => failure,
        names => failure.hint(format!("Did you mean {}?", names.join(", "))),
    })
}
