//! Details of a status as trees of names and values.
//! It knows no type; JSON goes in as it is.

use serde_json::Value;

/// A name with a value, or with more below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DetailNode {
    /// Its name.
    pub name: String,
    /// Its value; empty for one that has children.
    pub value: String,
    /// The value is what went wrong: an expired date.
    pub is_wrong: bool,
    /// Its parts.
    pub children: Vec<DetailNode>,
}

/// Deeper JSON is shown as its text.
const MAX_DEPTH: usize = 24;
/// No more elements of one list or object are shown.
const MAX_CHILDREN: usize = 500;

impl DetailNode {
    /// A name with a value.
    pub fn leaf(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), ..Self::default() }
    }

    /// A name with parts.
    pub fn branch(name: impl Into<String>, children: Vec<DetailNode>) -> Self {
        Self { name: name.into(), children, ..Self::default() }
    }

    /// Marks the value as what went wrong.
    pub fn wrong(mut self) -> Self {
        self.is_wrong = true;
        self
    }

    /// A detail as ProtoJSON: named by the last part of its `@type`, its fields below.
    pub fn from_json(detail: &Value) -> Self {
        let url = detail.get("@type").and_then(Value::as_str).unwrap_or_default();
        let name = url.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("detail");
        Self::of(name, detail, 0)
    }

    fn of(name: &str, json: &Value, depth: usize) -> Self {
        let parts: Vec<(String, &Value)> = match json {
            _ if depth >= MAX_DEPTH => Vec::new(),
            Value::Object(fields) => {
                fields.iter().filter(|(key, _)| *key != "@type").map(|(key, value)| (key.clone(), value)).collect()
            }
            Value::Array(items) => items.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
            _ => Vec::new(),
        };
        if parts.is_empty() {
            let value = match json {
                Value::String(text) => text.clone(),
                Value::Object(fields) if depth == 0 && fields.len() <= 1 => "empty".to_owned(),
                other => other.to_string(),
            };
            return Self::leaf(name, value);
        }
        let left_out = parts.len().saturating_sub(MAX_CHILDREN);
        let mut children: Vec<_> =
            parts.iter().take(MAX_CHILDREN).map(|(name, value)| Self::of(name, value, depth + 1)).collect();
        if left_out > 0 {
            children.push(Self::leaf(format!("{left_out} more"), "not shown"));
        }
        Self::branch(name, children)
    }
}
