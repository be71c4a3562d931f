//! Options as written become the fields of their messages: names looked up, values checked, custom options included.
//! It sets nothing by default and knows the meaning of no option but where it may stand.

mod aggregate;
mod elements;
mod places;
mod scalar;
mod tree;
mod value;

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use bytes::Bytes;
use prost::Message as _;

use self::tree::{Node, Tree};
pub(super) use self::{
    elements::{Element, Target, each_options},
    places::moved,
};
use super::{
    MAX_NESTING,
    features::edition_name,
    records::{Value, records},
    report::Report,
    scope::{Found, Lookup, Scope, Wanted},
    shapes::{FieldShape, MessageShape, Origin, Shapes, Support},
    symbols::{FileId, SymbolKind},
};
use crate::schema::descriptor::{DescriptorProto, FileDescriptorProto, UNINTERPRETED_OPTION, UninterpretedOption};

/// Interprets the options of one file.
pub(super) struct Interpreter<'a> {
    pub scope: Scope<'a>,
    pub origin: Origin<'a>,
    pub shapes: &'a mut Shapes,
    pub report: &'a mut Report,
    /// Of the file.
    pub edition: i32,
    /// An import is not there: options that are not found then are no fault of their own.
    pub lacks_imports: bool,
    /// Files that were of use.
    pub used: HashSet<FileId>,
    /// Where options went, by the path where the parser left them.
    pub moves: HashMap<Vec<i32>, Vec<i32>>,
}

/// Why an option was not set.
enum Fault {
    /// For the reader of the file.
    Told(String),
    /// It is from an import that is not there, which was told already.
    Untold,
}

impl From<String> for Fault {
    fn from(message: String) -> Self {
        Self::Told(message)
    }
}

impl From<&str> for Fault {
    fn from(message: &str) -> Self {
        Self::Told(message.to_owned())
    }
}

impl Interpreter<'_> {
    /// Interprets what an element was given.
    pub fn element(&mut self, element: &Element<'_>, options: &mut Option<Bytes>) {
        let Some(bytes) = options.as_ref() else { return };
        let mut tree = Tree::default();
        let mut written = Vec::new();
        for record in records(bytes) {
            match record.value {
                Value::Bytes(option) if record.number == UNINTERPRETED_OPTION => written.push(option),
                _ => tree.push(record.number, Node::Encoded(record.whole.to_vec())),
            }
        }
        if written.is_empty() {
            return;
        }
        for (index, option) in (0..).zip(written) {
            let option = UninterpretedOption::decode(option).unwrap_or_default();
            let mut path = element.path.to_vec();
            path.extend([UNINTERPRETED_OPTION.cast_signed(), index]);
            match self.option(element, &option, &path, &mut tree) {
                Ok(to) => {
                    let mut moved = element.path.to_vec();
                    moved.extend(to);
                    self.moves.insert(path, moved);
                }
                Err(Fault::Told(fault)) => self.report.error(&path, format!("option {}: {fault}", shown(&option))),
                Err(Fault::Untold) => {}
            }
        }
        *options = Some(tree.encode().into());
    }

    /// Sets one option; the path from the options message to where its value went.
    fn option(
        &mut self,
        element: &Element<'_>,
        option: &UninterpretedOption,
        path: &[i32],
        tree: &mut Tree,
    ) -> Result<Vec<i32>, Fault> {
        let way = self.way(element, option, path)?;
        let Some((leaf, between)) = way.split_last() else { return Err("it has no name".into()) };
        let within = between.iter().try_fold(&*tree, |tree, field| tree.message(field.number));
        if !leaf.is_repeated && within.is_some_and(|tree| tree.has(leaf.number)) {
            return Err("is already set".into());
        }
        let node = self.value(element, option, leaf, path)?;
        let mut within = Some(tree);
        for field in between {
            within = within.and_then(|tree| tree.message_mut(field.number, field.is_delimited));
        }
        let mut to: Vec<i32> = way.iter().map(|field| field.number.cast_signed()).collect();
        if let Some(within) = within {
            if leaf.is_repeated {
                to.push(i32::try_from(within.count(leaf.number)).unwrap_or(i32::MAX));
            }
            within.push(leaf.number, node);
        }
        Ok(to)
    }

    /// The fields that an option's name leads through.
    fn way(
        &mut self,
        element: &Element<'_>,
        option: &UninterpretedOption,
        path: &[i32],
    ) -> Result<Vec<Rc<FieldShape>>, Fault> {
        if option.name.len() > MAX_NESTING {
            return Err(format!("nesting deeper than {MAX_NESTING} levels").into());
        }
        let mut way: Vec<Rc<FieldShape>> = Vec::with_capacity(option.name.len());
        for part in &option.name {
            let shape = match way.last() {
                None => self.message_shape(element.target.options_message())?,
                Some(field) if !field.is_message() => {
                    return Err(format!("{} is no message, so nothing within it can be set", field.shown()).into());
                }
                Some(field) if field.is_repeated => {
                    return Err(format!("{} is repeated; set it whole: = {{ … }}", field.shown()).into());
                }
                Some(field) => self.message_shape(&field.type_name.clone())?,
            };
            let field = match part.is_extension {
                true => self.extension(&part.name_part, &element.full_name(), &shape, path)?,
                false => own_field(&shape, &part.name_part, element.target)?,
            };
            self.permit(&field, element.target, path)?;
            way.push(field);
        }
        Ok(way)
    }

    fn message_shape(&mut self, full_name: &str) -> Result<Rc<MessageShape>, Fault> {
        let shape = self.shapes.message(full_name, self.origin);
        shape.ok_or_else(|| format!("the message {full_name} is not known").into())
    }

    /// The extension of this name, as an element named `around` sees it.
    fn extension(
        &mut self,
        name: &str,
        around: &str,
        shape: &MessageShape,
        path: &[i32],
    ) -> Result<Rc<FieldShape>, Fault> {
        let found = match self.scope.look_up(name, around, Wanted::Anything) {
            Lookup::Found(found) => found,
            Lookup::NotImported(found) => self.not_imported(name, found, path)?,
            Lookup::Hidden(_) | Lookup::Missing if self.lacks_imports => return Err(Fault::Untold),
            Lookup::Hidden(resolved) => {
                let words = format!(
                    "({name}) is taken for ({resolved}), which is not defined; (.{name}) starts from the outermost scope"
                );
                return Err(words.into());
            }
            Lookup::Missing => return Err(format!("({name}) is not defined by this file or one it imports").into()),
        };
        self.used.insert(found.symbol.file);
        let extension = self.shapes.extension(&found.full_name, self.origin);
        match extension {
            Some(extension) if extension.within == shape.full_name => Ok(extension),
            Some(extension) if self.origin.symbols.get(&extension.within).is_none() => Err(Fault::Untold),
            Some(extension) => Err(format!("({name}) extends {}, not {}", extension.within, shape.full_name).into()),
            None => Err(format!("({name}) is not an extension").into()),
        }
    }

    fn not_imported(&mut self, name: &str, found: Found, path: &[i32]) -> Result<Found, Fault> {
        let file = self.origin.files.name(found.symbol.file).to_owned();
        let is_at_hand = self.origin.files.is_compiled(found.symbol.file);
        let message = format!("({name}) is defined in \"{file}\", which is not imported");
        match (found.symbol.kind, self.lacks_imports) {
            (SymbolKind::Extension, false) if is_at_hand => {
                self.report.warning(path, message);
                self.report.hint(Some(format!("Add: import \"{file}\";")));
                Ok(found)
            }
            (SymbolKind::Extension, true) if is_at_hand => Ok(found),
            (_, true) => Err(Fault::Untold),
            (_, false) => Err(message.into()),
        }
    }

    /// Whether a field may be set on this, and in this edition.
    fn permit(&mut self, field: &FieldShape, target: Target, path: &[i32]) -> Result<(), Fault> {
        if !field.targets.is_empty() && !field.targets.contains(&(target as u64)) {
            return Err(format!("{} cannot be set on {}", field.shown(), target.words()).into());
        }
        self.supports(&field.shown(), &field.support, path)
    }

    fn supports(&mut self, what: &str, support: &Support, path: &[i32]) -> Result<(), Fault> {
        let edition = edition_name(self.edition);
        if let Some(introduced) = support.introduced.filter(|&introduced| introduced > self.edition) {
            return Err(format!("{what} came with {}, this file is {edition}", edition_name(introduced)).into());
        }
        if let Some(removed) = support.removed.filter(|&removed| removed <= self.edition) {
            return Err(format!("{what} was removed in {}, this file is {edition}", edition_name(removed)).into());
        }
        if let Some(deprecated) = support.deprecated.filter(|&deprecated| deprecated <= self.edition) {
            let since = edition_name(deprecated);
            let reason = if support.warning.is_empty() { String::new() } else { format!(": {}", support.warning) };
            self.report.warning(path, format!("{what} is deprecated since {since}{reason}"));
        }
        Ok(())
    }
}

/// Whether options of the file may have values of the file's own types.
pub(super) fn needs_own_types(file: &mut FileDescriptorProto) -> bool {
    fn extends(message: &DescriptorProto) -> bool {
        !message.extension.is_empty() || message.nested_type.iter().any(extends)
    }
    if !file.extension.is_empty() || file.message_type.iter().any(extends) {
        return true;
    }
    let mut names_any = false;
    each_options(file, &mut |_, options| {
        let bytes = options.as_deref().unwrap_or_default();
        names_any |= bytes.windows(5).any(|bytes| bytes == b".com/");
    });
    names_any
}

fn own_field(shape: &Rc<MessageShape>, name: &str, target: Target) -> Result<Rc<FieldShape>, Fault> {
    match shape.field(name) {
        Some(_) if name == "map_entry" && target == Target::Message => Err("write map<Key, Value> instead".into()),
        Some(field) if field.number != UNINTERPRETED_OPTION => Ok(Rc::clone(field)),
        Some(_) | None if shape.full_name == target.options_message() => {
            Err(format!("{} has no such option", target.words()).into())
        }
        Some(_) | None => Err(format!("{} has no field \"{name}\"", shape.full_name).into()),
    }
}

/// The name as it was written.
fn shown(option: &UninterpretedOption) -> String {
    let parts: Vec<String> = option
        .name
        .iter()
        .map(|part| if part.is_extension { format!("({})", part.name_part) } else { part.name_part.clone() })
        .collect();
    parts.join(".")
}
