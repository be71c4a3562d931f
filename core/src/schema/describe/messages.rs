//! Messages as they are declared: options, reserved and extension ranges, then what stands inside.
//! Entries of maps are not shown; their map field is.

use prost_reflect::MessageDescriptor;

use super::{
    declarations,
    options::{self, Options},
    writer::Writer,
};

/// One past the largest field number: the end of a range to `max`.
const END_OF_NUMBERS: i32 = 536_870_912;

pub(super) fn message(writer: &mut Writer<'_>, message: &MessageDescriptor) {
    writer.leading_comment(message.path());
    body(writer, &format!("message {}", message.name()), message);
}

/// A block with this head and the message's inside.
pub(super) fn body(writer: &mut Writer<'_>, head: &str, message: &MessageDescriptor) {
    let outer = std::mem::replace(&mut writer.scope, message.full_name().to_owned());
    writer.block(head, |writer| {
        writer.inner_comment(message.path());
        options::statements(writer, &Options::of(message.options()));
        ranges(writer, message);
        declarations::write(writer, declarations::of_message(message));
    });
    writer.scope = outer;
}

fn ranges(writer: &mut Writer<'_>, message: &MessageDescriptor) {
    let raw = message.descriptor_proto();
    let reserved = raw.reserved_range.iter().map(|range| (range.start(), range.end()));
    let extensions = raw.extension_range.iter().map(|range| (range.start(), range.end()));
    let (reserved, extensions) = (half_open(reserved), half_open(extensions));
    let reserved_names = quoted_names(&raw.reserved_name);
    for (word, list) in [("reserved", reserved), ("reserved", reserved_names), ("extensions", extensions)] {
        if !list.is_empty() {
            writer.line(&format!("{word} {list};"));
        }
    }
    if !(raw.reserved_range.is_empty() && raw.reserved_name.is_empty() && raw.extension_range.is_empty()) {
        writer.blank();
    }
}

/// `1, 3 to 5, 1000 to max` of ranges whose end is one past the last.
fn half_open(ranges: impl Iterator<Item = (i32, i32)>) -> String {
    let ranges = ranges.map(|(start, end)| match end {
        END_OF_NUMBERS => format!("{start} to max"),
        end if end.saturating_sub(1) <= start => start.to_string(),
        end => format!("{start} to {}", end.saturating_sub(1)),
    });
    ranges.collect::<Vec<_>>().join(", ")
}

pub(super) fn quoted_names(names: &[String]) -> String {
    names.iter().map(|name| options::quoted(name)).collect::<Vec<_>>().join(", ")
}
