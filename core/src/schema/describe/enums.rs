//! Enums and their values as they are declared.
//! It takes aliases as they come; the option that allows them is shown with the others.

use crate::schema::descriptor::{EnumDescriptorProto, EnumValueDescriptorProto};

use super::{
    element::tag,
    file::step,
    messages::{reserved_names, visibility},
    options::{self, Options, OptionsOf},
    writer::Writer,
};

pub(super) fn enumeration(writer: &mut Writer<'_>, path: &[i32], one: &EnumDescriptorProto) {
    writer.leading_comment(path);
    writer.block(&format!("{}enum {}", visibility(one.visibility), one.name()), |writer| {
        writer.inner_comment(path);
        options::statements(writer, &Options::of(writer.schema, OptionsOf::Enum, one.options.as_ref()));
        reserved(writer, one);
        for (index, each) in one.value.iter().enumerate() {
            let path = step(path, tag::ENUM_VALUE, index);
            if index > 0 && writer.has_comment(&path) {
                writer.blank();
            }
            value(writer, &path, each);
        }
    });
}

pub(super) fn value(writer: &mut Writer<'_>, path: &[i32], value: &EnumValueDescriptorProto) {
    let head = format!("{} = {}", value.name(), value.number());
    let options = Options::of(writer.schema, OptionsOf::Value, value.options.as_ref());
    let options = options.in_brackets(writer.indent() + head.len());
    writer.statement(path, &format!("{head}{options};"));
}

/// Ranges of an enum hold their end.
fn reserved(writer: &mut Writer<'_>, one: &EnumDescriptorProto) {
    let ranges = one.reserved_range.iter().map(|range| match (range.start(), range.end()) {
        (start, i32::MAX) => format!("{start} to max"),
        (start, end) if start == end => start.to_string(),
        (start, end) => format!("{start} to {end}"),
    });
    for list in [ranges.collect::<Vec<_>>().join(", "), reserved_names(writer, &one.reserved_name)] {
        if !list.is_empty() {
            writer.line(&format!("reserved {list};"));
        }
    }
    if !one.reserved_range.is_empty() || !one.reserved_name.is_empty() {
        writer.blank();
    }
}
