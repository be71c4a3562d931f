//! The groups of the popover: for each what stands in its heading, and its rows.

mod keepalive;
mod protocol;
mod security;
mod service_config;
mod tls;
mod way;

pub use self::{
    keepalive::{keepalive_summary, keepalive_ui},
    protocol::{protocol_summary, protocol_ui},
    security::{security_ui, warnings_ui},
    service_config::{service_config_problem, service_config_summary, service_config_ui},
    tls::{tls_summary, tls_ui},
    way::{proxy_problem, way_summary, way_ui},
};

/// The values of a choice, with the word of each, in the order of its segments.
fn choose<T: Copy + PartialEq>(
    fields: &mut super::fields::Fields<'_>,
    name: &str,
    choices: &[(T, &str)],
    value: &mut T,
) {
    let labels: Vec<&str> = choices.iter().map(|(_, word)| *word).collect();
    let mut chosen = choices.iter().position(|(one, _)| one == value).unwrap_or_default();
    fields.segments(name, &labels, &mut chosen);
    if let Some((one, _)) = choices.get(chosen) {
        *value = *one;
    }
}
