//! The services of the sample server, in one list.
//! It does not know how they are reached.

use std::io;

use tonic::{codec::CompressionEncoding::Gzip, service::Routes};

use crate::{
    DESCRIPTOR_SET,
    fleet::{Drivers, Telemetry},
    protos::{
        fleet::v1::{drivers_server::DriversServer, telemetry_server::TelemetryServer},
        samples::v1::{everything_server::EverythingServer, faults_server::FaultsServer},
        shop::v1::{accounts_server::AccountsServer, catalogue_server::CatalogueServer, orders_server::OrdersServer},
    },
    samples::{Everything, Faults},
    server::SampleOptions,
    shop::{Accounts, Catalogue, Orders, Store},
};

/// The largest request message taken by the services that echo.
const ECHO_LIMIT: usize = 256 << 20;

macro_rules! gzip {
    ($server:expr) => {
        $server.accept_compressed(Gzip).send_compressed(Gzip)
    };
}

/// Everything that is served.
pub(crate) async fn routes(options: &SampleOptions) -> io::Result<Routes> {
    let (health, health_service) = tonic_health::server::health_reporter();
    health.set_serving::<AccountsServer<Accounts>>().await;
    health.set_serving::<CatalogueServer<Catalogue>>().await;
    health.set_serving::<OrdersServer<Orders>>().await;
    health.set_serving::<TelemetryServer<Telemetry>>().await;
    health.set_serving::<DriversServer<Drivers>>().await;
    health.set_serving::<EverythingServer<Everything>>().await;
    health.set_serving::<FaultsServer<Faults>>().await;

    let store = Store::default();
    let mut routes = Routes::builder();
    routes
        .add_service(health_service)
        .add_service(gzip!(AccountsServer::new(Accounts::new(store.clone()))))
        .add_service(gzip!(CatalogueServer::new(Catalogue)))
        .add_service(gzip!(OrdersServer::new(Orders::new(store))))
        .add_service(gzip!(TelemetryServer::new(Telemetry)))
        // Compressing a firehose would measure gzip.
        .add_service(DriversServer::new(Drivers).accept_compressed(Gzip))
        .add_service(gzip!(EverythingServer::new(Everything)).max_decoding_message_size(ECHO_LIMIT))
        .add_service(gzip!(FaultsServer::new(Faults::new(health))).max_decoding_message_size(ECHO_LIMIT));
    if options.reflection_v1 {
        routes.add_service(reflection().build_v1().map_err(io::Error::other)?);
    }
    if options.reflection_v1alpha {
        routes.add_service(reflection().build_v1alpha().map_err(io::Error::other)?);
    }
    Ok(routes.routes())
}

fn reflection() -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
}
