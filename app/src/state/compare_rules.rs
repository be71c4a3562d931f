//! What a comparison leaves out, as it is typed: paths with commas between them. It compares nothing.

use farcall_core::message::{CompareOptions, PathPattern};

/// Rules of one comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompareRules {
    /// Paths that are left out.
    pub ignored: String,
    /// Paths of lists whose order says nothing.
    pub any_order: String,
}

impl CompareRules {
    /// The rules as core takes them; a path that is none counts for nothing.
    pub fn read(&self) -> CompareOptions {
        CompareOptions {
            ignored: patterns(&self.ignored).filter_map(Result::ok).collect(),
            any_order: patterns(&self.any_order).filter_map(Result::ok).collect(),
            ..CompareOptions::default()
        }
    }

    /// What is wrong with the paths to leave out, and with the lists. Of a text that is typed the last path is not told as long as it may become one.
    pub fn told_problems(&self, is_typed: (bool, bool)) -> (Option<String>, Option<String>) {
        let told = |text: &str, is_typed: bool| {
            let is_begun = |end: &str| patterns(&format!("{text}{end}")).all(|path| path.is_ok());
            let may_become = is_typed && ["x", "]", "0]", "\"]", "*"].iter().any(|end| is_begun(end));
            patterns(text).find_map(Result::err).filter(|_| !may_become)
        };
        (told(&self.ignored, is_typed.0), told(&self.any_order, is_typed.1))
    }

    /// Leave out one path more.
    pub fn leave_out(&mut self, path: &str) {
        if !self.ignored.trim().is_empty() {
            self.ignored.push_str(", ");
        }
        self.ignored.push_str(path);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ignored.trim().is_empty() && self.any_order.trim().is_empty()
    }
}

/// Paths between commas; a comma within quotes is part of a key.
fn patterns(text: &str) -> impl Iterator<Item = Result<PathPattern, String>> {
    let (mut quoted, mut escaped) = (false, false);
    let parts = text.split(move |c: char| {
        let is_end = c == ',' && !quoted;
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        is_end
    });
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| part.parse::<PathPattern>().map_err(|why| why.to_string()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn paths_stand_between_commas_and_what_is_none_is_named() {
        assert_eq!(patterns("a.b, labels[\"x,y\"] ,**.etag,").filter(Result::is_ok).count(), 3);
        assert_eq!(patterns("  ").count(), 0);
        let wrong = CompareRules { ignored: "at, a..b".to_owned(), ..CompareRules::default() };
        assert_eq!(wrong.read().ignored.len(), 1, "the others count while one is typed");
        assert!(wrong.told_problems((false, false)).0.unwrap().starts_with("\"a..b\" is no path"));
        let told = |text: &str| {
            CompareRules { ignored: text.to_owned(), ..CompareRules::default() }.told_problems((true, true)).0
        };
        assert_eq!(["at, a.", "a[", "a[\"x", "a, **."].map(told), [None, None, None, None], "each may become a path");
        assert!(told("a..").is_some() && told("a.., b").is_some());
        let mut rules = CompareRules::default();
        rules.leave_out("at");
        rules.leave_out("lines[0].note");
        assert_eq!(rules.read().ignored.len(), 2);
        assert_eq!(rules.told_problems((false, false)), (None, None));
    }
}
