//! From what was typed to what the core takes: a channel for a target, metadata for header rows.
//! Nothing is connected here; a call does that.

use std::time::Duration;

use farcall_core::{
    call::{Auth, TokenStore, prepare, wait_for_ready},
    engine::Failure,
    metadata::{Metadata, Row, RowProblem, visible},
    transport::{Channel, ConnectOptions, PeerFacts, Target, TargetError},
};

use super::{ended::Ended, options::ConnectionOptions, output::Console, warnings};

/// The channel of an address with these choices. What is dangerous about them is said.
///
/// # Errors
/// The address cannot be read, or contradicts the choices, or names a file that cannot be read.
pub fn channel(connection: &ConnectionOptions, address: &str, console: Console) -> Result<Channel, Ended> {
    for (option, path) in connection.tls.files() {
        std::fs::File::open(path)
            .map_err(|why| Ended::because(format!("{option} {} cannot be read", path.display()), why))?;
    }
    to(connection.target(address)?, connection.connect_timeout, console)
}

/// The channel of a target that is complete. What is dangerous about it is said.
///
/// # Errors
/// The target cannot be used.
pub fn to(target: Target, connect_timeout: Duration, console: Console) -> Result<Channel, Ended> {
    for warning in warnings::of(&target) {
        console.note(&format!("warning: {warning}"));
    }
    let options = ConnectOptions { connect_timeout, ..ConnectOptions::default() };
    Channel::new(target, options).map_err(target_error)
}

/// Waits for a connection as the call will that waits for one: what is asked on the way must not fail in its place.
///
/// # Errors
/// There is no connection within the call's timeout.
pub async fn until_ready(channel: &Channel, timeout: Option<Duration>) -> Result<(), Ended> {
    wait_for_ready(channel, timeout).await.map_err(|status| Ended::Status(Box::new(status)))
}

/// Says by which proxy the connection was made, if by one: nobody typed what the environment says.
pub fn tell_proxy(channel: &Channel, console: Console) {
    if let Some(peer) = channel.status().peer {
        note_proxy(&peer, console);
    }
}

/// The same of a peer that is known.
pub fn note_proxy(peer: &PeerFacts, console: Console) {
    if let Some(proxy) = &peer.proxy {
        console.note(&format!("note: by proxy {proxy}"));
    }
}

/// Who a command calls as: the auth of its options, and the tokens that were fetched for it.
pub struct Proof {
    /// How it is proved.
    pub auth: Auth,
    /// Fetched once for a command, whatever it asks on the way.
    pub tokens: TokenStore,
}

impl Proof {
    /// With no token yet.
    pub fn new(auth: Auth) -> Self {
        Self { auth, tokens: TokenStore::new() }
    }

    /// Rows as metadata, with what the auth adds: for calls that a command makes on the way to what was asked.
    ///
    /// # Errors
    /// A row cannot be sent, or there is no token to be had.
    pub async fn metadata(&self, rows: &[Row], channel: &Channel) -> Result<Metadata, Ended> {
        let mut metadata = metadata(rows)?;
        match prepare(&self.auth, &metadata, &self.tokens, channel.target()).await {
            Ok(made) => metadata.extend(made.entry),
            Err(error) => return Err(Ended::failed(error.to_string())),
        }
        Ok(metadata)
    }
}

/// A target that cannot be used, in words. Options that contradict the address are wrong usage, as options that
/// contradict each other are.
fn target_error(error: TargetError) -> Ended {
    let words = error.to_string();
    if let TargetError::SecurityConflict { .. } = error {
        return Ended::Usage(words);
    }
    Ended::Failed(match words.split_once(" · ") {
        Some((summary, hint)) => Failure::new(summary).hint(hint),
        None => Failure::new(words),
    })
}

/// The metadata of header rows.
///
/// # Errors
/// Every row that cannot be sent, with the reason.
pub fn metadata(rows: &[Row]) -> Result<Metadata, Ended> {
    Metadata::from_rows(rows).map_err(|problems| {
        let reasons: Vec<String> = problems.into_iter().map(|problem| with_key(rows, problem)).collect();
        Ended::because("Metadata that cannot be sent", reasons.join("\n"))
    })
}

/// The reason, the row named where the words do not name it: in the window it stands beside the row.
fn with_key(rows: &[Row], problem: RowProblem) -> String {
    let name = rows.get(problem.row).map_or_else(String::new, |row| format!("\"{}\"", visible(row.key.as_bytes())));
    if problem.message.contains(&name) { problem.message } else { format!("{name}: {}", problem.message) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn metadata_that_cannot_be_sent_is_named() {
        let row = |key: &str, value: &str| Row { enabled: true, key: key.to_owned(), value: value.to_owned() };
        let rows = [row("ok", "1"), row("a-bin", "!!"), row("b", "x\ny"), row("grpc-foo", "1")];
        let lines = metadata(&rows).unwrap_err().lines();
        assert_eq!(
            lines,
            [
                "error: Metadata that cannot be sent",
                "  \"a-bin\": not base64 (byte 1)",
                "  \"b\": line breaks are not allowed; use a \"-bin\" key for bytes",
                "  \"grpc-foo\" is reserved",
            ]
        );
    }
}
