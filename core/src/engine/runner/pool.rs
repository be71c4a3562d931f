//! Channels by target: equal targets share one, and the window is told what becomes of each.
//! It connects nothing; calls do.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;

use crate::{
    engine::{event::Event, queue::EventQueue},
    transport::{Channel, ChannelState, ConnectOptions, Target, TargetError},
};

/// Channels past which those without a connection are forgotten.
const MOST_UNUSED: usize = 64;

pub(super) struct Pool {
    channels: Mutex<HashMap<Arc<Target>, Channel>>,
    events: Arc<EventQueue>,
}

impl Pool {
    pub(super) fn new(events: Arc<EventQueue>) -> Self {
        Self { channels: Mutex::default(), events }
    }

    /// The channel of a target, made if there is none. Must run inside the runtime.
    pub(super) fn channel(&self, target: &Target) -> Result<Channel, TargetError> {
        let mut channels = self.channels.lock();
        if let Some(channel) = channels.get(target) {
            return Ok(channel.clone());
        }
        if channels.len() >= MOST_UNUSED {
            channels.retain(|_, channel| matches!(channel.state(), ChannelState::Connecting | ChannelState::Ready));
        }
        let channel = Channel::new(target.clone(), ConnectOptions::default())?;
        let target = Arc::new(target.clone());
        channels.insert(Arc::clone(&target), channel.clone());
        tell(target, &channel, Arc::clone(&self.events));
        Ok(channel)
    }

    /// Closes the channel of a target and forgets it.
    pub(super) fn disconnect(&self, target: &Target) {
        if let Some(channel) = self.channels.lock().remove(target) {
            channel.shut_down();
        }
    }

    pub(super) fn shut_down(&self) {
        self.channels.lock().drain().for_each(|(_, channel)| channel.shut_down());
    }
}

/// Tells every state of a channel until it is shut down or gone.
fn tell(target: Arc<Target>, channel: &Channel, events: Arc<EventQueue>) {
    let mut watch = channel.watch();
    tokio::spawn(async move {
        loop {
            let status = Box::new(watch.borrow_and_update().clone());
            let is_over = status.state == ChannelState::Shutdown;
            events.push(Event::Channel { target: Arc::clone(&target), status });
            // What its last calls still find must not stand over the state of the channel that took its place.
            if is_over || watch.changed().await.is_err() {
                return;
            }
        }
    });
}
