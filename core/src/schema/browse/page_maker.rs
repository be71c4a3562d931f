//! Makes pages out of one opened file. What other files know of a symbol comes from the index.
//! It knows no option by name; `hints` does.

use super::{
    hints,
    index::SchemaIndex,
    page::{Member, OptionLine, Page, PageKind, Place, TypeName},
};
use crate::schema::{
    Schema,
    describe::{
        element::{Element, What, tag},
        fields::{MapEntries, default_of, key_and_value, label_of, oneof_of, own_json_name, scalar_name},
        file::{OpenFile, is_map_entry, step, within},
        names::relative,
        options::{Options, OptionsOf, SettingName, SettingValue, hex, name as option_name, on_one_line, quoted},
    },
    descriptor::{
        DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, MethodDescriptorProto, ServiceDescriptorProto,
    },
};

impl Schema {
    /// The page of a service, method, message, enum, extension or package; of a field or an enum value, the page it is a
    /// line of. A leading dot or slash is allowed. Reads one file; `used_by` of a large schema is empty until
    /// [`Schema::index`] was made, which a package's page waits for.
    pub fn page(&self, symbol: &str) -> Option<Page> {
        let name = symbol.trim().trim_start_matches(['.', '/']);
        let Some(file) = OpenFile::of_symbol(self, name) else { return package_page(self, name) };
        let maker = PageMaker { schema: self, file: &file, index: self.index_at_once() };
        let element = file.find(name)?;
        match element.what {
            What::Field(..) | What::Value(_) => maker.page(&file.find(&element.scope)?),
            _ => maker.page(&element),
        }
    }
}

/// Makes pages of what stands in one file.
pub(in crate::schema) struct PageMaker<'a> {
    pub schema: &'a Schema,
    pub file: &'a OpenFile,
    /// Who uses what, if that is known.
    pub index: Option<&'a SchemaIndex>,
}

impl PageMaker<'_> {
    /// The page of an element that has one: fields and values have none of their own.
    pub fn page(&self, element: &Element<'_>) -> Option<Page> {
        let name = element.full_name();
        let path = element.path.as_slice();
        let page = |kind, of, options, members| self.bare(kind, &name, path, of, options, members);
        let mut page = match element.what {
            What::Service(one) => {
                page(PageKind::Service, OptionsOf::Service, one.options.as_ref(), self.methods(path, &name, one))
            }
            What::Method(one) => {
                page(PageKind::Method, OptionsOf::Method, one.options.as_ref(), self.both_messages(&element.scope, one))
            }
            What::Message(one) => {
                page(PageKind::Message, OptionsOf::Message, one.options.as_ref(), self.inside(path, &name, one))
            }
            What::Enum(one) => page(PageKind::Enum, OptionsOf::Enum, one.options.as_ref(), self.values(path, one)),
            What::Extension(one) => {
                let members = self.extension(path, &element.scope, one);
                page(PageKind::Extension, OptionsOf::Field, one.options.as_ref(), members)
            }
            What::Field(..) | What::Value(_) => return None,
        };
        page.used_by = self.index.map(|index| index.uses_of(&name)).unwrap_or_default();
        Some(page)
    }

    fn bare(
        &self,
        kind: PageKind,
        name: &str,
        path: &[i32],
        of: OptionsOf,
        options: Option<&bytes::Bytes>,
        members: Vec<Member>,
    ) -> Page {
        let options = Options::of(self.schema, of, options);
        Page {
            name: name.to_owned(),
            kind,
            file: self.file.name().to_owned(),
            place: self.place(path),
            docs: self.file.docs(path),
            deprecated: options.is_set("deprecated"),
            hints: hints::hints(&options),
            options: lines(&options),
            members,
            used_by: Vec::new(),
        }
    }

    fn member(&self, kind: &'static str, name: &str, path: &[i32], options: &Options) -> Member {
        Member {
            name: name.to_owned(),
            symbol: None,
            kind,
            number: None,
            label: "",
            types: Vec::new(),
            oneof: None,
            docs: self.file.docs(path),
            deprecated: options.is_set("deprecated"),
            options: lines(options),
            hints: hints::hints(options),
            place: self.place(path),
        }
    }

    fn methods(&self, path: &[i32], scope: &str, service: &ServiceDescriptorProto) -> Vec<Member> {
        let methods = service.method.iter().enumerate();
        methods
            .map(|(position, method)| {
                let path = step(path, tag::SERVICE_METHOD, position);
                let options = Options::of(self.schema, OptionsOf::Method, method.options.as_ref());
                Member {
                    symbol: Some(format!("{scope}/{}", method.name())),
                    types: self.types_of(scope, method).into(),
                    ..self.member("method", method.name(), &path, &options)
                }
            })
            .collect()
    }

    fn types_of(&self, scope: &str, method: &MethodDescriptorProto) -> [TypeName; 2] {
        let type_name = |streams: bool, name: &str| {
            let named = self.type_name(scope, name);
            TypeName { text: if streams { format!("stream {}", named.text) } else { named.text }, ..named }
        };
        [
            type_name(method.client_streaming(), method.input_type()),
            type_name(method.server_streaming(), method.output_type()),
        ]
    }

    fn both_messages(&self, scope: &str, method: &MethodDescriptorProto) -> Vec<Member> {
        let none = Options::of(self.schema, OptionsOf::Method, None);
        let types = ["request", "response"].into_iter().zip(self.types_of(scope, method));
        types
            .map(|(kind, of)| Member {
                symbol: of.symbol.clone(),
                types: vec![of],
                ..self.member(kind, kind, &[], &none)
            })
            .collect()
    }

    fn inside(&self, path: &[i32], scope: &str, message: &DescriptorProto) -> Vec<Member> {
        let entries = MapEntries::among(&message.nested_type);
        let mut members = Vec::new();
        let mut last_oneof = None;
        for (position, field) in message.field.iter().enumerate() {
            let oneof = oneof_of(field).and_then(|at| Some((at, message.oneof_decl.get(at)?)));
            if let Some((at, one)) = oneof
                && last_oneof != Some(at)
            {
                let options = Options::of(self.schema, OptionsOf::Oneof, one.options.as_ref());
                members.push(self.member("oneof", one.name(), &step(path, tag::MESSAGE_ONEOF, at), &options));
            }
            last_oneof = oneof.map(|(at, _)| at);
            members.push(Member {
                oneof: oneof.map(|(_, one)| one.name().to_owned()),
                ..self.field("field", &step(path, tag::MESSAGE_FIELD, position), scope, &entries, field)
            });
        }
        for (position, nested) in message.nested_type.iter().enumerate().filter(|(_, nested)| !is_map_entry(nested)) {
            let options = Options::of(self.schema, OptionsOf::Message, nested.options.as_ref());
            let path = step(path, tag::MESSAGE_NESTED, position);
            members.push(self.declared("message", scope, nested.name(), &path, &options));
        }
        for (position, nested) in message.enum_type.iter().enumerate() {
            let options = Options::of(self.schema, OptionsOf::Enum, nested.options.as_ref());
            let path = step(path, tag::MESSAGE_ENUM, position);
            members.push(self.declared("enum", scope, nested.name(), &path, &options));
        }
        for (position, extension) in message.extension.iter().enumerate() {
            let path = step(path, tag::MESSAGE_EXTENSION, position);
            members.push(Member {
                symbol: Some(within(scope, extension.name())),
                ..self.field("extension", &path, scope, &entries, extension)
            });
        }
        members
    }

    /// A type or an extension within, which has a page of its own.
    fn declared(&self, kind: &'static str, scope: &str, name: &str, path: &[i32], options: &Options) -> Member {
        Member { symbol: Some(within(scope, name)), ..self.member(kind, name, path, options) }
    }

    fn field(
        &self,
        kind: &'static str,
        path: &[i32],
        scope: &str,
        entries: &MapEntries<'_>,
        field: &FieldDescriptorProto,
    ) -> Member {
        let options = Options::of(self.schema, OptionsOf::Field, field.options.as_ref())
            .with_first("json_name", own_json_name(field).map(quoted))
            .with_first("default", default_of(field));
        let entry = entries.of(field);
        let (types, label) = match entry.and_then(key_and_value) {
            Some((key, value)) => {
                let (key, value) = (self.type_of(scope, key), self.type_of(scope, value));
                (TypeName { text: format!("map<{}, {}>", key.text, value.text), symbol: value.symbol }, "")
            }
            // In a oneof a field has no label.
            None if oneof_of(field).is_some() => (self.type_of(scope, field), ""),
            None => (self.type_of(scope, field), label_of(self.file.language(), field).trim_end()),
        };
        Member { number: field.number, label, types: vec![types], ..self.member(kind, field.name(), path, &options) }
    }

    fn values(&self, path: &[i32], one: &EnumDescriptorProto) -> Vec<Member> {
        let values = one.value.iter().enumerate();
        values
            .map(|(position, value)| {
                let options = Options::of(self.schema, OptionsOf::Value, value.options.as_ref());
                let path = step(path, tag::ENUM_VALUE, position);
                Member { number: Some(value.number()), ..self.member("value", value.name(), &path, &options) }
            })
            .collect()
    }

    /// What it extends, and the field it adds.
    fn extension(&self, path: &[i32], scope: &str, extension: &FieldDescriptorProto) -> Vec<Member> {
        let extendee = self.type_name(scope, extension.extendee());
        let none = Options::of(self.schema, OptionsOf::Field, None);
        vec![
            Member {
                symbol: extendee.symbol.clone(),
                types: vec![extendee],
                ..self.member("extendee", "extends", &[], &none)
            },
            // The comment above it is the page's own.
            Member { docs: String::new(), ..self.field("field", path, scope, &MapEntries::among(&[]), extension) },
        ]
    }

    fn type_of(&self, scope: &str, field: &FieldDescriptorProto) -> TypeName {
        match scalar_name(field.r#type()) {
            Some(name) => TypeName { text: name.to_owned(), symbol: None },
            None => self.type_name(scope, field.type_name()),
        }
    }

    fn type_name(&self, scope: &str, type_name: &str) -> TypeName {
        let full_name = type_name.trim_start_matches('.');
        let is_known = self.schema.message(full_name).is_some() || self.schema.enumeration(full_name).is_some();
        TypeName {
            text: relative(self.schema, scope, type_name).trim_start_matches('.').to_owned(),
            symbol: is_known.then(|| full_name.to_owned()),
        }
    }

    fn place(&self, path: &[i32]) -> Option<Place> {
        let (line, column) = self.file.begins(path).filter(|_| !path.is_empty())?;
        Some(Place { line: u32::try_from(line).ok()? + 1, column: u32::try_from(column).ok()? + 1 })
    }
}

/// Options for a reader; those that stand for themselves elsewhere on the page are among them.
fn lines(options: &Options) -> Vec<OptionLine> {
    let line = |name: &SettingName, value: &SettingValue| OptionLine {
        name: option_name(name),
        value: match (name, value) {
            (SettingName::Unknown(_), SettingValue::Bytes(bytes)) => hex(bytes),
            _ => on_one_line(value),
        },
    };
    options.iter().map(|setting| line(&setting.name, &setting.value)).collect()
}

/// Every file of a package together: its services and types, its docs from the comments above `package`.
fn package_page(schema: &Schema, name: &str) -> Option<Page> {
    let files = schema.index().packages().get(name)?;
    let mut docs = Vec::new();
    let mut members = Vec::new();
    for file in files.iter().filter_map(|file| OpenFile::open(schema, file)) {
        let maker = PageMaker { schema, file: &file, index: None };
        docs.extend(Some(file.docs(&[tag::FILE_PACKAGE])).filter(|docs| !docs.is_empty()));
        maker.at_top(&mut members);
    }
    docs.sort();
    docs.dedup();
    let order =
        |member: &Member| ["service", "message", "enum", "extension"].iter().position(|kind| *kind == member.kind);
    members.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.name.cmp(&b.name)));
    Some(Page {
        name: name.to_owned(),
        kind: PageKind::Package,
        file: String::new(),
        place: None,
        docs: docs.join("\n\n"),
        deprecated: false,
        options: Vec::new(),
        hints: Vec::new(),
        members,
        used_by: Vec::new(),
    })
}

impl PageMaker<'_> {
    /// What stands at the top of the file.
    fn at_top(&self, members: &mut Vec<Member>) {
        let (raw, scope) = (&self.file.raw, self.file.package());
        for (position, one) in raw.service.iter().enumerate() {
            let options = Options::of(self.schema, OptionsOf::Service, one.options.as_ref());
            members.push(self.declared(
                "service",
                scope,
                one.name(),
                &step(&[], tag::FILE_SERVICE, position),
                &options,
            ));
        }
        for (position, one) in raw.message_type.iter().enumerate() {
            let options = Options::of(self.schema, OptionsOf::Message, one.options.as_ref());
            members.push(self.declared(
                "message",
                scope,
                one.name(),
                &step(&[], tag::FILE_MESSAGE, position),
                &options,
            ));
        }
        for (position, one) in raw.enum_type.iter().enumerate() {
            let options = Options::of(self.schema, OptionsOf::Enum, one.options.as_ref());
            members.push(self.declared("enum", scope, one.name(), &step(&[], tag::FILE_ENUM, position), &options));
        }
        for (position, one) in raw.extension.iter().enumerate() {
            let path = step(&[], tag::FILE_EXTENSION, position);
            members.push(Member {
                symbol: Some(within(scope, one.name())),
                ..self.field("extension", &path, scope, &MapEntries::among(&[]), one)
            });
        }
    }
}
