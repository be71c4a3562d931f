//! One reflection stream: questions in, answers out, in both versions. It knows what an answer is, not what to ask.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use prost::Message;
use tokio::time::timeout;

use super::ReflectionError;
use crate::{
    call::{CallSpec, Conversation, Finished},
    metadata::Metadata,
    schema::{
        MethodKind, MethodPath,
        stubs::reflection::{
            ExtensionRequest, ServerReflectionRequest, ServerReflectionResponse,
            server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
        },
    },
    status::{Code, Status, words},
    transport::{Channel, Protocol},
};

/// How long a server may take to end a stream that we ended.
const FAREWELL: Duration = Duration::from_secs(1);

/// The two versions; their messages are the same on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    V1Alpha,
}

impl Version {
    pub(super) fn service(self) -> &'static str {
        match self {
            Self::V1 => "grpc.reflection.v1",
            Self::V1Alpha => "grpc.reflection.v1alpha",
        }
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Ask {
    Services,
    Symbol(String),
    File(String),
    /// The numbers of all extensions of a message that the server knows.
    ExtensionNumbers(String),
    /// The file that extends this message with this number.
    Extension(String, i32),
}

/// One answer.
pub(super) enum Answer {
    Services(Vec<String>),
    Files(Vec<Vec<u8>>),
    ExtensionNumbers(Vec<i32>),
    /// The server says that it cannot answer this question.
    Refused(Box<Status>),
}

pub(super) struct Stream {
    channel: Channel,
    spec: CallSpec,
    deadline: Instant,
    conversation: Option<Conversation>,
    /// Over gRPC-Web, where answers may come only after the end of the questions: those of the next call.
    unasked: Vec<Bytes>,
    /// Answers that its call still owes.
    owed: usize,
    /// How many answers came.
    pub(super) answers: usize,
}

impl Stream {
    pub(super) fn open(channel: &Channel, metadata: &Metadata, version: Version, deadline: Instant) -> Self {
        let method = MethodPath {
            service: format!("{}.ServerReflection", version.service()),
            method: "ServerReflectionInfo".to_owned(),
        };
        let mut spec = CallSpec::new(method, MethodKind::BidiStreaming);
        spec.metadata = metadata.clone();
        let (channel, unasked) = (channel.clone(), Vec::new());
        let mut stream = Self { channel, spec, deadline, conversation: None, unasked, owed: 0, answers: 0 };
        if !stream.asks_in_rounds() {
            stream.begin();
        }
        stream
    }

    fn asks_in_rounds(&self) -> bool {
        self.channel.target().protocol.is_web()
    }

    fn begin(&mut self) -> &Conversation {
        // A deadline that passed is a timeout of nothing: the call says so in its own words.
        let left = self.deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let spec = CallSpec { timeout: Some(left), ..self.spec.clone() };
        self.conversation.insert(Conversation::open(&self.channel, spec))
    }

    /// Asks. That the stream is over shows in [`Stream::answer`].
    pub(super) async fn ask(&mut self, ask: &Ask) {
        let request = ServerReflectionRequest {
            host: String::new(),
            message_request: Some(match ask {
                Ask::Services => MessageRequest::ListServices("*".to_owned()),
                Ask::Symbol(name) => MessageRequest::FileContainingSymbol(name.clone()),
                Ask::File(name) => MessageRequest::FileByFilename(name.clone()),
                Ask::ExtensionNumbers(message) => MessageRequest::AllExtensionNumbersOfType(message.clone()),
                Ask::Extension(message, number) => MessageRequest::FileContainingExtension(ExtensionRequest {
                    containing_type: message.clone(),
                    extension_number: *number,
                }),
            }),
        };
        let request = Bytes::from(request.encode_to_vec());
        match &self.conversation {
            Some(conversation) if !self.asks_in_rounds() => drop(conversation.send(request).await),
            _ => self.unasked.push(request),
        }
    }

    /// Asks all that was not asked yet, in a call of its own.
    async fn ask_in_a_round(&mut self) {
        if let Some(before) = self.conversation.take() {
            before.finish().await;
        }
        let questions = std::mem::take(&mut self.unasked);
        self.owed = questions.len();
        let conversation = self.begin();
        for question in questions {
            let _ = conversation.send(question).await;
        }
        conversation.half_close().await;
    }

    /// The next answer, or how the stream ended. A server that says nothing for `silence` is not waited for.
    pub(super) async fn answer(&mut self, silence: Duration) -> Result<Result<Answer, ReflectionError>, Arc<Finished>> {
        if self.asks_in_rounds() && self.owed == 0 {
            self.ask_in_a_round().await;
        }
        let message = match &mut self.conversation {
            Some(conversation) => next(conversation, silence).await,
            None => None,
        };
        let Some(message) = message else {
            let finished = self.conversation.as_ref().and_then(Conversation::finished);
            return Err(finished.map(without_lateness).unwrap_or_else(|| {
                Arc::new(Finished::local(Status::local(Code::CANCELLED, "The reflection call was given up")))
            }));
        };
        self.answers += 1;
        self.owed = self.owed.saturating_sub(1);
        Ok(read(&message))
    }

    /// Ends the stream as it should be ended; a server that does not answer to that is left.
    pub(super) fn close(self) {
        if let Some(conversation) = self.conversation {
            tokio::spawn(timeout(FAREWELL, conversation.finish()));
        }
    }
}

async fn next(conversation: &mut Conversation, silence: Duration) -> Option<Bytes> {
    if let Ok(message) = timeout(silence, conversation.recv()).await {
        return message;
    }
    let words = format!("No answer within {}", words::duration(silence));
    conversation.stop_with(Status::local(Code::DEADLINE_EXCEEDED, words));
    // What came in the meantime is as good; then comes the verdict.
    conversation.recv().await
}

/// That answers come late over gRPC-Web matters to whoever holds a conversation; here it is provided for.
fn without_lateness(finished: &Arc<Finished>) -> Arc<Finished> {
    if !finished.status.notes.iter().any(|note| note == Protocol::ANSWERS_LATE) {
        return Arc::clone(finished);
    }
    let mut finished = Finished::clone(finished);
    finished.status.notes.retain(|note| note != Protocol::ANSWERS_LATE);
    Arc::new(finished)
}

fn read(message: &Bytes) -> Result<Answer, ReflectionError> {
    let response = ServerReflectionResponse::decode(message.clone())
        .map_err(|error| ReflectionError::Unreadable(error.to_string()))?;
    match response.message_response {
        Some(MessageResponse::ListServicesResponse(list)) => {
            Ok(Answer::Services(list.service.into_iter().map(|service| service.name).collect()))
        }
        Some(MessageResponse::FileDescriptorResponse(files)) => Ok(Answer::Files(files.file_descriptor_proto)),
        Some(MessageResponse::ErrorResponse(error)) => {
            let code = Code(u32::try_from(error.error_code).unwrap_or(Code::UNKNOWN.0));
            Ok(Answer::Refused(Box::new(Status::remote(code, error.error_message))))
        }
        Some(MessageResponse::AllExtensionNumbersResponse(numbers)) => {
            Ok(Answer::ExtensionNumbers(numbers.extension_number))
        }
        None => Err(ReflectionError::Unreadable("an answer with nothing in it".into())),
    }
}
