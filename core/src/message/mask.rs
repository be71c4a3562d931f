//! What a `google.protobuf.FieldMask` may name: the types whose fields it is about, and their paths as JSON spells them.
//! It judges no mask: one may be meant for something that the schema does not tell.

use super::{
    field::{Field, Shape},
    plan::Type,
};
use crate::schema::MessageDescriptor;

/// Fields within fields that are offered.
const MAX_LEVELS: usize = 3;
/// Paths that are offered at most.
const MAX_PATHS: usize = 500;
/// Answers of different types that a request may have.
const MAX_ANSWERS: usize = 4;

/// A path that a mask may name.
#[derive(Clone)]
pub struct MaskPath {
    /// As JSON spells it: `address.zipCode`.
    pub path: String,
    /// The type that it begins in.
    pub of: MessageDescriptor,
    /// What it names.
    pub field: Field,
}

/// The types whose fields a mask may name, the likeliest first. `name` is that of the mask's field in `parent`, in the
/// .proto's spelling; `root` is the request. A `read_mask` is about what is answered (AIP-157), of a page its elements;
/// that of an `UpdateBook` about the book (AIP-134), and `book_mask` about what stands in `book`. Any other is about the
/// messages beside it (AIP-161), or what is answered where there are none.
pub fn mask_types(root: &MessageDescriptor, parent: &MessageDescriptor, name: &str) -> Vec<MessageDescriptor> {
    let pool = root.parent_pool();
    let answered = || Type::of(root).answers(resources_of_answers).iter().map(|key| pool.message_at(*key)).collect();
    let reads = name.split('_').any(|word| word == "read");
    let types = if reads { answered() } else { Vec::new() };
    let types = if types.is_empty() { beside(parent, name) } else { types };
    let types = if types.is_empty() { answered() } else { types };
    match Shape::of_message(parent) {
        Shape::Message(parent) if types.is_empty() => vec![parent],
        _ => types,
    }
}

/// Every path of the types, each level after the one above.
pub fn mask_paths(types: &[MessageDescriptor]) -> Vec<MaskPath> {
    let mut paths = Vec::new();
    for of in types {
        below(of, of, "", 1, &mut paths);
    }
    paths
}

/// Whether a path, in either spelling, leads to a field of the type. `*` is all of them.
pub fn is_mask_path(of: &MessageDescriptor, path: &str) -> bool {
    let mut of = of.clone();
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let Some(field) = Field::named(&of, name) else { return name == "*" };
        match field.shape() {
            _ if names.peek().is_none() => return true,
            // Into a map or a value of any JSON every path leads.
            _ if field.map_entry().is_some() => return true,
            Shape::Message(inner) => of = inner,
            shape => return matches!(shape, Shape::Json(..)),
        }
    }
    false
}

fn below(of: &MessageDescriptor, inner: &MessageDescriptor, before: &str, level: usize, paths: &mut Vec<MaskPath>) {
    for field in inner.fields().map(Field::Plain) {
        if paths.len() >= MAX_PATHS {
            return;
        }
        let path = format!("{before}{}", field.json_name());
        paths.push(MaskPath { path: path.clone(), of: of.clone(), field: field.clone() });
        if let Some(deeper) = single_message(&field).filter(|_| level < MAX_LEVELS) {
            below(of, &deeper, &format!("{path}."), level + 1, paths);
        }
    }
}

/// The messages beside a mask: of several the one that it is named after, or that the request updates.
fn beside(parent: &MessageDescriptor, name: &str) -> Vec<MessageDescriptor> {
    let fields = || parent.fields().map(Field::Plain);
    let messages = || fields().filter_map(|field| single_message(&field)).filter(|of| of.fields().len() > 0);
    let named = name.strip_suffix("_mask").and_then(|name| fields().find(|field| field.name() == name));
    let resource = parent.name().strip_prefix("Update").and_then(|name| name.strip_suffix("Request"));
    let updated = resource.and_then(|resource| messages().find(|of| of.name() == resource));
    match named.and_then(|field| single_message(&field)).or(updated) {
        Some(one) => vec![one],
        None => messages().collect(),
    }
}

/// What the methods that take this request answer: the elements of a page before the page itself.
fn resources_of_answers(root: &MessageDescriptor) -> Vec<MessageDescriptor> {
    let mut types: Vec<MessageDescriptor> = Vec::new();
    let mut add = |of: MessageDescriptor| {
        let is_new = types.len() < 2 * MAX_ANSWERS && types.iter().all(|known| known.full_name() != of.full_name());
        if is_new && of.fields().len() > 0 {
            types.push(of);
        }
    };
    for service in root.parent_pool().services() {
        for method in service.methods().filter(|method| method.input().key() == root.key()) {
            let answer = method.output();
            element_of(&answer).into_iter().for_each(&mut add);
            if matches!(Shape::of_message(&answer), Shape::Message(_)) {
                add(answer);
            }
        }
    }
    types
}

/// What a page is of: the type of the only list of messages in a response (AIP-132).
fn element_of(answer: &MessageDescriptor) -> Option<MessageDescriptor> {
    let page = Some(answer).filter(|answer| answer.name().ends_with("Response"))?;
    let lists = page.fields().map(Field::Plain).filter(Field::is_list);
    let mut elements = lists.filter_map(|list| if let Shape::Message(of) = list.shape() { Some(of) } else { None });
    let first = elements.next()?;
    elements.next().is_none().then_some(first)
}

/// The type of a field that holds one message with fields of its own.
fn single_message(field: &Field) -> Option<MessageDescriptor> {
    match field.shape() {
        Shape::Message(of) if !field.is_list() && field.map_entry().is_none() => Some(of),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use std::{cell::Cell, fs};

    use super::*;
    use crate::schema::{FileSource, Schema};

    const LIBRARY: &str = r#"
        syntax = "proto3";
        package lib;
        import "google/protobuf/field_mask.proto";
        message Book { string name = 1; Author author = 2; repeated Author readers = 3; map<string, Author> by_role = 4; }
        message Author { string full_name = 1; }
        message Options { bool quick = 1; }
        message UpdateBookRequest { Options options = 1; Book book = 2; google.protobuf.FieldMask update_mask = 3; }
        message MoveRequest { Book from = 1; Author to = 2; google.protobuf.FieldMask to_mask = 3; google.protobuf.FieldMask mask = 4; }
        message GetBookRequest { Options options = 1; google.protobuf.FieldMask read_mask = 2; }
        message ListBooksRequest { int32 size = 1; google.protobuf.FieldMask read_mask = 2; google.protobuf.FieldMask fields = 3; }
        message ListBooksResponse { repeated Book books = 1; string next = 2; }
        message Filter { string words = 1; google.protobuf.FieldMask fields = 2; }
        service Library {
          rpc Update(UpdateBookRequest) returns (Book);
          rpc Get(GetBookRequest) returns (Book);
          rpc List(ListBooksRequest) returns (ListBooksResponse);
        }"#;

    fn library() -> Schema {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("lib.proto"), LIBRARY).unwrap();
        let paths = vec![folder.path().join("lib.proto")];
        Schema::load(&FileSource::Protos { paths, import_roots: Vec::new(), sets: Vec::new() })
    }

    #[test]
    fn a_mask_names_fields_of_what_it_is_about() {
        let schema = library();
        let of = |name: &str| schema.message(&format!("lib.{name}")).unwrap();
        for (parent, mask, types) in [
            ("UpdateBookRequest", "update_mask", "Book"),
            ("MoveRequest", "to_mask", "Author"),
            ("MoveRequest", "mask", "Book Author"),
            ("GetBookRequest", "read_mask", "Book"),
            ("ListBooksRequest", "read_mask", "Book ListBooksResponse"),
            ("ListBooksRequest", "fields", "Book ListBooksResponse"),
            ("Filter", "fields", "Filter"),
        ] {
            let found = mask_types(&of(parent), &of(parent), mask);
            let names: Vec<&str> = found.iter().map(MessageDescriptor::name).collect();
            assert_eq!(names.join(" "), types, "{parent}.{mask}");
        }
        let paths: Vec<String> = mask_paths(&[of("Book")]).into_iter().map(|path| path.path).collect();
        assert_eq!(paths.join(","), "name,author,author.fullName,readers,byRole");
        for (path, is) in [("author.full_name", true), ("*", true), ("byRole.x", true), ("author.age", false)] {
            assert_eq!(is_mask_path(&of("Book"), path), is, "{path}");
        }
    }
    #[test]
    fn the_methods_of_a_schema_are_walked_once_for_a_request() {
        let schema = library();
        let request = schema.message("lib.ListBooksRequest").unwrap();
        let walks = Cell::new(0);
        let find = |of: &MessageDescriptor| {
            walks.set(walks.get() + 1);
            resources_of_answers(of)
        };
        for _ in 0..3 {
            assert_eq!(Type::of(&request).answers(find).len(), 2);
            assert_eq!(mask_types(&request, &request, "read_mask").len(), 2);
        }
        // Another handle of the type, as each frame makes one.
        assert_eq!(Type::of(&schema.message("lib.ListBooksRequest").unwrap()).answers(find).len(), 2);
        assert_eq!(walks.get(), 1);
    }
}
