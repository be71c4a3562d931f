//! The accounts and orders that are there when the server starts.

use std::collections::BTreeMap;

use prost_types::Timestamp;

use super::{
    products,
    store::{FIRST, total},
};
use crate::protos::shop::v1::{
    Account, Address, Card, Invoice, Order, OrderLine, OrderState, Tier,
    account::{self, Payment},
    order,
};

/// A moment of 2026.
pub(crate) fn moment(month: u8, day: u8, hour: u8, minute: u8) -> Option<Timestamp> {
    Timestamp::date_time(2026, month, day, hour, minute, 0).ok()
}

/// `acc-1001` to `acc-1005`.
pub(crate) fn first_accounts() -> Vec<Account> {
    let accounts = [
        Account {
            display_name: "Astrid Berg".to_owned(),
            tier: Tier::Gold.into(),
            phone: Some("+46 8 555 01 01".to_owned()),
            payment: card("4242", 4),
            newsletter: Some(true),
            loyalty_points: 5_120,
            addresses: home("Götgatan 11", "116 46", "Stockholm"),
            ..Default::default()
        },
        Account {
            display_name: "Emil Sand".to_owned(),
            tier: Tier::Basic.into(),
            payment: card("1881", 11),
            loyalty_points: 40,
            addresses: home("Hamngatan 3", "392 31", "Kalmar"),
            ..Default::default()
        },
        Account {
            display_name: "Noor Haddad".to_owned(),
            tier: Tier::Silver.into(),
            phone: Some("+46 31 555 02 02".to_owned()),
            payment: invoice("Atelier 7"),
            newsletter: Some(false),
            loyalty_points: 1_310,
            addresses: home("Linnégatan 28", "413 04", "Göteborg"),
            ..Default::default()
        },
        Account {
            display_name: "Liv Öhman".to_owned(),
            tier: Tier::Silver.into(),
            phone: Some("+46 90 555 03 03".to_owned()),
            payment: card("0005", 1),
            newsletter: Some(true),
            loyalty_points: 990,
            addresses: home("Kungsgatan 60", "903 26", "Umeå"),
            ..Default::default()
        },
        Account {
            display_name: "Tomasz Zieliński".to_owned(),
            tier: Tier::Basic.into(),
            payment: invoice("TZ-2026"),
            newsletter: Some(true),
            addresses: home("Stora Nygatan 9", "211 37", "Malmö"),
            ..Default::default()
        },
    ];
    (0_u8..).zip(accounts).map(|(index, account)| opened(index, account)).collect()
}

fn opened(index: u8, account: Account) -> Account {
    let first_name = account.display_name.split(' ').next().unwrap_or_default().to_lowercase();
    Account {
        id: format!("acc-{}", FIRST + u32::from(index)),
        email: format!("{first_name}@example.com"),
        create_time: moment(1, index + 5, 9, 30),
        ..account
    }
}

fn card(last_four: &str, expiry_month: u32) -> Option<Payment> {
    Some(account::Payment::Card(Card { last_four: last_four.to_owned(), expiry_month, expiry_year: 2029 }))
}

fn invoice(reference: &str) -> Option<Payment> {
    Some(account::Payment::Invoice(Invoice { reference: reference.to_owned(), due_days: 30 }))
}

fn home(street: &str, postal_code: &str, city: &str) -> BTreeMap<String, Address> {
    let address = Address {
        lines: vec![street.to_owned()],
        postal_code: postal_code.to_owned(),
        city: city.to_owned(),
        country_code: "SE".to_owned(),
    };
    BTreeMap::from([("home".to_owned(), address)])
}

/// `ord-1001` to `ord-1006`.
pub(crate) fn first_orders() -> Vec<Order> {
    let orders = [
        bought("acc-1001", OrderState::Placed, &[("LAMP-001", 2), ("COFF-037", 4)], Some("Ring twice.")),
        bought("acc-1002", OrderState::Paid, &[("KNIF-012", 1)], None),
        bought("acc-1001", OrderState::Shipped, &[("TENT-021", 1), ("STOV-022", 1), ("BOOK-031", 1)], None),
        bought("acc-1003", OrderState::Delivered, &[("CHAI-010", 6)], Some("Leave it at the yard door.")),
        bought("acc-1004", OrderState::Cancelled, &[("GIFT-040", 1)], None),
        bought("acc-1005", OrderState::Delivered, &[("POTS-013", 1), ("CUPS-014", 12)], None),
    ];
    let placed = |(index, order): (u8, Order)| Order {
        id: format!("ord-{}", FIRST + u32::from(index)),
        create_time: moment(3, index + 1, 8, 15),
        ..order
    };
    (0_u8..).zip(orders).map(placed).collect()
}

fn bought(account_id: &str, state: OrderState, lines: &[(&str, u32)], note: Option<&str>) -> Order {
    let lines: Vec<OrderLine> = lines.iter().filter_map(|&(sku, quantity)| products::line(sku, quantity)).collect();
    let account = first_accounts().into_iter().find(|account| account.id == account_id);
    Order {
        account_id: account_id.to_owned(),
        total: Some(total(&lines)),
        lines,
        state: state.into(),
        delivery_address: account.and_then(|mut account| account.addresses.remove("home")),
        labels: BTreeMap::from([("channel".to_owned(), "web".to_owned())]),
        note: note.map(str::to_owned),
        wrapping: Some(order::Wrapping::Plain(true)),
        ..Default::default()
    }
}
