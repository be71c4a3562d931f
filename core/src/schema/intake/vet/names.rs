//! Names as protobuf allows them, and how an unfit one is shown.
//! It knows spelling alone.

/// Longest name of one thing, and of a file.
const MAX_NAME_BYTES: usize = 1024;
/// Longest name with all that is around it.
pub(super) const MAX_FULL_NAME_BYTES: usize = 4096;
/// Characters of a name that a problem quotes.
const MAX_SHOWN: usize = 80;

pub(super) fn is_identifier(name: &str) -> bool {
    let mut characters = name.bytes();
    name.len() <= MAX_NAME_BYTES
        && characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && characters.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

pub(super) fn is_full_name(name: &str) -> bool {
    name.len() <= MAX_FULL_NAME_BYTES && name.split('.').all(is_identifier)
}

/// A full name with a dot before it, or a relative one.
pub(super) fn is_type_name(name: &str) -> bool {
    is_full_name(name.strip_prefix('.').unwrap_or(name))
}

pub(super) fn file_name_fault(name: &str) -> Option<&'static str> {
    match name {
        "" => Some("the file has no name"),
        _ if name.len() > MAX_NAME_BYTES => Some("the file's name is longer than 1,024 bytes"),
        _ if name.chars().any(char::is_control) => Some("the file's name holds control characters"),
        _ => None,
    }
}

/// A text safe to show: bounded, control characters visible.
pub(super) fn printable(text: &str) -> String {
    text.chars().take(MAX_SHOWN).flat_map(char::escape_debug).collect()
}

/// A name of ours, bounded.
pub(super) fn shortened(name: &str) -> &str {
    name.char_indices().nth(MAX_SHOWN * 2).and_then(|(end, _)| name.get(..end)).unwrap_or(name)
}
