//! HTTP/2 pings: whether, how often, and what servers make of it.

use farcall_core::transport::{Keepalive, Target};

use super::{super::fields::Fields, choose};
use crate::units;

/// How often it pings.
pub fn keepalive_summary(target: &Target) -> String {
    match target.keepalive {
        None => "off".to_owned(),
        Some(keepalive) => format!("every {}", units::typed_duration(keepalive.time)),
    }
}

/// The rows of keepalive.
pub fn keepalive_ui(fields: &mut Fields<'_>, target: &mut Target) {
    let mut is_on = target.keepalive.is_some();
    choose(fields, "Pings", &[(false, "Off"), (true, "On")], &mut is_on);
    if !is_on {
        target.keepalive = None;
        return;
    }
    let keepalive = target.keepalive.get_or_insert_with(Keepalive::default);
    fields.duration("Interval", &mut keepalive.time);
    fields.duration("Ping timeout", &mut keepalive.timeout);
    fields.set_box("Also while no call runs", true, &mut keepalive.without_calls);
    fields.ui.add_space(4.0);
    if keepalive.time < Keepalive::TOLERATED {
        fields.warning(
            "Servers tolerate an interval of 5m and more. Below it they close the connection with too_many_pings, \
             unless they are set up for it.",
        );
    }
}
