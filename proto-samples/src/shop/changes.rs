//! What happens to all orders, change by change: the same at the same place for every call.
//! It has no end and does not wait.

use crate::protos::shop::v1::{OrderChange, OrderState};

use super::store::now;

/// Orders that things happen to.
const ORDERS: u64 = 6;

/// The changes behind a place; `None` if the token names no place.
pub(crate) fn changes(resume_token: &str) -> Option<impl Iterator<Item = OrderChange> + Send + use<>> {
    let seen: u64 = match resume_token {
        "" => 0,
        token => token.strip_prefix("chg-")?.parse().ok().filter(|seen| *seen < u64::MAX)?,
    };
    Some((seen + 1..).map(change))
}

fn change(place: u64) -> OrderChange {
    OrderChange {
        token: format!("chg-{place}"),
        order_id: format!("ord-{}", 1001 + place % ORDERS),
        state: state(place / ORDERS % 6).into(),
        time: Some(now()),
    }
}

fn state(step: u64) -> OrderState {
    match step {
        0 => OrderState::Placed,
        1 => OrderState::Paid,
        2 => OrderState::Packed,
        3 => OrderState::Shipped,
        4 => OrderState::OutForDelivery,
        _ => OrderState::Delivered,
    }
}
