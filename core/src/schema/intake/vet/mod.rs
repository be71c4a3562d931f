//! The vetting of one file before it is added to a pool: everything that a descriptor must hold for others to rely on.
//! It looks at one file alone; names that must exist elsewhere are looked for when the pool is linked.

mod enums;
mod messages;
mod names;

use std::collections::HashSet;

use self::names::{file_name_fault, is_full_name, is_identifier, is_type_name, printable};
use super::MAX_NESTING;
use crate::schema::{
    descriptor::{FileDescriptorProto, ServiceDescriptorProto, edition},
    problem::Problem,
};

/// A file with more is not looked at further.
const MAX_FAULTS: usize = 8;
const MAX_ODDITIES: usize = 8;
/// Members of a scope that are looked through one by one.
const FEW_MEMBERS: usize = 12;
const MAX_IMPORTS: usize = 20_000;

/// What came of it.
pub(super) struct Verdict {
    /// What keeps the file out.
    pub faults: Vec<Problem>,
    /// What protoc would refuse and we can do with.
    pub oddities: Vec<Problem>,
    /// Bytes of all full names together.
    pub names_len: usize,
}

/// Looks at a whole file.
pub(super) fn vet(file: &FileDescriptorProto) -> Verdict {
    let mut vetting = Vetting { file: file.name(), ..Vetting::default() };
    if let Some(fault) = file_name_fault(file.name()) {
        let shown = printable(file.name());
        vetting.file = &shown;
        vetting.fault(fault);
        return vetting.verdict();
    }
    match syntax_fault(file) {
        Some(fault) => vetting.fault(fault),
        None => vetting.file(file),
    }
    vetting.verdict()
}

fn syntax_fault(file: &FileDescriptorProto) -> Option<String> {
    match (file.syntax(), file.edition) {
        ("" | "proto2" | "proto3", _) => None,
        ("editions", Some(edition::PROTO2 | edition::PROTO3 | edition::EDITION_2023 | edition::EDITION_2024)) => None,
        ("editions", Some(other)) => Some(format!("edition number {other} is not known; 2023 and 2024 are")),
        ("editions", None) => Some("is in an edition and does not say in which".to_owned()),
        (other, _) => Some(format!("syntax \"{}\" is not known", printable(other))),
    }
}

#[derive(Default)]
struct Vetting<'a> {
    file: &'a str,
    /// Neither proto3 nor an edition.
    is_proto2: bool,
    is_proto3: bool,
    faults: Vec<Problem>,
    oddities: Vec<Problem>,
    names_len: usize,
}

impl Vetting<'_> {
    fn verdict(self) -> Verdict {
        Verdict { faults: self.faults, oddities: self.oddities, names_len: self.names_len }
    }

    fn fault(&mut self, what: impl Into<String>) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(Problem::error(self.file, what));
        }
    }

    fn oddity(&mut self, what: impl Into<String>) {
        if self.oddities.len() < MAX_ODDITIES {
            self.oddities.push(Problem::warning(self.file, what));
        }
    }

    fn is_full(&self) -> bool {
        self.faults.len() >= MAX_FAULTS
    }

    fn file(&mut self, file: &FileDescriptorProto) {
        (self.is_proto2, self.is_proto3) = (matches!(file.syntax(), "" | "proto2"), file.syntax() == "proto3");
        let package = file.package();
        if !package.is_empty() && !is_full_name(package) {
            self.fault(format!("package \"{}\" is not a name", printable(package)));
        }
        self.imports(file);
        let mut names = Members::default();
        for message in &file.message_type {
            names.add(self, package, message.name());
            self.message(message, package, 1);
        }
        for one in &file.enum_type {
            names.add(self, package, one.name());
            one.value.iter().for_each(|value| names.add(self, package, value.name()));
            self.enumeration(one, package);
        }
        for service in &file.service {
            names.add(self, package, service.name());
            self.service(service, package);
        }
        for extension in &file.extension {
            names.add(self, package, extension.name());
            self.extension(extension, package);
        }
    }

    fn imports(&mut self, file: &FileDescriptorProto) {
        let imports = &file.dependency;
        if imports.len() > MAX_IMPORTS {
            self.fault(format!("more than {MAX_IMPORTS} imports"));
        }
        if imports.iter().chain(&file.option_dependency).any(|import| file_name_fault(import).is_some()) {
            self.fault("an import has no name or no fit name");
        }
        let is_there = |&index: &i32| usize::try_from(index).is_ok_and(|index| index < imports.len());
        if !file.public_dependency.iter().all(is_there) {
            self.fault("a public import is not in the list of imports");
        }
        if !file.weak_dependency.iter().all(is_there) {
            self.fault("a weak import is not in the list of imports");
        }
    }

    fn service(&mut self, service: &ServiceDescriptorProto, scope: &str) {
        if self.is_full() {
            return;
        }
        let name = self.name(scope, service.name(), "a service");
        let mut methods = Members::default();
        for method in &service.method {
            let method_name = self.name(&name, method.name(), "a method");
            methods.add(self, &name, method.name());
            if !is_type_name(method.input_type()) || !is_type_name(method.output_type()) {
                self.fault(format!("{method_name} lacks a request or a response type"));
            }
        }
    }

    /// The full name, checked.
    fn name(&mut self, scope: &str, name: &str, what: &str) -> String {
        self.check(scope, name, what);
        joined(scope, name)
    }

    /// A fault if the last part is no identifier, or the whole is too long.
    fn check(&mut self, scope: &str, name: &str, what: &str) {
        if !is_identifier(name) {
            let within = if scope.is_empty() { String::new() } else { format!(" in {}", names::shortened(scope)) };
            self.fault(format!("\"{}\"{within} is not a name for {what}", printable(name)));
        }
        let len = scope.len() + usize::from(!scope.is_empty()) + name.len();
        if len > names::MAX_FULL_NAME_BYTES {
            let full_name = joined(scope, name);
            self.fault(format!(
                "{} is a name of more than {} bytes",
                printable(&full_name),
                names::MAX_FULL_NAME_BYTES
            ));
        }
        self.names_len = self.names_len.saturating_add(len);
    }
}

fn joined(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

/// Names that stand in one scope, none of them twice.
#[derive(Default)]
struct Members<'a> {
    few: Vec<&'a str>,
    many: HashSet<&'a str>,
}

impl<'a> Members<'a> {
    fn add(&mut self, vetting: &mut Vetting<'_>, scope: &str, name: &'a str) {
        if !self.insert(name) {
            let dot = if scope.is_empty() { "" } else { "." };
            vetting.fault(format!("{}{dot}{} is declared twice", names::shortened(scope), printable(name)));
        }
    }

    /// False if it is there already. A few names are looked through faster than hashed.
    fn insert(&mut self, name: &'a str) -> bool {
        if !self.many.is_empty() {
            return self.many.insert(name);
        }
        if self.few.contains(&name) {
            return false;
        }
        self.few.push(name);
        if self.few.len() > FEW_MEMBERS {
            self.many.extend(self.few.drain(..));
        }
        true
    }
}
