//! Message tabs and comparisons as a session keeps them, and back: the path of a file, or the bytes where they are few.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use farcall_core::message::BytesForm;
use serde_json::{Map, Value};

use super::{CompareRules, CompareSide, CompareTab, MessageOrigin, MessageTab, SideFrom};

/// Bytes that a session keeps; of more only a file's path is kept.
const MOST_BYTES: usize = 1 << 20;

/// The tab; `None` where its bytes are too many to keep.
pub fn kept_message(tab: &MessageTab) -> Option<Value> {
    let mut kept = Map::new();
    kept.insert("title".to_owned(), Value::from(tab.title.clone()));
    match &tab.from {
        MessageOrigin::File(path) => kept.insert("path".to_owned(), Value::from(path.to_str()?)),
        MessageOrigin::Example(path) => kept.insert("example".to_owned(), Value::from(path.to_str()?)),
        MessageOrigin::Bytes(bytes) if bytes.len() > MOST_BYTES => return None,
        MessageOrigin::Bytes(bytes) => kept.insert("bytes".to_owned(), Value::from(BASE64.encode(bytes))),
    };
    if let Some(form) = tab.form {
        kept.insert("form".to_owned(), Value::from(word(form)));
    }
    if let Some(of) = &tab.of {
        kept.insert("type".to_owned(), Value::from(of.clone()));
    }
    Some(Value::from(kept))
}

/// The tab that was kept.
pub fn message_tab_of(kept: &Value) -> Option<MessageTab> {
    let text = |key: &str| kept.get(key).and_then(Value::as_str);
    let example = text("example").map(|path| MessageOrigin::Example(path.into()));
    let from = match (text("path"), text("bytes")) {
        _ if example.is_some() => example?,
        (Some(path), _) => MessageOrigin::File(path.into()),
        (None, Some(bytes)) => MessageOrigin::Bytes(BASE64.decode(bytes).ok()?.into()),
        (None, None) => return None,
    };
    let form = text("form").and_then(form_of);
    let of = text("type").map(str::to_owned);
    Some(MessageTab { form, of, ..MessageTab::new(text("title")?.to_owned(), from) })
}

/// A comparison; `None` where a side is too large to keep.
pub fn kept_compare(tab: &CompareTab) -> Option<Value> {
    let mut kept = Map::new();
    kept.insert("left".to_owned(), kept_side(&tab.left)?);
    kept.insert("right".to_owned(), kept_side(&tab.right)?);
    for (key, rule) in [("ignore", &tab.rules.ignored), ("any_order", &tab.rules.any_order)] {
        if !rule.is_empty() {
            kept.insert(key.to_owned(), Value::from(rule.clone()));
        }
    }
    Some(Value::from(kept))
}

/// The comparison that was kept.
pub fn compare_tab_of(kept: &Value) -> Option<CompareTab> {
    let text = |key: &str| kept.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let rules = CompareRules { ignored: text("ignore"), any_order: text("any_order") };
    Some(CompareTab { rules, ..CompareTab::new(side_of(kept.get("left")?)?, side_of(kept.get("right")?)?) })
}

fn kept_side(side: &CompareSide) -> Option<Value> {
    let mut kept = Map::new();
    let mut keep = |key: &str, value: Value| kept.insert(key.to_owned(), value);
    keep("title", Value::from(side.title.clone()));
    if let Some(of) = side.named_type() {
        keep("type", Value::from(of));
    }
    match &side.from {
        SideFrom::Here if side.bytes.len() > MOST_BYTES => return None,
        SideFrom::Here => keep("bytes", Value::from(BASE64.encode(&side.bytes))),
        SideFrom::Example(path) => keep("example", Value::from(path.to_str()?)),
        SideFrom::File(path, form, at) => {
            form.map(|form| keep("form", Value::from(word(form))));
            keep("message", Value::from(*at));
            keep("path", Value::from(path.to_str()?))
        }
    };
    Some(Value::from(kept))
}

fn side_of(kept: &Value) -> Option<CompareSide> {
    let text = |key: &str| kept.get(key).and_then(Value::as_str);
    let mut side = CompareSide {
        title: text("title")?.to_owned(),
        type_name: text("type").map(str::to_owned),
        ..CompareSide::default()
    };
    match (text("example"), text("path")) {
        (Some(path), _) => side.from = SideFrom::Example(path.into()),
        (None, Some(path)) => {
            let at = kept.get("message").and_then(Value::as_u64).unwrap_or_default();
            side.from = SideFrom::File(path.into(), text("form").and_then(form_of), usize::try_from(at).ok()?);
        }
        (None, None) => side.bytes = BASE64.decode(text("bytes")?).ok()?.into(),
    }
    Some(side)
}

fn form_of(name: &str) -> Option<BytesForm> {
    ALL.into_iter().find(|known| word(*known) == name)
}

const ALL: [BytesForm; 4] = [BytesForm::Raw, BytesForm::Hex, BytesForm::Base64, BytesForm::Grpc];

fn word(form: BytesForm) -> &'static str {
    match form {
        BytesForm::Raw => "raw",
        BytesForm::Hex => "hex",
        BytesForm::Base64 => "base64",
        BytesForm::Grpc => "grpc",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn small_messages_come_back_large_ones_by_their_file_alone() {
        let mut tab = MessageTab::new("a".to_owned(), MessageOrigin::Bytes(vec![8, 1].into()));
        (tab.form, tab.of) = (Some(BytesForm::Raw), Some("a.M".to_owned()));
        let back = message_tab_of(&kept_message(&tab).unwrap()).unwrap();
        assert_eq!((&back.title, &back.from, back.form, &back.of), (&tab.title, &tab.from, tab.form, &tab.of));
        tab.from = MessageOrigin::Bytes(vec![0; MOST_BYTES + 1].into());
        assert_eq!(kept_message(&tab), None);
        tab.from = MessageOrigin::File("/m.bin".into());
        assert_eq!(message_tab_of(&kept_message(&tab).unwrap()).unwrap().from, tab.from);
    }

    #[test]
    fn comparisons_come_back_where_their_sides_are_small_or_files() {
        let here = CompareSide { title: "a".into(), bytes: vec![8, 1].into(), ..CompareSide::default() };
        let kept = SideFrom::Example("/w/examples/Get/Paid.json".into());
        let example = CompareSide { title: "Paid".into(), type_name: Some("a.M".into()), from: kept, ..here.clone() };
        let example = CompareSide { bytes: Vec::new().into(), ..example };
        let file = SideFrom::File("/m.bin".into(), Some(BytesForm::Grpc), 2);
        let file = CompareSide { title: "m".into(), from: file, ..CompareSide::default() };
        let rules = CompareRules { ignored: "at".into(), any_order: String::new() };
        for (left, right) in [(here.clone(), example.clone()), (file, here.clone())] {
            let tab = CompareTab { rules: rules.clone(), ..CompareTab::new(left, right) };
            let back = compare_tab_of(&kept_compare(&tab).unwrap()).unwrap();
            assert_eq!((&back.left, &back.right, &back.rules), (&tab.left, &tab.right, &tab.rules));
        }
        let large = CompareSide { bytes: vec![0; MOST_BYTES + 1].into(), ..here };
        assert_eq!(kept_compare(&CompareTab::new(large, example)), None);
    }
}
