//! The records of an encoded message, one after another: number and raw value.
//! It knows no types; a record that is cut off ends the reading.

/// One record.
pub(in crate::schema) struct Record<'a> {
    /// Field number.
    pub number: u32,
    /// Its value as it travels.
    pub raw: Raw<'a>,
}

/// A value as it travels.
#[derive(Clone, Copy)]
pub(in crate::schema) enum Raw<'a> {
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    /// Length-delimited, or the inside of a group.
    Bytes(&'a [u8]),
}

/// The records, until the end or until one that is none.
pub(in crate::schema) fn records(bytes: &[u8]) -> Records<'_> {
    Records { rest: bytes }
}

/// Reads records.
pub(in crate::schema) struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (number, wire_type) = self.key()?;
        let raw = match wire_type {
            3 => Raw::Bytes(self.group()?),
            other => self.scalar(other)?,
        };
        Some(Record { number, raw })
    }
}

impl<'a> Records<'a> {
    fn key(&mut self) -> Option<(u32, u8)> {
        let key = self.varint()?;
        let number = u32::try_from(key >> 3).ok().filter(|number| *number > 0)?;
        Some((number, (key & 7) as u8))
    }

    fn scalar(&mut self, wire_type: u8) -> Option<Raw<'a>> {
        Some(match wire_type {
            0 => Raw::Varint(self.varint()?),
            1 => Raw::Fixed64(u64::from_le_bytes(*self.fixed::<8>()?)),
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                let (value, rest) = self.rest.split_at_checked(length)?;
                self.rest = rest;
                Raw::Bytes(value)
            }
            5 => Raw::Fixed32(u32::from_le_bytes(*self.fixed::<4>()?)),
            _ => return None,
        })
    }

    /// What stands before the end of the group; groups inside are counted, not entered.
    fn group(&mut self) -> Option<&'a [u8]> {
        let inside = self.rest;
        let mut depth = 1_usize;
        loop {
            let before = self.rest.len();
            match self.key()?.1 {
                3 => depth += 1,
                4 => depth -= 1,
                other => {
                    self.scalar(other)?;
                }
            }
            if depth == 0 {
                return inside.get(..inside.len() - before);
            }
        }
    }

    pub(super) fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..70).step_by(7) {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            if shift < 64 {
                value |= u64::from(byte & 0x7f) << shift;
            }
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    pub(super) fn fixed<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (value, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(value)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }
}
