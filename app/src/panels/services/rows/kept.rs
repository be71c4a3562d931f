//! What the filter leaves of the tree: rows that were found, and what stands above them.
//! It finds nothing by itself; what was found comes from the search.

use std::collections::{HashMap, HashSet};

use super::{Group, RowOf, Tree};
use crate::state::PackageRows;

/// What the filter leaves; without a filter all.
#[derive(Default)]
pub(super) struct Kept {
    left: Option<Left>,
}

#[derive(Default)]
struct Left {
    rows: HashSet<RowOf>,
    services: HashSet<(usize, usize)>,
    packages: HashSet<(usize, usize)>,
    types: HashMap<(usize, usize, Group), Vec<usize>>,
}

impl Kept {
    pub(super) fn of(tree: &Tree) -> Self {
        if tree.filter().is_empty() {
            return Self::default();
        }
        let mut left = Left::default();
        for hit in &tree.found.hits {
            let Some(source) = tree.shown.iter().position(|shown| Some(shown.id) == hit.source) else { continue };
            let entry = tree.shown.get(source).and_then(|shown| shown.listing.entries().get(hit.at));
            let Some(entry) = entry else { continue };
            left.packages.insert((source, entry.package));
            match entry.place {
                Some((service, Some(method))) => {
                    left.services.insert((source, service));
                    left.rows.insert(RowOf::Method(source, service, method));
                }
                Some((service, None)) => {
                    left.services.insert((source, service));
                }
                None => {
                    let group = (source, entry.package, Group::of_kind(entry.kind));
                    left.types.entry(group).or_default().push(hit.at);
                }
            }
        }
        left.types.values_mut().for_each(|types| types.sort_unstable());
        left.keep_whole_services(tree);
        Self { left: Some(left) }
    }

    pub(super) fn has_package(&self, source: usize, at: usize, package: &PackageRows) -> bool {
        match &self.left {
            Some(left) => left.packages.contains(&(source, at)),
            None => !package.is_built_in,
        }
    }

    pub(super) fn has_service(&self, source: usize, service: usize) -> bool {
        self.left.as_ref().is_none_or(|left| left.services.contains(&(source, service)))
    }

    pub(super) fn has(&self, of: RowOf) -> bool {
        self.left.as_ref().is_none_or(|left| left.rows.contains(&of))
    }

    /// The types that the filter leaves of a group; `None` without a filter.
    pub(super) fn types_of(&self, source: usize, package: usize, group: Group) -> Option<&[usize]> {
        let left = self.left.as_ref()?;
        Some(left.types.get(&(source, package, group)).map_or(&[], Vec::as_slice))
    }
}

impl Left {
    /// A service that is found by its own name alone is shown with all its methods.
    fn keep_whole_services(&mut self, tree: &Tree) {
        let with_methods: HashSet<(usize, usize)> = self
            .rows
            .iter()
            .filter_map(|of| match of {
                RowOf::Method(source, service, _) => Some((*source, *service)),
                _ => None,
            })
            .collect();
        for (source, service) in self.services.difference(&with_methods) {
            let count = tree.service(RowOf::Service(*source, *service)).map_or(0, |service| service.methods.len());
            self.rows.extend((0..count).map(|method| RowOf::Method(*source, *service, method)));
        }
    }
}
