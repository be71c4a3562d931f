//! Where a caret stands in a JSON text that need not be whole: the objects and lists around it, the word under it, what
//! is wanted there. It reads each byte once or twice, keeps a stack of its own of bounded height, and knows no types.

use std::ops::Range;

use crate::message::tokens::{TokenKind, json_tokens};

/// Objects and lists around the caret that are kept apart; deeper than messages may nest.
const DEEPEST: usize = 128;
/// Members of one object that are remembered.
const MEMBERS: usize = 50_000;

/// What a place of the text takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The name of a member.
    Key,
    /// A value.
    Value,
    /// A colon, a comma, or nothing that is known.
    Nothing,
}

/// An object or list that is open at the caret.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) is_object: bool,
    /// The member whose value the caret is in.
    pub(super) key: Option<Range<usize>>,
    /// The element the caret is in.
    pub(super) index: usize,
    /// The names of members, before and behind the caret; only of the innermost one all of them.
    pub(super) keys: Vec<Range<usize>>,
    /// The value of `@type`.
    pub(super) type_url: Option<Range<usize>>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the beginning or after a comma.
    Start,
    /// A name stands there and no colon.
    AfterKey,
    /// After a colon, or in a list where an element may stand.
    Value,
    /// Something complete stands there.
    AfterValue,
}

/// Where the caret stands.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    /// From the outermost one in.
    pub(super) frames: Vec<Frame>,
    pub(super) wanted: Wanted,
    /// The word that the caret is in; empty between words.
    pub(super) token: Range<usize>,
    pub(super) caret: usize,
    pub(super) missing_comma: Option<usize>,
}

impl Scan {
    /// What was typed of the word, without its quote.
    pub(super) fn typed<'t>(&self, text: &'t str) -> &'t str {
        let typed = text.get(self.token.start..self.caret).unwrap_or("");
        typed.strip_prefix('"').unwrap_or(typed)
    }
}

/// The text of a string without its quotes; what is no string stays.
pub(super) fn unquoted(word: &str) -> &str {
    let inner = word.strip_prefix('"').unwrap_or(word);
    if inner.len() < word.len() { inner.strip_suffix('"').unwrap_or(inner) } else { word }
}

/// Where a caret stands.
pub(super) fn scan(text: &str, caret: usize) -> Scan {
    let caret = boundary(text, caret);
    let mut walk = Walk::default();
    for (range, kind) in json_tokens(text) {
        if range.start >= caret {
            break;
        }
        if is_under(&range, kind, text, caret) {
            let end = word_end(text, &range, caret);
            return walk.at_word(text, range.start..end, caret, kind == TokenKind::Key);
        }
        walk.take(text, &range, kind);
    }
    walk.between(text, caret)
}

/// The same for a whole word: where it stands, and which it is. `None` where there is no word.
pub(super) fn scan_word(text: &str, offset: usize) -> Option<(Scan, Range<usize>)> {
    let mut walk = Walk::default();
    for (range, kind) in json_tokens(text) {
        if range.start > offset {
            return None;
        }
        if range.contains(&offset) {
            if kind == TokenKind::Punct {
                return None;
            }
            let caret = range.end;
            return Some((walk.at_word(text, range.clone(), caret, kind == TokenKind::Key), range));
        }
        walk.take(text, &range, kind);
    }
    None
}

fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn is_under(range: &Range<usize>, kind: TokenKind, text: &str, caret: usize) -> bool {
    match kind {
        TokenKind::Punct => false,
        TokenKind::Key | TokenKind::String => {
            let word = text.get(range.clone()).unwrap_or("");
            caret < range.end || caret == range.end && !is_closed(word)
        }
        TokenKind::Number | TokenKind::Word | TokenKind::Other => caret <= range.end,
    }
}

fn is_closed(word: &str) -> bool {
    let Some(inner) = word.strip_prefix('"').and_then(|word| word.strip_suffix('"')) else { return false };
    inner.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0
}

/// Where the word under the caret ends. A string that seems to go on past what names are made of was not closed, and
/// what follows is not a part of it.
fn word_end(text: &str, range: &Range<usize>, caret: usize) -> usize {
    let rest = text.get(caret..range.end).unwrap_or("");
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '/' | '-' | '@' | '[' | ']' | '$');
    let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let quote = usize::from(rest.get(length..).is_some_and(|after| after.starts_with('"')));
    let string = text.get(range.start..).is_some_and(|word| word.starts_with('"'));
    caret + length + if string { quote } else { 0 }
}

/// The walk over the words before the caret, and behind it.
#[derive(Default)]
struct Walk {
    frames: Vec<Frame>,
    /// Objects and lists that are too deep to be kept apart.
    too_deep: usize,
    /// Whether the root value is complete.
    ended: bool,
    /// Where the last word ended.
    last_end: usize,
}

impl Walk {
    fn take(&mut self, text: &str, range: &Range<usize>, kind: TokenKind) {
        match (kind, text.get(range.clone()).unwrap_or("")) {
            (TokenKind::Punct, "{" | "[") => self.open(text, range.start),
            (TokenKind::Punct, close @ ("}" | "]")) => self.close(close == "}"),
            _ if self.too_deep > 0 => {}
            (TokenKind::Punct, ",") => self.comma(),
            (TokenKind::Punct, _) => self.colon(),
            (TokenKind::Key, _) => self.key(range),
            _ => self.value(text, range),
        }
        self.last_end = range.end;
    }

    fn open(&mut self, text: &str, at: usize) {
        if self.frames.len() >= DEEPEST {
            self.too_deep += 1;
            return;
        }
        let is_object = text.get(at..).is_some_and(|rest| rest.starts_with('{'));
        let state = if is_object { State::Start } else { State::Value };
        self.frames.push(Frame { is_object, key: None, index: 0, keys: Vec::new(), type_url: None, state });
    }

    /// Closes what it fits: the innermost one, or the one around it where that was never closed.
    fn close(&mut self, is_object: bool) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(at) = self.frames.iter().rev().take(2).position(|frame| frame.is_object == is_object) else { return };
        self.frames.truncate(self.frames.len() - 1 - at);
        match self.frames.last_mut() {
            Some(frame) => frame.state = State::AfterValue,
            None => self.ended = true,
        }
    }

    fn comma(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.state = if frame.is_object { State::Start } else { State::Value };
            frame.index += 1;
            frame.key = None;
        }
    }

    fn colon(&mut self) {
        if let Some(frame) = self.frames.last_mut().filter(|frame| frame.is_object) {
            frame.state = State::Value;
        }
    }

    fn key(&mut self, range: &Range<usize>) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.state = if frame.is_object { State::AfterKey } else { State::AfterValue };
        if frame.is_object {
            frame.key = Some(range.clone());
            if frame.keys.len() < MEMBERS {
                frame.keys.push(range.clone());
            }
        }
    }

    fn value(&mut self, text: &str, range: &Range<usize>) {
        let Some(frame) = self.frames.last_mut() else {
            self.ended = true;
            return;
        };
        let is_value = !frame.is_object || frame.state == State::Value;
        frame.state = if is_value { State::AfterValue } else { State::AfterKey };
        let named = frame.key.as_ref().and_then(|key| text.get(key.clone()));
        if frame.is_object && is_value && named == Some("\"@type\"") {
            frame.type_url = Some(range.clone());
        }
    }

    /// The caret is in a word.
    fn at_word(mut self, text: &str, token: Range<usize>, caret: usize, is_key: bool) -> Scan {
        let last_end = self.last_end;
        let mut missing_comma = None;
        let wanted = match self.frames.last_mut() {
            _ if self.too_deep > 0 => Wanted::Nothing,
            None if self.ended => Wanted::Nothing,
            None => Wanted::Value,
            Some(frame) => {
                if matches!(frame.state, State::AfterValue) {
                    missing_comma = Some(last_end);
                }
                let is_value = !frame.is_object || frame.state == State::Value && !is_key;
                if frame.is_object && !is_value {
                    frame.key = None;
                }
                if is_value { Wanted::Value } else { Wanted::Key }
            }
        };
        self.behind(text, token.end);
        Scan { frames: self.frames, wanted, token, caret, missing_comma }
    }

    /// The caret is between words.
    fn between(mut self, text: &str, caret: usize) -> Scan {
        let mut missing_comma = None;
        let wanted = match self.frames.last_mut() {
            _ if self.too_deep > 0 => Wanted::Nothing,
            None if self.ended => Wanted::Nothing,
            None => Wanted::Value,
            Some(frame) => match (frame.state, frame.is_object) {
                (State::Start, _) => Wanted::Key,
                (State::Value, _) => Wanted::Value,
                (State::AfterKey, _) => Wanted::Nothing,
                (State::AfterValue, _) if self.last_end == caret => Wanted::Nothing,
                (State::AfterValue, is_object) => {
                    missing_comma = Some(self.last_end);
                    frame.key = None;
                    if is_object { Wanted::Key } else { Wanted::Value }
                }
            },
        };
        self.behind(text, caret);
        Scan { frames: self.frames, wanted, token: caret..caret, caret, missing_comma }
    }

    /// Goes on behind the caret for what else the open objects hold: names in the innermost, `@type` in all of them.
    fn behind(&mut self, text: &str, from: usize) {
        let mut level = self.frames.len();
        let mut inner = 0_usize;
        let mut names_type = false;
        for (range, kind) in json_tokens(text.get(from..).unwrap_or("")) {
            let range = range.start + from..range.end + from;
            let word = text.get(range.clone()).unwrap_or("");
            match (kind, word) {
                (TokenKind::Punct, "{" | "[") => inner += 1,
                (TokenKind::Punct, "}" | "]") if inner > 0 => inner -= 1,
                (TokenKind::Punct, "}" | "]") => {
                    level = level.saturating_sub(1);
                    if level == 0 {
                        return;
                    }
                }
                (TokenKind::Key, _) if inner == 0 => {
                    let is_innermost = level == self.frames.len();
                    let Some(frame) = level.checked_sub(1).and_then(|at| self.frames.get_mut(at)) else { return };
                    if is_innermost && frame.keys.len() < MEMBERS {
                        frame.keys.push(range);
                    }
                    names_type = word == "\"@type\"";
                    continue;
                }
                (TokenKind::String, _) if inner == 0 && names_type => {
                    if let Some(frame) = level.checked_sub(1).and_then(|at| self.frames.get_mut(at)) {
                        frame.type_url.get_or_insert(range);
                    }
                }
                (TokenKind::Punct, ":") => continue,
                _ => {}
            }
            names_type = false;
        }
    }
}
