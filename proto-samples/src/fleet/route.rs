//! A round through Stockholm that every driver goes, each from another point of it.
//! It knows no calls: where a driver is follows from a number alone.

use prost_types::Timestamp;

use crate::protos::fleet::v1::{DriverPosition, LatLng};

/// Corners of the round, north and east, the last joined to the first.
const CORNERS: [(f64, f64); 12] = [
    (59.3293, 18.0686),
    (59.3342, 18.0632),
    (59.3390, 18.0556),
    (59.3431, 18.0497),
    (59.3462, 18.0601),
    (59.3450, 18.0746),
    (59.3402, 18.0903),
    (59.3326, 18.0947),
    (59.3255, 18.1012),
    (59.3189, 18.0879),
    (59.3141, 18.0724),
    (59.3197, 18.0638),
];

/// Positions between two corners.
const STEPS: u64 = 40;

/// Metres of a degree north.
const DEGREE_METERS: f64 = 111_195.0;

/// The depot, at the first corner.
pub(crate) const DEPOT: LatLng = LatLng { latitude: CORNERS[0].0, longitude: CORNERS[0].1 };

/// Names of `drv-1` to `drv-9`.
const NAMES: [&str; 9] = ["Alva", "Bo", "Cleo", "Dag", "Ebba", "Frej", "Greta", "Hugo", "Ines"];

/// The number and the name of a driver.
pub(crate) fn driver(id: &str) -> Option<(u64, &'static str)> {
    let number: usize = id.strip_prefix("drv-")?.parse().ok()?;
    let name = NAMES.get(number.checked_sub(1)?)?;
    Some((u64::try_from(number).ok()?, name))
}

/// Where a driver is at a step of the way.
pub(crate) fn point(driver: u64, step: u64) -> LatLng {
    let at = step.wrapping_add(driver.wrapping_mul(53));
    let ((from_north, from_east), (to_north, to_east)) = leg(at / STEPS);
    let part = (at % STEPS) as f64 / STEPS as f64;
    LatLng {
        latitude: from_north + (to_north - from_north) * part,
        longitude: from_east + (to_east - from_east) * part,
    }
}

/// The same with everything that a van tells.
pub(crate) fn position(id: &str, driver: u64, sequence: u64) -> DriverPosition {
    let (here, next) = (point(driver, sequence), point(driver, sequence.wrapping_add(1)));
    let (north, east) = meters(&here, &next);
    // 2026-03-02T08:00:00Z, a Monday; one second a step.
    let seconds = 1_772_438_400_i64.wrapping_add_unsigned(sequence);
    DriverPosition {
        driver_id: id.to_owned(),
        sequence,
        position: Some(here),
        heading_degrees: (east.atan2(north).to_degrees().rem_euclid(360.0)) as f32,
        speed_kmh: (north.hypot(east) * 3.6) as f32,
        time: Some(Timestamp { seconds, nanos: 0 }),
        ..Default::default()
    }
}

/// As the crow flies, near enough within a city.
pub(crate) fn distance_meters(from: &LatLng, to: &LatLng) -> f64 {
    let (north, east) = meters(from, to);
    north.hypot(east)
}

fn meters(from: &LatLng, to: &LatLng) -> (f64, f64) {
    let north = (to.latitude - from.latitude) * DEGREE_METERS;
    let east = (to.longitude - from.longitude) * DEGREE_METERS * from.latitude.to_radians().cos();
    (north, east)
}

fn leg(number: u64) -> ((f64, f64), (f64, f64)) {
    let corner = |number: u64| {
        let index = usize::try_from(number % CORNERS.len() as u64).unwrap_or(0);
        CORNERS.get(index).copied().unwrap_or(CORNERS[0])
    };
    (corner(number), corner(number.wrapping_add(1)))
}
