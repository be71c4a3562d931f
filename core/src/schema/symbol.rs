//! The names of a schema, and what each stands for.
//! It finds nothing; the catalog lists them and the search ranks them.

/// What a name of the schema stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SymbolKind {
    /// A service.
    Service,
    /// A method, named `pkg.Service/Method`.
    Method,
    /// A message; entries of maps are left out.
    Message,
    /// An enum.
    Enum,
    /// An extension.
    Extension,
}

/// A name that `describe` knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol {
    /// `shop.v1.Order`, of a method `shop.v1.Orders/Get`.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
}
