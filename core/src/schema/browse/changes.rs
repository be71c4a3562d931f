//! What changed between two loads of a source, told per symbol. It compares what calls and forms depend on, not comments.
//! Files that came as the same bytes are not opened.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{
    Schema,
    describe::{
        fields::{MapEntries, key_and_value, oneof_of, scalar_name},
        file::{is_map_entry, within},
    },
    descriptor::{
        DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, MethodDescriptorProto, label,
    },
};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The symbol it is about: a method, a message, an enum.
    pub symbol: String,
    /// What became of it.
    pub kind: ChangeKind,
    /// In words, for a reader: `field total (3) is now int64, was int32`.
    pub what: String,
}

/// What became of a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another than before.
    Changed,
}

impl Schema {
    /// What changed for callers since `before`, sorted by symbol. It opens the files that differ: not for a thread that
    /// must stay awake.
    pub fn changes_from(&self, before: &Self) -> Vec<Change> {
        let names: BTreeSet<String> = self.files().into_iter().chain(before.files()).collect();
        let differing: Vec<String> =
            names.into_iter().filter(|name| self.file_bytes(name) != before.file_bytes(name)).collect();
        let (old, new) = (Parts::of(before, &differing), Parts::of(self, &differing));
        let mut changes = Vec::new();
        let symbols: BTreeSet<&String> = old.0.keys().chain(new.0.keys()).collect();
        for symbol in symbols {
            match (old.0.get(symbol), new.0.get(symbol)) {
                (Some(old), Some(new)) => compare(symbol, old, new, &mut changes),
                (Some(part), None) => changes.push(whole(symbol, ChangeKind::Removed, part.noun)),
                (None, Some(part)) => changes.push(whole(symbol, ChangeKind::Added, part.noun)),
                (None, None) => {}
            }
        }
        without_inner(changes)
    }
}

/// Methods, messages and enums by name, each with what callers depend on.
#[derive(Default)]
struct Parts(BTreeMap<String, Part>);

/// One symbol.
struct Part {
    /// `method`, `message`, `enum`.
    noun: &'static str,
    /// What it has: by key, its name and what is said of it.
    has: BTreeMap<Key, (String, String)>,
}

/// What stays the same when something is renamed or made another.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// A property of a method: it has no number.
    Property(&'static str),
    /// A field, by number.
    Field(i32),
    /// A value of an enum, by name: aliases share numbers.
    Value(String),
}

impl Parts {
    fn of(schema: &Schema, files: &[String]) -> Self {
        let mut parts = Self::default();
        for file in files.iter().filter_map(|name| schema.file(name)) {
            parts.file(&file);
        }
        parts
    }

    fn file(&mut self, file: &FileDescriptorProto) {
        let package = file.package();
        for service in &file.service {
            let scope = within(package, service.name());
            for method in &service.method {
                self.0.insert(format!("{scope}/{}", method.name()), Part { noun: "method", has: properties(method) });
            }
        }
        // Decoding bounds how deep messages nest.
        file.message_type.iter().for_each(|message| self.message(package, message));
        file.enum_type.iter().for_each(|one| self.enumeration(package, one));
    }

    fn message(&mut self, scope: &str, message: &DescriptorProto) {
        let name = within(scope, message.name());
        let entries = MapEntries::among(&message.nested_type);
        let fields = message
            .field
            .iter()
            .map(|field| (Key::Field(field.number()), (field.name().to_owned(), type_in_words(&entries, field))));
        let part = Part { noun: "message", has: fields.collect() };
        let nested = message.nested_type.iter().filter(|nested| !is_map_entry(nested));
        nested.for_each(|nested| self.message(&name, nested));
        message.enum_type.iter().for_each(|one| self.enumeration(&name, one));
        self.0.insert(name, part);
    }

    fn enumeration(&mut self, scope: &str, one: &EnumDescriptorProto) {
        let values = one.value.iter();
        let has = values.map(|value| {
            let name = value.name().to_owned();
            (Key::Value(name.clone()), (name, value.number().to_string()))
        });
        self.0.insert(within(scope, one.name()), Part { noun: "enum", has: has.collect() });
    }
}

fn properties(method: &MethodDescriptorProto) -> BTreeMap<Key, (String, String)> {
    let message = |streams: bool, name: &str| {
        let name = name.trim_start_matches('.');
        if streams { format!("stream {name}") } else { name.to_owned() }
    };
    let request = message(method.client_streaming(), method.input_type());
    let response = message(method.server_streaming(), method.output_type());
    [("request", request), ("response", response)]
        .into_iter()
        .map(|(what, is)| (Key::Property(what), (what.to_owned(), is)))
        .collect()
}

/// `repeated int32`, `map<string, shop.v1.Line>`, `string in oneof`.
fn type_in_words(entries: &MapEntries<'_>, field: &FieldDescriptorProto) -> String {
    let name = |field: &FieldDescriptorProto| match scalar_name(field.r#type()) {
        Some(name) => name.to_owned(),
        None => field.type_name().trim_start_matches('.').to_owned(),
    };
    if let Some((key, value)) = entries.of(field).and_then(key_and_value) {
        return format!("map<{}, {}>", name(key), name(value));
    }
    let label = match field.label() {
        label::REPEATED => "repeated ",
        label::REQUIRED => "required ",
        _ if field.proto3_optional() => "optional ",
        _ => "",
    };
    let oneof = if oneof_of(field).is_some() { " in a oneof" } else { "" };
    format!("{label}{}{oneof}", name(field))
}

fn compare(symbol: &str, old: &Part, new: &Part, changes: &mut Vec<Change>) {
    let mut changed = |what: String| {
        changes.push(Change { symbol: symbol.to_owned(), kind: ChangeKind::Changed, what });
    };
    if old.noun != new.noun {
        return changed(format!("is now a {}, was a {}", new.noun, old.noun));
    }
    let keys: BTreeSet<&Key> = old.has.keys().chain(new.has.keys()).collect();
    for key in keys {
        match (old.has.get(key), new.has.get(key)) {
            (Some((name, _)), None) => changed(format!("{} is gone", named(key, name))),
            (None, Some((name, is))) => changed(format!("{} is new: {is}", named(key, name))),
            (Some((old_name, was)), Some((name, is))) => {
                if old_name != name {
                    changed(format!("{} is now named {name}", named(key, old_name)));
                }
                if was != is {
                    changed(format!("{} is now {is}, was {was}", named(key, name)));
                }
            }
            (None, None) => {}
        }
    }
}

fn named(key: &Key, name: &str) -> String {
    match key {
        Key::Property(what) => (*what).to_owned(),
        Key::Field(number) => format!("field {name} ({number})"),
        Key::Value(name) => format!("value {name}"),
    }
}

fn whole(symbol: &str, kind: ChangeKind, noun: &str) -> Change {
    let verb = if kind == ChangeKind::Added { "is new" } else { "is gone" };
    Change { symbol: symbol.to_owned(), kind, what: format!("{noun} {verb}") }
}

/// What stands in a message that is new or gone is so, too, and need not be told.
fn without_inner(changes: Vec<Change>) -> Vec<Change> {
    let whole: BTreeSet<String> =
        changes.iter().filter(|one| one.kind != ChangeKind::Changed).map(|one| one.symbol.clone()).collect();
    let is_inner = |symbol: &str| symbol.rsplit_once('.').is_some_and(|(outer, _)| whole.contains(outer));
    changes.into_iter().filter(|one| one.kind == ChangeKind::Changed || !is_inner(&one.symbol)).collect()
}
