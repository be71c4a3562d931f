//! Metadata as `EchoMetadata` tells and takes it.
//! It knows rows and headers, no calls.

use bytes::Bytes;
use http::HeaderMap;
use prost_types::Duration;
use tonic::{
    Status,
    metadata::{BinaryMetadataValue, KeyAndValueRef, MetadataMap},
};

use super::scripts::{header_name, header_value};
use crate::protos::samples::v1::{MetadataEntry, metadata_entry::Value};

/// Rows in order.
pub(crate) fn entries(metadata: &MetadataMap) -> Vec<MetadataEntry> {
    metadata.iter().map(entry).collect()
}

fn entry(row: KeyAndValueRef<'_>) -> MetadataEntry {
    let (key, value) = match row {
        KeyAndValueRef::Ascii(key, value) => (key.as_str(), text(value.as_encoded_bytes())),
        KeyAndValueRef::Binary(key, value) => {
            let value = value.to_bytes().map_or_else(|_| text(value.as_encoded_bytes()), Value::Binary);
            (key.as_str(), value)
        }
    };
    MetadataEntry { key: key.to_owned(), value: Some(value) }
}

fn text(value: &[u8]) -> Value {
    Value::Text(String::from_utf8_lossy(value).into_owned())
}

/// Rows as headers.
pub(crate) fn headers(field: &str, rows: Vec<MetadataEntry>) -> Result<HeaderMap, Status> {
    let mut headers = HeaderMap::new();
    for (index, row) in rows.into_iter().enumerate() {
        let name = header_name(&format!("{field}[{index}].key"), &row.key)?;
        let value = match row.value {
            None => Bytes::new(),
            Some(Value::Text(text)) => text.into(),
            Some(Value::Binary(binary)) => {
                Bytes::copy_from_slice(BinaryMetadataValue::from_bytes(&binary).as_encoded_bytes())
            }
        };
        headers.append(name, header_value(&format!("{field}[{index}]"), &value)?);
    }
    Ok(headers)
}

/// Reads `grpc-timeout`, by grpc `doc/PROTOCOL-HTTP2.md`.
pub(crate) fn timeout(metadata: &MetadataMap) -> Option<Duration> {
    let text = metadata.get("grpc-timeout")?.to_str().ok()?;
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: u64 = number.parse().ok()?;
    let duration = match unit {
        "H" => std::time::Duration::from_secs(number.checked_mul(3600)?),
        "M" => std::time::Duration::from_secs(number.checked_mul(60)?),
        "S" => std::time::Duration::from_secs(number),
        "m" => std::time::Duration::from_millis(number),
        "u" => std::time::Duration::from_micros(number),
        "n" => std::time::Duration::from_nanos(number),
        _ => return None,
    };
    duration.try_into().ok()
}
