//! What readers of messages derive from the types of a pool and keep with it: made once for each type, when it is first
//! wanted. It does not know what that is; what is kept must name types by their keys, since handles would keep the pool alive.

use std::{any::Any, sync::OnceLock};

use super::{
    enumeration::EnumDescriptor,
    message::MessageDescriptor,
    pool::Pool,
    records::{Id, NONE},
};

/// A message type's position in its pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MessageKey(pub(super) Id);

impl MessageKey {
    /// The position of no type.
    pub(crate) fn none() -> Self {
        Self(NONE)
    }
}

/// An enum's position in its pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EnumKey(pub(super) Id);

type Slot = OnceLock<Box<dyn Any + Send + Sync>>;

/// A place for each message and each enum.
#[derive(Default)]
pub(super) struct Derived {
    messages: Box<[Slot]>,
    enums: Box<[Slot]>,
}

impl Derived {
    pub fn new(messages: usize, enums: usize) -> Self {
        let slots = |count| (0..count).map(|_| OnceLock::new()).collect();
        Self { messages: slots(messages), enums: slots(enums) }
    }
}

impl MessageDescriptor {
    /// Its position in its pool.
    pub(crate) fn key(&self) -> MessageKey {
        MessageKey(self.id)
    }
}

impl EnumDescriptor {
    /// Its position in its pool.
    pub(crate) fn key(&self) -> EnumKey {
        EnumKey(self.id)
    }
}

impl Pool {
    /// The message type at a position of this pool.
    pub(crate) fn message_at(&self, key: MessageKey) -> MessageDescriptor {
        MessageDescriptor::new(self, key.0)
    }

    /// What was derived from a message type, by `make` the first time. `None` if that is another kind of thing.
    pub(crate) fn of_message<T: Any + Send + Sync>(
        &self,
        key: MessageKey,
        make: impl FnOnce(&MessageDescriptor) -> T,
    ) -> Option<&T> {
        let slot = self.arenas().derived.messages.get(key.0 as usize)?;
        slot.get_or_init(|| Box::new(make(&self.message_at(key)))).downcast_ref()
    }

    /// What was derived from an enum, by `make` the first time. `None` if that is another kind of thing.
    pub(crate) fn of_enum<T: Any + Send + Sync>(
        &self,
        key: EnumKey,
        make: impl FnOnce(&EnumDescriptor) -> T,
    ) -> Option<&T> {
        let slot = self.arenas().derived.enums.get(key.0 as usize)?;
        slot.get_or_init(|| Box::new(make(&EnumDescriptor::new(self, key.0)))).downcast_ref()
    }
}
