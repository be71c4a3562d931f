//! What all handles have in common: a pool, a position in it, and the place in the file.
//! It knows nothing of what the handle stands for.

use super::file::FileDescriptor;

/// An element with a place in a file.
pub(in crate::schema) trait Placed {
    /// The file it stands in; none of a placeholder.
    fn home(&self) -> Option<FileDescriptor>;
    /// Field numbers and positions that lead to it in the file's descriptor.
    fn place(&self) -> Vec<i32>;
}

/// A handle's equality, its hash and what it looks like in a debugger: its name, never what it leads to.
macro_rules! handle {
    ($handle:ident) => {
        impl PartialEq for $handle {
            fn eq(&self, other: &Self) -> bool {
                self.id == other.id && self.pool == other.pool
            }
        }

        impl Eq for $handle {}

        impl std::hash::Hash for $handle {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.id.hash(state);
            }
        }
    };
}

macro_rules! placed {
    ($handle:ident) => {
        impl crate::schema::model::handle::Placed for $handle {
            fn home(&self) -> Option<FileDescriptor> {
                Some(self.parent_file())
            }

            fn place(&self) -> Vec<i32> {
                self.path()
            }
        }
    };
}

/// What messages and enums have in common: a place among others, and a full name. A placeholder has no place.
macro_rules! typed {
    ($handle:ident) => {
        impl $handle {
            /// The pool it is in.
            pub fn parent_pool(&self) -> &Pool {
                &self.pool
            }

            /// The file it stands in; of a placeholder the first that uses it.
            pub fn parent_file(&self) -> FileDescriptor {
                FileDescriptor::new(&self.pool, self.record().file)
            }

            /// The message around it.
            pub fn parent_message(&self) -> Option<MessageDescriptor> {
                let parent = self.record().parent;
                (parent != NONE).then(|| MessageDescriptor::new(&self.pool, parent))
            }

            /// Its own name.
            pub fn name(&self) -> &str {
                let full_name = self.full_name();
                full_name.rsplit_once('.').map_or(full_name, |(_, name)| name)
            }

            /// `shop.v1.Order.Line`.
            pub fn full_name(&self) -> &str {
                self.pool.arenas().name(self.record().full_name)
            }

            /// The package of its file.
            pub fn package_name(&self) -> &str {
                let arenas = self.pool.arenas();
                arenas.files.get(self.record().file as usize).map_or("", |file| arenas.name(file.package))
            }
        }
    };
}

pub(super) use handle;
pub(super) use placed;
pub(super) use typed;

/// A position as descriptors count.
pub(super) fn position(index: u32) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}
