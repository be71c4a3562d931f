//! The catalog: one loaded schema, what can be called with it, and what could not be loaded.
//! It does not change once built; loading again makes a new one with a pool of its own.

mod make;
mod service;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, Weak},
};

use bytes::Bytes;
use prost::Message as _;

pub use self::service::{Method, Service};
use super::{
    browse::SchemaIndex,
    descriptor::{FileDescriptorProto, FileDescriptorSet},
    docs::{Docs, Documented},
    method::MethodPath,
    mixture::Mixture,
    model::{EnumDescriptor, ExtensionDescriptor, FileDescriptor, MessageDescriptor, Pool},
    nearest::nearest,
    problem::Problem,
    sources,
    symbol::{Symbol, SymbolKind},
};

/// One loaded schema: what can be called, and what could not be loaded. Cheap to clone.
#[derive(Clone, Default)]
pub struct Schema {
    inner: Arc<Inner>,
}

/// A schema that is there for as long as somebody holds it.
pub(crate) struct WeakSchema(Weak<Inner>);

impl WeakSchema {
    pub(crate) fn upgrade(&self) -> Option<Schema> {
        Some(Schema { inner: self.0.upgrade()? })
    }
}

#[derive(Default)]
struct Inner {
    pool: Pool,
    services: Vec<Service>,
    problems: Vec<Problem>,
    files: HashMap<String, usize>,
    paths: HashMap<String, PathBuf>,
    mending_roots: Vec<PathBuf>,
    mixture: Option<Mixture>,
    docs: Docs,
    index: OnceLock<SchemaIndex>,
}

impl Schema {
    /// Every file that was loaded, comments included, as one `FileDescriptorSet`: what a copy on disk holds. Takes time and
    /// memory in proportion to the schema.
    pub fn to_descriptor_set(&self) -> Vec<u8> {
        let file = self.inner.pool.files().map(|file| file.encoded()).collect();
        FileDescriptorSet { file }.encode_to_vec()
    }

    /// The same schema, not held.
    pub(crate) fn downgrade(&self) -> WeakSchema {
        WeakSchema(Arc::downgrade(&self.inner))
    }

    /// Services, by full name.
    pub fn services(&self) -> &[Service] {
        &self.inner.services
    }

    /// The service of this full name.
    pub fn service(&self, full_name: &str) -> Option<&Service> {
        let services = &self.inner.services;
        let index = services.binary_search_by(|service| service.full_name.as_str().cmp(full_name)).ok()?;
        services.get(index)
    }

    /// The method at this path.
    pub fn method(&self, path: &MethodPath) -> Option<&Method> {
        self.service(&path.service)?.methods.iter().find(|method| method.path.method == path.method)
    }

    /// What could not be loaded, and what is odd.
    pub fn problems(&self) -> &[Problem] {
        &self.inner.problems
    }

    /// Which of its files are a server's and which fill in for them; `None` where it is not mixed, and of a copy.
    pub fn mixture(&self) -> Option<&Mixture> {
        self.inner.mixture.as_ref()
    }

    /// The message of this full name.
    pub fn message(&self, full_name: &str) -> Option<MessageDescriptor> {
        self.inner.pool.get_message_by_name(full_name)
    }

    /// The enum of this full name.
    pub fn enumeration(&self, full_name: &str) -> Option<EnumDescriptor> {
        self.inner.pool.get_enum_by_name(full_name)
    }

    /// The extension of this full name.
    pub fn extension(&self, full_name: &str) -> Option<ExtensionDescriptor> {
        self.inner.pool.get_extension_by_name(full_name)
    }

    /// The type that an `Any` names: the part after the last slash, here or among the built-in protos.
    pub fn resolve_any(&self, type_url: &str) -> Option<MessageDescriptor> {
        let (_, name) = type_url.rsplit_once('/')?;
        self.message(name).or_else(|| Self::builtin().message(name))
    }

    /// The comment of a message, field, oneof, enum or enum value: that above it, else that beside it.
    pub fn docs_of(&self, element: &impl Documented) -> String {
        self.inner.docs.of(element)
    }

    /// The proto text of a symbol; see [`describe`](super::describe()).
    pub fn describe(&self, symbol: &str) -> Option<String> {
        super::describe::describe(self, symbol)
    }

    /// Every name that `describe` knows, sorted.
    pub fn symbols(&self) -> Vec<Symbol> {
        let symbol = |name: &str, kind| Symbol { name: name.to_owned(), kind };
        let services = self.services().iter().map(|service| symbol(&service.full_name, SymbolKind::Service));
        let methods = self.methods().map(|method| symbol(&method.path.to_string(), SymbolKind::Method));
        let mut symbols: Vec<Symbol> = services.chain(methods).collect();
        self.for_each_type(|name, kind| symbols.push(symbol(name, kind)));
        // Stable, since each kind comes nearly in order: runs are only merged.
        symbols.sort();
        symbols
    }

    /// Messages, enums and extensions, nested ones too, entries of maps left out.
    pub(in crate::schema) fn for_each_type(&self, mut found: impl FnMut(&str, SymbolKind)) {
        let pool = &self.inner.pool;
        let messages = pool.all_messages().filter(|message| !message.is_map_entry());
        messages.for_each(|message| found(message.full_name(), SymbolKind::Message));
        pool.all_enums().for_each(|one| found(one.full_name(), SymbolKind::Enum));
        pool.all_extensions().for_each(|extension| found(extension.full_name(), SymbolKind::Extension));
    }

    /// Every method of every service.
    pub fn methods(&self) -> impl Iterator<Item = &Method> {
        self.services().iter().flat_map(|service| &service.methods)
    }

    /// Methods that may be meant by a name that is none; at most three, the nearest first.
    pub fn nearest_methods(&self, name: &str) -> Vec<String> {
        nearest(name, self.methods().map(|method| method.path.to_string()))
    }

    /// Services, methods and types that may be meant by a name that is none; at most three, the nearest first.
    pub fn nearest_symbols(&self, name: &str) -> Vec<String> {
        nearest(name, self.symbols().into_iter().map(|symbol| symbol.name))
    }

    /// Names of the files, as imports name them, well-known types included.
    pub fn files(&self) -> Vec<String> {
        self.inner.pool.files().map(|file| file.name().to_owned()).collect()
    }

    /// A file's `FileDescriptorProto` as bytes, comments included.
    pub fn file_bytes(&self, file: &str) -> Option<Bytes> {
        Some(self.descriptor_of(file)?.encoded())
    }

    /// The descriptor of a file.
    pub fn descriptor_of(&self, file: &str) -> Option<FileDescriptor> {
        self.inner.pool.file(*self.inner.files.get(file)?)
    }

    /// Everything that the files declare, linked: messages, enums, extensions, services, files.
    pub fn pool(&self) -> &Pool {
        &self.inner.pool
    }

    /// A file's `FileDescriptorProto`, decoded anew each time.
    pub fn file(&self, file: &str) -> Option<FileDescriptorProto> {
        FileDescriptorProto::decode(self.file_bytes(file)?).ok()
    }

    /// Where a file lies on disk, if it was read as .proto.
    pub fn source_path(&self, file: &str) -> Option<&Path> {
        self.inner.paths.get(file).map(PathBuf::as_path)
    }

    /// The text of a file: as it lies on disk now, else its descriptor as proto text.
    pub fn file_text(&self, file: &str) -> Option<String> {
        let on_disk = self.source_path(file).and_then(|path| sources::read_text(path).ok());
        on_disk.or_else(|| super::describe::describe_file(self, file))
    }

    /// Import folders that would mend the imports that were not found.
    pub fn mending_roots(&self) -> &[PathBuf] {
        &self.inner.mending_roots
    }

    pub(in crate::schema) fn index_cell(&self) -> &OnceLock<SchemaIndex> {
        &self.inner.index
    }

    pub(in crate::schema) fn is_package(&self, name: &str) -> bool {
        self.inner.pool.is_package(name)
    }

    pub(in crate::schema) fn paths(&self) -> &HashMap<String, PathBuf> {
        &self.inner.paths
    }
}
