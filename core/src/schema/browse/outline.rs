//! The outline of a schema: its packages, and what stands in each at the top level.
//! It goes by names alone and opens no file.

use std::collections::{BTreeMap, HashSet};

use crate::schema::{Schema, Symbol, SymbolKind};

/// One package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageOutline {
    /// `shop.v1`; empty for files without a package.
    pub name: String,
    /// Positions in [`Schema::services`](crate::schema::Schema::services).
    pub services: Vec<usize>,
    /// Messages, enums and extensions that stand in no other type, by name.
    pub types: Vec<Symbol>,
}

impl Schema {
    /// Its packages by name, with what stands in each at the top level. Made anew each time, in proportion to the number
    /// of symbols: ask once for a schema, off the window's thread if it may be a large one.
    pub fn outline(&self) -> Vec<PackageOutline> {
        let mut packages: BTreeMap<String, (Vec<usize>, Vec<Symbol>)> = BTreeMap::new();
        for (position, service) in self.services().iter().enumerate() {
            packages.entry(service.package.clone()).or_default().0.push(position);
        }
        let symbols = self.symbols();
        let is_message = |symbol: &&Symbol| symbol.kind == SymbolKind::Message;
        let messages: HashSet<&str> = symbols.iter().filter(is_message).map(|symbol| symbol.name.as_str()).collect();
        for symbol in symbols.iter().filter(|symbol| is_type(symbol.kind)) {
            let around = symbol.name.rsplit_once('.').map_or("", |(around, _)| around);
            if messages.contains(around) {
                continue;
            }
            match packages.get_mut(around) {
                Some((_, types)) => types.push(symbol.clone()),
                None => {
                    packages.insert(around.to_owned(), (Vec::new(), vec![symbol.clone()]));
                }
            }
        }
        let outlines = packages.into_iter();
        outlines.map(|(name, (services, types))| PackageOutline { name, services, types }).collect()
    }
}

fn is_type(kind: SymbolKind) -> bool {
    match kind {
        SymbolKind::Message | SymbolKind::Enum | SymbolKind::Extension => true,
        SymbolKind::Service | SymbolKind::Method => false,
    }
}
