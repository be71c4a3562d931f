//! `google.rpc.Status` down to its `Any`s, on the wire: what can be read of each is kept.
//! It knows no types and decodes no values.

use crate::message::wire::{Fault, Payload, Reader};

/// How many details are shown.
const MAX_DETAILS: usize = 1000;

/// The details of a status.
pub(super) struct Envelope<'a> {
    pub(super) packed: Vec<Packed<'a>>,
    /// Where the status stops making sense, and the bytes from there.
    pub(super) fault: Option<Fault>,
    pub(super) rest: &'a [u8],
}

/// One `google.protobuf.Any`.
pub(super) struct Packed<'a> {
    pub(super) type_url: &'a [u8],
    pub(super) value: &'a [u8],
    /// All of it.
    pub(super) whole: &'a [u8],
    pub(super) fault: Option<Fault>,
}

impl<'a> Envelope<'a> {
    pub(super) fn read(status: &'a [u8]) -> Self {
        let mut reader = Reader::new(status);
        let mut envelope = Self { packed: Vec::new(), fault: None, rest: &[] };
        loop {
            let at = reader.at();
            match reader.next() {
                Ok(None) => return envelope,
                Ok(Some(field)) => {
                    if let (3, Payload::Len(any)) = (field.number, field.payload)
                        && envelope.packed.len() < MAX_DETAILS
                    {
                        envelope.packed.push(Packed::read(any));
                    }
                }
                Err(fault) => {
                    let rest = status.get(at..).unwrap_or_default();
                    return Self { fault: Some(fault), rest, ..envelope };
                }
            }
        }
    }
}

impl<'a> Packed<'a> {
    fn read(whole: &'a [u8]) -> Self {
        let mut packed = Self { type_url: &[], value: &[], whole, fault: None };
        let mut reader = Reader::new(whole);
        loop {
            match reader.next() {
                Ok(None) => return packed,
                Ok(Some(field)) => match (field.number, field.payload) {
                    (1, Payload::Len(bytes)) => packed.type_url = bytes,
                    (2, Payload::Len(bytes)) => packed.value = bytes,
                    _ => {}
                },
                Err(fault) => return Self { fault: Some(fault), ..packed },
            }
        }
    }

    /// The full name of its type: what follows the last slash.
    pub(super) fn type_name(&self) -> &'a [u8] {
        self.type_url.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
    }
}
