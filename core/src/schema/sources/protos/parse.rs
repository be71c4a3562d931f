//! One .proto text to a descriptor with unresolved types, guarded against what the parser does not bear.
//! It knows no other file.

use prost_types::{DescriptorProto, FieldDescriptorProto, FieldOptions, FileDescriptorProto, UninterpretedOption};

use crate::schema::{
    intake::{MAX_NESTING, edition_not_supported, from_diagnostic, line_and_column, too_deep, unless_panics},
    problem::Problem,
};

/// Parses; the problems lack the file's name, and so does the descriptor.
pub(super) fn parse(text: &str) -> Result<FileDescriptorProto, Vec<Problem>> {
    if let Some(line) = too_deep(text) {
        let problem = Problem::error("", format!("nesting deeper than {MAX_NESTING} levels"));
        return Err(vec![Problem { line: Some(line), ..problem }]);
    }
    if let Some((offset, edition)) = edition(text) {
        return Err(vec![edition_not_supported("", edition).at(Some(line_and_column(text, offset)))]);
    }
    match unless_panics(|| protox::file::File::from_source("", text)) {
        Some(Ok(file)) => {
            let mut descriptor = FileDescriptorProto::from(file);
            settle_packed(&mut descriptor);
            Ok(descriptor)
        }
        Some(Err(error)) => Err(from_diagnostic("", &error, Some(text))),
        None => Err(vec![Problem::error("", "could not be parsed: it holds something that the parser trips over")]),
    }
}

/// Where a text of an edition says so, and which.
fn edition(text: &str) -> Option<(usize, &str)> {
    let start = first_token(text);
    let rest = text.get(start..)?.strip_prefix("edition")?.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (edition, _) = rest.get(1..)?.split_once(quote)?;
    Some((start, edition.get(..edition.len().min(20)).unwrap_or("of that name")))
}

/// The offset of what is neither blank nor comment.
fn first_token(text: &str) -> usize {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        rest = match (rest.strip_prefix("//"), rest.strip_prefix("/*")) {
            (Some(comment), _) => comment.split_once('\n').map_or("", |(_, rest)| rest),
            (_, Some(comment)) => comment.split_once("*/").map_or("", |(_, rest)| rest),
            (None, None) => return text.len() - rest.len(),
        };
    }
}

/// Interprets `packed` at once: prost-reflect 0.16 asks for it before it interprets options.
fn settle_packed(file: &mut FileDescriptorProto) {
    file.extension.iter_mut().for_each(settle_packed_field);
    file.message_type.iter_mut().for_each(settle_packed_message);
}

fn settle_packed_message(message: &mut DescriptorProto) {
    message.field.iter_mut().chain(&mut message.extension).for_each(settle_packed_field);
    message.nested_type.iter_mut().for_each(settle_packed_message);
}

fn settle_packed_field(field: &mut FieldDescriptorProto) {
    let Some(options) = &mut field.options else { return };
    let is_packed = |option: &UninterpretedOption| match (option.name.as_slice(), option.identifier_value.as_deref()) {
        ([part], Some(value @ ("true" | "false"))) if part.name_part == "packed" && !part.is_extension => {
            Some(value == "true")
        }
        _ => None,
    };
    let settled: Vec<bool> = options.uninterpreted_option.iter().filter_map(is_packed).collect();
    // Said twice is for the pool to refuse.
    if let [packed] = settled.as_slice() {
        options.packed = Some(*packed);
        options.uninterpreted_option.retain(|option| is_packed(option).is_none());
        if *options == FieldOptions::default() {
            field.options = None;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_is_named_with_its_place() {
        for (text, line, column, edition) in
            [("edition = \"2023\";", 1, 1, "2023"), ("// hi\n/* a\n b */ edition='2024';", 3, 7, "2024")]
        {
            let problem = parse(text).unwrap_err().remove(0);
            assert_eq!((problem.line, problem.column), (Some(line), Some(column)), "{text}");
            let words = format!("edition {edition} is not supported yet; proto2 and proto3 are");
            assert_eq!(problem.message, words);
        }
        assert!(parse("syntax = \"proto3\"; message edition {}").is_ok());
    }

    #[test]
    fn every_syntax_error_has_line_and_column() {
        for (text, line, column, words) in [
            ("syntax = \"proto3\";\nmessage A {\n  strin g = ;\n}", 3, 13, "expected"),
            ("syntax = \"proto3\";\nmessage A {\n", 2, 12, "end of file"),
            ("syntax = \"proto4\";", 1, 10, "unknown syntax \"proto4\""),
            ("package a;\npackage b;", 2, 1, "multiple package names"),
            ("import \"../a.proto\";", 1, 8, "this path cannot be imported"),
            ("// é\n/* é */ messag", 2, 9, "expected"),
        ] {
            let problem = parse(text).unwrap_err().remove(0);
            assert!(problem.message.contains(words), "{}", problem.message);
            assert_eq!((problem.line, problem.column), (Some(line), Some(column)), "{}", problem.message);
        }
    }
}
