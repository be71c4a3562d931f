//! The rows of the tree of services: which there are after the filter and the folds, built once for each change of
//! these. It draws nothing.

use std::collections::{HashMap, HashSet};

use farcall_core::{
    engine::SourceId,
    schema::{Method, Schema, Service},
};

use crate::{
    perform::matching,
    state::{FILTERED, State, is_of_grpc, method_key, package_key, packages, service_key, source_key},
};

/// The rows, and what they were built from.
#[derive(Default)]
pub struct Tree {
    shown: Vec<Shown>,
    filter: String,
    folds: HashMap<String, bool>,
    rows: Vec<Row>,
    methods: usize,
}

/// A source with a schema. The schema is held so that its address tells it from any other.
struct Shown {
    id: SourceId,
    name: String,
    schema: Schema,
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// How many levels it is below the top.
    pub depth: usize,
    /// A branch, and whether it is unfolded.
    pub open: Option<bool>,
    /// What it is.
    pub of: RowOf,
}

/// What a row is, by its places among the sources, services and methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowOf {
    /// A source: the top level once there are two.
    Source(usize),
    /// The package of this service.
    Package(usize, usize),
    /// A service.
    Service(usize, usize),
    /// A method.
    Method(usize, usize, usize),
}

/// Texts shorter than this are not looked for in the names of types.
const TYPE_CHARS_MIN: usize = 3;

impl Tree {
    /// Build the rows again if what they are built from changed; says whether it did.
    pub fn update(&mut self, state: &State) -> bool {
        if self.is_current(state) {
            return false;
        }
        let shown = state
            .sources
            .iter()
            .filter_map(|source| Some(Shown { id: source.id, name: source.name(), schema: source.schema.clone()? }));
        self.shown = shown.collect();
        self.filter.clone_from(&state.left.filter);
        self.folds.clone_from(&state.left.folds);
        self.build();
        true
    }

    /// The rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether there is a schema at all.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// How many methods the filter leaves.
    pub fn method_count(&self) -> usize {
        self.methods
    }

    /// What is filtered by, without space around.
    pub fn filter(&self) -> &str {
        self.filter.trim()
    }

    /// The source a row belongs to.
    pub fn source(&self, of: RowOf) -> Option<SourceId> {
        self.shown.get(of.source()).map(|shown| shown.id)
    }

    /// The schema a row belongs to.
    pub fn schema(&self, of: RowOf) -> Option<&Schema> {
        self.shown.get(of.source()).map(|shown| &shown.schema)
    }

    /// The service of a row, or the first of its package.
    pub fn service(&self, of: RowOf) -> Option<&Service> {
        let (RowOf::Package(_, service) | RowOf::Service(_, service) | RowOf::Method(_, service, _)) = of else {
            return None;
        };
        self.schema(of)?.services().get(service)
    }

    /// The method of a row.
    pub fn method(&self, of: RowOf) -> Option<&Method> {
        let RowOf::Method(_, _, method) = of else { return None };
        self.service(of)?.methods.get(method)
    }

    /// What a row is called.
    pub fn name(&self, of: RowOf) -> &str {
        let name = match of {
            RowOf::Source(source) => self.shown.get(source).map(|shown| shown.name.as_str()),
            RowOf::Package(..) => self.service(of).map(|service| service.package.as_str()),
            RowOf::Service(..) => self.service(of).map(|service| service.name.as_str()),
            RowOf::Method(..) => self.method(of).map(|method| method.path.method.as_str()),
        };
        name.unwrap_or_default()
    }

    /// The key by which a row is selected.
    pub fn key(&self, of: RowOf) -> String {
        let Some(id) = self.source(of) else { return String::new() };
        match (of, self.service(of)) {
            (RowOf::Package(..), Some(service)) => package_key(id, &service.package),
            (RowOf::Service(..), Some(service)) => service_key(id, &service.full_name),
            (RowOf::Method(..), _) => self.method(of).map(|method| method_key(id, &method.path)).unwrap_or_default(),
            _ => source_key(id),
        }
    }

    /// The key by which a row is folded: while filtered another one, so that a search changes no fold.
    pub fn fold_key(&self, of: RowOf) -> String {
        let key = self.key(of);
        if self.filter().is_empty() { key } else { format!("{FILTERED}{key}") }
    }

    /// Where the row with this key stands.
    pub fn place_of(&self, key: &str) -> Option<usize> {
        let (id, rest) = key.split_once('/').unwrap_or((key, ""));
        let source = self.shown.iter().position(|shown| source_key(shown.id) == id)?;
        self.rows.iter().position(|row| row.of.source() == source && self.is_named(row.of, rest))
    }

    /// The row above that a row is part of.
    pub fn parent(&self, at: usize) -> Option<usize> {
        let depth = self.rows.get(at)?.depth;
        self.rows.get(..at)?.iter().rposition(|row| row.depth < depth)
    }

    /// The first method of the rows.
    pub fn first_method(&self) -> Option<usize> {
        self.rows.iter().position(|row| matches!(row.of, RowOf::Method(..)))
    }

    /// Every branch below a row and itself, unfolded or not.
    pub fn branches(&self, of: RowOf) -> Vec<RowOf> {
        let Some(schema) = self.schema(of) else { return Vec::new() };
        let source = of.source();
        let mut branches = vec![of];
        for (package, services) in packages(schema) {
            let within = match of {
                RowOf::Source(_) => true,
                RowOf::Package(..) => self.service(of).is_some_and(|service| service.package == package),
                RowOf::Service(..) | RowOf::Method(..) => false,
            };
            if within {
                branches.extend(services.first().map(|first| RowOf::Package(source, *first)));
                branches.extend(services.iter().map(|service| RowOf::Service(source, *service)));
            }
        }
        branches
    }

    fn is_named(&self, of: RowOf, rest: &str) -> bool {
        match (of, self.service(of)) {
            (RowOf::Source(_), _) => rest.is_empty(),
            (RowOf::Package(..), Some(service)) => rest.strip_suffix('.') == Some(&service.package),
            (RowOf::Service(..), Some(service)) => rest == service.full_name,
            (RowOf::Method(..), Some(service)) => {
                let method = rest.strip_prefix(service.full_name.as_str()).and_then(|rest| rest.strip_prefix('/'));
                method.is_some_and(|method| method == self.name(of))
            }
            (_, None) => false,
        }
    }

    fn is_current(&self, state: &State) -> bool {
        let now = state.sources.iter().filter_map(|source| Some((source.id, source.schema.as_ref()?)));
        self.filter == state.left.filter
            && self.folds == state.left.folds
            && now.clone().count() == self.shown.len()
            && now
                .zip(&self.shown)
                .all(|((id, schema), shown)| id == shown.id && std::ptr::eq(schema.services(), shown.schema.services()))
    }

    fn build(&mut self) {
        let found = self.found();
        let mut rows = Vec::new();
        let several = self.shown.len() > 1;
        for (at, shown) in self.shown.iter().enumerate() {
            let mut groups = packages(&shown.schema);
            for (_, services) in &mut groups {
                services.retain(|service| found.has_service(at, *service));
            }
            groups.retain(|(_, services)| !services.is_empty());
            if several && (!groups.is_empty() || self.filter().is_empty()) {
                let of = RowOf::Source(at);
                let open = self.is_open(of, true);
                rows.push(Row { depth: 0, open: Some(open), of });
                if !open {
                    continue;
                }
            }
            for (package, services) in groups {
                self.push_package(&mut rows, usize::from(several), at, (package, &services), &found);
            }
        }
        let methods = rows.iter().filter(|row| matches!(row.of, RowOf::Method(..))).count();
        self.methods = found.count.unwrap_or(methods);
        self.rows = rows;
    }

    fn push_package(
        &self,
        rows: &mut Vec<Row>,
        mut depth: usize,
        source: usize,
        (package, services): (&str, &[usize]),
        found: &Found,
    ) {
        if let (false, Some(first)) = (package.is_empty(), services.first()) {
            let of = RowOf::Package(source, *first);
            let open = self.is_open(of, !is_of_grpc(package));
            rows.push(Row { depth, open: Some(open), of });
            if !open {
                return;
            }
            depth += 1;
        }
        for service in services {
            let of = RowOf::Service(source, *service);
            let open = self.is_open(of, false);
            rows.push(Row { depth, open: Some(open), of });
            let count = self.service(of).filter(|_| open).map_or(0, |service| service.methods.len());
            let methods = (0..count).map(|method| RowOf::Method(source, *service, method));
            let kept = methods.filter(|of| found.has_method(*of));
            rows.extend(kept.map(|of| Row { depth: depth + 1, open: None, of }));
        }
    }

    fn is_open(&self, of: RowOf, usually: bool) -> bool {
        let filtered = !self.filter().is_empty();
        self.folds.get(&self.fold_key(of)).copied().unwrap_or(usually || filtered)
    }

    /// What the filter leaves: by the path, fuzzily, and by the names of the types, literally.
    fn found(&self) -> Found {
        let text = self.filter();
        if text.is_empty() {
            return Found::default();
        }
        let mut left: HashMap<(usize, usize), HashSet<RowOf>> = HashMap::new();
        let mut keep = |of: RowOf| {
            if let RowOf::Method(source, service, _) = of {
                left.entry((source, service)).or_default().insert(of);
            }
        };
        let (mut places, mut names) = (Vec::new(), Vec::new());
        let lowercase = text.to_lowercase();
        for (source, shown) in self.shown.iter().enumerate() {
            for (service, known) in shown.schema.services().iter().enumerate() {
                for (method, known) in known.methods.iter().enumerate() {
                    let of = RowOf::Method(source, service, method);
                    if has_type(known, &lowercase) {
                        keep(of);
                    }
                    names.push((known.path.to_string(), places.len()));
                    places.push(of);
                }
            }
        }
        matching(names, text).into_iter().filter_map(|at| places.get(at)).for_each(|of| keep(*of));
        let count = left.values().map(HashSet::len).sum();
        Found { left: Some(left), count: Some(count) }
    }
}

/// The methods that the filter leaves, by source and service; without a filter all.
#[derive(Default)]
struct Found {
    left: Option<HashMap<(usize, usize), HashSet<RowOf>>>,
    count: Option<usize>,
}

impl Found {
    fn has_service(&self, source: usize, service: usize) -> bool {
        self.left.as_ref().is_none_or(|left| left.contains_key(&(source, service)))
    }

    fn has_method(&self, of: RowOf) -> bool {
        match (&self.left, of) {
            (Some(left), RowOf::Method(source, service, _)) => {
                left.get(&(source, service)).is_some_and(|methods| methods.contains(&of))
            }
            _ => true,
        }
    }
}

impl RowOf {
    fn source(self) -> usize {
        let (RowOf::Source(source)
        | RowOf::Package(source, _)
        | RowOf::Service(source, _)
        | RowOf::Method(source, _, _)) = self;
        source
    }
}

fn has_type(method: &Method, lowercase: &str) -> bool {
    let has = |name: &str| name.to_lowercase().contains(lowercase);
    lowercase.len() >= TYPE_CHARS_MIN && (has(method.input.name()) || has(method.output.name()))
}
