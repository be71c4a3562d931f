//! The usual way to print messages of a type: core's tolerant printers, with what was odd as marks.
//! It decides nothing about how a text is shown.

use std::sync::Arc;

use farcall_core::{
    message::{JsonOptions, print_json, print_text},
    schema::MessageDescriptor,
};

use super::{MessageFormat, Render};
use crate::viewers::code::{CodeText, Mark, Syntax};

/// Prints messages of one type; `None` where the schema does not have it, and only hex can be shown.
pub fn renderer(of: Option<MessageDescriptor>, options: JsonOptions) -> Render {
    Arc::new(move |format, bytes| {
        let of = of.as_ref().ok_or("The schema has no type for this message. Its bytes are under Hex.")?;
        match format {
            MessageFormat::Json => {
                let printed = print_json(of, bytes, &options);
                let marks = printed.marks.into_iter().map(|mark| Mark {
                    range: mark.range,
                    is_wrong: mark.kind.is_error(),
                    reason: mark.message,
                });
                Ok(CodeText::with_marks(printed.text, Syntax::Json, marks.collect(), printed.enum_names))
            }
            MessageFormat::Text | MessageFormat::Hex => Ok(CodeText::new(print_text(of, bytes), Syntax::Text)),
        }
    })
}
