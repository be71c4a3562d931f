//! The way of an order to the door, event by event, the same for every call.
//! It does not wait between two events.

use crate::{
    fleet::route,
    protos::shop::v1::{Order, OrderEvent, OrderState, VanPosition, order_event::Detail},
};

use super::store::now;

const STATES: [OrderState; 6] = [
    OrderState::Placed,
    OrderState::Paid,
    OrderState::Packed,
    OrderState::Shipped,
    OrderState::OutForDelivery,
    OrderState::Delivered,
];

/// `count` events: the states in order, and the van's positions before the last if there is room.
pub(crate) fn voyage(order: Order, count: u32) -> impl Iterator<Item = OrderEvent> + Send {
    (0..count).map(move |index| {
        let state = state(index, count);
        let on_the_way = index > 4 && state == OrderState::OutForDelivery;
        OrderEvent {
            sequence: u64::from(index) + 1,
            order_id: order.id.clone(),
            state: state.into(),
            time: Some(now()),
            text: text(state, on_the_way).to_owned(),
            detail: detail(&order, state, index, count),
        }
    })
}

/// The last of more than five events is the delivery.
fn state(index: u32, count: u32) -> OrderState {
    if count > 5 && index + 1 == count {
        return OrderState::Delivered;
    }
    let step = usize::try_from(index.min(4)).unwrap_or(4);
    STATES.get(step).copied().unwrap_or(OrderState::OutForDelivery)
}

fn text(state: OrderState, on_the_way: bool) -> &'static str {
    match state {
        OrderState::Placed => "We have your order",
        OrderState::Paid => "The payment has arrived",
        OrderState::Packed => "Everything is in its box",
        OrderState::Shipped => "The parcel has left the house",
        OrderState::OutForDelivery if on_the_way => "The van is on its way",
        OrderState::OutForDelivery => "The parcel is on the van",
        OrderState::Delivered => "The parcel is at your door",
        OrderState::Unspecified | OrderState::Cancelled | OrderState::Returned => "",
    }
}

fn detail(order: &Order, state: OrderState, index: u32, count: u32) -> Option<Detail> {
    match state {
        OrderState::Paid => order.total.clone().map(Detail::Paid),
        OrderState::Packed => Some(Detail::WeightGrams(order.lines.iter().map(|line| line.quantity * 310).sum())),
        OrderState::Shipped => Some(Detail::TrackingNumber(format!("SE{}0042", order.id.trim_start_matches("ord-")))),
        OrderState::OutForDelivery => {
            let point = route::point(1, u64::from(index));
            let stops_left = count.saturating_sub(index + 2);
            Some(Detail::Van(VanPosition { latitude: point.latitude, longitude: point.longitude, stops_left }))
        }
        OrderState::Placed | OrderState::Delivered | OrderState::Unspecified => None,
        OrderState::Cancelled | OrderState::Returned => None,
    }
}
