//! A file of a pool: what it declares at the top level, and the bytes it came as.
//! It does not read its text; the schema knows where that lies.

use std::fmt;

use bytes::Bytes;

use super::{
    enumeration::EnumDescriptor,
    extension::ExtensionDescriptor,
    features::Features,
    handle::handle,
    message::MessageDescriptor,
    pool::Pool,
    records::{FileRecord, Id},
    service::ServiceDescriptor,
};
use crate::schema::descriptor::edition;

/// A file.
#[derive(Clone)]
pub struct FileDescriptor {
    pool: Pool,
    id: Id,
}

handle!(FileDescriptor);

/// The language a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// proto2, also where none is named.
    Proto2,
    /// proto3.
    Proto3,
    /// An edition, by its number: one of [`edition`](crate::schema::descriptor::edition).
    Edition(i32),
}

impl FileDescriptor {
    pub(super) fn new(pool: &Pool, id: Id) -> Self {
        Self { pool: pool.clone(), id }
    }

    fn record(&self) -> &FileRecord {
        &self.pool.arenas().files[self.id as usize]
    }

    /// The pool it is in.
    pub fn parent_pool(&self) -> &Pool {
        &self.pool
    }

    /// Its position among the files of the pool.
    pub fn index(&self) -> usize {
        self.id as usize
    }

    /// As imports name it.
    pub fn name(&self) -> &str {
        self.pool.arenas().name(self.record().name)
    }

    /// Its package; may be empty.
    pub fn package_name(&self) -> &str {
        self.pool.arenas().name(self.record().package)
    }

    /// Its syntax.
    pub fn syntax(&self) -> Syntax {
        match self.record().edition {
            ..edition::PROTO3 => Syntax::Proto2,
            edition::PROTO3 => Syntax::Proto3,
            number => Syntax::Edition(number),
        }
    }

    /// Features that hold for what says nothing else.
    pub fn features(&self) -> Features {
        self.record().features
    }

    /// Names of its imports, in their order; files that are not in the pool too.
    pub fn imports(&self) -> impl ExactSizeIterator<Item = &str> {
        self.record().imports.iter().map(|&name| self.pool.arenas().name(name))
    }

    /// Those of its imports that are public.
    pub fn public_imports(&self) -> impl Iterator<Item = &str> {
        let imports = &self.record().imports;
        let public = self.record().public_imports.iter().filter_map(|&at| imports.get(at as usize));
        public.map(|&name| self.pool.arenas().name(name))
    }

    /// Its `FileDescriptorProto`, encoded, comments included.
    pub fn encoded(&self) -> Bytes {
        self.record().source.joined(&self.record().bytes)
    }

    /// The same, perhaps without its comments: at once, where those would have to be unpacked first.
    pub fn declarations(&self) -> &Bytes {
        &self.record().bytes
    }

    /// Its `SourceCodeInfo`, encoded: places and comments.
    pub fn source_code_info(&self) -> Option<Bytes> {
        self.record().source.bytes()
    }

    /// Its `FileOptions`, encoded.
    pub fn option_bytes(&self) -> Option<&Bytes> {
        self.pool.arenas().options(self.record().options)
    }

    /// Messages at the top level.
    pub fn messages(&self) -> impl ExactSizeIterator<Item = MessageDescriptor> + '_ {
        self.record().messages.ids().map(|id| MessageDescriptor::new(&self.pool, id))
    }

    /// Enums at the top level.
    pub fn enums(&self) -> impl ExactSizeIterator<Item = EnumDescriptor> + '_ {
        self.record().enums.ids().map(|id| EnumDescriptor::new(&self.pool, id))
    }

    /// Extensions at the top level.
    pub fn extensions(&self) -> impl ExactSizeIterator<Item = ExtensionDescriptor> + '_ {
        self.record().extensions.ids().map(|id| ExtensionDescriptor::new(&self.pool, id))
    }

    /// Services.
    pub fn services(&self) -> impl ExactSizeIterator<Item = ServiceDescriptor> + '_ {
        self.record().services.ids().map(|id| ServiceDescriptor::new(&self.pool, id))
    }
}

impl fmt::Debug for FileDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileDescriptor({})", self.name())
    }
}
