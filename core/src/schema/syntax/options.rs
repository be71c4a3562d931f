//! Options as they are written: each becomes an `uninterpreted_option` among the options' bytes.
//! It does not know which options there are.

use prost::{
    Message,
    bytes::Bytes,
    encoding::{WireType, encode_key},
};

use super::{
    lexer::Kind,
    literals,
    locations::LocationId,
    parser::{Parser, Step},
};
use crate::schema::{
    descriptor::{NamePart, UNINTERPRETED_OPTION, UninterpretedOption},
    problem::Problem,
};

/// How an option stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `option name = value;`
    Statement,
    /// `name = value` among others between brackets.
    Assignment,
}

/// The options of one element, encoded one after the other.
#[derive(Debug, Default)]
pub(super) struct OptionList {
    encoded: Vec<u8>,
    count: i32,
    /// Those that set features once more: entries of maps take them over.
    features: Vec<u8>,
    flags: Vec<(&'static str, bool)>,
}

/// Options the parser itself looks at.
const FLAGS: [&str; 2] = ["message_set_wire_format", "allow_alias"];

impl OptionList {
    /// `None` if there are none.
    pub(super) fn into_bytes(self) -> Option<Bytes> {
        (self.count > 0).then(|| self.encoded.into())
    }

    /// The options that set features, as the options of another field.
    pub(super) fn features(&self) -> Option<Bytes> {
        (!self.features.is_empty()).then(|| Bytes::copy_from_slice(&self.features))
    }

    /// Whether one of the known flags is set, if it is named at all.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.flags.iter().find(|(known, _)| *known == name).map(|(_, is_set)| *is_set)
    }

    fn push(&mut self, option: &UninterpretedOption) {
        let start = self.encoded.len();
        encode_key(UNINTERPRETED_OPTION, WireType::LengthDelimited, &mut self.encoded);
        // Only a buffer that cannot grow is too small.
        let _ = option.encode_length_delimited(&mut self.encoded);
        self.count = self.count.saturating_add(1);
        let Some(first) = option.name.first().filter(|first| !first.is_extension) else { return };
        if first.name_part == "features" {
            self.features.extend_from_slice(self.encoded.get(start..).unwrap_or_default());
        } else if option.name.len() == 1
            && let Some(flag) = FLAGS.into_iter().find(|flag| first.name_part == *flag)
        {
            self.flags.push((flag, option.identifier_value.as_deref() == Some("true")));
        }
    }
}

impl Parser<'_> {
    pub(super) fn option(&mut self, options: &mut OptionList, parent: LocationId, style: Style) -> Step {
        let location = self.open(parent, &[UNINTERPRETED_OPTION.cast_signed(), options.count]);
        if style == Style::Statement {
            self.expect("option")?;
        }
        let mut option = UninterpretedOption { name: self.option_name()?, ..Default::default() };
        self.expect("=")?;
        self.option_value(&mut option)?;
        options.push(&option);
        if style == Style::Statement {
            self.expect_end(";", location)?;
        }
        self.close(location);
        Ok(())
    }

    /// Options between brackets, if there are any, told one at a time to `assignment`.
    pub(super) fn option_brackets(
        &mut self,
        parent: LocationId,
        step: i32,
        mut assignment: impl FnMut(&mut Self, LocationId) -> Step,
    ) -> Step {
        if !self.at("[") {
            return Ok(());
        }
        let location = self.open(parent, &[step]);
        self.lexer.next();
        loop {
            assignment(self, location)?;
            if !self.take(",") {
                break;
            }
        }
        if !self.take("]") {
            return Err(self.expected("\",\" or \"]\" after an option"));
        }
        self.close(location);
        Ok(())
    }

    fn option_name(&mut self) -> Step<Vec<NamePart>> {
        let mut name = vec![self.option_name_part()?];
        while self.take(".") {
            name.push(self.option_name_part()?);
        }
        Ok(name)
    }

    fn option_name_part(&mut self) -> Step<NamePart> {
        if !self.take("(") {
            let name_part = self.identifier("an option's name")?.to_owned();
            return Ok(NamePart { name_part, is_extension: false });
        }
        let mut name_part = String::new();
        if self.at_kind(Kind::Identifier) || !self.at(".") {
            name_part.push_str(self.identifier("an extension's name")?);
        }
        while self.take(".") {
            name_part.push('.');
            name_part.push_str(self.identifier("a name after the point")?);
        }
        self.expect(")")?;
        Ok(NamePart { name_part, is_extension: true })
    }

    fn option_value(&mut self, option: &mut UninterpretedOption) -> Step {
        let is_negative = self.take("-");
        let token = self.current();
        match token.kind {
            Kind::Identifier if is_negative => match token.text {
                "inf" | "nan" => option.double_value = Some(-self.number()?),
                _ => return Err(self.expected("a number after \"-\"")),
            },
            Kind::Identifier => option.identifier_value = Some(self.identifier("a value")?.to_owned()),
            Kind::Integer => self.whole_value(option, is_negative)?,
            Kind::Float => option.double_value = Some(signed(self.number()?, is_negative)),
            Kind::String if !is_negative => option.string_value = Some(self.string("a string")?.into()),
            Kind::Symbol if token.text == "{" && !is_negative => option.aggregate_value = Some(self.aggregate()?),
            _ if is_negative => return Err(self.expected("a number after \"-\"")),
            _ => return Err(self.expected("an option's value")),
        }
        Ok(())
    }

    /// One too large for 64 bits is a double.
    fn whole_value(&mut self, option: &mut UninterpretedOption, is_negative: bool) -> Step {
        let max = if is_negative { i64::MIN.unsigned_abs() } else { u64::MAX };
        match literals::integer(self.current().text, max) {
            Some(value) if is_negative => option.negative_int_value = Some(value.wrapping_neg().cast_signed()),
            Some(value) => option.positive_int_value = Some(value),
            None => {
                option.double_value = Some(signed(self.number()?, is_negative));
                return Ok(());
            }
        }
        self.lexer.next();
        Ok(())
    }

    /// What stands between braces, its tokens parted by spaces.
    fn aggregate(&mut self) -> Step<String> {
        let opened = self.current();
        self.lexer.next();
        let mut text = String::new();
        let (mut levels, mut braces) = (1usize, 1usize);
        while !self.at_end() {
            let token = self.current();
            match (token.kind, token.text) {
                (Kind::Symbol, "{") => {
                    braces += 1;
                    levels += 1;
                }
                (Kind::Symbol, "[" | "<") => levels += 1,
                (Kind::Symbol, "]" | ">") => levels = levels.saturating_sub(1),
                (Kind::Symbol, "}") => {
                    braces -= 1;
                    levels = levels.saturating_sub(1);
                }
                _ => {}
            }
            if !self.has_room_for(levels) {
                return Err(self.too_deep());
            }
            self.lexer.next();
            if braces == 0 {
                return Ok(text);
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(token.text);
        }
        Err(self.fail_at(opened, Problem::error("", "this option's value has no end: a \"}\" is missing")))
    }
}

fn signed(value: f64, is_negative: bool) -> f64 {
    if is_negative { -value } else { value }
}
