//! Which encodings are offered to a server, and which it offers in turn when it lacks ours.
//! It compresses nothing.

use std::borrow::Cow;

use crate::{
    call::Compression,
    metadata::{Entry, visible},
    status::{Code, Status},
};

/// How the messages of one direction are compressed.
pub(in crate::call) const ENCODING: &str = "grpc-encoding";
/// What a side can unpack.
pub(in crate::call) const ACCEPT_ENCODING: &str = "grpc-accept-encoding";

const ALL: &str = "identity, gzip, deflate, zstd";

/// `grpc-accept-encoding`: `identity`, then what is accepted, in order and each once.
pub(in crate::call) fn accepted_names(accepted: &[Compression]) -> Cow<'static, str> {
    if accepted == Compression::ALL {
        return Cow::Borrowed(ALL);
    }
    let mut names = vec!["identity"];
    for compression in accepted {
        if !names.contains(&compression.name()) {
            names.push(compression.name());
        }
    }
    Cow::Owned(names.join(", "))
}

/// UNIMPLEMENTED for a call with compressed messages may mean the encoding (grpc `doc/compression.md`, "Compression
/// Method Asymmetry"): the status with what the server says it accepts, if that leaves ours out. Some servers say
/// nothing but that they cannot read the header, and INTERNAL.
pub(in crate::call) fn with_servers_choice(
    mut status: Status,
    used: Option<Compression>,
    accepts: Option<&Entry>,
) -> Status {
    let Some(used) = used else { return status };
    let names_header = status.code == Code::INTERNAL && status.message.contains(ENCODING);
    if status.code != Code::UNIMPLEMENTED && !names_header {
        return status;
    }
    let Some(accepts) = accepts else {
        if names_header {
            status.notes.push(format!("The messages were compressed by {used}, which the server seems not to know"));
        }
        return status;
    };
    let names = visible(&accepts.value);
    if !names.split(',').any(|name| name.trim().eq_ignore_ascii_case(used.name())) {
        status.notes.push(format!("The messages were compressed by {used}; the server accepts {names}"));
    }
    status
}
