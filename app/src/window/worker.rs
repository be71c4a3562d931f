//! The thread that does what takes longer than a frame may. It takes one job after another; one that a newer job makes
//! needless is not done. It knows no state.

use std::{
    collections::VecDeque,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use parking_lot::{Condvar, Mutex};

use crate::job::{Done, Job};

/// Types refer to types to a depth that nobody bounds but the intake.
const STACK_BYTES: usize = 16 << 20;

/// The worker, as the window has it.
pub struct Worker {
    waiting: Arc<Waiting>,
    done: mpsc::Receiver<Done>,
}

#[derive(Default)]
struct Waiting {
    jobs: Mutex<Queue>,
    more: Condvar,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Worker {
    /// Start it; `wake` is called after each job.
    ///
    /// # Errors
    /// When the system has no thread for it.
    pub fn start(wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let waiting = Arc::<Waiting>::default();
        let (sender, done) = mpsc::channel();
        let queue = waiting.clone();
        thread::Builder::new().name("farcall-work".to_owned()).stack_size(STACK_BYTES).spawn(move || {
            while let Some(job) = queue.next() {
                // A job that panics is told as given up; the next one is done all the same.
                let given_up = job.given_up();
                let done = catch_unwind(AssertUnwindSafe(|| job.run())).unwrap_or(given_up);
                if sender.send(done).is_err() {
                    return;
                }
                wake();
            }
        })?;
        Ok(Self { waiting, done })
    }

    /// Have a job done; those before it that it makes needless are dropped.
    pub fn push(&self, job: Job) {
        let mut queue = self.waiting.jobs.lock();
        queue.jobs.retain(|old| !old.is_outdated_by(&job));
        queue.jobs.push_back(job);
        self.waiting.more.notify_one();
    }

    /// What was done since last asked.
    pub fn done(&self) -> Vec<Done> {
        self.done.try_iter().collect()
    }
}

/// Jobs that last, each on a thread of its own.
pub struct Alone {
    sender: mpsc::Sender<Done>,
    done: mpsc::Receiver<Done>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Alone {
    /// None so far; `wake` is called after each job.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        let (sender, done) = mpsc::channel();
        Self { sender, done, wake: Arc::new(wake) }
    }

    /// Have a job done. Where the system has no thread for it, it is told as given up.
    pub fn push(&self, job: Job) {
        let (sender, wake) = (self.sender.clone(), self.wake.clone());
        let given_up = job.given_up();
        let run = move || {
            let given_up = job.given_up();
            let done = catch_unwind(AssertUnwindSafe(|| job.run())).unwrap_or(given_up);
            let _ = sender.send(done);
            wake();
        };
        let named = thread::Builder::new().name("farcall-alone".to_owned()).stack_size(STACK_BYTES);
        if named.spawn(run).is_err() {
            let _ = self.sender.send(given_up);
        }
    }

    /// What was done since last asked.
    pub fn done(&self) -> Vec<Done> {
        self.done.try_iter().collect()
    }

    /// What is done within this time, for the end of the program.
    pub fn wait(&self, limit: Duration) -> Option<Done> {
        self.done.recv_timeout(limit).ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let mut queue = self.waiting.jobs.lock();
        queue.closed = true;
        queue.jobs.clear();
        self.waiting.more.notify_one();
    }
}

impl Waiting {
    fn next(&self) -> Option<Job> {
        let mut queue = self.jobs.lock();
        loop {
            if queue.closed {
                return None;
            }
            if let Some(job) = queue.jobs.pop_front() {
                return Some(job);
            }
            self.more.wait(&mut queue);
        }
    }
}
