//! One file of a schema, opened: its raw descriptor, and the place and the comments of anything in it by path.
//! It looks nothing up in other files.

use std::collections::HashMap;

use prost::Message as _;

use crate::schema::{
    catalog::Schema,
    descriptor::{DescriptorProto, FileDescriptorProto, Location, SourceCodeInfo, edition},
    docs::clean,
};

/// A decoded file. It costs what the file is long; one that shows several symbols of it opens it once.
pub(in crate::schema) struct OpenFile {
    /// What it declares.
    pub raw: FileDescriptorProto,
    locations: HashMap<Vec<i32>, Location>,
}

/// The language a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::schema) enum Language {
    /// `syntax = "proto2"`, or none.
    Proto2,
    /// `syntax = "proto3"`.
    Proto3,
    /// `edition = "…"`.
    Edition,
}

impl OpenFile {
    /// The file of this name.
    pub fn open(schema: &Schema, name: &str) -> Option<Self> {
        schema.file(name).map(Self::of)
    }

    /// The file that a symbol stands in: a service, message, enum or extension, or a part of one.
    pub fn of_symbol(schema: &Schema, name: &str) -> Option<Self> {
        Self::open(schema, &file_of(schema, name)?)
    }

    /// With the places and comments that the file carries.
    pub fn of(mut raw: FileDescriptorProto) -> Self {
        let source = raw.source_code_info.take().and_then(|source| SourceCodeInfo::decode(source).ok());
        let locations = source.map(|source| source.location).unwrap_or_default();
        // Of an element declared in several pieces (`extend` blocks) the first location is the one.
        let mut by_path = HashMap::with_capacity(locations.len());
        for mut location in locations {
            by_path.entry(std::mem::take(&mut location.path)).or_insert(location);
        }
        Self { raw, locations: by_path }
    }

    /// Its name, as imports write it.
    pub fn name(&self) -> &str {
        self.raw.name.as_deref().unwrap_or_default()
    }

    /// Its package, or nothing.
    pub fn package(&self) -> &str {
        self.raw.package.as_deref().unwrap_or_default()
    }

    /// Its language.
    pub fn language(&self) -> Language {
        match self.raw.syntax.as_deref() {
            Some("proto3") => Language::Proto3,
            Some("editions") => Language::Edition,
            _ => Language::Proto2,
        }
    }

    /// The first line of its text: `syntax = "proto3";`.
    pub fn language_line(&self) -> String {
        match (self.language(), self.raw.edition()) {
            (Language::Proto2, _) => "syntax = \"proto2\";".to_owned(),
            (Language::Proto3, _) => "syntax = \"proto3\";".to_owned(),
            (Language::Edition, edition::EDITION_2024) => "edition = \"2024\";".to_owned(),
            (Language::Edition, _) => "edition = \"2023\";".to_owned(),
        }
    }

    /// What the source told of the element at this path.
    pub fn location(&self, path: &[i32]) -> Option<&Location> {
        self.locations.get(path)
    }

    /// The 0-based line and column where the element begins.
    pub fn begins(&self, path: &[i32]) -> Option<(i32, i32)> {
        match self.location(path)?.span.as_slice() {
            [line, column, ..] => Some((*line, *column)),
            _ => None,
        }
    }

    /// The comment above the element, else the one beside it; empty if there is none.
    pub fn docs(&self, path: &[i32]) -> String {
        let Some(location) = self.location(path) else { return String::new() };
        let leading = clean(location.leading_comments());
        if leading.is_empty() { clean(location.trailing_comments()) } else { leading }
    }
}

/// `outer.name`, where there is an outer.
pub(in crate::schema) fn within(outer: &str, name: &str) -> String {
    if outer.is_empty() { name.to_owned() } else { format!("{outer}.{name}") }
}

/// A path one step deeper: `field` of descriptor.proto, and the position in it.
pub(in crate::schema) fn step(path: &[i32], field: i32, position: usize) -> Vec<i32> {
    let mut deeper = Vec::with_capacity(path.len() + 2);
    deeper.extend_from_slice(path);
    deeper.extend([field, i32::try_from(position).unwrap_or(i32::MAX)]);
    deeper
}

/// Whether a message is how a map is made: `MessageOptions.map_entry`.
pub(in crate::schema) fn is_map_entry(message: &DescriptorProto) -> bool {
    const MAP_ENTRY: u32 = 7;
    super::options::flag(message.options.as_ref(), MAP_ENTRY)
}

/// The file that a symbol stands in; of a method, a field or an enum value that of what it is a part of.
pub(in crate::schema) fn file_of(schema: &Schema, name: &str) -> Option<String> {
    file_of_whole(schema, name).or_else(|| {
        let (outer, _) = name.rsplit_once(['/', '.'])?;
        file_of_whole(schema, outer)
    })
}

fn file_of_whole(schema: &Schema, name: &str) -> Option<String> {
    let of_service = || schema.service(name).map(|service| service.file.clone());
    let of_message = || schema.message(name).map(|message| message.parent_file().name().to_owned());
    let of_enum = || schema.enumeration(name).map(|one| one.parent_file().name().to_owned());
    let of_extension = || schema.extension(name).map(|extension| extension.parent_file().name().to_owned());
    of_service().or_else(of_message).or_else(of_enum).or_else(of_extension)
}
