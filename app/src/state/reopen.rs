//! How a stream that ended is opened again, as it is typed: kept also where it cannot be read, and while it is off.
//! It becomes a [`Reopen`] when the call is sent or saved.

use std::{num::NonZeroU32, time::Duration};

use farcall_core::{
    call::{Reopen, SendAgain},
    message::{Carry, CarryError, Proposals, is_unfinished},
    schema::Method,
    status::Code,
};

use crate::units;

/// As typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedReopen {
    /// Whether a stream is opened again at all.
    pub is_on: bool,
    /// After which statuses.
    pub codes: Vec<Code>,
    /// Also after OK.
    pub after_ok: bool,
    /// The first wait; empty: as by default.
    pub wait: String,
    /// The longest wait; empty: as by default.
    pub longest_wait: String,
    /// How many tries in a row may bring nothing; empty: any number.
    pub tries: String,
    /// Which messages are sent again.
    pub send_again: SendAgain,
    /// The rules, parted by commas.
    pub resume: String,
}

impl Default for TypedReopen {
    fn default() -> Self {
        Self::of(None)
    }
}

impl TypedReopen {
    /// As a saved request has it.
    pub fn of(saved: Option<&Reopen>) -> Self {
        let usual = Reopen::default();
        let choice = saved.unwrap_or(&usual);
        let wait = |chosen: Duration, usual: Duration| match chosen == usual {
            true => String::new(),
            false => units::typed_duration(chosen),
        };
        Self {
            is_on: saved.is_some(),
            codes: choice.codes.clone(),
            after_ok: choice.after_ok,
            wait: wait(choice.wait, usual.wait),
            longest_wait: wait(choice.longest_wait, usual.longest_wait),
            tries: choice.tries.map(|tries| tries.to_string()).unwrap_or_default(),
            send_again: choice.send_again,
            resume: choice.resume.join(", "),
        }
    }

    /// What is saved: a figure that cannot be read counts as not typed, a rule is kept as it is.
    pub fn saved(&self) -> Option<Reopen> {
        let usual = Reopen::default();
        self.is_on.then(|| Reopen {
            codes: self.codes.clone(),
            after_ok: self.after_ok,
            tries: self.tries().ok().flatten(),
            wait: wait(&self.wait).ok().flatten().unwrap_or(usual.wait),
            longest_wait: wait(&self.longest_wait).ok().flatten().unwrap_or(usual.longest_wait),
            send_again: self.send_again,
            resume: self.rules().map(|(_, rule)| rule.to_owned()).collect(),
        })
    }

    /// What a call is sent with.
    ///
    /// # Errors
    /// The first figure that cannot be read, by name.
    pub fn checked(&self) -> Result<Option<Reopen>, String> {
        if self.is_on {
            wait(&self.wait).map_err(|why| format!("First wait: {why}"))?;
            wait(&self.longest_wait).map_err(|why| format!("Longest wait: {why}"))?;
            self.tries().map_err(|why| format!("Tries in a row: {why}"))?;
        }
        Ok(self.saved())
    }

    /// What is wrong with a wait.
    pub fn wrong_wait(typed: &str) -> Option<String> {
        wait(typed).err()
    }

    /// What is wrong with the tries.
    pub fn wrong_tries(&self) -> Option<String> {
        self.tries().err()
    }

    /// What is wrong with the rules for a method, by the place in the whole text; not of the rule in which the cursor stands
    /// (a byte of the text, while the field has the keyboard), as long as that may become a right one.
    pub fn told_rule(&self, of: &Method, caret: Option<usize>) -> Option<CarryError> {
        let is_typed = |start: usize, rule: &str| caret.is_some_and(|at| start <= at && at <= start + rule.len() + 1);
        self.rules().find_map(|(start, rule)| {
            let error = wrong(rule, of)?;
            let propose = |text: &str, at: usize| Carry::proposals(text, at, &of.output, &of.input);
            let may_become = is_typed(start, rule) && is_unfinished(rule, error.place.clone(), propose);
            (!may_become).then(|| within(error, start))
        })
    }

    /// What may be written at a byte of the rules.
    pub fn proposals(rules: &str, at: usize, of: &Method) -> Proposals {
        let start = rules.get(..at).and_then(|before| before.rfind(',')).map_or(0, |comma| comma + 1);
        let rule = rules.get(start..).unwrap_or_default();
        Carry::proposals(rule, at.saturating_sub(start), &of.output, &of.input).within(start)
    }

    /// A rule that fits a method, for people to see what one looks like: of the first field of the request whose name ends
    /// as that of a field of the response does.
    pub fn example(of: &Method) -> Option<String> {
        of.input.fields().find_map(|to| {
            let from = of.output.fields().find(|from| to.name().ends_with(from.name()))?;
            let rule = format!("{} = last.{}", to.name(), from.name());
            Carry::parse(&rule, &of.output, &of.input).is_ok().then_some(rule)
        })
    }

    fn tries(&self) -> Result<Option<NonZeroU32>, String> {
        let number = |text: &str| text.trim().parse().map_err(|_| format!("{} is no number from 1 on", text.trim()));
        units::optional(&self.tries, number)
    }

    /// Each rule, and where it begins in the text.
    fn rules(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut start = 0;
        let pieces = self.resume.split(',').map(move |piece| {
            let at = start + piece.len() - piece.trim_start().len();
            start += piece.len() + 1;
            (at, piece.trim())
        });
        pieces.filter(|(_, rule)| !rule.is_empty())
    }
}

fn wrong(rule: &str, of: &Method) -> Option<CarryError> {
    let choice = Reopen { resume: vec![rule.to_owned()], ..Reopen::default() };
    choice.plan(&of.input, &of.output).err()
}

fn within(error: CarryError, start: usize) -> CarryError {
    let place = start + error.place.start..start + error.place.end;
    CarryError { place, ..error }
}

fn wait(typed: &str) -> Result<Option<Duration>, String> {
    units::optional(typed, units::parse_duration)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use farcall_core::schema::Schema;

    use super::*;

    #[test]
    fn a_rule_is_told_as_wrong_once_it_cannot_become_right_or_is_left() {
        let proto = "syntax = \"proto3\"; message Ask { string resume_token = 1; int64 offset = 2; }
            message Answer { string token = 1; int64 number = 2; }
            service S { rpc Go(Ask) returns (stream Answer); }";
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.proto");
        std::fs::write(&file, proto).unwrap();
        let sources =
            farcall_core::schema::FileSource::Protos { paths: vec![file], import_roots: vec![], sets: vec![] };
        let schema = Schema::load(&sources);
        let method = schema.method(&"S/Go".parse().unwrap()).unwrap();
        let told = |text: &str, caret: Option<usize>| {
            let typed = TypedReopen { resume: text.to_owned(), ..TypedReopen::default() };
            typed.told_rule(method, caret).is_some()
        };
        let text = "resume_token = last.token, offset = number + 1";
        assert!(!told(text, None));
        for end in 1..text.len() {
            let begun = text.get(..end).unwrap();
            assert!(!told(begun, Some(end)), "{begun}");
        }
        assert!(told("resume_to", None), "left");
        assert!(told("resume_x", Some(8)) && told("resume_token = numb", Some(19)), "nothing right begins so");
        assert!(told("nope = token, offset = num", Some(26)), "another one than that which is typed");
    }

    #[test]
    fn what_is_typed_is_saved_and_comes_back() {
        let typed = TypedReopen {
            is_on: true,
            wait: "250ms".to_owned(),
            tries: "5".to_owned(),
            resume: " a = b ,, c = d + 1,".to_owned(),
            ..TypedReopen::default()
        };
        let choice = typed.checked().unwrap().unwrap();
        assert_eq!((choice.wait, choice.tries), (Duration::from_millis(250), NonZeroU32::new(5)));
        assert_eq!(choice.resume, ["a = b", "c = d + 1"]);
        let back = TypedReopen::of(Some(&choice));
        assert_eq!(
            (back.wait.as_str(), back.longest_wait.as_str(), back.resume.as_str()),
            ("250ms", "", "a = b, c = d + 1")
        );
        assert_eq!(TypedReopen::default().checked(), Ok(None));
    }

    #[test]
    fn a_figure_that_cannot_be_read_is_told_by_name_and_saved_as_none() {
        let typed =
            TypedReopen { is_on: true, tries: "some".to_owned(), wait: "soon".to_owned(), ..TypedReopen::default() };
        assert!(typed.checked().unwrap_err().starts_with("First wait: "));
        assert_eq!(typed.saved(), Some(Reopen::default()));
        assert!(TypedReopen { wait: String::new(), ..typed }.checked().unwrap_err().starts_with("Tries in a row: "));
    }
}
