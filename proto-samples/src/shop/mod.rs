//! The shop: accounts, catalogue and orders, kept in memory while the server runs.

mod accounts;
mod catalogue;
mod changes;
mod first;
mod orders;
mod products;
mod store;
mod voyage;

pub(crate) use accounts::Accounts;
pub(crate) use catalogue::Catalogue;
pub(crate) use orders::Orders;
pub(crate) use store::Store;
