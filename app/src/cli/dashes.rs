//! `-plaintext` for `--plaintext`: long options with one dash, as Go's flag package writes them and hands know them.
//! It rewrites spelling alone; what an option means is for `args`.

use std::{collections::BTreeSet, ffi::OsString};

use clap::Command;

/// The arguments with every known single-dash long option given its second dash. What follows `--` stays as it is.
pub fn with_two_dashes(command: &Command, args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let known = long_names(command);
    let mut plain = false;
    args.into_iter()
        .map(|arg| {
            plain |= arg == "--";
            match arg.to_str() {
                Some(text) if !plain && is_long(text, &known) => OsString::from(format!("-{text}")),
                _ => arg,
            }
        })
        .collect()
}

/// The command line as it should be, where it is `farcall TARGET list …` as hands that know grpcurl type it.
pub fn command_after_target(args: &[OsString]) -> Option<String> {
    let [_, target, verb, rest @ ..] = args else { return None };
    let (target, verb) = (target.to_str()?, verb.to_str()?);
    let takes_a_target = matches!(verb, "list" | "describe" | "call" | "health" | "probe" | "channelz");
    let is_target = target.contains(':') && !target.starts_with('-');
    (takes_a_target && is_target).then(|| {
        let rest: String = rest.iter().map(|arg| format!(" {}", arg.to_string_lossy())).collect();
        format!("farcall {verb} {target}{rest}")
    })
}

fn is_long(arg: &str, known: &BTreeSet<String>) -> bool {
    let Some(name) = arg.strip_prefix('-') else { return false };
    let name = name.split_once('=').map_or(name, |(name, _)| name);
    // One letter is a short option, which has one dash anyway.
    name.len() > 1 && known.contains(name)
}

fn long_names(command: &Command) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = ["help", "version"].map(str::to_owned).into();
    for option in command.get_arguments() {
        names.extend(option.get_long_and_visible_aliases().unwrap_or_default().into_iter().map(str::to_owned));
        names.extend(option.get_all_aliases().unwrap_or_default().into_iter().map(str::to_owned));
    }
    names.extend(command.get_subcommands().flat_map(long_names));
    names
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Args;

    fn check(typed: &[&str], expected: &[&str]) {
        let rewritten = with_two_dashes(&Args::command(), typed.iter().map(OsString::from));
        assert_eq!(rewritten, expected.iter().map(OsString::from).collect::<Vec<_>>());
    }

    #[test]
    fn long_options_take_one_dash_too() {
        check(
            &["call", "-plaintext", "-import-path=protos", "-d", "{}", "-max-time", "3", "h:1", "p.S/M"],
            &["call", "--plaintext", "--import-path=protos", "-d", "{}", "--max-time", "3", "h:1", "p.S/M"],
        );
        check(&["schema", "export", "-proto-out-dir", "d"], &["schema", "export", "--proto-out-dir", "d"]);
    }

    #[test]
    fn a_target_before_the_command_is_put_right() {
        let put_right = |typed: &[&str]| command_after_target(&typed.iter().map(OsString::from).collect::<Vec<_>>());
        let expected = Some("farcall list h:1 p.S".to_owned());
        assert_eq!(put_right(&["farcall", "h:1", "list", "p.S"]), expected);
        assert_eq!(put_right(&["farcall", "help", "list"]), None);
        assert_eq!(put_right(&["farcall", "-d", "list"]), None);
        assert_eq!(put_right(&["farcall", "h:1"]), None);
    }

    #[test]
    fn short_options_values_and_what_follows_two_dashes_stay() {
        check(
            &["call", "-Iprotos", "-v", "-d-5", "--", "-plaintext"],
            &["call", "-Iprotos", "-v", "-d-5", "--", "-plaintext"],
        );
    }
}
