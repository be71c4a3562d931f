//! What the shop remembers: accounts and orders, the first few of them the same at every start.
//! It does not judge requests.

use std::{collections::BTreeMap, sync::Arc, time::SystemTime};

use parking_lot::Mutex;
use prost_types::Timestamp;

use super::{
    first::{first_accounts, first_orders},
    products,
};
use crate::protos::shop::v1::{Account, Money, Order, OrderLine};

/// Accounts and orders kept at most, each; beyond it the oldest made ones go.
const LIMIT: usize = 10_000;

/// Number of the first account and of the first order.
pub(crate) const FIRST: u32 = 1001;

/// Shared by the services of the shop.
#[derive(Clone)]
pub(crate) struct Store(Arc<Mutex<Shelves>>);

struct Shelves {
    accounts: BTreeMap<u32, Account>,
    orders: BTreeMap<u32, Order>,
    next_account: u32,
    next_order: u32,
}

impl Default for Store {
    fn default() -> Self {
        let accounts: BTreeMap<u32, Account> = (FIRST..).zip(first_accounts()).collect();
        let orders: BTreeMap<u32, Order> = (FIRST..).zip(first_orders()).collect();
        let next = |kept: usize| FIRST.saturating_add(u32::try_from(kept).unwrap_or(0));
        let (next_account, next_order) = (next(accounts.len()), next(orders.len()));
        Self(Arc::new(Mutex::new(Shelves { accounts, orders, next_account, next_order })))
    }
}

impl Store {
    pub(crate) fn account(&self, id: &str) -> Option<Account> {
        self.0.lock().accounts.get(&number("acc-", id)?).cloned()
    }

    /// Keeps the account under a new id, unless its e-mail address has one; then that one's id is the error.
    pub(crate) fn open_account(&self, mut account: Account) -> Result<Account, String> {
        let mut shelves = self.0.lock();
        if let Some(there) = shelves.accounts.values().find(|there| there.email == account.email) {
            return Err(there.id.clone());
        }
        let number = shelves.next_account;
        shelves.next_account = number.saturating_add(1);
        account.id = format!("acc-{number}");
        shelves.accounts.insert(number, account.clone());
        forget_oldest(&mut shelves.accounts);
        Ok(account)
    }

    pub(crate) fn order(&self, id: &str) -> Option<Order> {
        self.0.lock().orders.get(&number("ord-", id)?).cloned()
    }

    /// Keeps the order under a new id.
    pub(crate) fn place(&self, mut order: Order) -> Order {
        let mut shelves = self.0.lock();
        let number = shelves.next_order;
        shelves.next_order = number.saturating_add(1);
        order.id = format!("ord-{number}");
        shelves.orders.insert(number, order.clone());
        forget_oldest(&mut shelves.orders);
        order
    }

    /// Replaces an order by what `change` makes of it, if it is there.
    pub(crate) fn change<E>(
        &self,
        id: &str,
        change: impl FnOnce(&mut Order) -> Result<(), E>,
    ) -> Option<Result<Order, E>> {
        let mut shelves = self.0.lock();
        let order = shelves.orders.get_mut(&number("ord-", id)?)?;
        Some(change(order).map(|()| order.clone()))
    }

    /// Newest first.
    pub(crate) fn orders(&self, wanted: impl Fn(&Order) -> bool) -> Vec<Order> {
        self.0.lock().orders.values().rev().filter(|order| wanted(order)).cloned().collect()
    }
}

fn number(prefix: &str, id: &str) -> Option<u32> {
    id.strip_prefix(prefix)?.parse().ok()
}

/// What the server started with stays; examples in the protos' comments rely on it.
fn forget_oldest<T>(kept: &mut BTreeMap<u32, T>) {
    if kept.len() > LIMIT
        && let Some(oldest) = kept.keys().nth(16).copied()
    {
        kept.remove(&oldest);
    }
}

pub(crate) fn now() -> Timestamp {
    Timestamp::from(SystemTime::now())
}

/// Sum of all lines.
pub(crate) fn total(lines: &[OrderLine]) -> Money {
    let ore = lines.iter().fold(0_i64, |sum, line| {
        let price = line.unit_price.as_ref().map_or(0, products::in_ore);
        sum.saturating_add(price.saturating_mul(line.quantity.into()))
    });
    products::kronor(ore)
}
