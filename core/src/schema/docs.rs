//! Docs: the comments of a .proto, found again for any element of it.
//! It takes comments as they are; rendering is for those who show them.

use std::{collections::HashMap, sync::OnceLock};

use prost_reflect::{
    DescriptorPool, EnumDescriptor, EnumValueDescriptor, ExtensionDescriptor, FieldDescriptor, FileDescriptor,
    MessageDescriptor, MethodDescriptor, OneofDescriptor, ServiceDescriptor,
};
use prost_types::source_code_info::Location;

/// Anything a comment may stand above.
pub trait Documented: sealed::Place {}

mod sealed {
    use prost_reflect::FileDescriptor;

    /// Where an element stands: its file and its path in the file's descriptor.
    pub trait Place {
        fn file(&self) -> FileDescriptor;
        fn path(&self) -> &[i32];
    }
}

macro_rules! documented {
    ($($element:ty),*) => {$(
        impl sealed::Place for $element {
            fn file(&self) -> FileDescriptor {
                self.parent_file()
            }
            fn path(&self) -> &[i32] {
                <$element>::path(self)
            }
        }
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

/// The comments of one file: by path, the position of the location that holds them.
type Comments = HashMap<Box<[i32]>, usize>;

/// The comments of a pool, each file read the first time it is asked for.
#[derive(Default)]
pub(super) struct Docs {
    pool: DescriptorPool,
    files: Vec<OnceLock<Comments>>,
}

impl Docs {
    pub fn of_pool(pool: &DescriptorPool) -> Self {
        Self { pool: pool.clone(), files: pool.files().map(|_| OnceLock::new()).collect() }
    }

    /// The comment above the element, else the one beside it; empty if there is none.
    pub fn of(&self, element: &impl Documented) -> String {
        let file = element.file();
        let locations = locations(&file);
        let location = match self.files.get(file.index()) {
            Some(comments) if file.parent_pool() == &self.pool => {
                let comments = comments.get_or_init(|| index(locations));
                comments.get(element.path()).and_then(|&at| locations.get(at))
            }
            _ => locations.iter().find(|location| is_comment(location) && location.path == element.path()),
        };
        location.map(comment).unwrap_or_default()
    }
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

fn comment(location: &Location) -> String {
    let leading = clean(location.leading_comments());
    if leading.is_empty() { clean(location.trailing_comments()) } else { leading }
}

fn is_comment(location: &Location) -> bool {
    location.leading_comments.is_some() || location.trailing_comments.is_some()
}

fn index(locations: &[Location]) -> Comments {
    let commented = locations.iter().enumerate().filter(|(_, location)| is_comment(location));
    commented.map(|(at, location)| (location.path.as_slice().into(), at)).collect()
}

fn locations(file: &FileDescriptor) -> &[Location] {
    file.file_descriptor_proto().source_code_info.as_ref().map_or(&[], |source| &source.location)
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
