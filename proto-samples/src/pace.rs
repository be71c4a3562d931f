//! Intervals as clients ask for them, and streams that keep to them.
//! It knows no messages.

use std::{pin::Pin, time::Duration};

use futures_util::{Stream, StreamExt as _, stream};
use tonic::{Code, Status};

use crate::{protos::google::rpc, refusal::refusal};

/// A response stream of any method.
pub(crate) type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// The longest interval taken.
const LONGEST: Duration = Duration::from_secs(3600);

/// Reads an interval, `unset` standing for none.
pub(crate) fn interval(
    field: &str,
    asked: Option<prost_types::Duration>,
    unset: Duration,
) -> Result<Duration, Box<Status>> {
    let Some(asked) = asked else { return Ok(unset) };
    match Duration::try_from(asked) {
        Ok(interval) if interval <= LONGEST => Ok(interval),
        _ => Err(Box::new(outside(field, "must lie between 0s and 3600s"))),
    }
}

/// `INVALID_ARGUMENT` about one field.
pub(crate) fn outside(field: &str, description: &str) -> Status {
    let violation = rpc::bad_request::FieldViolation {
        field: field.to_owned(),
        description: description.to_owned(),
        ..Default::default()
    };
    let detail = rpc::BadRequest { field_violations: vec![violation] };
    refusal(Code::InvalidArgument, &format!("{field} {description}"), &[&detail])
}

/// The items at once, or with an interval between two.
pub(crate) fn paced<T: Send + 'static>(
    items: impl Iterator<Item = T> + Send + 'static,
    interval: Duration,
) -> Answers<T> {
    if interval.is_zero() {
        return stream::iter(items.map(Ok)).boxed();
    }
    let slow = stream::unfold((items, true), move |(mut items, first)| async move {
        let item = items.next()?;
        if !first {
            tokio::time::sleep(interval).await;
        }
        Some((Ok(item), (items, false)))
    });
    slow.boxed()
}
