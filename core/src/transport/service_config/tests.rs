//! Tests of the service config: what is read, what is refused and in which words, waits and tokens.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::status::Code;

fn path(service: &str, method: &str) -> MethodPath {
    MethodPath { service: service.to_owned(), method: method.to_owned() }
}

fn refused(text: &str) -> String {
    ServiceConfig::parse(text).unwrap_err().to_string()
}

/// A method config for all methods with this inside.
fn for_all(inside: &str) -> String {
    format!(r#"{{"methodConfig": [{{"name": [{{}}], {inside}}}]}}"#)
}

const RETRY: &str = r#""maxAttempts": 3, "initialBackoff": "0.1s", "maxBackoff": "1s", "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE", "aborted", 8]"#;

#[test]
fn everything_that_is_known_is_read() {
    let text = format!(
        r#"{{
            "loadBalancingConfig": [{{"xds": {{"a": 1}}}}, {{"round_robin": {{}}}}],
            "retryThrottling": {{"maxTokens": 10, "tokenRatio": 0.1009}},
            "methodConfig": [
                {{"name": [{{"service": "a.B", "method": "C"}}], "timeout": "1.5s", "waitForReady": true,
                  "maxRequestMessageBytes": 10, "maxResponseMessageBytes": "20"}},
                {{"name": [{{"service": "a.B"}}, {{"service": "d.E"}}], "timeout": "2s", "waitForReady": null}},
                {{"name": [{{}}], "retryPolicy": {{{RETRY}}}}}
            ]
        }}"#
    );
    let config = ServiceConfig::parse(&text).unwrap();
    assert_eq!(config.load_balancing(), Some(LoadBalancing::RoundRobin));
    assert_eq!(config.throttling(), Some(RetryThrottling { max_tokens: 10, token_ratio_thousandths: 100 }));
    let exact = MethodConfig {
        wait_for_ready: Some(true),
        timeout: Some(Duration::from_millis(1500)),
        max_request_bytes: Some(10),
        max_response_bytes: Some(20),
        retry: None,
    };
    assert_eq!(config.method(&path("a.B", "C")), Some(&exact));
    for (service, method) in [("a.B", "D"), ("d.E", "C")] {
        assert_eq!(config.method(&path(service, method)).unwrap().timeout, Some(Duration::from_secs(2)));
    }
    let retry = config.method(&path("x.Y", "Z")).unwrap().retry.clone().unwrap();
    assert_eq!(retry.retryable_codes, [Code::UNAVAILABLE, Code::ABORTED, Code::RESOURCE_EXHAUSTED]);
    assert_eq!((retry.max_attempts, retry.max_backoff), (3, Duration::from_secs(1)));
}

#[test]
fn a_method_without_an_entry_is_left_alone() {
    let config = ServiceConfig::parse(r#"{"methodConfig": [{"name": [{"service": "a.B", "method": "C"}]}]}"#).unwrap();
    assert_eq!(config.method(&path("a.B", "D")), None);
    assert_eq!(ServiceConfig::parse("{}").unwrap(), ServiceConfig::default());
}

#[test]
fn more_than_five_attempts_are_five() {
    let config = ServiceConfig::parse(&for_all(&format!(
        r#""retryPolicy": {{{}}}"#,
        RETRY.replace(r#""maxAttempts": 3"#, r#""maxAttempts": 99"#)
    )));
    assert_eq!(config.unwrap().method(&path("a", "b")).unwrap().retry.as_ref().unwrap().max_attempts, 5);
}

#[test]
fn what_is_wrong_is_named_by_its_path() {
    let policy = |from: &str, to: &str| {
        assert!(RETRY.contains(from), "{from}");
        for_all(&format!(r#""retryPolicy": {{{}}}"#, RETRY.replace(from, to)))
    };
    let at = "methodConfig[0].retryPolicy";
    let cases = [
        (String::new(), "empty; a JSON value is wanted".to_owned()),
        ("[]".to_owned(), "must be an object, not an array".to_owned()),
        (
            r#"{"methodConfigs": []}"#.to_owned(),
            "methodConfigs: is not known here; methodConfig, retryThrottling, loadBalancingConfig, \
             loadBalancingPolicy and healthCheckConfig are"
                .to_owned(),
        ),
        (r#"{"methodConfig": {}}"#.to_owned(), "methodConfig: must be an array, not an object".to_owned()),
        (r#"{"methodConfig": [{}]}"#.to_owned(), "methodConfig[0].name: is missing".to_owned()),
        (
            r#"{"methodConfig": [{"name": [{}]}, {"name": [{}]}]}"#.to_owned(),
            "methodConfig[1].name[0]: is named a second time".to_owned(),
        ),
        (
            r#"{"methodConfig": [{"name": [{"method": "a"}]}]}"#.to_owned(),
            "methodConfig[0].name[0]: a method needs its service".to_owned(),
        ),
        (for_all(r#""hedgingPolicy": {}"#), "methodConfig[0].hedgingPolicy: hedging is not supported".to_owned()),
        (for_all(r#""timeout": "5""#), r#"methodConfig[0].timeout: "5" is not a duration like 1.5s"#.to_owned()),
        (for_all(r#""timeout": "-1s""#), "methodConfig[0].timeout: must not be negative".to_owned()),
        (for_all(r#""timeout": "1s", "timeout": "2s""#), "methodConfig[0].timeout: is given twice".to_owned()),
        (policy("\"maxAttempts\": 3", "\"maxAttempts\": 1"), format!("{at}.maxAttempts: must be 2 or more")),
        (
            policy("\"maxAttempts\": 3", "\"maxAttempts\": 2.5"),
            format!("{at}.maxAttempts: 2.5 is not a whole number of 32 bits"),
        ),
        (policy("\"maxAttempts\": 3,", ""), format!("{at}.maxAttempts: is missing")),
        (policy("\"0.1s\"", "\"0s\""), format!("{at}.initialBackoff: must be more than 0s")),
        (policy("\"1s\"", "1"), format!("{at}.maxBackoff: must be a string, not a number")),
        (policy("\"backoffMultiplier\": 2", "\"backoffMultiplier\": 0"), {
            format!("{at}.backoffMultiplier: must be more than 0")
        }),
        (policy("\"aborted\"", "\"ABORT\""), format!("{at}.retryableStatusCodes[1]: \"ABORT\" is not a status code")),
        (policy(", 8]", ", 17]"), format!("{at}.retryableStatusCodes[2]: 17 is not a status code")),
        (
            policy("[\"UNAVAILABLE\", \"aborted\", 8]", "[]"),
            format!("{at}.retryableStatusCodes: must name a status code"),
        ),
        (
            r#"{"retryThrottling": {"maxTokens": 1001, "tokenRatio": 1}}"#.to_owned(),
            "retryThrottling.maxTokens: must be 1 to 1000".to_owned(),
        ),
        (
            r#"{"retryThrottling": {"maxTokens": 10, "tokenRatio": 0.0001}}"#.to_owned(),
            "retryThrottling.tokenRatio: must be 0.001 or more".to_owned(),
        ),
        (
            r#"{"loadBalancingConfig": [{"xds": {}}, {"rls": {}}]}"#.to_owned(),
            r#"loadBalancingConfig: "xds", "rls" is not supported; pick_first and round_robin are"#.to_owned(),
        ),
        (
            r#"{"loadBalancingConfig": [{"pick_first": {"shuffleAddressList": true}}]}"#.to_owned(),
            "loadBalancingConfig[0].pick_first.shuffleAddressList: shuffling is not supported".to_owned(),
        ),
        (
            r#"{"healthCheckConfig": {"serviceName": "a"}}"#.to_owned(),
            "healthCheckConfig: health checks of a channel are not supported".to_owned(),
        ),
    ];
    for (text, words) in cases {
        assert_eq!(refused(&text), words, "{text}");
    }
}

#[test]
fn what_is_wrong_is_found_in_the_text() {
    let error = ServiceConfig::parse("{\n  \"methodConfig\": [\n    {\"name\": 1}\n  ]\n}").unwrap_err();
    assert_eq!((error.position, error.path.as_str()), ((3, 14), "methodConfig[0].name"));
    assert_eq!(ServiceConfig::parse("{\n ,").unwrap_err().position, (2, 2));
}

#[test]
fn waits_grow_up_to_their_bound_and_jitter_by_a_fifth() {
    let config = ServiceConfig::parse(&for_all(&format!(r#""retryPolicy": {{{RETRY}}}"#))).unwrap();
    let policy = config.method(&path("a", "b")).unwrap().retry.clone().unwrap();
    let millis = |earlier, jitter| policy.backoff(earlier, jitter).as_millis();
    assert_eq!([0, 1, 2, 3, 4].map(|earlier| millis(earlier, 0.5)), [100, 200, 400, 800, 1000]);
    assert_eq!((millis(0, 0.0), millis(0, 1.0)), (80, 120));
    assert_eq!((millis(u32::MAX, 1.0), millis(0, f64::INFINITY)), (1200, 120));
}

#[test]
fn tokens_run_out_at_half_and_come_back_slowly() {
    let bucket = TokenBucket::new(RetryThrottling { max_tokens: 4, token_ratio_thousandths: 500 });
    assert_eq!([bucket.failed(), bucket.failed(), bucket.failed()], [true, false, false]);
    (0..4).for_each(|_| bucket.succeeded());
    assert_eq!([bucket.failed(), bucket.failed()], [false, false]);
    (0..100).for_each(|_| bucket.succeeded());
    assert!(bucket.failed());
}

/// JSON of the fields that a service config has, with values right and wrong.
fn config_text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i32>().prop_map(|number| number.to_string()),
        any::<f64>().prop_filter("JSON has no others", |number| number.is_finite()).prop_map(|n| n.to_string()),
        "(-?[0-9]{1,3}(\\.[0-9]{1,3})?s|UNAVAILABLE|pick_first|[a-z ]{0,4})".prop_map(|text| format!("{text:?}")),
    ];
    leaf.prop_recursive(5, 64, 4, |inner| {
        let name = proptest::sample::select(vec![
            "methodConfig",
            "name",
            "service",
            "method",
            "timeout",
            "waitForReady",
            "maxRequestMessageBytes",
            "retryPolicy",
            "maxAttempts",
            "initialBackoff",
            "maxBackoff",
            "backoffMultiplier",
            "retryableStatusCodes",
            "retryThrottling",
            "maxTokens",
            "tokenRatio",
            "loadBalancingConfig",
            "pick_first",
            "hedgingPolicy",
        ]);
        let member = (name, inner.clone()).prop_map(|(name, value)| format!("{name:?}: {value}"));
        prop_oneof![
            proptest::collection::vec(inner, 0..3).prop_map(|values| format!("[{}]", values.join(", "))),
            proptest::collection::vec(member, 0..4).prop_map(|members| format!("{{{}}}", members.join(", "))),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused_with_a_place_in_it(text in config_text()) {
        match ServiceConfig::parse(&text) {
            Ok(config) => drop(config.method(&path("a", "b"))),
            Err(error) => prop_assert!(error.position.0 >= 1 && !error.message.is_empty()),
        }
    }

    #[test]
    fn any_text_at_all_is_read_or_refused(text: String) {
        let _ = ServiceConfig::parse(&text);
    }

    #[test]
    fn a_policy_within_its_rules_waits_within_its_bound(
        attempts in 2..9_u32, initial in 1..10_000_u32, most in 1..10_000_u32, multiplier in 0.1..9.0_f64,
        earlier in 0..9_u32, jitter in 0.0..1.0_f64,
    ) {
        let text = for_all(&format!(
            r#""retryPolicy": {{"maxAttempts": {attempts}, "initialBackoff": "{}s", "maxBackoff": "{}s",
               "backoffMultiplier": {multiplier}, "retryableStatusCodes": [14]}}"#,
            f64::from(initial) / 1000.0, f64::from(most) / 1000.0,
        ));
        let config = ServiceConfig::parse(&text).unwrap();
        let policy = config.method(&path("a", "b")).unwrap().retry.clone().unwrap();
        prop_assert!(policy.max_attempts <= 5);
        prop_assert!(policy.backoff(earlier, jitter).as_secs_f64() <= f64::from(most) / 1000.0 * 1.2 + 1e-6);
    }
}
