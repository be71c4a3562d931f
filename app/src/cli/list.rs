//! `farcall list`: the services of a server or of files, or the methods of one of them, one full name a line.
//! It calls nothing but reflection.

use farcall_core::{engine::Failure, schema::Schema};

use super::{
    args::ListArgs,
    ended::{Ended, Exit},
    options::{AuthOptions, ConnectionOptions, MetadataOptions, SchemaOptions},
    output::Console,
    reach::{self, Proof},
    schema::{self, Loaded},
};

/// Prints the names.
pub async fn list(args: ListArgs, console: Console) -> Result<Exit, Ended> {
    let (target, service) = operands(args.target.as_deref(), args.service.as_deref(), &args.schema)?;
    let loaded = load(&args.schema, (&args.connection, &args.metadata, &args.auth), target, console).await?;
    loaded.tell_problems(console);
    let names = match service {
        None => loaded.listed,
        Some(service) => methods(&loaded, service)?,
    };
    for name in names {
        console.line(&name)?;
    }
    Ok(Exit::OK)
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
    (connection, metadata, auth): (&ConnectionOptions, &MetadataOptions, &AuthOptions),
    target: Option<&str>,
    console: Console,
) -> Result<Loaded, Ended> {
    let Some(target) = target else { return schema::load(schema, None).await };
    let channel = reach::channel(connection, target, console)?;
    let metadata = Proof::new(auth.auth()?).metadata(&metadata.reflection_rows(), &channel).await?;
    let loaded = schema::load(schema, Some((&channel, &metadata))).await;
    reach::tell_proxy(&channel, console);
    loaded
}

fn methods(loaded: &Loaded, service: &str) -> Result<Vec<String>, Ended> {
    match loaded.schema.service(service) {
        Some(service) => Ok(service.methods.iter().map(|method| method.path.to_string()).collect()),
        None => Err(no_service(&loaded.schema, service)),
    }
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
