//! Enums: values, numbers and what is reserved.
//! Values of one number are odd without `allow_alias`, and no more than that.

use std::collections::HashMap;

use super::{Members, Vetting, names::printable};
use crate::schema::{descriptor::EnumDescriptorProto, model::is_option_set};

/// `EnumOptions.allow_alias`.
const ALLOW_ALIAS: u32 = 2;

impl Vetting<'_> {
    pub(super) fn enumeration(&mut self, one: &EnumDescriptorProto, scope: &str) {
        if self.is_full() {
            return;
        }
        let name = self.name(scope, one.name(), "an enum");
        let Some(first) = one.value.first() else {
            return self.fault(format!("enum {name} has no values"));
        };
        if self.is_proto3 && first.number() != 0 {
            self.oddity(format!("enum {name} begins with {}, not 0", first.number()));
        }
        let mut names = Members::default();
        let mut numbers: HashMap<i32, &str> = HashMap::new();
        let may_alias = is_option_set(one.options.as_ref(), ALLOW_ALIAS);
        for value in &one.value {
            self.check(&name, value.name(), "an enum value");
            names.add(self, &name, value.name());
            if let Some(other) = numbers.insert(value.number(), value.name()).filter(|_| !may_alias) {
                let other = printable(other);
                self.oddity(format!("{name}.{} has the number {}, as {other} has", value.name(), value.number()));
            }
        }
        self.reserved_values(one, &name);
    }

    /// Ranges of an enum hold their end.
    fn reserved_values(&mut self, one: &EnumDescriptorProto, name: &str) {
        let mut ranges: Vec<(i32, i32)> = one.reserved_range.iter().map(|range| (range.start(), range.end())).collect();
        ranges.sort_unstable();
        for value in &one.value {
            let at = ranges.partition_point(|(start, _)| *start <= value.number());
            let before = at.checked_sub(1).and_then(|at| ranges.get(at));
            if before.is_some_and(|(_, end)| value.number() <= *end) {
                self.oddity(format!("{name}.{} has the reserved number {}", value.name(), value.number()));
            }
        }
    }
}
