//! What a session keeps of sources and schema tabs beside what core's session has a place for. Secrets are withheld.

use farcall_core::workspace::{withhold, withhold_auth};
use serde_json::{Map, Value, json};

use super::{Own, SchemaTab, SchemaView, SourceLimit, SourceOptions, Spot};

/// The choices of a source that are not as by default.
pub fn kept_options(options: &SourceOptions) -> Value {
    let mut kept = Map::new();
    if !options.watch {
        kept.insert("watch".to_owned(), Value::from(false));
    }
    if !options.filler.is_empty() {
        kept.insert("filler".to_owned(), json!(options.filler));
    }
    if options.limits.iter().any(|limit| !limit.is_empty()) {
        kept.insert("limits".to_owned(), json!(options.limits));
    }
    if let Some(own) = &options.own {
        let own = json!({ "metadata": withhold(&own.metadata), "auth": withhold_auth(&own.auth) });
        kept.insert("own".to_owned(), own);
    }
    Value::Object(kept)
}

/// The choices of a source as they were kept; what cannot be read is as by default.
pub fn options_of(kept: Option<&Value>) -> SourceOptions {
    let Some(kept) = kept else { return SourceOptions::default() };
    let part = |key: &str| kept.get(key).cloned();
    let mut options = SourceOptions {
        watch: kept.get("watch").and_then(Value::as_bool).unwrap_or(true),
        filler: part("filler").and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default(),
        ..SourceOptions::default()
    };
    for (limit, text) in
        SourceLimit::ALL.into_iter().zip(kept.get("limits").and_then(Value::as_array).into_iter().flatten())
    {
        options.set_limit(limit, text.as_str().unwrap_or_default().to_owned());
    }
    options.own = part("own").map(|own| {
        let part = |key: &str| own.get(key).cloned().unwrap_or_default();
        Own {
            metadata: serde_json::from_value(part("metadata")).unwrap_or_default(),
            auth: serde_json::from_value(part("auth")).unwrap_or_default(),
        }
    });
    options
}

/// Where a schema tab is.
pub fn kept_spot(tab: &SchemaTab) -> Value {
    json!({ "symbol": tab.at.symbol, "source": tab.at.view == SchemaView::Source })
}

/// A schema tab that was kept; its source is the first that knows the symbol.
pub fn schema_tab_of(kept: &Value) -> Option<SchemaTab> {
    let symbol = kept.get("symbol")?.as_str()?.to_owned();
    let is_source = kept.get("source").and_then(Value::as_bool).unwrap_or(false);
    let view = if is_source { SchemaView::Source } else { SchemaView::Page };
    Some(SchemaTab { at: Spot { symbol: symbol.clone(), view }, ..SchemaTab::new(None, symbol) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_of_a_source_come_back_without_their_secrets() {
        let auth = farcall_core::call::Auth::Bearer { token: farcall_core::metadata::Secret::new("s3cret") };
        let mut options = SourceOptions {
            watch: false,
            filler: vec!["/p/shop.binpb".into()],
            own: Some(Own { metadata: vec![farcall_core::metadata::Row::new("x-tenant", "7")], auth }),
            ..SourceOptions::default()
        };
        options.set_limit(SourceLimit::FileBytes, "2 MiB".to_owned());
        let kept = kept_options(&options);
        assert!(!kept.to_string().contains("s3cret"), "{kept}");
        let back = options_of(Some(&kept));
        assert_eq!((back.watch, &back.filler, &back.limits), (false, &options.filler, &options.limits));
        assert_eq!(back.own.map(|own| own.metadata), options.own.map(|own| own.metadata));
        assert_eq!(options_of(Some(&kept_options(&SourceOptions::default()))), SourceOptions::default());
        assert_eq!(options_of(None), SourceOptions::default());
    }
}
