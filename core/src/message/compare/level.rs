//! The fields of one message by number, as protobuf reads them: of a oneof the last, the pieces of a message together.
//! It goes one level deep and makes nothing of the values.

use crate::{
    message::{
        field::{Field, Shape},
        print::decode_number,
        scalar::Scalar,
        wire::{Fault, Payload, Reader},
    },
    schema::MessageDescriptor,
};

/// Records of one level that are taken apart; what follows is compared as bytes.
pub(super) const MOST_RECORDS: usize = 4 << 20;

/// The bytes of one message: several pieces where it stood several times on the wire.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Pieces<'a>(Vec<&'a [u8]>);

impl<'a> Pieces<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self(vec![bytes])
    }

    /// What these payloads of one message field are together.
    pub(super) fn merged(payloads: &[Payload<'a>]) -> Self {
        Self(payloads.iter().filter_map(|payload| bytes_of(*payload)).collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|piece| piece.len()).sum()
    }

    /// In one.
    pub(super) fn joined(&self) -> std::borrow::Cow<'a, [u8]> {
        match self.0.as_slice() {
            [] => std::borrow::Cow::Borrowed(&[]),
            [one] => std::borrow::Cow::Borrowed(one),
            several => std::borrow::Cow::Owned(several.concat()),
        }
    }
}

/// The bytes of a length-delimited value or of a group.
pub(super) fn bytes_of(payload: Payload<'_>) -> Option<&[u8]> {
    match payload {
        Payload::Len(bytes) | Payload::Group(bytes) => Some(bytes),
        Payload::Varint(_) | Payload::Fixed64(_) | Payload::Fixed32(_) => None,
    }
}

/// One field on the wire.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) number: u32,
    pub(super) payload: Payload<'a>,
    /// Whether its wire type is the one of the type's field.
    pub(super) fits: bool,
}

/// One level.
#[derive(Debug, Default)]
pub(super) struct Level<'a> {
    /// By number, in the order of the wire within one.
    pub(super) records: Vec<Record<'a>>,
    /// What was not taken apart: from where the bytes stop making sense, or past the most records.
    pub(super) rest: Option<Rest<'a>>,
}

/// Bytes that stay bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rest<'a> {
    pub(super) bytes: &'a [u8],
    /// Why they make no sense; `None`: there are too many fields.
    pub(super) fault: Option<Fault>,
}

/// Reads one level.
pub(super) fn read<'a>(of: Option<&MessageDescriptor>, pieces: &Pieces<'a>) -> Level<'a> {
    let mut level = Level::default();
    let mut plans = Plans::new(of);
    for piece in &pieces.0 {
        let mut reader = Reader::new(piece);
        loop {
            let at = reader.at();
            let rest = |fault| Some(Rest { bytes: piece.get(at..).unwrap_or_default(), fault });
            if level.records.len() >= MOST_RECORDS {
                level.rest = rest(None);
                break;
            }
            match reader.next() {
                Ok(Some(raw)) => {
                    let fits = plans.take(raw.number, raw.payload, level.records.len());
                    level.records.push(Record { number: raw.number, payload: raw.payload, fits });
                }
                Ok(None) => break,
                Err(fault) => {
                    level.rest = rest(Some(fault));
                    break;
                }
            }
        }
    }
    let mut at = 0;
    level.records.retain(|record| {
        at += 1;
        !record.fits || plans.counts(record.number, at - 1)
    });
    if !level.records.is_sorted_by_key(|record| record.number) {
        level.records.sort_by_key(|record| record.number);
    }
    level
}

/// What the type says of the numbers that were met.
struct Plans<'t> {
    of: Option<&'t MessageDescriptor>,
    known: Vec<(u32, Plan)>,
    /// For each oneof by its place in the type: the member that is set, and the record from which on.
    oneofs: Vec<(u32, u32, usize)>,
}

struct Plan {
    shape: Shape,
    is_group: bool,
    is_repeated: bool,
    oneof: Option<u32>,
}

impl<'t> Plans<'t> {
    fn new(of: Option<&'t MessageDescriptor>) -> Self {
        Self { of, known: Vec::new(), oneofs: Vec::new() }
    }

    /// Whether a payload fits its field; remembers which member of a oneof it sets.
    fn take(&mut self, number: u32, payload: Payload<'_>, record: usize) -> bool {
        let Some(plan) = self.plan(number) else { return false };
        let (fits, oneof) = (plan.fits(payload), plan.oneof);
        if let Some(oneof) = oneof.filter(|_| fits) {
            match self.oneofs.iter_mut().find(|(of, ..)| *of == oneof) {
                Some((_, member, _)) if *member == number => {}
                Some(set) => (set.1, set.2) = (number, record),
                None => self.oneofs.push((oneof, number, record)),
            }
        }
        fits
    }

    /// Whether a record that fits was not taken back by another member of its oneof.
    fn counts(&self, number: u32, record: usize) -> bool {
        if self.oneofs.is_empty() {
            return true;
        }
        let at = self.known.binary_search_by_key(&number, |(known, _)| *known);
        let plan = at.ok().and_then(|at| self.known.get(at));
        let Some(oneof) = plan.and_then(|(_, plan)| plan.oneof) else { return true };
        self.oneofs.iter().any(|(of, member, from)| *of == oneof && *member == number && *from <= record)
    }

    fn plan(&mut self, number: u32) -> Option<&Plan> {
        let of = self.of?;
        let at = match self.known.binary_search_by_key(&number, |(known, _)| *known) {
            Ok(at) => at,
            Err(at) => {
                let plan = Plan::of(&Field::of(of, number)?);
                self.known.insert(at, (number, plan));
                at
            }
        };
        self.known.get(at).map(|(_, plan)| plan)
    }
}

impl Plan {
    fn of(field: &Field) -> Self {
        Self {
            shape: field.shape(),
            is_group: field.is_group(),
            is_repeated: field.is_list() || field.map_entry().is_some(),
            oneof: field.oneof().map(|oneof| oneof.index()),
        }
    }

    fn fits(&self, payload: Payload<'_>) -> bool {
        match (&self.shape, payload) {
            (Shape::Scalar(Scalar::String | Scalar::Bytes), payload) => matches!(payload, Payload::Len(_)),
            (Shape::Scalar(_) | Shape::Enum(_), Payload::Len(_)) => self.is_repeated,
            (Shape::Scalar(scalar), payload) => decode_number(*scalar, payload).is_some(),
            (Shape::Enum(_), payload) => matches!(payload, Payload::Varint(_)),
            (_, Payload::Group(_)) => self.is_group,
            (_, Payload::Len(_)) => !self.is_group,
            _ => false,
        }
    }
}
