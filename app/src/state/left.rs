//! The left panel: which view, the filter, what is unfolded and selected.

use std::collections::HashMap;

use farcall_core::{engine::SourceId, schema::MethodPath, workspace::RequestPath};

use super::Search;

/// The left panel.
pub struct LeftPanel {
    /// Whether it is shown.
    pub shown: bool,
    /// Which view.
    pub view: LeftView,
    /// The filter as typed.
    pub filter: String,
    /// What the filter found.
    pub search: Search,
    /// Rows folded or unfolded by the user, by key; others follow the default.
    pub folds: HashMap<String, bool>,
    /// Key of the selected row.
    pub selected: Option<String>,
}

/// Views of the left panel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum LeftView {
    /// The tree of services.
    #[default]
    Services,
    /// Saved requests.
    Collections,
}

impl Default for LeftPanel {
    fn default() -> Self {
        Self {
            shown: true,
            view: LeftView::default(),
            filter: String::new(),
            search: Search::default(),
            folds: HashMap::new(),
            selected: None,
        }
    }
}

/// What the key of a fold begins with that counts only while the tree is filtered.
pub const FILTERED: char = '~';

impl LeftPanel {
    /// Filter by another text; what was folded among the rows found before is forgotten.
    pub fn filter_by(&mut self, text: String) {
        self.folds.retain(|key, _| !key.starts_with(FILTERED));
        self.filter = text;
    }
}

/// Key of a saved request's row among the collections, and of examples of one that is not saved.
pub fn request_key(path: &RequestPath) -> String {
    format!("request:{path}")
}

/// Key of a source's row in the tree.
pub fn source_key(id: SourceId) -> String {
    id.0.to_string()
}

/// Key of a package's row in the tree. No service's name ends in a dot.
pub fn package_key(id: SourceId, package: &str) -> String {
    format!("{}/{package}.", id.0)
}

/// Key of a service's row in the tree.
pub fn service_key(id: SourceId, service: &str) -> String {
    format!("{}/{service}", id.0)
}

/// Key of a method's row in the tree.
pub fn method_key(id: SourceId, path: &MethodPath) -> String {
    format!("{}/{}/{}", id.0, path.service, path.method)
}

/// Key of a folded group of types of a package: `Messages`. No service is called so: its name would be all of it.
pub fn group_key(id: SourceId, package: &str, group: &str) -> String {
    format!("{}/{package}./{group}", id.0)
}

/// Key of a message's, enum's or extension's row in the tree.
pub fn type_key(id: SourceId, name: &str) -> String {
    format!("{}/{name}#", id.0)
}

/// Whether a package is of gRPC itself (health, reflection, channelz): such stand last in the tree, folded.
pub fn is_of_grpc(package: &str) -> bool {
    package == "grpc" || package.starts_with("grpc.")
}
