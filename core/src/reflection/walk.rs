//! The walk over a server's schema: list the services, ask for the file of each, then for imports by name.
//! Servers differ: some send one file an answer, some all it needs; some end the stream with an error for a name they
//! do not know, some answer an error and go on. Questions are asked some ahead, and answered in order.

use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    ReflectionError, ReflectionOptions,
    files::Files,
    stream::{Answer, Ask, Stream, Version},
};
use crate::{
    call::Finished,
    metadata::Metadata,
    schema::{Problem, Schema},
    status::{Code, Status},
    transport::Channel,
};

/// Questions asked ahead of their answers.
const AHEAD: usize = 16;
/// Most services of a list that are looked at.
const MOST_SERVICES: usize = 20_000;
/// Streams in a row that may break without an answer, by no fault of a question.
const MOST_BREAKS: usize = 2;
/// Questions that a server need not know an answer to: types that no file defines, extensions.
const MOST_GUESSES: usize = 2_000;
/// Streams that guesses may cost.
const MOST_GUESS_STREAMS: usize = 3;
/// Steps are told at most so often: what is left is counted for each.
const STEP: Duration = Duration::from_millis(30);
/// How long the answer to a guess is waited for.
const GUESS_SILENCE: Duration = Duration::from_secs(2);

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
    undescribed: Vec<(String, Problem)>,
    /// Streams in a row that broke without an answer.
    breaks: usize,
    guesses: HashSet<Ask>,
}

pub(super) struct Walked {
    pub(super) listed: Vec<String>,
    pub(super) files: Vec<Vec<u8>>,
    pub(super) problems: Vec<Problem>,
    pub(super) undescribed: Vec<(String, Problem)>,
}

/// How a reading of answers ended.
enum Ended {
    /// Nothing is left to ask.
    Done,
    /// A limit was reached.
    Enough,
    Stream(Arc<Finished>),
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
            undescribed: Vec::new(),
            breaks: 0,
            guesses: HashSet::new(),
        }
    }

    pub(super) async fn run(&mut self, progress: &mut (dyn FnMut(&str) + Send)) -> Result<Walked, ReflectionError> {
        let mut stream = self.open();
        stream.ask(&Ask::Services).await;
        let listed = match stream.answer(self.options.silence).await {
            Ok(answer) => listed(answer?, &mut self.files)?,
            Err(finished) => return Err(ReflectionError::Call(finished)),
        };
        self.asks = listed.iter().cloned().map(Ask::Symbol).collect();
        if self.ask_all(&mut stream, listed.len(), progress).await? {
            self.guess(&mut stream, listed.len(), progress).await;
        }
        stream.close();
        let (files, mut problems) = std::mem::take(&mut self.files).into_parts();
        let undescribed = std::mem::take(&mut self.undescribed);
        problems.splice(0..0, undescribed.iter().map(|(_, problem)| problem.clone()));
        Ok(Walked { listed, files, problems, undescribed })
    }

    fn open(&self) -> Stream {
        Stream::open(self.channel, self.metadata, self.version, self.deadline)
    }

    /// Asks for all services and what their files import, on as many streams as it takes; whether the server may be
    /// asked for more.
    async fn ask_all(
        &mut self,
        stream: &mut Stream,
        total: usize,
        progress: &mut (dyn FnMut(&str) + Send),
    ) -> Result<bool, ReflectionError> {
        loop {
            let ended = match self.read(stream, self.options.silence, total, progress).await {
                Ended::Done => return Ok(true),
                Ended::Enough => return Ok(false),
                Ended::Stream(ended) => ended,
            };
            if !self.go_on_after(&ended, stream.answers) {
                return if self.files.count() == 0 { Err(ReflectionError::Call(ended)) } else { Ok(false) };
            }
            *stream = self.open();
        }
    }

    /// Asks for what the server may know besides: types that its files use and none defines, and extensions. That it
    /// does not know them, or does not like to be asked, is no problem.
    async fn guess(&mut self, stream: &mut Stream, total: usize, progress: &mut (dyn FnMut(&str) + Send)) {
        let mut streams = 0;
        while self.ask_guesses() {
            while let Ended::Stream(ended) = self.read(stream, GUESS_SILENCE, total, progress).await {
                streams += 1;
                if streams > MOST_GUESS_STREAMS || !may_be_about_a_question(&ended.status) {
                    return;
                }
                if stream.answers == 0 || !ended.status.is_ok() {
                    self.in_flight.pop_front();
                }
                self.ask_again();
                *stream = self.open();
            }
        }
    }

    /// Whether there are guesses that were not asked yet; they are put to be asked.
    fn ask_guesses(&mut self) -> bool {
        let missing = self.files.names().missing().into_iter().map(Ask::Symbol);
        let extendable = self.files.names().extendable().cloned().map(Ask::ExtensionNumbers);
        let guesses: Vec<Ask> = missing.chain(extendable).collect();
        guesses.into_iter().for_each(|guess| self.guess_once(guess));
        !self.asks.is_empty()
    }

    fn guess_once(&mut self, guess: Ask) {
        if self.guesses.len() < MOST_GUESSES && self.guesses.insert(guess.clone()) {
            self.asks.push_back(guess);
        }
    }

    /// Asks and reads until nothing is left, or the stream ended.
    async fn read(
        &mut self,
        stream: &mut Stream,
        silence: Duration,
        total: usize,
        progress: &mut (dyn FnMut(&str) + Send),
    ) -> Ended {
        let mut told: Option<Instant> = None;
        loop {
            while self.in_flight.len() < AHEAD
                && let Some(ask) = self.next_ask()
            {
                stream.ask(&ask).await;
                self.in_flight.push_back(ask);
            }
            if self.in_flight.is_empty() {
                return Ended::Done;
            }
            let answer = match stream.answer(silence).await {
                Ok(answer) => answer,
                Err(finished) => return Ended::Stream(finished),
            };
            let Some(ask) = self.in_flight.pop_front() else { return Ended::Done };
            self.breaks = 0;
            self.take(&ask, answer);
            if self.is_over_a_limit() {
                return Ended::Enough;
            }
            if told.is_none_or(|told| told.elapsed() >= STEP) {
                told = Some(Instant::now());
                let left = self.asks.iter().chain(&self.in_flight).filter(|ask| matches!(ask, Ask::Symbol(_))).count();
                progress(&format!("{} of {total} services, {} files", total.saturating_sub(left), self.files.count()));
            }
        }
    }

    fn next_ask(&mut self) -> Option<Ask> {
        loop {
            match self.asks.pop_front()? {
                // It may have come with another answer since.
                Ask::File(name) if self.files.has(&name) => {}
                Ask::Symbol(name) if self.files.names().defines(&name) => {}
                ask => return Some(ask),
            }
        }
    }

    fn take(&mut self, ask: &Ask, answer: Result<Answer, ReflectionError>) {
        match answer {
            Ok(Answer::Files(files)) => self.take_files(ask, files),
            Ok(Answer::Refused(status)) => self.not_given(ask, &status.line()),
            Ok(Answer::ExtensionNumbers(numbers)) => self.take_extensions(ask, &numbers),
            Ok(Answer::Services(_)) => self.not_given(ask, "it answered with a list of services"),
            Err(error) => self.not_given(ask, &error.to_string()),
        }
    }

    fn take_files(&mut self, ask: &Ask, files: Vec<Vec<u8>>) {
        let wanted: Vec<String> = files.into_iter().flat_map(|file| self.files.add(file)).collect();
        for name in wanted {
            if !self.files.has(&name) && self.asked_files.insert(name.clone()) {
                self.asks.push_back(Ask::File(name));
            }
        }
        if let Ask::Symbol(name) = ask
            && !self.files.names().defines(name)
        {
            self.not_given(ask, "it answered with files that do not define it");
        }
    }

    fn take_extensions(&mut self, ask: &Ask, numbers: &[i32]) {
        let Ask::ExtensionNumbers(message) = ask else {
            return self.not_given(ask, "it answered with numbers of extensions");
        };
        for number in numbers {
            if !self.files.names().has_extension(message, *number) {
                self.guess_once(Ask::Extension(message.clone(), *number));
            }
        }
    }

    /// Whether another stream is worth opening after one ended; notes what the end says of a question.
    fn go_on_after(&mut self, ended: &Finished, answers: usize) -> bool {
        let status = &ended.status;
        let is_broken = matches!(status.code, Code::UNAVAILABLE | Code::ABORTED);
        if is_broken && answers == 0 {
            self.breaks += 1;
        }
        let goes_on = if is_broken { self.breaks < MOST_BREAKS } else { may_be_about_a_question(status) };
        if !goes_on {
            let left = self.in_flight.len() + self.asks.len();
            let open = if left == 1 { "1 question".to_owned() } else { format!("{left} questions") };
            self.files.problem("", format!("Reflection broke off with {open} open: {}", status.line()));
            return false;
        }
        // A server that ends each stream well after some answers has not refused the next question.
        let has_refused = !is_broken && (!status.is_ok() || answers == 0);
        if has_refused && let Some(ask) = self.in_flight.pop_front() {
            self.not_given(&ask, &status.line());
        }
        self.ask_again();
        true
    }

    /// What was asked on a stream that is over is asked on the next.
    fn ask_again(&mut self) {
        while let Some(ask) = self.in_flight.pop_back() {
            self.asks.push_front(ask);
        }
    }

    fn not_given(&mut self, ask: &Ask, why: &str) {
        match ask {
            Ask::Symbol(name) if !self.guesses.contains(ask) => {
                // Health, reflection and channelz are often served by who does not describe them.
                if let Some(file) = built_in_file(name) {
                    self.files.add(file);
                    return;
                }
                let problem = Problem::error("", format!("The server lists {name}, but does not describe it: {why}"));
                self.undescribed.push((name.clone(), problem));
            }
            // grpc-js knows extended messages by their names with a dot in front.
            Ask::ExtensionNumbers(message) if !message.starts_with('.') => {
                self.guess_once(Ask::ExtensionNumbers(format!(".{message}")));
            }
            // The schema names every file whose import is missing, and every type that is.
            Ask::Symbol(_) | Ask::File(_) | Ask::Services | Ask::ExtensionNumbers(_) | Ask::Extension(..) => {}
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

/// The file of a service that Farcall knows itself.
fn built_in_file(service: &str) -> Option<Vec<u8>> {
    let built_in = Schema::builtin();
    let file = &built_in.service(service)?.file;
    Some(built_in.file_bytes(file)?.to_vec())
}

/// Whether a stream may have ended for the question it was asked: others may fare better.
fn may_be_about_a_question(status: &Status) -> bool {
    !matches!(
        status.code,
        Code::DEADLINE_EXCEEDED | Code::CANCELLED | Code::UNAVAILABLE | Code::ABORTED | Code::UNAUTHENTICATED
    )
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
        Answer::Files(_) | Answer::ExtensionNumbers(_) => {
            Err(ReflectionError::Unreadable("files in place of the list of services".into()))
        }
    }
}
