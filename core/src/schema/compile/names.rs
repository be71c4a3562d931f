//! The names one file declares, each with its place, and those that come twice.
//! It knows no other file.

use std::collections::HashSet;

use super::{report::Report, symbols::joined};
use crate::schema::descriptor::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto};

/// `name` in every descriptor but that of a file.
const NAME: i32 = 1;

/// Longest name, as the intake has it, and parts of a package. Every name is looked for in every scope around it.
const MAX_NAME_BYTES: usize = 1024;
const MAX_PACKAGE_PARTS: usize = 64;

/// What is not fit to be a name, with its path: the file is not to be looked at further.
pub(super) fn unfit(file: &FileDescriptorProto) -> Option<(Vec<i32>, &'static str)> {
    let package = file.package.as_deref().unwrap_or_default();
    if package.len() > MAX_NAME_BYTES {
        return Some((vec![2], "the package's name is longer than 1,024 bytes"));
    }
    if package.split('.').count() > MAX_PACKAGE_PARTS {
        return Some((vec![2], "the package's name has more than 64 parts"));
    }
    let mut found = None;
    each_name(file, &mut |path, scope, name| {
        if found.is_none() && scope.len() + name.len() > MAX_NAME_BYTES {
            found = Some(([path, &[NAME]].concat(), "a full name is longer than 1,024 bytes"));
        }
    });
    found
}

/// All full names of a file; a name that comes twice is told.
pub(super) fn members(file: &FileDescriptorProto, report: &mut Report) -> HashSet<String> {
    let mut names = HashSet::new();
    each_name(file, &mut |path, scope, name| {
        let full_name = joined(scope, name);
        if names.contains(&full_name) {
            let path = [path, &[NAME]].concat();
            let within = if scope.is_empty() { String::new() } else { format!(" in \"{scope}\"") };
            report.refuse(&path, format!("\"{name}\" is already defined{within}"));
        } else {
            names.insert(full_name);
        }
    });
    names
}

/// The path of the name of the element with this full name; of a package, that of the package.
pub(super) fn path_of(file: &FileDescriptorProto, full_name: &str) -> Vec<i32> {
    let mut found = vec![2];
    let mut is_found = false;
    each_name(file, &mut |path, scope, name| {
        if !is_found && joined(scope, name) == full_name {
            found = [path, &[NAME]].concat();
            is_found = true;
        }
    });
    found
}

/// Calls `take` with path, scope and name of each element.
fn each_name(file: &FileDescriptorProto, take: &mut dyn FnMut(&[i32], &str, &str)) {
    let package = file.package.as_deref().unwrap_or_default();
    let mut walk = Walk { path: Vec::new(), take };
    walk.each(4, &file.message_type, |walk, message| walk.message(message, package));
    walk.each(5, &file.enum_type, |walk, one| walk.enumeration(one, package));
    walk.each(6, &file.service, |walk, service| {
        let name = walk.name(package, service.name.as_deref());
        walk.each(2, &service.method, |walk, method| {
            walk.name(&name, method.name.as_deref());
        });
    });
    walk.each(7, &file.extension, |walk, field| walk.field(field, package));
}

struct Walk<'a> {
    path: Vec<i32>,
    take: &'a mut dyn FnMut(&[i32], &str, &str),
}

impl Walk<'_> {
    fn name(&mut self, scope: &str, name: Option<&str>) -> String {
        let name = name.unwrap_or_default();
        (self.take)(&self.path, scope, name);
        joined(scope, name)
    }

    fn each<T>(&mut self, field: i32, elements: &[T], mut visit: impl FnMut(&mut Self, &T)) {
        self.path.push(field);
        for (index, element) in (0..).zip(elements) {
            self.path.push(index);
            visit(self, element);
            self.path.pop();
        }
        self.path.pop();
    }

    fn message(&mut self, message: &DescriptorProto, scope: &str) {
        // Told with its own name; what is within need not be.
        if scope.len() > MAX_NAME_BYTES {
            return;
        }
        let name = self.name(scope, message.name.as_deref());
        self.each(2, &message.field, |walk, field| walk.field(field, &name));
        self.each(8, &message.oneof_decl, |walk, oneof| {
            walk.name(&name, oneof.name.as_deref());
        });
        self.each(3, &message.nested_type, |walk, nested| walk.message(nested, &name));
        self.each(4, &message.enum_type, |walk, one| walk.enumeration(one, &name));
        self.each(6, &message.extension, |walk, field| walk.field(field, &name));
    }

    fn field(&mut self, field: &FieldDescriptorProto, scope: &str) {
        (self.take)(&self.path, scope, field.name.as_deref().unwrap_or_default());
    }

    fn enumeration(&mut self, one: &EnumDescriptorProto, scope: &str) {
        self.name(scope, one.name.as_deref());
        self.each(2, &one.value, |walk, value| {
            walk.name(scope, value.name.as_deref());
        });
    }
}
