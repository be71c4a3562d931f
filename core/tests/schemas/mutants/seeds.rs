//! What the mutations begin with: the built-in protos, the sample protos and editions, each cut into small files that
//! refer to each other. It alters nothing.

use std::{fs, path::Path};

use farcall_core::schema::{FileSource, Schema, descriptor::FileDescriptorProto};
use prost::Message as _;

use super::random::Random;

/// Declarations of one small file.
const DECLARATIONS: usize = 2;

/// Editions 2023 and 2024 with all their features; nobody's built-in protos have them.
const EDITIONS: [&str; 2] = [include_str!("edition_2023.proto"), include_str!("edition_2024.proto")];

/// Small files that refer to each other; neighbours come from one file.
pub(super) struct Seeds(Vec<Vec<u8>>);

impl Seeds {
    /// Each a `FileDescriptorProto`.
    pub(super) fn of_descriptors() -> Self {
        let samples = FileSource::Protos { paths: vec![samples()], import_roots: Vec::new(), sets: Vec::new() };
        let editions = tempfile::TempDir::new().unwrap();
        for (text, name) in EDITIONS.iter().zip(["a.proto", "b.proto"]) {
            fs::write(editions.path().join(name), text).unwrap();
        }
        let editions =
            FileSource::Protos { paths: vec![editions.path().to_owned()], import_roots: Vec::new(), sets: Vec::new() };
        let schemas = [Schema::builtin(), Schema::load(&samples), Schema::load(&editions)];
        let mut pieces = Vec::new();
        for (number, schema) in schemas.iter().enumerate() {
            let is_own = |name: &String| !name.starts_with(if number == 0 { "google/protobuf/" } else { "google/" });
            for file in schema.files().iter().filter(|name| is_own(name)).filter_map(|name| schema.file(name)) {
                pieces_of_descriptor(file, &mut pieces);
            }
        }
        Self(pieces.into_iter().map(elsewhere).collect())
    }

    /// Each a .proto text, called `f` and its position.
    pub(super) fn of_texts() -> Self {
        let mut texts = EDITIONS.map(str::to_owned).to_vec();
        collect(&samples(), &mut texts);
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("protos"), &mut texts);
        let mut pieces = Vec::new();
        for text in &texts {
            pieces_of_text(text, &mut pieces);
        }
        Self(pieces.into_iter().map(elsewhere).collect())
    }

    /// Neighbours, with their positions.
    pub(super) fn batch(&self, random: &mut Random, len: usize) -> Vec<(usize, &[u8])> {
        let first = random.below(self.0.len() - len);
        self.0.iter().enumerate().skip(first).take(len).map(|(at, piece)| (at, piece.as_slice())).collect()
    }
}

/// In packages that are not built in, so that nothing is taken for a copy of what is; the new names are as long as the old.
fn elsewhere(mut piece: Vec<u8>) -> Vec<u8> {
    for (from, to) in [(b"google.api", b"seeded.api"), (b"google.rpc", b"seeded.rpc"), (b"google.typ", b"seeded.typ")] {
        for at in 0..piece.len().saturating_sub(from.len()) {
            if piece[at..].starts_with(from) {
                piece[at..at + to.len()].copy_from_slice(to);
            }
        }
    }
    piece
}

fn samples() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../proto-samples/protos")
}

fn collect(folder: &Path, texts: &mut Vec<String>) {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            texts.push(fs::read_to_string(path).unwrap());
        }
    }
}

fn pieces_of_descriptor(file: FileDescriptorProto, pieces: &mut Vec<Vec<u8>>) {
    let head = FileDescriptorProto {
        message_type: Vec::new(),
        enum_type: Vec::new(),
        service: Vec::new(),
        extension: Vec::new(),
        source_code_info: None,
        ..file.clone()
    };
    let mut push = |piece: FileDescriptorProto| {
        let name = format!("f{}.proto", pieces.len());
        pieces.push(FileDescriptorProto { name: Some(name), ..piece }.encode_to_vec());
    };
    for messages in file.message_type.chunks(DECLARATIONS) {
        push(FileDescriptorProto { message_type: messages.to_vec(), ..head.clone() });
    }
    for enums in file.enum_type.chunks(DECLARATIONS) {
        push(FileDescriptorProto { enum_type: enums.to_vec(), ..head.clone() });
    }
    for service in file.service {
        push(FileDescriptorProto { service: vec![service], ..head.clone() });
    }
    for extensions in file.extension.chunks(DECLARATIONS) {
        push(FileDescriptorProto { extension: extensions.to_vec(), ..head.clone() });
    }
}

/// The statements before the first declaration head every piece, and each piece imports the one before it.
fn pieces_of_text(text: &str, pieces: &mut Vec<Vec<u8>>) {
    let bare: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|l| [l, "\n"]).collect();
    let is_declaration = |statement: &&str| statement.contains('{');
    let statements = statements(&bare);
    // What is not built in is there under other names.
    let is_found = |statement: &&&str| !statement.trim_start().starts_with("import") || statement.contains("\"google/");
    let head = statements.iter().filter(|statement| !is_declaration(statement)).filter(is_found);
    let head: String = head.copied().collect();
    let declarations: Vec<&str> = statements.into_iter().filter(is_declaration).collect();
    for (number, declarations) in declarations.chunks(DECLARATIONS).enumerate() {
        let import = match number {
            0 => String::new(),
            _ => format!("import public \"f{}.proto\";\n", pieces.len() - 1),
        };
        pieces.push([head.as_str(), &import, &declarations.concat()].concat().into_bytes());
    }
}

/// Up to a semicolon or the brace that closes, at the top.
fn statements(text: &str) -> Vec<&str> {
    let mut statements = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(byte, b';' | b'}') {
            statements.push(&text[start..=at]);
            start = at + 1;
        }
    }
    statements
}
