//! A service and its methods, as they are declared.
//! It calls nothing; the catalog lists them for those who do.

use std::fmt;

use bytes::Bytes;

use super::{
    file::FileDescriptor,
    handle::{handle, placed, position},
    message::MessageDescriptor,
    options::is_option_set,
    pool::Pool,
    records::{Id, MethodRecord, ServiceRecord},
};

/// `FileDescriptorProto.service`, `ServiceDescriptorProto.method`, `deprecated` in the options of both.
const SERVICES: i32 = 6;
const METHODS: i32 = 2;
const DEPRECATED: u32 = 33;

/// A service.
#[derive(Clone)]
pub struct ServiceDescriptor {
    pool: Pool,
    id: Id,
}

/// A method.
#[derive(Clone)]
pub struct MethodDescriptor {
    pool: Pool,
    id: Id,
}

handle!(ServiceDescriptor);
handle!(MethodDescriptor);
placed!(ServiceDescriptor);
placed!(MethodDescriptor);

impl ServiceDescriptor {
    pub(super) fn new(pool: &Pool, id: Id) -> Self {
        Self { pool: pool.clone(), id }
    }

    fn record(&self) -> &ServiceRecord {
        &self.pool.arenas().services[self.id as usize]
    }

    /// Its own name.
    pub fn name(&self) -> &str {
        let full_name = self.full_name();
        full_name.rsplit_once('.').map_or(full_name, |(_, name)| name)
    }

    /// `shop.v1.Orders`.
    pub fn full_name(&self) -> &str {
        self.pool.arenas().name(self.record().full_name)
    }

    /// The package of its file.
    pub fn package_name(&self) -> &str {
        let arenas = self.pool.arenas();
        arenas.files.get(self.record().file as usize).map_or("", |file| arenas.name(file.package))
    }

    /// The file it stands in.
    pub fn parent_file(&self) -> FileDescriptor {
        FileDescriptor::new(&self.pool, self.record().file)
    }

    /// Its methods, as they are declared.
    pub fn methods(&self) -> impl ExactSizeIterator<Item = MethodDescriptor> + '_ {
        self.record().methods.ids().map(|id| MethodDescriptor { pool: self.pool.clone(), id })
    }

    /// Field numbers and positions that lead to it in its file's descriptor.
    pub fn path(&self) -> Vec<i32> {
        vec![SERVICES, position(self.record().index)]
    }

    /// Its `ServiceOptions`, encoded.
    pub fn option_bytes(&self) -> Option<&Bytes> {
        self.pool.arenas().options(self.record().options)
    }

    /// `option deprecated = true`.
    pub fn is_deprecated(&self) -> bool {
        is_option_set(self.option_bytes(), DEPRECATED)
    }
}

impl MethodDescriptor {
    fn record(&self) -> &MethodRecord {
        &self.pool.arenas().methods[self.id as usize]
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.pool.arenas().name(self.record().name)
    }

    /// The service it is of.
    pub fn parent_service(&self) -> ServiceDescriptor {
        ServiceDescriptor::new(&self.pool, self.record().service)
    }

    /// The file it stands in.
    pub fn parent_file(&self) -> FileDescriptor {
        self.parent_service().parent_file()
    }

    /// Type of request messages.
    pub fn input(&self) -> MessageDescriptor {
        MessageDescriptor::new(&self.pool, self.record().input)
    }

    /// Type of response messages.
    pub fn output(&self) -> MessageDescriptor {
        MessageDescriptor::new(&self.pool, self.record().output)
    }

    /// The client sends a stream.
    pub fn is_client_streaming(&self) -> bool {
        self.record().client_streams
    }

    /// The server sends a stream.
    pub fn is_server_streaming(&self) -> bool {
        self.record().server_streams
    }

    /// Field numbers and positions that lead to it in its file's descriptor.
    pub fn path(&self) -> Vec<i32> {
        let mut path = self.parent_service().path();
        path.extend([METHODS, position(self.record().index)]);
        path
    }

    /// Its `MethodOptions`, encoded.
    pub fn option_bytes(&self) -> Option<&Bytes> {
        self.pool.arenas().options(self.record().options)
    }

    /// `option deprecated = true`.
    pub fn is_deprecated(&self) -> bool {
        is_option_set(self.option_bytes(), DEPRECATED)
    }
}

impl fmt::Debug for ServiceDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServiceDescriptor({})", self.full_name())
    }
}

impl fmt::Debug for MethodDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MethodDescriptor({}/{})", self.parent_service().full_name(), self.name())
    }
}
