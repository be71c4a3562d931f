//! Which proxy a target goes by: the one it chose, or what the environment says for each of its hosts.
//! It connects to none.

use super::{Environment, Proxy, error, exceptions::Exceptions};
use crate::transport::{
    ConnectError, Endpoint, HostPort, ProxyChoice, ProxyFault, Target, TlsOptions, endpoint::ProxyUrl,
};

/// The variables that name a proxy, in the order of grpc `doc/environment_variables.md`, each in both spellings, then
/// the one that other programs use for all protocols. The first that has a value counts.
const PROXY: [&str; 8] =
    ["grpc_proxy", "GRPC_PROXY", "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];
/// The variables that name the hosts to reach without a proxy.
const EXCEPTIONS: [&str; 4] = ["no_grpc_proxy", "NO_GRPC_PROXY", "no_proxy", "NO_PROXY"];

/// How sockets get to the hosts of a target: straight, or by a proxy.
#[derive(Debug, Clone, Default)]
pub(in crate::transport) struct Route {
    proxy: Option<Proxy>,
    /// What the environment says about a proxy of its own; one that was chosen has no exceptions.
    exceptions: Option<Exceptions>,
}

impl Route {
    /// The proxy that a target chose, or that the environment says.
    ///
    /// # Errors
    /// The URL in a variable that would count cannot be read.
    pub(in crate::transport) fn choose(
        target: &Target,
        endpoint: &Endpoint,
        environment: &Environment,
    ) -> Result<Self, ConnectError> {
        match &target.proxy {
            ProxyChoice::Direct => Ok(Self::default()),
            ProxyChoice::Url(url) => Ok(Self { proxy: Some(proxy(url, None, target)?), exceptions: None }),
            ProxyChoice::Environment => {
                let exceptions = Exceptions::parse(&environment.first(&EXCEPTIONS).unwrap_or_default().1);
                if endpoint.address.hosts().iter().all(|host| is_excepted(&exceptions, host)) {
                    return Ok(Self::default());
                }
                let Some((variable, url)) = environment.first(&PROXY) else { return Ok(Self::default()) };
                Ok(Self { proxy: Some(proxy(&url, Some(variable), target)?), exceptions: Some(exceptions) })
            }
        }
    }

    /// The proxy, whatever host it is asked for: an address that a name was looked up to has no exceptions of its own.
    pub(in crate::transport) fn proxy(&self) -> Option<&Proxy> {
        self.proxy.as_ref()
    }

    /// The proxy that a host is asked of; `None`: it is reached straight.
    pub(in crate::transport) fn proxy_for(&self, host: &HostPort) -> Option<&Proxy> {
        match &self.exceptions {
            Some(exceptions) if is_excepted(exceptions, host) => None,
            _ => self.proxy.as_ref(),
        }
    }
}

fn is_excepted(exceptions: &Exceptions, host: &HostPort) -> bool {
    host.is_loopback() || exceptions.cover(host)
}

fn proxy(url: &str, variable: Option<&'static str>, target: &Target) -> Result<Proxy, ConnectError> {
    let url = ProxyUrl::parse(url).map_err(|reason| error("", variable, ProxyFault::Setting { reason }))?;
    // Behind a company's proxy its own authority stands for both; there is no HTTP/2 to agree on.
    let tls = TlsOptions { roots: target.tls.roots.clone(), without_alpn: true, ..TlsOptions::default() };
    Ok(Proxy { url, variable, tls })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The proxy of the first host, as it is shown, or the error.
    fn chosen(address: &str, proxy: ProxyChoice, variables: &[(&str, &str)]) -> Result<Option<String>, String> {
        let target = Target { proxy, ..Target::new(address) };
        let endpoint = Endpoint::parse(&target).unwrap();
        let environment = Environment::of(variables.iter().copied());
        let route = Route::choose(&target, &endpoint, &environment).map_err(|error| error.message())?;
        let first = endpoint.address.hosts().into_iter().next();
        Ok(first.and_then(|host| route.proxy_for(&host).map(ToString::to_string)))
    }

    fn by_environment(address: &str, variables: &[(&str, &str)]) -> Option<String> {
        chosen(address, ProxyChoice::Environment, variables).unwrap()
    }

    #[test]
    fn the_first_variable_with_a_value_counts() {
        let all = [("all_proxy", "a:1"), ("HTTP_PROXY", "b:1"), ("https_proxy", "c:1"), ("grpc_proxy", "d:1")];
        let expected = [
            "http://a:1 (all_proxy)",
            "http://b:1 (HTTP_PROXY)",
            "http://c:1 (https_proxy)",
            "http://d:1 (grpc_proxy)",
        ];
        for (count, expected) in expected.into_iter().enumerate() {
            assert_eq!(by_environment("api.test:443", &all[..=count]).as_deref(), Some(expected));
        }
        assert_eq!(by_environment("api.test:443", &[]), None);
        assert_eq!(by_environment("api.test:443", &[("https_proxy", " ")]), None);
        let socks = [("HTTPS_PROXY", ""), ("ALL_PROXY", "socks5h://me:secret@s")];
        assert_eq!(by_environment("api.test:443", &socks).as_deref(), Some("socks5h://s:1080 (ALL_PROXY)"));
    }

    #[test]
    fn this_machine_and_the_exceptions_are_reached_straight() {
        let variables = [("HTTPS_PROXY", "proxy:3128"), ("NO_PROXY", "inner.test, 10.0.0.0/8")];
        for straight in ["localhost:1", "127.0.0.2:1", "[::1]:1", "unix:/a", "a.inner.test:1", "10.1.2.3:1"] {
            assert_eq!(by_environment(straight, &variables), None, "{straight}");
        }
        assert!(by_environment("outer.test:1", &variables).is_some());
        let own = [("HTTPS_PROXY", "proxy:3128"), ("no_proxy", "*"), ("no_grpc_proxy", "other.test")];
        assert!(by_environment("inner.test:1", &own).is_some(), "no_grpc_proxy goes before no_proxy");
    }

    #[test]
    fn a_list_goes_by_the_proxy_where_it_must() {
        let target = Target::new("inner.test:1,outer.test:1");
        let endpoint = Endpoint::parse(&target).unwrap();
        let environment = Environment::of([("https_proxy", "proxy:3128"), ("no_proxy", "inner.test")]);
        let route = Route::choose(&target, &endpoint, &environment).unwrap();
        let by_proxy = endpoint.address.hosts().iter().map(|host| route.proxy_for(host).is_some()).collect::<Vec<_>>();
        assert_eq!(by_proxy, [false, true]);
    }

    #[test]
    fn a_choice_stands_above_the_environment() {
        let variables = [("HTTPS_PROXY", "proxy:3128"), ("NO_PROXY", "*")];
        assert_eq!(chosen("api.test:1", ProxyChoice::Direct, &variables[..1]), Ok(None));
        let url = ProxyChoice::Url("socks5://me:secret@mine".into());
        assert_eq!(chosen("localhost:1", url, &variables), Ok(Some("socks5://mine:1080".into())));
    }

    #[test]
    fn a_variable_that_cannot_be_read_is_named_where_it_would_count() {
        let broken = [("HTTPS_PROXY", "ftp://me:secret@proxy")];
        assert_eq!(by_environment("localhost:1", &broken), None);
        let words =
            "Can't use the proxy of HTTPS_PROXY · \"ftp:\" is not supported: use http, https, socks5 or socks5h.";
        assert_eq!(chosen("api.test:1", ProxyChoice::Environment, &broken), Err(words.into()));
        let environment = Environment::of(broken);
        assert_eq!(format!("{environment:?}"), "[\"HTTPS_PROXY\"]");
    }
}
