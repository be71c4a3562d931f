//! How a server is reached, and as whom: what every command takes that asks one.
//! It opens no connection.

use clap::Args;

use super::{AuthOptions, ConnectionOptions, MetadataOptions};

/// How a server is reached, and as whom.
#[derive(Debug, Args)]
pub struct ReachOptions {
    #[command(flatten)]
    pub metadata: MetadataOptions,
    #[command(flatten)]
    pub auth: AuthOptions,
    #[command(flatten)]
    pub connection: ConnectionOptions,
}
