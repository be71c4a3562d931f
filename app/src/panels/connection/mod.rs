//! How a target is connected to: the sign in its field, the popover with the choices, and what mends a failed try.

mod channel;
mod fields;
mod groups;
mod popover;

use egui::Color32;
use farcall_core::{
    status::Remedy,
    transport::{Endpoint, LoadBalancing, Protocol, ProxyChoice, Security, Target, TargetError},
};

pub use self::{
    channel::{follow_countdown, next_try, tone, word},
    popover::{Asked, popover_ui},
};
use crate::theme::{Icon, Tokens, icons};

/// How a target is secured, in a sign and a word.
pub struct SecuritySign {
    /// A closed, open or crossed lock.
    pub icon: Icon,
    /// `TLS`, `Plaintext`, `Not verified`, or nothing while the address is incomplete.
    pub word: &'static str,
    warns: bool,
}

impl SecuritySign {
    /// Its colour.
    pub fn color(&self, t: &Tokens) -> Color32 {
        if self.warns { t.warn } else { t.text2 }
    }
}

/// How a target would be secured as it stands.
pub fn security(target: &Target) -> SecuritySign {
    match endpoint_of(target) {
        Err(_) => SecuritySign { icon: icons::LOCK, word: "", warns: false },
        Ok(endpoint) if !endpoint.tls => SecuritySign { icon: icons::LOCK_OPEN_RIGHT, word: "Plaintext", warns: false },
        Ok(_) if target.tls.skip_verification => {
            SecuritySign { icon: icons::NO_ENCRYPTION, word: "Not verified", warns: true }
        }
        Ok(_) => SecuritySign { icon: icons::LOCK, word: "TLS", warns: false },
    }
}

/// Where a target lies, even while its proxy is being typed.
pub fn endpoint_of(target: &Target) -> Result<Endpoint, TargetError> {
    Endpoint::parse(&Target { proxy: ProxyChoice::Direct, ..target.clone() })
}

/// What of a target's choices is not as by default, in a word each; how it is secured is told by its sign.
pub fn choices(target: &Target) -> Vec<&'static str> {
    let words = [
        match target.protocol {
            Protocol::Grpc => None,
            Protocol::GrpcWeb => Some("web"),
            Protocol::GrpcWebText => Some("web text"),
        },
        match target.proxy {
            ProxyChoice::Environment => None,
            ProxyChoice::Direct => Some("no proxy"),
            ProxyChoice::Url(_) => Some("proxy"),
        },
        target.path_prefix.as_ref().map(|_| "prefix"),
        (target.load_balancing == LoadBalancing::RoundRobin).then_some("round robin"),
        target.tls.client_certificate.as_ref().map(|_| "client certificate"),
        target.tls.roots.as_ref().map(|_| "own roots"),
        target.tls.key_log.as_ref().map(|_| "key log"),
        target.keepalive.map(|_| "keepalive"),
        target.service_config.as_ref().map(|_| "service config"),
        target.authority.as_ref().map(|_| "authority"),
        target.user_agent.as_ref().map(|_| "user agent"),
    ];
    words.into_iter().flatten().collect()
}

/// Whether something typed among the choices cannot be used.
pub fn is_invalid(target: &Target) -> bool {
    let proxy = match &target.proxy {
        ProxyChoice::Url(url) => groups::proxy_problem(url).is_some(),
        ProxyChoice::Environment | ProxyChoice::Direct => false,
    };
    proxy || target.service_config.as_deref().is_some_and(|text| groups::service_config_problem(text).is_some())
}

/// Security and choices in one line: `TLS · proxy · web`.
pub fn summary(target: &Target) -> String {
    let word = security(target).word;
    let words = [word].into_iter().filter(|word| !word.is_empty()).chain(choices(target));
    words.collect::<Vec<_>>().join(" · ")
}

/// The target as a remedy changes it; `None` where the remedy is no choice of the connection.
pub fn mended(target: &Target, remedy: Remedy) -> Option<Target> {
    let mut mended = target.clone();
    match remedy {
        Remedy::UsePlaintext => mended.security = Security::Plaintext,
        Remedy::UseTls => mended.security = Security::Tls,
        Remedy::ConnectWithoutAlpn => mended.tls.without_alpn = true,
        Remedy::ShowCertificate
        | Remedy::ChooseClientCertificate
        | Remedy::RaiseMessageLimit
        | Remedy::RaiseSendLimit
        | Remedy::RaiseHeaderLimit
        | Remedy::SignIn => return None,
    }
    // A scheme that says the other thing would contradict the choice.
    if Endpoint::parse(&mended).is_err()
        && let Some((_, rest)) = target.address.split_once("://")
    {
        // Without a scheme a path stands in the choice of its own.
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        mended.address = authority.to_owned();
        if !path.is_empty() {
            mended.path_prefix = Some(format!("/{path}"));
        }
    }
    Some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_as_by_default_is_summed_up() {
        let mut target = Target::new("shop.example:443");
        assert_eq!((summary(&target).as_str(), choices(&target).len()), ("TLS", 0));
        target.protocol = Protocol::GrpcWeb;
        target.proxy = ProxyChoice::Url("http://proxy:3128".to_owned());
        assert_eq!(summary(&target), "TLS · web · proxy");
        assert!(!is_invalid(&target));
        target.service_config = Some("{".to_owned());
        assert!(is_invalid(&target));
    }

    #[test]
    fn a_remedy_takes_away_the_scheme_that_contradicts_it() {
        let plain = mended(&Target::new("https://127.0.0.1:50051"), Remedy::UsePlaintext);
        let plain = plain.unwrap_or_default();
        assert_eq!((plain.address.as_str(), plain.security), ("127.0.0.1:50051", Security::Plaintext));
        assert_eq!(security(&plain).word, "Plaintext");
        let tls = mended(&Target::new("localhost:443"), Remedy::UseTls).unwrap_or_default();
        assert_eq!((tls.address.as_str(), security(&tls).word), ("localhost:443", "TLS"));
        assert!(mended(&tls, Remedy::ShowCertificate).is_none());
        let tls = mended(&Target::new("http://h:1/api/"), Remedy::UseTls).unwrap_or_default();
        assert_eq!(Endpoint::parse(&tls).map(|endpoint| endpoint.path_prefix).as_deref(), Ok("/api"));
    }
}
