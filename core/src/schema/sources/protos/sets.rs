//! Descriptor sets and a server's files beside .proto files: theirs are there to be imported, and step back where a .proto file says the same.
//! It reads no .proto file; what it gives to the compiler was vetted at the intake.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;

use crate::schema::{
    builtin,
    catalog::Schema,
    descriptor::FileDescriptorProto,
    intake::{self, Absent, Candidate},
    limits::SchemaLimits,
    model::FileDescriptor,
    problem::Problem,
    progress::LoadProgress,
    sources::{
        descriptor_set::{self, SetFiles},
        footprint::Footprint,
    },
};

/// The files of all sets.
#[derive(Default)]
pub(in crate::schema::sources) struct Sets {
    /// Those that count.
    files: Vec<SetFile>,
    /// What imports call them.
    known: HashSet<String>,
    /// Those that .proto files go by the name of, should these not be fit to be used.
    reserve: Vec<SetFile>,
    /// Files that the intake refused: it says why when all is put together.
    refused: Vec<Candidate>,
    /// Of sets that could not be read.
    pub problems: Vec<Problem>,
    pub footprint: Footprint,
}

struct SetFile {
    name: String,
    encoded: Bytes,
    imports: Vec<String>,
    /// Full names of what it declares, but for what is within messages.
    declares: Vec<String>,
    /// Of a schema that others loaded and told of.
    is_beneath: bool,
}

impl Sets {
    /// Reads the sets; `None`: `progress` ended it. Call it with a large stack.
    pub fn read(paths: &[std::path::PathBuf], limits: &SchemaLimits, progress: &mut dyn LoadProgress) -> Option<Self> {
        if paths.is_empty() {
            return Some(Self::default());
        }
        let SetFiles { candidates, problems, footprint } = descriptor_set::read(paths, limits, progress)?;
        // The compiler trusts what it is given, and so do names that stand for many bytes. What is odd is told at the end.
        let again = |file: &Candidate| Candidate::decode(file.encoded.clone()).ok();
        let vetted = intake::assemble(candidates.iter().filter_map(again).collect(), &Absent::Set);
        let given: HashSet<&str> = candidates.iter().map(|file| file.name.as_str()).collect();
        let is_own = |file: &FileDescriptor| given.contains(file.name()) && !builtin::is_well_known(file.name());
        let files: Vec<SetFile> = vetted.pool.files().filter(is_own).map(|file| SetFile::of(&file, false)).collect();
        let known: HashSet<String> = files.iter().map(|file| file.name.clone()).collect();
        let refused = candidates.into_iter().filter(|file| !known.contains(&file.name)).collect();
        Some(Self { files, known, reserve: Vec::new(), refused, problems, footprint })
    }

    /// Adds the files of a schema that others loaded, where the sets have none of the name and say nothing else of what
    /// these declare.
    pub fn rest_on(&mut self, base: &Schema) {
        let declared: HashSet<String> = self.files.iter().flat_map(|file| file.declares.iter().cloned()).collect();
        for file in base.pool().files().filter(|file| !builtin::is_well_known(file.name())) {
            let file = SetFile::of(&file, true);
            if !self.known.contains(&file.name) && !file.declares.iter().any(|name| declared.contains(name)) {
                self.known.insert(file.name.clone());
                self.files.push(file);
            }
        }
    }

    /// Names of the files that others loaded, as far as they count.
    pub fn beneath(&self) -> HashSet<String> {
        self.files.iter().filter(|file| file.is_beneath).map(|file| file.name.clone()).collect()
    }

    /// Whether there is a file that imports call so.
    pub fn has(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    /// Bytes of all files.
    pub fn len_bytes(&self) -> usize {
        self.files.iter().map(|file| file.encoded.len()).sum()
    }

    /// Sets aside the files whose name .proto files have, or what they declare; says what nobody declares then.
    pub fn yield_to(&mut self, protos: &[FileDescriptorProto], problems: &mut Vec<Problem>) {
        let names: HashSet<&str> = protos.iter().map(FileDescriptorProto::name).collect();
        let mut homes: HashMap<String, &str> = HashMap::new();
        for file in protos {
            homes.extend(names_in(file).into_iter().map(|name| (name, file.name())));
        }
        for file in std::mem::take(&mut self.files) {
            let is_named = names.contains(file.name.as_str());
            let home = file.declares.iter().find_map(|name| homes.get(name).copied());
            let Some(winner) = home.filter(|_| !is_named).or(is_named.then_some(file.name.as_str())) else {
                self.files.push(file);
                continue;
            };
            let lost = file.declares.iter().find(|name| !homes.contains_key(*name));
            if let Some(lost) = lost.filter(|_| !file.is_beneath) {
                let message =
                    format!("of the descriptor set is not used, the .proto file \"{winner}\" is; it lacks {lost}");
                problems.push(Problem::warning(&file.name, message));
            }
            if is_named {
                self.reserve.push(file);
            }
        }
    }

    /// What the .proto files may import.
    pub fn base(&self) -> Vec<Bytes> {
        self.files.iter().map(|file| file.encoded.clone()).collect()
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.name.as_str())
    }

    pub fn imports(&self) -> impl Iterator<Item = &str> {
        self.files.iter().flat_map(|file| &file.imports).map(String::as_str)
    }

    /// Adds its files to what was compiled, also in place of what could not be.
    pub fn complete(self, compiled: &mut Vec<Candidate>) {
        let names: HashSet<String> = compiled.iter().map(|file| file.name.clone()).collect();
        let reserve = self.reserve.into_iter().filter(|file| !names.contains(&file.name));
        let files = self.files.into_iter().chain(reserve);
        compiled.extend(files.filter_map(|file| Candidate::decode(file.encoded).ok()));
        compiled.extend(self.refused.into_iter().filter(|file| !names.contains(&file.name)));
    }
}

impl SetFile {
    fn of(file: &FileDescriptor, is_beneath: bool) -> Self {
        let encoded = file.encoded();
        let imports = Candidate::decode(encoded.clone()).map(|file| file.imports).unwrap_or_default();
        Self { name: file.name().to_owned(), encoded, imports, declares: declared_names(file), is_beneath }
    }
}

/// Full names of what a file declares, but for what is within messages.
pub(in crate::schema::sources) fn declared_names(file: &FileDescriptor) -> Vec<String> {
    let messages = file.messages().map(|message| message.full_name().to_owned());
    let enums = file.enums().map(|one| one.full_name().to_owned());
    let services = file.services().map(|service| service.full_name().to_owned());
    let extensions = file.extensions().map(|extension| extension.full_name().to_owned());
    messages.chain(enums).chain(services).chain(extensions).collect()
}

/// The same, of a file that is not linked.
fn names_in(file: &FileDescriptorProto) -> Vec<String> {
    let messages = file.message_type.iter().map(|message| message.name());
    let enums = file.enum_type.iter().map(|one| one.name());
    let services = file.service.iter().map(|service| service.name());
    let extensions = file.extension.iter().map(|extension| extension.name());
    let names = messages.chain(enums).chain(services).chain(extensions);
    names
        .map(|name| if file.package().is_empty() { name.to_owned() } else { format!("{}.{name}", file.package()) })
        .collect()
}
