//! A linked pool: everything that files declare, found by full name.
//! It does not change once linked; cloning it is cheap, and handles hold it.

use std::sync::{Arc, LazyLock};

use super::{
    derived::Derived,
    enumeration::EnumDescriptor,
    extension::ExtensionDescriptor,
    file::FileDescriptor,
    message::MessageDescriptor,
    records::{Arenas, Id, Symbol, next_id},
    service::ServiceDescriptor,
};

/// A linked pool.
#[derive(Clone)]
pub struct Pool {
    arenas: Arc<Arenas>,
}

impl Default for Pool {
    fn default() -> Self {
        static EMPTY: LazyLock<Pool> = LazyLock::new(|| Pool::new(Arenas::default()));
        EMPTY.clone()
    }
}

impl PartialEq for Pool {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.arenas, &other.arenas)
    }
}

impl Eq for Pool {}

impl Pool {
    pub(super) fn new(mut arenas: Arenas) -> Self {
        arenas.derived = Derived::new(arenas.messages.len(), arenas.enums.len());
        Self { arenas: Arc::new(arenas) }
    }

    pub(super) fn arenas(&self) -> &Arenas {
        &self.arenas
    }

    /// The files, in the order they were added.
    pub fn files(&self) -> impl ExactSizeIterator<Item = FileDescriptor> + DoubleEndedIterator + '_ {
        (0..next_id(&self.arenas.files)).map(|id| FileDescriptor::new(self, id))
    }

    /// The file at this position.
    pub fn file(&self, index: usize) -> Option<FileDescriptor> {
        let id = Id::try_from(index).ok().filter(|_| index < self.arenas.files.len())?;
        Some(FileDescriptor::new(self, id))
    }

    /// Every message but placeholders, entries of maps among them.
    pub fn all_messages(&self) -> impl ExactSizeIterator<Item = MessageDescriptor> + '_ {
        (0..self.arenas.real_messages).map(|id| MessageDescriptor::new(self, id))
    }

    /// Every enum but placeholders.
    pub fn all_enums(&self) -> impl ExactSizeIterator<Item = EnumDescriptor> + '_ {
        (0..self.arenas.real_enums).map(|id| EnumDescriptor::new(self, id))
    }

    /// Every extension.
    pub fn all_extensions(&self) -> impl ExactSizeIterator<Item = ExtensionDescriptor> + '_ {
        (0..next_id(&self.arenas.extensions)).map(|id| ExtensionDescriptor::new(self, id))
    }

    /// Every service.
    pub fn services(&self) -> impl ExactSizeIterator<Item = ServiceDescriptor> + '_ {
        (0..next_id(&self.arenas.services)).map(|id| ServiceDescriptor::new(self, id))
    }

    /// The message of this full name; no placeholder.
    pub fn get_message_by_name(&self, full_name: &str) -> Option<MessageDescriptor> {
        match self.arenas.symbol(full_name) {
            Symbol::Message(id) => Some(MessageDescriptor::new(self, id)),
            _ => None,
        }
    }

    /// The enum of this full name; no placeholder.
    pub fn get_enum_by_name(&self, full_name: &str) -> Option<EnumDescriptor> {
        match self.arenas.symbol(full_name) {
            Symbol::Enum(id) => Some(EnumDescriptor::new(self, id)),
            _ => None,
        }
    }

    /// The service of this full name.
    pub fn get_service_by_name(&self, full_name: &str) -> Option<ServiceDescriptor> {
        match self.arenas.symbol(full_name) {
            Symbol::Service(id) => Some(ServiceDescriptor::new(self, id)),
            _ => None,
        }
    }

    /// The extension of this full name.
    pub fn get_extension_by_name(&self, full_name: &str) -> Option<ExtensionDescriptor> {
        match self.arenas.symbol(full_name) {
            Symbol::Extension(id) => Some(ExtensionDescriptor::new(self, id)),
            _ => None,
        }
    }

    /// Whether a package of this name, or one within it, is there.
    pub fn is_package(&self, name: &str) -> bool {
        self.arenas.symbol(name) == Symbol::Package
    }
}
