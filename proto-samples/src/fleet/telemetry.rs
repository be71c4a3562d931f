//! `fleet.v1.Telemetry`.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use tonic::{Request, Response, Status, Streaming};

use crate::protos::fleet::v1::{Reading, SensorSummary, UploadSummary, reading::Value, telemetry_server};

/// Vans named in a summary at most.
const MOST_VANS: usize = 1_000;

/// See the proto.
pub(crate) struct Telemetry;

#[tonic::async_trait]
impl telemetry_server::Telemetry for Telemetry {
    async fn upload_readings(&self, request: Request<Streaming<Reading>>) -> Result<Response<UploadSummary>, Status> {
        let mut readings = request.into_inner();
        let mut tally = Tally::default();
        while let Some(reading) = readings.message().await? {
            tally.add(reading);
        }
        Ok(Response::new(tally.summary()))
    }
}

#[derive(Default)]
struct Tally {
    accepted: u64,
    refused: u64,
    sensors: BTreeMap<&'static str, Numbers>,
    vans: BTreeSet<String>,
    begun: Option<Instant>,
}

#[derive(Default)]
struct Numbers {
    readings: u64,
    numbers: u64,
    min: Option<f64>,
    max: Option<f64>,
    sum: f64,
}

impl Tally {
    fn add(&mut self, reading: Reading) {
        self.begun.get_or_insert_with(Instant::now);
        if reading.van_id.is_empty() {
            self.refused += 1;
            return;
        }
        self.accepted += 1;
        let numbers = self.sensors.entry(reading.sensor().as_str_name()).or_default();
        numbers.readings += 1;
        if let Some(Value::Number(number)) = reading.value {
            numbers.add(number);
        }
        if self.vans.len() < MOST_VANS {
            self.vans.insert(reading.van_id);
        }
    }

    fn summary(self) -> UploadSummary {
        UploadSummary {
            accepted: self.accepted,
            refused: self.refused,
            sensors: self.sensors.into_iter().map(|(name, numbers)| (name.to_owned(), numbers.summary())).collect(),
            van_ids: self.vans.into_iter().collect(),
            elapsed: self.begun.and_then(|begun| begun.elapsed().try_into().ok()),
        }
    }
}

impl Numbers {
    fn add(&mut self, number: f64) {
        self.numbers += 1;
        self.sum += number;
        self.min = Some(self.min.map_or(number, |min| min.min(number)));
        self.max = Some(self.max.map_or(number, |max| max.max(number)));
    }

    fn summary(&self) -> SensorSummary {
        let mean = (self.numbers > 0).then(|| self.sum / self.numbers as f64);
        SensorSummary { count: self.readings, min: self.min, max: self.max, mean }
    }
}
