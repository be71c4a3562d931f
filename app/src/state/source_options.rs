//! Choices of a schema source: what goes along when it is read, what fills it in, whether it is watched, its limits.
//! It loads nothing.

use std::path::PathBuf;

use farcall_core::{
    call::Auth,
    metadata::Row,
    schema::{FileSource, SchemaLimits},
};

use crate::units;

/// Choices of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceOptions {
    /// What a reflected source sends; `None`: what calls to that server send.
    pub own: Option<Own>,
    /// Files that fill in what a server does not give.
    pub filler: Vec<PathBuf>,
    /// Load again by itself when a file changes or the server is connected to anew.
    pub watch: bool,
    /// The limits, as typed; empty: the default.
    pub limits: [String; 3],
}

/// What goes along with reflection alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Own {
    /// Metadata rows.
    pub metadata: Vec<Row>,
    /// Proves who asks.
    pub auth: Auth,
}

/// One of the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceLimit {
    /// Most files.
    Files,
    /// The largest file.
    FileBytes,
    /// All files together.
    TotalBytes,
}

impl SourceLimit {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Files, Self::FileBytes, Self::TotalBytes];

    /// Its label.
    pub fn name(self) -> &'static str {
        match self {
            Self::Files => "Most files",
            Self::FileBytes => "Largest file",
            Self::TotalBytes => "All files together",
        }
    }

    /// Its default, as one would type it.
    pub fn usual(self) -> String {
        let usual = SchemaLimits::default();
        match self {
            Self::Files => units::count(usual.max_files as u64),
            Self::FileBytes => units::size(usual.max_file_bytes as u64),
            Self::TotalBytes => units::size(usual.max_total_bytes as u64),
        }
    }
}

impl Default for SourceOptions {
    fn default() -> Self {
        Self { own: None, filler: Vec::new(), watch: true, limits: Default::default() }
    }
}

impl SourceOptions {
    /// What is typed for a limit.
    pub fn limit(&self, limit: SourceLimit) -> &str {
        let [files, file, total] = &self.limits;
        match limit {
            SourceLimit::Files => files,
            SourceLimit::FileBytes => file,
            SourceLimit::TotalBytes => total,
        }
    }

    /// Another text for a limit.
    pub fn set_limit(&mut self, limit: SourceLimit, text: String) {
        let [files, file, total] = &mut self.limits;
        *match limit {
            SourceLimit::Files => files,
            SourceLimit::FileBytes => file,
            SourceLimit::TotalBytes => total,
        } = text;
    }

    /// One limit as a number; `None` for the default.
    ///
    /// # Errors
    /// Why the text is none, in words.
    pub fn limit_value(&self, limit: SourceLimit) -> Result<Option<usize>, String> {
        match limit {
            SourceLimit::Files => {
                let digits: String = self.limit(limit).chars().filter(|c| !matches!(c, ',' | '_' | ' ')).collect();
                let positive = |digits: &str| digits.parse::<usize>().ok().filter(|count| *count > 0);
                match digits.as_str() {
                    "" => Ok(None),
                    digits => positive(digits).map(Some).ok_or_else(|| "Type a number of files".to_owned()),
                }
            }
            SourceLimit::FileBytes | SourceLimit::TotalBytes => units::optional(self.limit(limit), units::parse_size),
        }
    }

    /// The limits to load with; one that cannot be read counts as not typed.
    pub fn schema_limits(&self) -> SchemaLimits {
        let usual = SchemaLimits::default();
        let value = |limit, usual| self.limit_value(limit).ok().flatten().unwrap_or(usual);
        SchemaLimits {
            max_files: value(SourceLimit::Files, usual.max_files),
            max_file_bytes: value(SourceLimit::FileBytes, usual.max_file_bytes),
            max_total_bytes: value(SourceLimit::TotalBytes, usual.max_total_bytes),
        }
    }

    /// The files that fill in, as a source of their own.
    pub fn filler_source(&self) -> Option<FileSource> {
        source_of_files(self.filler.clone())
    }
}

/// Paths as one source: what is named like a descriptor set is one, beside the rest if there is any.
pub fn source_of_files(paths: Vec<PathBuf>) -> Option<FileSource> {
    let (sets, protos): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| FileSource::is_set_name(path));
    match (protos.is_empty(), sets.is_empty()) {
        (true, true) => None,
        (true, false) => Some(FileSource::DescriptorSet { paths: sets }),
        (false, _) => Some(FileSource::Protos { paths: protos, import_roots: Vec::new(), sets }),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_people_type_them() {
        let mut options = SourceOptions::default();
        assert_eq!(options.schema_limits(), SchemaLimits::default());
        options.set_limit(SourceLimit::Files, "9,000".to_owned());
        options.set_limit(SourceLimit::FileBytes, "2 MiB".to_owned());
        options.set_limit(SourceLimit::TotalBytes, "a lot".to_owned());
        assert_eq!(options.limit_value(SourceLimit::Files), Ok(Some(9000)));
        assert!(options.limit_value(SourceLimit::TotalBytes).is_err());
        let limits = options.schema_limits();
        assert_eq!((limits.max_files, limits.max_file_bytes), (9000, 2 << 20));
        assert_eq!(limits.max_total_bytes, SchemaLimits::default().max_total_bytes);
        options.set_limit(SourceLimit::Files, "0".to_owned());
        assert!(options.limit_value(SourceLimit::Files).is_err());
    }

    #[test]
    fn filler_files_are_a_source_of_their_kind() {
        let mut options = SourceOptions::default();
        assert!(options.filler_source().is_none());
        options.filler = vec!["image.json.gz".into()];
        assert!(matches!(options.filler_source(), Some(FileSource::DescriptorSet { .. })));
        options.filler.push("protos".into());
        let Some(FileSource::Protos { paths, sets, .. }) = options.filler_source() else { panic!("both") };
        assert_eq!((paths, sets), (vec!["protos".into()], vec!["image.json.gz".into()]));
    }
}
