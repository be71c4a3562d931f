//! Plausible numbers, by the name of the field, within its rules and the range of its type.
//! What no name suggests is small and positive.

use super::{super::rules::Rules, names::Words, random::Random};
use crate::message::scalar::Scalar;

/// The text of a whole number.
pub(super) fn whole(scalar: Scalar, words: &Words, rules: &Rules, random: &mut Random) -> String {
    if let Some(only) = one_of(rules, random) {
        return only;
    }
    let (mut least, mut most) = suggested(words);
    let narrow = matches!(scalar, Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 | Scalar::Uint32 | Scalar::Fixed32);
    let limit = if narrow { i128::from(i32::MAX) } else { i128::from(i64::MAX) };
    most = most.min(limit);
    let asked = (rules.least.unwrap_or(i128::MIN), rules.most.unwrap_or(i128::MAX));
    if most < asked.0 {
        (least, most) = (asked.0, asked.0.saturating_add(9));
    } else if least > asked.1 {
        (least, most) = (asked.1.saturating_sub(9), asked.1);
    }
    random.between(least.max(asked.0), most.min(asked.1)).to_string()
}

/// The text of a number with decimals.
pub(super) fn real(words: &Words, rules: &Rules, random: &mut Random) -> String {
    if let Some(only) = one_of(rules, random) {
        return only;
    }
    let (mut low, mut high) = if words.has(&["lat", "latitude"]) {
        (35.0, 60.0)
    } else if words.has(&["lon", "lng", "long", "longitude"]) {
        (-10.0, 30.0)
    } else if words.has(&["ratio", "rate", "probability", "confidence", "score", "fraction", "opacity", "alpha"]) {
        (0.0, 1.0)
    } else if words.has(&["percent", "percentage"]) {
        (0.0, 100.0)
    } else if words.has(&["temperature", "celsius"]) {
        (-5.0, 30.0)
    } else {
        (1.0, 100.0)
    };
    let asked = (rules.low.unwrap_or(f64::MIN), rules.high.unwrap_or(f64::MAX));
    if high <= asked.0 {
        (low, high) = (asked.0, asked.0 + 10.0);
    } else if low >= asked.1 {
        (low, high) = (asked.1 - 10.0, asked.1);
    }
    let (low, high) = (low.max(asked.0), high.min(asked.1));
    let decimals = if words.has(&["lat", "latitude", "lon", "lng", "long", "longitude"]) { 4 } else { 2 };
    // Never an end itself: bounds may exclude theirs.
    let share = (1 + random.below(98)) as f64 / 100.0;
    let value = low + (high - low) * share;
    let rounded = format!("{value:.decimals$}");
    let is_within = rounded.parse::<f64>().is_ok_and(|rounded| low <= rounded && rounded <= high);
    let text = if is_within { rounded } else { format!("{value:?}") };
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

fn one_of(rules: &Rules, random: &mut Random) -> Option<String> {
    rules.one_of.get(random.below(rules.one_of.len())).cloned()
}

/// From the least to the most that looks right.
fn suggested(words: &Words) -> (i128, i128) {
    const SUGGESTIONS: &[(&[&str], (i128, i128))] = &[
        (&["port"], (8_000, 9_000)),
        (&["year"], (2_024, 2_030)),
        (&["month"], (1, 12)),
        (&["day"], (1, 28)),
        (&["hour"], (0, 23)),
        (&["minute"], (0, 59)),
        (&["second"], (1, 59)),
        (&["millis", "ms", "millisecond"], (100, 900)),
        (&["age"], (18, 80)),
        (&["percent", "percentage"], (1, 100)),
        (&["rating", "stars", "star"], (1, 5)),
        (&["offset", "skip"], (0, 0)),
        (&["limit"], (10, 50)),
        (&["quantity", "count", "copy"], (1, 12)),
        (&["width", "height"], (320, 1_920)),
        (&["weight", "gram"], (100, 2_500)),
        (&["byte"], (1_024, 65_536)),
        (&["cent", "price", "cost", "total", "amount"], (199, 19_999)),
        (&["nanos", "nano"], (0, 0)),
        (&["unit"], (1, 200)),
        (&["version", "revision"], (1, 9)),
        (&["priority", "level", "rank", "index", "page", "position"], (1, 5)),
        (&["timeout", "ttl", "interval"], (5, 60)),
        (&["timestamp", "time", "created", "updated"], (1_767_225_600, 1_798_761_599)),
    ];
    if words.has_both("page", "size") {
        return (10, 50);
    }
    if words.ends(&["at", "id", "number", "no"]) {
        let is_moment = words.ends(&["at"]);
        return if is_moment { (1_767_225_600, 1_798_761_599) } else { (1_000, 9_999) };
    }
    SUGGESTIONS.iter().find(|(names, _)| words.has(names)).map_or((1, 99), |(_, range)| *range)
}
