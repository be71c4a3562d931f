//! From a library's error to problems with line and column.
//! It adds no meaning to what the library said, except where its words mislead.

use miette::Diagnostic;

use crate::schema::problem::Problem;

/// Past this many a file says no more.
const MAX_PROBLEMS: usize = 20;

/// One problem for the error and one for each that it came with, with places taken from `text`.
pub(in crate::schema) fn from_diagnostic(file: &str, error: &dyn Diagnostic, text: Option<&str>) -> Vec<Problem> {
    let related = error.related().into_iter().flatten();
    std::iter::once(error)
        .chain(related)
        .take(MAX_PROBLEMS)
        .map(|one| {
            let message = one.to_string();
            let position = text.and_then(|text| position(one, &message, text));
            let mut problem = Problem::error(file, in_our_words(&message)).at(position);
            problem.hint = one.help().map(|help| sentence(&help.to_string()));
            if problem.hint.as_ref().is_some_and(|hint| hint.starts_with("Imports may not")) {
                problem.message = "this path cannot be imported".into();
                problem.hint = Some(
                    "Imports are relative to an import folder: no \"./\", no \"../\", no backslashes, no leading slash."
                        .into(),
                );
            }
            problem
        })
        .collect()
}

/// 1-based line and column, the column counted in characters.
pub(in crate::schema) fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

fn position(error: &dyn Diagnostic, message: &str, text: &str) -> Option<(u32, u32)> {
    let labels: Vec<_> = error.labels().into_iter().flatten().collect();
    // Of several places, the one that is at fault; the others say what it collides with.
    let at_fault = ["defined again here", "…and again here", "found here", "defined here"];
    let label =
        at_fault.iter().find_map(|&words| labels.iter().find(|label| label.label() == Some(words))).or(labels.first());
    match label {
        Some(label) => Some(line_and_column(text, label.offset())),
        None if message.ends_with("reached end of file") => Some(line_and_column(text, text.trim_end().len())),
        None => None,
    }
}

fn in_our_words(message: &str) -> String {
    message.replace('\'', "\"")
}

fn sentence(help: &str) -> String {
    let mut characters = in_our_words(help).chars().collect::<Vec<_>>();
    if let Some(first) = characters.first_mut() {
        *first = first.to_ascii_uppercase();
    }
    let mut text: String = characters.into_iter().collect();
    if !text.ends_with('.') {
        text.push('.');
    }
    text
}
