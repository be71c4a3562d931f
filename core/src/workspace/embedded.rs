//! A JSON text inside another: kept character by character, indented to its place. It never reads a number, so no
//! digit is lost; and never a string, since JSON has no raw line break inside one.

/// The text with every line after the first moved right. Empty lines stay empty.
pub(super) fn indented(text: &str, by: usize) -> String {
    let mut out = String::with_capacity(text.len() + by * 8);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
            if !line.is_empty() {
                out.extend(std::iter::repeat_n(' ', by));
            }
        }
        out.push_str(line);
    }
    out
}

/// Undoes [`indented`]; where the file was laid out by another hand, moves left by what the lines have in common.
pub(super) fn dedented(text: &str, by: usize) -> String {
    let spaces = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let common = text.split('\n').skip(1).filter(|line| !line.is_empty()).map(spaces).min().unwrap_or(0).min(by);
    let mut out = String::with_capacity(text.len());
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
            out.push_str(line.get(common..).unwrap_or_default());
        } else {
            out.push_str(line);
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_move_right_and_back() {
        assert_eq!(indented("{\n  \"a\": 1\n\n}", 6), "{\n        \"a\": 1\n\n      }");
        assert_eq!(dedented("{\n    \"a\": 1\n  }", 6), "{\n  \"a\": 1\n}");
        assert_eq!(dedented("{}", 6), "{}");
    }

    proptest! {
        #[test]
        fn what_is_indented_comes_back(text in "[ a\r\n{}é]{0,60}", by in 0usize..9) {
            prop_assert_eq!(dedented(&indented(&text, by), by), text);
        }
    }
}
