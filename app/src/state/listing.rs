//! What the window lists of a loaded schema: its packages with what stands in them, and every name there is.
//! Made once for each load, away from the window's thread where the schema is large; it does not change.

use std::{
    collections::{HashMap, HashSet},
    mem,
    sync::OnceLock,
    thread,
};

use farcall_core::schema::{Method, Schema, Service, SymbolKind};

use super::is_of_grpc;

/// The list of a schema.
pub struct Listing {
    schema: Schema,
    packages: Vec<PackageRows>,
    entries: Vec<Entry>,
    /// Positions of entries, by name.
    sorted: Vec<u32>,
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
        let mut packages: Vec<PackageRows> = Vec::new();
        let mut at: HashMap<String, usize> = HashMap::new();
        let mut tops: HashMap<String, usize> = HashMap::new();
        let built_in = built_in_types();
        let mut outlines = schema.outline();
        outlines.sort_by_cached_key(|outline| {
            (is_of_grpc(&outline.name) || is_of_protobuf(&outline.name), outline.name.clone())
        });
        for outline in outlines {
            at.insert(outline.name.clone(), packages.len());
            tops.extend(outline.types.iter().map(|symbol| (symbol.name.clone(), packages.len())));
            let mut services = outline.services;
            services.sort_by_cached_key(|at| schema.services().get(*at).map(|service| service.name.clone()));
            let is_built_in = services.is_empty() && outline.types.iter().all(|symbol| built_in.contains(&symbol.name));
            packages.push(PackageRows { name: outline.name, services, is_built_in, ..PackageRows::default() });
        }
        let mut entries = Vec::new();
        for symbol in schema.symbols() {
            if matches!(symbol.kind, SymbolKind::Service | SymbolKind::Method) {
                continue;
            }
            let top = tops.get(&symbol.name).copied();
            let Some(package) = top.or_else(|| around(&symbol.name, &tops)) else { continue };
            if let (Some(rows), true) = (packages.get_mut(package), top.is_some()) {
                rows.of_kind(symbol.kind).push(entries.len());
            }
            entries.push(Entry { name: symbol.name, kind: symbol.kind, package, place: None });
        }
        let mut methods = 0;
        for (place, service) in schema.services().iter().enumerate() {
            let Some(&package) = at.get(&service.package) else { continue };
            let entry = |name, kind, method| Entry { name, kind, package, place: Some((place, method)) };
            entries.push(entry(service.full_name.clone(), SymbolKind::Service, None));
            for (method, known) in service.methods.iter().enumerate() {
                entries.push(entry(known.path.to_string(), SymbolKind::Method, Some(method)));
            }
            methods += service.methods.len();
        }
        let mut sorted: Vec<u32> = (0..entries.len()).filter_map(|at| u32::try_from(at).ok()).collect();
        sorted.sort_by(|a, b| name_at(&entries, *a).cmp(name_at(&entries, *b)));
        Self { schema: schema.clone(), packages, entries, sorted, methods }
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
        let at = self.sorted.binary_search_by(|at| name_at(&self.entries, *at).cmp(name)).ok()?;
        self.entries.get(*self.sorted.get(at)? as usize)
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
        let names = (mem::take(&mut self.entries), mem::take(&mut self.packages), mem::take(&mut self.sorted));
        let schema = mem::replace(&mut self.schema, Schema::builtin());
        // Without a thread it is dropped here.
        thread::Builder::new().name("farcall-forget".to_owned()).spawn(move || drop((names, schema))).ok();
    }
}

fn name_at(entries: &[Entry], at: u32) -> &str {
    entries.get(at as usize).map_or("", |entry| entry.name.as_str())
}

/// Whether the list of a schema can be made within a frame.
pub fn is_quickly_listed(schema: &Schema) -> bool {
    schema.methods().count() <= 500 && schema.files().len() <= 100
}

impl PackageRows {
    /// Whether it stands last and folded: it is of gRPC or of protobuf itself.
    pub fn is_of_the_system(&self) -> bool {
        is_of_grpc(&self.name) || is_of_protobuf(&self.name)
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

fn is_of_protobuf(package: &str) -> bool {
    package == "google.protobuf" || package.starts_with("google.protobuf.")
}

fn built_in_types() -> &'static HashSet<String> {
    static TYPES: OnceLock<HashSet<String>> = OnceLock::new();
    TYPES.get_or_init(|| Schema::builtin().symbols().into_iter().map(|symbol| symbol.name).collect())
}

/// The package of the type that a nested one stands in.
fn around(name: &str, tops: &HashMap<String, usize>) -> Option<usize> {
    let mut name = name;
    while let Some((outer, _)) = name.rsplit_once('.') {
        if let Some(package) = tops.get(outer) {
            return Some(*package);
        }
        name = outer;
    }
    None
}
