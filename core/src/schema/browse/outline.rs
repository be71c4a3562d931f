//! The outline of a schema: its packages, what stands in each at the top level, and every name there is.
//! It goes by names alone and opens no file.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::schema::{Schema, SymbolKind};

/// The names of a schema, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// By name.
    pub packages: Vec<PackageOutline>,
    /// By name; a service before its methods, a message before what stands in it.
    pub symbols: Vec<OutlineSymbol>,
}

/// One package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackageOutline {
    /// `shop.v1`; empty for files without a package.
    pub name: String,
    /// Positions in [`Schema::services`](crate::schema::Schema::services).
    pub services: Vec<usize>,
    /// Messages, enums and extensions that stand in no other type, by name: positions in [`Outline::symbols`].
    pub types: Vec<usize>,
}

/// One name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineSymbol {
    /// `shop.v1.Order`, of a method `shop.v1.Orders/Get`.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Position of its package in [`Outline::packages`].
    pub package: usize,
    /// Of a service its position in [`Schema::services`](crate::schema::Schema::services), of a method that and its own.
    pub place: Option<(usize, Option<usize>)>,
}

/// Packages as they are met.
#[derive(Default)]
struct Packages {
    met: Vec<PackageOutline>,
    at: HashMap<String, usize, RandomState>,
}

impl Schema {
    /// Its packages and all its names. Made anew each time, in proportion to the number of names: ask once for a schema,
    /// off the window's thread if it may be a large one.
    pub fn outline(&self) -> Outline {
        let mut symbols = self.named();
        // Stable, since each kind comes nearly in order: runs are only merged.
        symbols.sort_by(|a, b| a.name.cmp(&b.name).then(a.kind.cmp(&b.kind)));
        let mut packages = Packages::default();
        for (position, service) in self.services().iter().enumerate() {
            let at = packages.place_of(&service.package);
            packages.get(at).into_iter().for_each(|package| package.services.push(position));
        }
        packages.take_in(self, &mut symbols);
        let mut order: Vec<usize> = (0..packages.met.len()).collect();
        order.sort_by_key(|at| packages.met.get(*at).map(|package| package.name.as_str()));
        let mut moved_to = vec![0; order.len()];
        order.iter().enumerate().for_each(|(to, from)| moved_to.get_mut(*from).into_iter().for_each(|at| *at = to));
        for symbol in &mut symbols {
            symbol.package = moved_to.get(symbol.package).copied().unwrap_or_default();
        }
        packages.met.sort_by(|a, b| a.name.cmp(&b.name));
        Outline { packages: packages.met, symbols }
    }

    /// Every name, in no order and of no package yet.
    fn named(&self) -> Vec<OutlineSymbol> {
        let one = |name: String, kind, place| OutlineSymbol { name, kind, package: 0, place };
        let mut named = Vec::new();
        for (at, service) in self.services().iter().enumerate() {
            named.push(one(service.full_name.clone(), SymbolKind::Service, Some((at, None))));
            for (method, known) in service.methods.iter().enumerate() {
                named.push(one(known.path.to_string(), SymbolKind::Method, Some((at, Some(method)))));
            }
        }
        self.for_each_type(|name, kind| named.push(one(name.to_owned(), kind, None)));
        named
    }
}

impl Packages {
    /// The position of a package.
    fn place_of(&mut self, name: &str) -> usize {
        if let Some(at) = self.at.get(name) {
            return *at;
        }
        let at = self.met.len();
        self.at.insert(name.to_owned(), at);
        self.met.push(PackageOutline { name: name.to_owned(), ..PackageOutline::default() });
        at
    }

    fn get(&mut self, at: usize) -> Option<&mut PackageOutline> {
        self.met.get_mut(at)
    }

    /// Says of each name, in their order, which package it is of: of a type the one around it, unless that is a message.
    fn take_in(&mut self, schema: &Schema, symbols: &mut [OutlineSymbol]) {
        let mut messages: HashMap<&str, usize, RandomState> = HashMap::default();
        for (at, symbol) in symbols.iter_mut().enumerate() {
            let OutlineSymbol { name, kind, package, place } = symbol;
            if let Some((service, _)) = place {
                let of = schema.services().get(*service).map_or("", |service| service.package.as_str());
                *package = self.place_of(of);
                continue;
            }
            let around = name.rsplit_once('.').map_or("", |(around, _)| around);
            match messages.get(around) {
                Some(outer) => *package = *outer,
                None => {
                    *package = self.place_of(around);
                    self.get(*package).into_iter().for_each(|package| package.types.push(at));
                }
            }
            if *kind == SymbolKind::Message {
                messages.insert(name, *package);
            }
        }
    }
}
