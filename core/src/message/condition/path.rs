//! A path as it is written, and the steps it stands for in a type.
//! It reads no values and no messages.

use std::ops::Range;

use super::{
    ConditionError,
    scan::{Literal, Scanner},
    step::{MapKey, Pick, Step},
};
use crate::{
    message::{
        field::{Field, Shape},
        scalar::{self, Scalar},
    },
    schema::{Kind, MessageDescriptor},
};

/// Names, indexes and keys of a path that are read.
const MAX_PARTS: usize = 64;

/// A path as it was written.
#[derive(Debug, Clone)]
pub(crate) struct WrittenPath {
    parts: Vec<(Part, Range<usize>)>,
    pub(crate) place: Range<usize>,
}

#[derive(Debug, Clone)]
enum Part {
    /// A field; an extension in brackets.
    Name(String),
    /// An index or a key.
    At(String),
    /// `[*]` or `[]`.
    Each,
}

/// Where a path leads.
pub(super) struct Resolved {
    pub(super) steps: Vec<Step>,
    pub(super) kind: Kind,
}

impl WrittenPath {
    /// Reads a path, if one stands here.
    pub(crate) fn read(scanner: &mut Scanner<'_>) -> Result<Option<Self>, ConditionError> {
        scanner.skip_space();
        let start = scanner.at();
        let mut parts = Vec::new();
        loop {
            let at = scanner.at();
            let may_be_name = parts.is_empty() || scanner.text_of(at..at + 1) == ".";
            let dot = usize::from(may_be_name && !parts.is_empty());
            let rest = scanner.rest().get(dot..).unwrap_or_default();
            let name = rest.len() - rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').len();
            if may_be_name && name > 0 && !rest.starts_with(|c: char| c.is_numeric()) {
                scanner.skip(dot + name);
                parts.push((Part::Name(rest.get(..name).unwrap_or_default().to_owned()), at + dot..scanner.at()));
            } else if rest.starts_with('[') {
                scanner.skip(dot);
                let part = bracket(scanner, may_be_name)?;
                parts.push((part, at + dot..scanner.at()));
            } else if may_be_name && !parts.is_empty() {
                return Err(ConditionError::new(at..at + 1, "a name is missing after this dot"));
            } else {
                break;
            }
            if parts.len() > MAX_PARTS {
                return Err(ConditionError::new(start..scanner.at(), format!("more than {MAX_PARTS} steps")));
            }
        }
        let place = start..scanner.at();
        Ok((!parts.is_empty()).then_some(Self { parts, place }))
    }

    /// The field it names, if it is a single name.
    pub(crate) fn only_name(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [(Part::Name(name), _)] => Some(name),
            _ => None,
        }
    }

    /// Whether a type has the field it begins with.
    pub(crate) fn begins_in(&self, of: &MessageDescriptor) -> bool {
        matches!(self.parts.first(), Some((Part::Name(name), _)) if Field::named(of, name).is_some())
    }

    /// What it leads to in a type.
    pub(crate) fn kind(&self, of: &MessageDescriptor) -> Option<Kind> {
        self.resolve(of).ok().map(|resolved| resolved.kind)
    }

    /// The steps it stands for.
    pub(super) fn resolve(&self, of: &MessageDescriptor) -> Result<Resolved, ConditionError> {
        let mut walk = Resolved { steps: Vec::with_capacity(self.parts.len()), kind: Kind::Message(of.clone()) };
        for (part, place) in &self.parts {
            match part {
                Part::Name(name) => walk.enter_name(name, place),
                Part::At(key) => walk.enter_place(key, place),
                Part::Each => walk.enter_each(place),
            }?;
        }
        Ok(walk)
    }
}

fn bracket(scanner: &mut Scanner<'_>, may_be_name: bool) -> Result<Part, ConditionError> {
    let open = scanner.at();
    let unclosed = || ConditionError::new(open..open + 1, "this [ is not closed");
    scanner.skip(1);
    scanner.skip_space();
    let quote = scanner.rest().chars().next().filter(|c| matches!(c, '"' | '\''));
    let Literal { text, is_quoted, .. } = match quote {
        Some(quote) => scanner.quoted(quote)?,
        None => {
            let length = scanner.rest().find(']').ok_or_else(unclosed)?;
            let place = scanner.at()..scanner.at() + length;
            scanner.skip(length);
            Literal { text: scanner.text_of(place.clone()).trim().to_owned(), is_quoted: false, place }
        }
    };
    scanner.sign("]").then_some(()).ok_or_else(unclosed)?;
    Ok(match text.as_str() {
        "" | "*" if !is_quoted => Part::Each,
        _ if may_be_name && !is_quoted => Part::Name(format!("[{text}]")),
        _ => Part::At(text),
    })
}

impl Resolved {
    fn enter_name(&mut self, name: &str, place: &Range<usize>) -> Result<(), ConditionError> {
        let Kind::Message(of) = self.kind.clone() else {
            let message = format!("{} has no fields", what(&self.kind));
            return self.enter_text_key(name).ok_or_else(|| ConditionError::new(place.clone(), message));
        };
        if let Some(field) = Field::named(&of, name) {
            self.push(&field);
            return Ok(());
        }
        if self.enter_text_key(name).is_some() {
            return Ok(());
        }
        match of.full_name() {
            "google.protobuf.Struct" => self.enter_member(&of, name, place),
            "google.protobuf.Value" => {
                self.enter_named(&of, "struct_value", place)?;
                let Kind::Message(members) = self.kind.clone() else { return Ok(()) };
                self.enter_member(&members, name, place)
            }
            "google.protobuf.Any" if name == "type" => self.enter_named(&of, "type_url", place),
            _ => Err(ConditionError::new(place.clone(), no_field(&of, name))),
        }
    }

    /// `labels.a`: the key of a map, where no field of its values has that name.
    fn enter_text_key(&mut self, name: &str) -> Option<()> {
        let step = self.steps.last_mut()?;
        let Pick::EachEntry(scalar) = step.pick else { return None };
        step.pick = Pick::Entry(MapKey::read(scalar, name).ok()?);
        Some(())
    }

    fn enter_place(&mut self, key: &str, place: &Range<usize>) -> Result<(), ConditionError> {
        let index = || {
            let parsed = key.parse::<usize>();
            parsed.map_err(|_| ConditionError::new(place.clone(), format!("{key:?} is not an index; the first is [0]")))
        };
        if let Some(step) = self.steps.last_mut() {
            match step.pick {
                Pick::EachElement => {
                    step.pick = Pick::Element(index()?);
                    return Ok(());
                }
                Pick::EachEntry(scalar) => {
                    let read = MapKey::read(scalar, key);
                    step.pick = Pick::Entry(read.map_err(|reason| ConditionError::new(place.clone(), reason))?);
                    return Ok(());
                }
                _ => {}
            }
        }
        let Kind::Message(of) = self.kind.clone() else {
            return Err(ConditionError::new(place.clone(), format!("{} is not a list or a map", what(&self.kind))));
        };
        match of.full_name() {
            "google.protobuf.Struct" => self.enter_member(&of, key, place),
            "google.protobuf.ListValue" => {
                self.enter_named(&of, "values", place)?;
                self.enter_place(key, place)
            }
            "google.protobuf.Value" => {
                let way = if key.parse::<usize>().is_ok() { "list_value" } else { "struct_value" };
                self.enter_named(&of, way, place)?;
                self.enter_place(key, place)
            }
            _ => Err(ConditionError::new(place.clone(), format!("{} is not a list or a map", what(&self.kind)))),
        }
    }

    fn enter_each(&mut self, place: &Range<usize>) -> Result<(), ConditionError> {
        match self.steps.last().map(|step| &step.pick) {
            Some(Pick::EachElement | Pick::EachEntry(_)) => Ok(()),
            _ => Err(ConditionError::new(place.clone(), format!("{} is not a list or a map", what(&self.kind)))),
        }
    }

    /// A member of a `Struct`.
    fn enter_member(&mut self, of: &MessageDescriptor, name: &str, place: &Range<usize>) -> Result<(), ConditionError> {
        self.enter_named(of, "fields", place)?;
        self.enter_place(name, place)
    }

    /// Into a field that the type surely has.
    pub(super) fn enter_named(
        &mut self,
        of: &MessageDescriptor,
        name: &str,
        place: &Range<usize>,
    ) -> Result<(), ConditionError> {
        let field = Field::named(of, name).ok_or_else(|| ConditionError::new(place.clone(), no_field(of, name)))?;
        self.push(&field);
        Ok(())
    }

    fn push(&mut self, field: &Field) {
        let kind = match field {
            Field::Plain(field) => field.kind(),
            Field::Extension(field) => field.kind(),
            // No name leads to the latter.
            Field::Whole(of) | Field::Unknown(of) => Kind::Message(of.clone()),
        };
        self.steps.push(Step::into_field(field, &kind));
        self.kind = field.map_entry().map_or(kind, |(_, value)| value.kind());
    }
}

/// What a path leads to, in words.
pub(super) fn what(kind: &Kind) -> String {
    match (kind, Shape::of_kind(kind.clone())) {
        (Kind::Message(of), _) if of.name().starts_with(['A', 'E', 'I', 'O']) => format!("an {}", of.name()),
        (Kind::Message(of), _) => format!("a {}", of.name()),
        (Kind::Enum(of), _) => format!("a value of {}", of.name()),
        (_, Shape::Scalar(scalar @ (Scalar::Int32 | Scalar::Int64))) => format!("an {}", scalar.name()),
        (_, Shape::Scalar(scalar)) => format!("a {}", scalar.name()),
        _ => "this".to_owned(),
    }
}

fn no_field(of: &MessageDescriptor, name: &str) -> String {
    let spoken = format!("no field {name:?} in {}", of.name());
    let nearest = scalar::nearest(name, of.fields().map(|field| field.name().to_owned()));
    match (nearest, of.fields().len()) {
        (Some(nearest), _) => format!("{spoken}; did you mean {nearest}?"),
        (None, 0) => format!("{spoken}, which has none"),
        (None, 1..=8) => {
            let names: Vec<String> = of.fields().map(|field| field.name().to_owned()).collect();
            format!("{spoken}, which has {}", names.join(", "))
        }
        (None, _) => spoken,
    }
}
