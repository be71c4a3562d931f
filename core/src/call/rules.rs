//! What holds for one call: the user's choices, and the service config of the channel where it is stricter.
//! It is worked out once, before the first attempt; it reads no service config, the channel has.

use std::time::Duration;

use super::{CallSpec, Limits};
use crate::{
    status::{Code, Origin, Remedy, Status},
    transport::{Channel, MethodConfig, RetryPolicy, ServiceConfigError, TokenBucket},
};

/// The rules of a call under way.
#[derive(Debug)]
pub(super) struct Rules<'c> {
    /// Counted from `Started`.
    pub(super) timeout: Option<Duration>,
    pub(super) wait_for_ready: bool,
    pub(super) limits: Limits,
    /// What the channel's connections take in; the call's limit is no larger.
    pub(super) most_header_bytes: u32,
    pub(super) retry: Option<&'c RetryPolicy>,
    pub(super) bucket: Option<&'c TokenBucket>,
    by_config: ByConfig,
}

/// Which of them the service config set.
#[derive(Debug, Default)]
struct ByConfig {
    timeout: bool,
    send: bool,
    receive: bool,
}

/// What becomes of a remedy that would not help.
const CONNECTION_LIMIT: &str = "It is the most that a connection takes";

impl<'c> Rules<'c> {
    /// The rules of a call on a channel, or the verdict on a service config that cannot be used.
    pub(super) fn of(spec: &CallSpec, channel: &'c Channel) -> Result<Self, Status> {
        let most_header_bytes = channel.max_header_bytes();
        let mut limits = spec.limits;
        limits.max_header_bytes = limits.max_header_bytes.min(most_header_bytes);
        let mut rules = Self {
            timeout: spec.timeout,
            wait_for_ready: spec.wait_for_ready,
            limits,
            most_header_bytes,
            retry: None,
            bucket: None,
            by_config: ByConfig::default(),
        };
        let Some(config) = channel.service_config() else { return Ok(rules) };
        let config = config.map_err(unusable)?;
        rules.bucket = channel.retry_tokens();
        if let Some(method) = config.method(&spec.method) {
            rules.follow(method);
        }
        Ok(rules)
    }

    fn follow(&mut self, method: &'c MethodConfig) {
        if let Some(timeout) = method.timeout
            && self.timeout.is_none_or(|own| timeout < own)
        {
            self.timeout = Some(timeout);
            self.by_config.timeout = true;
        }
        self.wait_for_ready |= method.wait_for_ready.unwrap_or(false);
        self.by_config.send = lower(&mut self.limits.max_send_bytes, method.max_request_bytes);
        self.by_config.receive = lower(&mut self.limits.max_message_bytes, method.max_response_bytes);
        self.retry = method.retry.as_ref();
    }

    /// A verdict of ours that follows from the service config, or from the connection, names it: no choice of the
    /// call's own would help.
    pub(super) fn explain(&self, status: Status) -> Status {
        let field = match (status.origin, status.code, status.remedy) {
            (Origin::Local, _, Some(Remedy::RaiseHeaderLimit))
                if self.limits.max_header_bytes == self.most_header_bytes =>
            {
                return Status { remedy: None, ..status }.with_hint(CONNECTION_LIMIT);
            }
            (Origin::Local, Code::DEADLINE_EXCEEDED, _) if self.by_config.timeout => "timeout",
            (Origin::Local, _, Some(Remedy::RaiseSendLimit)) if self.by_config.send => "maxRequestMessageBytes",
            (Origin::Local, _, Some(Remedy::RaiseMessageLimit)) if self.by_config.receive => "maxResponseMessageBytes",
            _ => return status,
        };
        Status { remedy: None, ..status }.with_hint(format!("It is {field} of the service config"))
    }
}

/// Whether a limit was lowered.
fn lower(own: &mut usize, to: Option<usize>) -> bool {
    let lower = to.filter(|to| to < own);
    *own = lower.unwrap_or(*own);
    lower.is_some()
}

fn unusable(error: &ServiceConfigError) -> Status {
    Status::local(Code::INVALID_ARGUMENT, format!("The service config cannot be used · {error}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        schema::{MethodKind, MethodPath},
        transport::{ConnectOptions, Target},
    };

    fn spec() -> CallSpec {
        CallSpec::new(MethodPath { service: "a.B".into(), method: "C".into() }, MethodKind::Unary)
    }

    fn channel(config: &str) -> Channel {
        let target = Target { service_config: Some(config.to_owned()), ..Target::new("localhost:1") };
        Channel::new(target, ConnectOptions::default()).unwrap()
    }

    #[test]
    fn the_stricter_of_call_and_config_holds() {
        let config = r#"{"methodConfig": [{"name": [{}], "timeout": "2s", "waitForReady": true,
            "maxRequestMessageBytes": 10, "maxResponseMessageBytes": 4294967295}]}"#;
        let channel = channel(config);
        let rules = Rules::of(&spec(), &channel).unwrap();
        assert_eq!((rules.timeout, rules.wait_for_ready), (Some(Duration::from_secs(2)), true));
        assert_eq!((rules.limits.max_send_bytes, rules.limits.max_message_bytes), (10, 64 << 20));
        let own = CallSpec { timeout: Some(Duration::from_secs(1)), ..spec() };
        assert_eq!(Rules::of(&own, &channel).unwrap().timeout, Some(Duration::from_secs(1)));
    }

    #[test]
    fn a_verdict_names_the_config_where_that_is_what_holds() {
        let channel = channel(r#"{"methodConfig": [{"name": [{}], "timeout": "2s", "maxRequestMessageBytes": 10}]}"#);
        let rules = Rules::of(&spec(), &channel).unwrap();
        let explained = rules.explain(Status::local(Code::DEADLINE_EXCEEDED, "late"));
        assert_eq!(explained.hint.as_deref(), Some("It is timeout of the service config"));
        let sent = Status::local(Code::RESOURCE_EXHAUSTED, "large").with_remedy(Remedy::RaiseSendLimit);
        assert_eq!(rules.explain(sent).remedy, None);
        let received = Status::local(Code::RESOURCE_EXHAUSTED, "large").with_remedy(Remedy::RaiseMessageLimit);
        assert_eq!(rules.explain(received).remedy, Some(Remedy::RaiseMessageLimit));
        assert_eq!(rules.explain(Status::remote(Code::DEADLINE_EXCEEDED, "late")).hint, None);
    }

    #[test]
    fn a_header_limit_is_no_larger_than_what_a_connection_takes() {
        let channel = channel("{}");
        let mut spec = spec();
        spec.limits.max_header_bytes = u32::MAX;
        let rules = Rules::of(&spec, &channel).unwrap();
        assert_eq!(rules.limits.max_header_bytes, 8 << 20);
        let large = || Status::local(Code::RESOURCE_EXHAUSTED, "large").with_remedy(Remedy::RaiseHeaderLimit);
        let explained = rules.explain(large());
        assert_eq!((explained.remedy, explained.hint.as_deref()), (None, Some(CONNECTION_LIMIT)));
        let usual = Rules::of(&self::spec(), &channel).unwrap();
        assert_eq!(usual.explain(large()).remedy, Some(Remedy::RaiseHeaderLimit));
    }

    #[test]
    fn a_config_that_cannot_be_used_is_the_verdict() {
        let channel = channel(r#"{"methodConfig": 1}"#);
        let words = "The service config cannot be used · methodConfig: must be an array, not a number";
        assert_eq!(Rules::of(&spec(), &channel).unwrap_err().message, words);
        let blank = self::channel(" ");
        assert!(Rules::of(&spec(), &blank).is_ok());
    }
}
