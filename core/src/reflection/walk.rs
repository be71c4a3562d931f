//! The walk over a server's schema: list the services, ask for the file of each, then for imports by name.
//! Servers differ: some send one file an answer, some all it needs; some end the stream with an error for a name they
//! do not know, some answer an error and go on. Questions are asked some ahead, and answered in order.

use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
    time::Instant,
};

use super::{
    ReflectionError, ReflectionOptions,
    files::Files,
    stream::{Answer, Ask, Stream, Version},
};
use crate::{
    call::Finished,
    metadata::Metadata,
    schema::Problem,
    status::{Code, Status},
    transport::Channel,
};

/// Questions asked ahead of their answers.
const AHEAD: usize = 8;
/// Most services of a list that are looked at.
const MOST_SERVICES: usize = 20_000;

pub(super) struct Walk<'a> {
    channel: &'a Channel,
    metadata: &'a Metadata,
    options: &'a ReflectionOptions,
    version: Version,
    deadline: Instant,
    /// Still to be asked.
    asks: VecDeque<Ask>,
    /// Asked on the stream that is open.
    in_flight: VecDeque<Ask>,
    asked_files: HashSet<String>,
    files: Files,
}

pub(super) struct Walked {
    pub(super) listed: Vec<String>,
    pub(super) files: Vec<Vec<u8>>,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        channel: &'a Channel,
        metadata: &'a Metadata,
        options: &'a ReflectionOptions,
        version: Version,
        started: Instant,
    ) -> Self {
        Self {
            channel,
            metadata,
            options,
            version,
            deadline: started + options.timeout,
            asks: VecDeque::new(),
            in_flight: VecDeque::new(),
            asked_files: HashSet::new(),
            files: Files::default(),
        }
    }

    pub(super) async fn run(&mut self, progress: &mut (dyn FnMut(&str) + Send)) -> Result<Walked, ReflectionError> {
        let mut stream = self.open();
        stream.ask(&Ask::Services).await;
        let listed = match stream.answer().await {
            Ok(answer) => listed(answer?, &mut self.files)?,
            Err(finished) => return Err(ReflectionError::Call(finished)),
        };
        self.asks = listed.iter().cloned().map(Ask::Symbol).collect();
        let total = listed.len();
        while let Some(ended) = self.read(&mut stream, total, progress).await {
            if !self.go_on_after(&ended, stream.answers) {
                if self.files.count() == 0 {
                    return Err(ReflectionError::Call(ended));
                }
                break;
            }
            stream = self.open();
        }
        stream.close();
        let (files, problems) = std::mem::take(&mut self.files).into_parts();
        Ok(Walked { listed, files, problems })
    }

    fn open(&self) -> Stream {
        Stream::open(self.channel, self.metadata, self.version, self.deadline)
    }

    /// Asks and reads until nothing is left (`None`), or the stream ended.
    async fn read(
        &mut self,
        stream: &mut Stream,
        total: usize,
        progress: &mut (dyn FnMut(&str) + Send),
    ) -> Option<Arc<Finished>> {
        loop {
            while self.in_flight.len() < AHEAD
                && let Some(ask) = self.next_ask()
            {
                stream.ask(&ask).await;
                self.in_flight.push_back(ask);
            }
            if self.in_flight.is_empty() {
                return None;
            }
            let answer = match stream.answer().await {
                Ok(answer) => answer,
                Err(finished) => return Some(finished),
            };
            let ask = self.in_flight.pop_front()?;
            self.take(&ask, answer);
            if self.is_over_a_limit() {
                return None;
            }
            let left = self.asks.iter().chain(&self.in_flight).filter(|ask| matches!(ask, Ask::Symbol(_))).count();
            progress(&format!("{} of {total} services, {} files", total.saturating_sub(left), self.files.count()));
        }
    }

    fn next_ask(&mut self) -> Option<Ask> {
        loop {
            match self.asks.pop_front()? {
                // It may have come with another answer since.
                Ask::File(name) if self.files.has(&name) => {}
                ask => return Some(ask),
            }
        }
    }

    fn take(&mut self, ask: &Ask, answer: Result<Answer, ReflectionError>) {
        match answer {
            Ok(Answer::Files(files)) => {
                let wanted: Vec<String> = files.into_iter().flat_map(|file| self.files.add(file)).collect();
                for name in wanted {
                    if !self.files.has(&name) && self.asked_files.insert(name.clone()) {
                        self.asks.push_back(Ask::File(name));
                    }
                }
            }
            Ok(Answer::Refused(status)) => self.refused(ask, &status),
            Ok(Answer::Services(_)) => self.not_given(ask, "it answered with a list of services"),
            Err(error) => self.not_given(ask, &error.to_string()),
        }
    }

    /// Whether another stream is worth opening after one ended; notes what the end says of a question.
    fn go_on_after(&mut self, ended: &Finished, answers: usize) -> bool {
        let status = &ended.status;
        let is_about_a_question = matches!(
            status.code,
            Code::OK | Code::NOT_FOUND | Code::INVALID_ARGUMENT | Code::INTERNAL | Code::UNKNOWN | Code::OUT_OF_RANGE
        );
        if !is_about_a_question {
            let left = self.in_flight.len() + self.asks.len();
            let why = status.line();
            self.files.problem("", format!("Reflection broke off with {left} questions open: {why}"));
            return false;
        }
        // A server that ends each stream well after some answers has not refused the next question.
        let has_refused = !status.is_ok() || answers == 0;
        if has_refused && let Some(ask) = self.in_flight.pop_front() {
            self.refused(&ask, status);
        }
        while let Some(ask) = self.in_flight.pop_back() {
            self.asks.push_front(ask);
        }
        true
    }

    fn refused(&mut self, ask: &Ask, status: &Status) {
        self.not_given(ask, &status.line());
    }

    fn not_given(&mut self, ask: &Ask, why: &str) {
        match ask {
            Ask::Symbol(name) => {
                self.files.problem("", format!("The server lists {name}, but does not describe it: {why}"));
            }
            // The schema names every file whose import is missing.
            Ask::File(_) | Ask::Services => {}
        }
    }

    fn is_over_a_limit(&mut self) -> bool {
        let over = if self.files.count() > self.options.max_files {
            format!("The server has more than {} files; the rest was not read", self.options.max_files)
        } else if self.files.total_bytes() > self.options.max_bytes {
            format!("The server's files are larger than {} bytes; the rest was not read", self.options.max_bytes)
        } else {
            return false;
        };
        self.files.problem("", over);
        true
    }
}

pub(super) fn listed(answer: Answer, files: &mut Files) -> Result<Vec<String>, ReflectionError> {
    match answer {
        Answer::Services(mut names) => {
            names.sort();
            names.dedup();
            if names.len() > MOST_SERVICES {
                names.truncate(MOST_SERVICES);
                files
                    .problem("", format!("The server lists more than {MOST_SERVICES} services; the rest was not read"));
            }
            Ok(names)
        }
        Answer::Refused(status) => Err(ReflectionError::Refused(status)),
        Answer::Files(_) => Err(ReflectionError::Unreadable("files in place of the list of services".into())),
    }
}
