//! Plans of the sample types: what the printers need of a field is there.

use super::*;
use crate::message::samples::message;

#[test]
fn fields_are_found_by_number_with_their_keys() {
    let of = message("M");
    let of = Type::of(&of);
    let field = of.plan.field(19).unwrap();
    assert_eq!((field.key(false), field.key(true)), ("\"maybeText\": ", "\"maybe_text\": "));
    assert!(field.has_presence && field.oneof.is_none() && !field.is_repeated);
    assert!(of.plan.field(40).unwrap().is_map);
    assert!(of.plan.field(21).unwrap().oneof.is_some() && of.plan.oneofs > 0);
    assert!(of.plan.field(29).is_none() && of.plan.field(0).is_none() && of.plan.field(70_000).is_none());
    let ValueKind::Enum(color) = of.plan.field(16).unwrap().value else { panic!("no enum") };
    let color = of.enumeration(color);
    assert_eq!([color.name_of(2), color.name_of(-1), color.name_of(7)], [Some("GREEN"), Some("BELOW"), None]);
    let ValueKind::Message(child) = of.plan.field(17).unwrap().value else { panic!("no message") };
    assert!(std::ptr::eq(of.message(child).plan, of.plan));
}
