//! What a proxy can do to a connection, in words that name the proxy and the variable that set it.
//! No user name and no password comes here.

use std::time::Duration;

use bytes::Bytes;

use crate::{metadata::visible, status::words};

/// Why a proxy did not lead to the server.
#[derive(Debug)]
pub enum ProxyFault {
    /// Its URL cannot be read.
    Setting {
        /// What is wrong with it.
        reason: String,
    },
    /// It could not be reached.
    Unreachable {
        /// The system's word.
        reason: String,
    },
    /// TLS with the proxy failed.
    Tls {
        /// As of a server.
        reason: String,
    },
    /// It took too long.
    TimedOut {
        /// Whether it took the connection.
        is_connected: bool,
        /// How long we waited.
        limit: Duration,
    },
    /// It said no.
    Refused {
        /// `407 Proxy Authentication Required`, `Host unreachable`.
        answer: String,
        /// `host:port` that it was asked for.
        asked: String,
        /// Whether it wants a user name and password, or others.
        wants_credentials: bool,
    },
    /// It answered something else.
    Foreign {
        /// What it was taken for: HTTP, SOCKS5.
        expected: &'static str,
        /// The first bytes of its answer, at most 64.
        first_bytes: Bytes,
    },
    /// Its answer does not end.
    EndlessAnswer {
        /// Bytes read.
        limit_bytes: usize,
    },
    /// It closed the connection without an answer.
    Closed,
}

impl ProxyFault {
    pub(super) fn message(&self, proxy: &str, variable: Option<&str>) -> String {
        let set_by = variable.map(|variable| format!(" ({variable})")).unwrap_or_default();
        match self {
            Self::Setting { reason } => {
                format!("Can't use the proxy of {} · {reason}", variable.unwrap_or("this target"))
            }
            Self::Unreachable { reason } => format!("Can't reach proxy {proxy}{set_by} · {reason}"),
            Self::Tls { reason } => format!("Can't reach proxy {proxy}{set_by} by TLS · {reason}"),
            Self::TimedOut { is_connected: false, limit } => {
                format!("Can't reach proxy {proxy}{set_by} · No answer within {}", words::duration(*limit))
            }
            Self::TimedOut { is_connected: true, limit } => {
                let limit = words::duration(*limit);
                format!(
                    "Proxy {proxy}{set_by} accepts connections but does not answer · No whole answer within {limit}"
                )
            }
            Self::Refused { answer, wants_credentials: true, .. } => {
                format!(
                    "Proxy {proxy} refused: {answer} · Its URL{set_by} needs a user name and password that it takes."
                )
            }
            Self::Refused { answer, asked, wants_credentials: false } => {
                format!("Proxy {proxy} refused: {answer} · It was asked for {asked}{set_by}.")
            }
            Self::Foreign { expected: _, first_bytes } if matches!(first_bytes.as_ref(), [0x15, 0x03, ..]) => {
                format!("Proxy {proxy}{set_by} expects TLS · Write https:// in its URL.")
            }
            Self::Foreign { expected, first_bytes } => {
                format!("{proxy} is not a proxy for {expected}{set_by} · {}", shown(first_bytes))
            }
            Self::EndlessAnswer { limit_bytes } => {
                format!("Proxy {proxy}{set_by} answers without end · {} read", words::size(*limit_bytes as u64))
            }
            Self::Closed => format!("Proxy {proxy}{set_by} closed the connection · It gave no whole answer."),
        }
    }
}

fn shown(first_bytes: &Bytes) -> String {
    match std::str::from_utf8(first_bytes) {
        Ok(_) => visible(first_bytes),
        Err(_) => words::escaped(first_bytes),
    }
}
