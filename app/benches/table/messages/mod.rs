//! What reading and writing a message costs against prost-reflect end to end, with generated prost beside, in one run:
//! `cargo bench -- messages`. It asserts nothing about absolute times and opens no connection.

mod clock;
mod hostile;
pub mod samples;

use std::{error::Error, hint::black_box};

use farcall_core::{
    message::{Indent, JsonOptions, JsonRules, encode_json, print_json, summary},
    schema::MessageDescriptor,
};
use prost::Message as _;
use prost_reflect::{DynamicMessage, SerializeOptions};

use self::{clock::best, samples::Sample};

/// The argument that asks for these rows.
pub const MESSAGES: &str = "messages";
/// Bytes to JSON text, how many times as fast as prost-reflect, at least.
const TO_JSON: f64 = 2.0;
/// JSON text to bytes, likewise.
const TO_BYTES: f64 = 1.8;
/// A summary's line, of generated prost's decode of the same message, at most.
const SUMMARY: f64 = 1.0 / 6.0;
/// How long the line is, as the log asks for it.
const SUMMARY_CHARS: usize = 160;

/// Why nothing was measured.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// Measures and prints.
pub fn print() -> Outcome<()> {
    let samples = samples::all()?;
    head("bytes to JSON text", "prost-reflect");
    for sample in &samples {
        to_json(sample)?;
    }
    head("JSON text to bytes", "prost-reflect");
    for sample in &samples {
        to_bytes(sample)?;
    }
    println!("\n{:<34} {:>12} {:>12} {:>9} {:>9}", "a summary's line", "prost ns", "Farcall ns", "of it", "at most");
    for sample in &samples {
        line(sample);
    }
    hostile::print(&samples)
}

fn head(what: &str, against: &str) {
    println!(
        "\n{what:<34} {:>12} {:>12} {:>9} {:>9} {:>15}",
        format!("{against} ns"),
        "Farcall ns",
        "times",
        "wanted",
        "prost alone ns"
    );
}

fn to_json(sample: &Sample) -> Outcome<()> {
    let options = JsonOptions { indent: Indent::Compact, ..JsonOptions::default() };
    let theirs = reflected_json(sample)?;
    let ours = print_json(&sample.of, &sample.wire, &options).text;
    let same = serde_json::from_str::<serde_json::Value>(&ours)? == serde_json::from_str::<serde_json::Value>(&theirs)?;
    if !same {
        return Err(format!("{}: the texts differ", sample.name).into());
    }
    let [reflect, farcall, prost] = best([
        &mut || drop(black_box(reflected_json(sample))),
        &mut || drop(black_box(print_json(&sample.of, &sample.wire, &options))),
        &mut || (sample.decode)(&sample.wire),
    ]);
    row(sample, reflect, farcall, TO_JSON, prost);
    Ok(())
}

fn reflected_json(sample: &Sample) -> Outcome<String> {
    let message = DynamicMessage::decode(sample.reflected.clone(), sample.wire.as_slice())?;
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut text);
    message.serialize_with_options(&mut serializer, &SerializeOptions::new())?;
    Ok(String::from_utf8(text)?)
}

fn to_bytes(sample: &Sample) -> Outcome<()> {
    let text = reflected_json(sample)?;
    if encoded(&sample.of, &text)?.is_empty() {
        return Err(format!("{}: nothing was encoded", sample.name).into());
    }
    let [reflect, farcall, prost] = best([
        &mut || drop(black_box(reflected_bytes(sample, &text))),
        &mut || drop(black_box(encoded(&sample.of, &text))),
        &mut || (sample.encode)(&sample.wire),
    ]);
    row(sample, reflect, farcall, TO_BYTES, prost);
    Ok(())
}

fn reflected_bytes(sample: &Sample, text: &str) -> Outcome<Vec<u8>> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Ok(DynamicMessage::deserialize(sample.reflected.clone(), &mut deserializer)?.encode_to_vec())
}

fn encoded(of: &MessageDescriptor, text: &str) -> Outcome<Vec<u8>> {
    Ok(encode_json(of, text, JsonRules::default()).map_err(|_| "the text was refused")?)
}

fn row(sample: &Sample, reflect: f64, farcall: f64, wanted: f64, prost: f64) {
    let times = reflect / farcall;
    let sign = if times < wanted { "  short" } else { "" };
    let what = format!("  {}, {} bytes", sample.name, sample.wire.len());
    println!("{what:<34} {reflect:>12.0} {farcall:>12.0} {times:>9.2} {wanted:>9.2} {prost:>15.0}{sign}");
}

fn line(sample: &Sample) {
    let [prost, farcall] = best([&mut || (sample.decode)(&sample.wire), &mut || {
        drop(black_box(summary(&sample.of, &sample.wire, SUMMARY_CHARS)))
    }]);
    let share = farcall / prost;
    let is_wanted = sample.name == samples::ONE_KIB;
    let sign = if is_wanted && share > SUMMARY { "  over" } else { "" };
    let at_most = if is_wanted { format!("{SUMMARY:.2}") } else { String::new() };
    let what = format!("  {}, {} bytes", sample.name, sample.wire.len());
    println!("{what:<34} {prost:>12.0} {farcall:>12.0} {share:>9.2} {at_most:>9}{sign}");
}
