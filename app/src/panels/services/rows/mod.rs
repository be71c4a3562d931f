//! The rows of the tree of services: which there are after the filter and the folds, built once for each change of
//! these. It draws nothing.

mod kept;

use std::{collections::HashMap, sync::Arc};

use farcall_core::{
    engine::SourceId,
    schema::{Method, Schema, Service, SymbolKind},
};

use self::kept::Kept;
use crate::state::{
    Entry, FILTERED, Found, Listing, PackageRows, State, group_key, method_key, package_key, service_key, source_key,
    type_key,
};

/// The rows, and what they were built from.
#[derive(Default)]
pub struct Tree {
    shown: Vec<Shown>,
    filter: String,
    found: Found,
    folds: HashMap<String, bool>,
    rows: Vec<Row>,
}

/// A source with a schema.
struct Shown {
    id: SourceId,
    name: String,
    listing: Arc<Listing>,
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

/// What a row is, by its places among the sources and in their listings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowOf {
    /// A source: the top level once there are two.
    Source(usize),
    /// A package of a source.
    Package(usize, usize),
    /// A service.
    Service(usize, usize),
    /// A method.
    Method(usize, usize, usize),
    /// All messages, enums or extensions of a package.
    Group(usize, usize, Group),
    /// A message, enum or extension.
    Type(usize, usize),
}

/// Types of a package that fold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Messages.
    Messages,
    /// Enums.
    Enums,
    /// Extensions.
    Extensions,
}

impl Group {
    const ALL: [Self; 3] = [Self::Messages, Self::Enums, Self::Extensions];

    fn name(self) -> &'static str {
        match self {
            Self::Messages => "Messages",
            Self::Enums => "Enums",
            Self::Extensions => "Extensions",
        }
    }

    fn of(self, package: &PackageRows) -> &[usize] {
        match self {
            Self::Messages => &package.messages,
            Self::Enums => &package.enums,
            Self::Extensions => &package.extensions,
        }
    }

    fn of_kind(kind: SymbolKind) -> Self {
        match kind {
            SymbolKind::Enum => Self::Enums,
            SymbolKind::Extension => Self::Extensions,
            SymbolKind::Message | SymbolKind::Service | SymbolKind::Method => Self::Messages,
        }
    }
}

impl Tree {
    /// Build the rows again if what they are built from changed; says whether it did.
    pub fn update(&mut self, state: &State) -> bool {
        if self.is_current(state) {
            return false;
        }
        let shown = state
            .sources
            .iter()
            .filter_map(|source| Some(Shown { id: source.id, name: source.name(), listing: source.listing.clone()? }));
        self.shown = shown.collect();
        self.filter.clone_from(&state.left.filter);
        self.found.clone_from(&state.left.search.found);
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

    /// How many names the filter finds.
    pub fn found_count(&self) -> usize {
        self.found.count
    }

    /// What is filtered by, without space around.
    pub fn filter(&self) -> &str {
        self.filter.trim()
    }

    /// The source a row belongs to.
    pub fn source(&self, of: RowOf) -> Option<SourceId> {
        self.shown.get(of.source()).map(|shown| shown.id)
    }

    /// The list that a row is of.
    pub fn listing(&self, of: RowOf) -> Option<&Listing> {
        self.shown.get(of.source()).map(|shown| &*shown.listing)
    }

    /// The schema a row belongs to.
    pub fn schema(&self, of: RowOf) -> Option<&Schema> {
        self.listing(of).map(Listing::schema)
    }

    /// The service of a row.
    pub fn service(&self, of: RowOf) -> Option<&Service> {
        let (RowOf::Service(_, service) | RowOf::Method(_, service, _)) = of else { return None };
        self.listing(of)?.service(service)
    }

    /// The method of a row.
    pub fn method(&self, of: RowOf) -> Option<&Method> {
        let RowOf::Method(_, service, method) = of else { return None };
        self.listing(of)?.method(service, method)
    }

    /// The message, enum or extension of a row.
    pub fn entry(&self, of: RowOf) -> Option<&Entry> {
        let RowOf::Type(_, at) = of else { return None };
        self.listing(of)?.entries().get(at)
    }

    /// The package of a row that is one, or a part of one.
    pub fn package(&self, of: RowOf) -> Option<&PackageRows> {
        let (RowOf::Package(_, package) | RowOf::Group(_, package, _)) = of else { return None };
        self.listing(of)?.packages().get(package)
    }

    /// The full name of what a row stands for, if it has a page: of a method `pkg.Service/Method`.
    pub fn symbol(&self, of: RowOf) -> Option<String> {
        match of {
            RowOf::Source(_) | RowOf::Group(..) => None,
            RowOf::Package(..) => self.package(of).map(|package| package.name.clone()).filter(|name| !name.is_empty()),
            RowOf::Service(..) => self.service(of).map(|service| service.full_name.clone()),
            RowOf::Method(..) => self.method(of).map(|method| method.path.to_string()),
            RowOf::Type(..) => self.entry(of).map(|entry| entry.name.clone()),
        }
    }

    /// What a row is called.
    pub fn name(&self, of: RowOf) -> &str {
        let name = match of {
            RowOf::Source(source) => self.shown.get(source).map(|shown| shown.name.as_str()),
            RowOf::Package(..) => self.package(of).map(|package| package.name.as_str()),
            RowOf::Service(..) => self.service(of).map(|service| service.name.as_str()),
            RowOf::Method(..) => self.method(of).map(|method| method.path.method.as_str()),
            RowOf::Group(_, _, group) => Some(group.name()),
            RowOf::Type(..) => self.entry(of).and_then(|entry| Some(entry.short(self.listing(of)?))),
        };
        name.unwrap_or_default()
    }

    /// How many there are below a row, for its hint.
    pub fn count(&self, of: RowOf) -> Option<usize> {
        match of {
            RowOf::Source(_) => self.listing(of).map(Listing::method_count),
            RowOf::Service(..) => self.service(of).map(|service| service.methods.len()),
            RowOf::Group(_, _, group) if self.filter().is_empty() => Some(group.of(self.package(of)?).len()),
            RowOf::Package(..) | RowOf::Group(..) | RowOf::Method(..) | RowOf::Type(..) => None,
        }
    }

    /// The key by which a row is selected.
    pub fn key(&self, of: RowOf) -> String {
        let Some(id) = self.source(of) else { return String::new() };
        let package = || self.package(of).map(|package| package.name.as_str()).unwrap_or_default();
        match of {
            RowOf::Source(_) => source_key(id),
            RowOf::Package(..) => package_key(id, package()),
            RowOf::Group(_, _, group) => group_key(id, package(), group.name()),
            RowOf::Service(..) => self.service(of).map(|of| service_key(id, &of.full_name)).unwrap_or_default(),
            RowOf::Method(..) => self.method(of).map(|of| method_key(id, &of.path)).unwrap_or_default(),
            RowOf::Type(..) => self.entry(of).map(|of| type_key(id, &of.name)).unwrap_or_default(),
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

    /// The first row that opens something: a method, else a type.
    pub fn first_leaf(&self) -> Option<usize> {
        let method = self.rows.iter().position(|row| matches!(row.of, RowOf::Method(..)));
        method.or_else(|| self.rows.iter().position(|row| matches!(row.of, RowOf::Type(..))))
    }

    /// Every branch below a row and itself, unfolded or not.
    pub fn branches(&self, of: RowOf) -> Vec<RowOf> {
        let Some(listing) = self.listing(of) else { return Vec::new() };
        let source = of.source();
        let mut branches = vec![of];
        for (at, package) in listing.packages().iter().enumerate().filter(|(_, package)| !package.is_built_in) {
            let within = match of {
                RowOf::Source(_) => true,
                RowOf::Package(_, of) => of == at,
                RowOf::Service(..) | RowOf::Method(..) | RowOf::Group(..) | RowOf::Type(..) => false,
            };
            if within {
                branches.push(RowOf::Package(source, at));
                branches.extend(package.services.iter().map(|service| RowOf::Service(source, *service)));
                let groups = Group::ALL.into_iter().filter(|group| !group.of(package).is_empty());
                branches.extend(groups.map(|group| RowOf::Group(source, at, group)));
            }
        }
        branches
    }

    fn is_named(&self, of: RowOf, rest: &str) -> bool {
        let name = match of {
            RowOf::Source(_) => return rest.is_empty(),
            RowOf::Package(..) => self.package(of).map(|package| (package.name.as_str(), ".")),
            RowOf::Service(..) => self.service(of).map(|service| (service.full_name.as_str(), "")),
            RowOf::Type(..) => self.entry(of).map(|entry| (entry.name.as_str(), "#")),
            RowOf::Method(..) => {
                let method =
                    self.service(of).and_then(|of| rest.strip_prefix(of.full_name.as_str())?.strip_prefix('/'));
                return method.is_some_and(|method| method == self.name(of));
            }
            RowOf::Group(_, _, group) => {
                let package = rest.strip_suffix(group.name()).and_then(|rest| rest.strip_suffix("./"));
                return package.is_some() && package == self.package(of).map(|package| package.name.as_str());
            }
        };
        name.is_some_and(|(name, end)| rest.strip_suffix(end) == Some(name))
    }

    fn is_current(&self, state: &State) -> bool {
        let now = state.sources.iter().filter_map(|source| Some((source.id, source.listing.as_ref()?)));
        self.filter == state.left.filter
            && self.found.number == state.left.search.found.number
            && self.folds == state.left.folds
            && now.clone().count() == self.shown.len()
            && now.zip(&self.shown).all(|((id, listing), shown)| id == shown.id && Arc::ptr_eq(listing, &shown.listing))
    }

    fn build(&mut self) {
        let kept = Kept::of(self);
        let mut rows = Vec::new();
        let several = self.shown.len() > 1;
        for (source, shown) in self.shown.iter().enumerate() {
            let packages = shown.listing.packages().iter().enumerate();
            let seen: Vec<usize> =
                packages.filter(|(at, package)| kept.has_package(source, *at, package)).map(|(at, _)| at).collect();
            if several && (!seen.is_empty() || self.filter().is_empty()) {
                let of = RowOf::Source(source);
                let open = self.is_open(of, true);
                rows.push(Row { depth: 0, open: Some(open), of });
                if !open {
                    continue;
                }
            }
            for package in seen {
                self.push_package(&mut rows, usize::from(several), source, package, &kept);
            }
        }
        self.rows = rows;
    }

    fn push_package(&self, rows: &mut Vec<Row>, mut depth: usize, source: usize, at: usize, kept: &Kept) {
        let of = RowOf::Package(source, at);
        let Some((package, listing)) = self.package(of).zip(self.listing(of)) else { return };
        if !package.name.is_empty() {
            let open = self.is_open(of, !package.is_of_the_system() && !listing.has_many_packages());
            rows.push(Row { depth, open: Some(open), of });
            if !open {
                return;
            }
            depth += 1;
        }
        for service in package.services.iter().filter(|service| kept.has_service(source, **service)) {
            let of = RowOf::Service(source, *service);
            let open = self.is_open(of, false);
            rows.push(Row { depth, open: Some(open), of });
            let count = self.service(of).filter(|_| open).map_or(0, |service| service.methods.len());
            let methods = (0..count).map(|method| RowOf::Method(source, *service, method));
            let methods = methods.filter(|of| kept.has(*of));
            rows.extend(methods.map(|of| Row { depth: depth + 1, open: None, of }));
        }
        for group in Group::ALL {
            self.push_group(rows, depth, (source, at, group), kept);
        }
    }

    fn push_group(&self, rows: &mut Vec<Row>, depth: usize, (source, at, group): (usize, usize, Group), kept: &Kept) {
        let of = RowOf::Group(source, at, group);
        let Some(package) = self.package(of) else { return };
        let types = kept.types_of(source, at, group).unwrap_or_else(|| group.of(package));
        if types.is_empty() {
            return;
        }
        let open = self.is_open(of, false);
        rows.push(Row { depth, open: Some(open), of });
        if open {
            rows.extend(types.iter().map(|at| Row { depth: depth + 1, open: None, of: RowOf::Type(source, *at) }));
        }
    }

    fn is_open(&self, of: RowOf, usually: bool) -> bool {
        let filtered = !self.filter().is_empty();
        self.folds.get(&self.fold_key(of)).copied().unwrap_or(usually || filtered)
    }
}

impl RowOf {
    fn source(self) -> usize {
        let (RowOf::Source(source)
        | RowOf::Package(source, _)
        | RowOf::Service(source, _)
        | RowOf::Group(source, ..)
        | RowOf::Type(source, _)
        | RowOf::Method(source, _, _)) = self;
        source
    }
}
