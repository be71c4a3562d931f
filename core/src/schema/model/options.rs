//! Options as the bytes they are: the few that descriptors depend on, read straight from the wire.
//! It knows numbers of fields, not the names of options.

/// The fields of a message, one after another; it ends where the bytes do or stop being fields.
pub(super) struct Scan<'a> {
    rest: &'a [u8],
}

/// One value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Varint(u64),
    Fixed,
    Bytes(&'a [u8]),
    /// The beginning or end of a group: what is within comes as fields of its own number.
    Group,
}

impl<'a> Scan<'a> {
    pub fn new(message: &'a [u8]) -> Self {
        Self { rest: message }
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..70).step_by(7) {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }
}

impl<'a> Iterator for Scan<'a> {
    type Item = (u32, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let key = self.varint()?;
        let number = u32::try_from(key >> 3).ok()?;
        let value = match key & 7 {
            0 => Value::Varint(self.varint()?),
            1 => self.take(8).map(|_| Value::Fixed)?,
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Value::Bytes(self.take(length)?)
            }
            3 | 4 => Value::Group,
            5 => self.take(4).map(|_| Value::Fixed)?,
            _ => return None,
        };
        Some((number, value))
    }
}

/// The last value of a bool option, if it is set.
pub(in crate::schema) fn bool_of(options: &[u8], number: u32) -> Option<bool> {
    let values = Scan::new(options).filter_map(|(field, value)| match value {
        Value::Varint(value) if field == number => Some(value != 0),
        _ => None,
    });
    values.last()
}

/// Whether a bool option is set to true.
pub(in crate::schema) fn is_option_set(options: Option<&bytes::Bytes>, number: u32) -> bool {
    options.and_then(|options| bool_of(options, number)).unwrap_or(false)
}

/// A packed or single list of varints.
pub(super) fn varints(packed: &[u8]) -> impl Iterator<Item = u64> {
    let mut scan = Scan::new(packed);
    std::iter::from_fn(move || scan.varint())
}
