//! What the window lists of a loaded schema: its packages with what stands in them, and every name there is.
//! Made once for each load, away from the window's thread where the schema is large; it does not change.

use std::{collections::HashSet, mem, sync::OnceLock, thread};

use farcall_core::schema::{Method, Outline, OutlineSymbol, Schema, Service, SymbolKind};

use super::is_of_grpc;

/// The list of a schema.
pub struct Listing {
    schema: Schema,
    packages: Vec<PackageRows>,
    /// By name.
    entries: Vec<Entry>,
    methods: usize,
}

/// A package of a listing.
#[derive(Default)]
pub struct PackageRows {
    /// `shop.v1`; empty for files without a package.
    pub name: String,
    /// Positions in `Schema::services`, by name.
    pub services: Vec<usize>,
    /// Positions of messages that stand in no other, by name.
    pub messages: Vec<usize>,
    /// Enums likewise.
    pub enums: Vec<usize>,
    /// Extensions likewise.
    pub extensions: Vec<usize>,
    /// Whether it is there only because every schema has it: it is found and linked to, but not listed.
    pub is_built_in: bool,
}

/// A name of a listing.
pub struct Entry {
    /// `shop.v1.Order`, of a method `shop.v1.Orders/Get`.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Position of its package.
    pub package: usize,
    /// Positions of a service, or of a service and its method.
    pub place: Option<(usize, Option<usize>)>,
}

/// A listing of at most this many names is searched at once; of a larger one the search is away from the window's thread.
const SMALL: usize = 3_000;
/// A schema of more packages than this begins folded.
const MANY_PACKAGES: usize = 24;

impl Listing {
    /// The list of a schema. Takes time in proportion to its names.
    pub fn of(schema: &Schema) -> Self {
        let Outline { packages, symbols } = schema.outline();
        let built_in = built_in_types();
        let mut order: Vec<usize> = (0..packages.len()).collect();
        // Stable: by name otherwise.
        order.sort_by_key(|at| packages.get(*at).is_some_and(|package| is_of_the_system(&package.name)));
        let mut moved_to = vec![0; packages.len()];
        order.iter().enumerate().for_each(|(to, from)| moved_to.get_mut(*from).into_iter().for_each(|at| *at = to));
        let mut rows: Vec<PackageRows> = Vec::with_capacity(packages.len());
        for package in order.iter().filter_map(|at| packages.get(*at)) {
            let mut services = package.services.clone();
            services.sort_by_cached_key(|at| schema.services().get(*at).map(|service| service.name.clone()));
            let mut types = package.types.iter().filter_map(|at| symbols.get(*at));
            let is_built_in = services.is_empty() && types.all(|one| built_in.contains(&one.name));
            let mut row = PackageRows { name: package.name.clone(), services, is_built_in, ..PackageRows::default() };
            for (at, one) in package.types.iter().filter_map(|at| Some((*at, symbols.get(*at)?))) {
                row.of_kind(one.kind).push(at);
            }
            rows.push(row);
        }
        let entries = symbols.into_iter().map(|symbol| {
            let OutlineSymbol { name, kind, package, place } = symbol;
            Entry { name, kind, package: moved_to.get(package).copied().unwrap_or_default(), place }
        });
        let methods = schema.services().iter().map(|service| service.methods.len()).sum();
        Self { schema: schema.clone(), packages: rows, entries: entries.collect(), methods }
    }

    /// The schema it is of.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Its packages as the tree shows them: those of gRPC and of protobuf itself last.
    pub fn packages(&self) -> &[PackageRows] {
        &self.packages
    }

    /// Whether there is a symbol of this name; a method is `pkg.Service/Method`.
    pub fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The symbol of this name.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| entry.name.as_str().cmp(name)).ok()?;
        self.entries.get(at)
    }

    /// Whether there is a package of this name.
    pub fn has_package(&self, name: &str) -> bool {
        self.packages.iter().any(|package| package.name == name)
    }

    /// Every name.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many methods there are.
    pub fn method_count(&self) -> usize {
        self.methods
    }

    /// Whether it can be gone through within a frame.
    pub fn is_small(&self) -> bool {
        self.entries.len() <= SMALL
    }

    /// Whether its packages begin folded.
    pub fn has_many_packages(&self) -> bool {
        self.packages.len() > MANY_PACKAGES
    }

    /// A service by its place.
    pub fn service(&self, at: usize) -> Option<&Service> {
        self.schema.services().get(at)
    }

    /// A method by its place.
    pub fn method(&self, service: usize, method: usize) -> Option<&Method> {
        self.service(service)?.methods.get(method)
    }
}

/// The last owner of a list is the window, and to give back what a large schema took is longer than a frame may be.
impl Drop for Listing {
    fn drop(&mut self) {
        if self.is_small() {
            return;
        }
        let names = (mem::take(&mut self.entries), mem::take(&mut self.packages));
        let schema = mem::replace(&mut self.schema, Schema::builtin());
        // Without a thread it is dropped here.
        thread::Builder::new().name("farcall-forget".to_owned()).spawn(move || drop((names, schema))).ok();
    }
}

/// Whether the list of a schema can be made within a frame.
pub fn is_quickly_listed(schema: &Schema) -> bool {
    schema.methods().count() <= 500 && schema.files().len() <= 100
}

impl PackageRows {
    /// Whether it stands last and folded: it is of gRPC or of protobuf itself.
    pub fn is_of_the_system(&self) -> bool {
        is_of_the_system(&self.name)
    }

    fn of_kind(&mut self, kind: SymbolKind) -> &mut Vec<usize> {
        match kind {
            SymbolKind::Enum => &mut self.enums,
            SymbolKind::Extension => &mut self.extensions,
            SymbolKind::Message | SymbolKind::Service | SymbolKind::Method => &mut self.messages,
        }
    }
}

impl Entry {
    /// Its name without the package.
    pub fn short(&self, listing: &Listing) -> &str {
        let package = listing.packages.get(self.package).map_or("", |package| package.name.as_str());
        let rest = self.name.strip_prefix(package).unwrap_or(&self.name);
        rest.strip_prefix('.').unwrap_or(rest)
    }
}

fn is_of_the_system(package: &str) -> bool {
    is_of_grpc(package) || is_of_protobuf(package)
}

fn is_of_protobuf(package: &str) -> bool {
    package == "google.protobuf" || package.starts_with("google.protobuf.")
}

fn built_in_types() -> &'static HashSet<String> {
    static TYPES: OnceLock<HashSet<String>> = OnceLock::new();
    TYPES.get_or_init(|| Schema::builtin().symbols().into_iter().map(|symbol| symbol.name).collect())
}
