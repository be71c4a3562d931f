//! `samples.v1.Faults`: every method turns its request into a script, and the script is performed in place of an answer.

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::HeaderMap;
use prost::Message as _;
use tokio::time::sleep;
use tonic::{Request, Response, Status, Streaming, metadata::MetadataMap};
use tonic_health::{ServingStatus, server::HealthReporter};

use super::{
    metadata::{entries, headers, timeout},
    scripts::Fault,
};
use crate::{
    front::Authority,
    pace::{Answers, outside, paced},
    protos::samples::v1::{
        BigMessageRequest, CompressedRequest, CompressedResponse, CutRequest, EchoMetadataRequest,
        EchoMetadataResponse, FailWithRequest, FaultReply, HttpAnswerRequest, SetHealthRequest, SetHealthResponse,
        StallRequest, faults_server,
    },
    script::{Ending, Head, Script, ok_trailers},
};

const MOST_BIG: u64 = 256 << 20;
const MOST_COMPRESSED: u32 = 64 << 20;

/// See the proto.
pub(crate) struct Faults(HealthReporter);

impl Faults {
    pub(crate) fn new(health: HealthReporter) -> Self {
        Self(health)
    }
}

type One = Result<Response<FaultReply>, Status>;
type Many = Result<Response<Answers<FaultReply>>, Status>;

#[tonic::async_trait]
impl faults_server::Faults for Faults {
    type FailWithServerStreamStream = Answers<FaultReply>;
    type FailWithBidiStream = Answers<FaultReply>;
    type StallServerStreamStream = Answers<FaultReply>;
    type StallBidiStream = Answers<FaultReply>;
    type CutServerStreamStream = Answers<FaultReply>;
    type CutBidiStream = Answers<FaultReply>;
    type BigMessageServerStreamStream = Answers<FaultReply>;
    type EchoMetadataServerStreamStream = Answers<EchoMetadataResponse>;
    type CompressedServerStreamStream = Answers<CompressedResponse>;

    async fn fail_with(&self, request: Request<FailWithRequest>) -> One {
        one(request.into_inner()).await
    }

    async fn fail_with_server_stream(&self, request: Request<FailWithRequest>) -> Many {
        many(request.into_inner()).await
    }

    async fn fail_with_client_stream(&self, request: Request<Streaming<FailWithRequest>>) -> One {
        one(first(request).await?).await
    }

    async fn fail_with_bidi(&self, request: Request<Streaming<FailWithRequest>>) -> Many {
        many(first(request).await?).await
    }

    async fn stall(&self, request: Request<StallRequest>) -> One {
        one(request.into_inner()).await
    }

    async fn stall_server_stream(&self, request: Request<StallRequest>) -> Many {
        many(request.into_inner()).await
    }

    async fn stall_client_stream(&self, request: Request<Streaming<StallRequest>>) -> One {
        one(first(request).await?).await
    }

    async fn stall_bidi(&self, request: Request<Streaming<StallRequest>>) -> Many {
        many(first(request).await?).await
    }

    async fn cut(&self, request: Request<CutRequest>) -> One {
        one(request.into_inner()).await
    }

    async fn cut_server_stream(&self, request: Request<CutRequest>) -> Many {
        many(request.into_inner()).await
    }

    async fn cut_client_stream(&self, request: Request<Streaming<CutRequest>>) -> One {
        one(first(request).await?).await
    }

    async fn cut_bidi(&self, request: Request<Streaming<CutRequest>>) -> Many {
        many(first(request).await?).await
    }

    async fn http_answer(&self, request: Request<HttpAnswerRequest>) -> One {
        one(request.into_inner()).await
    }

    async fn big_message(&self, request: Request<BigMessageRequest>) -> One {
        big(&request.into_inner()).map(Response::new)
    }

    async fn big_message_server_stream(&self, request: Request<BigMessageRequest>) -> Many {
        let wanted = request.into_inner();
        let reply = big(&wanted)?;
        let replies = (1..=wanted.count.max(1)).map(move |sequence| FaultReply { sequence, ..reply.clone() });
        Ok(Response::new(paced(replies, std::time::Duration::ZERO)))
    }

    async fn echo_metadata(
        &self,
        request: Request<EchoMetadataRequest>,
    ) -> Result<Response<EchoMetadataResponse>, Status> {
        echo_metadata(request, EchoMetadataResponse::default())
    }

    async fn echo_metadata_server_stream(
        &self,
        request: Request<EchoMetadataRequest>,
    ) -> Result<Response<Answers<EchoMetadataResponse>>, Status> {
        echo_metadata(request, stream::empty().boxed())
    }

    async fn compressed(&self, request: Request<CompressedRequest>) -> Result<Response<CompressedResponse>, Status> {
        compressed(&request).map(Response::new)
    }

    async fn compressed_server_stream(
        &self,
        request: Request<CompressedRequest>,
    ) -> Result<Response<Answers<CompressedResponse>>, Status> {
        let response = compressed(&request)?;
        let responses = (0..request.get_ref().count.max(1)).map(move |_| response.clone());
        Ok(Response::new(paced(responses, std::time::Duration::ZERO)))
    }

    async fn set_health(&self, request: Request<SetHealthRequest>) -> Result<Response<SetHealthResponse>, Status> {
        let wanted = request.into_inner();
        let status = if wanted.serving { ServingStatus::Serving } else { ServingStatus::NotServing };
        self.0.set_service_status(wanted.service, status).await;
        Ok(Response::new(SetHealthResponse {}))
    }
}

async fn one(fault: impl Fault) -> One {
    performed(fault, FaultReply::default()).await
}

async fn many(fault: impl Fault) -> Many {
    performed(fault, stream::empty().boxed()).await
}

async fn performed<T>(fault: impl Fault, left_out: T) -> Result<Response<T>, Status> {
    let plan = fault.plan()?;
    sleep(plan.silence).await;
    Ok(scripted(plan.script, left_out))
}

fn scripted<T>(script: Script, left_out: T) -> Response<T> {
    let mut response = Response::new(left_out);
    response.extensions_mut().insert(script);
    response
}

/// The first message of a stream. The rest is read and dropped until the call has ended, so that the client is never held up.
async fn first<T: Send + 'static>(request: Request<Streaming<T>>) -> Result<T, Status> {
    let mut requests = request.into_inner();
    let first = requests.message().await?;
    tokio::spawn(async move { while let Ok(Some(_)) = requests.message().await {} });
    first.ok_or_else(|| Status::invalid_argument("the first message says what to do, and there was none"))
}

fn big(wanted: &BigMessageRequest) -> Result<FaultReply, Status> {
    let size = Some(wanted.size).filter(|size| *size <= MOST_BIG).and_then(|size| usize::try_from(size).ok());
    let size = size.ok_or_else(|| outside("size", "must be at most 256 MiB"))?;
    Ok(FaultReply { sequence: 1, padding: Bytes::from(vec![0; size]) })
}

fn echo_metadata<T>(request: Request<EchoMetadataRequest>, left_out: T) -> Result<Response<T>, Status> {
    let authority = request.extensions().get::<Authority>().map(|authority| authority.0.clone()).unwrap_or_default();
    let metadata = entries(request.metadata());
    let timeout = timeout(request.metadata());
    let wanted = request.into_inner();
    let message = EchoMetadataResponse { metadata, authority, timeout }.encode_to_vec().into();
    let mut trailers: HeaderMap = headers("trailers", wanted.trailers)?;
    trailers.extend(ok_trailers());
    let ending = Ending::Trailers { trailers, apart: true };
    let mut response = scripted(Script { head: Head::Usual, messages: vec![message], ending }, left_out);
    *response.metadata_mut() = MetadataMap::from_headers(headers("headers", wanted.headers)?);
    Ok(response)
}

fn compressed(request: &Request<CompressedRequest>) -> Result<CompressedResponse, Status> {
    let header = |name: &str| {
        let values = request.metadata().get_all(name);
        values.iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",")
    };
    let size = request.get_ref().response_size;
    if size > MOST_COMPRESSED {
        return Err(outside("response_size", "must be at most 64 MiB"));
    }
    Ok(CompressedResponse {
        request_encoding: header("grpc-encoding"),
        accepted_encodings: header("grpc-accept-encoding"),
        padding: Bytes::from(vec![0; usize::try_from(size).unwrap_or(0)]),
    })
}
