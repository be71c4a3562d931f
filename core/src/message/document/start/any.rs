//! Which types of the schema an `Any` plausibly holds: by its field's name, by what stands beside the message it is in.
//! It makes no value.

use super::names::Words;
use crate::{
    message::field::Shape,
    schema::{FileDescriptor, MessageDescriptor},
};

/// Files of a package and types of a file that are looked at.
const MOST: usize = 200;
/// Where nothing is better.
const WRAPPER: &str = "google.protobuf.StringValue";
/// What details of a status are made of (google/rpc/error_details.proto).
const DETAIL: &str = "google.rpc.ErrorInfo";

/// Types for a field of these words in a message `within`: those that the field is named after, else those beside the
/// message, else of its package, else a wrapper; none but those that `fits`. `any` is the type of the field, whose pool has
/// all of them. The same ones in the same order whenever the same files are asked.
pub(super) fn types(
    any: &MessageDescriptor,
    within: Option<&MessageDescriptor>,
    words: &Words,
    fits: impl Fn(&MessageDescriptor) -> bool,
) -> Vec<MessageDescriptor> {
    let pool = any.parent_pool();
    let of_file = |file: &FileDescriptor| of_file(file).into_iter().filter(&fits).collect::<Vec<_>>();
    let named = |name: &str| pool.get_message_by_name(name).into_iter().collect::<Vec<_>>();
    if words.has(&["detail", "error"])
        && let found @ [_, ..] = named(DETAIL).as_slice()
    {
        return found.to_vec();
    }
    let Some(within) = within.filter(|within| within.full_name() != any.full_name()) else { return named(WRAPPER) };
    let file = within.parent_file();
    let beside = of_file(&file);
    let fitting: Vec<_> = beside.iter().filter(|of| Words::of(of.name()).are_among(words)).cloned().collect();
    let mut found = if fitting.is_empty() { beside } else { fitting };
    if found.is_empty() {
        let is_beside = |other: &FileDescriptor| other.package_name() == file.package_name();
        found = pool.files().filter(is_beside).take(MOST).flat_map(|file| of_file(&file)).take(MOST).collect();
    }
    found.sort_by(|a, b| a.full_name().cmp(b.full_name()));
    if found.is_empty() { named(WRAPPER) } else { found }
}

/// Messages with fields that are things rather than what a method takes or answers.
fn of_file(file: &FileDescriptor) -> Vec<MessageDescriptor> {
    let is_thing = |of: &MessageDescriptor| {
        let is_of_call = ["Request", "Response", "Reply"].iter().any(|end| of.name().ends_with(end));
        !is_of_call
            && !of.is_deprecated()
            && of.fields().len() > 0
            && matches!(Shape::of_message(of), Shape::Message(_))
    };
    file.messages().filter(is_thing).take(MOST).collect()
}
