//! What is spoken over HTTP, and the names that stand in its headers.

use farcall_core::transport::{Endpoint, Protocol, Target};

use super::{super::fields::Fields, choose};

/// The protocol, and what else of it is not as by default.
pub fn protocol_summary(target: &Target) -> String {
    let protocol = match target.protocol {
        Protocol::Grpc => "gRPC",
        Protocol::GrpcWeb => "gRPC-Web",
        Protocol::GrpcWebText => "gRPC-Web text",
    };
    let words = [
        Some(protocol),
        target.path_prefix.as_ref().map(|_| "prefix"),
        target.authority.as_ref().map(|_| "authority"),
        target.user_agent.as_ref().map(|_| "user agent"),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The rows of the protocol.
pub fn protocol_ui(fields: &mut Fields<'_>, target: &mut Target, endpoint: Option<&Endpoint>) {
    let choices = [(Protocol::Grpc, "gRPC"), (Protocol::GrpcWeb, "gRPC-Web"), (Protocol::GrpcWebText, "Web text")];
    choose(fields, "Protocol", &choices, &mut target.protocol);
    fields.hint(match target.protocol {
        Protocol::Grpc => "Over HTTP/2",
        Protocol::GrpcWeb => "Binary; HTTP/2 where TLS agrees on it, else HTTP/1.1",
        Protocol::GrpcWebText => "In base64; HTTP/2 where TLS agrees on it, else HTTP/1.1",
    });
    let wrong = target.path_prefix.as_deref().and_then(prefix_problem);
    fields.text("Path prefix", "none", true, wrong, &mut target.path_prefix);
    let authority = endpoint.map_or_else(|| "The address".to_owned(), |endpoint| endpoint.authority.clone());
    fields.text("Authority", &authority, true, None, &mut target.authority);
    let agent = concat!("farcall/", env!("CARGO_PKG_VERSION"));
    fields.text("User agent", agent, true, None, &mut target.user_agent);
}

fn prefix_problem(prefix: &str) -> Option<&'static str> {
    let is_path = prefix.starts_with('/') && !prefix.contains(['?', '#', ' ']);
    (!is_path).then_some("Like /api/v1, without ? # or blanks")
}
