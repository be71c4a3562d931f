//! Type names as short as they may be: relative within the package, in full across packages.
//! The rule of lookup is protobuf's: the innermost scope that knows the first part decides.

use prost_reflect::{EnumDescriptor, MessageDescriptor};

use super::writer::Writer;

/// A type that can be named.
pub(super) trait Named {
    fn full_name(&self) -> &str;
    fn package_name(&self) -> &str;
}

impl Named for MessageDescriptor {
    fn full_name(&self) -> &str {
        MessageDescriptor::full_name(self)
    }
    fn package_name(&self) -> &str {
        MessageDescriptor::package_name(self)
    }
}

impl Named for EnumDescriptor {
    fn full_name(&self) -> &str {
        EnumDescriptor::full_name(self)
    }
    fn package_name(&self) -> &str {
        EnumDescriptor::package_name(self)
    }
}

/// The name of the type where the writer stands.
pub(super) fn relative(writer: &Writer<'_>, named: &impl Named) -> String {
    relative_name(writer, named.full_name(), named.package_name())
}

fn relative_name(writer: &Writer<'_>, full_name: &str, package: &str) -> String {
    let is_own_package = package.is_empty() || is_within(&writer.scope, package);
    let shortest = match is_own_package {
        true => full_name.get(package.len()..).unwrap_or(full_name).trim_start_matches('.'),
        false => full_name,
    };
    // From the shortest name to the longest, those that mean this type.
    let starts = shortest.match_indices('.').map(|(dot, _)| dot + 1).collect::<Vec<_>>();
    let own_suffixes = starts.iter().rev().filter_map(|&start| shortest.get(start..)).filter(|_| is_own_package);
    own_suffixes
        .chain([shortest, full_name])
        .find(|name| means(writer, name, full_name))
        .map_or_else(|| format!(".{full_name}"), str::to_owned)
}

/// Whether `name`, looked up from the writer's scope, is `full_name`.
fn means(writer: &Writer<'_>, name: &str, full_name: &str) -> bool {
    let first = name.split('.').next().unwrap_or(name);
    let mut scope = writer.scope.as_str();
    loop {
        let candidate = if scope.is_empty() { first.to_owned() } else { format!("{scope}.{first}") };
        if exists(writer, &candidate) {
            let rest = name.get(first.len()..).unwrap_or_default();
            return full_name.strip_prefix(candidate.as_str()) == Some(rest);
        }
        if scope.is_empty() {
            return false;
        }
        scope = scope.rsplit_once('.').map_or("", |(outer, _)| outer);
    }
}

fn exists(writer: &Writer<'_>, full_name: &str) -> bool {
    let pool = writer.pool();
    writer.schema.is_package(full_name)
        || pool.get_message_by_name(full_name).is_some()
        || pool.get_enum_by_name(full_name).is_some()
        || pool.get_service_by_name(full_name).is_some()
}

fn is_within(scope: &str, package: &str) -> bool {
    scope.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
