//! The steps of a compilation: names of all files first, then file by file, imports before importers.
//! It holds no rule of the language; each is with those who know the part it is about.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use prost::Message as _;

use super::{
    Compiled, CompiledFile, Imports,
    checks::Checks,
    features::{self, Features, visibility},
    files::{Files, State, View},
    imports, names,
    options::{self, Interpreter},
    order,
    report::Report,
    resolve::Resolver,
    scope::Scope,
    shapes::{Origin, Shapes},
    symbols::{FileId, Symbols, joined},
};
use crate::schema::{
    builtin,
    descriptor::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto},
    problem::Problem,
    progress::{LoadProgress, LoadStep},
};

pub(super) const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// A compilation.
#[derive(Default)]
pub(super) struct Compiler {
    pub(super) files: Files,
    pub(super) symbols: Symbols,
    pub(super) shapes: Shapes,
    /// Files whose turn is yet to come.
    waiting: Vec<(FileId, Option<FileDescriptorProto>)>,
    problems: Vec<Problem>,
}

impl Compiler {
    pub fn new(files: Vec<FileDescriptorProto>, base: &[Bytes]) -> Self {
        let mut compiler = Self::default();
        let mut resolved = Vec::with_capacity(base.len() + 1);
        for encoded in base {
            compiler.add_resolved(encoded, &mut resolved);
        }
        if let Some(descriptor) = builtin::file(DESCRIPTOR).filter(|_| compiler.files.id(DESCRIPTOR).is_none()) {
            compiler.add_resolved(&descriptor.encoded, &mut resolved);
        }
        for file in files {
            if let Some(id) = compiler.files.add(&file, State::Waiting) {
                compiler.waiting.push((id, Some(file)));
            }
        }
        for (id, file) in &resolved {
            compiler.files.connect(*id, file);
            // What came resolved was vetted by others; a name of two such files is that of the first.
            let _ = compiler.symbols.declare(*id, file);
            compiler.note_features(*id, file);
        }
        compiler.declare();
        compiler
    }

    pub fn compile(mut self, imports: &Imports<'_>, progress: &mut dyn LoadProgress) -> Option<Compiled> {
        let sequence = self.order();
        let of = sequence.len();
        let mut files = Vec::with_capacity(of);
        for (done, index) in sequence.into_iter().enumerate() {
            if progress.step(&LoadStep::Compiling { done, of }).is_break() {
                return None;
            }
            let Some((id, Some(file))) = self.waiting.get_mut(index).map(|(id, file)| (*id, file.take())) else {
                continue;
            };
            if let Some(encoded) = self.file(id, file, imports) {
                self.set_state(id, State::Compiled(encoded.clone()));
                files.push(CompiledFile { encoded });
            } else {
                self.set_state(id, State::Refused);
            }
        }
        Some(Compiled { files, problems: self.problems })
    }

    fn add_resolved(&mut self, encoded: &Bytes, resolved: &mut Vec<(FileId, FileDescriptorProto)>) {
        if let Ok(file) = FileDescriptorProto::decode(encoded.clone())
            && let Some(id) = self.files.add(&file, State::Compiled(encoded.clone()))
        {
            resolved.push((id, file));
        }
    }

    /// Takes in the names of the files to compile; one that takes a name of another is refused.
    fn declare(&mut self) {
        for (id, waiting) in &mut self.waiting {
            let Some(file) = waiting else { continue };
            self.files.connect(*id, file);
            let (path, fault) = match names::unfit(file) {
                Some((path, fault)) => (path, fault.to_owned()),
                None => match self.symbols.declare(*id, file) {
                    Ok(()) => continue,
                    Err(taken) => {
                        let by = self.files.name(taken.by.file);
                        let fault = format!("\"{}\" is already defined in \"{by}\"", taken.name);
                        (names::path_of(file, &taken.name), fault)
                    }
                },
            };
            let mut report = Report::new(self.files.name(*id), file.source_code_info.clone());
            report.refuse(&path, fault);
            self.problems.extend(report.into_problems());
            *waiting = None;
            if let Some(known) = self.files.get_mut(*id) {
                known.state = State::Refused;
            }
        }
    }

    fn set_state(&mut self, id: FileId, state: State) {
        if let Some(known) = self.files.get_mut(id) {
            known.state = state;
        }
    }

    /// The order of the files that wait; those on a cycle are refused.
    fn order(&mut self) -> Vec<usize> {
        let positions: HashMap<FileId, usize> =
            self.waiting.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
        let of = |id: FileId| self.files.get(id).map_or(&[][..], |known| &known.imports);
        let graph: Vec<Vec<usize>> = self
            .waiting
            .iter()
            .map(|(id, _)| of(*id).iter().filter_map(|import| positions.get(import).copied()).collect())
            .collect();
        let order = order::order(&graph);
        for cycle in order.cycles {
            let Some((id, Some(file))) = self.waiting.get_mut(cycle.file).map(|(id, file)| (*id, file.take())) else {
                continue;
            };
            let around: Vec<&str> =
                cycle.around.iter().filter_map(|&at| Some(self.files.name(self.waiting.get(at)?.0))).collect();
            let message = match around.as_slice() {
                [] => "imports itself by way of other files".to_owned(),
                names => format!("import cycle: {}", names.join(" → ")),
            };
            let mut report = Report::new(self.files.name(id), file.source_code_info.clone());
            report.refuse(&imports::path_of(&file, around.get(1).copied()), message);
            self.problems.extend(report.into_problems());
            self.set_state(id, State::Refused);
        }
        order.sequence
    }

    /// Resolves one file; `None` if it cannot be linked.
    fn file(&mut self, id: FileId, mut file: FileDescriptorProto, imports: &Imports<'_>) -> Option<Bytes> {
        let mut report = Report::new(self.files.name(id), file.source_code_info.clone());
        let lacks_imports = imports::check(&file, &self.files, imports, &mut report);
        let members = names::members(&file, &mut report);
        let view = self.files.view(id);
        let mut used = HashSet::new();
        let not_imported = self.resolve(&mut file, &view, &members, lacks_imports, &mut report, &mut used);
        self.interpret(&mut file, &view, &members, lacks_imports, &mut report, &mut used);
        self.note_features(id, &file);
        self.check(id, &file, &mut report);
        imports::warn_of_unused(&file, &self.files, &used, &mut report);
        imports::add(&mut file, &self.files, not_imported);
        let is_refused = report.is_refused();
        self.problems.extend(report.into_problems());
        (!is_refused).then(|| file.encode_to_vec().into())
    }

    /// Resolves names; files that were of use and are not imported.
    fn resolve(
        &self,
        file: &mut FileDescriptorProto,
        view: &View,
        members: &HashSet<String>,
        lacks_imports: bool,
        report: &mut Report,
        used: &mut HashSet<FileId>,
    ) -> Vec<FileId> {
        let mut resolver = Resolver {
            scope: Scope { symbols: &self.symbols, view, members },
            files: &self.files,
            report,
            lacks_imports,
            package: file.package.clone().unwrap_or_default(),
            used: HashSet::new(),
            not_imported: Vec::new(),
        };
        resolver.file(file);
        used.extend(resolver.used);
        resolver.not_imported
    }

    fn interpret(
        &mut self,
        file: &mut FileDescriptorProto,
        view: &View,
        members: &HashSet<String>,
        lacks_imports: bool,
        report: &mut Report,
        used: &mut HashSet<FileId>,
    ) {
        let edition = features::edition_of(file);
        let mut interpret = |shapes: &mut Shapes, file: &mut FileDescriptorProto, report: &mut Report| {
            let mut interpreter = Interpreter {
                scope: Scope { symbols: &self.symbols, view, members },
                origin: Origin { symbols: &self.symbols, files: &self.files },
                shapes,
                report,
                edition,
                lacks_imports,
                used: HashSet::new(),
                moves: HashMap::new(),
            };
            options::each_options(file, &mut |element, options| interpreter.element(element, options));
            used.extend(interpreter.used);
            interpreter.moves
        };
        if options::needs_own_types(file) {
            // The file's own types, with the options that say how their values are written.
            let mut own = file.clone();
            interpret(&mut self.shapes, &mut own, &mut Report::new("", None));
            self.shapes.add(view.file, &own);
        }
        let moves = interpret(&mut self.shapes, file, report);
        file.source_code_info = file.source_code_info.take().map(|positions| options::moved(&positions, &moves));
    }

    fn check(&mut self, id: FileId, file: &FileDescriptorProto, report: &mut Report) {
        let origin = Origin { symbols: &self.symbols, files: &self.files };
        // Defaults of enums and extension ranges may be those of the file itself.
        if needs_own_shapes(file) {
            self.shapes.add(id, file);
        }
        Checks::new(file, origin, &mut self.shapes, report).file(file);
    }

    /// Notes of each type what other files must know of its features.
    fn note_features(&mut self, id: FileId, file: &FileDescriptorProto) {
        if features::edition_of(file) < crate::schema::descriptor::edition::EDITION_2023 {
            return;
        }
        let package = file.package.as_deref().unwrap_or_default();
        let mut notes = Notes { id, symbols: &mut self.symbols };
        let features = Features::of_file(file);
        file.message_type.iter().for_each(|message| notes.message(message, package, features, true));
        file.enum_type.iter().for_each(|one| notes.enumeration(one, package, features, true));
    }
}

/// Whether the checks of the file ask for shapes of its own messages and enums.
fn needs_own_shapes(file: &FileDescriptorProto) -> bool {
    fn within(message: &DescriptorProto) -> bool {
        let names_default = |field: &FieldDescriptorProto| field.default_value.is_some() && field.type_name.is_some();
        !message.extension.is_empty()
            || message.field.iter().any(names_default)
            || message.nested_type.iter().any(within)
    }
    !file.extension.is_empty() || file.message_type.iter().any(within)
}

struct Notes<'a> {
    id: FileId,
    symbols: &'a mut Symbols,
}

impl Notes<'_> {
    fn message(&mut self, message: &DescriptorProto, scope: &str, features: Features, is_outermost: bool) {
        let name = joined(scope, message.name.as_deref().unwrap_or_default());
        let features = features.with(message.options.as_deref(), features::field::MESSAGE);
        let is_local = is_local(message.visibility, features, is_outermost);
        self.note(&name, is_local, None);
        message.nested_type.iter().for_each(|nested| self.message(nested, &name, features, false));
        message.enum_type.iter().for_each(|one| self.enumeration(one, &name, features, false));
    }

    fn enumeration(&mut self, one: &EnumDescriptorProto, scope: &str, features: Features, is_outermost: bool) {
        let name = joined(scope, one.name.as_deref().unwrap_or_default());
        let features = features.with(one.options.as_deref(), features::field::ENUM);
        let is_local = is_local(one.visibility, features, is_outermost);
        self.note(&name, is_local, Some(features.enum_type == features::CLOSED));
    }

    fn note(&mut self, name: &str, is_local: bool, is_closed: Option<bool>) {
        if let Some(symbol) = self.symbols.get_mut(name).filter(|symbol| symbol.file == self.id) {
            symbol.is_local = is_local;
            symbol.is_closed = is_closed.unwrap_or(symbol.is_closed);
        }
    }
}

/// Whether other files may not use the type: `local`, or by default of its features.
fn is_local(visibility: Option<i32>, features: Features, is_outermost: bool) -> bool {
    match visibility {
        Some(1) => true,
        Some(2) => false,
        _ => match features.visibility {
            visibility::LOCAL_ALL | visibility::STRICT => true,
            visibility::EXPORT_TOP_LEVEL => !is_outermost,
            _ => false,
        },
    }
}
