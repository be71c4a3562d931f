//! The vetting of one file before a library sees it: everything that a descriptor must hold for others to rely on.
//! It looks at one file alone; names that must exist elsewhere are checked when the pool is built.

use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, ServiceDescriptorProto,
    field_descriptor_proto::{Label, Type},
};

use super::{Candidate, MAX_NESTING, too_deep, wire};
use crate::schema::problem::Problem;

mod options;

/// A file with more is not looked at further.
const MAX_FAULTS: usize = 8;
const MAX_NAME_BYTES: usize = 1024;
const MAX_IMPORTS: usize = 20_000;
/// Fields times reserved and extension ranges of one message, or the like of an enum: each is held against each.
const MAX_COMPARISONS: usize = 50_000_000;
/// Largest field number, and the numbers protobuf keeps for itself
/// (<https://protobuf.dev/programming-guides/proto3/#assigning>).
const FIELD_NUMBERS: std::ops::RangeInclusive<i32> = 1..=536_870_911;
const OWN_NUMBERS: std::ops::RangeInclusive<i32> = 19_000..=19_999;

/// What is wrong with the file; empty if a pool may be built from it.
pub(super) fn vet(file: &Candidate) -> Vec<Problem> {
    let name = file.name();
    if let Some(fault) = file_name_fault(name) {
        return vec![Problem::error(printable(name), fault)];
    }
    if let Some(fault) = syntax_fault(file) {
        return vec![fault];
    }
    let mut vetting = Vetting { file: name, is_proto3: file.descriptor.syntax() == "proto3", faults: Vec::new() };
    vetting.file(&file.descriptor);
    vetting.faults
}

/// The problem of a file in an edition.
pub(in crate::schema) fn edition_not_supported(file: &str, edition: &str) -> Problem {
    Problem::error(file, format!("edition {edition} is not supported yet; proto2 and proto3 are"))
        .hint("Load the service from a proto3 copy of the file, if there is one.")
}

fn syntax_fault(file: &Candidate) -> Option<Problem> {
    match file.descriptor.syntax.as_deref() {
        None | Some("proto2" | "proto3") => None,
        Some("editions") => {
            let number = file.encoded.as_ref().and_then(wire::edition);
            let edition = match number {
                Some(1000) => "2023".to_owned(),
                Some(1001) => "2024".to_owned(),
                Some(other) => format!("number {other}"),
                None => "unknown".to_owned(),
            };
            Some(edition_not_supported(file.name(), &edition))
        }
        Some(other) => Some(Problem::error(file.name(), format!("syntax \"{}\" is not known", printable(other)))),
    }
}

fn file_name_fault(name: &str) -> Option<&'static str> {
    match name {
        "" => Some("the file has no name"),
        _ if name.len() > MAX_NAME_BYTES => Some("the file's name is longer than 1,024 bytes"),
        _ if name.chars().any(char::is_control) => Some("the file's name holds control characters"),
        _ => None,
    }
}

/// A text safe to show: bounded, control characters visible.
fn printable(text: &str) -> String {
    text.chars().take(80).flat_map(char::escape_debug).collect()
}

struct Vetting<'a> {
    file: &'a str,
    is_proto3: bool,
    faults: Vec<Problem>,
}

impl Vetting<'_> {
    fn fault(&mut self, what: impl Into<String>) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(Problem::error(self.file, what));
        }
    }

    fn is_full(&self) -> bool {
        self.faults.len() >= MAX_FAULTS
    }

    fn file(&mut self, file: &FileDescriptorProto) {
        if !file.package().is_empty() && !is_full_name(file.package()) {
            self.fault(format!("package \"{}\" is not a name", printable(file.package())));
        }
        if file.dependency.len() > MAX_IMPORTS {
            self.fault(format!("more than {MAX_IMPORTS} imports"));
        }
        if file.dependency.iter().any(|import| file_name_fault(import).is_some()) {
            self.fault("an import has no name or no fit name");
        }
        let imports = file.dependency.len();
        if !file.public_dependency.iter().all(|&index| usize::try_from(index).is_ok_and(|index| index < imports)) {
            self.fault("a public import is not in the list of imports");
        }
        self.options(file.package(), &file.options);
        let package = file.package();
        for message in &file.message_type {
            self.message(message, package, 1);
        }
        file.enum_type.iter().for_each(|one| self.enumeration(one, package));
        file.service.iter().for_each(|one| self.service(one, package));
        file.extension.iter().for_each(|one| self.extension(one, package));
    }

    fn message(&mut self, message: &DescriptorProto, scope: &str, depth: usize) {
        if self.is_full() {
            return;
        }
        if depth > MAX_NESTING {
            return self.fault(format!("nesting deeper than {MAX_NESTING} levels"));
        }
        let name = self.name(scope, message.name(), "a message");
        self.options(&name, &message.options);
        for range in &message.extension_range {
            self.options(&name, &range.options);
        }
        let ranges = message.reserved_range.len() + message.extension_range.len();
        self.comparisons(&name, message.field.len(), ranges);
        for oneof in &message.oneof_decl {
            self.name(&name, oneof.name(), "a oneof");
            self.options(&name, &oneof.options);
        }
        for field in &message.field {
            self.field(field, &name);
            if field.oneof_index.is_some_and(|i| usize::try_from(i).map_or(true, |i| i >= message.oneof_decl.len())) {
                self.fault(format!("{name}.{} is in a oneof that does not exist", printable(field.name())));
            }
        }
        if message.options.as_ref().is_some_and(|options| options.map_entry()) {
            self.map_entry(message, &name);
        }
        for nested in &message.nested_type {
            self.message(nested, &name, depth + 1);
        }
        message.enum_type.iter().for_each(|one| self.enumeration(one, &name));
        message.extension.iter().for_each(|one| self.extension(one, &name));
    }

    /// A map entry must be complete: whoever reads a map takes key and value for granted.
    fn map_entry(&mut self, entry: &DescriptorProto, name: &str) {
        let part = |number: i32, part_name: &str| {
            entry
                .field
                .iter()
                .find(|field| field.number() == number && field.name() == part_name && field.label() == Label::Optional)
        };
        let missing = match (part(1, "key"), part(2, "value")) {
            (None, _) => "no key",
            (_, None) => "no value",
            (Some(key), Some(_)) if !is_map_key(key) => "a key of a type that cannot be one",
            (Some(_), Some(_)) if entry.field.len() > 2 => "more than key and value",
            (Some(_), Some(_)) => return,
        };
        self.fault(format!("map entry {name} has {missing}"));
    }

    fn field(&mut self, field: &FieldDescriptorProto, scope: &str) {
        let name = self.name(scope, field.name(), "a field");
        self.options(&name, &field.options);
        if !FIELD_NUMBERS.contains(&field.number()) || OWN_NUMBERS.contains(&field.number()) {
            self.fault(format!("{name} has the field number {}, which is not allowed", field.number()));
        }
        if field.label.is_some_and(|label| Label::try_from(label).is_err()) {
            self.fault(format!("{name} has an unknown label"));
        }
        let kind = field.r#type.map(Type::try_from);
        match kind {
            Some(Err(_)) => self.fault(format!("{name} has an unknown type")),
            Some(Ok(Type::Message | Type::Group | Type::Enum)) | None if !is_type_name(field.type_name()) => {
                self.fault(format!("{name} has a type without a fit name"));
            }
            Some(Ok(Type::Message | Type::Group | Type::Enum)) | None => {}
            Some(Ok(_)) if !field.type_name().is_empty() => {
                self.fault(format!("{name} is a scalar and yet names a type"));
            }
            Some(Ok(_)) => {}
        }
        if self.is_proto3 && field.label() == Label::Required {
            self.fault(format!("{name} is required, which proto3 does not have"));
        }
    }

    fn extension(&mut self, extension: &FieldDescriptorProto, scope: &str) {
        self.field(extension, scope);
        if !is_type_name(extension.extendee()) {
            self.fault(format!("extension {} extends nothing", printable(extension.name())));
        }
    }

    fn enumeration(&mut self, one: &EnumDescriptorProto, scope: &str) {
        if self.is_full() {
            return;
        }
        let name = self.name(scope, one.name(), "an enum");
        self.options(&name, &one.options);
        self.comparisons(&name, one.value.len(), one.reserved_range.len());
        if one.value.is_empty() {
            self.fault(format!("enum {name} has no values"));
        }
        for value in &one.value {
            self.name(&name, value.name(), "an enum value");
            self.options(&name, &value.options);
        }
    }

    fn service(&mut self, service: &ServiceDescriptorProto, scope: &str) {
        let name = self.name(scope, service.name(), "a service");
        self.options(&name, &service.options);
        for method in &service.method {
            let method_name = self.name(&name, method.name(), "a method");
            self.options(&method_name, &method.options);
            if !is_type_name(method.input_type()) || !is_type_name(method.output_type()) {
                self.fault(format!("{method_name} lacks a request or a response type"));
            }
        }
    }

    /// The full name; a fault if the last part is no identifier.
    fn name(&mut self, scope: &str, name: &str, what: &str) -> String {
        if !is_identifier(name) {
            let within = if scope.is_empty() { String::new() } else { format!(" in {scope}") };
            self.fault(format!("\"{}\"{within} is not a name for {what}", printable(name)));
        }
        if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
    }

    fn comparisons(&mut self, name: &str, members: usize, ranges: usize) {
        if members.saturating_mul(ranges) > MAX_COMPARISONS {
            self.fault(format!("{name} has too many reserved ranges ({ranges}) for its size ({members})"));
        }
    }

    /// Options still to be read: those that would build a map entry, or nest without end.
    fn options<T: options::Options>(&mut self, of: &str, options: &Option<T>) {
        for option in options.iter().flat_map(options::Options::uninterpreted) {
            if let [part] = option.name.as_slice()
                && part.name_part == "map_entry"
                && !part.is_extension
            {
                self.fault(format!("{of} sets map_entry itself; write map<Key, Value>"));
            }
            if option.aggregate_value.as_deref().is_some_and(|value| too_deep(value).is_some()) {
                self.fault(format!("an option of {of} nests deeper than {MAX_NESTING} levels"));
            }
        }
    }
}

fn is_map_key(field: &FieldDescriptorProto) -> bool {
    use Type::{Bool, Fixed32, Fixed64, Int32, Int64, Sfixed32, Sfixed64, Sint32, Sint64, String, Uint32, Uint64};
    field.r#type.and_then(|number| Type::try_from(number).ok()).is_some_and(|kind| {
        matches!(
            kind,
            Int32 | Int64 | Uint32 | Uint64 | Sint32 | Sint64 | Fixed32 | Fixed64 | Sfixed32 | Sfixed64 | Bool | String
        )
    })
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.bytes();
    name.len() <= MAX_NAME_BYTES
        && characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && characters.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_full_name(name: &str) -> bool {
    name.len() <= MAX_NAME_BYTES && name.split('.').all(is_identifier)
}

fn is_type_name(name: &str) -> bool {
    is_full_name(name.strip_prefix('.').unwrap_or(name))
}
