//! Names looked up as protobuf scopes them: from the innermost scope outwards, the first part of a name decides.
//! It sees what the file imports; what lies beyond is found only if asked for.

use std::collections::HashSet;

use super::{
    files::View,
    symbols::{Symbol, SymbolKind, Symbols},
};

/// What a file can name.
pub(super) struct Scope<'a> {
    pub symbols: &'a Symbols,
    pub view: &'a View,
    /// Fields, oneofs and methods of the file, in full.
    pub members: &'a HashSet<String>,
}

/// A name that was found.
pub(super) struct Found {
    pub full_name: String,
    pub symbol: Symbol,
}

/// What came of looking a name up.
pub(super) enum Lookup {
    Found(Found),
    /// It exists in a file that is not imported.
    NotImported(Found),
    /// The first part was found as this, and the rest is not in it.
    Hidden(String),
    Missing,
}

/// What a name may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// What is no type is passed over.
    Type,
    /// The first thing of that name, whatever it is.
    Anything,
}

impl Scope<'_> {
    /// Looks up a name as written within `around`, the full name of the element that says it (itself no scope for it).
    pub fn look_up(&self, name: &str, around: &str, wanted: Wanted) -> Lookup {
        match self.find(name, around, wanted, &|this, name| this.visible(name)) {
            Lookup::Found(found) => Lookup::Found(found),
            failed => match self.find(name, around, Wanted::Type, &|this, name| this.symbols.get(name)) {
                Lookup::Found(found) if found.symbol.kind != SymbolKind::Package => Lookup::NotImported(found),
                _ if wanted == Wanted::Anything => {
                    match self.find(name, around, wanted, &|this, name| this.symbols.get(name)) {
                        Lookup::Found(found) if found.symbol.kind == SymbolKind::Extension => {
                            Lookup::NotImported(found)
                        }
                        _ => failed,
                    }
                }
                _ => failed,
            },
        }
    }

    fn visible(&self, full_name: &str) -> Option<Symbol> {
        if let Some(symbol) = self.symbols.get(full_name) {
            let is_visible = match symbol.kind {
                SymbolKind::Package => self.view.sees_package(full_name),
                _ => self.view.sees(symbol.file),
            };
            return is_visible.then_some(symbol);
        }
        self.members.contains(full_name).then(|| Symbol::new(self.view.file, SymbolKind::Member))
    }

    fn find(&self, name: &str, around: &str, wanted: Wanted, get: &dyn Fn(&Self, &str) -> Option<Symbol>) -> Lookup {
        let found = |full_name: &str| match get(self, full_name) {
            Some(symbol) => Lookup::Found(Found { full_name: full_name.to_owned(), symbol }),
            None => Lookup::Missing,
        };
        if let Some(full_name) = name.strip_prefix('.') {
            return found(full_name);
        }
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        let mut tried = around.to_owned();
        while let Some(end) = tried.rfind('.') {
            tried.truncate(end + 1);
            tried.push_str(first);
            match get(self, &tried) {
                Some(symbol) if rest.is_empty() && (wanted == Wanted::Anything || symbol.is_type()) => {
                    return Lookup::Found(Found { full_name: tried, symbol });
                }
                Some(symbol) if !rest.is_empty() && symbol.is_scope() => {
                    tried.push('.');
                    tried.push_str(rest);
                    return match found(&tried) {
                        Lookup::Missing => Lookup::Hidden(tried),
                        found => found,
                    };
                }
                _ => tried.truncate(end),
            }
        }
        found(name)
    }
}
