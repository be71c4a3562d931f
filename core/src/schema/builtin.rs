//! The built-in protos: well-known types, google.api, google.rpc, google.type, and the services of gRPC itself.
//! It only serves them by name; who wins over a user's copy is decided at the intake.

use std::{
    collections::{HashMap, HashSet},
    sync::OnceLock,
};

use bytes::Bytes;
use prost::Message as _;

use super::{descriptor::FileDescriptorProto, intake::wire};

/// Compiled by `build.rs`, imports before those who import them.
static SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/builtin.binpb"));

/// One built-in file.
pub(super) struct BuiltinFile {
    pub name: String,
    pub encoded: Bytes,
    pub descriptor: FileDescriptorProto,
}

/// All of them, imports first.
pub(super) fn files() -> &'static [BuiltinFile] {
    static FILES: OnceLock<Vec<BuiltinFile>> = OnceLock::new();
    FILES.get_or_init(|| {
        wire::files_of_set(&Bytes::from_static(SET), usize::MAX)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|encoded| {
                let descriptor = FileDescriptorProto::decode(encoded.clone()).ok()?;
                Some(BuiltinFile { name: descriptor.name().to_owned(), encoded, descriptor })
            })
            .collect()
    })
}

/// One of them.
pub(super) fn file(name: &str) -> Option<&'static BuiltinFile> {
    static BY_NAME: OnceLock<HashMap<&'static str, usize>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| files().iter().enumerate().map(|(i, file)| (file.name.as_str(), i)).collect());
    files().get(*by_name.get(name)?)
}

/// The well-known types: in every pool from the start, whatever a user's root holds under these names.
pub(super) fn is_well_known(name: &str) -> bool {
    name.starts_with("google/protobuf/") && file(name).is_some()
}

/// The built-in files that complete a source: the well-known ones, and what is imported and none of its `own`.
pub(super) fn imported<'a>(imports: impl Iterator<Item = &'a str>, own: &HashSet<&str>) -> Vec<Bytes> {
    let mut wanted: HashSet<&str> = HashSet::new();
    let mut open: Vec<&str> = imports.collect();
    while let Some(import) = open.pop() {
        if let Some(known) = file(import).filter(|file| !own.contains(file.name.as_str()))
            && wanted.insert(&known.name)
        {
            open.extend(known.descriptor.dependency.iter().map(String::as_str));
        }
    }
    let is_wanted = |file: &&BuiltinFile| is_well_known(&file.name) || wanted.contains(file.name.as_str());
    self::files().iter().filter(is_wanted).map(|file| file.encoded.clone()).collect()
}

/// The well-known file whose name has the same letters, whatever their case.
pub(super) fn well_known_by_letters(name: &str) -> Option<&'static str> {
    let mut names = files().iter().map(|file| file.name.as_str());
    names.find(|known| known.eq_ignore_ascii_case(name) && is_well_known(known))
}

/// The name of the built-in file that a path ends in: a vendored copy keeps the name all others import it by.
pub(super) fn name_within(path: &str) -> Option<&'static str> {
    let mut rest = path;
    loop {
        if let Some(file) = file(rest) {
            return Some(&file.name);
        }
        rest = rest.split_once('/')?.1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_proto_is_there_with_its_comments() {
        for name in [
            "google/protobuf/timestamp.proto",
            "google/protobuf/empty.proto",
            "google/protobuf/compiler/plugin.proto",
            "google/api/annotations.proto",
            "google/api/service.proto",
            "google/rpc/context/attribute_context.proto",
            "google/rpc/error_details.proto",
            "google/type/money.proto",
            "grpc/health/v1/health.proto",
            "grpc/reflection/v1alpha/reflection.proto",
            "grpc/channelz/v1/channelz.proto",
        ] {
            assert!(file(name).is_some(), "{name}");
        }
        assert_eq!(files().iter().filter(|file| is_well_known(&file.name)).count(), 12);
    }

    #[test]
    fn a_vendored_copy_is_known_by_the_path_it_ends_in() {
        assert_eq!(name_within("third_party/googleapis/google/api/http.proto"), Some("google/api/http.proto"));
        assert_eq!(name_within("google/api/http.proto"), Some("google/api/http.proto"));
        assert_eq!(name_within("api/http.proto"), None);
    }
}
