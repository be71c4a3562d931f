//! The value of one option, from the form the parser left it in to what its field's type wants.
//! Aggregates are read elsewhere.

use super::{
    Element, Fault, Interpreter, aggregate,
    scalar::{self, Scalar},
    tree::Node,
};
use crate::schema::{
    compile::shapes::FieldShape,
    descriptor::{UninterpretedOption, field_type},
};

impl Interpreter<'_> {
    pub(super) fn value(
        &mut self,
        element: &Element<'_>,
        option: &UninterpretedOption,
        field: &FieldShape,
        path: &[i32],
    ) -> Result<Node, Fault> {
        let encoded = |value: Scalar<'_>| Ok(Node::Encoded(scalar::encode(field, &value)?));
        let whole = || option.positive_int_value.map(i128::from).or(option.negative_int_value.map(i128::from));
        match field.r#type {
            field_type::MESSAGE | field_type::GROUP => {
                let Some(text) = &option.aggregate_value else {
                    return Err("is a message: write { … }, or set the fields within it".into());
                };
                let fields = aggregate::parse(self, text, &field.type_name, element.target, path)?;
                Ok(Node::Message { fields, is_delimited: field.is_delimited })
            }
            field_type::STRING | field_type::BYTES => match &option.string_value {
                Some(bytes) => encoded(Scalar::Bytes(bytes)),
                None => Err("must be a quoted string".into()),
            },
            field_type::BOOL => match option.identifier_value.as_deref() {
                Some(word @ ("true" | "false")) => encoded(Scalar::Integer((word == "true").into())),
                _ => Err("must be true or false".into()),
            },
            field_type::ENUM => match &option.identifier_value {
                Some(word) => encoded(Scalar::Integer(self.enum_value(field, word, path)?)),
                None => Err("must be the name of an enum value".into()),
            },
            field_type::FLOAT | field_type::DOUBLE => match (whole(), option.double_value) {
                (Some(number), _) => encoded(Scalar::Integer(number)),
                (None, Some(number)) => encoded(Scalar::Float(number)),
                (None, None) => match option.identifier_value.as_deref() {
                    Some("inf") => encoded(Scalar::Float(f64::INFINITY)),
                    Some("nan") => encoded(Scalar::Float(f64::NAN)),
                    _ => Err("must be a number".into()),
                },
            },
            _ => match whole() {
                Some(number) => encoded(Scalar::Integer(number)),
                None => Err("must be a whole number".into()),
            },
        }
    }

    /// The number of an enum value.
    pub(super) fn enum_value(&mut self, field: &FieldShape, word: &str, path: &[i32]) -> Result<i128, Fault> {
        let Some(shape) = self.shapes.enumeration(&field.type_name, self.origin) else {
            return Err(format!("the enum {} is not known", field.type_name).into());
        };
        let Some((_, number, support)) = shape.value(word) else {
            return Err(format!("enum {} has no value \"{word}\"", field.type_name).into());
        };
        self.supports(word, support, path)?;
        Ok((*number).into())
    }
}
