//! Wire bytes to ProtoJSON (<https://protobuf.dev/programming-guides/json>), canonical wherever that exists.
//! What has no canonical form is shown all the same and marked; unknown fields stand under their number.

use std::ops::ControlFlow;

use super::{
    chunks::Chunks,
    depth::levels,
    layout::JsonOut,
    marks::{MarkKind, Printed, PrintedPiece},
    options::{JsonOptions, UnknownFields},
    out::Out,
    walk::walk,
    zone::Clock,
};
use crate::{
    message::{
        MAX_DEPTH,
        hex::push_hex,
        plan::{Form, Type},
    },
    schema::MessageDescriptor,
};

/// Finds the type that an `Any` names.
pub(crate) type Resolver<'r> = &'r dyn Fn(&str) -> Option<MessageDescriptor>;

/// How much of a string that is not UTF-8 is shown.
const MAX_HEX: usize = 4096;
/// How much text is made room for ahead.
const MAX_AHEAD: usize = 4 << 20;

/// The message as JSON. Types within `Any` are looked for in the pool of `of`.
pub fn print_json(of: &MessageDescriptor, bytes: &[u8], options: &JsonOptions) -> Printed {
    let ahead = (2 * bytes.len() + 64).min(options.max_bytes).min(MAX_AHEAD);
    print(of, bytes, options, Out::whole(ahead))
}

/// The same text as [`print_json`] makes, handed over in pieces of about `piece_bytes` as it is printed, the first ones
/// smaller, so that it can be read from the top while the rest is made; no more of it is kept. Ranges of marks count from the start of the whole text;
/// a mark may come in a later piece than its place. `take` may end the printing. The last piece may be empty.
pub fn print_json_in_pieces(
    of: &MessageDescriptor,
    bytes: &[u8],
    options: &JsonOptions,
    piece_bytes: usize,
    take: &mut dyn FnMut(PrintedPiece<'_>) -> ControlFlow<()>,
) {
    print(of, bytes, options, Out::in_pieces(piece_bytes, take));
}

fn print(of: &MessageDescriptor, bytes: &[u8], options: &JsonOptions, out: Out<'_>) -> Printed {
    let resolve = |name: &str| of.parent_pool().get_message_by_name(name);
    let mut printer = Printer::new(options, &resolve, out);
    printer.content(Type::of(of), &Chunks::of(bytes), 0);
    printer.json.out.finish()
}

/// An `Any` given by its parts, as JSON.
pub(crate) fn print_any(url: &str, value: &[u8], options: &JsonOptions, resolve: Resolver<'_>) -> Printed {
    let mut printer = Printer::new(options, resolve, Out::whole(0));
    printer.any_parts(Ok(url), &Chunks::of(value), 0);
    printer.json.out.finish()
}

/// JSON as it is printed.
pub(super) struct Printer<'p, 't> {
    pub(super) json: JsonOut<'t>,
    pub(super) options: &'p JsonOptions,
    pub(super) resolve: Resolver<'p>,
    pub(super) clock: Clock,
    is_cut: bool,
}

impl<'p, 't> Printer<'p, 't> {
    pub(super) fn new(options: &'p JsonOptions, resolve: Resolver<'p>, out: Out<'t>) -> Self {
        let clock = Clock::of(options.zone);
        Self { json: JsonOut::new(out, options.indent), options, resolve, clock, is_cut: false }
    }

    /// Text that is JSON already.
    #[inline]
    pub(super) fn raw(&mut self, text: &str) {
        self.json.out.text.push_str(text);
    }

    /// True once there is enough text; marks the place the first time.
    #[inline]
    pub(super) fn is_full(&mut self) -> bool {
        self.json.out.at() >= self.options.max_bytes && self.cut() || self.json.out.is_stopped()
    }

    #[cold]
    fn cut(&mut self) -> bool {
        if !self.is_cut {
            self.is_cut = true;
            let end = self.json.out.at();
            self.json.out.mark_end(MarkKind::Cut, format!("the rest is not shown: more than {end} bytes"));
        }
        true
    }

    /// A message value from its merged bytes.
    pub(super) fn content(&mut self, of: Type<'_>, chunks: &Chunks<'_>, depth: usize) {
        if depth >= MAX_DEPTH {
            return self.too_deep(of, chunks);
        }
        let before = self.json.out.read();
        match of.plan.form {
            Form::Fields => {
                self.json.open('{');
                self.fields(of, chunks, depth);
                self.json.close('}');
            }
            form => self.well_known(form, chunks, depth),
        }
        self.json.out.set_read(before + chunks.len());
    }

    #[cold]
    fn too_deep(&mut self, of: Type<'_>, chunks: &Chunks<'_>) {
        let from = self.json.out.at();
        self.raw("{}");
        let below = levels(&of.descriptor(), chunks);
        self.json.out.mark(from, MarkKind::TooDeep, format!("{below} deeper levels not shown"));
    }

    /// The members of a message, between braces that the caller writes.
    pub(super) fn fields(&mut self, of: Type<'_>, chunks: &Chunks<'_>, depth: usize) {
        let rest = walk(self, of, chunks, depth);
        if rest.strays.count() > 0 {
            match self.options.unknown_fields {
                UnknownFields::ByNumber => self.strays(of, rest.strays, chunks),
                UnknownFields::AsRecords => self.stray_records(of, rest.strays, chunks),
                UnknownFields::LeftOut => {}
            }
        }
        if let Some(fault) = rest.fault {
            self.json.out.mark_end(MarkKind::Truncated, fault.to_string());
        }
    }

    /// A string, or its hex and a mark of this kind where it is none.
    #[inline]
    pub(super) fn string(&mut self, bytes: &[u8], kind: MarkKind) {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.json.out.quoted(text),
            Err(_) => {
                let from = self.json.out.at();
                self.json.out.quoted(&not_utf8(bytes));
                self.json.out.mark(from, kind, format!("not UTF-8, {} bytes", bytes.len()));
            }
        }
    }
}

/// What stands for a string that is not UTF-8.
#[cold]
pub(super) fn not_utf8(bytes: &[u8]) -> String {
    let mut text = format!("not UTF-8, {} bytes: ", bytes.len());
    push_hex(&mut text, bytes.get(..MAX_HEX).unwrap_or(bytes));
    if bytes.len() > MAX_HEX {
        text.push_str(" …");
    }
    text
}
