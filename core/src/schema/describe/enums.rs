//! Enums and their values as they are declared.
//! It takes aliases as they come; the option that allows them is shown with the others.

use prost_reflect::{EnumDescriptor, EnumValueDescriptor};

use super::{
    messages::quoted_names,
    options::{self, Options},
    writer::Writer,
};

pub(super) fn enumeration(writer: &mut Writer<'_>, one: &EnumDescriptor) {
    writer.leading_comment(one.path());
    writer.block(&format!("enum {}", one.name()), |writer| {
        writer.inner_comment(one.path());
        options::statements(writer, &Options::of(one.options()));
        reserved(writer, one);
        // The library lists values by number.
        let mut values: Vec<EnumValueDescriptor> = one.values().collect();
        values.sort_by(|a, b| a.path().cmp(b.path()));
        for (index, each) in values.iter().enumerate() {
            if index > 0 && writer.has_comment(each.path()) {
                writer.blank();
            }
            value(writer, each);
        }
    });
}

pub(super) fn value(writer: &mut Writer<'_>, value: &EnumValueDescriptor) {
    let options = Options::of(value.options()).in_brackets();
    writer.statement(value.path(), &format!("{} = {}{options};", value.name(), value.number()));
}

/// Ranges of an enum hold their end.
fn reserved(writer: &mut Writer<'_>, one: &EnumDescriptor) {
    let raw = one.enum_descriptor_proto();
    let ranges = raw.reserved_range.iter().map(|range| match (range.start(), range.end()) {
        (start, i32::MAX) => format!("{start} to max"),
        (start, end) if start == end => start.to_string(),
        (start, end) => format!("{start} to {end}"),
    });
    for list in [ranges.collect::<Vec<_>>().join(", "), quoted_names(&raw.reserved_name)] {
        if !list.is_empty() {
            writer.line(&format!("reserved {list};"));
        }
    }
    if !raw.reserved_range.is_empty() || !raw.reserved_name.is_empty() {
        writer.blank();
    }
}
