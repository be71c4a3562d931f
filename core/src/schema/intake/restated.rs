//! Well-known types under a file name of the server's own: grpc-js tells them in one `google_protobuf.proto`.
//! It only takes them out again, so that the built-in ones serve; what else the file declares stays.

use std::collections::{HashMap, HashSet};

use crate::schema::{builtin, descriptor::FileDescriptorProto};

const PACKAGE: &str = "google.protobuf";

/// Replaces what built-in files declare by a public import of them, so that who imports this file sees it as before.
/// True if there was something to replace.
pub(super) fn yield_to_builtins(file: &mut FileDescriptorProto) -> bool {
    if file.package() != PACKAGE || builtin::is_well_known(file.name()) {
        return false;
    }
    let homes = take_restated(file);
    if homes.is_empty() {
        return false;
    }
    for home in homes {
        let at = file.dependency.iter().position(|import| import == home).unwrap_or_else(|| {
            file.dependency.push(home.to_owned());
            file.dependency.len() - 1
        });
        let at = i32::try_from(at).unwrap_or(i32::MAX);
        if !file.public_dependency.contains(&at) {
            file.public_dependency.push(at);
        }
    }
    // Places in the text are counted by what was declared; they would now point at other declarations.
    file.source_code_info = None;
    true
}

/// Takes out the messages and enums that are built in; the files that declare them.
fn take_restated(file: &mut FileDescriptorProto) -> Vec<&'static str> {
    let builtin: HashMap<&str, &'static str> = builtin::files()
        .iter()
        .filter(|file| builtin::is_well_known(&file.name) && file.descriptor.package() == PACKAGE)
        .flat_map(|file| {
            let messages = file.descriptor.message_type.iter().map(|message| message.name());
            let enums = file.descriptor.enum_type.iter().map(|one| one.name());
            messages.chain(enums).map(|name| (name, file.name.as_str()))
        })
        .collect();
    let mut homes = Vec::new();
    let mut seen = HashSet::new();
    let mut is_own = |name: &str| match builtin.get(name) {
        None => true,
        Some(home) => {
            if seen.insert(*home) {
                homes.push(*home);
            }
            false
        }
    };
    file.message_type.retain(|message| is_own(message.name()));
    file.enum_type.retain(|one| is_own(one.name()));
    homes
}
