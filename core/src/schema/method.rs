//! Methods by kind and by path: `pkg.Service/Method` in the forms people type.
//! It does not know whether a method exists; the catalog does.

use std::{fmt, str::FromStr};

/// The four kinds of method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MethodKind {
    /// One request message, one response message.
    Unary,
    /// One request message, many response messages.
    ServerStreaming,
    /// Many request messages, one response message.
    ClientStreaming,
    /// Many of both, at the same time.
    BidiStreaming,
}

impl MethodKind {
    /// The kind by which sides stream.
    pub fn of(client_streams: bool, server_streams: bool) -> Self {
        match (client_streams, server_streams) {
            (false, false) => Self::Unary,
            (false, true) => Self::ServerStreaming,
            (true, false) => Self::ClientStreaming,
            (true, true) => Self::BidiStreaming,
        }
    }

    /// Many request messages may be sent.
    pub fn client_streams(self) -> bool {
        matches!(self, Self::ClientStreaming | Self::BidiStreaming)
    }

    /// Many response messages may come.
    pub fn server_streams(self) -> bool {
        matches!(self, Self::ServerStreaming | Self::BidiStreaming)
    }
}

/// `/pkg.Service/Method`, by its two parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MethodPath {
    /// Full name of the service.
    pub service: String,
    /// Name of the method.
    pub method: String,
}

/// A text that names no method.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a method: write pkg.Service/Method")]
pub struct InvalidMethodPath(pub String);

impl MethodPath {
    /// Reads `pkg.Service/Method`, `/pkg.Service/Method` and `pkg.Service.Method`.
    pub fn parse(text: &str) -> Result<Self, InvalidMethodPath> {
        let trimmed = text.trim();
        let bare = trimmed.strip_prefix('/').unwrap_or(trimmed);
        bare.split_once('/')
            .or_else(|| bare.rsplit_once('.'))
            .map(|(service, method)| (service.strip_prefix('.').unwrap_or(service), method))
            .filter(|(service, method)| is_name(service) && is_name(method))
            .map(|(service, method)| Self { service: service.to_owned(), method: method.to_owned() })
            .ok_or_else(|| InvalidMethodPath(trimmed.to_owned()))
    }

    /// What goes on the wire as `:path`: `/pkg.Service/Method`.
    pub fn path(&self) -> String {
        format!("/{}/{}", self.service, self.method)
    }
}

/// A loose check: servers route by any text, but spaces and slashes are never part of a name.
fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c == '/' || c.is_whitespace() || c.is_control())
}

impl fmt::Display for MethodPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.service, self.method)
    }
}

impl FromStr for MethodPath {
    type Err = InvalidMethodPath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_read_in_every_form_people_type() {
        for text in ["shop.v1.Orders/Get", "/shop.v1.Orders/Get", "shop.v1.Orders.Get", " shop.v1.Orders/Get\n"] {
            let path = MethodPath::parse(text).unwrap();
            assert_eq!((path.service.as_str(), path.method.as_str()), ("shop.v1.Orders", "Get"), "{text:?}");
            assert_eq!(path.to_string(), "shop.v1.Orders/Get");
            assert_eq!(path.path(), "/shop.v1.Orders/Get");
        }
        assert_eq!(MethodPath::parse("Echo/Say").unwrap().path(), "/Echo/Say");
    }

    #[test]
    fn what_names_no_method_is_refused_with_the_form_to_write() {
        for text in ["", "/", "Orders", "shop.v1.Orders/", "/Get", "a/b/c", "shop v1.Orders/Get", ".Get"] {
            let error = MethodPath::parse(text).unwrap_err();
            assert_eq!(error.to_string(), format!("\"{}\" is not a method: write pkg.Service/Method", text.trim()));
        }
    }

    #[test]
    fn the_kind_follows_from_the_sides_that_stream() {
        for (client, server, kind) in [
            (false, false, MethodKind::Unary),
            (false, true, MethodKind::ServerStreaming),
            (true, false, MethodKind::ClientStreaming),
            (true, true, MethodKind::BidiStreaming),
        ] {
            assert_eq!(MethodKind::of(client, server), kind);
            assert_eq!((kind.client_streams(), kind.server_streams()), (client, server));
        }
    }
}
