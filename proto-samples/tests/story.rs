//! The shop and its fleet, called the way their comments say.
//! The client is tonic's.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use farcall_proto_samples::{
    DESCRIPTOR_SET, Listen, SampleOptions, SampleServer,
    protos::{
        fleet::v1::{
            Ping, Reading, Sensor, StreamPositionsRequest, Subscribe, TrackRequest, TrackResponse, Unsubscribe,
            drivers_client::DriversClient, reading, telemetry_client::TelemetryClient, track_request::Action,
            track_response::Event,
        },
        google::rpc,
        shop::v1::{
            CreateAccountRequest, FollowOrdersRequest, GetAccountRequest, ListProductsRequest, OrderLine, OrderState,
            PlaceOrderRequest, SearchProductsRequest, WatchOrderRequest, accounts_client::AccountsClient,
            catalogue_client::CatalogueClient, orders_client::OrdersClient, search_products_request::Sort,
        },
    },
};
use prost::Message as _;
use tokio::sync::mpsc;
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};
use tonic::{Code, transport::Channel};

fn server() -> SampleServer {
    SampleServer::start(SampleOptions::default()).unwrap()
}

async fn channel(server: &SampleServer) -> Channel {
    Channel::from_shared(format!("http://{}", server.addr())).unwrap().connect().await.unwrap()
}

#[test]
fn the_descriptor_set_holds_comments_and_imports() {
    let set = prost_types::FileDescriptorSet::decode(DESCRIPTOR_SET).unwrap();
    let names: Vec<&str> = set.file.iter().map(|file| file.name()).collect();
    for name in ["shop/v1/orders.proto", "google/rpc/error_details.proto", "google/protobuf/timestamp.proto"] {
        assert!(names.contains(&name), "{names:?}");
    }
    let orders = set.file.iter().find(|file| file.name() == "shop/v1/orders.proto").unwrap();
    let comments = orders.source_code_info.as_ref().unwrap();
    assert!(comments.location.iter().any(|place| place.leading_comments().contains("Follows an order")));
}

#[tokio::test]
async fn an_account_is_opened_once_and_found() {
    let server = server();
    let mut accounts = AccountsClient::new(channel(&server).await);
    let wanted = CreateAccountRequest {
        email: "maja@example.com".to_owned(),
        display_name: "Maja".to_owned(),
        ..Default::default()
    };
    let opened = accounts.create_account(wanted.clone()).await.unwrap().into_inner();
    assert_eq!(opened.id, "acc-1006");
    let found = accounts.get_account(GetAccountRequest { id: opened.id.clone() }).await.unwrap().into_inner();
    assert_eq!(found, opened);
    let status = accounts.create_account(wanted).await.unwrap_err();
    assert_eq!(status.code(), Code::AlreadyExists);
}

#[tokio::test]
async fn a_bad_account_is_refused_field_by_field() {
    let server = server();
    let mut accounts = AccountsClient::new(channel(&server).await);
    let status = accounts.create_account(CreateAccountRequest::default()).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let details = rpc::Status::decode(status.details()).unwrap().details;
    let bad = details[0].to_msg::<rpc::BadRequest>().unwrap();
    let fields: Vec<&str> = bad.field_violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["email", "display_name"]);
}

#[tokio::test]
async fn the_catalogue_is_paged_without_gaps_and_searched() {
    let server = server();
    let mut catalogue = CatalogueClient::new(channel(&server).await);
    let mut skus = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListProductsRequest { page_size: 7, page_token, ..Default::default() };
        let page = catalogue.list_products(request).await.unwrap().into_inner();
        assert_eq!(page.total_size, 40);
        skus.extend(page.products.into_iter().map(|product| product.sku));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(skus.len(), 40);
    assert!(skus.is_sorted() && skus.windows(2).all(|pair| pair[0] != pair[1]), "{skus:?}");

    let request =
        SearchProductsRequest { query: "coffee cup".to_owned(), sort: Sort::Price.into(), ..Default::default() };
    let found = catalogue.search_products(request).await.unwrap().into_inner().products;
    let found: Vec<&str> = found.iter().map(|product| product.sku.as_str()).collect();
    assert_eq!(found, ["CUPS-015", "CUPS-014"]);
}

#[tokio::test]
async fn an_order_is_placed_and_watched_to_the_door() {
    let server = server();
    let mut orders = OrdersClient::new(channel(&server).await);
    let line = OrderLine { sku: "LAMP-001".to_owned(), quantity: 3, unit_price: None };
    let request = PlaceOrderRequest { account_id: "acc-1001".to_owned(), lines: vec![line], ..Default::default() };
    let order = orders.place_order(request).await.unwrap().into_inner();
    assert_eq!(order.total.unwrap().units, 2247);

    let interval = Some(prost_types::Duration { seconds: 0, nanos: 1_000_000 });
    let request = WatchOrderRequest { id: order.id, interval, count: None };
    let events = orders.watch_order(request).await.unwrap().into_inner();
    let states: Vec<OrderState> = events.map(|event| event.unwrap().state()).collect().await;
    assert_eq!(states.len(), 6);
    assert_eq!(states.first(), Some(&OrderState::Placed));
    assert_eq!(states.last(), Some(&OrderState::Delivered));
}

#[tokio::test]
async fn a_stream_that_breaks_goes_on_behind_its_last_token() {
    let server = server();
    let mut orders = OrdersClient::new(channel(&server).await);
    let interval = Some(prost_types::Duration::default());
    let mut token = String::new();
    for tokens in [["chg-1", "chg-2"], ["chg-3", "chg-4"]] {
        let request = FollowOrdersRequest { resume_token: token.clone(), interval, break_after: Some(2) };
        let mut changes = orders.follow_orders(request).await.unwrap().into_inner();
        for expected in tokens {
            token = changes.message().await.unwrap().unwrap().token;
            assert_eq!(token, expected);
        }
        assert_eq!(changes.message().await.unwrap_err().code(), Code::Unavailable);
    }
    let refused = FollowOrdersRequest { resume_token: "chg-x".to_owned(), ..Default::default() };
    assert_eq!(orders.follow_orders(refused).await.unwrap_err().code(), Code::InvalidArgument);
}

#[tokio::test]
async fn an_upload_is_summed_up() {
    let server = server();
    let mut telemetry = TelemetryClient::new(channel(&server).await);
    let reading = |van: &str, number| Reading {
        van_id: van.to_owned(),
        sensor: Sensor::Speed.into(),
        value: Some(reading::Value::Number(number)),
        ..Default::default()
    };
    let readings = [reading("van-2", 30.0), reading("van-1", 50.0), reading("", 70.0)];
    let summary = telemetry.upload_readings(tokio_stream::iter(readings)).await.unwrap().into_inner();
    assert_eq!((summary.accepted, summary.refused), (2, 1));
    assert_eq!(summary.van_ids, ["van-1", "van-2"]);
    assert_eq!(summary.sensors["SENSOR_SPEED"].mean, Some(40.0));
}

#[tokio::test]
async fn a_conversation_with_the_drivers_goes_turn_by_turn() {
    let server = server();
    let mut drivers = DriversClient::new(channel(&server).await);
    let (say, said) = mpsc::channel(4);
    let mut heard = drivers.track(ReceiverStream::new(said)).await.unwrap().into_inner();
    let request = |action| TrackRequest { action: Some(action) };

    say.send(request(Action::Ping(Ping { text: "hej".to_owned() }))).await.unwrap();
    let Some(Event::Pong(pong)) = next(&mut heard).await else { panic!("no pong") };
    assert_eq!(pong.text, "hej");

    let slowly = Some(prost_types::Duration { seconds: 60, nanos: 0 });
    let subscribe = Subscribe { driver_id: "drv-3".to_owned(), interval: slowly, count: None };
    say.send(request(Action::Subscribe(subscribe))).await.unwrap();
    let Some(Event::Subscribed(subscribed)) = next(&mut heard).await else { panic!("not subscribed") };
    assert_eq!(subscribed.driver_name, "Cleo");
    assert!(matches!(next(&mut heard).await, Some(Event::Position(_))));

    say.send(request(Action::Unsubscribe(Unsubscribe { driver_id: "drv-3".to_owned() }))).await.unwrap();
    let Some(Event::Unsubscribed(unsubscribed)) = next(&mut heard).await else { panic!("still subscribed") };
    assert_eq!(unsubscribed.positions_sent, 1);

    say.send(TrackRequest { action: None }).await.unwrap();
    assert!(matches!(next(&mut heard).await, Some(Event::Refused(_))));
    drop(say);
    assert_eq!(next(&mut heard).await, None);
}

async fn next(heard: &mut tonic::Streaming<TrackResponse>) -> Option<Event> {
    let response = tokio::time::timeout(Duration::from_secs(10), heard.message()).await.unwrap().unwrap()?;
    response.event
}

#[tokio::test]
async fn a_counted_subscription_outlives_the_clients_stream() {
    let server = server();
    let mut drivers = DriversClient::new(channel(&server).await);
    let interval = Some(prost_types::Duration { seconds: 0, nanos: 1_000_000 });
    let subscribe = Subscribe { driver_id: "drv-1".to_owned(), interval, count: Some(3) };
    let requests = tokio_stream::iter([TrackRequest { action: Some(Action::Subscribe(subscribe)) }]);
    let heard = drivers.track(requests).await.unwrap().into_inner();
    let events: Vec<TrackResponse> = heard.map(Result::unwrap).collect().await;
    assert_eq!(events.len(), 5, "{events:?}");
    assert_eq!(events.last().unwrap().sequence, 5);
}

#[tokio::test]
async fn a_firehose_delivers_every_position_in_order() {
    let server = server();
    let mut drivers = DriversClient::new(channel(&server).await);
    let request = StreamPositionsRequest { count: 20_000, padding_bytes: 100, ..Default::default() };
    let mut positions = drivers.stream_positions(request).await.unwrap().into_inner();
    let mut sequence = 0;
    while let Some(position) = positions.message().await.unwrap() {
        sequence += 1;
        assert_eq!((position.sequence, position.padding.len()), (sequence, 100));
    }
    assert_eq!(sequence, 20_000);
}

#[tokio::test]
async fn a_unix_socket_serves_and_is_gone_after() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.sock");
    let options = SampleOptions { listen: Listen::Unix(path.clone()), ..Default::default() };
    let server = SampleServer::start(options).unwrap();
    assert_eq!(server.addr().to_string(), format!("unix:{}", path.display()));
    let channel =
        tonic::transport::Endpoint::try_from(format!("unix:{}", path.display())).unwrap().connect().await.unwrap();
    let request = GetAccountRequest { id: "acc-1001".to_owned() };
    AccountsClient::new(channel).get_account(request).await.unwrap();
    server.stop();
    assert!(!path.exists());
}

#[tokio::test]
async fn a_guarded_server_wants_its_metadata() {
    let required_metadata = Some(("authorization".to_owned(), "Bearer sesame".to_owned()));
    let server = SampleServer::start(SampleOptions { required_metadata, ..Default::default() }).unwrap();
    let mut accounts = AccountsClient::new(channel(&server).await);
    let request = || tonic::Request::new(GetAccountRequest { id: "acc-1001".to_owned() });
    assert_eq!(accounts.get_account(request()).await.unwrap_err().code(), Code::Unauthenticated);
    let mut with_metadata = request();
    with_metadata.metadata_mut().insert("authorization", "Bearer sesame".parse().unwrap());
    assert_eq!(accounts.get_account(with_metadata).await.unwrap().into_inner().display_name, "Astrid Berg");
}

#[tokio::test]
async fn a_stop_ends_open_calls_within_a_second() {
    let server = server();
    let mut drivers = DriversClient::new(channel(&server).await);
    let interval = Some(prost_types::Duration { seconds: 60, nanos: 0 });
    let request = StreamPositionsRequest { count: 100, interval, ..Default::default() };
    let mut positions = drivers.stream_positions(request).await.unwrap().into_inner();
    positions.message().await.unwrap().unwrap();
    let begun = Instant::now();
    tokio::task::spawn_blocking(|| server.stop()).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(positions.message().await.is_err());
}
