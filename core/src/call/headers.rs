//! Request headers as gRPC wants them, and response headers as metadata.
//! The order is that of grpc `doc/PROTOCOL-HTTP2.md`, "Requests"; what the answer means is not known here.

use std::{borrow::Cow, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, Version, header};

use super::{
    Compression,
    encoding::{ACCEPT_ENCODING, ENCODING, accepted_names},
};
use crate::{
    metadata::{Entry, Metadata, visible},
    schema::MethodPath,
    status::{Code, Status},
};

/// What goes into the request headers.
pub(super) struct RequestHead<'a> {
    pub(super) scheme: &'static str,
    pub(super) authority: &'a str,
    pub(super) path: &'a str,
    pub(super) user_agent: Option<&'a str>,
    pub(super) metadata: &'a Metadata,
    /// What is left of the timeout.
    pub(super) timeout: Option<Duration>,
    pub(super) compression: Option<Compression>,
    pub(super) accepted: &'a [Compression],
    /// Attempts before this one, transparent ones left out (grpc proposal A6).
    pub(super) previous_attempts: u32,
}

/// `/pkg.Service/Method`.
pub(super) fn path(method: &MethodPath) -> String {
    format!("/{}/{}", method.service, method.method)
}

impl RequestHead<'_> {
    /// The request, or the verdict on what cannot be sent.
    pub(super) fn build(&self) -> Result<Request<()>, Status> {
        let uri = Uri::builder().scheme(self.scheme).authority(self.authority).path_and_query(self.path).build();
        let uri = uri.map_err(|_| unsendable(&format!("path {}", visible(self.path.as_bytes()))))?;
        let mut request = Request::new(());
        *request.method_mut() = Method::POST;
        *request.version_mut() = Version::HTTP_2;
        *request.uri_mut() = uri;
        self.fill(request.headers_mut())?;
        Ok(request)
    }

    fn fill(&self, headers: &mut HeaderMap) -> Result<(), Status> {
        const DEFAULT_USER_AGENT: &str = concat!("farcall/", env!("CARGO_PKG_VERSION"));
        let user_agent = self.user_agent.filter(|text| !text.is_empty()).unwrap_or(DEFAULT_USER_AGENT);
        headers.try_reserve(16 + self.metadata.len()).map_err(|_| too_many())?;
        headers.insert(header::TE, HeaderValue::from_static("trailers"));
        if let Some(timeout) = self.timeout {
            headers.insert("grpc-timeout", value("grpc-timeout", grpc_timeout(timeout).as_bytes())?);
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
        if let Some(compression) = self.compression {
            headers.insert(ENCODING, HeaderValue::from_static(compression.name()));
        }
        let accepted = match accepted_names(self.accepted) {
            Cow::Borrowed(names) => HeaderValue::from_static(names),
            Cow::Owned(names) => value(ACCEPT_ENCODING, names.as_bytes())?,
        };
        headers.insert(ACCEPT_ENCODING, accepted);
        headers.insert(header::USER_AGENT, value("user-agent", user_agent.as_bytes())?);
        if self.previous_attempts > 0 {
            headers.insert("grpc-previous-rpc-attempts", HeaderValue::from(self.previous_attempts));
        }
        for entry in self.metadata {
            let Entry { key, value: bytes, .. } = entry;
            let name = HeaderName::from_bytes(key.as_bytes()).map_err(|_| unsendable(&format!("key \"{key}\"")))?;
            let mut value = value(key, bytes)?;
            value.set_sensitive(entry.is_secret());
            headers.try_append(name, value).map_err(|_| too_many())?;
        }
        Ok(())
    }
}

fn value(key: &str, bytes: &[u8]) -> Result<HeaderValue, Status> {
    HeaderValue::from_bytes(bytes).map_err(|_| unsendable(&format!("value of \"{key}\"")))
}

fn unsendable(what: &str) -> Status {
    Status::local(Code::INVALID_ARGUMENT, format!("The {what} cannot be sent"))
}

fn too_many() -> Status {
    Status::local(Code::INVALID_ARGUMENT, "The metadata has too many rows to be sent")
}

/// At most eight digits and a unit, rounded up so that the server does not give up before us.
fn grpc_timeout(timeout: Duration) -> String {
    const MOST: u128 = 99_999_999;
    let nanos = timeout.as_nanos();
    let units: [(u128, char); 6] = [
        (1, 'n'),
        (1_000, 'u'),
        (1_000_000, 'm'),
        (1_000_000_000, 'S'),
        (60_000_000_000, 'M'),
        (3_600_000_000_000, 'H'),
    ];
    let fitting = units.into_iter().map(|(size, unit)| (nanos.div_ceil(size), unit)).find(|(count, _)| *count <= MOST);
    let (count, unit) = fitting.unwrap_or((MOST, 'H'));
    format!("{count}{unit}")
}

/// Headers as metadata, in wire order as far as the map keeps it: a repeated key stands at its first place.
pub(super) fn to_metadata(headers: &HeaderMap) -> Metadata {
    headers.iter().map(|(key, value)| entry(key, value)).collect()
}

pub(super) fn entry(key: &HeaderName, value: &HeaderValue) -> Entry {
    Entry::new(key.as_str(), Bytes::copy_from_slice(value.as_bytes()))
}

/// The size of a block as HTTP/2 counts it: 32 bytes for each field besides its text (RFC 9113, 6.5.2).
pub(super) fn block_size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(key, value)| field_size(key.as_str().len(), value.len())).sum()
}

/// The same of one field.
pub(super) fn field_size(key_bytes: usize, value_bytes: usize) -> usize {
    key_bytes + value_bytes + 32
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn head(metadata: &Metadata) -> RequestHead<'_> {
        let timeout = Some(Duration::from_millis(1500));
        RequestHead {
            scheme: "http",
            authority: "h:1",
            path: "/a.B/C",
            user_agent: None,
            metadata,
            timeout,
            compression: None,
            accepted: &Compression::ALL,
            previous_attempts: 0,
        }
    }

    #[test]
    fn headers_stand_in_the_order_of_the_protocol() {
        let metadata: Metadata = [("x", "1"), ("authorization", "Bearer t"), ("x", "2")].into_iter().collect();
        let request = head(&metadata).build().unwrap();
        let sent: Vec<_> =
            request.headers().iter().map(|(key, value)| (key.as_str(), value.to_str().unwrap())).collect();
        let user_agent = concat!("farcall/", env!("CARGO_PKG_VERSION"));
        let expected = [
            ("te", "trailers"),
            ("grpc-timeout", "1500000u"),
            ("content-type", "application/grpc"),
            ("grpc-accept-encoding", "identity, gzip, deflate, zstd"),
            ("user-agent", user_agent),
            ("x", "1"),
            ("x", "2"),
            ("authorization", "Bearer t"),
        ];
        assert_eq!(sent, expected);
        assert!(request.headers().get("authorization").unwrap().is_sensitive());
        assert_eq!(request.uri(), "http://h:1/a.B/C");
    }

    #[test]
    fn compression_and_earlier_attempts_are_told() {
        let none = Metadata::new();
        let (compression, accepted) = (Some(Compression::Zstd), &[Compression::Gzip][..]);
        let request = RequestHead { compression, accepted, previous_attempts: 2, ..head(&none) }.build().unwrap();
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!(header("grpc-encoding"), Some("zstd"));
        assert_eq!(header("grpc-accept-encoding"), Some("identity, gzip"));
        assert_eq!(header("grpc-previous-rpc-attempts"), Some("2"));
    }

    #[test]
    fn what_cannot_be_sent_is_named() {
        let metadata: Metadata = [("a b", "1")].into_iter().collect();
        assert_eq!(head(&metadata).build().unwrap_err().message, "The key \"a b\" cannot be sent");
        let metadata: Metadata = [("a", "1\n2")].into_iter().collect();
        assert_eq!(head(&metadata).build().unwrap_err().message, "The value of \"a\" cannot be sent");
        let none = Metadata::new();
        let request = RequestHead { path: "/a b/c", ..head(&none) }.build();
        assert_eq!(request.unwrap_err().message, "The path /a b/c cannot be sent");
    }

    #[test]
    fn more_rows_than_a_block_takes_are_refused() {
        for rows in [25_000, 40_000] {
            let metadata: Metadata = (0..rows).map(|row| (format!("x-{row}"), "1")).collect();
            let refusal = head(&metadata).build().unwrap_err();
            assert_eq!(refusal.message, "The metadata has too many rows to be sent", "{rows}");
        }
    }

    #[test]
    fn timeouts_fit_into_eight_digits_and_are_never_shorter() {
        let cases = [(0, "0n"), (1, "1n"), (99_999_999, "99999999n"), (100_000_001, "100001u")];
        for (nanos, text) in cases {
            assert_eq!(grpc_timeout(Duration::from_nanos(nanos)), text);
        }
        assert_eq!(grpc_timeout(Duration::from_secs(86_400 * 365)), "31536000S");
        assert_eq!(grpc_timeout(Duration::MAX), "99999999H");
    }
}
