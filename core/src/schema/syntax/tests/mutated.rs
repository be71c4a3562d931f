//! Mutated texts, the same ones each time, on a small stack: none panics, none overflows, none takes long.

use crate::schema::syntax::{parse, syntax_tokens};

const TEXTS: [&str; 4] = [
    include_str!("../fixtures/proto2.proto"),
    include_str!("../fixtures/proto3.proto"),
    include_str!("../fixtures/edition2023.proto"),
    include_str!("../fixtures/edition2024.proto"),
];

/// Pieces that change what stands around them.
const PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ";",
    "=",
    ".",
    ",",
    "-",
    "\"",
    "'",
    "\\",
    "/*",
    "*/",
    "//",
    "\n",
    "\0",
    "é",
    "message M {",
    "0x",
    "99999999999999999999",
];

/// A generator of numbers with a known beginning: xorshift.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides.max(1)).unwrap()).unwrap()
    }
}

fn mutate(text: &str, dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len());
        let end = (at + dice.roll(40)).min(bytes.len());
        match dice.roll(5) {
            0 => drop(bytes.drain(at..end)),
            1 => bytes.truncate(at.max(bytes.len() / 2)),
            2 => {
                let copied = bytes[at..end].repeat(1 + dice.roll(100));
                bytes.splice(at..at, copied);
            }
            3 => drop(bytes.splice(at..at, PIECES[dice.roll(PIECES.len())].bytes())),
            _ => bytes[at] = dice.roll(128).to_le_bytes()[0],
        }
        if bytes.is_empty() {
            break;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn mutated_texts_are_read_or_refused() {
    let run = || {
        let mut dice = Dice(0x5eed);
        let mut read = 0;
        for round in 0..4_000 {
            let text = mutate(TEXTS[round % TEXTS.len()], &mut dice);
            let parsed = parse(&text);
            assert_eq!(parsed.file.is_none(), parsed.problems.iter().any(|problem| problem.is_error));
            assert!(parsed.problems.len() <= 40);
            assert!(parsed.problems.iter().all(|problem| problem.line.is_some() && problem.message.len() < 600));
            let mut end = 0;
            for token in syntax_tokens(&text) {
                assert!(token.range.start >= end && token.range.end > token.range.start);
                assert!(text.get(token.range.clone()).is_some());
                end = token.range.end;
            }
            read += usize::from(parsed.file.is_some());
        }
        read
    };
    let read = std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
    assert!(read > 100 && read < 3_900, "{read} of 4,000 were read");
}

#[test]
fn the_deepest_text_fits_a_small_stack() {
    let text = format!("message M {{ {}{} }}", "optional group G = 1 {".repeat(63), "}".repeat(63));
    let run = move || parse(&text).file.is_some();
    assert!(std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap());
}
