//! What every call passes on its way in and out: the guard at the door, and answers that were written out.
//! It knows no method.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use http::{HeaderName, HeaderValue, Request, Response};
use tonic::{Status, body::Body};
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    cut::Cut,
    script::{BoxError, Script},
};

/// The `:authority` of a request, for methods that want to tell.
#[derive(Debug, Clone)]
pub(crate) struct Authority(pub(crate) String);

/// Metadata without which every call is `UNAUTHENTICATED`.
pub(crate) type Guard = Option<(HeaderName, HeaderValue)>;

/// Puts a [`Front`] before the services.
#[derive(Clone)]
pub(crate) struct FrontLayer(pub(crate) Guard);

impl<S> Layer<S> for FrontLayer {
    type Service = Front<S>;

    fn layer(&self, inner: S) -> Front<S> {
        Front { guard: self.0.clone(), inner }
    }
}

/// See the module.
#[derive(Clone)]
pub(crate) struct Front<S> {
    guard: Guard,
    inner: S,
}

impl<S> Service<Request<Body>> for Front<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        if let Some((name, value)) = &self.guard
            && request.headers().get(name) != Some(value)
        {
            let refused = Status::unauthenticated(format!("this server wants \"{name}\" metadata")).into_http();
            return Box::pin(async { Ok(refused) });
        }
        let authority = request.uri().authority().map(|authority| authority.to_string()).unwrap_or_default();
        request.extensions_mut().insert(Authority(authority));
        let cut = request.extensions().get::<Cut>().cloned().unwrap_or_default();
        let answer = self.inner.call(request);
        Box::pin(async {
            let mut answer = answer.await.map_err(Into::into)?;
            match answer.extensions_mut().remove::<Script>() {
                Some(script) => script.perform(answer, cut),
                None => Ok(answer),
            }
        })
    }
}
