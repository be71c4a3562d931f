//! A value that is made away from the window's thread and fetched on demand. It does not know what makes it.

/// Such a value; what was there before may be shown while it is fetched again.
#[derive(Debug, Clone, Default)]
pub enum OnDemand<T> {
    /// Nobody looked yet.
    #[default]
    NotAsked,
    /// On its way.
    Pending(Option<T>),
    /// Here.
    Ready(T),
    /// It cannot be had, and why.
    Failed(String),
}

impl<T> OnDemand<T> {
    /// What can be shown: the value, or the one before it.
    pub fn shown(&self) -> Option<&T> {
        match self {
            OnDemand::Ready(value) | OnDemand::Pending(Some(value)) => Some(value),
            OnDemand::NotAsked | OnDemand::Pending(None) | OnDemand::Failed(_) => None,
        }
    }

    /// Ask for another one.
    pub fn ask(&mut self) {
        *self = match std::mem::take(self) {
            OnDemand::Ready(value) | OnDemand::Pending(Some(value)) => OnDemand::Pending(Some(value)),
            OnDemand::NotAsked | OnDemand::Pending(None) | OnDemand::Failed(_) => OnDemand::Pending(None),
        };
    }

    /// Take in what came of it.
    pub fn answer(&mut self, outcome: Result<T, String>) {
        *self = match outcome {
            Ok(value) => OnDemand::Ready(value),
            Err(why) => OnDemand::Failed(why),
        };
    }
}
