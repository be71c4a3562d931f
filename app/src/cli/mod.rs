//! The terminal side of Farcall: the same core as the window, driven by arguments.
//! It draws nothing and asks nothing back; what it prints is for people, pipes and CI.

mod args;
mod call;
mod call_args;
mod channelz;
mod compare;
mod dashes;
mod decode;
mod demo;
mod describe;
mod docs;
mod drive;
mod encode;
mod ended;
mod export;
mod filtered;
mod frames;
mod framing;
mod gaps;
mod health;
mod input;
mod interrupt;
mod list;
mod message_args;
mod open;
mod options;
mod output;
mod printer;
mod probe;
mod reach;
mod recorded;
mod recording;
mod render;
mod run;
mod sample_server;
mod schema;
mod scripted;
mod stats;
mod verbose;
mod warnings;

use std::{ffi::OsString, process::ExitCode};

use clap::{CommandFactory, Parser};
use farcall_core::engine;

use self::{
    args::{Args, Command, SchemaCommand},
    ended::{Ended, Exit},
    open::Opened,
    output::Console,
};

/// Does what the arguments say, the program's name first. The result is the exit status of the process: 0 for OK,
/// 64 + code for a status, 1 for schema or input, 2 for wrong usage.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let typed = dashes::with_two_dashes(&Args::command(), args);
    let args = match Args::try_parse_from(&typed) {
        Ok(args) => args,
        Err(error) => {
            if let Some(instead) = dashes::command_after_target(&typed) {
                Console::new().note(&format!("error: the command comes first: {instead}"));
                return ExitCode::from(Exit::USAGE.0);
            }
            // Help goes to stdout, wrong usage to stderr; clap knows which.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Exit::USAGE.0));
        }
    };
    let console = Console::new();
    let exit = run_args(args, console).unwrap_or_else(|ended| {
        for line in ended.lines() {
            console.note(&line);
        }
        ended.exit()
    });
    ExitCode::from(exit.0)
}

fn run_args(args: Args, console: Console) -> Result<Exit, Ended> {
    let (what, workspace) = match args.command {
        None => (Vec::new(), args.workspace),
        Some(Command::Open(open)) => (open.what, open.workspace.or(args.workspace)),
        Some(command) => return on_runtime(command, console),
    };
    match open::open(&what, workspace)? {
        Opened::Closed => Ok(Exit::OK),
        Opened::NoDisplay(reason) => {
            open::tell_no_display(&reason, console);
            on_runtime(Command::Demo, console)
        }
    }
}

fn on_runtime(command: Command, console: Console) -> Result<Exit, Ended> {
    engine::block_on(dispatch(command, console)).map_err(|error| Ended::because("Nothing could be started", error))?
}

async fn dispatch(command: Command, console: Console) -> Result<Exit, Ended> {
    match command {
        Command::List(args) => list::list(*args, console).await,
        Command::Describe(args) => describe::describe(*args, console).await,
        Command::Schema { command } => match command {
            SchemaCommand::List(args) => list::list(*args, console).await,
            SchemaCommand::Describe(args) => describe::describe(*args, console).await,
            SchemaCommand::Export(args) => export::export(*args, console).await,
            SchemaCommand::Docs(args) => docs::docs(*args, console).await,
        },
        Command::Call(args) => call::call(*args, console).await,
        Command::Decode(args) => decode::decode(*args, console).await,
        Command::Compare(args) => compare::run(*args, console).await,
        Command::Health(args) => health::health(*args, console).await,
        Command::Probe(args) => interrupt::unless_pressed(probe::probe(*args, console)).await,
        Command::Channelz(args) => channelz::channelz(*args, console).await,
        Command::Export(args) => recording::export(*args, console).await,
        Command::Replay(args) => recording::replay(*args, console).await,
        Command::Run(args) => interrupt::unless_pressed(run::run(args, console)).await,
        Command::SampleServer(args) => sample_server::sample_server(args, console).await,
        // The window needs the main thread and no runtime of ours: `run_args` opens it.
        Command::Open(_) | Command::Demo => interrupt::unless_pressed(demo::demo()).await,
    }
}
