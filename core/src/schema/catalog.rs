//! The catalog: one loaded schema, what can be called with it, and what could not be loaded.
//! It does not change once built; loading again makes a new one with a pool of its own.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, Weak},
};

use bytes::Bytes;
use prost::Message as _;

use super::{
    browse::SchemaIndex,
    builtin,
    descriptor::{FileDescriptorProto, FileDescriptorSet},
    docs::{self, CommentsByPath, Docs, Documented},
    intake::{self, Absent, Assembled, Candidate},
    limits::SchemaLimits,
    method::{MethodKind, MethodPath},
    model::{
        EnumDescriptor, ExtensionDescriptor, FileDescriptor, MessageDescriptor, MethodDescriptor, Pool,
        ServiceDescriptor,
    },
    nearest::nearest,
    problem::Problem,
    progress::LoadProgress,
    sources::{self, FileSource},
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
    docs: Docs,
    index: OnceLock<SchemaIndex>,
}

/// A service of the catalog.
#[derive(Clone)]
pub struct Service {
    /// `shop.v1.Orders`.
    pub full_name: String,
    /// `shop.v1`, or empty.
    pub package: String,
    /// `Orders`.
    pub name: String,
    /// The comment above it in the .proto, without comment marks; empty if there is none.
    pub docs: String,
    /// `option deprecated = true`.
    pub deprecated: bool,
    /// The file it stands in.
    pub file: String,
    /// Its methods, in the order of the file.
    pub methods: Vec<Method>,
}

/// A method of the catalog.
#[derive(Clone)]
pub struct Method {
    /// Its path.
    pub path: MethodPath,
    /// Its kind.
    pub kind: MethodKind,
    /// Type of request messages.
    pub input: MessageDescriptor,
    /// Type of response messages.
    pub output: MessageDescriptor,
    /// The comment above it.
    pub docs: String,
    /// `option deprecated = true`.
    pub deprecated: bool,
}

impl Schema {
    /// Loads a source on disk; what cannot be had is in [`Schema::problems`].
    ///
    /// Reads and compiles for as long as that takes: not for a thread that must stay awake.
    pub fn load(source: &FileSource) -> Self {
        Self::load_with(source, &SchemaLimits::default(), &mut ()).unwrap_or_default()
    }

    /// As [`Schema::load`], within limits, telling each step; nothing if `progress` ended it.
    pub fn load_with(source: &FileSource, limits: &SchemaLimits, progress: &mut dyn LoadProgress) -> Option<Self> {
        sources::load(source, None, limits, progress).map(|loaded| loaded.schema)
    }

    /// As [`Schema::load_with`], of files that may import what `base` has and they have not, such as what a server gave.
    /// What of `base` came to be used is part of the schema; what is wrong with it is not told again.
    pub fn load_beside(
        base: &Self,
        source: &FileSource,
        limits: &SchemaLimits,
        progress: &mut dyn LoadProgress,
    ) -> Option<Self> {
        sources::load(source, Some(base), limits, progress).map(|loaded| loaded.schema)
    }

    /// The schema of `FileDescriptorProto`s as server reflection gives them, in any order.
    pub fn from_files(files: Vec<Vec<u8>>) -> Self {
        intake::on_large_stack(|| {
            let files = files.into_iter().map(Bytes::from).collect();
            Self::from_encoded(files, &Absent::Server)
        })
        .unwrap_or_else(|| Self::failed("the server's schema"))
    }

    /// All of `primary`, and what of `filler` it lacks: whole files, and comments of files that are the same.
    pub fn merged(primary: &Self, filler: &Self) -> Self {
        intake::on_large_stack(|| sources::merge(primary, filler)).unwrap_or_else(|| Self::failed("the schema"))
    }

    /// The built-in protos alone: well-known types, `google.rpc`, health, reflection, channelz.
    pub fn builtin() -> Self {
        static BUILTIN: OnceLock<Schema> = OnceLock::new();
        BUILTIN
            .get_or_init(|| {
                let files = builtin::files().iter().map(|file| file.encoded.clone()).collect();
                intake::on_large_stack(|| Self::from_encoded(files, &Absent::Set)).unwrap_or_default()
            })
            .clone()
    }

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
    pub(super) fn for_each_type(&self, mut found: impl FnMut(&str, SymbolKind)) {
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

    pub(super) fn index_cell(&self) -> &OnceLock<SchemaIndex> {
        &self.inner.index
    }

    pub(super) fn is_package(&self, name: &str) -> bool {
        self.inner.pool.is_package(name)
    }

    pub(super) fn paths(&self) -> &HashMap<String, PathBuf> {
        &self.inner.paths
    }

    pub(super) fn from_encoded(files: Vec<Bytes>, absent: &Absent<'_>) -> Self {
        let mut problems = Vec::new();
        let mut candidates = Vec::with_capacity(files.len());
        for (index, file) in files.into_iter().enumerate() {
            match Candidate::decode(file) {
                Ok(candidate) => candidates.push(candidate),
                Err(error) => problems
                    .push(Problem::error(format!("file {}", index + 1), format!("is not a file descriptor: {error}"))),
            }
        }
        let mut assembled = intake::assemble(candidates, absent);
        problems.append(&mut assembled.problems);
        Self::assembled(Assembled { problems, ..assembled })
    }

    pub(super) fn assembled(assembled: Assembled) -> Self {
        Self::documented(assembled, docs::of_services)
    }

    fn documented(assembled: Assembled, comments_of: fn(&FileDescriptor) -> CommentsByPath) -> Self {
        let Assembled { pool, mut problems } = assembled;
        problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        let mut services = Vec::with_capacity(pool.services().len());
        for file in pool.files().filter(|file| file.services().len() > 0) {
            let comments = comments_of(&file);
            services.extend(file.services().map(|service| Service::of(&service, &comments)));
        }
        services.sort_by(|a, b| a.full_name.cmp(&b.full_name));
        let docs = Docs::of_pool(&pool);
        let files = pool.files().map(|file| (file.name().to_owned(), file.index())).collect();
        let inner = Inner { pool, services, problems, files, docs, ..Inner::default() };
        Self { inner: Arc::new(inner) }
    }

    /// With what is known only of files on disk.
    pub(super) fn with_places(mut self, paths: HashMap<String, PathBuf>, mending_roots: Vec<PathBuf>) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            inner.paths = paths;
            inner.mending_roots = mending_roots;
        }
        self
    }

    /// A schema that was loaded before, from its files and what was said of it then: `docs` are of each service in turn its
    /// own and those of its methods. `None` if they do not fit.
    pub(super) fn restored(files: Vec<Candidate>, problems: Vec<Problem>, docs: Vec<String>) -> Option<Self> {
        let assembled = intake::assemble(files, &Absent::Set);
        let mut schema = Self::documented(assembled, |_| CommentsByPath::new());
        let inner = Arc::get_mut(&mut schema.inner)?;
        inner.problems = problems;
        let mut docs = docs.into_iter();
        for service in &mut inner.services {
            service.docs = docs.next()?;
            for method in &mut service.methods {
                method.docs = docs.next()?;
            }
        }
        docs.next().is_none().then_some(schema)
    }

    /// A schema of the names in these files, whatever is missing beside them. Call it with a large stack.
    pub(super) fn outlined(files: Vec<Candidate>) -> Self {
        let Assembled { pool, .. } = intake::assemble(files, &Absent::Set);
        Self::documented(Assembled { pool, problems: Vec::new() }, |_| CommentsByPath::new())
    }

    /// A schema of problems alone.
    pub(super) fn of_problems(problems: Vec<Problem>) -> Self {
        let base = intake::assemble(Vec::new(), &Absent::Set);
        Self::assembled(Assembled { problems, ..base })
    }

    pub(super) fn failed(what: &str) -> Self {
        Self::of_problems(vec![Problem::error(what, "could not be loaded: it holds something that Farcall trips over")])
    }
}

impl Service {
    fn of(service: &ServiceDescriptor, comments: &CommentsByPath) -> Self {
        Self {
            full_name: service.full_name().to_owned(),
            package: service.package_name().to_owned(),
            name: service.name().to_owned(),
            docs: docs_at(comments, &service.path()),
            deprecated: service.is_deprecated(),
            file: service.parent_file().name().to_owned(),
            methods: service.methods().map(|method| Method::of(&method, service, comments)).collect(),
        }
    }
}

impl Method {
    fn of(method: &MethodDescriptor, service: &ServiceDescriptor, comments: &CommentsByPath) -> Self {
        Self {
            path: MethodPath { service: service.full_name().to_owned(), method: method.name().to_owned() },
            kind: MethodKind::of(method.is_client_streaming(), method.is_server_streaming()),
            input: method.input(),
            output: method.output(),
            docs: docs_at(comments, &method.path()),
            deprecated: method.is_deprecated(),
        }
    }
}

fn docs_at(comments: &CommentsByPath, path: &[i32]) -> String {
    comments.get(path).map(|comment| comment.to_string()).unwrap_or_default()
}
