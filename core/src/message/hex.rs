//! Bytes in hex: in one line, or as a dump with offsets and characters.
//! It knows no fields.

use std::fmt::Write as _;

/// Append `08 96 01`.
pub(crate) fn push_hex(out: &mut String, bytes: &[u8]) {
    for (index, byte) in bytes.iter().enumerate() {
        let _ = if index == 0 { write!(out, "{byte:02x}") } else { write!(out, " {byte:02x}") };
    }
}

/// Sixteen bytes a line: offset, hex in two groups of eight, and what is printable in ASCII.
///
/// `00000000  08 96 01 12 07 74 65 73  74 69 6e 67              |.....testing|`
pub fn hex_dump(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() / 16 * 79 + 79);
    for (index, line) in bytes.chunks(16).enumerate() {
        let _ = write!(out, "{:08x} ", index * 16);
        for column in 0..16 {
            if column % 8 == 0 {
                out.push(' ');
            }
            let _ = match line.get(column) {
                Some(byte) => write!(out, "{byte:02x} "),
                None => out.write_str("   "),
            };
        }
        out.push_str(" |");
        out.extend(line.iter().map(|byte| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '.' }));
        out.push_str("|\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dump_has_offsets_hex_and_characters() {
        assert_eq!(
            hex_dump(b"\x08\x96\x01\x12\x07testing!!!!!"),
            "00000000  08 96 01 12 07 74 65 73  74 69 6e 67 21 21 21 21  |.....testing!!!!|\n\
             00000010  21                                                |!|\n"
        );
        assert_eq!(hex_dump(b""), "");
    }
}
