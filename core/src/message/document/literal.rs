//! JSON literals as the texts of values: which kind of literal a shape takes, and what is wanted instead.
//! It does not judge the text: `check` does.

use crate::message::{
    field::{JsonType, Shape, is_null_value},
    json::Kind,
    scalar::Scalar,
};

/// Whether null is a value of the shape, not the lack of one.
pub(super) fn takes_null(shape: &Shape) -> bool {
    match shape {
        Shape::Json(JsonType::Value, _) => true,
        Shape::Enum(descriptor) => is_null_value(descriptor),
        _ => false,
    }
}

/// The text of a JSON literal for this shape, or why this kind of literal is none.
pub(super) fn literal(shape: &Shape, kind: &Kind<'_>) -> Result<String, String> {
    let text = match (shape, kind) {
        (Shape::Enum(descriptor), Kind::Null) if is_null_value(descriptor) => Some("NULL_VALUE"),
        (Shape::Scalar(Scalar::Bool) | Shape::Wrapper(Scalar::Bool), kind) => match kind {
            Kind::Bool(true) => Some("true"),
            Kind::Bool(false) => Some("false"),
            Kind::String(text) if !matches!(text.as_ref(), "true" | "false") => Some(text.as_ref()),
            _ => None,
        },
        (Shape::Scalar(scalar) | Shape::Wrapper(scalar), Kind::Number(text)) if scalar.is_number() => Some(*text),
        (Shape::Enum(_), Kind::Number(text)) => Some(*text),
        (_, Kind::String(text)) => Some(text.as_ref()),
        _ => None,
    };
    text.map(str::to_owned).ok_or_else(|| format!("{} is wanted, not {}", wanted(shape), kind.describe()))
}

fn wanted(shape: &Shape) -> String {
    match shape {
        Shape::Scalar(scalar) | Shape::Wrapper(scalar) => match scalar {
            Scalar::Bool => "true or false (without quotes)".to_owned(),
            Scalar::String => "a string".to_owned(),
            Scalar::Bytes => "a string of base64".to_owned(),
            number => format!("a number ({})", number.name()),
        },
        Shape::Enum(descriptor) => format!("a name or number of {}", descriptor.name()),
        Shape::Timestamp => "a string like \"2026-01-31T12:00:00Z\"".to_owned(),
        Shape::Duration => "a string like \"1.5s\"".to_owned(),
        Shape::FieldMask => "a string of paths".to_owned(),
        Shape::Records => "a string of base64".to_owned(),
        Shape::Json(..) | Shape::Message(_) => "an object".to_owned(),
    }
}
