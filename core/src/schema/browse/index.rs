//! Who uses what, and which files a package has: read once for a whole schema, one file after another.
//! It keeps names and numbers only; what a symbol looks like is read from its file when asked for.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use prost::Message;

use super::page::{Usage, UsedAs};
use crate::schema::{Schema, describe::file::within};

/// The index of a schema for browsing. Some 30 bytes for each field that has a message or an enum as its type.
pub struct SchemaIndex {
    names: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
    /// Sorted by what is used.
    uses: Vec<Use>,
    packages: BTreeMap<String, Vec<String>>,
}

/// One use, names by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    used: u32,
    by: u32,
    role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Request,
    Response,
    /// The name of the field.
    Field(u32),
    Extension,
}

impl SchemaIndex {
    /// Reads every file of the schema, one after another.
    pub fn of(schema: &Schema) -> Self {
        let mut index =
            Self { names: Vec::new(), numbers: HashMap::new(), uses: Vec::new(), packages: BTreeMap::new() };
        for file in schema.pool().files() {
            let name = file.name().to_owned();
            let Ok(file) = FileNames::decode(file.declarations().clone()) else { continue };
            index.file(&file);
            index.packages.entry(file.package).or_default().push(name);
        }
        index.uses.sort_unstable();
        index.uses.dedup();
        index.uses.shrink_to_fit();
        index
    }

    /// Who uses a message or an enum, sorted by name.
    pub fn uses_of(&self, full_name: &str) -> Vec<Usage> {
        let Some(&used) = self.numbers.get(full_name) else { return Vec::new() };
        let start = self.uses.partition_point(|one| one.used < used);
        let uses = self.uses.iter().skip(start).take_while(|one| one.used == used);
        let mut uses: Vec<Usage> = uses
            .map(|one| Usage {
                symbol: self.name(one.by),
                used_as: match one.role {
                    Role::Request => UsedAs::Request,
                    Role::Response => UsedAs::Response,
                    Role::Field(name) => UsedAs::Field(self.name(name)),
                    Role::Extension => UsedAs::Extension,
                },
            })
            .collect();
        uses.sort_unstable();
        uses
    }

    /// Files of each package, by its name.
    pub fn packages(&self) -> &BTreeMap<String, Vec<String>> {
        &self.packages
    }

    fn name(&self, number: u32) -> String {
        usize::try_from(number)
            .ok()
            .and_then(|number| self.names.get(number))
            .map_or_else(String::new, |name| name.as_ref().to_owned())
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = name.into();
        self.names.push(Arc::clone(&name));
        self.numbers.insert(name, number);
        number
    }

    fn add(&mut self, type_name: &str, by: u32, role: Role) {
        // Of a scalar there is no name.
        if let Some(full_name) = type_name.strip_prefix('.') {
            let used = self.number(full_name);
            self.uses.push(Use { used, by, role });
        }
    }

    fn file(&mut self, file: &FileNames) {
        for service in &file.service {
            let service_name = within(&file.package, &service.name);
            for method in &service.method {
                let by = self.number(&format!("{service_name}/{}", method.name));
                self.add(&method.input_type, by, Role::Request);
                self.add(&method.output_type, by, Role::Response);
            }
        }
        self.extensions(&file.package, &file.extension);
        // Decoding bounds how deep messages nest.
        for message in &file.message_type {
            self.message(&file.package, message);
        }
    }

    fn message(&mut self, scope: &str, message: &MessageNames) {
        let name = within(scope, &message.name);
        let by = self.number(&name);
        let values = map_values(&name, message);
        for field in &message.field {
            let role = Role::Field(self.number(&field.name));
            self.add(values.get(field.type_name.as_str()).copied().unwrap_or(&field.type_name), by, role);
        }
        self.extensions(&name, &message.extension);
        for nested in message.nested_type.iter().filter(|nested| !nested.is_map_entry()) {
            self.message(&name, nested);
        }
    }

    fn extensions(&mut self, scope: &str, extensions: &[FieldNames]) {
        for extension in extensions {
            let by = self.number(&within(scope, &extension.name));
            self.add(&extension.type_name, by, Role::Extension);
            self.add(&extension.extendee, by, Role::Extension);
        }
    }
}

impl Schema {
    /// The index for browsing, made when first asked for: off the window's thread if the schema may be a large one.
    pub fn index(&self) -> &SchemaIndex {
        self.index_cell().get_or_init(|| SchemaIndex::of(self))
    }

    /// The index if it is there, or is made in no time.
    pub(super) fn index_at_once(&self) -> Option<&SchemaIndex> {
        /// Files that are read within a frame.
        const MOST_FILES: usize = 100;
        match self.index_cell().get() {
            None if self.files().len() <= MOST_FILES => Some(self.index()),
            made => made,
        }
    }
}

/// The types of values of the maps of a message, by the types of the entries: what people mean by the type of a map.
fn map_values<'a>(scope: &str, message: &'a MessageNames) -> HashMap<String, &'a str> {
    let entries = message.nested_type.iter().filter(|nested| nested.is_map_entry());
    let values = entries.filter_map(|entry| {
        let value = entry.field.iter().find(|field| field.number == 2)?;
        Some((format!(".{scope}.{}", entry.name), value.type_name.as_str()))
    });
    values.collect()
}

/// The part of `FileDescriptorProto` that names symbols; numbers as in descriptor.proto.
#[derive(Clone, PartialEq, Message)]
struct FileNames {
    #[prost(string, tag = "2")]
    package: String,
    #[prost(message, repeated, tag = "4")]
    message_type: Vec<MessageNames>,
    #[prost(message, repeated, tag = "6")]
    service: Vec<ServiceNames>,
    #[prost(message, repeated, tag = "7")]
    extension: Vec<FieldNames>,
}

#[derive(Clone, PartialEq, Message)]
struct MessageNames {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "2")]
    field: Vec<FieldNames>,
    #[prost(message, repeated, tag = "3")]
    nested_type: Vec<MessageNames>,
    #[prost(message, repeated, tag = "6")]
    extension: Vec<FieldNames>,
    #[prost(message, optional, tag = "7")]
    options: Option<MapEntryOption>,
}

impl MessageNames {
    fn is_map_entry(&self) -> bool {
        self.options.as_ref().is_some_and(|options| options.map_entry)
    }
}

#[derive(Clone, PartialEq, Message)]
struct MapEntryOption {
    #[prost(bool, tag = "7")]
    map_entry: bool,
}

#[derive(Clone, PartialEq, Message)]
struct FieldNames {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    extendee: String,
    #[prost(int32, tag = "3")]
    number: i32,
    #[prost(string, tag = "6")]
    type_name: String,
}

#[derive(Clone, PartialEq, Message)]
struct ServiceNames {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "2")]
    method: Vec<MethodNames>,
}

#[derive(Clone, PartialEq, Message)]
struct MethodNames {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    input_type: String,
    #[prost(string, tag = "3")]
    output_type: String,
}
