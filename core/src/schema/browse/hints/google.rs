//! What Google's API annotations say: http rules, field behaviour, resources, signatures, long-running operations.
//! Sources: google/api/{http,field_behavior,resource,client}.proto, google/longrunning/operations.proto.

use super::{plain, said};
use crate::schema::describe::options::SettingValue;

/// `GET /v1/{id}`, one for each binding; a body is named if it is not the whole request.
pub(super) fn http(rule: &SettingValue, hints: &mut Vec<String>) {
    hints.extend(binding(rule));
    // Bindings within bindings are not allowed by the rule's own definition.
    hints.extend(rule.fields("additional_bindings").filter_map(binding));
}

fn binding(rule: &SettingValue) -> Option<String> {
    let of_verb = ["get", "put", "post", "delete", "patch"]
        .into_iter()
        .find_map(|verb| Some((verb.to_ascii_uppercase(), said(rule, verb)?)));
    let (verb, path) = of_verb.or_else(|| {
        let custom = rule.field("custom")?;
        Some((said(custom, "kind")?, said(custom, "path")?))
    })?;
    let body = match said(rule, "body").as_deref() {
        None | Some("" | "*") => String::new(),
        Some(field) => format!(", body: {field}"),
    };
    Some(format!("{verb} {path}{body}"))
}

pub(super) fn field_behavior(value: &SettingValue) -> Option<String> {
    Some(
        match plain(value).as_str() {
            "OPTIONAL" => "optional",
            "REQUIRED" => "required",
            "OUTPUT_ONLY" => "output only",
            "INPUT_ONLY" => "input only",
            "IMMUTABLE" => "immutable",
            "UNORDERED_LIST" => "in no order",
            "NON_EMPTY_DEFAULT" => "has a default if left out",
            "IDENTIFIER" => "the resource's identifier",
            _ => return None,
        }
        .to_owned(),
    )
}

pub(super) fn resource_reference(value: &SettingValue) -> Option<String> {
    let target = |field| said(value, field).filter(|name| !name.is_empty());
    target("type")
        .map(|name| if name == "*" { "names a resource".to_owned() } else { format!("names a {name}") })
        .or_else(|| target("child_type").map(|name| format!("names what holds a {name}")))
}

pub(super) fn resource(value: &SettingValue, hints: &mut Vec<String>) {
    hints.extend(said(value, "type").map(|name| format!("the resource {name}")));
    hints.extend(value.fields("pattern").map(|pattern| format!("named {}", plain(pattern))));
}

pub(super) fn method_signature(value: &SettingValue) -> String {
    match plain(value).as_str() {
        "" => "can be called without fields".to_owned(),
        fields => format!("signature: {}", fields.split(',').map(str::trim).collect::<Vec<_>>().join(", ")),
    }
}

pub(super) fn operation_info(value: &SettingValue) -> Option<String> {
    let response = said(value, "response_type")?;
    let metadata = said(value, "metadata_type").map(|name| format!(", progress as {name}")).unwrap_or_default();
    Some(format!("a long-running operation that gives {response}{metadata}"))
}
