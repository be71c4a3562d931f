//! Options that several commands share, and what they become for the core: a target, choices of a call, metadata rows,
//! schema files. They open no connection.

mod auth;
mod calls;
mod comparing;
mod connection;
mod messages;
mod metadata;
mod reach;
mod reopen;
mod schema;
mod tls;

#[cfg(test)]
mod tests;

pub use self::{
    auth::{AuthOptions, SecretOptions},
    calls::CallChoices,
    comparing::{CompareChoices, CompareFormat},
    connection::ConnectionOptions,
    messages::{Input, JsonChoices, MESSAGES, MessageChoices, ValueChoices},
    metadata::MetadataOptions,
    reach::ReachOptions,
    reopen::ReopenChoices,
    schema::SchemaOptions,
    tls::TlsChoices,
};

use farcall_core::metadata::Secret;

use super::ended::Ended;

/// What the environment holds under a name that an option gave: secrets never stand on the command line, where other
/// users of the machine could read them.
fn secret(option: &str, name: &str) -> Result<Secret, Ended> {
    match std::env::var(name) {
        Ok(value) if !value.is_empty() => Ok(Secret::new(value)),
        Ok(_) => Err(Ended::failed(format!("{option} {name}: the variable {name} is empty"))),
        Err(std::env::VarError::NotPresent) => {
            Err(Ended::failed(format!("{option} {name}: there is no variable {name} in the environment")))
        }
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Ended::failed(format!("{option} {name}: the variable {name} is not UTF-8")))
        }
    }
}
