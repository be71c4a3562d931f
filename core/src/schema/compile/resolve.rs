//! The types a file names, found and written in full; JSON names and defaults in the form protoc gives them.
//! It reads no options and checks no rule but that a name leads to what it must be.

use std::collections::HashSet;

use super::{
    files::Files,
    numbers,
    report::Report,
    scope::{Found, Lookup, Scope, Wanted},
    symbols::{FileId, SymbolKind, joined},
};
use crate::schema::descriptor::{
    DescriptorProto, FieldDescriptorProto, FileDescriptorProto, MethodDescriptorProto, ServiceDescriptorProto,
    field_type,
};

/// Resolves one file.
pub(super) struct Resolver<'a> {
    pub scope: Scope<'a>,
    pub files: &'a Files,
    pub report: &'a mut Report,
    /// An import is not there: names that are not found then are no fault of their own.
    pub lacks_imports: bool,
    pub package: String,
    /// Files that were of use.
    pub used: HashSet<FileId>,
    /// Files that were of use although they are not imported.
    pub not_imported: Vec<FileId>,
}

impl Resolver<'_> {
    pub fn file(&mut self, file: &mut FileDescriptorProto) {
        let package = self.package.clone();
        let mut path = Vec::new();
        each(&mut path, 4, &mut file.message_type, |path, message| self.message(message, &package, path));
        each(&mut path, 7, &mut file.extension, |path, field| self.field(field, &package, path));
        each(&mut path, 6, &mut file.service, |path, service| self.service(service, &package, path));
    }

    fn message(&mut self, message: &mut DescriptorProto, scope: &str, path: &mut Vec<i32>) {
        let name = joined(scope, message.name.as_deref().unwrap_or_default());
        each(path, 2, &mut message.field, |path, field| self.field(field, &name, path));
        each(path, 6, &mut message.extension, |path, field| self.field(field, &name, path));
        each(path, 3, &mut message.nested_type, |path, nested| self.message(nested, &name, path));
    }

    fn service(&mut self, service: &mut ServiceDescriptorProto, scope: &str, path: &mut Vec<i32>) {
        let name = joined(scope, service.name.as_deref().unwrap_or_default());
        each(path, 2, &mut service.method, |path, method| self.method(method, &name, path));
    }

    fn method(&mut self, method: &mut MethodDescriptorProto, scope: &str, path: &mut Vec<i32>) {
        let name = joined(scope, method.name.as_deref().unwrap_or_default());
        for (part, type_name) in [(2, &mut method.input_type), (3, &mut method.output_type)] {
            path.push(part);
            self.message_type(type_name, &name, path);
            path.pop();
        }
    }

    fn field(&mut self, field: &mut FieldDescriptorProto, scope: &str, path: &mut Vec<i32>) {
        let own_name = field.name.clone().unwrap_or_default();
        if field.json_name.is_some() && field.extendee.is_some() {
            path.push(10);
            self.report.error(path, "an extension has no json_name of its own");
            path.pop();
        }
        field.json_name.get_or_insert_with(|| json_name(&own_name));
        let name = joined(scope, &own_name);
        if field.extendee.is_some() {
            path.push(2);
            self.message_type(&mut field.extendee, &name, path);
            path.pop();
        }
        if let Some(written) = field.type_name.take() {
            path.push(6);
            field.type_name = Some(self.field_type(field, written, &name, path));
            path.pop();
        }
        if let Some(default) = &mut field.default_value {
            match field.r#type {
                Some(field_type::FLOAT) => numbers::settle_float(default),
                Some(field_type::DOUBLE) => numbers::settle_double(default),
                _ => {}
            }
        }
    }

    /// Sets the field's type and returns its name in full.
    fn field_type(&mut self, field: &mut FieldDescriptorProto, written: String, name: &str, path: &[i32]) -> String {
        let Some(found) = self.look_up(&written, name, Wanted::Type, path) else {
            return self.placeholder(&written);
        };
        match found.symbol.kind {
            SymbolKind::Message if field.r#type != Some(field_type::GROUP) => {
                field.r#type = Some(field_type::MESSAGE);
            }
            SymbolKind::Enum => field.r#type = Some(field_type::ENUM),
            SymbolKind::Message => {}
            _ => {
                self.report.error(path, format!("\"{written}\" is not a type"));
            }
        }
        [".", &found.full_name].concat()
    }

    /// Writes the name of a message in full.
    fn message_type(&mut self, type_name: &mut Option<String>, around: &str, path: &[i32]) {
        let written = type_name.take().unwrap_or_default();
        *type_name = Some(match self.look_up(&written, around, Wanted::Anything, path) {
            Some(found) => {
                if found.symbol.kind != SymbolKind::Message {
                    self.report.error(path, format!("\"{written}\" is not a message"));
                }
                [".", &found.full_name].concat()
            }
            None => self.placeholder(&written),
        });
    }

    fn look_up(&mut self, written: &str, around: &str, wanted: Wanted, path: &[i32]) -> Option<Found> {
        match self.scope.look_up(written, around, wanted) {
            Lookup::Found(found) => {
                self.used.insert(found.symbol.file);
                if found.symbol.is_local && found.symbol.file != self.scope.view.file {
                    let file = self.files.name(found.symbol.file);
                    self.report.error(path, format!("\"{}\" is local to \"{file}\"", found.full_name));
                }
                Some(found)
            }
            Lookup::NotImported(found) => {
                let file = self.files.name(found.symbol.file);
                let message = format!("\"{written}\" is defined in \"{file}\", which is not imported");
                if self.lacks_imports {
                    self.not_imported.push(found.symbol.file);
                } else if self.files.is_compiled(found.symbol.file) {
                    self.report.warning(path, message);
                    self.report.hint(Some(format!("Add: import \"{file}\";")));
                    self.not_imported.push(found.symbol.file);
                } else {
                    self.report.error(path, message);
                    self.report.hint(Some(format!("Add: import \"{file}\";")));
                }
                Some(found)
            }
            Lookup::Hidden(resolved) => {
                if !self.lacks_imports {
                    self.report.error(path, format!("\"{written}\" is taken for \"{resolved}\", which is not defined"));
                    let hint =
                        format!("The innermost scope is searched first; \".{written}\" starts from the outermost.");
                    self.report.hint(Some(hint));
                }
                None
            }
            Lookup::Missing => {
                if !self.lacks_imports {
                    self.report.error(path, format!("\"{written}\" is not defined"));
                }
                None
            }
        }
    }

    /// The full name that a name most likely stands for.
    fn placeholder(&self, written: &str) -> String {
        match written {
            full if full.starts_with('.') => full.to_owned(),
            partial if partial.contains('.') => [".", partial].concat(),
            single => [".", &joined(&self.package, single)].concat(),
        }
    }
}

/// lowerCamelCase, as protoc makes it of a field's name.
pub(super) fn json_name(name: &str) -> String {
    let mut json = String::with_capacity(name.len());
    let mut is_after_underscore = false;
    for character in name.chars() {
        match character {
            '_' => is_after_underscore = true,
            _ if is_after_underscore => {
                json.push(character.to_ascii_uppercase());
                is_after_underscore = false;
            }
            _ => json.push(character),
        }
    }
    json
}

/// Calls `take` for each element with its path.
fn each<T>(path: &mut Vec<i32>, field: i32, elements: &mut [T], mut take: impl FnMut(&mut Vec<i32>, &mut T)) {
    path.push(field);
    for (index, element) in (0..).zip(elements) {
        path.push(index);
        take(path, element);
        path.pop();
    }
    path.pop();
}
