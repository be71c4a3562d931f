//! Imports that are not listed: inferred from the types a file uses, and built-in files that nobody else brought.
//! Some servers (grpc-js) give files without their import list; names are then looked up as protobuf scopes them.

use std::collections::{HashMap, HashSet};

use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorProto};

use super::Candidate;
use crate::schema::builtin;

/// Adds what is missing to files that came as bytes, and either list no imports or list some that are not there.
pub(super) fn infer(files: &mut [Candidate], bad: &HashSet<usize>) {
    let names: HashSet<String> = files.iter().map(|file| file.name().to_owned()).collect();
    let is_known = |import: &String| names.contains(import) || builtin::file(import).is_some();
    let incomplete: Vec<usize> = files
        .iter()
        .enumerate()
        .filter(|(index, file)| {
            let imports = &file.descriptor.dependency;
            !bad.contains(index) && file.encoded.is_some() && (imports.is_empty() || !imports.iter().all(is_known))
        })
        .map(|(index, _)| index)
        .collect();
    if incomplete.is_empty() {
        return;
    }
    let defined = Definitions::of(files, bad);
    for index in incomplete {
        let Some(file) = files.get_mut(index) else { continue };
        let imports = defined.imports_of(&file.descriptor);
        let listed = &mut file.descriptor.dependency;
        for import in imports {
            if !listed.contains(&import) {
                listed.push(import);
            }
        }
    }
}

/// Brings in built-in files that are imported and that no source has, with what they import.
pub(super) fn add_builtins(files: &mut Vec<Candidate>) {
    let mut names: HashSet<String> = files.iter().map(|file| file.name().to_owned()).collect();
    let mut at = 0;
    while let Some(file) = files.get(at) {
        let wanted: Vec<_> = file
            .descriptor
            .dependency
            .iter()
            .filter(|import| !builtin::is_well_known(import))
            .filter_map(|import| builtin::file(import))
            .filter(|builtin| names.insert(builtin.name.clone()))
            .collect();
        files.extend(wanted.into_iter().map(|builtin| Candidate {
            descriptor: builtin.descriptor.clone(),
            encoded: Some(builtin.encoded.clone()),
            text: None,
        }));
        at += 1;
    }
}

/// Which file defines a message or enum.
struct Definitions(HashMap<String, String>);

impl Definitions {
    /// A file of the source goes before a built-in one.
    fn of(files: &[Candidate], bad: &HashSet<usize>) -> Self {
        let mut defined = Self(HashMap::new());
        let good = files.iter().enumerate().filter(|(index, _)| !bad.contains(index)).map(|(_, file)| &file.descriptor);
        for file in good.chain(builtin::files().iter().map(|file| &file.descriptor)) {
            for message in &file.message_type {
                defined.message(message, file.package(), file.name());
            }
            for one in &file.enum_type {
                defined.add(file.package(), one.name(), file.name());
            }
        }
        defined
    }

    fn add(&mut self, scope: &str, name: &str, file: &str) -> String {
        let full_name = if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") };
        self.0.entry(full_name.clone()).or_insert_with(|| file.to_owned());
        full_name
    }

    fn message(&mut self, message: &DescriptorProto, scope: &str, file: &str) {
        let name = self.add(scope, message.name(), file);
        for nested in &message.nested_type {
            self.message(nested, &name, file);
        }
        for one in &message.enum_type {
            self.add(&name, one.name(), file);
        }
    }

    /// The file that defines `name` as seen from `scope`: the innermost scope that has it wins.
    fn file_of(&self, scope: &str, name: &str) -> Option<&str> {
        if let Some(full_name) = name.strip_prefix('.') {
            return self.0.get(full_name).map(String::as_str);
        }
        let scopes = std::iter::once(scope)
            .chain(scope.rmatch_indices('.').map(|(dot, _)| scope.get(..dot).unwrap_or_default()));
        scopes
            .filter(|scope| !scope.is_empty())
            .find_map(|scope| self.0.get(&format!("{scope}.{name}")))
            .or_else(|| self.0.get(name))
            .map(String::as_str)
    }

    /// The files that define what this one uses, itself left out, in the order of use.
    fn imports_of(&self, file: &FileDescriptorProto) -> Vec<String> {
        let mut uses = Vec::new();
        let package = file.package();
        file.message_type.iter().for_each(|message| message_uses(message, package, &mut uses));
        file.extension.iter().for_each(|extension| field_uses(extension, package, &mut uses));
        for service in &file.service {
            for method in &service.method {
                uses.push((package.to_owned(), method.input_type()));
                uses.push((package.to_owned(), method.output_type()));
            }
        }
        let mut seen = HashSet::from([file.name()]);
        uses.iter()
            .filter_map(|(scope, name)| self.file_of(scope, name))
            .filter(|file| seen.insert(file))
            .map(str::to_owned)
            .collect()
    }
}

fn message_uses<'a>(message: &'a DescriptorProto, scope: &str, uses: &mut Vec<(String, &'a str)>) {
    let name = if scope.is_empty() { message.name().to_owned() } else { format!("{scope}.{}", message.name()) };
    message.field.iter().chain(&message.extension).for_each(|field| field_uses(field, &name, uses));
    message.nested_type.iter().for_each(|nested| message_uses(nested, &name, uses));
}

fn field_uses<'a>(field: &'a FieldDescriptorProto, scope: &str, uses: &mut Vec<(String, &'a str)>) {
    for name in [field.type_name(), field.extendee()] {
        if !name.is_empty() {
            uses.push((scope.to_owned(), name));
        }
    }
}
