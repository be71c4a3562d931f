//! Docs: the comments of a .proto, found again for any element of it.
//! It takes comments as they are; rendering is for those who show them.

use std::{collections::HashMap, sync::OnceLock};

use super::model::{
    Comments, EnumDescriptor, EnumValueDescriptor, ExtensionDescriptor, FieldDescriptor, FileDescriptor,
    MessageDescriptor, MethodDescriptor, OneofDescriptor, Placed, Pool, ServiceDescriptor, comments, each_comment,
};

/// `FileDescriptorProto.service`.
const SERVICES: i32 = 6;

/// Anything a comment may stand above.
#[expect(private_bounds, reason = "what has a place in a file is settled here")]
pub trait Documented: Placed {}

macro_rules! documented {
    ($($element:ty),*) => {$(
        impl Documented for $element {}
    )*};
}

documented!(
    EnumDescriptor,
    EnumValueDescriptor,
    ExtensionDescriptor,
    FieldDescriptor,
    MessageDescriptor,
    MethodDescriptor,
    OneofDescriptor,
    ServiceDescriptor
);

/// The comments of one file, cleaned, by path.
pub(super) type CommentsByPath = HashMap<Box<[i32]>, Box<str>>;

/// The comments of a pool, each file read the first time it is asked for.
#[derive(Default)]
pub(super) struct Docs {
    pool: Pool,
    files: Vec<OnceLock<CommentsByPath>>,
}

impl Docs {
    pub fn of_pool(pool: &Pool) -> Self {
        Self { pool: pool.clone(), files: pool.files().map(|_| OnceLock::new()).collect() }
    }

    /// The comment above the element, else the one beside it; empty if there is none.
    pub fn of(&self, element: &impl Documented) -> String {
        let Some(file) = element.home() else { return String::new() };
        let Some(source) = file.source_code_info() else { return String::new() };
        let path = element.place();
        match self.files.get(file.index()) {
            Some(known) if file.parent_pool() == &self.pool => {
                let known = known.get_or_init(|| index(&file, |_| true));
                known.get(path.as_slice()).map(|comment| comment.to_string()).unwrap_or_default()
            }
            _ => comments(&source, &path).map(shown).unwrap_or_default(),
        }
    }
}

/// The comments of a file's services and methods alone: what a catalog lists.
pub(super) fn of_services(file: &FileDescriptor) -> CommentsByPath {
    index(file, |path| path.first() == Some(&SERVICES))
}

fn index(file: &FileDescriptor, wanted: impl Fn(&[i32]) -> bool) -> CommentsByPath {
    let mut known = HashMap::new();
    if let Some(source) = file.source_code_info() {
        each_comment(&source, |path, comments| {
            if wanted(path) {
                known.entry(path.into()).or_insert_with(|| shown(comments).into());
            }
        });
    }
    known
}

fn shown(comments: Comments<'_>) -> String {
    let leading = clean(&String::from_utf8_lossy(comments.leading));
    if leading.is_empty() { clean(&String::from_utf8_lossy(comments.trailing)) } else { leading }
}

/// A comment without its marks: the blank after them is taken from each line, blank lines at both ends are left out.
pub(super) fn clean(comment: &str) -> String {
    let lines: Vec<&str> = comment.lines().map(str::trim_end).collect();
    let is_indented = lines.iter().all(|line| line.is_empty() || line.starts_with(' '));
    let lines: Vec<&str> = match is_indented {
        true => lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect(),
        false => lines,
    };
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(first, |last| last + 1);
    lines.get(first..last).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn a_comment_is_shown_without_marks_and_outer_blanks() {
        for (comment, shown) in [
            (" One line.\n", "One line."),
            (" First.\n\n   Indented.\n", "First.\n\n  Indented."),
            ("No blank.\n And one.\n", "No blank.\n And one."),
            ("\n Block\n comment. \n \n", "Block\ncomment."),
            ("", ""),
            (" \n", ""),
        ] {
            assert_eq!(clean(comment), shown, "{comment:?}");
        }
    }
}
