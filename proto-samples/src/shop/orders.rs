//! `shop.v1.Orders`.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use tonic::{Code, Request, Response, Status};

use super::{
    changes::changes,
    products,
    store::{Store, now, total},
    voyage::voyage,
};
use crate::{
    pace::{Answers, interval, outside, paced},
    protos::{
        google::rpc,
        shop::v1::{
            CancelOrderRequest, CloseOrderRequest, CloseReason, FollowOrdersRequest, GetOrderRequest,
            ListOrdersRequest, ListOrdersResponse, Order, OrderChange, OrderEvent, OrderLine, OrderState,
            PlaceOrderRequest, WatchOrderRequest, order, orders_server, place_order_request,
        },
    },
    refusal::{Violations, not_found, refusal},
};

/// Events of one call at most.
const MOST_EVENTS: u32 = 1_000_000;

/// See the proto.
pub(crate) struct Orders(Store);

impl Orders {
    pub(crate) fn new(store: Store) -> Self {
        Self(store)
    }

    fn find(&self, id: &str) -> Result<Order, Status> {
        self.0.order(id).ok_or_else(|| no_order(id))
    }

    fn close(&self, id: &str, reason: CloseReason) -> Result<Response<Order>, Status> {
        let closed = self.0.change(id, |order| {
            order.state = closed_state(order.state())
                .ok_or_else(|| precondition(id, &format!("the order is {} already", order.state().as_str_name())))?
                .into();
            order.close_reason = reason.into();
            Ok(())
        });
        closed.ok_or_else(|| no_order(id))?.map(Response::new)
    }
}

#[tonic::async_trait]
impl orders_server::Orders for Orders {
    async fn place_order(&self, request: Request<PlaceOrderRequest>) -> Result<Response<Order>, Status> {
        let wanted = request.into_inner();
        let account = self.0.account(&wanted.account_id);
        let mut violations = Violations::default();
        violations.unless(account.is_some(), "account_id", "must be that of an account, such as acc-1001");
        violations.unless(!wanted.lines.is_empty(), "lines", "must not be empty");
        for (index, line) in wanted.lines.iter().enumerate() {
            violations.unless(
                products::find(&line.sku).is_some(),
                format!("lines[{index}].sku"),
                "must be in the catalogue",
            );
            violations.unless(
                (1..=100).contains(&line.quantity),
                format!("lines[{index}].quantity"),
                "must be 1 to 100",
            );
        }
        violations.check()?;
        in_stock(&wanted.lines)?;

        let priced = wanted.lines.iter().filter_map(|line| products::line(&line.sku, line.quantity));
        let lines: Vec<OrderLine> = priced.collect();
        let home = account.and_then(|account| account.addresses.get("home").cloned());
        Ok(Response::new(self.0.place(Order {
            account_id: wanted.account_id,
            total: Some(total(&lines)),
            lines,
            state: OrderState::Placed.into(),
            create_time: Some(now()),
            delivery_address: wanted.delivery_address.or(home),
            labels: wanted.labels,
            note: wanted.note,
            wrapping: wanted.wrapping.map(|wrapping| match wrapping {
                place_order_request::Wrapping::Plain(plain) => order::Wrapping::Plain(plain),
                place_order_request::Wrapping::GiftCardText(text) => order::Wrapping::GiftCardText(text),
            }),
            ..Default::default()
        })))
    }

    async fn get_order(&self, request: Request<GetOrderRequest>) -> Result<Response<Order>, Status> {
        self.find(&request.into_inner().id).map(Response::new)
    }

    async fn list_orders(&self, request: Request<ListOrdersRequest>) -> Result<Response<ListOrdersResponse>, Status> {
        let wanted = request.into_inner();
        let since = wanted.since.map(|since| (since.seconds, since.nanos));
        let orders = self.0.orders(|order| {
            (wanted.account_id.is_empty() || order.account_id == wanted.account_id)
                && (wanted.states.is_empty() || wanted.states.contains(&order.state))
                && since.is_none_or(|since| order.create_time.is_some_and(|time| (time.seconds, time.nanos) >= since))
        });
        Ok(Response::new(ListOrdersResponse { orders }))
    }

    async fn cancel_order(&self, request: Request<CancelOrderRequest>) -> Result<Response<Order>, Status> {
        #[allow(deprecated)]
        let id = request.into_inner().id;
        match self.find(&id)?.state() {
            OrderState::Placed | OrderState::Paid | OrderState::Packed => self.close(&id, CloseReason::Unspecified),
            state => Err(precondition(&id, &format!("the order is {} already", state.as_str_name()))),
        }
    }

    async fn close_order(&self, request: Request<CloseOrderRequest>) -> Result<Response<Order>, Status> {
        let wanted = request.into_inner();
        self.close(&wanted.id, wanted.reason())
    }

    type WatchOrderStream = Answers<OrderEvent>;

    async fn watch_order(&self, request: Request<WatchOrderRequest>) -> Result<Response<Answers<OrderEvent>>, Status> {
        let wanted = request.into_inner();
        let interval = interval("interval", wanted.interval, Duration::from_millis(500)).map_err(|status| *status)?;
        let mut violations = Violations::default();
        let count = wanted.count.unwrap_or(6);
        violations.unless((1..=MOST_EVENTS).contains(&count), "count", "must be 1 to 1000000");
        violations.check()?;
        let order = self.find(&wanted.id)?;
        Ok(Response::new(paced(voyage(order, count), interval)))
    }

    type FollowOrdersStream = Answers<OrderChange>;

    async fn follow_orders(
        &self,
        request: Request<FollowOrdersRequest>,
    ) -> Result<Response<Answers<OrderChange>>, Status> {
        let wanted = request.into_inner();
        let interval = interval("interval", wanted.interval, Duration::from_millis(500)).map_err(|status| *status)?;
        let changes = changes(&wanted.resume_token)
            .ok_or_else(|| outside("resume_token", "must be the token of a change, such as chg-7"))?;
        let Some(count) = wanted.break_after else { return Ok(Response::new(paced(changes, interval))) };
        let until = paced(changes.take(usize::try_from(count).unwrap_or(usize::MAX)), interval);
        let broken = stream::once(async { Err(Status::unavailable("down for maintenance, as break_after asks")) });
        Ok(Response::new(until.chain(broken).boxed()))
    }
}

fn no_order(id: &str) -> Status {
    not_found("order", id, "ord-1001 to ord-1006 are there")
}

/// What closing makes of a state; `None` if it is closed.
fn closed_state(state: OrderState) -> Option<OrderState> {
    use OrderState::{Cancelled, Delivered, OutForDelivery, Packed, Paid, Placed, Returned, Shipped, Unspecified};
    match state {
        Unspecified | Placed | Paid | Packed | Shipped | OutForDelivery => Some(Cancelled),
        Delivered => Some(Returned),
        Cancelled | Returned => None,
    }
}

fn precondition(subject: &str, description: &str) -> Status {
    let violation = rpc::precondition_failure::Violation {
        r#type: "STATE".to_owned(),
        subject: subject.to_owned(),
        description: description.to_owned(),
    };
    refusal(Code::FailedPrecondition, description, &[&rpc::PreconditionFailure { violations: vec![violation] }])
}

fn in_stock(lines: &[OrderLine]) -> Result<(), Status> {
    let missing = |line: &&OrderLine| products::find(&line.sku).is_some_and(|product| product.stock < line.quantity);
    let violations: Vec<_> = lines
        .iter()
        .filter(missing)
        .map(|line| rpc::precondition_failure::Violation {
            r#type: "STOCK".to_owned(),
            subject: line.sku.clone(),
            description: format!("fewer than {} at hand", line.quantity),
        })
        .collect();
    match violations.first() {
        None => Ok(()),
        Some(first) => {
            let message = format!("{}: {}", first.subject, first.description);
            Err(refusal(Code::FailedPrecondition, &message, &[&rpc::PreconditionFailure { violations }]))
        }
    }
}
