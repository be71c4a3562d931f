//! Characters that show nothing or turn a line around, as ones that can be seen.
//! For one line of text; it changes no text that is copied.

/// Append the text with [`visible`] characters.
pub(crate) fn push_visible(out: &mut String, text: &str) {
    out.extend(text.chars().map(visible));
}

/// The character, or what stands for it: a control's picture, U+FFFD for one that reorders or hides.
pub(crate) fn visible(c: char) -> char {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        '\u{2028}' | '\u{2029}' => '\u{240a}',
        c if is_hidden(c) => '\u{fffd}',
        c => c,
    }
}

/// Controls, and what reorders or hides text around it: bidi controls, zero-width characters, the byte order mark.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
