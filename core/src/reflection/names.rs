//! The names in files that a server gave: what they define, what they use, what may be extended.
//! A file that cannot be read adds nothing; `schema` says what is wrong with it.

use std::{
    collections::{BTreeSet, HashSet},
    rc::Rc,
};

use prost::Message as _;

use crate::schema::{
    Schema,
    descriptor::{DescriptorProto, FieldDescriptorProto, FileDescriptorProto},
};

/// Longest name that is kept; no longer one can be loaded.
const MAX_NAME_BYTES: usize = 4096;
/// Bytes of all names that are kept: nested names repeat what is around them. Past that less is known, and nothing lost.
const MAX_BYTES: usize = 128 << 20;

/// Names without a leading dot.
#[derive(Default)]
pub(super) struct Names {
    bytes: usize,
    defined: HashSet<String>,
    used: BTreeSet<String>,
    extendable: BTreeSet<String>,
    extended: HashSet<(String, i32)>,
}

impl Names {
    pub(super) fn add(&mut self, file: &[u8]) {
        let Ok(file) = FileDescriptorProto::decode(file) else { return };
        let package = file.package.clone().unwrap_or_default();
        if !self.has_room_for(&package) {
            return;
        }
        for (name, method) in file.service.iter().map(|service| (&service.name, &service.method)) {
            self.define(joined(&package, name.as_deref()));
            for method in method {
                self.uses(method.input_type.as_deref());
                self.uses(method.output_type.as_deref());
            }
        }
        for one in &file.enum_type {
            self.define(joined(&package, one.name.as_deref()));
        }
        self.fields(&file.extension);
        let package: Rc<str> = package.into();
        let mut messages: Vec<(Rc<str>, &DescriptorProto)> =
            file.message_type.iter().map(|message| (Rc::clone(&package), message)).collect();
        while let Some((scope, message)) = messages.pop() {
            let name = joined(&scope, message.name.as_deref());
            if !self.has_room_for(&name) {
                continue;
            }
            for one in &message.enum_type {
                self.define(joined(&name, one.name.as_deref()));
            }
            self.fields(&message.field);
            self.fields(&message.extension);
            let scope: Rc<str> = name.as_str().into();
            messages.extend(message.nested_type.iter().map(|nested| (Rc::clone(&scope), nested)));
            if !message.extension_range.is_empty() {
                self.extendable.insert(name.clone());
            }
            self.define(name);
        }
    }

    fn has_room_for(&self, name: &str) -> bool {
        name.len() <= MAX_NAME_BYTES && self.bytes + name.len() <= MAX_BYTES
    }

    fn define(&mut self, name: String) {
        if self.has_room_for(&name) {
            self.bytes += name.len();
            self.defined.insert(name);
        }
    }

    /// Whether a file that came defines this.
    pub(super) fn defines(&self, name: &str) -> bool {
        self.defined.contains(name)
    }

    /// Types that are used and that no file which came defines, nor a built-in one.
    pub(super) fn missing(&self) -> Vec<String> {
        let built_in = Schema::builtin();
        let is_built_in = |name: &str| built_in.message(name).is_some() || built_in.enumeration(name).is_some();
        self.used.iter().filter(|name| !self.defines(name) && !is_built_in(name)).cloned().collect()
    }

    /// Messages that came and may be extended.
    pub(super) fn extendable(&self) -> impl Iterator<Item = &String> {
        self.extendable.iter()
    }

    /// Whether a file that came extends this message with this number.
    pub(super) fn has_extension(&self, message: &str, number: i32) -> bool {
        let message = message.strip_prefix('.').unwrap_or(message);
        self.extended.contains(&(message.to_owned(), number))
    }

    fn fields(&mut self, fields: &[FieldDescriptorProto]) {
        for field in fields {
            self.uses(field.type_name.as_deref());
            let Some(extendee) = field.extendee.as_deref().and_then(|name| name.strip_prefix('.')) else { continue };
            self.extended.insert((extendee.to_owned(), field.number.unwrap_or_default()));
            self.used.insert(extendee.to_owned());
        }
    }

    /// A name without its leading dot was not resolved by who wrote the file: it says nothing on its own.
    fn uses(&mut self, name: Option<&str>) {
        if let Some(name) = name.and_then(|name| name.strip_prefix('.')) {
            self.used.insert(name.to_owned());
        }
    }
}

fn joined(scope: &str, name: Option<&str>) -> String {
    let name = name.unwrap_or_default();
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(name: &str, nested_type: Vec<DescriptorProto>) -> DescriptorProto {
        DescriptorProto { name: Some(name.to_owned()), nested_type, ..Default::default() }
    }

    #[test]
    fn names_that_are_too_long_are_left_out_with_all_that_is_in_them() {
        let long = "A".repeat(MAX_NAME_BYTES + 1);
        let message_type = vec![message(&long, vec![message("In", Vec::new())]), message("B", Vec::new())];
        let mut names = Names::default();
        names.add(&FileDescriptorProto { message_type, ..Default::default() }.encode_to_vec());
        assert!(names.defines("B") && !names.defines(&long) && !names.defines(&format!("{long}.In")));
        assert_eq!(names.bytes, 1);
    }
}
