//! The program: everything it does is said by its arguments.

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    farcall::cli::main(env::args_os())
}
