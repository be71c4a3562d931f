//! A message is printed when it is looked at, large ones off the thread, and what was shown stays meanwhile.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    cell::Cell,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;

use super::{Fetched, MessageFormat, MessageInput, Render, fetch::Fetcher, hex};
use crate::viewers::code::{CodeText, Syntax};

fn render() -> Render {
    Arc::new(|format, bytes| match format {
        MessageFormat::Text => Err("no schema".to_owned()),
        _ => Ok(CodeText::new(format!("{{\n  \"size\": {}\n}}", bytes.len()), Syntax::Json)),
    })
}

fn fetch(fetcher: &mut Fetcher, key: u64, bytes: usize, format: MessageFormat, loads: &Cell<u32>) -> Fetched {
    let load = || {
        loads.set(loads.get() + 1);
        Some(Bytes::from(vec![7; bytes]))
    };
    let render = render();
    let input = MessageInput { name: "Message", key, load: &load, render: &render, title: "", closable: false };
    fetcher.get(&egui::Context::default(), &input, format).clone()
}

fn text_of(fetched: &Fetched) -> &str {
    match fetched {
        Fetched::Ready(text) => text.as_str(),
        _ => panic!("not ready"),
    }
}

#[test]
fn a_small_message_is_printed_at_once_and_once() {
    let (mut fetcher, loads) = (Fetcher::default(), Cell::new(0));
    for _ in 0..3 {
        assert!(text_of(&fetch(&mut fetcher, 1, 31, MessageFormat::Json, &loads)).contains("31"));
    }
    fetch(&mut fetcher, 2, 32, MessageFormat::Json, &loads);
    fetch(&mut fetcher, 1, 31, MessageFormat::Json, &loads);
    assert_eq!(loads.get(), 2);
}

#[test]
fn a_large_message_comes_later_and_the_one_before_stays_meanwhile() {
    let (mut fetcher, loads) = (Fetcher::default(), Cell::new(0));
    fetch(&mut fetcher, 1, 31, MessageFormat::Json, &loads);
    let pending = fetch(&mut fetcher, 2, 1 << 20, MessageFormat::Json, &loads);
    assert!(matches!(pending, Fetched::Pending { previous: Some(_), bytes } if bytes == 1 << 20));
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        match fetch(&mut fetcher, 2, 1 << 20, MessageFormat::Json, &loads) {
            Fetched::Ready(text) => break assert!(text.as_str().contains("1048576")),
            _ => assert!(Instant::now() < until, "never ready"),
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn what_cannot_be_printed_says_why_and_hex_still_works() {
    let (mut fetcher, loads) = (Fetcher::default(), Cell::new(0));
    let failed = fetch(&mut fetcher, 1, 3, MessageFormat::Text, &loads);
    assert!(matches!(failed, Fetched::Failed(why) if why == "no schema"));
    assert!(text_of(&fetch(&mut fetcher, 1, 3, MessageFormat::Hex, &loads)).starts_with("00000000  07 07 07 "));
}

#[test]
fn a_dump_shows_offsets_bytes_and_what_is_printable() {
    let dump = hex::dump(b"\x08*\x12\x03Ada, 20 bytes long!");
    let first = dump.as_str().lines().next().unwrap();
    assert!(first.starts_with("00000000  08 2a 12 03 41 64 61 2c  20 32 30") && first.contains(".*..Ada, 20 byte"));
    assert!(hex::dump(&vec![0; hex::MOST_BYTES + 1024]).as_str().ends_with("1.0 KiB more not shown\n"));
    assert_eq!(hex::dump(b"").as_str(), "empty message, 0 bytes\n");
}
