//! Browsing a schema: everything there is to show of one symbol, who uses it, and what changed between two loads.
//! It draws nothing and reads no file; front ends and the reference are views of what it gives.

mod changes;
mod hints;
mod index;
mod outline;
mod page;
mod page_maker;
mod prose;

#[cfg(test)]
mod tests;

pub(in crate::schema) use self::page_maker::PageMaker;
pub use self::{
    changes::{Change, ChangeKind},
    index::SchemaIndex,
    outline::{Outline, OutlineSymbol, PackageOutline},
    page::{Member, OptionLine, Page, PageKind, Place, TypeName, Usage, UsedAs},
    prose::{DocBlock, DocLink, DocSpan, prose},
};
