//! From what was typed to what the core takes: a channel for a target, metadata for header rows.
//! Nothing is connected here; a call does that.

use farcall_core::{
    engine::Failure,
    metadata::{Metadata, Row, RowProblem, visible},
    transport::{Channel, ConnectOptions, TargetError},
};

use super::{ended::Ended, options::ConnectionOptions};

/// The channel of an address with these choices.
///
/// # Errors
/// The address cannot be read, or contradicts the choices, or names a file that cannot be read.
pub fn channel(connection: &ConnectionOptions, address: &str) -> Result<Channel, Ended> {
    let files = [("--cacert", &connection.cacert), ("--cert", &connection.cert), ("--key", &connection.key)];
    for (option, path) in files.into_iter().filter_map(|(option, path)| Some((option, path.as_ref()?))) {
        std::fs::File::open(path)
            .map_err(|why| Ended::because(format!("{option} {} cannot be read", path.display()), why))?;
    }
    let options = ConnectOptions { connect_timeout: connection.connect_timeout, ..ConnectOptions::default() };
    Channel::new(connection.target(address), options).map_err(target_error)
}

/// A target that cannot be used, in words. Options that contradict the address are wrong usage, as options that
/// contradict each other are.
pub fn target_error(error: TargetError) -> Ended {
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
