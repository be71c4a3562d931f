//! The rules a resolved file must keep that no name and no option breaks by itself: protoc's, in our words.
//! It changes nothing in the file; faults that forbid linking refuse it, all others are told and it is used.

mod enums;
mod extensions;
mod fields;
mod json;
mod messages;
mod naming;
mod ranges;

use super::{
    features::{self, Features, edition_of},
    report::Report,
    shapes::{Origin, Shapes},
};
use crate::schema::descriptor::{FileDescriptorProto, ServiceDescriptorProto, edition};

/// Checks one file.
pub(super) struct Checks<'a> {
    origin: Origin<'a>,
    shapes: &'a mut Shapes,
    report: &'a mut Report,
    edition: i32,
    path: Vec<i32>,
}

impl<'a> Checks<'a> {
    pub fn new(file: &FileDescriptorProto, origin: Origin<'a>, shapes: &'a mut Shapes, report: &'a mut Report) -> Self {
        Self { origin, shapes, report, edition: edition_of(file), path: Vec::new() }
    }

    pub fn file(&mut self, file: &FileDescriptorProto) {
        let features = Features::of_file(file);
        let package = file.package.as_deref().unwrap_or_default();
        if features.presence == features::REQUIRED {
            self.error(&[8], "fields cannot be required by default");
        }
        naming::package(self, package, features);
        self.each(4, &file.message_type, |checks, message| checks.message(message, package, features));
        self.each(5, &file.enum_type, |checks, one| checks.enumeration(one, package, features));
        self.each(6, &file.service, |checks, service| checks.service(service, features));
        self.each(7, &file.extension, |checks, extension| checks.extension(extension, package, features));
    }

    fn service(&mut self, service: &ServiceDescriptorProto, features: Features) {
        let features = features.with(service.options.as_deref(), 34);
        naming::title_case(self, "service", service.name.as_deref(), features);
        self.each(2, &service.method, |checks, method| {
            naming::title_case(checks, "method", method.name.as_deref(), features);
        });
    }

    fn is_proto3(&self) -> bool {
        self.edition == edition::PROTO3
    }

    fn each<T>(&mut self, field: i32, elements: &[T], mut check: impl FnMut(&mut Self, &T)) {
        self.path.push(field);
        for (index, element) in (0..).zip(elements) {
            self.path.push(index);
            check(self, element);
            self.path.pop();
        }
        self.path.pop();
    }

    /// A fault of the part at `part` of the element that is looked at.
    fn error(&mut self, part: &[i32], message: impl Into<String>) {
        self.report.error(&[&self.path, part].concat(), message);
    }

    fn warning(&mut self, part: &[i32], message: impl Into<String>) {
        self.report.warning(&[&self.path, part].concat(), message);
    }

    fn refuse(&mut self, part: &[i32], message: impl Into<String>) {
        self.report.refuse(&[&self.path, part].concat(), message);
    }
}
