//! Base64 as ProtoJSON writes it and takes it.
//! It knows no fields.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};

/// Standard base64 with padding.
pub(crate) fn base64_text(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Append standard base64 with padding.
pub(crate) fn push_base64(out: &mut String, bytes: &[u8]) {
    STANDARD.encode_string(bytes, out);
}

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
static LENIENT_STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
static LENIENT_URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Append the bytes of base64 as ProtoJSON takes it; none if it is not.
pub(crate) fn push_bytes(out: &mut Vec<u8>, text: &str) -> Option<()> {
    base64_engine(text).decode_vec(text, out).ok()
}

fn base64_engine(text: &str) -> &'static GeneralPurpose {
    let is_url_safe = text.bytes().any(|b| b == b'-' || b == b'_');
    if is_url_safe { &LENIENT_URL_SAFE } else { &LENIENT_STANDARD }
}

/// Base64 as ProtoJSON takes it: either alphabet, padded or not.
pub(super) fn parse_base64(text: &str) -> Result<Vec<u8>, String> {
    base64_engine(text).decode(text).map_err(|error| match error {
        base64::DecodeError::InvalidByte(at, _) | base64::DecodeError::InvalidLastSymbol(at, _) => {
            format!("not base64 (byte {})", at + 1)
        }
        base64::DecodeError::InvalidLength(_) | base64::DecodeError::InvalidPadding => {
            format!("not base64 (cut short at byte {})", text.len())
        }
    })
}
