//! The protobuf project's own conformance suite over our codec: this program is the test, and started by the suite's runner
//! it is the testee.
//! What is expected to fail stands in `failing.txt`, with its reason; anything else is a failure, and so is what passes
//! though it stands there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod protocol;
mod suite;
mod symbols;
mod testee;

use std::{env, process::ExitCode};

/// Where the types of the suite are; given to the testee.
const TYPES: &str = "FARCALL_CONFORMANCE_TYPES";
const NAME: &str = "the_conformance_suite_of_protobuf_passes";

fn main() -> ExitCode {
    if let Some(folder) = env::var_os(TYPES) {
        testee::answer_all(folder.as_ref());
        return ExitCode::SUCCESS;
    }
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        println!("{NAME}: test");
        return ExitCode::SUCCESS;
    }
    let mut wanted = arguments.iter().filter(|argument| !argument.starts_with('-')).peekable();
    let is_wanted = wanted.peek().is_none() || wanted.any(|filter| NAME.contains(filter.as_str()));
    if !is_wanted {
        println!("\ntest result: ok. 0 passed; 0 failed; 0 ignored");
        return ExitCode::SUCCESS;
    }
    match suite::run() {
        suite::Outcome::Ran { told, passed } => {
            println!("{told}");
            println!("test {NAME} ... {}", if passed { "ok" } else { "FAILED" });
            let (ok, failed) = (usize::from(passed), usize::from(!passed));
            println!(
                "\ntest result: {}. {ok} passed; {failed} failed; 0 ignored",
                if passed { "ok" } else { "FAILED" }
            );
            ExitCode::from(failed as u8)
        }
        suite::Outcome::NotThere(why) => {
            println!("Skipped: the conformance suite is not there: {why}");
            println!("\ntest result: ok. 0 passed; 0 failed; 1 ignored");
            ExitCode::SUCCESS
        }
    }
}
