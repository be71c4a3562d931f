//! Type names as short as they may be: relative within the package, in full across packages.
//! The rule of lookup is protobuf's: the innermost scope that knows the first part decides.

use crate::schema::catalog::Schema;

/// The name by which `type_name` (`.shop.v1.Order`, as descriptors write it) is found from `scope`.
pub(in crate::schema) fn relative(schema: &Schema, scope: &str, type_name: &str) -> String {
    let full_name = type_name.trim_start_matches('.');
    let package = package_of(schema, full_name);
    let is_own_package = package.is_empty() || is_within(scope, package);
    let shortest = match is_own_package {
        true => full_name.get(package.len()..).unwrap_or(full_name).trim_start_matches('.'),
        false => full_name,
    };
    // From the shortest name to the longest, those that mean this type.
    let starts = shortest.match_indices('.').map(|(dot, _)| dot + 1).collect::<Vec<_>>();
    let own_suffixes = starts.iter().rev().filter_map(|&start| shortest.get(start..)).filter(|_| is_own_package);
    own_suffixes
        .chain([shortest, full_name])
        .find(|name| means(schema, scope, name, full_name))
        .map_or_else(|| format!(".{full_name}"), str::to_owned)
}

/// The package of a type: what is left of its name without the types around it.
pub(in crate::schema) fn package_of<'a>(schema: &Schema, full_name: &'a str) -> &'a str {
    let mut outer = full_name;
    while let Some((around, _)) = outer.rsplit_once('.') {
        if schema.is_package(around) {
            return around;
        }
        outer = around;
    }
    ""
}

/// Whether `name`, looked up from `scope`, is `full_name`.
fn means(schema: &Schema, scope: &str, name: &str, full_name: &str) -> bool {
    let first = name.split('.').next().unwrap_or(name);
    let mut scope = scope;
    loop {
        let candidate = if scope.is_empty() { first.to_owned() } else { format!("{scope}.{first}") };
        if exists(schema, &candidate) {
            let rest = name.get(first.len()..).unwrap_or_default();
            return full_name.strip_prefix(candidate.as_str()) == Some(rest);
        }
        if scope.is_empty() {
            return false;
        }
        scope = scope.rsplit_once('.').map_or("", |(outer, _)| outer);
    }
}

fn exists(schema: &Schema, full_name: &str) -> bool {
    schema.is_package(full_name)
        || schema.message(full_name).is_some()
        || schema.enumeration(full_name).is_some()
        || schema.service(full_name).is_some()
}

fn is_within(scope: &str, package: &str) -> bool {
    scope.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
