//! Request headers as gRPC-Web wants them, and which of its forms an answer has.
//! It builds no request; it changes one that was built for gRPC.

use http::{HeaderMap, HeaderValue, header};

use crate::{
    status::{Code, Status},
    transport::Protocol,
};

/// Headers that speak of the connection or of the body's length: they are not a caller's to set.
const OF_THE_CONNECTION: [&str; 8] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "transfer-encoding",
    "upgrade",
];

/// How the body of an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::call) enum WebForm {
    /// As it is.
    Binary,
    /// In base64.
    Text,
}

impl WebForm {
    /// The form that a content-type names: `application/grpc-web`, `application/grpc-web-text`, alone or followed by
    /// `+proto`, `;…` and the like.
    pub(in crate::call) fn of(content_type: &[u8]) -> Option<Self> {
        let lower = content_type.to_ascii_lowercase();
        let rest = lower.strip_prefix(b"application/grpc-web")?;
        let (form, rest) = match rest.strip_prefix(b"-text") {
            Some(rest) => (Self::Text, rest.strip_prefix(b"-base64").unwrap_or(rest)),
            None => (Self::Binary, rest),
        };
        matches!(rest.first(), None | Some(b'+' | b';' | b' ')).then_some(form)
    }
}

/// Changes gRPC's request headers into those of the protocol; gRPC's own stay.
///
/// # Errors
/// The verdict on metadata that gRPC-Web cannot carry.
pub(in crate::call) fn dress(headers: &mut HeaderMap, protocol: Protocol) -> Result<(), Status> {
    let content_type = match protocol {
        Protocol::Grpc => return Ok(()),
        Protocol::GrpcWeb => HeaderValue::from_static("application/grpc-web+proto"),
        // As grpc-web's own client writes it: there are servers that compare the whole of it.
        Protocol::GrpcWebText => HeaderValue::from_static("application/grpc-web-text"),
    };
    if let Some(key) = OF_THE_CONNECTION.into_iter().find(|key| headers.contains_key(*key)) {
        let message = format!("The key \"{key}\" cannot be sent · Over gRPC-Web it belongs to HTTP itself.");
        return Err(Status::local(Code::INVALID_ARGUMENT, message));
    }
    headers.remove(header::TE);
    headers.insert(header::CONTENT_TYPE, content_type.clone());
    set_unless_given(headers, "accept", content_type);
    set_unless_given(headers, "x-grpc-web", HeaderValue::from_static("1"));
    if let Some(user_agent) = headers.get(header::USER_AGENT).cloned() {
        set_unless_given(headers, "x-user-agent", user_agent);
    }
    Ok(())
}

fn set_unless_given(headers: &mut HeaderMap, key: &'static str, value: HeaderValue) {
    headers.entry(key).or_insert(value);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_an_answer_is_read_from_its_content_type() {
        for binary in ["application/grpc-web", "application/grpc-web+proto", "Application/gRPC-Web;charset=x"] {
            assert_eq!(WebForm::of(binary.as_bytes()), Some(WebForm::Binary), "{binary}");
        }
        for text in ["application/grpc-web-text", "application/grpc-web-text+proto", "application/grpc-web-text-base64"]
        {
            assert_eq!(WebForm::of(text.as_bytes()), Some(WebForm::Text), "{text}");
        }
        for other in ["application/grpc", "application/grpc-webx", "application/grpc-web-texts", "text/html", ""] {
            assert_eq!(WebForm::of(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn headers_of_grpc_become_those_of_grpc_web() {
        let mut headers = HeaderMap::new();
        headers.insert("te", HeaderValue::from_static("trailers"));
        headers.insert("content-type", HeaderValue::from_static("application/grpc"));
        headers.insert("user-agent", HeaderValue::from_static("farcall"));
        dress(&mut headers, Protocol::GrpcWebText).unwrap();
        let of = |key: &str| headers.get(key).and_then(|value| value.to_str().ok());
        assert_eq!(of("te"), None);
        assert_eq!(of("content-type"), Some("application/grpc-web-text"));
        assert_eq!(of("accept"), Some("application/grpc-web-text"));
        assert_eq!((of("x-grpc-web"), of("x-user-agent")), (Some("1"), Some("farcall")));
    }

    #[test]
    fn metadata_that_would_change_the_framing_of_the_request_is_refused() {
        let mut headers = HeaderMap::new();
        headers.insert("transfer-encoding", HeaderValue::from_static("chunked"));
        let status = dress(&mut headers, Protocol::GrpcWeb).unwrap_err();
        assert!(status.message.starts_with("The key \"transfer-encoding\" cannot be sent"), "{}", status.message);
        assert!(dress(&mut headers, Protocol::Grpc).is_ok());
    }
}
