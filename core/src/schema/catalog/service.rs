//! Services and methods of the catalog, as they are made of their descriptors. It knows no schema.

use crate::schema::{
    docs::CommentsByPath,
    method::{MethodKind, MethodPath},
    model::{MessageDescriptor, MethodDescriptor, ServiceDescriptor},
};

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

impl Service {
    pub(super) fn of(service: &ServiceDescriptor, comments: &CommentsByPath) -> Self {
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
