//! A message as it goes to the clipboard: as JSON, in text format, its bytes in hex or base64, a path, a value.
//! Large ones are made on a thread of their own; it does not know who asked.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use egui::Context;
use farcall_core::message::{print_json, print_text};

use super::{CopyForm, MessageFormat, MessageInput, MessageViewState, line_value};

/// How much larger a text may be than the message it is of.
const TEXT_PER_BYTE: usize = 8;

/// Puts the message, or the chosen part of it, on the clipboard.
pub(super) fn copy(ctx: &Context, state: &mut MessageViewState, input: &MessageInput<'_>, form: CopyForm) {
    match form {
        CopyForm::Path => {
            let path = state.fetcher.text().and_then(|text| state.code.chosen_path(text)).map(str::to_owned);
            if let Some(path) = path {
                state.copying.start(ctx, path.len(), move || path);
            }
        }
        CopyForm::Value => copy_value(ctx, state),
        CopyForm::Json | CopyForm::Text => copy_text(ctx, state, input, form),
        CopyForm::Hex | CopyForm::Base64 => {
            let Some(bytes) = (input.load)() else { return };
            let size = bytes.len() * 2;
            state.copying.start(
                ctx,
                size,
                move || if form == CopyForm::Hex { hex(&bytes) } else { STANDARD.encode(&bytes) },
            );
        }
    }
}

fn copy_value(ctx: &Context, state: &mut MessageViewState) {
    let Some(text) = state.fetcher.text().cloned() else { return };
    let Some(line) = state.code.chosen_line(&text) else { return };
    let size = line_value::value_range(&text, line).len();
    state.copying.start(ctx, size, move || line_value::value_text(&text, line));
}

/// As it was printed if all of it was, else printed again.
fn copy_text(ctx: &Context, state: &mut MessageViewState, input: &MessageInput<'_>, form: CopyForm) {
    let format = if form == CopyForm::Json { MessageFormat::Json } else { MessageFormat::Text };
    if let Some(text) = state.fetcher.whole(input.key, format, input.options).cloned() {
        state.copying.start(ctx, text.len(), move || text.slice(0..text.len()).into_owned());
        return;
    }
    let (Some(bytes), Some(of)) = ((input.load)(), input.of.cloned()) else { return };
    let options = input.options;
    let print = move |bytes: &Bytes| match form {
        CopyForm::Json => print_json(&of, bytes, &options).text,
        _ => print_text(&of, bytes),
    };
    state.copying.start(ctx, bytes.len() * TEXT_PER_BYTE, move || print(&bytes));
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value)).map_or('0', |digit| char::from(*digit));
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn hex_has_two_digits_a_byte() {
        assert_eq!(super::hex(&[0, 10, 255]), "000aff");
    }
}
