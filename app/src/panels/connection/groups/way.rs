//! By which proxy a target is reached, and how calls are spread over its addresses.

use farcall_core::transport::{Endpoint, LoadBalancing, ProxyChoice, Target};

use super::{
    super::{endpoint_of, fields::Fields},
    choose,
};

/// The schemes of a proxy that can be used.
const SCHEMES: [&str; 4] = ["http://", "https://", "socks5://", "socks5h://"];

/// The proxy, and the balancing.
pub fn way_summary(target: &Target) -> String {
    let proxy = match &target.proxy {
        ProxyChoice::Environment => "from the environment".to_owned(),
        ProxyChoice::Direct => "no proxy".to_owned(),
        ProxyChoice::Url(url) => without_credentials(url),
    };
    match (target.load_balancing, &target.proxy) {
        (LoadBalancing::PickFirst, _) => proxy,
        (LoadBalancing::RoundRobin, ProxyChoice::Environment) => "round robin".to_owned(),
        (LoadBalancing::RoundRobin, _) => format!("{proxy}, round robin"),
    }
}

/// The rows of proxy and balancing.
pub fn way_ui(fields: &mut Fields<'_>, target: &mut Target) {
    let before = match target.proxy {
        ProxyChoice::Environment => 0,
        ProxyChoice::Direct => 1,
        ProxyChoice::Url(_) => 2,
    };
    let mut chosen = before;
    choose(fields, "Proxy", &[(0, "Environment"), (1, "None"), (2, "URL")], &mut chosen);
    if chosen != before {
        target.proxy = match chosen {
            1 => ProxyChoice::Direct,
            2 => ProxyChoice::Url(String::new()),
            _ => ProxyChoice::Environment,
        };
    }
    // What this page does not see: a port that is none, a host with blanks.
    let unusable = match (endpoint_of(target), Endpoint::parse(target)) {
        (Ok(_), Err(why)) => Some(why.to_string().replace(" · ", ". ")),
        _ => None,
    };
    match &mut target.proxy {
        ProxyChoice::Environment => fields.hint("HTTPS_PROXY and NO_PROXY apply"),
        ProxyChoice::Direct => fields.hint("Directly, whatever the environment says"),
        ProxyChoice::Url(url) => {
            let wrong = proxy_problem(url).map(str::to_owned).or(unusable);
            let mut typed = Some(url.clone());
            fields.text("Proxy URL", "http://proxy:3128", true, wrong.as_deref(), &mut typed);
            *url = typed.unwrap_or_default();
        }
    }
    let choices = [(LoadBalancing::PickFirst, "Pick first"), (LoadBalancing::RoundRobin, "Round robin")];
    choose(fields, "Balancing", &choices, &mut target.load_balancing);
    fields.hint(match target.load_balancing {
        LoadBalancing::PickFirst => "The first address that answers",
        LoadBalancing::RoundRobin => "All addresses, call by call in turn",
    });
}

/// Why a proxy's URL cannot be used.
pub fn proxy_problem(url: &str) -> Option<&'static str> {
    let rest = SCHEMES.iter().find_map(|scheme| url.trim().strip_prefix(scheme));
    match rest {
        None => Some("Begins with http://, https:// or socks5://"),
        Some("") => Some("The proxy's name is missing"),
        Some(_) => None,
    }
}

/// A URL as it may be shown: user and password left out.
fn without_credentials(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    match (scheme, host) {
        (_, "") => "proxy".to_owned(),
        ("", host) => host.to_owned(),
        (scheme, host) => format!("{scheme}://{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_shown_without_its_password() {
        assert_eq!(without_credentials("http://ada:secret@proxy:3128"), "http://proxy:3128");
        assert_eq!(without_credentials("socks5://proxy"), "socks5://proxy");
        assert_eq!(without_credentials(""), "proxy");
    }

    #[test]
    fn a_proxy_of_an_unknown_scheme_is_refused() {
        assert!(proxy_problem("ftp://proxy").is_some());
        assert!(proxy_problem("http://").is_some());
        assert_eq!(proxy_problem("socks5h://proxy:1080"), None);
    }
}
