//! One comparison of a condition: a path, an operator, a value, read against a type.
//! The walk over the wire is in `walk`.

use super::{
    ConditionError,
    path::{Resolved, WrittenPath, what},
    scan::{Literal, Operator, Scanner},
    step::Step,
    value::Test,
};
use crate::{
    message::{
        field::Shape,
        scalar::{Scalar, Value},
    },
    schema::{Kind, MessageDescriptor},
};

/// What has to hold of the values at a path.
#[derive(Debug, Clone)]
pub(crate) struct Comparison {
    pub(super) steps: Vec<Step>,
    pub(super) test: Test,
}

impl Comparison {
    /// Reads one: `has path`, `path operator value`, or the path of a bool.
    pub(crate) fn read(scanner: &mut Scanner<'_>, of: &MessageDescriptor) -> Result<Self, ConditionError> {
        let has = scanner.keyword("has");
        let Some(path) = WrittenPath::read(scanner)? else {
            let place = scanner.next_word();
            return Err(ConditionError::new(place, "the name of a field is wanted here"));
        };
        let resolved = path.resolve(of)?;
        if has {
            return Ok(Self::present(resolved));
        }
        match scanner.operator() {
            Some(operator) => Self::of_operator(scanner, &path, resolved, operator),
            None if matches!(resolved.kind, Kind::Bool) => {
                let test = Test::Number(Scalar::Bool, Operator::Equal, Value::Bool(true));
                Ok(Self { steps: resolved.steps, test })
            }
            None => {
                let name = scanner.text_of(path.place.clone());
                let message =
                    format!("{name} is {}: compare it, as in {name} = …, or write has {name}", what(&resolved.kind));
                Err(ConditionError::new(path.place, message))
            }
        }
    }

    fn present(resolved: Resolved) -> Self {
        let mut steps = resolved.steps;
        if let Some(last) = steps.last_mut() {
            last.zero = None;
        }
        Self { steps, test: Test::Present }
    }

    fn of_operator(
        scanner: &mut Scanner<'_>,
        path: &WrittenPath,
        resolved: Resolved,
        operator: Operator,
    ) -> Result<Self, ConditionError> {
        if operator != Operator::Among {
            let literal = scanner.literal()?;
            return Self::of_literal(path, resolved, operator, &literal);
        }
        let mut any: Option<Self> = None;
        for literal in scanner.literals()? {
            let again = Resolved { steps: resolved.steps.clone(), kind: resolved.kind.clone() };
            let one = Self::of_literal(path, again, Operator::Equal, &literal)?;
            match &mut any {
                None => any = Some(Self { steps: one.steps, test: Test::Either(vec![one.test]) }),
                Some(Self { test: Test::Either(tests), .. }) => tests.push(one.test),
                Some(_) => {}
            }
        }
        any.ok_or_else(|| ConditionError::new(scanner.at()..scanner.at(), "a value is missing here"))
    }

    fn of_literal(
        path: &WrittenPath,
        mut resolved: Resolved,
        operator: Operator,
        literal: &Literal,
    ) -> Result<Self, ConditionError> {
        let test = match Shape::of_kind(resolved.kind.clone()) {
            Shape::Scalar(scalar) => Test::of_scalar(scalar, operator, literal)?,
            Shape::Enum(of) => Test::of_enum(&of, operator, literal)?,
            Shape::Timestamp => Test::of_timestamp(operator, literal)?,
            Shape::Duration => Test::of_duration(operator, literal)?,
            Shape::Wrapper(_) => {
                resolved.enter_only("value", path)?;
                return Self::of_literal(path, resolved, operator, literal);
            }
            Shape::FieldMask => {
                resolved.enter_only("paths", path)?;
                return Self::of_literal(path, resolved, operator, literal);
            }
            Shape::Json(crate::message::JsonType::Value, _) => return Self::of_json(path, resolved, operator, literal),
            Shape::Json(..) | Shape::Message(_) | Shape::Records => return Err(resolved.not_comparable(path)),
        };
        Ok(Self { steps: resolved.steps, test })
    }

    /// A `google.protobuf.Value`: the kind of JSON that the literal is.
    fn of_json(
        path: &WrittenPath,
        mut resolved: Resolved,
        operator: Operator,
        literal: &Literal,
    ) -> Result<Self, ConditionError> {
        let kind = match literal.text.as_str() {
            _ if literal.is_quoted || operator.holds_for(std::cmp::Ordering::Equal).is_none() => "string_value",
            "true" | "false" => "bool_value",
            "null" => {
                resolved.enter_only("null_value", path)?;
                let present = Self::present(resolved);
                return match operator {
                    Operator::Unequal => Err(ConditionError::new(literal.place.clone(), "write not … = null")),
                    _ => Ok(present),
                };
            }
            text if text.parse::<f64>().is_ok() => "number_value",
            _ => "string_value",
        };
        resolved.enter_only(kind, path)?;
        Self::of_literal(path, resolved, operator, literal)
    }
}

impl Resolved {
    /// Into a field of the message it leads to, which surely has it.
    fn enter_only(&mut self, name: &str, path: &WrittenPath) -> Result<(), ConditionError> {
        let Kind::Message(of) = self.kind.clone() else { return Ok(()) };
        self.enter_named(&of, name, &path.place)
    }

    fn not_comparable(&self, path: &WrittenPath) -> ConditionError {
        let place = path.place.clone();
        let first = self.kind.as_message().and_then(|of| of.fields().next());
        let onward =
            first.map_or_else(String::new, |field| format!("compare one of its fields, as .{}, or ", field.name()));
        ConditionError::new(place, format!("this is {}: {onward}write has before it", what(&self.kind)))
    }
}
