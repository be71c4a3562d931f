//! Describe: a symbol as a person would write it in a .proto, with its comments, from raw descriptors alone.
//! It makes text; it colours nothing and knows no terminal.

mod declarations;
pub(super) mod element;
mod enums;
pub(super) mod fields;
pub(super) mod file;
mod messages;
pub(super) mod names;
pub(super) mod options;
mod services;
mod writer;

#[cfg(test)]
mod tests;

use self::{
    declarations::Body,
    element::{Element, What, tag},
    file::{Language, OpenFile, step},
    options::{Options, OptionsOf},
    writer::Writer,
};
use super::{catalog::Schema, descriptor::FieldDescriptorProto};

/// The proto text of a service, method, message, field, enum, enum value or extension; `None` if there is none of this
/// name. Methods are named `pkg.Service/Method` or with a dot; a leading dot or slash is allowed.
pub fn describe(schema: &Schema, symbol: &str) -> Option<String> {
    let name = symbol.trim().trim_start_matches(['.', '/']);
    let file = OpenFile::of_symbol(schema, name)?;
    let element = file.find(name)?;
    // A part stands outside of its message here, so that types within are named with it.
    let scope = match element.what {
        What::Service(_) | What::Message(_) | What::Enum(_) => element.scope.as_str(),
        What::Method(_) | What::Field(..) | What::Value(_) | What::Extension(_) => file.package(),
    };
    Some(Writer::new(schema, &file, scope).text(|writer| declare(writer, &file, &element)))
}

/// A whole file, as if its source were at hand.
pub(super) fn describe_file(schema: &Schema, name: &str) -> Option<String> {
    let file = OpenFile::open(schema, name)?;
    let mut writer = Writer::new(schema, &file, file.package());
    writer.with_detached = true;
    Some(writer.text(|writer| whole_file(writer, &file)))
}

fn declare(writer: &mut Writer<'_>, file: &OpenFile, element: &Element<'_>) {
    let path = element.path.as_slice();
    match element.what {
        What::Service(one) => services::service(writer, path, one),
        What::Method(one) => {
            services::method(writer, path, one);
        }
        What::Message(one) => messages::message(writer, path, one),
        What::Enum(one) => enums::enumeration(writer, path, one),
        What::Value(one) => enums::value(writer, path, one),
        What::Field(message, one) => {
            let outer = path.get(..path.len().saturating_sub(2)).unwrap_or_default();
            fields::field(writer, path, &Body::of_message(outer, message), one);
        }
        What::Extension(one) => {
            let outer = path.get(..path.len().saturating_sub(2)).unwrap_or_default();
            let around = file.find(&element.scope).map(|around| around.what);
            let body = match around {
                Some(What::Message(message)) => Body::of_message(outer, message),
                _ => Body::of_file(&file.raw),
            };
            extend(writer, &body, &[(path.to_vec(), one)]);
        }
    }
}

fn whole_file(writer: &mut Writer<'_>, file: &OpenFile) {
    let raw = &file.raw;
    let language = if file.language() == Language::Edition { tag::FILE_EDITION } else { tag::FILE_SYNTAX };
    let line = file.language_line();
    // Of an edition protoc tells the place under `syntax`.
    let path = [language, tag::FILE_SYNTAX].into_iter().find(|tag| file.location(&[*tag]).is_some());
    writer.statement(&[path.unwrap_or(language)], &line);
    if !file.package().is_empty() {
        writer.blank();
        writer.statement(&[tag::FILE_PACKAGE], &format!("package {};", file.package()));
    }
    writer.blank();
    for (position, import) in raw.dependency.iter().enumerate() {
        let is_in = |list: &[i32]| list.iter().any(|at| usize::try_from(*at).is_ok_and(|at| at == position));
        let kind = match (is_in(&raw.public_dependency), is_in(&raw.weak_dependency)) {
            (true, _) => "public ",
            (_, true) => "weak ",
            _ => "",
        };
        writer.statement(&step(&[], tag::FILE_IMPORT, position), &format!("import {kind}{};", options::quoted(import)));
    }
    for (position, import) in raw.option_dependency.iter().enumerate() {
        let path = step(&[], tag::FILE_OPTION_IMPORT, position);
        writer.statement(&path, &format!("import option {};", options::quoted(import)));
    }
    writer.blank();
    options::statements(writer, &Options::of(writer.schema, OptionsOf::File, raw.options.as_ref()));
    declarations::write(writer, &Body::of_file(raw));
}

/// `extend` blocks, one for each run of extensions of the same message.
fn extend(writer: &mut Writer<'_>, body: &Body<'_>, extensions: &[(Vec<i32>, &FieldDescriptorProto)]) {
    for run in extensions.chunk_by(|(_, a), (_, b)| a.extendee == b.extendee) {
        let Some((_, first)) = run.first() else { continue };
        let extendee = names::relative(writer.schema, &writer.scope, first.extendee());
        writer.blank();
        writer.block(&format!("extend {extendee}"), |writer| {
            for (index, (path, one)) in run.iter().enumerate() {
                if index > 0 && writer.has_comment(path) {
                    writer.blank();
                }
                fields::field(writer, path, body, one);
            }
        });
    }
}
