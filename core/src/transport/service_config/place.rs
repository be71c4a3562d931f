//! One value of the JSON with its path, read as the type that is wanted there or refused by name.
//! It knows no fields of a service config.

use std::time::Duration;

use crate::{
    json_text::parse_duration,
    message::json::{Kind, Member, Node},
};

/// Something wrong, at a byte of the text.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) path: String,
    pub(super) offset: usize,
    pub(super) message: String,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Place<'n> {
    node: &'n Node<'n>,
    path: String,
}

/// The members of an object, all of them known.
pub(super) struct Fields<'n> {
    of: Place<'n>,
    members: &'n [Member<'n>],
}

impl<'n> Place<'n> {
    pub(super) fn root(node: &'n Node<'n>) -> Self {
        Self { node, path: String::new() }
    }

    pub(super) fn wrong(&self, message: impl Into<String>) -> Wrong {
        Wrong { path: self.path.clone(), offset: self.node.span.start, message: message.into() }
    }

    /// An object of these fields and no others.
    pub(super) fn object(self, known: &[&str]) -> Result<Fields<'n>, Wrong> {
        let Kind::Object(members) = &self.node.kind else { return Err(self.not("an object")) };
        let mut seen: Vec<&str> = Vec::with_capacity(known.len());
        for member in members {
            let at =
                |message: String| Wrong { path: self.below(&member.name), offset: member.name_span.start, message };
            if !known.contains(&member.name.as_ref()) {
                return Err(at(format!("is not known here; {}", listed(known))));
            }
            if seen.contains(&member.name.as_ref()) {
                return Err(at("is given twice".to_owned()));
            }
            seen.push(&member.name);
        }
        Ok(Fields { of: self, members })
    }

    /// The one member of an object, whatever its name; a load balancing policy is written like this.
    pub(super) fn only_member(&self) -> Result<(&'n str, Place<'n>), Wrong> {
        match &self.node.kind {
            Kind::Object(members) => match members.as_slice() {
                [member] => Ok((member.name.as_ref(), Place { node: &member.value, path: self.below(&member.name) })),
                _ => Err(self.wrong("must name one policy")),
            },
            _ => Err(self.not("an object")),
        }
    }

    pub(super) fn elements(self) -> Result<Vec<Place<'n>>, Wrong> {
        let Kind::Array(nodes) = &self.node.kind else { return Err(self.not("an array")) };
        let place = |(index, node)| Place { node, path: format!("{}[{index}]", self.path) };
        Ok(nodes.iter().enumerate().map(place).collect())
    }

    pub(super) fn text(&self) -> Result<&'n str, Wrong> {
        match &self.node.kind {
            Kind::String(text) => Ok(text),
            _ => Err(self.not("a string")),
        }
    }

    pub(super) fn flag(&self) -> Result<bool, Wrong> {
        match &self.node.kind {
            Kind::Bool(value) => Ok(*value),
            _ => Err(self.not("true or false")),
        }
    }

    /// A whole number; ProtoJSON takes it in quotes too.
    pub(super) fn integer(&self) -> Result<i64, Wrong> {
        let number = self.number()?;
        #[allow(clippy::cast_possible_truncation)]
        match number.fract() == 0.0 && number.abs() <= f64::from(u32::MAX) {
            true => Ok(number as i64),
            false => Err(self.wrong(format!("{number} is not a whole number of 32 bits"))),
        }
    }

    pub(super) fn number(&self) -> Result<f64, Wrong> {
        let text = match &self.node.kind {
            Kind::Number(text) => text,
            Kind::String(text) => text.as_ref(),
            _ => return Err(self.not("a number")),
        };
        text.parse().ok().filter(|number: &f64| number.is_finite()).ok_or_else(|| self.not("a number"))
    }

    /// `1.5s`; never negative.
    pub(super) fn duration(&self) -> Result<Duration, Wrong> {
        let (secs, nanos) = parse_duration(self.text()?).map_err(|reason| self.wrong(reason))?;
        match (u64::try_from(secs), u32::try_from(nanos)) {
            (Ok(secs), Ok(nanos)) => Ok(Duration::new(secs, nanos)),
            _ => Err(self.wrong("must not be negative")),
        }
    }

    /// The number in text or as it stands, for lists that take either.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.node.kind, Kind::String(_))
    }

    fn is_null(&self) -> bool {
        matches!(self.node.kind, Kind::Null)
    }

    fn not(&self, wanted: &str) -> Wrong {
        self.wrong(format!("must be {wanted}, not {}", self.node.kind.describe()))
    }

    fn below(&self, name: &str) -> String {
        let name = crate::metadata::visible(name.as_bytes());
        if self.path.is_empty() { name } else { format!("{}.{name}", self.path) }
    }
}

impl<'n> Fields<'n> {
    /// A field, if it is there; `null` is as if it were not (ProtoJSON).
    pub(super) fn get(&self, name: &str) -> Option<Place<'n>> {
        let member = self.members.iter().find(|member| member.name == name)?;
        let place = Place { node: &member.value, path: self.of.below(name) };
        (!place.is_null()).then_some(place)
    }

    /// A field that must be there.
    pub(super) fn need(&self, name: &str) -> Result<Place<'n>, Wrong> {
        let missing = || Wrong { path: self.of.below(name), ..self.of.wrong("is missing") };
        self.get(name).ok_or_else(missing)
    }

    /// Reads a field with `read`, if it is there.
    pub(super) fn map<T>(
        &self,
        name: &str,
        read: impl FnOnce(Place<'n>) -> Result<T, Wrong>,
    ) -> Result<Option<T>, Wrong> {
        self.get(name).map(read).transpose()
    }

    pub(super) fn place(&self) -> &Place<'n> {
        &self.of
    }
}

/// `a, b and c are`.
fn listed(known: &[&str]) -> String {
    match known {
        [] => "nothing is".to_owned(),
        [one] => format!("{one} is"),
        [first @ .., last] => format!("{} and {last} are", first.join(", ")),
    }
}
