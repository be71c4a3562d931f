//! A web server asked once over HTTP/1.1: URL checked, connection of its own, answer bounded in size and time.
//! It follows no redirect and does not know what is asked.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Uri, header};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::task::JoinSet;

use super::AuthError;
use crate::{
    metadata::visible,
    transport::{Target, WebServer},
};

/// What is read of an answer at most.
const LARGEST_ANSWER: usize = 1 << 20;

/// Where something is asked.
#[derive(Debug, Clone)]
pub(super) struct Url {
    which: &'static str,
    uri: Uri,
    authority: String,
    /// Scheme, host and port.
    origin: String,
    is_here: bool,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) body: Bytes,
}

impl Url {
    /// Reads a URL: https, or http on this machine alone.
    pub(super) fn parse(which: &'static str, typed: &str) -> Result<Self, AuthError> {
        let unusable = |reason: &str| AuthError::Url { which, reason: reason.to_owned() };
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(unusable("There is none"));
        }
        let uri: Uri = typed.parse().map_err(|_| unusable("It is not a URL"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(unusable("It does not begin with https://"));
        };
        if authority.as_str().contains('@') {
            return Err(unusable("It has a user name or password"));
        }
        let port = match scheme {
            "https" => authority.port_u16().unwrap_or(443),
            "http" if is_loopback(authority.host()) => authority.port_u16().unwrap_or(80),
            "http" => return Err(unusable("https is needed, except on this machine")),
            _ => return Err(unusable("It does not begin with https://")),
        };
        let origin = format!("{scheme}://{}:{port}", authority.host());
        let (is_here, authority) = (is_loopback(authority.host()), authority.as_str().to_owned());
        let url = Self { which, uri, authority, origin, is_here };
        url.server(&Target::default())?;
        Ok(url)
    }

    fn server(&self, like: &Target) -> Result<WebServer, AuthError> {
        let server = WebServer::at(&self.origin, self.is_here, like);
        server.map_err(|error| AuthError::Url { which: self.which, reason: error.to_string() })
    }

    /// The host, safe to show.
    pub(super) fn host(&self) -> String {
        visible(self.uri.host().unwrap_or_default().as_bytes())
    }

    /// The URL with more parameters in its query.
    pub(super) fn with_query(&self, query: &str) -> String {
        let text = self.uri.to_string();
        let joint = if self.uri.query().is_some() { '&' } else { '?' };
        format!("{text}{joint}{query}")
    }

    /// Posts a form; the server is reached as `like` is.
    pub(super) async fn post(
        &self,
        form: String,
        authorization: Option<HeaderValue>,
        like: &Target,
        limit: Duration,
    ) -> Result<Answer, AuthError> {
        let exchange = self.exchange(form, authorization, like, limit);
        tokio::time::timeout(limit, exchange).await.unwrap_or(Err(AuthError::TimedOut { limit }))
    }

    async fn exchange(
        &self,
        form: String,
        authorization: Option<HeaderValue>,
        like: &Target,
        limit: Duration,
    ) -> Result<Answer, AuthError> {
        let stream = self.server(like)?.open(limit).await;
        let stream = stream.map_err(|error| AuthError::Unreachable(Arc::new(error)))?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| broken(&error))?;
        // Dropped with this future, whatever the server still sends.
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let request = self.request(form, authorization)?;
        let response = sender.send_request(request).await.map_err(|error| broken(&error))?;
        let status = response.status().as_u16();
        let content_type = response.headers().get(header::CONTENT_TYPE).map(|value| visible(value.as_bytes()));
        let body = Limited::new(response.into_body(), LARGEST_ANSWER).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                return AuthError::TooLarge { limit_bytes: LARGEST_ANSWER };
            }
            AuthError::Broken { reason: error.to_string() }
        })?;
        Ok(Answer { status, content_type, body: body.to_bytes() })
    }

    fn request(&self, form: String, authorization: Option<HeaderValue>) -> Result<Request<Full<Bytes>>, AuthError> {
        let path = self.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::HOST, &self.authority)
            .header(header::USER_AGENT, concat!("farcall/", env!("CARGO_PKG_VERSION")))
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(mut value) = authorization {
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        request.body(Full::new(form.into())).map_err(|error| AuthError::Broken { reason: error.to_string() })
    }
}

fn broken(error: &hyper::Error) -> AuthError {
    AuthError::Broken { reason: error.to_string() }
}

/// Whether a host of a URL is this machine (RFC 8252, section 8.3).
fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|ip: IpAddr| ip.to_canonical().is_loopback())
}

/// `127.0.0.1`: what a browser comes back to.
pub(super) const LOOPBACK: Ipv4Addr = Ipv4Addr::LOCALHOST;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_this_machine_is_asked() {
        let host = |typed: &str| Url::parse("token URL", typed).map(|url| url.host()).map_err(|error| error.message());
        for (typed, name) in [
            ("https://auth.test/token", "auth.test"),
            ("https://auth.test:8443", "auth.test"),
            ("http://127.0.0.1:80/t", "127.0.0.1"),
            ("http://localhost:8080/t?a=b", "localhost"),
            ("http://[::1]:1/t", "[::1]"),
        ] {
            assert_eq!(host(typed).unwrap(), name);
        }
        for (typed, reason) in [
            ("", "There is none"),
            ("http://auth.test/token", "https is needed, except on this machine"),
            ("auth.test/token", "It is not a URL"),
            ("/token", "It does not begin with https://"),
            ("ftp://auth.test/token", "It does not begin with https://"),
            ("https://u:hunter2@auth.test/", "It has a user name or password"),
            ("http://127.0.0.1.evil.test/", "https is needed, except on this machine"),
            ("https://a b/", "It is not a URL"),
        ] {
            assert_eq!(host(typed).unwrap_err(), format!("The token URL cannot be used · {reason}"), "{typed}");
        }
    }

    #[test]
    fn parameters_join_those_of_the_url() {
        let joined = |typed: &str| Url::parse("token URL", typed).unwrap().with_query("a=1");
        assert_eq!(joined("https://a.test/x"), "https://a.test/x?a=1");
        assert_eq!(joined("https://a.test/x?b=2"), "https://a.test/x?b=2&a=1");
    }
}
