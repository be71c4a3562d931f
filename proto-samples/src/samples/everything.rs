//! `samples.v1.Everything`: gives back what it is sent, byte for byte.

use std::time::Duration;

use futures_util::StreamExt as _;
use tonic::{Request, Response, Status, Streaming};

use crate::{
    pace::{Answers, interval, paced},
    protos::samples::v1::{EchoClientStreamResponse, EchoServerStreamRequest, everything_server},
    verbatim::Verbatim,
};

/// Messages given back by `EchoClientStream` at most.
const MOST_KEPT: usize = 1_000;

/// See the proto.
pub(crate) struct Everything;

#[tonic::async_trait]
impl everything_server::Everything for Everything {
    async fn echo(&self, request: Request<Verbatim>) -> Result<Response<Verbatim>, Status> {
        Ok(Response::new(request.into_inner()))
    }

    type EchoServerStreamStream = Answers<Verbatim>;

    async fn echo_server_stream(
        &self,
        request: Request<EchoServerStreamRequest>,
    ) -> Result<Response<Answers<Verbatim>>, Status> {
        let wanted = request.into_inner();
        let interval = interval("interval", wanted.interval, Duration::ZERO).map_err(|status| *status)?;
        let count = if wanted.count == 0 { 3 } else { wanted.count };
        let message = wanted.message.unwrap_or_default();
        Ok(Response::new(paced((0..count).map(move |_| message.clone()), interval)))
    }

    async fn echo_client_stream(
        &self,
        request: Request<Streaming<Verbatim>>,
    ) -> Result<Response<EchoClientStreamResponse>, Status> {
        let mut requests = request.into_inner();
        let mut answer = EchoClientStreamResponse::default();
        while let Some(message) = requests.message().await? {
            answer.count += 1;
            if answer.messages.len() < MOST_KEPT {
                answer.messages.push(message);
            }
        }
        Ok(Response::new(answer))
    }

    type EchoBidiStream = Answers<Verbatim>;

    async fn echo_bidi(&self, request: Request<Streaming<Verbatim>>) -> Result<Response<Answers<Verbatim>>, Status> {
        Ok(Response::new(request.into_inner().boxed()))
    }

    async fn echo_legacy(&self, request: Request<Verbatim>) -> Result<Response<Verbatim>, Status> {
        Ok(Response::new(request.into_inner()))
    }

    async fn nothing(&self, _: Request<()>) -> Result<Response<()>, Status> {
        Ok(Response::new(()))
    }
}
