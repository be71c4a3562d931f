//! Statuses that carry google.rpc details.
//! It does not know which method fails, nor why.

use bytes::Bytes;
use prost::{Message as _, Name};
use prost_types::Any;
use tonic::{Code, Status};

use crate::protos::google::rpc;

/// Something that goes into the details of a status.
pub(crate) trait Detail {
    fn to_any(&self) -> Any;
}

impl<M: Name> Detail for M {
    fn to_any(&self) -> Any {
        Any { type_url: M::type_url(), value: self.encode_to_vec() }
    }
}

/// A status with details.
pub(crate) fn refusal(code: Code, message: &str, details: &[&dyn Detail]) -> Status {
    let details = details.iter().map(|detail| detail.to_any()).collect();
    Status::with_details(code, message, encoded(i32::from(code), message, details))
}

/// What `grpc-status-details-bin` holds.
pub(crate) fn encoded(code: i32, message: &str, details: Vec<Any>) -> Bytes {
    rpc::Status { code, message: message.to_owned(), details }.encode_to_vec().into()
}

/// `NOT_FOUND` for a resource of the shop.
pub(crate) fn not_found(resource_type: &str, name: &str, hint: &str) -> Status {
    let resource = rpc::ResourceInfo {
        resource_type: resource_type.to_owned(),
        resource_name: name.to_owned(),
        description: hint.to_owned(),
        ..Default::default()
    };
    refusal(Code::NotFound, &format!("no {resource_type} \"{name}\"; {hint}"), &[&resource])
}

/// The faults of one request, field by field.
#[derive(Default)]
pub(crate) struct Violations(Vec<rpc::bad_request::FieldViolation>);

impl Violations {
    /// Notes a fault unless the field is as it should be.
    pub(crate) fn unless(&mut self, fine: bool, field: impl Into<String>, description: &str) {
        if !fine {
            let description = description.to_owned();
            self.0.push(rpc::bad_request::FieldViolation { field: field.into(), description, ..Default::default() });
        }
    }

    /// `INVALID_ARGUMENT` with all faults, if there are any.
    pub(crate) fn check(self) -> Result<(), Status> {
        let Some(first) = self.0.first() else { return Ok(()) };
        let message = format!("{} {}", first.field, first.description);
        Err(refusal(Code::InvalidArgument, &message, &[&rpc::BadRequest { field_violations: self.0 }]))
    }
}
