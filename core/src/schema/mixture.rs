//! Which files of a schema came from a server and which from files of one's own, where the latter fill in for the former.
//! It tells names; which file counts is decided where two schemas become one.

use std::collections::HashSet;

use super::{
    builtin,
    model::{FileDescriptor, Pool},
};

/// What files of one's own add to a server's schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mixture {
    /// Files that the server did not give, sorted.
    pub filled: Vec<String>,
    /// Imports from the one to the other, by the name of the file that has them.
    pub across: Vec<CrossImport>,
}

/// An import whose file comes from elsewhere than the file it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossImport {
    /// The file with the import.
    pub file: String,
    /// What it imports.
    pub import: String,
    /// The server gave what is imported, and not the file; else it is the other way round.
    pub is_of_server: bool,
}

impl Mixture {
    /// Of a pool and the names of the files in it that the server did not give; `None` if there is none.
    pub(super) fn of(pool: &Pool, filled: &HashSet<String>) -> Option<Self> {
        let mut mixture = Self::default();
        // What is built in is nobody's, and what nobody has is from nowhere.
        let files: Vec<FileDescriptor> = pool.files().filter(|file| builtin::file(file.name()).is_none()).collect();
        let there: HashSet<&str> = files.iter().map(FileDescriptor::name).collect();
        for file in &files {
            let is_filled = filled.contains(file.name());
            if is_filled {
                mixture.filled.push(file.name().to_owned());
            }
            let across = file.imports().filter(|import| there.contains(import));
            for import in across.filter(|import| filled.contains(*import) != is_filled) {
                let (file, import) = (file.name().to_owned(), import.to_owned());
                mixture.across.push(CrossImport { file, import, is_of_server: is_filled });
            }
        }
        mixture.filled.sort();
        mixture.across.sort_by(|a, b| (&a.file, &a.import).cmp(&(&b.file, &b.import)));
        (!mixture.filled.is_empty()).then_some(mixture)
    }

    /// The same in words: each file that fills in, then each import across, of each at most so many.
    pub fn lines(&self, most: usize) -> Vec<String> {
        let filled = self.filled.iter().map(|file| format!("{file} is of your files; the server does not give it"));
        let across = self.across.iter().map(|cross| match cross.is_of_server {
            true => format!("{} imports {}, which the server gives", cross.file, cross.import),
            false => format!("{} of the server imports {}, which is of your files", cross.file, cross.import),
        });
        let (filled_more, across_more) =
            (self.filled.len().saturating_sub(most), self.across.len().saturating_sub(most));
        let more = |count: usize, what: &str| (count > 0).then(|| format!("{count} more {what}"));
        let filled = filled.take(most).chain(more(filled_more, "of your files fill in"));
        filled.chain(across.take(most)).chain(more(across_more, "imports go from one to the other")).collect()
    }
}
