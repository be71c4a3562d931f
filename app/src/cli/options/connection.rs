//! How to reach the server: by which proxy, protocol and path, over which of its addresses.
//! It looks no name up; the one file it reads is the service config.

use std::{fs, path::Path, path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};
use farcall_core::transport::{Keepalive, LoadBalancing, Protocol, ProxyChoice, Security, ServiceConfig, Target};

use super::TlsChoices;
use crate::{cli::ended::Ended, units::parse_duration};

/// How to reach the server.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Connection")]
pub struct ConnectionOptions {
    /// Plaintext HTTP/2, whatever the address
    #[arg(long, conflicts_with_all = TlsChoices::NAMES)]
    pub plaintext: bool,
    /// Longest one connection attempt may take
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "10s")]
    pub connect_timeout: Duration,
    /// Value of :authority, instead of the address
    #[arg(long, value_name = "NAME")]
    pub authority: Option<String>,
    /// Value of user-agent
    #[arg(long, value_name = "TEXT")]
    pub user_agent: Option<String>,
    /// Go by this proxy (http, https, socks5 or socks5h), or by none; else HTTPS_PROXY and NO_PROXY are obeyed, but for
    /// loopback
    #[arg(long, value_name = "URL|none")]
    pub proxy: Option<String>,
    /// Path to put before /package.Service/Method
    #[arg(long, value_name = "PATH")]
    pub prefix: Option<String>,
    /// Speak gRPC-Web instead of gRPC: --web, or --web=text for the form in base64
    #[arg(long, value_name = "binary|text", value_enum, hide_possible_values = true, num_args = 0..=1, require_equals = true, default_missing_value = "binary")]
    pub web: Option<Web>,
    /// How calls are spread over the addresses of the target [default: pick_first]
    #[arg(long, value_name = "pick_first|round_robin", value_enum, hide_possible_values = true)]
    pub lb: Option<Lb>,
    /// Ping after this long without a byte from the server; servers tolerate 5 minutes and more
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    pub keepalive_time: Option<Duration>,
    /// Give the connection up if a ping is not answered within this [default: 20s]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, requires = "keepalive_time")]
    pub keepalive_timeout: Option<Duration>,
    /// gRPC service config as a JSON file: retries, timeouts
    #[arg(long, value_name = "FILE")]
    pub service_config: Option<PathBuf>,
    #[command(flatten)]
    pub tls: TlsChoices,
}

/// The forms of gRPC-Web.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Web {
    /// application/grpc-web+proto
    Binary,
    /// application/grpc-web-text, which is base64
    Text,
}

/// Policies of load balancing, by the names that gRPC gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Lb {
    /// All calls to the first address that can be reached
    PickFirst,
    /// A connection to each address, calls in turn
    RoundRobin,
}

impl ConnectionOptions {
    /// The target of an address with these choices.
    ///
    /// # Errors
    /// The service config cannot be read or is not JSON; the variable of a password is not there.
    pub fn target(&self, address: &str) -> Result<Target, Ended> {
        let security = match (self.plaintext, self.tls.asks_for_tls()) {
            (true, _) => Security::Plaintext,
            (false, true) => Security::Tls,
            (false, false) => Security::Automatic,
        };
        Ok(Target {
            address: address.to_owned(),
            security,
            tls: self.tls.options()?,
            authority: self.authority.clone(),
            user_agent: self.user_agent.clone(),
            protocol: match self.web {
                None => Protocol::Grpc,
                Some(Web::Binary) => Protocol::GrpcWeb,
                Some(Web::Text) => Protocol::GrpcWebText,
            },
            path_prefix: self.prefix.clone(),
            proxy: self.proxy_choice(),
            load_balancing: match self.lb {
                None | Some(Lb::PickFirst) => LoadBalancing::PickFirst,
                Some(Lb::RoundRobin) => LoadBalancing::RoundRobin,
            },
            keepalive: self.keepalive(),
            service_config: self.service_config.as_deref().map(service_config).transpose()?,
        })
    }

    fn proxy_choice(&self) -> ProxyChoice {
        match self.proxy.as_deref() {
            None => ProxyChoice::Environment,
            Some("none" | "") => ProxyChoice::Direct,
            Some(url) => ProxyChoice::Url(url.to_owned()),
        }
    }

    fn keepalive(&self) -> Option<Keepalive> {
        let defaults = Keepalive::default();
        let timeout = self.keepalive_timeout.unwrap_or(defaults.timeout);
        self.keepalive_time.map(|time| Keepalive { time, timeout, ..defaults })
    }
}

/// The text of the file, if it is a service config.
fn service_config(path: &Path) -> Result<String, Ended> {
    let named = |what: &str| format!("--service-config {} {what}", path.display());
    let text = fs::read_to_string(path).map_err(|why| Ended::because(named("cannot be read"), why))?;
    match ServiceConfig::parse(&text) {
        Ok(_) => Ok(text),
        Err(error) => {
            let (line, column) = error.position;
            Err(Ended::because(named("cannot be used"), format!("{line}:{column} {error}")))
        }
    }
}
