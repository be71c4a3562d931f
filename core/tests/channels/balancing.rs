//! Calls spread over several addresses, of which some die and come back.
//! What a subchannel does by itself is tried in `failing` and `leaving`.

use std::{collections::BTreeMap, time::Instant};

use farcall_core::transport::{Channel, ChannelState, LoadBalancing, Target};

use super::{
    answer, nowhere, patient, quick, spread, states,
    support::{Caller, RawServer},
    until, vacant,
};

fn list(servers: &[&RawServer]) -> String {
    let addresses: Vec<String> = servers.iter().map(|server| server.target()).collect();
    format!("ipv4:{}", addresses.join(","))
}

fn round_robin(servers: &[&RawServer]) -> Target {
    Target { load_balancing: LoadBalancing::RoundRobin, ..Target::new(list(servers)) }
}

#[tokio::test(flavor = "multi_thread")]
async fn round_robin_gives_each_address_its_turn() {
    for count in [2, 3] {
        let mut servers = Vec::new();
        for _ in 0..count {
            servers.push(RawServer::always(answer()).await);
        }
        let caller = Caller::with_options(round_robin(&servers.iter().collect::<Vec<_>>()), quick());
        caller.channel.connect().await.unwrap();
        let all_ready = vec![ChannelState::Ready; count];
        let status = until(&caller.channel, |status| states(status) == all_ready).await;
        assert_eq!(status.state, ChannelState::Ready);
        let served = spread(&caller, 4 * count).await;
        let fair: BTreeMap<String, usize> = servers.iter().map(|server| (server.target(), 4)).collect();
        assert_eq!(served, fair);
        assert!(servers.iter().all(|server| server.connections() == 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_dies_loses_its_turn_and_gets_it_back() {
    let [first, second] = [RawServer::always(answer()).await, RawServer::always(answer()).await];
    let (one, other) = (first.target(), second.address);
    let caller = Caller::with_options(round_robin(&[&first, &second]), quick());
    caller.channel.connect().await.unwrap();
    until(&caller.channel, |status| states(status) == [ChannelState::Ready; 2]).await;

    drop(second);
    let down = [ChannelState::Ready, ChannelState::TransientFailure];
    let status = until(&caller.channel, |status| states(status) == down).await;
    assert_eq!(status.state, ChannelState::Ready);
    let failure = status.addresses[1].last_failure.clone().unwrap();
    assert_eq!(failure.message(), format!("Can't reach {other} · Connection refused. Is the server running?"));
    assert_eq!(spread(&caller, 4).await, BTreeMap::from([(one.clone(), 4)]));

    let _second = RawServer::start_at(other, vec![answer()], None).await;
    until(&caller.channel, |status| states(status) == [ChannelState::Ready; 2]).await;
    assert_eq!(spread(&caller, 4).await, BTreeMap::from([(one, 2), (other.to_string(), 2)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_tries_the_addresses_that_failed_though_others_are_ready() {
    let (server, address) = (RawServer::always(answer()).await, vacant().await);
    let target = Target::new(format!("ipv4:{},{address}", server.target()));
    let target = Target { load_balancing: LoadBalancing::RoundRobin, ..target };
    let channel = Channel::new(target, patient()).unwrap();
    channel.connect().await.unwrap();
    until(&channel, |status| states(status) == [ChannelState::Ready, ChannelState::TransientFailure]).await;
    let _other = RawServer::start_at(address, vec![answer()], None).await;
    channel.connect().await.unwrap();
    until(&channel, |status| states(status) == [ChannelState::Ready; 2]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn round_robin_fails_once_every_address_has() {
    let (first, second) = (vacant().await, vacant().await);
    let address = format!("ipv4:{first},{second}");
    let target = Target { load_balancing: LoadBalancing::RoundRobin, ..Target::new(address) };
    let caller = Caller::with_options(target, patient());
    for _ in 0..2 {
        let verdict = caller.run().await.verdict();
        assert!(verdict.starts_with("UNAVAILABLE (14) local: Can't reach 127.0.0.1:"), "{verdict}");
    }
    let status = until(&caller.channel, |status| states(status) == [ChannelState::TransientFailure; 2]).await;
    assert_eq!(status.state, ChannelState::TransientFailure);
    assert!(status.retry_at.is_some_and(|at| at > Instant::now()));
    // A call does not wait for that.
    let _first = RawServer::start_at(first, vec![answer()], None).await;
    assert_eq!(caller.run().await.peer(), Some(first.to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn round_robin_says_that_a_name_is_not_found_and_asks_again_for_the_next_call() {
    let target = Target { load_balancing: LoadBalancing::RoundRobin, ..Target::new(format!("http://{}:1", nowhere())) };
    let caller = Caller::with_options(target, patient());
    for _ in 0..2 {
        let verdict = caller.run().await.verdict();
        let words = format!("UNAVAILABLE (14) local: Can't find host \"{}\"", nowhere());
        assert!(verdict.starts_with(&words), "{verdict}");
    }
    assert_eq!(caller.channel.state(), ChannelState::TransientFailure);
}

#[tokio::test(flavor = "multi_thread")]
async fn pick_first_takes_the_first_address_that_answers_and_stays_there() {
    let [first, second] = [RawServer::always(answer()).await, RawServer::always(answer()).await];
    let target = Target::new(format!("ipv4:{},{},{}", vacant().await, first.target(), second.target()));
    let caller = Caller::with_options(target, quick());
    assert_eq!(spread(&caller, 5).await, BTreeMap::from([(first.target(), 5)]));
    let status = caller.channel.status();
    assert_eq!(states(&status), [ChannelState::Idle, ChannelState::Ready, ChannelState::Idle]);

    drop(first);
    until(&caller.channel, |status| status.state == ChannelState::Idle).await;
    assert_eq!(spread(&caller, 2).await, BTreeMap::from([(second.target(), 2)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_config_turns_round_robin_on() {
    let [first, second] = [RawServer::always(answer()).await, RawServer::always(answer()).await];
    let service_config = Some(r#"{"loadBalancingConfig": [{"round_robin": {}}]}"#.to_owned());
    let target = Target { service_config, ..Target::new(list(&[&first, &second])) };
    let caller = Caller::with_options(target, quick());
    caller.channel.connect().await.unwrap();
    until(&caller.channel, |status| states(status) == [ChannelState::Ready; 2]).await;
    assert_eq!(spread(&caller, 4).await, BTreeMap::from([(first.target(), 2), (second.target(), 2)]));
}
