//! Choices for one call: how long, how large, how compressed.
//! What they do is the core's.

use std::time::Duration;

use clap::{Args, ValueEnum};
use farcall_core::call::{CallOptions, Compression, ReadRate};

use crate::units::{parse_duration, parse_size};

/// Choices for a call.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Call")]
pub struct CallChoices {
    /// Deadline of the call, connecting included (500ms, 3s, 1m30s, a bare number is seconds)
    #[arg(long, visible_alias = "max-time", value_name = "DURATION", value_parser = parse_duration, allow_hyphen_values = true)]
    pub timeout: Option<Duration>,
    /// Wait for a connection until the deadline, instead of failing with the first attempt
    #[arg(long)]
    pub wait_for_ready: bool,
    /// Compress request messages
    #[arg(long, value_name = "gzip|deflate|zstd", value_enum, hide_possible_values = true)]
    pub compress: Option<Encoding>,
    /// What responses may be compressed with: gzip, deflate, zstd, parted by commas; identity: not at all [default: all]
    #[arg(long, value_name = "LIST", value_enum, value_delimiter = ',', hide_possible_values = true)]
    pub accept_encoding: Option<Vec<Accepted>>,
    /// Largest response message to accept (bytes, or like 16MiB) [default: 64MiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub max_msg_sz: Option<usize>,
    /// Largest request message to send [default: 64MiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub max_send_sz: Option<usize>,
    /// Largest block of response headers or trailers to accept [default: 64KiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub max_header_sz: Option<usize>,
    /// Read responses no faster than this: 10/s messages, 64KiB/s, 0 for none at all. The server may be 64 KiB ahead, then
    /// HTTP/2 holds it back
    #[arg(long, value_name = "RATE", value_parser = str::parse::<ReadRate>)]
    pub read_rate: Option<ReadRate>,
    /// Make a W3C `traceparent` for the call and show it with -v
    #[arg(long)]
    pub traceparent: bool,
    /// Tell every HTTP/2 frame of the call on stderr, with the windows after it; with --events as objects on stdout
    #[arg(long)]
    pub frames: bool,
}

/// A way to compress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Encoding {
    /// RFC 1952
    Gzip,
    /// The zlib format of RFC 1950
    Deflate,
    /// RFC 8878
    Zstd,
}

/// What `--accept-encoding` lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Accepted {
    /// Not compressed; always accepted
    Identity,
    /// RFC 1952
    Gzip,
    /// The zlib format of RFC 1950
    Deflate,
    /// RFC 8878
    Zstd,
}

impl From<Encoding> for Compression {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Gzip => Compression::Gzip,
            Encoding::Deflate => Compression::Deflate,
            Encoding::Zstd => Compression::Zstd,
        }
    }
}

impl Accepted {
    fn compression(self) -> Option<Compression> {
        match self {
            Accepted::Identity => None,
            Accepted::Gzip => Some(Compression::Gzip),
            Accepted::Deflate => Some(Compression::Deflate),
            Accepted::Zstd => Some(Compression::Zstd),
        }
    }
}

impl CallChoices {
    /// The same as the core knows them; who calls is added by others.
    pub fn options(&self) -> CallOptions {
        let accepted = self.accept_encoding.as_ref();
        CallOptions {
            wait_for_ready: self.wait_for_ready,
            compression: self.compress.map(Compression::from),
            accepted: accepted.map(|list| list.iter().filter_map(|accepted| accepted.compression()).collect()),
            max_message_bytes: self.max_msg_sz,
            max_send_bytes: self.max_send_sz,
            max_header_bytes: self.max_header_sz.map(|bytes| u32::try_from(bytes).unwrap_or(u32::MAX)),
            traceparent: self.traceparent,
            read_rate: self.read_rate,
            frames: self.frames,
            ..CallOptions::default()
        }
    }
}
