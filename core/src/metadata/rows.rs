//! The rows of a metadata table: on or off, key, value; and what is wrong with each.
//! It follows grpc `doc/PROTOCOL-HTTP2.md`, "Custom-Metadata"; it sends nothing.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Entry, Metadata, entry};

/// One row as the user sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Off rows are kept but not sent.
    pub enabled: bool,
    /// The key as typed.
    pub key: String,
    /// ASCII text, or base64 for a `-bin` key.
    pub value: String,
}

impl Row {
    /// A row that is on.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { enabled: true, key: key.into(), value: value.into() }
    }

    /// Whether nothing was typed yet.
    pub fn is_blank(&self) -> bool {
        self.key.trim().is_empty() && self.value.trim().is_empty()
    }

    /// Why this row cannot be sent, whether it is on or off; `None` for a blank row.
    pub fn problem(&self) -> Option<String> {
        if self.is_blank() { None } else { to_entry(self).err() }
    }
}

/// Why a row cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// Index into the rows.
    pub row: usize,
    /// The reason, in the words of the design ("names may use a-z 0-9 _ - . only", …).
    pub message: String,
}

/// Headers that belong to the connection or to gRPC itself, not to a user.
const RESERVED: [&str; 10] = [
    "connection",
    "content-length",
    "content-type",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

pub(super) fn to_metadata(rows: &[Row]) -> Result<Metadata, Vec<RowProblem>> {
    let mut entries = Vec::new();
    let mut problems = Vec::new();
    for (row, typed) in rows.iter().enumerate().filter(|(_, row)| row.enabled && !row.is_blank()) {
        match to_entry(typed) {
            Ok(entry) => entries.push(entry),
            Err(message) => problems.push(RowProblem { row, message }),
        }
    }
    if problems.is_empty() { Ok(entries.into_iter().collect()) } else { Err(problems) }
}

fn to_entry(row: &Row) -> Result<Entry, String> {
    let key = row.key.trim().to_ascii_lowercase();
    check_key(&key, row.key.trim())?;
    let value = if key.ends_with("-bin") { binary_value(&row.value)? } else { ascii_value(&row.value)? };
    Ok(Entry::new(key, value))
}

fn check_key(key: &str, typed: &str) -> Result<(), String> {
    if key.is_empty() {
        return Err("a name is missing".to_owned());
    }
    if key == "user-agent" {
        return Err("\"user-agent\" is reserved; set it on the target".to_owned());
    }
    if key.starts_with(':') || key.starts_with("grpc-") || RESERVED.contains(&key) {
        return Err(format!("{} is reserved", quoted(key)));
    }
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.');
    if !key.bytes().all(allowed) {
        return Err(format!("{}: names may use a-z 0-9 _ - . only", quoted(typed)));
    }
    Ok(())
}

fn ascii_value(typed: &str) -> Result<Bytes, String> {
    // HTTP/2 allows no space at either end of a value (RFC 9113, 8.2.1).
    let value = typed.trim_matches(' ');
    if value.contains(['\n', '\r']) {
        return Err("line breaks are not allowed; use a \"-bin\" key for bytes".to_owned());
    }
    match value.chars().find(|character| !matches!(character, ' '..='~')) {
        Some(odd) => Err(format!("{} is not printable ASCII; use a \"-bin\" key for bytes", quoted(&odd.to_string()))),
        None => Ok(Bytes::copy_from_slice(value.as_bytes())),
    }
}

fn binary_value(typed: &str) -> Result<Bytes, String> {
    let skipped = typed.len() - typed.trim_start().len();
    let mut start = skipped;
    let mut parts = Vec::new();
    for part in typed.trim().split(',') {
        let bytes = entry::decode(part.as_bytes()).map_err(|byte| format!("not base64 (byte {})", start + byte))?;
        start += part.len() + 1;
        parts.push(entry::encode(&bytes));
    }
    Ok(Bytes::from(parts.join(",")))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", entry::visible(text.as_bytes()))
}
