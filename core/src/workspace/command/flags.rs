//! The flags of grpcurl, as its help lists them: what each means for a call, and which mean nothing to it.
//! Go's rules hold: `-flag value`, `-flag=value`, one dash or two, all of them before the first plain word.

use std::{path::PathBuf, time::Duration};

use super::{CommandError, Data, shell};
use crate::{
    metadata::Row,
    schema::FileSource,
    transport::{ClientCertificate, Keepalive, Security, Target},
};

/// What flags say.
#[derive(Default)]
pub(super) struct Flags {
    pub(super) target: Target,
    pub(super) metadata: Vec<Row>,
    pub(super) reflection_metadata: Vec<Row>,
    pub(super) data: Data,
    pub(super) is_text_format: bool,
    pub(super) timeout: Option<Duration>,
    pub(super) max_message_bytes: Option<usize>,
    pub(super) files: Option<FileSource>,
    pub(super) unix: bool,
    pub(super) positional: Vec<String>,
    pub(super) texts_with_variables: Vec<String>,
    pub(super) notes: Vec<String>,
    is_plaintext: bool,
    key: Option<PathBuf>,
    import_roots: Vec<PathBuf>,
}

/// Flags that take no value, of which a call needs nothing: what is said of each, if there is something to say.
const SWITCHES: [(&str, &str); 14] = [
    ("v", ""),
    ("vv", ""),
    ("emit-defaults", "Responses show unset fields by a switch of their view (-emit-defaults)"),
    ("allow-unknown-fields", "Unknown fields of the message are marked and not left out (-allow-unknown-fields)"),
    ("use-reflection", ""),
    ("expand-headers", ""),
    ("msg-template", ""),
    ("format-error", ""),
    ("help", ""),
    ("version", ""),
    ("alts", "ALTS is not supported (-alts)"),
    ("insecure", ""),
    ("plaintext", ""),
    ("unix", ""),
];

/// Flags with a value.
const WITH_VALUE: [&str; 26] = [
    "H",
    "rpc-header",
    "reflect-header",
    "d",
    "format",
    "cacert",
    "cert",
    "key",
    "servername",
    "authority",
    "user-agent",
    "import-path",
    "proto",
    "protoset",
    "max-time",
    "connect-timeout",
    "keepalive-time",
    "max-msg-sz",
    "protoset-out",
    "proto-out-dir",
    "alts-handshaker-service",
    "alts-target-service-account",
    "compressor",
    "o",
    "retry",
    "service-config",
];

impl Flags {
    /// Reads words up to the last.
    pub(super) fn read(&mut self, words: &[String]) -> Result<(), CommandError> {
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let Some(flag) = word.strip_prefix('-').filter(|flag| !flag.is_empty()) else {
                self.positional.push(word.clone());
                self.positional.extend(words.cloned());
                break;
            };
            let flag = flag.strip_prefix('-').unwrap_or(flag);
            if flag.is_empty() {
                self.positional.extend(words.cloned());
                break;
            }
            let (name, given) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (flag, None),
            };
            if WITH_VALUE.contains(&name) {
                let value = given.or_else(|| words.next().cloned());
                self.value(name, value.ok_or_else(|| CommandError::NoValue(word.clone()))?);
            } else if let Some((_, note)) = SWITCHES.iter().find(|(known, _)| *known == name) {
                self.switch(name, note, given.as_deref() != Some("false"));
            } else {
                self.notes.push(format!("{word} is no flag that is known; it is left out"));
            }
        }
        self.settle();
        Ok(())
    }

    fn switch(&mut self, name: &str, note: &str, on: bool) {
        match name {
            "plaintext" => self.is_plaintext = on,
            "insecure" => self.target.tls.skip_verification = on,
            "unix" => self.unix = on,
            _ if on && !note.is_empty() => self.notes.push(note.to_owned()),
            _ => {}
        }
    }

    fn value(&mut self, name: &str, value: String) {
        match name {
            "H" => {
                let row = self.row(&value);
                self.metadata.push(row.clone());
                self.reflection_metadata.push(row);
            }
            "rpc-header" => {
                let row = self.row(&value);
                self.metadata.push(row);
            }
            "reflect-header" => {
                let row = self.row(&value);
                self.reflection_metadata.push(row);
            }
            "d" if value == "@" => self.data = Data::Stdin,
            "d" => self.data = Data::Text(value),
            "format" => self.is_text_format = value == "text",
            "cacert" => self.target.tls.roots = Some(self.path(value)),
            "cert" => {
                let certificate = self.path(value);
                let options = ClientCertificate { certificate, ..ClientCertificate::default() };
                self.target.tls.client_certificate = Some(options);
            }
            "key" => self.key = Some(self.path(value)),
            "servername" => self.target.tls.server_name = Some(self.text(value)),
            "authority" => self.target.authority = Some(self.text(value)),
            "user-agent" => self.target.user_agent = Some(self.text(value)),
            "import-path" => {
                let root = self.path(value);
                self.import_roots.push(root);
            }
            "proto" => self.proto(value),
            "protoset" => self.protoset(value),
            "max-time" => self.timeout = self.seconds(name, &value),
            "keepalive-time" => {
                let time = self.seconds(name, &value);
                self.target.keepalive = time.map(|time| Keepalive { time, ..Keepalive::default() });
            }
            "max-msg-sz" => match value.parse() {
                Ok(bytes) => self.max_message_bytes = Some(bytes),
                Err(_) => self.notes.push(format!("-max-msg-sz {value} is no number of bytes")),
            },
            "connect-timeout" => {
                self.notes.push(format!("The timeout of the call holds for connecting too (-connect-timeout {value})"));
            }
            _ => self.notes.push(format!("-{name} {value} has no place in a call; it is left out")),
        }
    }

    fn proto(&mut self, value: String) {
        let path = self.path(value);
        match &mut self.files {
            Some(FileSource::Protos { paths, .. }) => paths.push(path),
            Some(FileSource::DescriptorSet { .. }) => {
                self.notes.push(format!("-proto {} beside -protoset is left out", path.display()));
            }
            None => {
                self.files = Some(FileSource::Protos { paths: vec![path], import_roots: Vec::new(), sets: Vec::new() })
            }
        }
    }

    fn protoset(&mut self, value: String) {
        let path = self.path(value);
        match &mut self.files {
            Some(FileSource::DescriptorSet { paths }) => paths.push(path),
            Some(FileSource::Protos { .. }) => {
                self.notes.push(format!("-protoset {} beside -proto is left out", path.display()));
            }
            None => self.files = Some(FileSource::DescriptorSet { paths: vec![path] }),
        }
    }

    /// `name: value`; a variable of the shell is a secret that has to be given.
    fn row(&mut self, header: &str) -> Row {
        let (key, value) = header.split_once(':').unwrap_or((header, ""));
        let (value, variables) = shell::with_secrets(value.trim());
        for name in variables {
            self.notes.push(format!("${name} is a variable of the shell; it is asked for as a secret"));
        }
        Row::new(key.trim().to_ascii_lowercase(), value)
    }

    fn text(&mut self, value: String) -> String {
        self.texts_with_variables.push(value.clone());
        value
    }

    fn path(&mut self, value: String) -> PathBuf {
        PathBuf::from(self.text(value))
    }

    /// grpcurl's times are seconds with a fraction.
    fn seconds(&mut self, name: &str, value: &str) -> Option<Duration> {
        let seconds: Option<f64> = value.trim_end_matches('s').parse().ok();
        let time = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        if time.is_none() {
            self.notes.push(format!("-{name} {value} is no number of seconds"));
        }
        time.filter(|time| !time.is_zero())
    }

    /// What flags mean together.
    fn settle(&mut self) {
        self.target.security = if self.is_plaintext { Security::Plaintext } else { Security::Tls };
        if self.unix && !self.target.tls.skip_verification && !self.is_plaintext {
            self.target.security = Security::Automatic;
        }
        match (&mut self.target.tls.client_certificate, self.key.take()) {
            (Some(certificate), key) => certificate.key = key,
            (None, Some(key)) => self.notes.push(format!("-key {} has no -cert beside it", key.display())),
            (None, None) => {}
        }
        let roots = std::mem::take(&mut self.import_roots);
        match &mut self.files {
            Some(FileSource::Protos { paths, import_roots, .. }) => {
                // grpcurl finds a file below an import path by its name there.
                if let [root] = roots.as_slice() {
                    for path in paths.iter_mut().filter(|path| path.is_relative() && !path.starts_with(root)) {
                        *path = root.join(&*path);
                    }
                }
                *import_roots = roots;
            }
            _ if !roots.is_empty() => self.notes.push("-import-path without -proto is left out".to_owned()),
            _ => {}
        }
    }
}
