//! A document under another version of its type, after the schema was loaded again.
//! The text stays as it is, but for empty texts that meant nothing and would now be refused.

use super::{Document, Edit, edit};
use crate::{
    message::{
        field::Shape,
        node::MessageNode,
        path::{FieldPath, Step},
        scalar::Scalar,
    },
    schema::MessageDescriptor,
};

impl Document {
    /// The same message as another type has it, with its undo history. An empty text of a field that was a string or bytes
    /// said nothing: where the field is a number now, it is unset.
    pub fn rebound(&self, of: MessageDescriptor) -> Self {
        let mut document = Self::from_json_with(of, self.json().to_owned(), self.rules);
        let empty: Vec<FieldPath> = document
            .problems()
            .iter()
            .filter(|problem| problem.is_error && matches!(problem.path.last(), Some(Step::Field(_))))
            .filter(|problem| edit::text_at(document.root(), &problem.path) == Some(""))
            .map(|problem| problem.path.clone())
            .filter(|path| said_nothing(self.root(), path))
            .collect();
        for path in empty {
            document.edit(Edit::Clear(path));
        }
        document.history = self.history.texts();
        document.revision = self.revision + 1;
        document
    }
}

/// Whether the field at the path is a text, and an empty one.
fn said_nothing(root: &MessageNode, path: &[Step]) -> bool {
    let is_text = edit::field_at(root, path)
        .is_some_and(|field| matches!(field.shape(), Shape::Scalar(Scalar::String | Scalar::Bytes)));
    is_text && edit::text_at(root, path) == Some("")
}
