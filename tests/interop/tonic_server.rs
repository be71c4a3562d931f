//! The test service by tonic, on a thread of its own, in plaintext and with TLS.
//! It knows nothing of Farcall's own call path.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use farcall_tests::Pair;
use http::{HeaderMap, HeaderName};
use http_body_util::BodyExt as _;
use tokio::{net::TcpListener, sync::mpsc};
use tokio_stream::{Stream, StreamExt as _, wrappers::ReceiverStream};
use tonic::{
    Code, Request, Response, Status, Streaming,
    body::Body,
    transport::{Identity, Server, ServerTlsConfig, server::TcpIncoming},
};

use crate::{
    client::payload,
    protos::{
        EchoStatus, Empty, SimpleRequest, SimpleResponse, StreamingInputCallRequest, StreamingInputCallResponse,
        StreamingOutputCallRequest, StreamingOutputCallResponse,
        test_service_server::{TestService, TestServiceServer},
    },
    servers::Ports,
};

const INITIAL: &str = "x-grpc-test-echo-initial";
const TRAILING: &str = "x-grpc-test-echo-trailing-bin";

/// Starts both servers; they end with the process.
pub fn start(pair: &Pair) -> Ports {
    let identity = Identity::from_pem(&pair.certificate, &pair.key);
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async move {
            let plaintext = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let tls = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let port = |listener: &TcpListener| listener.local_addr().unwrap().port();
            sender.send(Ports { plaintext: port(&plaintext), tls: port(&tls) }).unwrap();
            let secured = Server::builder().tls_config(ServerTlsConfig::new().identity(identity)).unwrap();
            let ended = tokio::join!(serve(Server::builder(), plaintext), serve(secured, tls));
            ended.0.and(ended.1).unwrap();
        });
    });
    receiver.recv().unwrap()
}

async fn serve(server: Server, listener: TcpListener) -> Result<(), tonic::transport::Error> {
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let layer = tower_layer::layer_fn(EchoMetadata);
    server.layer(layer).add_service(TestServiceServer::new(Service)).serve_with_incoming(incoming).await
}

struct Service;

type Answers = Pin<Box<dyn Stream<Item = Result<StreamingOutputCallResponse, Status>> + Send>>;

#[tonic::async_trait]
impl TestService for Service {
    type StreamingOutputCallStream = Answers;
    type FullDuplexCallStream = Answers;

    async fn empty_call(&self, _request: Request<Empty>) -> Result<Response<Empty>, Status> {
        Ok(Response::new(Empty {}))
    }

    async fn unary_call(&self, request: Request<SimpleRequest>) -> Result<Response<SimpleResponse>, Status> {
        let request = request.into_inner();
        asked_status(request.response_status.as_ref())?;
        let response = SimpleResponse { payload: payload(request.response_size as usize) };
        Ok(Response::new(response))
    }

    async fn streaming_output_call(
        &self,
        request: Request<StreamingOutputCallRequest>,
    ) -> Result<Response<Answers>, Status> {
        let (sender, receiver) = mpsc::channel(4);
        let request = request.into_inner();
        tokio::spawn(async move { answer(&request, &sender).await });
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }

    async fn streaming_input_call(
        &self,
        request: Request<Streaming<StreamingInputCallRequest>>,
    ) -> Result<Response<StreamingInputCallResponse>, Status> {
        let mut requests = request.into_inner();
        let mut size = 0;
        while let Some(request) = requests.message().await? {
            size += request.payload.map_or(0, |payload| payload.body.len());
        }
        Ok(Response::new(StreamingInputCallResponse { aggregated_payload_size: size as i32 }))
    }

    async fn full_duplex_call(
        &self,
        request: Request<Streaming<StreamingOutputCallRequest>>,
    ) -> Result<Response<Answers>, Status> {
        let mut requests = request.into_inner();
        let (sender, receiver) = mpsc::channel(4);
        tokio::spawn(async move {
            while let Some(Ok(request)) = requests.next().await {
                if let Err(status) = asked_status(request.response_status.as_ref()) {
                    let _ = sender.send(Err(status)).await;
                    return;
                }
                answer(&request, &sender).await;
            }
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }
}

async fn answer(request: &StreamingOutputCallRequest, to: &mpsc::Sender<Result<StreamingOutputCallResponse, Status>>) {
    for wanted in &request.response_parameters {
        tokio::time::sleep(Duration::from_micros(wanted.interval_us as u64)).await;
        let response = StreamingOutputCallResponse { payload: payload(wanted.size as usize) };
        if to.send(Ok(response)).await.is_err() {
            return;
        }
    }
}

fn asked_status(status: Option<&EchoStatus>) -> Result<(), Status> {
    match status {
        Some(status) if status.code != 0 => Err(Status::new(Code::from(status.code), status.message.clone())),
        _ => Ok(()),
    }
}

/// Around the service, since tonic lets a method set the headers or the trailers of a unary answer, not both: sends
/// back what the description wants echoed.
#[derive(Clone)]
struct EchoMetadata<S>(S);

impl<S, B> tower_service::Service<http::Request<B>> for EchoMetadata<S>
where
    S: tower_service::Service<http::Request<B>, Response = http::Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let initial = request.headers().get(INITIAL).cloned();
        let trailing = request.headers().get(TRAILING).cloned();
        let answer = self.0.call(request);
        Box::pin(async move {
            let mut response = answer.await?;
            if let Some(value) = initial {
                response.headers_mut().insert(INITIAL, value);
            }
            Ok(match trailing {
                Some(value) => response.map(|body| {
                    let echoed = HeaderMap::from_iter([(HeaderName::from_static(TRAILING), value)]);
                    Body::new(body.with_trailers(async move { Some(Ok(echoed)) }))
                }),
                None => response,
            })
        })
    }
}
