//! Channels by target: equal targets share one, and the window is told what becomes of each.
//! It connects nothing by itself; calls do, and commands.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{
    engine::{event::Event, queue::EventQueue},
    transport::{Channel, ChannelState, ChannelStatus, ConnectOptions, Target, TargetError},
};

/// How long a channel is kept at least: who asked for it is about to use it.
const FRESH: Duration = Duration::from_secs(60);

pub(super) struct Pool {
    channels: Mutex<HashMap<Arc<Target>, Pooled>>,
    connections: Connections,
    events: Arc<EventQueue>,
}

/// When the newest connection of a target became ready, whichever channel has it; of targets that somebody follows.
type Connections = Arc<Mutex<HashMap<Arc<Target>, watch::Sender<Option<SystemTime>>>>>;

struct Pooled {
    channel: Channel,
    since: Instant,
}

impl Pool {
    pub(super) fn new(events: Arc<EventQueue>) -> Self {
        Self { channels: Mutex::default(), connections: Arc::default(), events }
    }

    /// The channel of a target, made if there is none. Must run inside the runtime.
    pub(super) fn channel(&self, target: &Target) -> Result<Channel, TargetError> {
        let mut channels = self.channels.lock();
        if let Some(pooled) = channels.get(target) {
            return Ok(pooled.channel.clone());
        }
        // Those that went idle long ago hold nothing but their last status.
        channels.retain(|_, pooled| pooled.since.elapsed() < FRESH || !pooled.channel.is_dormant());
        let channel = Channel::new(target.clone(), ConnectOptions::default())?;
        let target = Arc::new(target.clone());
        channels.insert(Arc::clone(&target), Pooled { channel: channel.clone(), since: Instant::now() });
        tell(target, &channel, Arc::clone(&self.connections), Arc::clone(&self.events));
        Ok(channel)
    }

    /// When the newest connection of a target became ready, and of each later one; also across channels.
    pub(super) fn connections(&self, target: &Target) -> watch::Receiver<Option<SystemTime>> {
        let ready = self.ready_since(target);
        let mut connections = self.connections.lock();
        connections.retain(|_, told| told.receiver_count() > 0);
        let told = connections.entry(Arc::new(target.clone())).or_insert_with(|| watch::channel(ready).0);
        told.subscribe()
    }

    /// When the connection that a target has became ready; nothing if it has none.
    pub(super) fn ready_since(&self, target: &Target) -> Option<SystemTime> {
        let channel = self.channels.lock().get(target).map(|pooled| pooled.channel.clone())?;
        ready_since(&channel.status())
    }

    /// Connects now. A target that cannot be used has no channel to tell of; its calls say why.
    pub(super) fn connect(&self, target: &Target) {
        let Ok(channel) = self.channel(target) else { return };
        tokio::spawn(async move {
            // What comes of it is in the channel's status.
            let _ = channel.connect().await;
        });
    }

    /// Turns it on or off; there is nothing to turn off on a channel that is not there.
    pub(super) fn keep_trying(&self, target: &Target, on: bool) {
        let known = self.channels.lock().get(target).map(|pooled| pooled.channel.clone());
        let channel = match (known, on) {
            (Some(channel), _) => channel,
            (None, true) => match self.channel(target) {
                Ok(channel) => channel,
                Err(_) => return,
            },
            (None, false) => return,
        };
        channel.keep_trying(on);
    }

    /// Closes the channel of a target and forgets it.
    pub(super) fn disconnect(&self, target: &Target) {
        if let Some(pooled) = self.channels.lock().remove(target) {
            pooled.channel.shut_down();
        }
    }

    pub(super) fn shut_down(&self) {
        self.channels.lock().drain().for_each(|(_, pooled)| pooled.channel.shut_down());
    }
}

/// Tells every state of a channel until it is shut down or gone.
fn tell(target: Arc<Target>, channel: &Channel, connections: Connections, events: Arc<EventQueue>) {
    let mut watch = channel.watch();
    tokio::spawn(async move {
        loop {
            let status = Box::new(watch.borrow_and_update().clone());
            let is_over = status.state == ChannelState::Shutdown;
            if let Some(since) = ready_since(&status)
                && let Some(told) = connections.lock().get(&target)
            {
                told.send_if_modified(|before| before.replace(since) != Some(since));
            }
            events.push(Event::Channel { target: Arc::clone(&target), status });
            // What its last calls still find must not stand over the state of the channel that took its place.
            if is_over || watch.changed().await.is_err() {
                return;
            }
        }
    });
}

fn ready_since(status: &ChannelStatus) -> Option<SystemTime> {
    let peer = status.peer.as_ref().filter(|_| status.state == ChannelState::Ready)?;
    Some(peer.connected_at)
}
