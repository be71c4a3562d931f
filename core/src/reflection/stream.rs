//! One reflection stream: questions in, answers out, in both versions. It knows what an answer is, not what to ask.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use prost::Message;

use super::ReflectionError;
use crate::{
    call::{CallSpec, Conversation, Finished},
    metadata::Metadata,
    schema::{
        MethodKind, MethodPath,
        stubs::reflection::{
            ServerReflectionRequest, ServerReflectionResponse, server_reflection_request::MessageRequest,
            server_reflection_response::MessageResponse,
        },
    },
    status::{Code, Status},
    transport::Channel,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ask {
    Services,
    Symbol(String),
    File(String),
}

/// One answer.
pub(super) enum Answer {
    Services(Vec<String>),
    Files(Vec<Vec<u8>>),
    /// The server says that it cannot answer this question.
    Refused(Box<Status>),
}

pub(super) struct Stream {
    conversation: Conversation,
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
        // A deadline that passed is a timeout of nothing: the call says so in its own words.
        spec.timeout = Some(deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1)));
        Self { conversation: Conversation::open(channel, spec), answers: 0 }
    }

    /// Asks. That the stream is over shows in [`Stream::answer`].
    pub(super) async fn ask(&self, ask: &Ask) {
        let request = ServerReflectionRequest {
            host: String::new(),
            message_request: Some(match ask {
                Ask::Services => MessageRequest::ListServices("*".to_owned()),
                Ask::Symbol(name) => MessageRequest::FileContainingSymbol(name.clone()),
                Ask::File(name) => MessageRequest::FileByFilename(name.clone()),
            }),
        };
        let _ = self.conversation.send(Bytes::from(request.encode_to_vec())).await;
    }

    /// The next answer, or how the stream ended.
    pub(super) async fn answer(&mut self) -> Result<Result<Answer, ReflectionError>, Arc<Finished>> {
        let Some(message) = self.conversation.recv().await else {
            let finished = self.conversation.finished().cloned();
            return Err(finished.unwrap_or_else(|| {
                Arc::new(Finished::local(Status::local(Code::CANCELLED, "The reflection call was given up")))
            }));
        };
        self.answers += 1;
        Ok(read(&message))
    }

    /// Ends the stream as it should be ended; a server that does not answer to that is left.
    pub(super) fn close(self) {
        tokio::spawn(tokio::time::timeout(FAREWELL, self.conversation.finish()));
    }
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
        Some(MessageResponse::AllExtensionNumbersResponse(_)) => {
            Err(ReflectionError::Unreadable("extension numbers, which were not asked for".into()))
        }
        None => Err(ReflectionError::Unreadable("an answer with nothing in it".into())),
    }
}
