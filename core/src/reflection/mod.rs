//! Server reflection, v1 and v1alpha: what a server tells of its own schema, file by file.
//! It judges no descriptor, `schema` does; and it asks nothing but for a schema.

mod error;
mod files;
mod mend;
mod names;
mod report;
mod stream;
mod walk;

use std::time::{Duration, Instant};

pub use error::ReflectionError;
pub use report::ReflectionReport;

use crate::{metadata::Metadata, schema::Schema, transport::Channel};

use self::{
    files::Files,
    stream::{Ask, Stream, Version},
    walk::{Walk, Walked},
};

/// How far a load goes.
#[derive(Debug, Clone)]
pub struct ReflectionOptions {
    /// For all of it, connecting included. Default 60 s.
    pub timeout: Duration,
    /// For each answer; for the first one connecting included. Default 10 s.
    pub silence: Duration,
    /// Most files that are taken. Default 20,000.
    pub max_files: usize,
    /// Most bytes of files that are taken. Default 256 MiB.
    pub max_bytes: usize,
}

impl Default for ReflectionOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            silence: Duration::from_secs(10),
            max_files: 20_000,
            max_bytes: 256 << 20,
        }
    }
}

/// Asks a server for its schema: v1 first, v1alpha if the server answers UNIMPLEMENTED to that, and only then.
/// `progress` is told each step in words. What could be read is returned, though the rest could not.
///
/// # Errors
/// The list of services could not be had, or not one file.
pub async fn reflect(
    channel: &Channel,
    metadata: &Metadata,
    options: &ReflectionOptions,
    progress: &mut (dyn FnMut(&str) + Send),
) -> Result<(Schema, ReflectionReport), ReflectionError> {
    let started = Instant::now();
    progress("Connecting");
    let mut version = Version::V1;
    let mut first = Walk::new(channel, metadata, options, version, started);
    let walked = match first.run(progress).await {
        Err(error) if error.is_unimplemented() => {
            version = Version::V1Alpha;
            Walk::new(channel, metadata, options, version, started).run(progress).await
        }
        other => other,
    }?;
    progress("Reading the files");
    let Walked { listed, files, problems, undescribed } = walked;
    let count = files.len();
    // Vetting thousands of files takes a while: not on a thread that reads connections.
    let schema = tokio::task::spawn_blocking(move || Schema::from_files(files))
        .await
        .map_err(|error| ReflectionError::Unreadable(error.to_string()))?;
    let (service, took) = (version.service(), started.elapsed());
    Ok((schema, ReflectionReport { service, listed, files: count, problems, undescribed, took }))
}

/// Asks a server for the names of its services alone, with the service that answered: v1alpha only if the server answers
/// UNIMPLEMENTED to v1.
///
/// # Errors
/// The list could not be had.
pub async fn list(
    channel: &Channel,
    metadata: &Metadata,
    timeout: Duration,
) -> Result<(&'static str, Vec<String>), ReflectionError> {
    let deadline = Instant::now() + timeout;
    match list_by(channel, metadata, Version::V1, deadline).await {
        Err(error) if error.is_unimplemented() => list_by(channel, metadata, Version::V1Alpha, deadline).await,
        other => other,
    }
}

async fn list_by(
    channel: &Channel,
    metadata: &Metadata,
    version: Version,
    deadline: Instant,
) -> Result<(&'static str, Vec<String>), ReflectionError> {
    let mut stream = Stream::open(channel, metadata, version, deadline);
    stream.ask(&Ask::Services).await;
    match stream.answer(deadline.saturating_duration_since(Instant::now())).await {
        Ok(answer) => {
            let names = walk::listed(answer?, &mut Files::default())?;
            stream.close();
            Ok((version.service(), names))
        }
        Err(finished) => Err(ReflectionError::Call(finished)),
    }
}
