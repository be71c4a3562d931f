//! The left panel: which view, the filter, what is unfolded and selected.

use std::collections::HashMap;

use farcall_core::{
    engine::SourceId,
    schema::{MethodPath, Schema, Service},
};

/// The left panel.
pub struct LeftPanel {
    /// Whether it is shown.
    pub shown: bool,
    /// Which view.
    pub view: LeftView,
    /// The filter as typed.
    pub filter: String,
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
        Self { shown: true, view: LeftView::default(), filter: String::new(), folds: HashMap::new(), selected: None }
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

/// Whether a package is of gRPC itself (health, reflection, channelz): such stand last in the tree, folded.
pub fn is_of_grpc(package: &str) -> bool {
    package == "grpc" || package.starts_with("grpc.")
}

/// The packages of a schema with the places of their services, as the tree shows them.
pub fn packages(schema: &Schema) -> Vec<(&str, Vec<usize>)> {
    let mut packages: Vec<(&str, Vec<usize>)> = Vec::new();
    let mut order: Vec<usize> = (0..schema.services().len()).collect();
    let key = |service: &Service| (is_of_grpc(&service.package), service.package.clone(), service.name.clone());
    order.sort_by_cached_key(|at| schema.services().get(*at).map(key));
    for at in order {
        let Some(service) = schema.services().get(at) else { continue };
        match packages.last_mut() {
            Some((package, services)) if *package == service.package => services.push(at),
            _ => packages.push((&service.package, vec![at])),
        }
    }
    packages
}
