//! The reference of a schema: which packages it has, and everything of one package as pages in the order to read them.
//! It writes nothing; Markdown and HTML are two ways to write it.

use std::collections::{BTreeMap, HashSet};

use super::files::loaded;
use crate::schema::{
    Outline, Page, Schema,
    browse::PageMaker,
    builtin,
    describe::{
        element::{Element, What, tag},
        file::{OpenFile, is_map_entry, step, within},
        names::package_of,
    },
    descriptor::DescriptorProto,
};

/// What a reference is of.
#[derive(Debug, Clone, Default)]
pub struct ReferenceOptions {
    /// Its title; empty: "API reference".
    pub title: String,
    /// Names of packages, each with those inside of it; none: every package that was loaded.
    pub packages: Vec<String>,
}

impl ReferenceOptions {
    /// The title to write.
    pub(super) fn title(&self) -> &str {
        if self.title.is_empty() { "API reference" } else { &self.title }
    }
}

/// A reference to be written.
pub(super) struct Reference<'a> {
    schema: &'a Schema,
    /// Files of each package.
    packages: BTreeMap<String, Vec<String>>,
    outline: Outline,
}

/// One package.
pub(super) struct PackageReference {
    /// Comments above `package`, of all its files.
    pub docs: Vec<String>,
    /// Services by name.
    pub services: Vec<ServiceReference>,
    /// Messages, enums and extensions, by name; those that stand in a message right after it.
    pub types: Vec<Page>,
}

/// One service.
pub(super) struct ServiceReference {
    pub page: Page,
    /// Pages of its methods, in the order of the file.
    pub methods: Vec<Page>,
}

impl<'a> Reference<'a> {
    pub fn of(schema: &'a Schema, options: &ReferenceOptions) -> Self {
        let is_wanted = |package: &str| {
            let is_in = |outer: &String| {
                package == outer || package.strip_prefix(outer.as_str()).is_some_and(|rest| rest.starts_with('.'))
            };
            options.packages.is_empty() || options.packages.iter().any(is_in)
        };
        let own: HashSet<String> = match options.packages.as_slice() {
            [] => loaded(schema).into_iter().collect(),
            _ => schema.files().into_iter().collect(),
        };
        let packages = schema.index().packages().iter().filter(|(name, _)| is_wanted(name));
        let packages = packages.map(|(name, files)| {
            let files: Vec<String> = files.iter().filter(|file| own.contains(*file)).cloned().collect();
            (name.clone(), files)
        });
        let packages = packages.filter(|(_, files)| !files.is_empty()).collect();
        Self { schema, packages, outline: schema.outline() }
    }

    /// Names of the packages; those that only came along with what was opened stand last.
    pub fn packages(&self) -> impl Iterator<Item = &str> {
        let is_built_in = |files: &[String]| files.iter().all(|file| builtin::file(file).is_some());
        let of = move |built_in: bool| {
            let packages = self.packages.iter().filter(move |(_, files)| is_built_in(files) == built_in);
            packages.map(|(name, _)| name.as_str())
        };
        of(false).chain(of(true))
    }

    /// Services and top-level types of a package, services first.
    pub fn symbols(&self, package: &str) -> Vec<String> {
        let outlines = self.outline.packages.iter().filter(|outline| outline.name == package);
        let mut symbols = Vec::new();
        for outline in outlines {
            let services = outline.services.iter().filter_map(|position| self.schema.services().get(*position));
            symbols.extend(services.map(|service| service.full_name.clone()));
            let types = outline.types.iter().filter_map(|at| self.outline.symbols.get(*at));
            symbols.extend(types.map(|symbol| symbol.name.clone()));
        }
        symbols
    }

    /// Whether a symbol stands in the reference, so that a link to it leads somewhere.
    pub fn has(&self, symbol: &str) -> bool {
        let outer = symbol.split('/').next().unwrap_or(symbol);
        let schema = self.schema;
        let is_known = schema.service(outer).is_some()
            || schema.message(outer).is_some()
            || schema.enumeration(outer).is_some()
            || schema.extension(outer).is_some();
        is_known && self.packages.contains_key(package_of(schema, outer))
    }

    /// Everything of one package. Opens its files.
    pub fn package(&self, name: &str) -> PackageReference {
        let mut package = PackageReference { docs: Vec::new(), services: Vec::new(), types: Vec::new() };
        let files = self.packages.get(name).map(Vec::as_slice).unwrap_or_default();
        for file in files.iter().filter_map(|file| OpenFile::open(self.schema, file)) {
            let maker = PageMaker { schema: self.schema, file: &file, index: Some(self.schema.index()) };
            let docs = file.docs(&[tag::FILE_PACKAGE]);
            if !docs.is_empty() && !package.docs.contains(&docs) {
                package.docs.push(docs);
            }
            services(&maker, &mut package.services);
            types(&maker, &mut package.types);
        }
        package.services.sort_by(|a, b| a.page.name.cmp(&b.page.name));
        package.types.sort_by(|a, b| a.name.cmp(&b.name));
        package
    }
}

fn services(maker: &PageMaker<'_>, services: &mut Vec<ServiceReference>) {
    for (position, service) in maker.file.raw.service.iter().enumerate() {
        let path = step(&[], tag::FILE_SERVICE, position);
        let scope = within(maker.file.package(), service.name());
        let methods = service.method.iter().enumerate().filter_map(|(position, method)| {
            let path = step(&path, tag::SERVICE_METHOD, position);
            maker.page(&Element { path, scope: scope.clone(), what: What::Method(method) })
        });
        let methods = methods.collect();
        let scope = maker.file.package().to_owned();
        let page = maker.page(&Element { path, scope, what: What::Service(service) });
        services.extend(page.map(|page| ServiceReference { page, methods }));
    }
}

fn types(maker: &PageMaker<'_>, pages: &mut Vec<Page>) {
    let raw = &maker.file.raw;
    let scope = maker.file.package();
    let mut put = |path, what| pages.extend(maker.page(&Element { path, scope: scope.to_owned(), what }));
    for (position, one) in raw.enum_type.iter().enumerate() {
        put(step(&[], tag::FILE_ENUM, position), What::Enum(one));
    }
    for (position, one) in raw.extension.iter().enumerate() {
        put(step(&[], tag::FILE_EXTENSION, position), What::Extension(one));
    }
    for (position, one) in raw.message_type.iter().enumerate() {
        message(maker, step(&[], tag::FILE_MESSAGE, position), scope, one, pages);
    }
}

/// Decoding bounds how deep messages nest.
fn message(maker: &PageMaker<'_>, path: Vec<i32>, scope: &str, message: &DescriptorProto, pages: &mut Vec<Page>) {
    let inner = within(scope, message.name());
    let mut put = |field, position, what| {
        let path = step(&path, field, position);
        pages.extend(maker.page(&Element { path, scope: inner.clone(), what }));
    };
    for (position, one) in message.enum_type.iter().enumerate() {
        put(tag::MESSAGE_ENUM, position, What::Enum(one));
    }
    for (position, one) in message.extension.iter().enumerate() {
        put(tag::MESSAGE_EXTENSION, position, What::Extension(one));
    }
    for (position, one) in message.nested_type.iter().enumerate().filter(|(_, one)| !is_map_entry(one)) {
        self::message(maker, step(&path, tag::MESSAGE_NESTED, position), &inner, one, pages);
    }
    pages.extend(maker.page(&Element { path, scope: scope.to_owned(), what: What::Message(message) }));
}
