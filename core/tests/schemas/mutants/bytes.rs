//! Mutations of bytes that know nothing of what the bytes are.

use super::random::Random;

/// One to eight edits, anywhere.
pub(super) fn edit(random: &mut Random, bytes: &mut Vec<u8>) {
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len() + 1);
        match random.below(7) {
            0 => bytes.insert(at, random.byte()),
            1 => bytes.truncate(at),
            2 => {
                let end = (at + random.below(16)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let end = (at + random.below(64)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = match random.below(3) {
                        0 => *byte ^ (1 << random.below(8)),
                        1 => random.byte(),
                        _ => *random.of_list(&[&0, &0xff, &0x80, &0x7f, &b'"', &b'{', &b'\n']),
                    };
                }
            }
        }
        // A few of many cuts are enough.
        if bytes.is_empty() {
            return;
        }
    }
}
