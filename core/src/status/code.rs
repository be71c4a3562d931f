//! The status codes of gRPC (`doc/statuscodes.md`) and what HTTP and HTTP/2 map to.
//! It keeps numbers outside the 17 as they are.

use std::fmt;

/// A status code. Codes above 16 exist on the wire and are shown as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub u32);

impl Code {
    /// Not an error.
    pub const OK: Code = Code(0);
    /// The call was cancelled.
    pub const CANCELLED: Code = Code(1);
    /// Unknown error.
    pub const UNKNOWN: Code = Code(2);
    /// The client specified an invalid argument.
    pub const INVALID_ARGUMENT: Code = Code(3);
    /// The deadline expired before the call could complete.
    pub const DEADLINE_EXCEEDED: Code = Code(4);
    /// Some requested entity was not found.
    pub const NOT_FOUND: Code = Code(5);
    /// The entity already exists.
    pub const ALREADY_EXISTS: Code = Code(6);
    /// The caller may not do this.
    pub const PERMISSION_DENIED: Code = Code(7);
    /// Some resource has been exhausted.
    pub const RESOURCE_EXHAUSTED: Code = Code(8);
    /// The system is not in a state for this.
    pub const FAILED_PRECONDITION: Code = Code(9);
    /// The operation was aborted.
    pub const ABORTED: Code = Code(10);
    /// Past the valid range.
    pub const OUT_OF_RANGE: Code = Code(11);
    /// Not implemented or not supported here.
    pub const UNIMPLEMENTED: Code = Code(12);
    /// Something expected by the underlying system is broken.
    pub const INTERNAL: Code = Code(13);
    /// The service is currently unavailable.
    pub const UNAVAILABLE: Code = Code(14);
    /// Unrecoverable data loss.
    pub const DATA_LOSS: Code = Code(15);
    /// No valid authentication credentials.
    pub const UNAUTHENTICATED: Code = Code(16);

    const NAMES: [&'static str; 17] = [
        "OK",
        "CANCELLED",
        "UNKNOWN",
        "INVALID_ARGUMENT",
        "DEADLINE_EXCEEDED",
        "NOT_FOUND",
        "ALREADY_EXISTS",
        "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION",
        "ABORTED",
        "OUT_OF_RANGE",
        "UNIMPLEMENTED",
        "INTERNAL",
        "UNAVAILABLE",
        "DATA_LOSS",
        "UNAUTHENTICATED",
    ];

    /// The canonical name, or `UNRECOGNISED` for a code above 16.
    pub fn name(self) -> &'static str {
        Self::NAMES.get(self.0 as usize).copied().unwrap_or("UNRECOGNISED")
    }

    /// The code of a canonical name, as saved files and command lines spell it.
    pub fn from_name(name: &str) -> Option<Code> {
        Self::NAMES.iter().position(|known| *known == name).map(|n| Code(n as u32))
    }

    /// Whether this is `OK`.
    pub fn is_ok(self) -> bool {
        self == Self::OK
    }

    /// The code for an HTTP answer without `grpc-status` (grpc `doc/http-grpc-status-mapping.md`).
    pub fn from_http(status: u16) -> Code {
        match status {
            400 | 431 => Self::INTERNAL,
            401 => Self::UNAUTHENTICATED,
            403 => Self::PERMISSION_DENIED,
            404 => Self::UNIMPLEMENTED,
            429 | 502..=504 => Self::UNAVAILABLE,
            _ => Self::UNKNOWN,
        }
    }

    /// The code for RST_STREAM with an HTTP/2 error code (grpc `doc/PROTOCOL-HTTP2.md`, "Errors").
    pub fn from_reset(error_code: u32) -> Code {
        match error_code {
            0x7 => Self::UNAVAILABLE,
            0x8 => Self::CANCELLED,
            0xb => Self::RESOURCE_EXHAUSTED,
            0xc => Self::PERMISSION_DENIED,
            0x0..=0xd => Self::INTERNAL,
            _ => Self::UNKNOWN,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name(), self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_code_survives_its_name() {
        for number in 0..17 {
            assert_eq!(Code::from_name(Code(number).name()), Some(Code(number)));
        }
        assert_eq!(Code(17).to_string(), "UNRECOGNISED (17)");
        assert_eq!(Code::from_name("UNRECOGNISED"), None);
    }
}
