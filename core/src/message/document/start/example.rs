//! An example tree: every field of a type with a plausible value, recursion cut, size bounded.
//! Which value a name suggests is in `texts` and `numbers`; what a field forbids in `rules`; what an `Any` may hold in `any`.

use super::{super::rules::Rules, any, names::Words, numbers, random::Random, texts};
use crate::{
    json_text::{push_duration, push_field_mask_path, push_timestamp},
    message::{
        field::{Field, JsonType, Shape},
        node::{AnyNode, FieldNode, MessageNode, ValueNode, WHOLE},
        scalar::{self, Scalar},
        well_known::type_url,
    },
    schema::{EnumDescriptor, MessageDescriptor},
};

const MAX_LEVELS: usize = 6;
const MAX_FIELDS: usize = 1000;
/// Elements where a rule asks for more than looks well.
const MAX_ELEMENTS: usize = 32;
/// 2026-01-01T00:00:00Z: moments are of one year, so that one seed gives one text whenever it is asked.
const YEAR_START: i64 = 1_767_225_600;
const DAY: i64 = 86_400;

/// The tree of an example.
pub(super) fn example(of: &MessageDescriptor, seed: u64) -> MessageNode {
    let mut maker = Maker { random: Random::of_seed(seed), on_the_way: Vec::new(), left: MAX_FIELDS };
    maker.root(of)
}

/// What is known of a field besides its shape.
struct About {
    words: Words,
    owner: String,
    rules: Rules,
}

struct Maker {
    random: Random,
    on_the_way: Vec<MessageDescriptor>,
    left: usize,
}

impl Maker {
    /// Of a well-known type with a JSON form of its own that value, else its fields.
    fn root(&mut self, of: &MessageDescriptor) -> MessageNode {
        let shape = Shape::of_message(of);
        if matches!(shape, Shape::Message(_)) {
            return self.message(of);
        }
        let about = About { words: Words::of(of.name()), owner: of.name().to_owned(), rules: Rules::default() };
        self.on_the_way.push(of.clone());
        let value = self.value(&shape, &about).unwrap_or_else(|| ValueNode::default_of_shape(&shape));
        self.on_the_way.pop();
        MessageNode { descriptor: of.clone(), fields: vec![(WHOLE, FieldNode::Single(value))] }
    }

    fn message(&mut self, of: &MessageDescriptor) -> MessageNode {
        let mut message = MessageNode::new(of.clone());
        self.on_the_way.push(of.clone());
        let mut declared: Vec<_> = of.fields().collect();
        declared.sort_by_key(|field| field.path().last().copied());
        let mut masks = Vec::new();
        for field in declared.into_iter().map(Field::Plain) {
            if self.left == 0 {
                break;
            }
            let rules = Rules::of(&field);
            if !self.wants(&field, &rules, &message) {
                continue;
            }
            if matches!(field.shape(), Shape::FieldMask) && !field.is_list() {
                masks.push(field);
                continue;
            }
            self.left -= 1;
            let about = About { words: Words::of(field.name()), owner: of.name().to_owned(), rules };
            if let Some(node) = self.field(&field, &about) {
                message.clear_siblings(&field);
                message.fields.push((field.number(), node));
            }
        }
        for mask in masks {
            let paths = ValueNode::Text(paths_of(&message));
            message.fields.push((mask.number(), FieldNode::Single(paths)));
        }
        self.on_the_way.pop();
        message
    }

    /// One member of each oneof, chosen at random from those whose types are not on the way already.
    fn wants(&mut self, field: &Field, rules: &Rules, message: &MessageNode) -> bool {
        if let Some(oneof) = field.oneof() {
            let is_free = oneof.fields().all(|other| message.field(other.number()).is_none());
            let later: Vec<u32> = oneof.fields().map(|other| other.number()).collect();
            let at = later.iter().position(|number| *number == field.number()).unwrap_or(0);
            let is_last = at + 1 == later.len();
            return is_free && (is_last || self.random.below(later.len() - at) == 0);
        }
        field.is_required() || !(rules.is_output || field.is_deprecated())
    }

    fn field(&mut self, field: &Field, about: &About) -> Option<FieldNode> {
        if let Some((key, value)) = field.map_entry() {
            let (key, value) = (Shape::of_kind(key.kind()), Shape::of_kind(value.kind()));
            return self.map(&key, &value, about).map(FieldNode::Map);
        }
        if field.is_list() {
            let (shape, about) = (field.shape(), about);
            let count = self.count(&about.rules);
            let of_item = self.of_item(about);
            let values = (0..count).map_while(|_| self.value(&shape, &of_item)).collect();
            return Some(FieldNode::List(values));
        }
        self.value(&field.shape(), about).map(FieldNode::Single)
    }

    fn map(&mut self, key: &Shape, value: &Shape, about: &About) -> Option<Vec<(String, ValueNode)>> {
        let count = match key {
            Shape::Scalar(Scalar::Bool) => 1,
            _ => self.count(&about.rules),
        };
        let of_value = self.of_item(about);
        let of_key = about.rules.keys.as_deref().cloned().unwrap_or_default();
        let mut entries: Vec<(String, ValueNode)> = Vec::new();
        for at in 0..count {
            let key = match key {
                Shape::Scalar(Scalar::Bool) => "true".to_owned(),
                Shape::Scalar(Scalar::String) if of_key == Rules::default() => texts::key(at, &mut self.random),
                Shape::Scalar(Scalar::String) => texts::text(&Words::of("key"), "", &of_key, &mut self.random),
                _ => (of_key.least.unwrap_or(1) + at as i128).to_string(),
            };
            if entries.iter().all(|(known, _)| *known != key) {
                entries.push((key, self.value(value, &of_value)?));
            }
        }
        Some(entries)
    }

    fn count(&mut self, rules: &Rules) -> usize {
        let wanted = 1 + self.random.below(2);
        wanted.max(rules.min_items.unwrap_or(0)).min(rules.max_items.unwrap_or(usize::MAX)).min(MAX_ELEMENTS)
    }

    fn of_item(&self, about: &About) -> About {
        let rules = about.rules.items.as_deref().cloned().unwrap_or_default();
        About { words: about.words.clone(), owner: about.owner.clone(), rules }
    }

    fn value(&mut self, shape: &Shape, about: &About) -> Option<ValueNode> {
        Some(ValueNode::Text(match shape {
            Shape::Scalar(scalar) | Shape::Wrapper(scalar) => self.scalar(*scalar, about),
            Shape::Enum(of) => self.enumeration(of, &about.rules),
            Shape::Timestamp => self.timestamp(about),
            Shape::Duration => self.duration(&about.rules),
            Shape::FieldMask | Shape::Records => String::new(),
            Shape::Json(JsonType::Any, any) => return self.any(any, about),
            Shape::Json(json, _) => return Some(ValueNode::Json(some_json(*json).to_owned())),
            Shape::Message(of) => return self.nested(of),
        }))
    }

    fn nested(&mut self, of: &MessageDescriptor) -> Option<ValueNode> {
        self.leads_on(of).then(|| ValueNode::Message(Box::new(self.message(of))))
    }

    /// A type that this schema has, with an example of it.
    fn any(&mut self, any: &MessageDescriptor, about: &About) -> Option<ValueNode> {
        let types = any::types(any, self.on_the_way.last(), &about.words, |of| self.leads_on(of));
        let of = types.get(self.random.below(types.len()))?;
        let message = self.root(of);
        Some(ValueNode::Any(Box::new(AnyNode { url: type_url(of.full_name()), message })))
    }

    /// Whether there is room for a message of a type that is not on the way already.
    fn leads_on(&self, of: &MessageDescriptor) -> bool {
        self.on_the_way.len() < MAX_LEVELS && self.on_the_way.iter().all(|above| above.full_name() != of.full_name())
    }

    fn scalar(&mut self, scalar: Scalar, about: &About) -> String {
        let random = &mut self.random;
        match scalar {
            Scalar::Double | Scalar::Float => numbers::real(&about.words, &about.rules, random),
            Scalar::Bool => (random.below(2) == 1).to_string(),
            Scalar::String => texts::text(&about.words, &about.owner, &about.rules, random),
            Scalar::Bytes => {
                let text = texts::text(&about.words, &about.owner, &about.rules, random);
                scalar::base64_text(text.as_bytes())
            }
            whole => numbers::whole(whole, &about.words, &about.rules, random),
        }
    }

    /// Not the first value, which says that nothing was said, where there is another.
    fn enumeration(&mut self, of: &EnumDescriptor, rules: &Rules) -> String {
        let allowed = |number: i32| rules.one_of.is_empty() || rules.one_of.contains(&number.to_string());
        let says = |name: &str| !["UNSPECIFIED", "UNKNOWN", "INVALID"].iter().any(|word| name.ends_with(word));
        let good: Vec<_> = of
            .values()
            .filter(|value| value.number() != 0 && !value.is_deprecated() && allowed(value.number()))
            .filter(|value| says(value.name()))
            .collect();
        let chosen = good.get(self.random.below(good.len()));
        let fallback = || of.values().find(|value| allowed(value.number())).or_else(|| of.default_value());
        match chosen.cloned().or_else(fallback) {
            Some(value) => value.name().to_owned(),
            None => "0".to_owned(),
        }
    }

    /// What begins comes before what ends.
    fn timestamp(&mut self, about: &About) -> String {
        let first_day = if about.words.has(&["end", "expire", "expires", "expiry", "until", "deadline", "finish"]) {
            240
        } else if about.words.has(&["update", "updated", "modified", "changed", "last"]) {
            120
        } else {
            0
        };
        let days = first_day + self.random.below(110) as i64;
        let mut seconds = YEAR_START + days * DAY + 8 * 3600 + self.random.below(36_000) as i64 / 60 * 60;
        if let Some(low) = about.rules.low.filter(|low| (seconds as f64) <= *low) {
            seconds = low as i64 + DAY;
        }
        if let Some(high) = about.rules.high.filter(|high| (seconds as f64) >= *high) {
            seconds = high as i64 - DAY;
        }
        let mut text = String::new();
        match push_timestamp(&mut text, seconds, 0) {
            Ok(()) => text,
            Err(_) => Shape::Timestamp.default_text(),
        }
    }

    fn duration(&mut self, rules: &Rules) -> String {
        let usual = ["5", "30", "90", "300"];
        let mut seconds: f64 = self.random.pick(&usual).parse().unwrap_or(30.0);
        if let Some(low) = rules.low.filter(|low| seconds <= *low) {
            seconds = low + 1.0;
        }
        if let Some(high) = rules.high.filter(|high| seconds >= *high) {
            seconds = (high - 1.0).max(rules.low.unwrap_or(0.0));
        }
        let mut text = String::new();
        match push_duration(&mut text, seconds as i64, 0) {
            Ok(()) => text,
            Err(_) => "30s".to_owned(),
        }
    }
}

fn some_json(json: JsonType) -> &'static str {
    match json {
        JsonType::Struct => "{\"note\": \"example\", \"count\": 3}",
        JsonType::ListValue => "[\"example\", 3]",
        JsonType::Value => "\"example\"",
        JsonType::Any => "{}",
    }
}

/// What a field mask beside a message names: the fields of the message that are set.
fn paths_of(message: &MessageNode) -> String {
    let nested = message.fields.iter().find_map(|(_, node)| match node {
        FieldNode::Single(ValueNode::Message(nested)) => Some(&**nested),
        _ => None,
    });
    let Some(nested) = nested else { return String::new() };
    let names = nested.fields.iter().filter_map(|(number, _)| nested.descriptor.get_field(*number));
    let mut mask = String::new();
    for name in names.take(2) {
        let start = mask.len();
        if start > 0 {
            mask.push(',');
        }
        if push_field_mask_path(&mut mask, name.name()).is_err() {
            mask.truncate(start);
        }
    }
    mask
}
