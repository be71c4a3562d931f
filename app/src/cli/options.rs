//! Options that several commands share, and what they become for the core: a target, metadata rows, schema files.
//! It opens no connection and reads no file.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use farcall_core::{
    metadata::Row,
    schema::FileSource,
    transport::{ClientCertificate, Security, Target, TlsOptions},
};

use crate::units::parse_duration;

/// How to reach the server.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Connection")]
pub struct ConnectionOptions {
    /// Plaintext HTTP/2, whatever the address
    #[arg(long, conflicts_with_all = ["tls", "cacert", "cert", "insecure", "servername", "no_alpn"])]
    pub plaintext: bool,
    /// TLS, whatever the address
    #[arg(long)]
    pub tls: bool,
    /// Take any certificate: the server is not verified (implies TLS)
    #[arg(long)]
    pub insecure: bool,
    /// PEM file of roots to trust instead of the system's (implies TLS)
    #[arg(long, value_name = "FILE")]
    pub cacert: Option<PathBuf>,
    /// PEM chain of the client certificate (implies TLS)
    #[arg(long, value_name = "FILE", requires = "key")]
    pub cert: Option<PathBuf>,
    /// PEM private key of the client certificate
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub key: Option<PathBuf>,
    /// Name to expect in the certificate and to send as SNI (implies TLS)
    #[arg(long, value_name = "NAME")]
    pub servername: Option<String>,
    /// Go on with HTTP/2 where TLS did not agree on it (implies TLS)
    #[arg(long)]
    pub no_alpn: bool,
    /// Value of :authority, instead of the address
    #[arg(long, value_name = "NAME")]
    pub authority: Option<String>,
    /// Value of user-agent
    #[arg(long, value_name = "TEXT")]
    pub user_agent: Option<String>,
    /// Longest one connection attempt may take
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "10s")]
    pub connect_timeout: Duration,
}

impl ConnectionOptions {
    /// The target of an address with these choices.
    pub fn target(&self, address: &str) -> Target {
        let tls =
            self.tls || self.insecure || self.cacert.is_some() || self.cert.is_some() || self.servername.is_some();
        let security = match (self.plaintext, tls) {
            (true, _) => Security::Plaintext,
            (false, true) => Security::Tls,
            (false, false) => Security::Automatic,
        };
        let client_certificate = match (&self.cert, &self.key) {
            (Some(certificate), Some(key)) => {
                Some(ClientCertificate { certificate: certificate.clone(), key: key.clone() })
            }
            _ => None,
        };
        Target {
            address: address.to_owned(),
            security,
            tls: TlsOptions {
                roots: self.cacert.clone(),
                client_certificate,
                server_name: self.servername.clone(),
                skip_verification: self.insecure,
                without_alpn: self.no_alpn,
            },
            authority: self.authority.clone(),
            user_agent: self.user_agent.clone(),
        }
    }
}

/// Metadata for calls and for reflection.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Metadata")]
pub struct MetadataOptions {
    /// Request metadata `name: value`, for the call and for reflection; `-bin` values in base64. Can be repeated
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = parse_header)]
    pub header: Vec<Row>,
    /// Request metadata for the call alone
    #[arg(long, value_name = "NAME: VALUE", value_parser = parse_header)]
    pub rpc_header: Vec<Row>,
    /// Request metadata for reflection alone
    #[arg(long, value_name = "NAME: VALUE", value_parser = parse_header)]
    pub reflect_header: Vec<Row>,
}

impl MetadataOptions {
    /// Rows that go with the call, in the order typed.
    pub fn rpc_rows(&self) -> Vec<Row> {
        [self.header.as_slice(), &self.rpc_header].concat()
    }

    /// Rows that go with reflection.
    pub fn reflection_rows(&self) -> Vec<Row> {
        [self.header.as_slice(), &self.reflect_header].concat()
    }
}

/// Where the schema comes from.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Schema")]
pub struct SchemaOptions {
    /// .proto file or folder of them; then reflection is not asked. Can be repeated
    #[arg(long, value_name = "FILE")]
    pub proto: Vec<PathBuf>,
    /// Folder to find imports in. Can be repeated, and is searched in order
    #[arg(short = 'I', long, value_name = "DIR")]
    pub import_path: Vec<PathBuf>,
    /// Descriptor set as protoc or buf writes it; then reflection is not asked. Can be repeated
    #[arg(long, value_name = "FILE", conflicts_with = "proto")]
    pub protoset: Vec<PathBuf>,
    /// Ask reflection all the same; files fill what it lacks
    #[arg(long, alias = "use-reflection")]
    pub reflection: bool,
}

impl SchemaOptions {
    /// The files that make the schema, if any were named.
    pub fn files(&self) -> Option<FileSource> {
        if !self.protoset.is_empty() {
            Some(FileSource::DescriptorSet { paths: self.protoset.clone() })
        } else if !self.proto.is_empty() {
            let paths = self.proto.iter().map(|path| self.within_import_path(path)).collect();
            Some(FileSource::Protos { paths, import_roots: self.import_path.clone() })
        } else {
            None
        }
    }

    /// A file named as imports name it lies in one of the import folders; else it is a path as any other.
    fn within_import_path(&self, path: &Path) -> PathBuf {
        let candidates = self.import_path.iter().map(|folder| folder.join(path));
        candidates.into_iter().find(|candidate| candidate.exists()).unwrap_or_else(|| path.to_owned())
    }

    /// Whether the server is asked for its schema.
    pub fn asks_reflection(&self) -> bool {
        self.reflection || self.files().is_none()
    }
}

fn parse_header(text: &str) -> Result<Row, String> {
    // A name that begins with a colon would be a pseudo-header: leave it whole, so that the core refuses it by name.
    let colon = text.char_indices().skip(1).find(|(_, c)| *c == ':').map(|(at, _)| at);
    let Some(at) = colon else { return Err("a header is written `name: value`".to_owned()) };
    let (key, value) = (&text[..at], &text[at + 1..]);
    Ok(Row { enabled: true, key: key.trim().to_owned(), value: value.trim().to_owned() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Args, Command};

    fn call(options: &[&str]) -> Result<Box<crate::cli::args::CallArgs>, clap::Error> {
        let typed = ["farcall", "call", "h:1", "p.S/M"].iter().chain(options);
        match Args::try_parse_from(typed)?.command {
            Some(Command::Call(args)) => Ok(args),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn options_of_tls_imply_it() {
        for options in
            [&["--insecure"][..], &["--cacert", "ca"], &["--cert", "c", "--key", "k"], &["--servername", "n"]]
        {
            assert_eq!(call(options).unwrap().connection.target("h:1").security, Security::Tls, "{options:?}");
        }
        assert_eq!(call(&[]).unwrap().connection.target("h:1").security, Security::Automatic);
        assert_eq!(call(&["--plaintext"]).unwrap().connection.target("h:1").security, Security::Plaintext);
    }

    #[test]
    fn plaintext_with_an_option_of_tls_is_wrong_usage() {
        for options in [
            &["--insecure"][..],
            &["--cacert", "x"],
            &["--cert", "c", "--key", "k"],
            &["--servername", "n"],
            &["--tls"],
        ] {
            let error = call(&[&["--plaintext"], options].concat()).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{options:?}");
        }
        assert!(call(&["--cert", "c"]).is_err(), "a certificate is of no use without its key");
    }

    #[test]
    fn headers_go_where_they_are_meant_to() {
        let metadata = call(&["-H", "a: 1", "--rpc-header", "b:2", "--reflect-header", "c: x:y "]).unwrap().metadata;
        let names =
            |rows: Vec<Row>| rows.into_iter().map(|row| format!("{}={}", row.key, row.value)).collect::<Vec<_>>();
        assert_eq!(names(metadata.rpc_rows()), ["a=1", "b=2"]);
        assert_eq!(names(metadata.reflection_rows()), ["a=1", "c=x:y"]);
        assert_eq!(call(&["-H", "no colon"]).unwrap_err().exit_code(), 2);
    }

    #[test]
    fn files_replace_reflection_unless_it_is_asked_for() {
        assert!(call(&[]).unwrap().schema.asks_reflection());
        assert!(!call(&["--proto", "a.proto"]).unwrap().schema.asks_reflection());
        assert!(!call(&["--protoset", "a.binpb"]).unwrap().schema.asks_reflection());
        assert!(call(&["--proto", "a.proto", "--reflection"]).unwrap().schema.asks_reflection());
    }
}
