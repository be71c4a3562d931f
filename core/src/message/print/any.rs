//! `google.protobuf.Any`: the type it names and that type's JSON, or its bytes where the type cannot be had.
//! It looks types up and fetches nothing.

use super::{
    chunks::Chunks,
    json::{Printer, not_utf8},
    left::two_parts,
    marks::MarkKind,
};
use crate::message::{
    MAX_DEPTH,
    hex::push_hex,
    plan::Type,
    well_known::{TYPE_KEY, is_well_known, type_name},
};

/// How many bytes of an unknown type's value are told in its mark.
const MAX_HEX: usize = 32;

/// URL, or its bytes where it is not UTF-8.
pub(super) type Url<'a> = Result<&'a str, &'a [u8]>;

impl Printer<'_, '_> {
    pub(super) fn any(&mut self, chunks: &Chunks<'_>, depth: usize) {
        let (mut url, mut value): (&[u8], &[u8]) = (&[], &[]);
        let from = self.json.out.at();
        let left = self.each_field(chunks, |_, raw| two_parts(raw, &mut url, &mut value));
        if url.is_empty() && value.is_empty() {
            self.raw("{}");
        } else {
            self.any_parts(std::str::from_utf8(url).map_err(|_| url), &Chunks::of(value), depth);
        }
        self.mark_left(from, left, 2);
    }

    /// The JSON of an `Any` with this URL and value.
    pub(super) fn any_parts(&mut self, url: Url<'_>, value: &Chunks<'_>, depth: usize) {
        let from = self.json.out.at();
        self.json.open('{');
        self.json.key(TYPE_KEY);
        match url {
            Ok(url) => self.json.out.quoted(url),
            Err(bytes) => self.json.out.quoted(&not_utf8(bytes)),
        }
        let name = match url {
            Ok(url) => type_name(url).map_err(|error| (MarkKind::BadTypeUrl, error.to_string())),
            Err(_) => Err((MarkKind::BadTypeUrl, "the type URL is not UTF-8".to_owned())),
        };
        let of = name.and_then(|name| {
            let unknown = || (MarkKind::UnknownType, unknown_type(url.unwrap_or_default(), value));
            (self.resolve)(name).ok_or_else(unknown)
        });
        let oddity = match of {
            Ok(of) if is_well_known(of.full_name()) || depth + 1 >= MAX_DEPTH => {
                self.json.key("value");
                self.content(Type::of(&of), value, depth + 1);
                None
            }
            Ok(of) => {
                self.fields(Type::of(&of), value, depth + 1);
                None
            }
            Err(oddity) => {
                self.json.key("raw");
                self.json.out.base64(value.iter().next().unwrap_or_default());
                Some(oddity)
            }
        };
        self.json.close('}');
        if let Some((kind, message)) = oddity {
            self.json.out.mark(from, kind, message);
        }
    }
}

/// `unknown type "type.googleapis.com/x.Y", 3 bytes: 08 96 01`.
fn unknown_type(url: &str, value: &Chunks<'_>) -> String {
    let bytes = value.iter().next().unwrap_or_default();
    let mut text = format!("unknown type {url:?}, {} bytes: ", bytes.len());
    push_hex(&mut text, bytes.get(..MAX_HEX).unwrap_or(bytes));
    if bytes.len() > MAX_HEX {
        text.push_str(" …");
    }
    text
}
