//! What is found, and in which order, as someone sees it who types.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::schema::{Symbol, SymbolKind};

fn index() -> SearchIndex {
    let symbol = |(name, kind): (&str, _)| Symbol { name: name.to_owned(), kind };
    SearchIndex::of_symbols(
        [
            ("fleet.v1.Drivers", SymbolKind::Service),
            ("fleet.v1.Drivers/Track", SymbolKind::Method),
            ("google.protobuf.Timestamp", SymbolKind::Message),
            ("shop.v1.GetOrderRequest", SymbolKind::Message),
            ("shop.v1.Order", SymbolKind::Message),
            ("shop.v1.OrderState", SymbolKind::Enum),
            ("shop.v1.Orders", SymbolKind::Service),
            ("shop.v1.Orders/CancelOrder", SymbolKind::Method),
            ("shop.v1.Orders/GetOrder", SymbolKind::Method),
        ]
        .map(symbol),
    )
}

fn names(found: (Vec<Found>, usize)) -> Vec<String> {
    found.0.into_iter().map(|one| one.symbol.name).collect()
}

#[test]
fn the_name_that_was_meant_comes_first() {
    for (query, first) in [
        ("order", "shop.v1.Order"),
        ("orders", "shop.v1.Orders"),
        ("go", "shop.v1.Orders/GetOrder"),
        ("gor", "shop.v1.GetOrderRequest"),
        ("GetOrder", "shop.v1.Orders/GetOrder"),
        ("/shop.v1.Orders/CancelOrder", "shop.v1.Orders/CancelOrder"),
        ("shop cancel", "shop.v1.Orders/CancelOrder"),
        ("tmstmp", "google.protobuf.Timestamp"),
        ("drivers/t", "fleet.v1.Drivers/Track"),
    ] {
        assert_eq!(names(index().find(query, 10)).first().map(String::as_str), Some(first), "{query}");
    }
    for nothing in ["", "  ", "xyz", "order zzz"] {
        assert_eq!(index().find(nothing, 10), (vec![], 0), "{nothing}");
    }
}

#[test]
fn typed_letter_by_letter_it_finds_what_the_whole_query_finds() {
    let mut typed = index();
    for query in ["shop.v1.orders/getorder", "sh getor", "tmstmp", "o", "orders", "g o"] {
        for end in 1..=query.len() {
            let part = &query[..end];
            assert_eq!(typed.find(part, 10), index().find(part, 10), "{part}");
        }
        // And back again.
        assert_eq!(typed.find(&query[..1], 10), index().find(&query[..1], 10));
    }
}

#[test]
fn the_characters_that_match_are_told_and_the_rest_is_counted() {
    let (found, all) = index().find("track", 1);
    assert_eq!((found[0].matched.as_slice(), all), (&[17, 18, 19, 20, 21][..], 1));
    let (found, all) = index().find("o", 2);
    assert_eq!((found.len(), all), (2, 7));
    assert!(index().find(&"o".repeat(100_000), 5).0.is_empty());
    assert!(index().find("^$'!\\", 5).0.is_empty());
}
