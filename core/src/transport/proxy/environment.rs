//! The variables of the environment that speak of proxies, as they are now or as they were given.
//! What they mean is not known here.

use std::{collections::BTreeMap, fmt, sync::Arc};

/// Where `HTTPS_PROXY`, `NO_PROXY` and the like are read from.
#[derive(Clone, Default)]
pub struct Environment(Option<Arc<BTreeMap<String, String>>>);

impl Environment {
    /// The environment of this process, read at every attempt to connect.
    pub fn of_process() -> Self {
        Self(None)
    }

    /// These variables and no others.
    pub fn of<K: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (K, V)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self(Some(Arc::new(variables.collect())))
    }

    /// The first of some variables that has a value, with its name.
    pub(super) fn first<'a>(&self, names: &[&'a str]) -> Option<(&'a str, String)> {
        names.iter().find_map(|name| {
            let value = match &self.0 {
                Some(variables) => variables.get(*name).cloned(),
                None => std::env::var(name).ok(),
            };
            value.filter(|value| !value.trim().is_empty()).map(|value| (*name, value))
        })
    }
}

/// The names alone: a value may hold a password.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("Environment(of the process)"),
            Some(variables) => f.debug_list().entries(variables.keys()).finish(),
        }
    }
}
