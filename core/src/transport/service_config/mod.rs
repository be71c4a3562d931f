//! gRPC's service config (grpc `doc/service_config.md`): what a target says about its methods, read from JSON.
//! It applies nothing: the channel balances by it, a call follows the rest.

mod error;
mod place;
mod policy;
mod read;
mod throttle;

#[cfg(test)]
mod tests;

use std::{collections::HashMap, time::Duration};

pub use error::ServiceConfigError;
pub use policy::{RetryPolicy, RetryThrottling};

pub(crate) use throttle::TokenBucket;

use crate::{schema::MethodPath, transport::LoadBalancing};

/// A service config, read and found right.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceConfig {
    /// By service and method; an empty method stands for all of a service, both empty for all.
    methods: HashMap<(String, String), usize>,
    configs: Vec<MethodConfig>,
    throttling: Option<RetryThrottling>,
    load_balancing: Option<LoadBalancing>,
}

/// What is said about a method; what is `None` is left to the call.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MethodConfig {
    /// Wait for a connection, unless the call says so already.
    pub wait_for_ready: Option<bool>,
    /// The longest timeout; a shorter one of the call's own counts.
    pub timeout: Option<Duration>,
    /// Largest request message, in bytes; a smaller limit of the call's own counts.
    pub max_request_bytes: Option<usize>,
    /// Largest response message, in bytes; a smaller limit of the call's own counts.
    pub max_response_bytes: Option<usize>,
    /// When and how often a failed attempt is followed by another.
    pub retry: Option<RetryPolicy>,
}

impl ServiceConfig {
    /// Reads the JSON. Strictly: what is not known, or not supported, is refused by its name.
    ///
    /// # Errors
    /// The first thing that is wrong, with its path and place.
    pub fn parse(text: &str) -> Result<Self, ServiceConfigError> {
        read::read(text)
    }

    /// What holds for a method: the entry of its own, else that of its service, else the one for all.
    pub fn method(&self, path: &MethodPath) -> Option<&MethodConfig> {
        let keys = [(path.service.as_str(), path.method.as_str()), (path.service.as_str(), ""), ("", "")];
        let index = keys
            .into_iter()
            .find_map(|(service, method)| self.methods.get(&(service.to_owned(), method.to_owned())).copied())?;
        self.configs.get(index)
    }

    /// How retries of all methods together are kept in bounds.
    pub fn throttling(&self) -> Option<RetryThrottling> {
        self.throttling
    }

    /// How calls are spread, if it says so.
    pub fn load_balancing(&self) -> Option<LoadBalancing> {
        self.load_balancing
    }
}
