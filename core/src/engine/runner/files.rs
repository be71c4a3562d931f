//! Work on files: one thread, one job after another, in order, so that a save and the listing after it agree.
//! Of sessions that wait, the newest alone is written.

use std::{
    io,
    path::Path,
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
};

use parking_lot::Mutex;
use tokio::sync::oneshot;

use super::caught::caught_now;
use crate::{
    engine::{
        command::{FileCommand, TaskId},
        event::{Event, SaveOutcome},
        failure::Failure,
        queue::EventQueue,
    },
    workspace::{
        Opened, Over, RenameError, RequestPath, Restored, SaveError, SavedRequest, Session, SessionFiles, Workspace,
        write_file,
    },
};

/// Jobs that may wait for the disk.
const JOBS: usize = 1024;

pub(super) struct Files {
    jobs: Option<SyncSender<Job>>,
    waiting_session: Arc<Mutex<WaitingSession>>,
    events: Arc<EventQueue>,
    done: Option<oneshot::Receiver<()>>,
}

enum Job {
    File(TaskId, FileCommand),
    /// Write the session that waits.
    Session,
}

/// The newest session, with all who asked for it to be written.
#[derive(Default)]
struct WaitingSession {
    asked: Vec<TaskId>,
    session: Option<Box<Session>>,
}

/// The thread's own things.
struct Worker {
    waiting_session: Arc<Mutex<WaitingSession>>,
    events: Arc<EventQueue>,
    /// Where the session is, once it was read: before that, writing would lose what is there.
    session: Option<SessionFiles>,
}

impl Files {
    pub(super) fn new(events: Arc<EventQueue>) -> io::Result<Self> {
        let (jobs, queue) = sync_channel(JOBS);
        let (done_sender, done) = oneshot::channel();
        let waiting_session = Arc::default();
        let mut worker =
            Worker { waiting_session: Arc::clone(&waiting_session), events: Arc::clone(&events), session: None };
        thread::Builder::new().name("farcall-files".into()).spawn(move || {
            worker.work(&queue);
            // Let the session's lock go before the engine says that it is closed.
            drop(worker);
            let _ = done_sender.send(());
        })?;
        Ok(Self { jobs: Some(jobs), waiting_session, events, done: Some(done) })
    }

    pub(super) fn command(&self, id: TaskId, command: FileCommand) {
        let job = match command {
            FileCommand::SaveSession(session) => {
                let mut waiting = self.waiting_session.lock();
                waiting.asked.push(id);
                if waiting.session.replace(session).is_some() {
                    return;
                }
                Job::Session
            }
            command => Job::File(id, command),
        };
        let refused = match self.jobs.as_ref() {
            Some(jobs) => match jobs.try_send(job) {
                Ok(()) => return,
                Err(TrySendError::Full(job) | TrySendError::Disconnected(job)) => job,
            },
            None => job,
        };
        self.not_done(id, &refused);
    }

    fn not_done(&self, id: TaskId, job: &Job) {
        let failure = Failure::new("Not done: the disk does not keep up").hint("Try again");
        let asked = match job {
            Job::File(..) => vec![id],
            Job::Session => std::mem::take(&mut *self.waiting_session.lock()).asked,
        };
        for id in asked {
            self.events.push(Event::Saved(id, Err(failure.clone())));
        }
    }

    /// Takes no more, and waits until all is written.
    pub(super) async fn close(&mut self) {
        self.jobs = None;
        if let Some(done) = self.done.take() {
            // An error is a thread that is gone already.
            let _ = done.await;
        }
    }
}

impl Worker {
    fn work(&mut self, queue: &Receiver<Job>) {
        while let Ok(job) = queue.recv() {
            match job {
                Job::Session => self.save_session(),
                Job::File(id, command) => {
                    let event = caught_now(|| self.file(id, command)).unwrap_or_else(|panic| {
                        Event::Saved(id, Err(Failure::new("Farcall failed at this file").because(panic)))
                    });
                    self.events.push(event);
                }
            }
        }
    }

    fn file(&mut self, id: TaskId, command: FileCommand) -> Event {
        match command {
            FileCommand::LoadSession(folder) => Event::SessionLoaded(id, self.load_session(folder.as_deref())),
            FileCommand::SaveSession(session) => Event::Saved(id, self.write_session(&session)),
            FileCommand::List(workspace) => Event::Listed(id, workspace.list().map_err(Failure::from)),
            FileCommand::Load(workspace, path) => {
                Event::Opened(id, workspace.load(&path).map(Box::new).map_err(Failure::from))
            }
            FileCommand::LoadFile(path) => {
                Event::Opened(id, Opened::from_file(&path).map(Box::new).map_err(Failure::from))
            }
            FileCommand::Save { workspace, path, request, over } => {
                Event::RequestSaved(id, saved(&workspace, path, &request, over))
            }
            FileCommand::Rename { workspace, path, label } => {
                Event::RequestSaved(id, renamed(&workspace, &path, &label))
            }
            FileCommand::Delete(workspace, path) => Event::Deleted(id, workspace.delete(&path).map_err(Failure::from)),
            FileCommand::Restore(workspace, deleted) => {
                Event::Saved(id, workspace.restore(&deleted).map(drop).map_err(Failure::from))
            }
            FileCommand::Write { path, contents } => Event::Saved(id, written(&path, &contents)),
        }
    }

    fn load_session(&mut self, folder: Option<&Path>) -> Result<Box<Restored>, Failure> {
        let files = match folder {
            Some(folder) => SessionFiles::open_in(folder),
            None => SessionFiles::open(),
        }?;
        let restored = files.restore()?;
        self.session = Some(files);
        Ok(Box::new(restored))
    }

    fn save_session(&mut self) {
        let WaitingSession { asked, session } = std::mem::take(&mut *self.waiting_session.lock());
        let Some(session) = session else { return };
        let outcome = caught_now(|| self.write_session(&session))
            .unwrap_or_else(|panic| Err(Failure::new("Drafts are not kept").because(panic)));
        for id in asked {
            self.events.push(Event::Saved(id, outcome.clone()));
        }
    }

    fn write_session(&self, session: &Session) -> Result<(), Failure> {
        match &self.session {
            Some(files) => Ok(files.save(session)?),
            None => Err(Failure::new("Drafts are not kept").because("the last session was not read")),
        }
    }
}

fn saved(workspace: &Workspace, path: RequestPath, request: &SavedRequest, over: Over) -> SaveOutcome {
    match workspace.save(&path, request, over) {
        Ok(version) => SaveOutcome::Saved(path, version),
        Err(error) => not_saved(error),
    }
}

fn renamed(workspace: &Workspace, path: &RequestPath, label: &str) -> SaveOutcome {
    match workspace.rename(path, label) {
        Ok((path, version)) => SaveOutcome::Saved(path, version),
        Err(RenameError::Save(error)) => not_saved(error),
        Err(error) => SaveOutcome::Failed(error.into()),
    }
}

fn not_saved(error: SaveError) -> SaveOutcome {
    match &error {
        SaveError::Exists { .. } => SaveOutcome::Exists(error.into()),
        SaveError::Conflict { .. } | SaveError::Gone { .. } => SaveOutcome::Conflict(error.into()),
        SaveError::Name(_)
        | SaveError::NewerFormat { .. }
        | SaveError::Unwritable(_)
        | SaveError::NoSpace { .. }
        | SaveError::Unwritten { .. } => SaveOutcome::Failed(error.into()),
    }
}

fn written(path: &Path, contents: &[u8]) -> Result<(), Failure> {
    Ok(write_file(path, contents)?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_finds_the_queue_full_takes_no_session_with_it() {
        let (jobs, queue) = sync_channel(1);
        let events = Arc::new(EventQueue::new(|| {}));
        let files =
            Files { jobs: Some(jobs), waiting_session: Arc::default(), events: Arc::clone(&events), done: None };
        files.command(TaskId(1), FileCommand::SaveSession(Box::default()));
        files.command(TaskId(2), FileCommand::LoadFile("x".into()));
        assert!(matches!(events.drain(9)[..], [Event::Saved(TaskId(2), Err(_))]));
        assert!(files.waiting_session.lock().session.is_some(), "the session still waits to be written");

        drop(queue);
        files.waiting_session.lock().session = None;
        files.command(TaskId(3), FileCommand::SaveSession(Box::default()));
        let told = events.drain(9).into_iter().map(|event| match event {
            Event::Saved(id, Err(_)) => id,
            _ => panic!("not a refusal"),
        });
        assert_eq!(told.collect::<Vec<_>>(), [TaskId(1), TaskId(3)]);
        assert!(files.waiting_session.lock().asked.is_empty(), "nobody is told twice");
    }
}
