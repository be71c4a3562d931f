//! Makes the versions that a program wants of its libraries weak, so that an older library does not keep it from starting.
//! It changes a copy; what such a version stands for has to come from elsewhere.

/// `SHT_GNU_verneed`, `VER_FLG_WEAK`.
const VERSIONS_NEEDED: u32 = 0x6fff_fffe;
const WEAK: u16 = 2;

/// The program (64-bit ELF) with all needed versions weak; `None` if it is none.
pub fn weakened(program: &[u8]) -> Option<Vec<u8>> {
    let mut changed = program.to_vec();
    let sections = usize::try_from(u64::from_le_bytes(at(program, 0x28)?)).ok()?;
    let size = usize::from(u16::from_le_bytes(at(program, 0x3a)?));
    let count = usize::from(u16::from_le_bytes(at(program, 0x3c)?));
    for section in (0..count).map(|index| sections + index * size) {
        if u32::from_le_bytes(at(program, section + 4)?) == VERSIONS_NEEDED {
            let start = usize::try_from(u64::from_le_bytes(at(program, section + 0x18)?)).ok()?;
            weaken_section(program, &mut changed, start)?;
        }
    }
    Some(changed)
}

/// Libraries in a chain (`Elfxx_Verneed`), each with a chain of versions (`Elfxx_Vernaux`).
fn weaken_section(program: &[u8], changed: &mut [u8], start: usize) -> Option<()> {
    let mut library = start;
    loop {
        let mut version = library + u32::from_le_bytes(at(program, library + 8)?) as usize;
        loop {
            let flags = u16::from_le_bytes(at(program, version + 4)?) | WEAK;
            changed.get_mut(version + 4..version + 6)?.copy_from_slice(&flags.to_le_bytes());
            match u32::from_le_bytes(at(program, version + 12)?) {
                0 => break,
                next => version += next as usize,
            }
        }
        match u32::from_le_bytes(at(program, library + 12)?) {
            0 => return Some(()),
            next => library += next as usize,
        }
    }
}

fn at<const N: usize>(bytes: &[u8], offset: usize) -> Option<[u8; N]> {
    bytes.get(offset..)?.first_chunk::<N>().copied()
}
