//! Metadata for calls and for reflection, as rows.
//! Whether a row can be sent is the core's to judge.

use clap::Args;
use farcall_core::metadata::Row;

/// Metadata for calls and for reflection.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Metadata")]
pub struct MetadataOptions {
    /// Request metadata `name: value`, for the call and for reflection; `-bin` values in base64. Can be repeated
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = parse_header)]
    pub header: Vec<Row>,
    /// Request metadata for the call alone
    #[arg(long, value_name = "NAME: VALUE", value_parser = parse_header)]
    pub rpc_header: Vec<Row>,
    /// Request metadata for reflection alone
    #[arg(long, value_name = "NAME: VALUE", value_parser = parse_header)]
    pub reflect_header: Vec<Row>,
}

impl MetadataOptions {
    /// Rows that go with the call, in the order typed.
    pub fn rpc_rows(&self) -> Vec<Row> {
        [self.header.as_slice(), &self.rpc_header].concat()
    }

    /// Rows that go with reflection.
    pub fn reflection_rows(&self) -> Vec<Row> {
        [self.header.as_slice(), &self.reflect_header].concat()
    }
}

fn parse_header(text: &str) -> Result<Row, String> {
    // A name that begins with a colon would be a pseudo-header: leave it whole, so that the core refuses it by name.
    let colon = text.char_indices().skip(1).find(|(_, c)| *c == ':').map(|(at, _)| at);
    let Some(at) = colon else { return Err("a header is written `name: value`".to_owned()) };
    let (key, value) = (&text[..at], &text[at + 1..]);
    Ok(Row { enabled: true, key: key.trim().to_owned(), value: value.trim().to_owned() })
}
