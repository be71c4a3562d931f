//! A call as a command to paste into a shell: `grpcurl` with the same target, metadata and messages. Secrets become
//! variables; it runs nothing.

use std::{fmt::Write as _, path::Path, time::Duration};

use super::secrets::secrets_in;
use crate::{
    metadata::Row,
    schema::FileSource,
    transport::{Address, Endpoint, Target},
};

/// What the command is made of.
#[derive(Debug, Clone, Copy)]
pub struct Snippet<'a> {
    /// Where it goes, and how.
    pub target: &'a Target,
    /// `pkg.Service/Method`.
    pub method: &'a str,
    /// Rows that are on are sent.
    pub metadata: &'a [Row],
    /// The timeout, if there is one.
    pub timeout: Option<Duration>,
    /// Request messages as JSON texts.
    pub messages: &'a [String],
    /// Where the schema is from, if not from reflection.
    pub files: Option<&'a FileSource>,
}

/// The call as a `grpcurl` command for a POSIX shell. A secret row reads `-H "authorization: $AUTHORIZATION"`.
pub fn grpcurl(snippet: &Snippet<'_>) -> String {
    let mut words = vec!["grpcurl".to_owned()];
    connection(snippet.target, &mut words);
    if let Some(files) = snippet.files {
        schema(files, &mut words);
    }
    if let Some(timeout) = snippet.timeout {
        words.push(format!("-max-time {}", timeout.as_secs_f64()));
    }
    headers(snippet.metadata, &mut words);
    let (data, here_document) = data(snippet.messages);
    words.extend(data);
    words.push(format!("{} {}", address(snippet.target), quoted(snippet.method)));
    let mut command = words.join(" \\\n  ");
    command.push_str(&here_document);
    command.push('\n');
    command
}

fn connection(target: &Target, words: &mut Vec<String>) {
    let endpoint = Endpoint::parse(target);
    if endpoint.as_ref().is_ok_and(|endpoint| !endpoint.tls) {
        words.push("-plaintext".into());
    } else {
        let tls = &target.tls;
        words.extend(tls.skip_verification.then(|| "-insecure".into()));
        words.extend(tls.roots.as_ref().map(|path| flag("-cacert", path)));
        if let Some(certificate) = &tls.client_certificate {
            words.push(flag("-cert", &certificate.certificate));
            words.push(flag("-key", certificate.key.as_ref().unwrap_or(&certificate.certificate)));
        }
        words.extend(tls.server_name.as_ref().map(|name| format!("-servername {}", quoted(name))));
    }
    words.extend(target.authority.as_ref().map(|name| format!("-authority {}", quoted(name))));
    words.extend(target.user_agent.as_ref().map(|name| format!("-user-agent {}", quoted(name))));
    if endpoint.is_ok_and(|endpoint| matches!(endpoint.address, Address::Unix(_) | Address::Abstract(_))) {
        words.push("-unix".into());
    }
}

fn address(target: &Target) -> String {
    quoted(&match Endpoint::parse(target).map(|endpoint| endpoint.address) {
        Ok(Address::Unix(path)) => path.to_string_lossy().into_owned(),
        Ok(Address::Abstract(name)) => format!("@{name}"),
        // grpcurl takes one address.
        Ok(tcp) => tcp.hosts().first().map(ToString::to_string).unwrap_or_default(),
        Err(_) => Target::address_without_credentials(&target.address),
    })
}

fn schema(files: &FileSource, words: &mut Vec<String>) {
    match files {
        FileSource::DescriptorSet { paths } => words.extend(paths.iter().map(|path| flag("-protoset", path))),
        // grpcurl takes either .proto files or sets.
        FileSource::Protos { paths, import_roots, .. } => {
            words.extend(import_roots.iter().map(|path| flag("-import-path", path)));
            for path in paths {
                // grpcurl finds a file by its name below an import path.
                let folder = path.parent().filter(|folder| *folder != Path::new(""));
                if import_roots.is_empty()
                    && let Some(folder) = folder
                {
                    words.push(flag("-import-path", folder));
                }
                let below = import_roots.iter().find_map(|root| path.strip_prefix(root).ok());
                let alone = path.file_name().map(Path::new).filter(|_| import_roots.is_empty());
                words.push(flag("-proto", below.or(alone).unwrap_or(path)));
            }
        }
    }
}

fn headers(rows: &[Row], words: &mut Vec<String>) {
    let secrets = secrets_in(rows);
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.enabled && !row.key.trim().is_empty()) {
        let key = row.key.trim().to_ascii_lowercase();
        let secret =
            secrets.iter().find(|secret| secret.row == index).map(|secret| format!("${}", variable(&secret.name)));
        words.push(match secret.or_else(|| templated(&row.value)) {
            Some(value) => format!("-H \"{}: {value}\"", within_double_quotes(&key)),
            None => format!("-H {}", single_quoted(&format!("{key}: {}", row.value))),
        });
    }
}

/// A value with `{{secret:NAME}}` in it, as the inside of double quotes.
fn templated(value: &str) -> Option<String> {
    let mut rest = value;
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once("{{secret:") {
        let (name, behind) = after.split_once("}}")?;
        let _ = write!(out, "{}${{{}}}", within_double_quotes(before), variable(name));
        rest = behind;
    }
    (rest.len() < value.len()).then(|| out + &within_double_quotes(rest))
}

fn variable(name: &str) -> String {
    let mut variable: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    if variable.starts_with(|c: char| c.is_ascii_digit()) {
        variable.insert(0, '_');
    }
    variable
}

fn data(messages: &[String]) -> (Option<String>, String) {
    match messages {
        [] => (None, String::new()),
        [message] => (Some(format!("-d {}", single_quoted(message.trim()))), String::new()),
        several => {
            let text = several.iter().map(|message| message.trim()).collect::<Vec<_>>().join("\n");
            let mut end = "END".to_owned();
            while text.lines().any(|line| line == end) {
                end.push('_');
            }
            (Some("-d @".into()), format!(" <<'{end}'\n{text}\n{end}"))
        }
    }
}

fn flag(name: &str, path: &Path) -> String {
    format!("{name} {}", quoted(&path.to_string_lossy()))
}

/// A word of a shell, in quotes only if it needs them.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+=,-".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { single_quoted(word) }
}

fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn within_double_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '"' | '$' | '`' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#[path = "snippet_tests.rs"]
mod tests;
