//! Mutations of .proto text: its bytes, its tokens, and whole statements and blocks.

use super::{bytes, random::Random, words::TOKENS};

/// The text with something of it wrong: most often one token, so that much of it gets past the parser.
pub(super) fn mutated(random: &mut Random, seed: &[u8]) -> Vec<u8> {
    if random.one_in(8) {
        let mut bytes = seed.to_vec();
        bytes::edit(random, &mut bytes);
        return bytes;
    }
    let text = String::from_utf8_lossy(seed);
    let mut tokens: Vec<&str> = tokens(&text);
    for _ in 0..1 + random.below(3) / 2 * random.below(4) {
        match random.below(6) {
            0 => token(random, &mut tokens),
            1 | 2 => block(random, &mut tokens),
            _ => like_token(random, &mut tokens),
        }
    }
    if random.one_in(100) {
        let levels = [30, 63, 64, 65, 200, 2_000][random.below(6)];
        let opening = ["{", "message M {", "[", "(", "<", "a: {", "-", "oneof o {", "group G = 1 {"];
        let deep = random.of_list(&opening).repeat(levels);
        let at = random.below(tokens.len() + 1);
        return [&tokens[..at], &[&deep], &tokens[at..]].concat().concat().into_bytes();
    }
    tokens.concat().into_bytes()
}

/// Words, numbers, strings, marks and the space between them: all of the text.
fn tokens(text: &str) -> Vec<&str> {
    let class = |one: char| match one {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => 0,
        one if one.is_whitespace() => 1,
        _ => 2,
    };
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match class(first) {
            2 if first == '"' => rest[1..].find(['"', '\n']).map_or(rest.len(), |end| end + 2),
            2 => first.len_utf8(),
            kind => rest.find(|one| class(one) != kind).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// One token becomes another, is doubled, or goes.
fn token(random: &mut Random, tokens: &mut Vec<&str>) {
    let at = random.below(tokens.len());
    let other = random.below(tokens.len());
    if tokens.is_empty() {
        return;
    }
    match random.below(6) {
        0 => {
            tokens.remove(at);
        }
        1 => tokens.insert(at, tokens[at]),
        2 => tokens.swap(at, other),
        3 => tokens[at] = tokens[other],
        4 => tokens.insert(at, random.of_list(TOKENS)),
        _ => tokens[at] = random.of_list(TOKENS),
    }
}

/// A word becomes another word, a number another number, a string another string.
fn like_token(random: &mut Random, tokens: &mut [&str]) {
    let class = |token: &str| match token.as_bytes().first() {
        Some(b'0'..=b'9') => 0,
        Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => 1,
        Some(b'"') => 2,
        _ => 3,
    };
    let Some(at) = (0..20).map(|_| random.below(tokens.len())).find(|&at| tokens.get(at).is_some_and(|t| class(t) < 3))
    else {
        return;
    };
    let list = if random.one_in(2) { TOKENS } else { &*tokens };
    let like: Vec<&str> = list.iter().copied().filter(|token| class(token) == class(tokens[at])).collect();
    tokens[at] = random.of_list(&like);
}

/// A statement or a block is doubled, goes, or stands elsewhere, perhaps within itself.
fn block(random: &mut Random, tokens: &mut Vec<&str>) {
    let is_end = |token: &&str| matches!(*token, ";" | "{" | "}");
    let from = random.below(tokens.len());
    let Some(start) = tokens[from..].iter().position(is_end).map(|at| from + at + 1) else { return };
    let Some(len) = tokens[start..].iter().position(is_end) else { return };
    let mut end = start + len + 1;
    if tokens[end - 1] == "{" {
        let mut depth = 1;
        while depth > 0 && end < tokens.len() {
            depth += match tokens[end] {
                "{" => 1,
                "}" => -1,
                _ => 0,
            };
            end += 1;
        }
    }
    let piece: Vec<&str> = tokens[start..end].to_vec();
    match random.below(4) {
        0 => {
            tokens.drain(start..end);
        }
        1 => {
            tokens.splice(start..start, piece);
        }
        2 => {
            let to = random.below(tokens.len());
            tokens.splice(to..to, piece);
        }
        _ => {
            let within = start + random.below(piece.len());
            tokens.splice(within..within, piece);
        }
    }
}
