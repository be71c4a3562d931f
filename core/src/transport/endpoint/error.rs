//! Why a target cannot be used, in the words that stand under its field.
//! It reads nothing itself.

/// Why an address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Nothing typed.
    #[error("No address · Write host:port, a URL, or unix:PATH.")]
    Empty,
    /// A bare host without a port.
    #[error("\"{host}\" has no port · Write {host}:PORT.")]
    MissingPort {
        /// As typed.
        host: String,
    },
    /// Not a number from 1 to 65535.
    #[error("\"{port}\" is not a port · Ports are 1 to 65535.")]
    InvalidPort {
        /// As typed.
        port: String,
    },
    /// Not a host name or an IP address.
    #[error("\"{host}\" is not a host name or an IP address{}", if host.is_empty() { " · Write localhost:PORT for this machine." } else { "" })]
    InvalidHost {
        /// As typed.
        host: String,
    },
    /// What stands after `ipv4:` or `ipv6:` is no such address.
    #[error("\"{address}\" is not an {family} address")]
    InvalidIp {
        /// As typed, without its port.
        address: String,
        /// IPv4 or IPv6.
        family: &'static str,
    },
    /// More than one colon, without brackets.
    #[error("\"{address}\" is ambiguous · Put an IPv6 address in brackets: [::1]:50051.")]
    UnbracketedIpv6 {
        /// As typed.
        address: String,
    },
    /// A scheme we do not know.
    #[error(
        "\"{scheme}:\" is not supported · Use host:port, http, https, grpc, grpcs, dns, ipv4, ipv6, unix or unix-abstract."
    )]
    UnknownScheme {
        /// As typed.
        scheme: String,
    },
    /// `dns://server/name`: a DNS server of its own choice.
    #[error("DNS server \"{server}\" cannot be chosen · Names are looked up by this system: {scheme}:///HOST:PORT.")]
    ResolverGiven {
        /// The scheme.
        scheme: &'static str,
        /// As typed.
        server: String,
    },
    /// A path after an address that is no URL.
    #[error("Only a URL has a path, but \"{path}\" was given · Write http://{address}{path}, or https.")]
    PathGiven {
        /// What stands before it.
        address: String,
        /// The path, query or fragment.
        path: String,
    },
    /// A prefix that no path can begin with.
    #[error("\"{prefix}\" cannot be a path prefix · Write /path, without spaces, ? or #.")]
    InvalidPathPrefix {
        /// As typed.
        prefix: String,
    },
    /// The URL has one path, the choice says another.
    #[error("The URL has the path \"{path}\", but the prefix \"{prefix}\" is chosen")]
    PathPrefixConflict {
        /// Of the URL.
        path: String,
        /// As chosen.
        prefix: String,
    },
    /// `user:password@host`.
    #[error("A target has no user name or password · Send them as \"authorization\" metadata.")]
    CredentialsGiven,
    /// The scheme says one thing, the choice another.
    #[error("\"{scheme}://\" means {scheme_means}, but {chosen} is chosen")]
    SecurityConflict {
        /// As typed.
        scheme: String,
        /// What the scheme means.
        scheme_means: &'static str,
        /// What was chosen.
        chosen: &'static str,
    },
    /// The authority override cannot be sent.
    #[error("\"{authority}\" cannot be an authority")]
    InvalidAuthority {
        /// As typed.
        authority: String,
    },
    /// The user-agent override cannot be sent.
    #[error("\"{user_agent}\" cannot be a user-agent")]
    InvalidUserAgent {
        /// As typed.
        user_agent: String,
    },
    /// The proxy chosen cannot be one.
    #[error("The proxy cannot be used · {reason}")]
    InvalidProxy {
        /// What is wrong with it; without its user name and password.
        reason: String,
    },
    /// A proxy was chosen for a unix socket.
    #[error("A unix socket cannot be reached by a proxy · Choose no proxy.")]
    ProxyForUnixSocket,
}
