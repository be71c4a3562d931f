//! The commands of the terminal and what each takes, in the words that users of grpcurl know.
//! It parses and explains; it does nothing.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args as ArgGroup, Parser, Subcommand, ValueEnum};

use super::{
    call_args::CallArgs,
    message_args::{COMPARE_HELP, CompareArgs, DECODE_HELP, DecodeArgs},
    options::{JsonChoices, ReachOptions, SchemaOptions, SecretOptions},
    recording::args::{EXPORT_HELP, ExportArgs as RecordingExportArgs, REPLAY_HELP, ReplayArgs},
};
use crate::units::parse_duration;

/// Explore gRPC servers: in a window, or from here.
#[derive(Debug, Parser)]
#[command(
    name = "farcall",
    version,
    about = "Explore and call gRPC servers, in a window or in the terminal.",
    long_about = "Explore and call gRPC servers. Without arguments the window opens; each command below does in the \
                  terminal what the window does, over the same core.",
    after_help = FIRST_STEPS
)]
pub struct Args {
    /// Folder of saved requests, instead of "My calls" in the data folder
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
    /// What to do; nothing opens the window.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const FIRST_STEPS: &str = "\
First steps:
  farcall demo                                      A tour with a server of its own
  farcall probe localhost:50051                     Can it be reached, and what is wrong?
  farcall list localhost:50051                      What does it serve?
  farcall describe localhost:50051 shop.v1.Orders   What does that look like?
  farcall call localhost:50051 shop.v1.Orders/GetOrder -d '{\"id\": \"ord-1001\"}'

Targets:
  host:port              TLS, except on loopback, where plaintext
  https:// or grpcs://   TLS            http:// or grpc://   plaintext
  unix:/path/to/socket   plaintext over a unix socket

Exit status:
  0 OK; 64 + code for a status that is not OK (UNAVAILABLE is 78), 66 for a code above 16;
  1 schema or input; 2 wrong usage

Long options take one dash too: -plaintext is --plaintext.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the services of a server or of files, or the methods of one service
    #[command(after_help = "Examples:
  farcall list localhost:50051
  farcall list localhost:50051 shop.v1.Orders
  farcall list --proto shop.proto -I protos          Files need no server
  farcall list --protoset shop.binpb shop.v1.Orders")]
    List(Box<ListArgs>),
    /// Print services, messages, methods, fields or enums as .proto text with their comments
    #[command(after_help = "Examples:
  farcall describe localhost:50051                             Every service
  farcall describe localhost:50051 shop.v1.Orders.GetOrder     A method
  farcall describe localhost:50051 shop.v1.Order --msg-template
  farcall describe --proto shop.proto shop.v1.Order")]
    Describe(Box<DescribeArgs>),
    /// Everything about schemas: list and describe them, write them out, make a reference
    #[command(subcommand_required = true, after_help = SCHEMA_EXAMPLES)]
    Schema {
        /// What to do.
        #[command(subcommand)]
        command: SchemaCommand,
    },
    /// Call a method of any kind
    #[command(after_help = CALL_EXAMPLES)]
    Call(Box<CallArgs>),
    /// Print messages from a file or a pipe: by their type, or without a schema by their bytes
    #[command(after_help = DECODE_HELP)]
    Decode(Box<DecodeArgs>),
    /// Compare two messages field by field
    #[command(after_help = COMPARE_HELP)]
    Compare(Box<CompareArgs>),
    /// Write a recorded call in another form: NDJSON, JSON, delimited messages, gRPC's binary log
    #[command(after_help = EXPORT_HELP)]
    Export(Box<RecordingExportArgs>),
    /// Send the requests of a recorded call again and compare what comes back
    #[command(after_help = REPLAY_HELP)]
    Replay(Box<ReplayArgs>),
    /// Open the window on servers, .proto files, folders, descriptor sets, recordings or workspaces
    #[command(after_help = "Examples:
  farcall open localhost:50051
  farcall open protos/ shop.binpb
  farcall open track.fcrec")]
    Open(OpenArgs),
    /// Send saved requests and check their statuses
    #[command(
        after_help = "One line a request says how it went. The exit status is 1 if a status differs from the one saved as expected
(OK, if none was saved). A secret {{secret:NAME}} of a request is read from the environment: FARCALL_SECRET_NAME.

Examples:
  farcall run requests/get-order.json
  FARCALL_SECRET_TOKEN=… farcall run requests/
  farcall run requests/ --token-env API_TOKEN        A token that the files leave out"
    )]
    Run(RunArgs),
    /// Ask a server for its health (grpc.health.v1)
    #[command(
        after_help = "The exit status is 0 if the answer is SERVING, 1 if it is another, 64 + code if there is none.

Examples:
  farcall health localhost:50051
  farcall health localhost:50051 shop.v1.Orders --watch"
    )]
    Health(Box<HealthArgs>),
    /// Find out step by step whether a server can be reached, and what is wrong
    #[command(after_help = PROBE_HELP)]
    Probe(Box<ProbeArgs>),
    /// Show what a server says of its own channels and sockets (grpc.channelz.v1)
    #[command(after_help = "Examples:
  farcall channelz localhost:50051")]
    Channelz(Box<ChannelzArgs>),
    /// Serve the sample: a shop with every kind of method, health, reflection, and faults on request
    #[command(after_help = "The address is printed on stdout once the server listens; Ctrl+C stops it.

Examples:
  farcall sample-server
  farcall sample-server --listen 127.0.0.1:50051")]
    SampleServer(SampleServerArgs),
    /// Take the tour: the sample server, one call of each kind, health, and what each printed
    Demo,
}

const SCHEMA_EXAMPLES: &str = "\
The schema comes from a server's reflection, from .proto files, folders and patterns, from buf workspaces and from \
descriptor sets. What of it could not be loaded is told on stderr; the exit status is 0 if any file loaded.

Examples:
  farcall schema list --proto protos/                           One service a line
  farcall schema describe localhost:50051 shop.v1.Orders
  farcall schema export localhost:50051 --proto-out-dir protos  A server's .proto files
  farcall schema docs --proto protos/ --format html -o shop.html";

/// The commands of `farcall schema`.
#[derive(Debug, Subcommand)]
pub enum SchemaCommand {
    /// Print services, or the methods of one service: the same as `farcall list`
    #[command(after_help = "Examples:
  farcall schema list localhost:50051
  farcall schema list --proto 'protos/**/*.proto' -I protos --json")]
    List(Box<ListArgs>),
    /// Print symbols as .proto text with their comments: the same as `farcall describe`
    #[command(after_help = "Examples:
  farcall schema describe localhost:50051 shop.v1.Orders
  farcall schema describe --protoset shop.binpb shop.v1.Order")]
    Describe(Box<DescribeArgs>),
    /// Write a schema out: as a descriptor set, as .proto files, or both
    #[command(
        after_help = "Without symbols, all that was loaded goes out; with symbols their files and what these import. \
                            A file whose name would lead out of the folder is not written, and the exit status is 1.

Examples:
  farcall schema export localhost:50051 --protoset-out shop.binpb
  farcall schema export localhost:50051 shop.v1.Orders --proto-out-dir protos
  farcall schema export --proto protos/ --protoset-out shop.binpb"
    )]
    Export(Box<ExportArgs>),
    /// Write a reference of a schema to read: services, methods, messages, fields and their comments, in one file
    #[command(after_help = "Examples:
  farcall schema docs localhost:50051 --format html -o shop.html
  farcall schema docs --proto protos/ --package shop.v1 --format md > shop.md")]
    Docs(Box<DocsArgs>),
}

const CALL_EXAMPLES: &str = "\
Several JSON values in --data are several messages. With @ they are read from stdin and sent as they \
come, so that a conversation can be driven through a pipe. Response messages go to stdout as they \
arrive, everything else to stderr. Ctrl+C cancels the call.

Examples (farcall sample-server serves them):
  farcall call localhost:50051 shop.v1.Orders/GetOrder -d '{\"id\": \"ord-1001\"}'
  farcall call localhost:50051 shop.v1.Orders/GetOrder -d @request.json -v
  farcall call localhost:50051 shop.v1.Orders/WatchOrder -d '{\"id\": \"ord-1001\"}' \\
    --format ndjson --timeout 3s
  farcall call localhost:50051 fleet.v1.Drivers/Track -d @ --events
  farcall call localhost:50051 fleet.v1.Telemetry/UploadReadings -d @readings.ndjson --send-every 100ms
  farcall call api.example.com:443 pkg.Service/Method -H 'authorization: Bearer …' \\
    --proto service.proto -I protos";

const PROBE_HELP: &str = "\
The steps are name, proxy, TCP, TLS, ALPN, HTTP/2, gRPC, reflection and health; a step that fails is the last one, or \
the one to look at. The exit status is 0 unless a step fails; that reflection or health is not offered is no failure.

With --format json each step is an object on a line of its own: step, ok (null: not needed, not offered, not reached), \
ms, text, hint.

Examples:
  farcall probe localhost:50051
  farcall probe api.example.com:443 --cacert ca.pem --format json";

/// What `list` takes.
#[derive(Debug, ArgGroup)]
pub struct ListArgs {
    /// The server; not needed where files are the schema
    pub target: Option<String>,
    /// Full name of a service, to list its methods
    pub service: Option<String>,
    /// Print one JSON object a line, instead of names alone
    #[arg(long)]
    pub json: bool,
    /// Where files fill in for a server, say on stderr which do and what they import of each other
    #[arg(short, long)]
    pub verbose: bool,
    #[command(flatten)]
    pub schema: SchemaOptions,
    #[command(flatten)]
    pub reach: ReachOptions,
}

/// What `describe` takes.
#[derive(Debug, ArgGroup)]
pub struct DescribeArgs {
    /// The server; not needed where files are the schema
    pub target: Option<String>,
    /// Full name of what to describe; every service, if left out
    pub symbol: Option<String>,
    /// Add a skeleton of the message as JSON
    #[arg(long)]
    pub msg_template: bool,
    #[command(flatten)]
    pub schema: SchemaOptions,
    #[command(flatten)]
    pub reach: ReachOptions,
}

/// What `schema export` takes.
#[derive(Debug, ArgGroup)]
#[group(id = "out", required = true, multiple = true, args = ["protoset_out", "proto_out_dir"])]
pub struct ExportArgs {
    /// The server, unless files are the schema; then full names of what is to go out
    #[arg(value_name = "TARGET|SYMBOL")]
    pub what: Vec<String>,
    /// Write a descriptor set, comments included
    #[arg(long, value_name = "FILE")]
    pub protoset_out: Option<PathBuf>,
    /// Write .proto files into this folder, each by its name
    #[arg(long, value_name = "DIR")]
    pub proto_out_dir: Option<PathBuf>,
    #[command(flatten)]
    pub schema: SchemaOptions,
    #[command(flatten)]
    pub reach: ReachOptions,
}

/// What `schema docs` takes.
#[derive(Debug, ArgGroup)]
pub struct DocsArgs {
    /// The server; not needed where files are the schema
    pub target: Option<String>,
    /// Markdown, or one HTML file that needs nothing else
    #[arg(long, value_enum)]
    pub format: DocsFormat,
    /// Where to write it; stdout, if left out
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Only this package and those inside of it. Can be repeated
    #[arg(long, value_name = "NAME")]
    pub package: Vec<String>,
    /// The title
    #[arg(long, default_value = "API reference")]
    pub title: String,
    #[command(flatten)]
    pub schema: SchemaOptions,
    #[command(flatten)]
    pub reach: ReachOptions,
}

/// What a reference is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DocsFormat {
    /// Markdown
    Md,
    /// One HTML file
    Html,
}

/// What `open` takes.
#[derive(Debug, ArgGroup)]
pub struct OpenArgs {
    /// Servers, .proto files, descriptor sets, or folders of any of them
    #[arg(value_name = "TARGET|FILE|FOLDER")]
    pub what: Vec<String>,
    /// Folder of saved requests, instead of "My calls" in the data folder
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
}

/// What `run` takes.
#[derive(Debug, ArgGroup)]
pub struct RunArgs {
    /// Saved requests, or folders of them
    #[arg(value_name = "FILE|FOLDER", required = true)]
    pub paths: Vec<PathBuf>,
    /// Print response messages on stderr, too
    #[arg(short, long)]
    pub verbose: bool,
    #[command(flatten)]
    pub json: JsonChoices,
    /// Longest one connection attempt may take
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "10s")]
    pub connect_timeout: Duration,
    #[command(flatten)]
    pub secrets: SecretOptions,
    #[command(flatten)]
    pub schema: SchemaOptions,
}

/// What `health` takes.
#[derive(Debug, ArgGroup)]
pub struct HealthArgs {
    /// The server
    pub target: String,
    /// A service of it; the server as a whole, if left out
    #[arg(default_value = "", hide_default_value = true)]
    pub service: String,
    /// Follow changes until Ctrl+C
    #[arg(long)]
    pub watch: bool,
    /// How long the answer may take (not with --watch)
    #[arg(long, visible_alias = "max-time", value_name = "DURATION", value_parser = parse_duration, default_value = "10s")]
    pub timeout: Duration,
    #[command(flatten)]
    pub reach: ReachOptions,
}

/// What `probe` takes.
#[derive(Debug, ArgGroup)]
pub struct ProbeArgs {
    /// The server
    pub target: String,
    /// How the steps are printed
    #[arg(long, value_enum, default_value_t = ProbeFormat::Text)]
    pub format: ProbeFormat,
    #[command(flatten)]
    pub reach: ReachOptions,
}

/// How the steps of `probe` are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProbeFormat {
    /// One line a step
    Text,
    /// One JSON object a step
    Json,
}

/// What `channelz` takes.
#[derive(Debug, ArgGroup)]
pub struct ChannelzArgs {
    /// The server
    pub target: String,
    #[command(flatten)]
    pub reach: ReachOptions,
}

/// What `sample-server` takes.
#[derive(Debug, ArgGroup)]
pub struct SampleServerArgs {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:50051")]
    pub listen: SocketAddr,
}
