//! `farcall demo`: the tour. Each step says what it shows, prints the command to type for it, and runs that very command.
//! It has no code of its own for calls: what it shows is what the commands do.

use clap::Parser;
use farcall_core::engine::Failure;
use farcall_proto_samples::{SampleOptions, SampleServer};

use super::{
    args::Args,
    dispatch,
    ended::{Ended, Exit},
    output::Console,
};

/// Where `farcall sample-server` listens by itself: what the commands of the tour are printed with.
const TYPED_TARGET: &str = "localhost:50051";
/// Stands for the target in the commands below.
const TARGET: &str = "TARGET";

struct Step {
    shows: &'static str,
    command: &'static [&'static str],
    /// The step is to end with a status that is not OK.
    fails: bool,
}

const STEPS: [Step; 9] = [
    Step {
        shows: "What does the server serve? It is asked by reflection, so no files are needed.",
        command: &["list", TARGET],
        fails: false,
    },
    Step {
        shows: "What does a method look like? As .proto text, with its comments.",
        command: &["describe", TARGET, "shop.v1.Orders/WatchOrder"],
        fails: false,
    },
    Step {
        shows: "A unary call: one message out, one message back.",
        command: &["call", TARGET, "shop.v1.Catalogue/GetProduct", "-d", r#"{"sku": "LAMP-001"}"#],
        fails: false,
    },
    Step {
        shows: "Server streaming: an order on its way, one event a line, as they arrive.",
        command: &[
            "call",
            TARGET,
            "shop.v1.Orders/WatchOrder",
            "-d",
            r#"{"id": "ord-1001", "interval": "0.1s"}"#,
            "--format",
            "ndjson",
        ],
        fails: false,
    },
    Step {
        shows: "Client streaming: several messages in --data, one answer when they are all sent.",
        command: &[
            "call",
            TARGET,
            "fleet.v1.Telemetry/UploadReadings",
            "-d",
            r#"{"vanId": "van-7", "sensor": "SENSOR_TEMPERATURE", "number": 4.5} {"vanId": "van-7", "sensor": "SENSOR_DOOR", "flag": true}"#,
        ],
        fails: false,
    },
    Step {
        shows: "Bidi: a conversation. With -d @ it can be typed, or driven through a pipe.",
        command: &[
            "call",
            TARGET,
            "fleet.v1.Drivers/Track",
            "-d",
            r#"{"ping": {"text": "hello"}} {"subscribe": {"driverId": "drv-1", "interval": "0.1s", "count": 3}}"#,
            "--format",
            "ndjson",
        ],
        fails: false,
    },
    Step {
        shows: "A call that fails: its status with decoded details, and 64 + code as the exit status.",
        command: &[
            "call",
            TARGET,
            "samples.v1.Faults/FailWith",
            "-d",
            r#"{"code": 5, "message": "no such order", "resourceInfo": {"resourceType": "order", "resourceName": "ord-9"}}"#,
        ],
        fails: true,
    },
    Step {
        shows: "Every event of a call as one JSON object a line, for scripts.",
        command: &["call", TARGET, "shop.v1.Orders/GetOrder", "-d", r#"{"id": "ord-1001"}"#, "--events"],
        fails: false,
    },
    Step { shows: "The server's health.", command: &["health", TARGET, "shop.v1.Orders"], fails: false },
];

/// Gives the tour.
pub async fn demo() -> Result<Exit, Ended> {
    let console = Console::in_one_stream();
    let server = SampleServer::start(SampleOptions::default()).map_err(|error| {
        Ended::Failed(Failure::new("The sample server could not be started").because(error.to_string()))
    })?;
    let address = server.addr().to_string();
    console.line(&format!(
        "The sample server runs for this tour on {address}. To type along, start one in another terminal:\n\n  $ farcall sample-server"
    ))?;
    for (number, step) in STEPS.iter().enumerate() {
        console.line(&format!("\n{}. {}\n\n  $ {}\n", number + 1, step.shows, typed(step.command)))?;
        take(step, &address, console).await?;
    }
    console.line("\nThat was the tour. `farcall --help` lists the commands; `farcall` alone opens the window.")?;
    let _ = tokio::task::spawn_blocking(move || server.stop()).await;
    Ok(Exit::OK)
}

async fn take(step: &Step, address: &str, console: Console) -> Result<(), Ended> {
    let words = step.command.iter().map(|word| if *word == TARGET { address } else { word });
    let args = Args::try_parse_from(std::iter::once("farcall").chain(words))
        .map_err(|error| Ended::because("A step of the tour cannot be taken", error))?;
    let Some(command) = args.command else { return Ok(()) };
    let exit = Box::pin(dispatch(command, console)).await?;
    if (exit != Exit::OK) != step.fails {
        return Err(Ended::failed("A step of the tour did not end as it should"));
    }
    if step.fails {
        console.line(&format!("\nThe exit status was {}.", exit.0))?;
    }
    Ok(())
}

/// The command as it is typed into a shell.
fn typed(command: &[&str]) -> String {
    let word = |word: &&str| match *word {
        TARGET => TYPED_TARGET.to_owned(),
        plain if plain.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:@=".contains(c)) => plain.to_owned(),
        odd => format!("'{odd}'"),
    };
    std::iter::once("farcall".to_owned()).chain(command.iter().map(word)).collect::<Vec<_>>().join(" ")
}
