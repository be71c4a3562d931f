//! Messages as they are declared: options, reserved and extension ranges, then what stands inside.
//! Entries of maps are not shown; their map field is.

use crate::schema::descriptor::{DescriptorProto, ExtensionRange};

use super::{
    declarations::{self, Body},
    file::{Language, within},
    options::{self, Options, OptionsOf},
    writer::Writer,
};

/// One past the largest field number: the end of a range to `max`.
const END_OF_NUMBERS: i32 = 536_870_912;

pub(super) fn message(writer: &mut Writer<'_>, path: &[i32], message: &DescriptorProto) {
    writer.leading_comment(path);
    let head = format!("{}message {}", visibility(message.visibility), message.name());
    body(writer, &head, path, message);
}

/// A block with this head and the message's inside.
pub(super) fn body(writer: &mut Writer<'_>, head: &str, path: &[i32], message: &DescriptorProto) {
    let scope = within(&writer.scope, message.name());
    let outer = std::mem::replace(&mut writer.scope, scope);
    writer.block(head, |writer| {
        writer.inner_comment(path);
        options::statements(writer, &Options::of(writer.schema, OptionsOf::Message, message.options.as_ref()));
        ranges(writer, message);
        declarations::write(writer, &Body::of_message(path, message));
    });
    writer.scope = outer;
}

/// Edition 2024's `export` and `local`.
pub(super) fn visibility(visibility: Option<i32>) -> &'static str {
    match visibility {
        Some(1) => "local ",
        Some(2) => "export ",
        _ => "",
    }
}

/// Identifiers in an edition, strings before.
pub(super) fn reserved_names(writer: &Writer<'_>, names: &[String]) -> String {
    let is_edition = writer.file.language() == Language::Edition;
    let written = names.iter().map(|name| if is_edition { name.clone() } else { options::quoted(name) });
    written.collect::<Vec<_>>().join(", ")
}

fn ranges(writer: &mut Writer<'_>, message: &DescriptorProto) {
    let reserved: Vec<String> =
        message.reserved_range.iter().map(|range| half_open(range.start(), range.end())).collect();
    for list in [reserved.join(", "), reserved_names(writer, &message.reserved_name)] {
        if !list.is_empty() {
            writer.line(&format!("reserved {list};"));
        }
    }
    // Ranges that were declared together have the same options.
    for run in message.extension_range.chunk_by(|a, b| a.options == b.options) {
        let list: Vec<String> = run.iter().map(|range| half_open(range.start(), range.end())).collect();
        let list = list.join(", ");
        let set = run.first().and_then(|range: &ExtensionRange| range.options.as_ref());
        let options = Options::of(writer.schema, OptionsOf::ExtensionRange, set);
        let brackets = options.in_brackets(writer.indent() + "extensions ".len() + list.len());
        writer.line(&format!("extensions {list}{brackets};"));
    }
    if !(message.reserved_range.is_empty() && message.reserved_name.is_empty() && message.extension_range.is_empty()) {
        writer.blank();
    }
}

/// `1`, `3 to 5`, `1000 to max` of a range whose end is one past the last. Of a message set all of int32 are numbers.
fn half_open(start: i32, end: i32) -> String {
    match end {
        END_OF_NUMBERS | i32::MAX => format!("{start} to max"),
        end if end.saturating_sub(1) <= start => start.to_string(),
        end => format!("{start} to {}", end.saturating_sub(1)),
    }
}
