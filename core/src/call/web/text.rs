//! The text form: base64 in groups of four characters, padded wherever the sender had to flush.
//! It knows no frames.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use bytes::Bytes;

/// Characters that make three bytes.
const GROUP: usize = 4;

/// Padding may be left out at the very end; the unused bits of a last character may be anything.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Bytes as a chunk of text, padded.
pub(super) fn to_text(bytes: &[u8]) -> Bytes {
    Bytes::from(STANDARD.encode(bytes))
}

/// Writes bytes as one run of text, padded at its end only: servers may decode a body whole, and few take padding in
/// the middle of one. Up to two bytes wait for those that follow.
#[derive(Debug, Default)]
pub(in crate::call) struct TextWriter {
    waiting: Vec<u8>,
}

impl TextWriter {
    /// The text of these bytes, but for those that do not fill a group; of all of them, if they are the last.
    pub(in crate::call) fn write(&mut self, bytes: &[u8], last: bool) -> Bytes {
        let mut all = std::mem::take(&mut self.waiting);
        all.extend_from_slice(bytes);
        if !last {
            self.waiting = all.split_off(all.len() / 3 * 3);
        }
        to_text(&all)
    }
}

/// Text that is not base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::call) struct NotBase64 {
    /// Which character is the first that cannot be read, or the group that it is in; 0-based.
    pub(in crate::call) at: u64,
}

/// Reads text in pieces that are cut anywhere.
#[derive(Debug, Default)]
pub(super) struct TextReader {
    /// The beginning of a group.
    begun: Vec<u8>,
    /// Characters read before it.
    read: u64,
}

impl TextReader {
    /// The bytes of the groups that are whole.
    pub(super) fn read(&mut self, text: &[u8]) -> Result<Bytes, NotBase64> {
        let mut bytes = Vec::with_capacity((self.begun.len() + text.len()) / GROUP * 3);
        let missing = (GROUP - self.begun.len()) % GROUP;
        let (first, mut rest) = text.split_at(missing.min(text.len()));
        if !self.begun.is_empty() {
            self.begun.extend_from_slice(first);
            if self.begun.len() < GROUP {
                return Ok(Bytes::new());
            }
            let group = std::mem::take(&mut self.begun);
            self.decode(&group, &mut bytes)?;
        }
        while rest.len() >= GROUP {
            // Padding ends a run of groups that can be read in one go.
            let whole = rest.len() / GROUP * GROUP;
            let run =
                rest.iter().position(|byte| *byte == b'=').map_or(whole, |at| ((at / GROUP + 1) * GROUP).min(whole));
            let (now, later) = rest.split_at(run);
            self.decode(now, &mut bytes)?;
            rest = later;
        }
        self.begun.extend_from_slice(rest);
        Ok(Bytes::from(bytes))
    }

    /// The bytes of a last group whose padding was left out.
    pub(super) fn end(&mut self) -> Result<Bytes, NotBase64> {
        let group = std::mem::take(&mut self.begun);
        let mut bytes = Vec::new();
        self.decode(&group, &mut bytes)?;
        Ok(Bytes::from(bytes))
    }

    fn decode(&mut self, groups: &[u8], bytes: &mut Vec<u8>) -> Result<(), NotBase64> {
        use base64::DecodeError;
        LENIENT.decode_vec(groups, bytes).map_err(|error| {
            let within = match error {
                DecodeError::InvalidByte(at, _) | DecodeError::InvalidLastSymbol(at, _) => at,
                DecodeError::InvalidLength(_) | DecodeError::InvalidPadding => 0,
            };
            NotBase64 { at: self.read + within as u64 }
        })?;
        self.read += groups.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read_all(text: &[u8], cut: usize) -> Result<Vec<u8>, NotBase64> {
        let mut reader = TextReader::default();
        let mut bytes = Vec::new();
        for part in text.chunks(cut) {
            bytes.extend(reader.read(part)?);
        }
        bytes.extend(reader.end()?);
        Ok(bytes)
    }

    #[test]
    fn text_reads_the_same_however_it_is_cut_and_padded() {
        let text = [to_text(b"a"), to_text(b""), to_text(b"bcd"), to_text(&[7; 300]), to_text(b"ef")].concat();
        let bytes = [&b"abcd"[..], &[7; 300], b"ef"].concat();
        for cut in 1..=text.len() {
            assert_eq!(read_all(&text, cut).unwrap(), bytes, "cut {cut}");
        }
    }

    #[test]
    fn padding_may_be_left_out_at_the_end_only() {
        assert_eq!(read_all(b"YWI", 1).unwrap(), b"ab");
        assert_eq!(read_all(b"YQ==YWI", 3).unwrap(), b"aab");
        assert_eq!(read_all(b"YWJjZ", 2), Err(NotBase64 { at: 4 }));
        assert_eq!(read_all(b"YQ=YWJj", 7), Err(NotBase64 { at: 2 }));
    }

    #[test]
    fn what_is_not_base64_is_placed() {
        assert_eq!(read_all(b"YWJjYW!j", 8), Err(NotBase64 { at: 6 }));
        assert_eq!(read_all(b"YWJj\r\nYW", 8), Err(NotBase64 { at: 4 }));
        assert_eq!(read_all(b"====", 1), Err(NotBase64 { at: 0 }));
    }

    #[test]
    fn padding_is_written_at_the_end_only() {
        let mut writer = TextWriter::default();
        let parts = [&b"a"[..], b"bcde", b"", b"f", b"g"].map(|part| writer.write(part, false));
        assert_eq!(parts, ["", "YWJj", "", "ZGVm", ""]);
        assert_eq!(writer.write(b"", true), "Zw==");
        assert_eq!(TextWriter::default().write(b"", true), "");
    }

    proptest::proptest! {
        #[test]
        fn any_text_reads_the_same_however_it_is_cut(text: Vec<u8>, cut in 1..16_usize) {
            let (whole, parts) = (read_all(&text, text.len().max(1)), read_all(&text, cut));
            proptest::prop_assert_eq!(whole.is_ok(), parts.is_ok());
            proptest::prop_assert_eq!(whole.ok(), parts.ok());
        }

        #[test]
        fn what_was_written_is_read(bytes: Vec<u8>, cut in 1..64_usize) {
            proptest::prop_assert_eq!(read_all(&to_text(&bytes), cut).unwrap(), bytes);
        }
    }
}
