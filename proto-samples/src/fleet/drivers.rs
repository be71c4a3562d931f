//! `fleet.v1.Drivers`.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tonic::{Request, Response, Status, Streaming};

use super::{conversation::Conversation, route};
use crate::{
    pace::{Answers, interval, outside, paced},
    protos::fleet::v1::{DriverPosition, StreamPositionsRequest, TrackRequest, TrackResponse, drivers_server},
};

/// Padding of one position at most.
const MOST_PADDING: u32 = 16 << 20;

/// See the proto.
pub(crate) struct Drivers;

#[tonic::async_trait]
impl drivers_server::Drivers for Drivers {
    type TrackStream = Answers<TrackResponse>;

    async fn track(
        &self,
        request: Request<Streaming<TrackRequest>>,
    ) -> Result<Response<Answers<TrackResponse>>, Status> {
        let conversation = Conversation::new(request.into_inner());
        let answers = stream::unfold(conversation, |mut conversation| async {
            let answer = conversation.next().await?;
            Some((answer, conversation))
        });
        Ok(Response::new(answers.boxed()))
    }

    type StreamPositionsStream = Answers<DriverPosition>;

    async fn stream_positions(
        &self,
        request: Request<StreamPositionsRequest>,
    ) -> Result<Response<Answers<DriverPosition>>, Status> {
        let wanted = request.into_inner();
        let interval = interval("interval", wanted.interval, Duration::ZERO).map_err(|status| *status)?;
        let id = if wanted.driver_id.is_empty() { "drv-1".to_owned() } else { wanted.driver_id };
        let Some((driver, _)) = route::driver(&id) else { return Err(outside("driver_id", "must be drv-1 to drv-9")) };
        if wanted.padding_bytes > MOST_PADDING {
            return Err(outside("padding_bytes", "must be at most 16 MiB"));
        }
        let padding = Bytes::from(vec![b'.'; usize::try_from(wanted.padding_bytes).unwrap_or(0)]);
        let count = if wanted.count == 0 { 10 } else { wanted.count };
        let positions = (1..=count)
            .map(move |sequence| DriverPosition { padding: padding.clone(), ..route::position(&id, driver, sequence) });
        Ok(Response::new(paced(positions, interval)))
    }
}
