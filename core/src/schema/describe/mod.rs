//! Describe: a symbol as a person would write it in a .proto, with its comments, from descriptors alone.
//! It makes text; it colours nothing and knows no terminal.

mod declarations;
mod enums;
mod fields;
mod messages;
mod names;
mod options;
mod services;
mod writer;

#[cfg(test)]
mod tests;

use prost_reflect::{DescriptorPool, ExtensionDescriptor, FileDescriptor, Syntax};

use self::{options::Options, writer::Writer};
use super::{catalog::Schema, method::MethodPath};

/// The proto text of a service, method, message, field, enum, enum value or extension; `None` if there is none of this
/// name. Methods are named `pkg.Service/Method` or with a dot; a leading dot or slash is allowed.
pub fn describe(schema: &Schema, symbol: &str) -> Option<String> {
    let name = symbol.trim().trim_start_matches(['.', '/']);
    let pool = schema.pool();
    if let Some(service) = pool.get_service_by_name(name) {
        return Some(Writer::new(schema, &service.parent_file()).text(|writer| services::service(writer, &service)));
    }
    if let Some(message) = pool.get_message_by_name(name) {
        return Some(Writer::new(schema, &message.parent_file()).text(|writer| messages::message(writer, &message)));
    }
    if let Some(one) = pool.get_enum_by_name(name) {
        return Some(Writer::new(schema, &one.parent_file()).text(|writer| enums::enumeration(writer, &one)));
    }
    if let Some(extension) = pool.get_extension_by_name(name) {
        let file = extension.parent_file();
        return Some(Writer::new(schema, &file).text(|writer| extend(writer, std::slice::from_ref(&extension))));
    }
    describe_part(schema, pool, name)
}

/// A whole file, as if its source were at hand.
pub(super) fn describe_file(schema: &Schema, name: &str) -> Option<String> {
    let file = schema.pool().get_file_by_name(name)?;
    Some(Writer::new(schema, &file).text(|writer| whole_file(writer, schema, &file)))
}

/// What is named by the thing around it: a method, a field, an enum value.
fn describe_part(schema: &Schema, pool: &DescriptorPool, name: &str) -> Option<String> {
    let MethodPath { service: outer, method: part } = MethodPath::parse(name).ok()?;
    if let Some(service) = pool.get_service_by_name(&outer) {
        let method = service.methods().find(|method| method.name() == part)?;
        return Some(Writer::new(schema, &service.parent_file()).text(|writer| {
            services::method(writer, &method);
        }));
    }
    if let Some(message) = pool.get_message_by_name(&outer) {
        let field = message.get_field_by_name(&part)?;
        return Some(Writer::new(schema, &message.parent_file()).text(|writer| fields::field(writer, &field)));
    }
    let one = pool.get_enum_by_name(&outer)?;
    let value = one.get_value_by_name(&part)?;
    Some(Writer::new(schema, &one.parent_file()).text(|writer| enums::value(writer, &value)))
}

fn whole_file(writer: &mut Writer<'_>, schema: &Schema, file: &FileDescriptor) {
    let raw = file.file_descriptor_proto();
    let syntax = if file.syntax() == Syntax::Proto3 { "proto3" } else { "proto2" };
    writer.line(&format!("syntax = \"{syntax}\";"));
    if !file.package_name().is_empty() {
        writer.blank();
        writer.line(&format!("package {};", file.package_name()));
    }
    writer.blank();
    for import in &raw.dependency {
        let public = if schema.public_imports(file.name()).contains(import) { "public " } else { "" };
        writer.line(&format!("import {public}{};", options::quoted(import)));
    }
    writer.blank();
    options::statements(writer, &Options::of(file.options()));
    let mut parts = declarations::of_file(file);
    parts.extend(file.services().map(declarations::Part::Service));
    declarations::write(writer, parts);
}

/// `extend` blocks, one for each run of extensions of the same message.
fn extend(writer: &mut Writer<'_>, extensions: &[ExtensionDescriptor]) {
    for run in extensions.chunk_by(|a, b| a.containing_message() == b.containing_message()) {
        let Some(first) = run.first() else { continue };
        let extendee = names::relative(writer, &first.containing_message());
        writer.blank();
        writer.block(&format!("extend {extendee}"), |writer| {
            run.iter().for_each(|extension| fields::extension(writer, extension));
        });
    }
}
