//! Numbers and names set aside: `extensions` and `reserved`, of messages and of enums.
//! Whether ranges overlap or run backwards is not asked here.

use super::{
    lexer::Kind,
    locations::{LocationId, Locations, count},
    options::{OptionList, Style},
    parser::{Failed, Parser, Step},
};
use crate::schema::{
    descriptor::{DescriptorProto, EnumDescriptorProto, ExtensionRange, ReservedRange},
    problem::Problem,
};

/// Field numbers of the three kinds of range.
const START: i32 = 1;
const END: i32 = 2;
const OPTIONS: i32 = 3;

/// `DescriptorProto` and `EnumDescriptorProto`: `reserved_range` and `reserved_name`.
const OF_MESSAGE: (i32, i32) = (9, 10);
const OF_ENUM: (i32, i32) = (4, 5);

/// The end of a range `to max` until the options of its message are known.
const TO_MAX: i32 = -1;

/// The number after the last a field may have.
const AFTER_LAST_FIELD: i32 = 1 << 29;

/// Gives ranges `to max` their ends; message sets have more numbers than other messages.
pub(super) fn set_max_ends(message: &mut DescriptorProto, is_message_set: bool) {
    let max = if is_message_set { i32::MAX } else { AFTER_LAST_FIELD };
    let extensions = message.extension_range.iter_mut().map(|range| &mut range.end);
    let reserved = message.reserved_range.iter_mut().map(|range| &mut range.end);
    for end in extensions.chain(reserved).filter(|end| **end == Some(TO_MAX)) {
        *end = Some(max);
    }
}

impl<'a> Parser<'a> {
    /// From `extensions` through its semicolon.
    pub(super) fn extension_ranges(&mut self, message: &mut DescriptorProto, location: LocationId) -> Step {
        self.expect("extensions")?;
        let mut ranges: Vec<(LocationId, ExtensionRange)> = Vec::new();
        loop {
            let position = count(&message.extension_range).saturating_add(count(&ranges));
            let inner = self.open(location, &[position]);
            let (start, end) = self.range(inner, "a number or a range of numbers", Self::field_number)?;
            self.close(inner);
            ranges.push((inner, ExtensionRange { start: Some(start), end: Some(end), options: None }));
            if !self.take(",") {
                break;
            }
        }
        self.options_of_ranges(&mut ranges)?;
        message.extension_range.extend(ranges.into_iter().map(|(_, range)| range));
        self.expect_end(";", location)?;
        self.close(location);
        Ok(())
    }

    /// Options stand once and hold for each range, and so do their locations.
    fn options_of_ranges(&mut self, ranges: &mut [(LocationId, ExtensionRange)]) -> Step {
        let Some(&(first, _)) = ranges.first() else { return Ok(()) };
        let mut list = OptionList::default();
        let start = self.locations.mark();
        self.option_brackets(first, OPTIONS, |parser, inner| parser.option(&mut list, inner, Style::Assignment))?;
        let end = self.locations.mark();
        let options = list.into_bytes();
        let length = options.as_ref().map_or(0, |options| options.len());
        let others = ranges.len() - 1;
        self.unfold(others.saturating_mul(length))?;
        self.unfold(others.saturating_mul(Locations::memory_of(end - start)))?;
        for (other, range) in ranges.iter_mut() {
            range.options.clone_from(&options);
            if *other != first {
                self.locations.repeat_below(start..end, first, *other);
            }
        }
        Ok(())
    }

    pub(super) fn reserved_of_message(&mut self, message: &mut DescriptorProto, parent: LocationId) -> Step {
        let (ranges, names) = (&mut message.reserved_range, &mut message.reserved_name);
        self.reserved(ranges, names, (parent, OF_MESSAGE), Self::field_number)
    }

    pub(super) fn reserved_of_enum(&mut self, declared: &mut EnumDescriptorProto, parent: LocationId) -> Step {
        let (ranges, names) = (&mut declared.reserved_range, &mut declared.reserved_name);
        self.reserved(ranges, names, (parent, OF_ENUM), Self::enum_number)
    }

    /// From `reserved` through its semicolon: either names or numbers.
    fn reserved(
        &mut self,
        ranges: &mut Vec<ReservedRange>,
        names: &mut Vec<String>,
        (parent, (ranges_step, names_step)): (LocationId, (i32, i32)),
        number: fn(&mut Self, &str) -> Step<Numbers>,
    ) -> Step {
        let first = self.current();
        self.expect("reserved")?;
        let has_names = matches!(self.current().kind, Kind::String | Kind::Identifier);
        let location = self.locations.open(Some(parent), &[if has_names { names_step } else { ranges_step }], first);
        loop {
            if has_names {
                let inner = self.open(location, &[count(names)]);
                names.push(self.reserved_name()?);
                self.close(inner);
            } else {
                let inner = self.open(location, &[count(ranges)]);
                let (start, end) = self.range(inner, "a name, a number or a range of numbers", number)?;
                self.close(inner);
                ranges.push(ReservedRange { start: Some(start), end: Some(end) });
            }
            if !self.take(",") {
                break;
            }
        }
        self.expect_end(";", location)?;
        self.close(location);
        Ok(())
    }

    /// Editions reserve identifiers, what came before them strings.
    fn reserved_name(&mut self) -> Step<String> {
        let is_string = self.at_kind(Kind::String);
        match (self.syntax.is_edition(), is_string) {
            (true, true) => Err(self.wrongly_quoted("reserved names stand without quotes in editions")),
            (false, false) => Err(self.wrongly_quoted("reserved names stand in quotes before editions")),
            (true, false) => Ok(self.identifier("a reserved name")?.to_owned()),
            (false, true) => self.text("a reserved name"),
        }
    }

    fn wrongly_quoted(&mut self, message: &str) -> Failed {
        if matches!(self.current().kind, Kind::String | Kind::Identifier) {
            self.fail(Problem::error("", message))
        } else {
            self.expected("a reserved name")
        }
    }

    /// `number`, `number to number` or `number to max`; start and end as descriptors have them.
    fn range(
        &mut self,
        location: LocationId,
        what: &str,
        number: fn(&mut Self, &str) -> Step<Numbers>,
    ) -> Step<(i32, i32)> {
        let first = self.current();
        let start = self.located(location, &[START], |parser| number(parser, what))?;
        if !self.take("to") {
            self.spot(location, END, first);
            return Ok((start.value, start.as_end));
        }
        let end = self.located(location, &[END], |parser| {
            if parser.take("max") { Ok(start.max_end) } else { Ok(number(parser, "a number or \"max\"")?.as_end) }
        })?;
        Ok((start.value, end))
    }

    /// Ranges of fields end before their end.
    fn field_number(&mut self, what: &str) -> Step<Numbers> {
        let value = self.integer(what)?;
        Ok(Numbers { value, as_end: value.saturating_add(1), max_end: TO_MAX })
    }

    /// Ranges of enums end with their end.
    fn enum_number(&mut self, what: &str) -> Step<Numbers> {
        let value = self.signed_integer(what)?;
        Ok(Numbers { value, as_end: value, max_end: i32::MAX })
    }
}

/// A number of a range, and what it is as its end.
struct Numbers {
    value: i32,
    as_end: i32,
    max_end: i32,
}
