//! The fields of a service config, each by the rules of grpc `service_config.proto` and proposal A6.
//! It reads values through `place`, which knows their paths.

use std::collections::HashMap;

use super::{
    MethodConfig, RetryPolicy, RetryThrottling, ServiceConfig, ServiceConfigError,
    place::{Fields, Place, Wrong},
};
use crate::{
    message::json::{Positions, parse_one},
    status::Code,
    transport::LoadBalancing,
};

pub(super) fn read(text: &str) -> Result<ServiceConfig, ServiceConfigError> {
    let positions = Positions::new(text);
    let node = parse_one(text).map_err(|error| ServiceConfigError {
        path: String::new(),
        position: positions.of(error.offset),
        message: error.message,
    })?;
    service_config(Place::root(&node)).map_err(|Wrong { path, offset, message }| ServiceConfigError {
        path,
        position: positions.of(offset),
        message,
    })
}

fn service_config(root: Place<'_>) -> Result<ServiceConfig, Wrong> {
    let fields = root.object(&[
        "methodConfig",
        "retryThrottling",
        "loadBalancingConfig",
        "loadBalancingPolicy",
        "healthCheckConfig",
    ])?;
    if let Some(health) = fields.get("healthCheckConfig") {
        return Err(health.wrong("health checks of a channel are not supported"));
    }
    let named = fields.map("loadBalancingPolicy", named_policy)?;
    let mut config = ServiceConfig {
        throttling: fields.map("retryThrottling", throttling)?,
        load_balancing: fields.map("loadBalancingConfig", first_known_policy)?.or(named),
        ..ServiceConfig::default()
    };
    for place in fields.map("methodConfig", Place::elements)?.into_iter().flatten() {
        let entry = method_entry(place, &mut config.methods, config.configs.len())?;
        config.configs.push(entry);
    }
    Ok(config)
}

fn method_entry(
    place: Place<'_>,
    methods: &mut HashMap<(String, String), usize>,
    index: usize,
) -> Result<MethodConfig, Wrong> {
    let fields = place.object(&[
        "name",
        "waitForReady",
        "timeout",
        "maxRequestMessageBytes",
        "maxResponseMessageBytes",
        "retryPolicy",
        "hedgingPolicy",
    ])?;
    let names = fields.need("name")?;
    let places = names.clone().elements()?;
    if places.is_empty() {
        return Err(names.wrong("must name a service, or be [{}] for all"));
    }
    for place in places {
        let key = method_name(place.clone())?;
        if methods.insert(key, index).is_some() {
            return Err(place.wrong("is named a second time"));
        }
    }
    if let Some(hedging) = fields.get("hedgingPolicy") {
        return Err(hedging.wrong("hedging is not supported"));
    }
    Ok(MethodConfig {
        wait_for_ready: fields.map("waitForReady", |place| place.flag())?,
        timeout: fields.map("timeout", |place| place.duration())?,
        max_request_bytes: fields.map("maxRequestMessageBytes", bytes)?,
        max_response_bytes: fields.map("maxResponseMessageBytes", bytes)?,
        retry: fields.map("retryPolicy", retry_policy)?,
    })
}

fn method_name(place: Place<'_>) -> Result<(String, String), Wrong> {
    let fields = place.object(&["service", "method"])?;
    let part = |name| fields.map(name, |place| place.text().map(str::to_owned)).map(Option::unwrap_or_default);
    let (service, method): (String, String) = (part("service")?, part("method")?);
    if service.is_empty() && !method.is_empty() {
        return Err(fields.place().wrong("a method needs its service"));
    }
    Ok((service, method))
}

fn bytes(place: Place<'_>) -> Result<usize, Wrong> {
    usize::try_from(place.integer()?).map_err(|_| place.wrong("must not be negative"))
}

fn retry_policy(place: Place<'_>) -> Result<RetryPolicy, Wrong> {
    let fields =
        place.object(&["maxAttempts", "initialBackoff", "maxBackoff", "backoffMultiplier", "retryableStatusCodes"])?;
    let attempts = fields.need("maxAttempts")?;
    let max_attempts = match u32::try_from(attempts.integer()?) {
        Ok(number @ 2..) => number.min(RetryPolicy::MOST_ATTEMPTS),
        _ => return Err(attempts.wrong("must be 2 or more")),
    };
    Ok(RetryPolicy {
        max_attempts,
        initial_backoff: backoff(&fields, "initialBackoff")?,
        max_backoff: backoff(&fields, "maxBackoff")?,
        backoff_multiplier: positive(&fields.need("backoffMultiplier")?)?,
        retryable_codes: codes(&fields.need("retryableStatusCodes")?)?,
    })
}

fn backoff(fields: &Fields<'_>, name: &str) -> Result<std::time::Duration, Wrong> {
    let place = fields.need(name)?;
    let backoff = place.duration()?;
    if backoff.is_zero() { Err(place.wrong("must be more than 0s")) } else { Ok(backoff) }
}

fn positive(place: &Place<'_>) -> Result<f64, Wrong> {
    let number = place.number()?;
    if number > 0.0 { Ok(number) } else { Err(place.wrong("must be more than 0")) }
}

fn codes(place: &Place<'_>) -> Result<Vec<Code>, Wrong> {
    let codes = place.clone().elements()?.iter().map(code).collect::<Result<Vec<_>, _>>()?;
    if codes.is_empty() { Err(place.wrong("must name a status code")) } else { Ok(codes) }
}

/// By number, or by name in either case.
fn code(place: &Place<'_>) -> Result<Code, Wrong> {
    let unknown = |what: String| place.wrong(format!("{what} is not a status code"));
    if place.is_text() {
        let name = place.text()?;
        return Code::from_name(&name.to_ascii_uppercase()).ok_or_else(|| unknown(format!("{name:?}")));
    }
    match place.integer()? {
        number @ 0..=16 => Ok(Code(number as u32)),
        other => Err(unknown(other.to_string())),
    }
}

fn throttling(place: Place<'_>) -> Result<RetryThrottling, Wrong> {
    let fields = place.object(&["maxTokens", "tokenRatio"])?;
    let most = fields.need("maxTokens")?;
    let max_tokens = match u32::try_from(most.integer()?) {
        Ok(number @ 1..=1000) => number,
        _ => return Err(most.wrong("must be 1 to 1000")),
    };
    let ratio = fields.need("tokenRatio")?;
    // Digits past the third count for nothing.
    let thousandths = (positive(&ratio)? * 1000.0).min(f64::from(u32::MAX)) as u32;
    if thousandths == 0 {
        return Err(ratio.wrong("must be 0.001 or more"));
    }
    Ok(RetryThrottling { max_tokens, token_ratio_thousandths: thousandths })
}

/// The older way to name a policy.
fn named_policy(place: Place<'_>) -> Result<LoadBalancing, Wrong> {
    let name = place.text()?;
    known_policy(&name.to_ascii_lowercase()).ok_or_else(|| place.wrong(format!("{name:?} {NOT_SUPPORTED}")))
}

/// The first of the list that is supported.
fn first_known_policy(place: Place<'_>) -> Result<LoadBalancing, Wrong> {
    let mut unknown = Vec::new();
    for policy in place.clone().elements()? {
        let (name, options) = policy.only_member()?;
        match known_policy(name) {
            Some(known) => return policy_options(known, options).map(|()| known),
            None => unknown.push(format!("{name:?}")),
        }
    }
    match unknown.is_empty() {
        true => Err(place.wrong("must name a policy")),
        false => Err(place.wrong(format!("{} {NOT_SUPPORTED}", unknown.join(", ")))),
    }
}

const NOT_SUPPORTED: &str = "is not supported; pick_first and round_robin are";

fn known_policy(name: &str) -> Option<LoadBalancing> {
    match name {
        "pick_first" => Some(LoadBalancing::PickFirst),
        "round_robin" => Some(LoadBalancing::RoundRobin),
        _ => None,
    }
}

fn policy_options(policy: LoadBalancing, options: Place<'_>) -> Result<(), Wrong> {
    match policy {
        LoadBalancing::RoundRobin => options.object(&[]).map(drop),
        LoadBalancing::PickFirst => {
            let fields = options.object(&["shuffleAddressList"])?;
            match fields.map("shuffleAddressList", |place| Ok((place.flag()?, place)))? {
                Some((true, place)) => Err(place.wrong("shuffling is not supported")),
                Some((false, _)) | None => Ok(()),
            }
        }
    }
}
