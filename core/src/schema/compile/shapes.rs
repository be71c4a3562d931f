//! Messages, enums and extensions as option values need them: fields by name, their types and what may be set where.
//! Read from resolved files when first asked for; most files never are.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use prost::Message as _;

use super::{
    features::{DELIMITED, Features, field as features_field},
    files::{Files, State},
    records::{bytes_of, varint, varints},
    symbols::{FileId, Symbols, joined},
};
use crate::schema::descriptor::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, field_type, label,
};

/// A message.
pub(super) struct MessageShape {
    pub full_name: String,
    pub fields: Vec<Rc<FieldShape>>,
    by_name: HashMap<String, usize>,
    /// Positions of the required ones.
    required: Vec<usize>,
    pub extension_ranges: Vec<(i32, i32, Declarations)>,
    pub is_message_set: bool,
}

/// What an extension range asks of its extensions.
pub(super) struct Declarations {
    /// `verification = DECLARATION`, or some are declared.
    pub are_binding: bool,
    pub declared: Vec<Declaration>,
}

/// `ExtensionRangeOptions.Declaration`.
pub(super) struct Declaration {
    pub number: i32,
    pub full_name: String,
    pub type_name: String,
    pub is_reserved: bool,
    pub is_repeated: bool,
}

/// A field or extension.
pub(super) struct FieldShape {
    pub name: String,
    pub full_name: String,
    pub number: u32,
    /// One of [`field_type`]; zero if it is not known.
    pub r#type: i32,
    /// In full, without the leading dot.
    pub type_name: String,
    pub is_repeated: bool,
    pub is_required: bool,
    /// Written as a group.
    pub is_delimited: bool,
    /// The message it is of; of an extension, the extended one.
    pub within: String,
    pub is_extension: bool,
    pub oneof: Option<usize>,
    /// `FieldOptions.targets`: what it may be set on; anything, if empty.
    pub targets: Vec<u64>,
    pub support: Support,
}

/// `FieldOptions.FeatureSupport`.
#[derive(Default)]
pub(super) struct Support {
    pub introduced: Option<i32>,
    pub deprecated: Option<i32>,
    pub warning: String,
    pub removed: Option<i32>,
}

/// An enum.
pub(super) struct EnumShape {
    /// With what a value needs of its edition.
    pub values: Vec<(String, i32, Support)>,
}

/// All that were asked for, and their whole files with them.
#[derive(Default)]
pub(super) struct Shapes {
    messages: HashMap<String, Rc<MessageShape>>,
    enums: HashMap<String, Rc<EnumShape>>,
    extensions: HashMap<String, Rc<FieldShape>>,
    read: HashSet<FileId>,
}

/// Where shapes come from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    pub symbols: &'a Symbols,
    pub files: &'a Files,
}

impl Shapes {
    pub fn message(&mut self, full_name: &str, origin: Origin<'_>) -> Option<Rc<MessageShape>> {
        self.read_file_of(full_name, origin);
        self.messages.get(full_name).cloned()
    }

    pub fn enumeration(&mut self, full_name: &str, origin: Origin<'_>) -> Option<Rc<EnumShape>> {
        self.read_file_of(full_name, origin);
        self.enums.get(full_name).cloned()
    }

    pub fn extension(&mut self, full_name: &str, origin: Origin<'_>) -> Option<Rc<FieldShape>> {
        self.read_file_of(full_name, origin);
        self.extensions.get(full_name).cloned()
    }

    /// The extension of a message with this number, if its file was read.
    #[cfg(test)]
    pub fn extension_numbered(&self, extendee: &str, number: u32) -> Option<Rc<FieldShape>> {
        let is_it = |field: &&Rc<FieldShape>| field.number == number && field.within == extendee;
        self.extensions.values().find(is_it).cloned()
    }

    /// Takes in a file whose types are resolved.
    pub fn add(&mut self, id: FileId, file: &FileDescriptorProto) {
        self.read.insert(id);
        let features = Features::of_file(file);
        let package = file.package.as_deref().unwrap_or_default();
        file.message_type.iter().for_each(|message| self.add_message(message, package, features));
        file.enum_type.iter().for_each(|one| self.add_enum(one, package));
        file.extension.iter().for_each(|extension| self.add_extension(extension, package, features));
    }

    fn read_file_of(&mut self, full_name: &str, origin: Origin<'_>) {
        let Some(id) = origin.symbols.get(full_name).map(|symbol| symbol.file) else { return };
        if self.read.contains(&id) {
            return;
        }
        if let Some(State::Compiled(encoded)) = origin.files.get(id).map(|known| &known.state)
            && let Ok(file) = FileDescriptorProto::decode(encoded.clone())
        {
            self.add(id, &file);
        }
    }

    fn add_message(&mut self, message: &DescriptorProto, scope: &str, features: Features) {
        let full_name = joined(scope, message.name.as_deref().unwrap_or_default());
        let options = message.options.as_deref();
        let features = features.with(options, features_field::MESSAGE);
        let fields: Vec<Rc<FieldShape>> =
            message.field.iter().map(|field| Rc::new(FieldShape::new(field, &full_name, features))).collect();
        let mut by_name: HashMap<String, usize> = HashMap::with_capacity(fields.len());
        for (index, field) in fields.iter().enumerate() {
            by_name.entry(field.name.clone()).or_insert(index);
        }
        let required = fields.iter().enumerate().filter(|(_, field)| field.is_required).map(|(at, _)| at).collect();
        let shape = MessageShape {
            by_name,
            required,
            fields,
            extension_ranges: message
                .extension_range
                .iter()
                .map(|range| {
                    let declarations = Declarations::of(range.options.as_deref().unwrap_or_default());
                    (range.start.unwrap_or_default(), range.end.unwrap_or_default(), declarations)
                })
                .collect(),
            is_message_set: options.and_then(|options| varint(options, 1)) == Some(1),
            full_name: full_name.clone(),
        };
        message.nested_type.iter().for_each(|nested| self.add_message(nested, &full_name, features));
        message.enum_type.iter().for_each(|one| self.add_enum(one, &full_name));
        message.extension.iter().for_each(|extension| self.add_extension(extension, &full_name, features));
        self.messages.insert(full_name, Rc::new(shape));
    }

    fn add_enum(&mut self, one: &EnumDescriptorProto, scope: &str) {
        let value = |value: &crate::schema::descriptor::EnumValueDescriptorProto| {
            let support = Support::of(value.options.as_deref().unwrap_or_default(), 4);
            (value.name.clone().unwrap_or_default(), value.number.unwrap_or_default(), support)
        };
        let full_name = joined(scope, one.name.as_deref().unwrap_or_default());
        self.enums.insert(full_name, Rc::new(EnumShape { values: one.value.iter().map(value).collect() }));
    }

    fn add_extension(&mut self, extension: &FieldDescriptorProto, scope: &str, features: Features) {
        let mut shape = FieldShape::new(extension, scope, features);
        shape.within = without_dot(extension.extendee.as_deref());
        shape.is_extension = true;
        self.extensions.insert(shape.full_name.clone(), Rc::new(shape));
    }
}

impl MessageShape {
    pub fn field(&self, name: &str) -> Option<&Rc<FieldShape>> {
        self.fields.get(*self.by_name.get(name)?)
    }

    pub fn required(&self) -> impl Iterator<Item = &Rc<FieldShape>> {
        self.required.iter().filter_map(|&at| self.fields.get(at))
    }
}

impl EnumShape {
    pub fn value(&self, name: &str) -> Option<&(String, i32, Support)> {
        self.values.iter().find(|(value, ..)| value == name)
    }
}

impl FieldShape {
    fn new(field: &FieldDescriptorProto, scope: &str, features: Features) -> Self {
        let options = field.options.as_deref().unwrap_or_default();
        let name = field.name.clone().unwrap_or_default();
        let features = features.with(Some(options), features_field::FIELD);
        let r#type = field.r#type.unwrap_or_default();
        Self {
            full_name: joined(scope, &name),
            name,
            number: field.number.and_then(|number| u32::try_from(number).ok()).unwrap_or_default(),
            r#type,
            type_name: without_dot(field.type_name.as_deref()),
            is_repeated: field.label == Some(label::REPEATED),
            is_required: field.label == Some(label::REQUIRED),
            is_delimited: r#type == field_type::GROUP
                || (r#type == field_type::MESSAGE && features.message_encoding == DELIMITED),
            within: scope.to_owned(),
            is_extension: false,
            oneof: field.oneof_index.and_then(|index| usize::try_from(index).ok()),
            targets: varints(options, 19).collect(),
            support: Support::of(options, 22),
        }
    }

    /// Whether its values are messages.
    pub fn is_message(&self) -> bool {
        matches!(self.r#type, field_type::MESSAGE | field_type::GROUP)
    }

    /// As it is written in an option's name.
    pub fn shown(&self) -> String {
        if self.is_extension { format!("({})", self.full_name) } else { self.name.clone() }
    }
}

impl Support {
    /// Of the options that hold it in this field.
    fn of(options: &[u8], field: u32) -> Self {
        let mut support = Self::default();
        for bytes in bytes_of(options, field) {
            let edition = |field| varint(bytes, field).and_then(|number| i32::try_from(number).ok());
            support.introduced = edition(1).or(support.introduced);
            support.deprecated = edition(2).or(support.deprecated);
            support.removed = edition(4).or(support.removed);
            support.warning = bytes_of(bytes, 3).last().map(text).unwrap_or(support.warning);
        }
        support
    }
}

impl Declarations {
    fn of(options: &[u8]) -> Self {
        let declared: Vec<Declaration> = bytes_of(options, 2)
            .map(|bytes| Declaration {
                number: varint(bytes, 1).and_then(|number| i32::try_from(number).ok()).unwrap_or_default(),
                full_name: bytes_of(bytes, 2).last().map(text).unwrap_or_default(),
                type_name: bytes_of(bytes, 3).last().map(text).unwrap_or_default(),
                is_reserved: varint(bytes, 5) == Some(1),
                is_repeated: varint(bytes, 6) == Some(1),
            })
            .collect();
        Self { are_binding: !declared.is_empty() || varint(options, 3) == Some(0), declared }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn without_dot(name: Option<&str>) -> String {
    let name = name.unwrap_or_default();
    name.strip_prefix('.').unwrap_or(name).to_owned()
}
