//! The naming style of edition 2024: a name in another style is an error, as with protoc, and works all the same.
//! It looks at names alone (<https://protobuf.dev/programming-guides/style/>).

use super::Checks;
use crate::schema::compile::features::{Features, STYLE_2024};

pub(super) fn package(checks: &mut Checks<'_>, package: &str, features: Features) {
    let is_fit = package.is_empty() || package.split('.').all(|part| is_snake_case(part, u8::is_ascii_lowercase));
    if features.naming_style == STYLE_2024 && !is_fit {
        checks.error(&[2], format!("package name \"{package}\" is not in lower_snake_case"));
    }
}

pub(super) fn title_case(checks: &mut Checks<'_>, what: &str, name: Option<&str>, features: Features) {
    let is_fit = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_uppercase()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    tell(checks, what, name, "TitleCase", features, is_fit);
}

pub(super) fn snake_case(checks: &mut Checks<'_>, what: &str, name: Option<&str>, features: Features) {
    tell(checks, what, name, "lower_snake_case", features, |name| is_snake_case(name, u8::is_ascii_lowercase));
}

pub(super) fn upper_case(checks: &mut Checks<'_>, what: &str, name: Option<&str>, features: Features) {
    tell(checks, what, name, "UPPER_SNAKE_CASE", features, |name| is_snake_case(name, u8::is_ascii_uppercase));
}

fn tell(
    checks: &mut Checks<'_>,
    what: &str,
    name: Option<&str>,
    style: &str,
    features: Features,
    is_fit: impl Fn(&str) -> bool,
) {
    let name = name.unwrap_or_default();
    if features.naming_style == STYLE_2024 && !is_fit(name) {
        checks.error(&[1], format!("{what} name \"{name}\" is not in {style}"));
    }
}

/// Letters of one case, digits, and underscores that each stand before a letter.
fn is_snake_case(name: &str, is_letter: impl Fn(&u8) -> bool) -> bool {
    let mut after_underscore = true;
    name.bytes().all(|byte| {
        let is_fit = is_letter(&byte) || !after_underscore && (byte == b'_' || byte.is_ascii_digit());
        after_underscore = byte == b'_';
        is_fit
    }) && !after_underscore
}
