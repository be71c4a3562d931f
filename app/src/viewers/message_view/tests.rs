//! A message is printed when it is looked at, large ones off the thread, and what was shown stays meanwhile.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use bytes::Bytes;
use farcall_core::{
    message::{JsonOptions, PartKind},
    schema::MessageDescriptor,
};

use super::{
    MessageFormat, MessageInput, Switch,
    fetch::{Fetched, Fetcher, Progress},
    line_value,
};
use crate::{
    desk,
    viewers::code::{CodeText, Syntax},
};

/// A message type with the fields that these tests look at.
pub(super) fn parcel() -> MessageDescriptor {
    let text = "syntax = \"proto3\"; package t;
        message Parcel {
          string note = 1; bytes photo = 2; repeated Line lines = 3; int64 weight_grams = 4;
          map<string, bytes> files = 5; State state = 6;
        }
        message Line { string sku = 1; int64 quantity = 2; }
        enum State { NEW = 0; SENT = 1; }";
    desk::schema_of_text(text).message("t.Parcel").unwrap()
}

/// A field with a length, as it stands on the wire.
pub(super) fn field(number: u8, value: &[u8]) -> Vec<u8> {
    let mut bytes = vec![number << 3 | 2];
    let mut length = value.len();
    while length >= 0x80 {
        bytes.push(length as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
    bytes.extend(value);
    bytes
}

/// A parcel of so many lines.
pub(super) fn lines(count: usize) -> Bytes {
    let line = |at: usize| field(3, &field(1, format!("SKU-{at}").as_bytes()));
    (0..count).flat_map(line).collect::<Vec<u8>>().into()
}

struct Looker {
    of: Option<MessageDescriptor>,
    options: JsonOptions,
    loads: Cell<u32>,
    fetcher: Fetcher,
}

impl Looker {
    fn new() -> Self {
        let of = Some(parcel());
        Self { of, options: JsonOptions::default(), loads: Cell::new(0), fetcher: Fetcher::default() }
    }

    fn look(&mut self, key: u64, bytes: &Bytes, format: MessageFormat) -> Fetched<'_> {
        let load = || {
            self.loads.set(self.loads.get() + 1);
            Some(bytes.clone())
        };
        let (of, options) = (self.of.as_ref(), self.options);
        let input = MessageInput {
            name: "Message",
            key,
            load: &load,
            of,
            options,
            command: None,
            title: "",
            closable: false,
            has_marked: false,
        };
        self.fetcher.advance(&egui::Context::default(), &input, format);
        self.fetcher.fetched()
    }

    fn look_until_whole(&mut self, key: u64, bytes: &Bytes, format: MessageFormat) -> String {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            self.look(key, bytes, format);
            if self.fetcher.progress() == Progress::Done {
                return text_of(&self.fetcher.fetched());
            }
            assert!(Instant::now() < until, "never whole");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

fn text_of(fetched: &Fetched<'_>) -> String {
    match fetched {
        Fetched::Text(text) => text.slice(0..text.len()).into_owned(),
        _ => panic!("not ready"),
    }
}

#[test]
fn a_small_message_is_printed_at_once_and_once() {
    let mut looker = Looker::new();
    for _ in 0..3 {
        assert!(text_of(&looker.look(1, &lines(1), MessageFormat::Json)).contains("\"sku\": \"SKU-0\""));
    }
    looker.look(2, &lines(2), MessageFormat::Json);
    looker.look(1, &lines(1), MessageFormat::Json);
    assert_eq!(looker.loads.get(), 2);
}

#[test]
fn a_large_message_comes_later_and_the_one_before_stays_meanwhile() {
    let mut looker = Looker::new();
    looker.look(1, &lines(1), MessageFormat::Json);
    let large = lines(50_000);
    let pending = looker.look(2, &large, MessageFormat::Json);
    assert!(matches!(pending, Fetched::Pending { previous: Some(_), bytes } if bytes == large.len()));
    let text = looker.look_until_whole(2, &large, MessageFormat::Json);
    assert!(text.contains("SKU-49999") && text.ends_with('}'));
    assert!(
        text_of(&looker.look(1, &lines(1), MessageFormat::Json)).contains("SKU-0"),
        "the small one is still at hand"
    );
}

#[test]
fn a_message_that_is_left_is_printed_no_further() {
    let mut looker = Looker::new();
    looker.look(1, &lines(200_000), MessageFormat::Json);
    looker.look(2, &lines(1), MessageFormat::Json);
    assert_eq!(looker.fetcher.progress(), Progress::Done);
    let text = looker.look_until_whole(3, &lines(20_000), MessageFormat::Text);
    assert!(text.contains("SKU-19999"), "the next large one is not kept waiting for ever");
}

#[test]
fn a_printing_that_is_stopped_can_be_taken_up_again() {
    let mut looker = Looker::new();
    let large = lines(50_000);
    looker.look(1, &large, MessageFormat::Json);
    looker.fetcher.stop();
    looker.look(1, &large, MessageFormat::Json);
    assert_eq!(looker.fetcher.progress(), Progress::Stopped);
    assert!(looker.fetcher.share() < 1.0, "a part of the message is told of");
    looker.fetcher.again();
    assert!(looker.look_until_whole(1, &large, MessageFormat::Json).contains("SKU-49999"));
    assert!(looker.fetcher.share() > 0.99, "all of it is");
}

#[test]
fn switches_print_the_message_anew() {
    let mut looker = Looker::new();
    let bytes = Bytes::from_static(&[0x20, 0x07, 0x30, 0x01]);
    let usual = text_of(&looker.look(1, &bytes, MessageFormat::Json));
    assert_eq!(usual, "{\n  \"weightGrams\": \"7\",\n  \"state\": \"SENT\"\n}");
    for switch in [Switch::ProtoNames, Switch::EnumNumbers] {
        switch.turn(&mut looker.options);
    }
    let other = text_of(&looker.look(1, &bytes, MessageFormat::Json));
    assert_eq!(other, "{\n  \"weight_grams\": \"7\",\n  \"state\": 1\n}");
    Switch::Defaults.turn(&mut looker.options);
    assert!(text_of(&looker.look(1, &bytes, MessageFormat::Json)).contains("\"note\": \"\""));
}

#[test]
fn every_switch_turns_one_thing_and_back() {
    for switch in Switch::ALL {
        let mut options = JsonOptions::default();
        let before = switch.is_on(&options);
        switch.turn(&mut options);
        assert_ne!(switch.is_on(&options), before, "{switch:?}");
        assert!(
            Switch::ALL
                .into_iter()
                .all(|other| other == switch || other.is_on(&options) == other.is_on(&JsonOptions::default()))
        );
        switch.turn(&mut options);
        assert_eq!(options, JsonOptions::default());
    }
}

#[test]
fn what_cannot_be_printed_says_why() {
    let mut looker = Looker { of: None, ..Looker::new() };
    let failed = looker.look(1, &lines(1), MessageFormat::Text);
    assert!(matches!(failed, Fetched::Failed(why) if why.contains("no type for this message")));
}

/// The text of a message, and the line with these words.
fn printed(bytes: Vec<u8>, words: &str) -> (CodeText, usize) {
    let mut looker = Looker::new();
    let text = text_of(&looker.look(1, &bytes.into(), MessageFormat::Json));
    let at = text.find(words).unwrap();
    let code = CodeText::new(text, Syntax::Json);
    let line = code.line_of(at);
    (code, line)
}

#[test]
fn what_stands_in_a_field_is_told_and_opened_as_what_it_is() {
    let png = b"\x89PNG\r\n\x1a\n and more".to_vec();
    let long = "tea ".repeat(80).into_bytes();
    type Case<'c> = (Vec<u8>, &'c str, Option<PartKind>, &'c [u8]);
    let cases: [Case<'_>; 7] = [
        (field(2, &png), "photo", Some(PartKind::Image), &png),
        (field(2, br#"{"a": [1]}"#), "photo", Some(PartKind::Json), br#"{"a": [1]}"#),
        (field(2, b"plain words"), "photo", Some(PartKind::Text), b"plain words"),
        (field(2, &[0, 1, 2, 255]), "photo", Some(PartKind::Bytes), &[0, 1, 2, 255]),
        (field(1, br#"{"a": [1]}"#), "note", Some(PartKind::Json), br#"{"a": [1]}"#),
        (field(1, &long), "note", Some(PartKind::Text), &long),
        (field(5, &[field(1, b"a.png"), field(2, &png)].concat()), "a.png", Some(PartKind::Image), &png),
    ];
    for (bytes, words, offered, opened) in cases {
        let (code, line) = printed(bytes, words);
        assert_eq!(line_value::offer(&code, line, Some(&parcel())), offered, "{words}");
        assert_eq!(line_value::opened(&code, line, Some(&parcel())).unwrap(), opened, "{words}");
    }
    let (code, line) = printed(field(1, b"cGxhaW4="), "note");
    assert_eq!(line_value::offer(&code, line, Some(&parcel())), None, "a string that looks like base64 is none");
}

#[test]
fn a_value_is_copied_without_its_name() {
    let (code, line) = printed(field(1, b"two\nlines \"quoted\""), "note");
    assert_eq!(line_value::value_text(&code, line), "two\nlines \"quoted\"");
    let (code, line) = printed(lines(1).to_vec(), "SKU-0");
    assert_eq!(line_value::value_text(&code, line), "SKU-0");
    assert_eq!(line_value::value_text(&code, line - 1), "{\n      \"sku\": \"SKU-0\"\n    }");
}
