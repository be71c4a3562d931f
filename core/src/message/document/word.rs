//! One value that is one word of the JSON, changed where it stands: tree, text and problems follow without a walk over the
//! whole message. Wherever that would not say all it answers nothing, and the whole is read or written again.

use std::{borrow::Cow, ops::Range, sync::Arc};

use super::{
    State,
    check::check_text,
    edit::{shape_at, text_at, value_at},
    history::Edited,
    literal::literal,
    problem::{MAX_PROBLEMS, Problem},
    render,
};
use crate::message::{
    field::{Field, Shape},
    json::{Kind, Lexer, Word},
    node::{FieldNode, MessageNode, ValueNode},
    path::{FieldPath, Step, Trail},
    well_known::TYPE_KEY,
};

/// Where a value stands.
#[derive(Clone)]
pub(super) struct Site {
    path: FieldPath,
    span: Range<usize>,
}

impl Site {
    /// The value at a path, in the JSON that the tree was written as.
    pub(super) fn of_path(root: &MessageNode, json: &str, path: &[Step]) -> Option<Self> {
        let wanted = positions_of(root, path)?;
        let mut words = Words::of(json);
        loop {
            let span = words.next()?;
            if words.levels.len() == wanted.len() && words.levels.iter().map(Level::at).eq(wanted.iter().copied()) {
                return Some(Self { path: path.to_vec(), span });
            }
        }
    }

    /// The same value, if it is the one at this path.
    pub(super) fn known(&self, path: &[Step]) -> Option<Self> {
        (self.path == path).then(|| self.clone())
    }

    /// Whether an edit lies in its word.
    fn holds(&self, edited: &Edited) -> bool {
        self.span.start <= edited.at && edited.at + edited.removed <= self.span.end
    }

    /// The value whose word holds the place of an edit.
    fn of_edit(root: &MessageNode, json: &str, edited: &Edited) -> Option<Self> {
        let mut words = Words::of(json);
        loop {
            let span = words.next()?;
            if span.start > edited.at {
                return None;
            }
            if edited.at + edited.removed <= span.end {
                return Some(Self { path: path_of(root, &words.levels)?, span });
            }
        }
    }
}

impl State {
    /// The state after the value at the site was changed in the tree.
    pub(super) fn written_at(&self, site: &Site) -> Option<Self> {
        let shape = shape_at(&self.root, &site.path)?;
        let text = text_at(&self.root, &site.path)?;
        let word = render::word(&shape, text);
        let mut json = String::with_capacity(self.json.len() + word.len());
        json.push_str(self.json.get(..site.span.start)?);
        json.push_str(&word);
        json.push_str(self.json.get(site.span.end..)?);
        let after = site.span.start..site.span.start + word.len();
        let problems = self.problems_after(site, &json, after, check_text(&shape, text).err())?;
        let site = Some(Site { path: site.path.clone(), span: site.span.start..site.span.start + word.len() });
        Some(Self { json: Arc::new(json), root: Arc::clone(&self.root), problems, site, ..self.whole() })
    }

    /// The state after an edit of the JSON that lies in one word, if it is one word still; the tree is changed.
    pub(super) fn typed(&mut self, json: &Arc<String>, edited: &Edited) -> Option<Self> {
        let known = self.site.take().filter(|site| site.holds(edited));
        let site = known.or_else(|| Site::of_edit(&self.root, &self.json, edited))?;
        let token = Lexer::new(json, site.span.start).next().ok()?;
        let end = (site.span.end + edited.inserted).checked_sub(edited.removed)?;
        if token.span != (site.span.start..end) {
            return None;
        }
        let kind = match token.word {
            Word::Bool(value) => Kind::Bool(value),
            Word::Number(text) => Kind::Number(text),
            Word::String(text) => Kind::String(text),
            Word::Open(_) | Word::Close(_) | Word::Colon | Word::Comma | Word::Null | Word::End => return None,
        };
        let shape = shape_at(&self.root, &site.path)?;
        let text = literal(&shape, &kind).ok()?;
        let problems = self.problems_after(&site, json, token.span.clone(), check_text(&shape, &text).err())?;
        *value_at(Arc::make_mut(&mut self.root), &site.path)?.text_mut()? = text;
        let whole = self.whole();
        let site = Some(Site { path: site.path, span: token.span });
        Some(Self { json: Arc::clone(json), root: Arc::clone(&self.root), problems, is_written: false, site, ..whole })
    }

    /// What stays true of a document whose tree and JSON say the same.
    fn whole(&self) -> Self {
        Self { json_problem: None, json_is_whole: true, is_written: true, ..self.clone() }
    }

    /// The problems once the word of a site is another one, at `after` in the new text, with this wrong about it.
    fn problems_after(
        &self,
        site: &Site,
        json: &str,
        after: Range<usize>,
        reason: Option<String>,
    ) -> Option<Arc<[Problem]>> {
        if self.problems.is_empty() && reason.is_none() {
            return Some(Arc::default());
        }
        if self.problems.len() >= MAX_PROBLEMS {
            return None;
        }
        let (line, column) = position_of(json, after.start)?;
        let letters = |text: Option<&str>| text.map(|text| text.chars().count() as i64);
        let shift = letters(json.get(after))? - letters(self.json.get(site.span.clone()))?;
        let mut problems = self.problems.to_vec();
        for (_, at) in problems.iter_mut().filter_map(|problem| problem.position.as_mut()).filter(|at| at.0 == line) {
            if *at > column {
                *at = u32::try_from(i64::from(*at) + shift).ok()?;
            }
        }
        let known = problems.iter().position(|problem| problem.path == site.path);
        match (known, reason) {
            (None, None) => {}
            (Some(at), None) => drop(problems.remove(at)),
            (Some(at), Some(reason)) => problems.get_mut(at)?.message = reason,
            (None, Some(message)) if problems.is_empty() => problems.push(Problem {
                path: site.path.clone(),
                path_text: words_of(&self.root, &site.path)?,
                position: Some((line, column)),
                message,
                is_error: true,
            }),
            // Its place among the others is known to a walk alone.
            (None, Some(_)) => return None,
        }
        Some(problems.into())
    }
}

/// Line and column of a byte, as [`Positions`](crate::message::json::Positions) has them.
fn position_of(json: &str, at: usize) -> Option<(u32, u32)> {
    let before = json.get(..at)?;
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next()?.chars().count() + 1;
    Some((u32::try_from(line).ok()?, u32::try_from(column).ok()?))
}

/// The how-manieth member or element is gone through at each level of the JSON, on the way to a text that is set.
fn positions_of(root: &MessageNode, path: &[Step]) -> Option<Vec<usize>> {
    let mut positions = Vec::new();
    let (mut message, mut before) = (root, 0);
    let mut steps = path.iter();
    while let Some(Step::Field(number)) = steps.next() {
        if !matches!(Shape::of_message(&message.descriptor), Shape::Message(_)) {
            return None;
        }
        let at = message.fields.iter().position(|(known, _)| known == number)?;
        positions.push(before + at);
        let value = match message.field(*number)? {
            FieldNode::Single(value) => value,
            sequence @ (FieldNode::List(_) | FieldNode::Map(_)) => {
                let Some(Step::Index(at)) = steps.next() else { return None };
                positions.push(*at);
                element(sequence, *at)?
            }
        };
        (message, before) = match value {
            ValueNode::Text(_) => return steps.next().is_none().then_some(positions),
            ValueNode::Json(_) => return None,
            ValueNode::Message(inner) => (inner.as_ref(), 0),
            // The type stands before the fields.
            ValueNode::Any(any) => (&any.message, 1),
        };
    }
    None
}

/// The path that names and positions in the JSON lead to, if it ends in a text.
fn path_of(root: &MessageNode, levels: &[Level<'_>]) -> Option<FieldPath> {
    let mut path = FieldPath::new();
    let (mut message, mut is_any) = (root, false);
    let mut levels = levels.iter();
    while let Some(Level::Object { name: Some(name), .. }) = levels.next() {
        let is_plain = matches!(Shape::of_message(&message.descriptor), Shape::Message(_));
        if !is_plain || (is_any && name == TYPE_KEY) {
            return None;
        }
        let number = Field::named(&message.descriptor, name)?.number();
        path.push(Step::Field(number));
        let value = match message.field(number)? {
            FieldNode::Single(value) => value,
            sequence @ (FieldNode::List(_) | FieldNode::Map(_)) => {
                let at = levels.next()?.at();
                path.push(Step::Index(at));
                element(sequence, at)?
            }
        };
        (message, is_any) = match value {
            ValueNode::Text(_) => return levels.next().is_none().then_some(path),
            ValueNode::Json(_) => return None,
            ValueNode::Message(inner) => (inner.as_ref(), false),
            ValueNode::Any(any) => (&any.message, true),
        };
    }
    None
}

/// A path as its problems have it in words.
fn words_of(root: &MessageNode, path: &[Step]) -> Option<String> {
    let mut trail = Trail::default();
    let mut message = root;
    let mut steps = path.iter();
    while let Some(Step::Field(number)) = steps.next() {
        trail.field(*number, Field::of(&message.descriptor, *number)?.name());
        let value = match message.field(*number)? {
            FieldNode::Single(value) => value,
            sequence @ (FieldNode::List(_) | FieldNode::Map(_)) => {
                let Some(Step::Index(at)) = steps.next() else { return None };
                match sequence {
                    FieldNode::Map(entries) => trail.entry(*at, &entries.get(*at)?.0),
                    FieldNode::List(_) | FieldNode::Single(_) => trail.index(*at),
                };
                element(sequence, *at)?
            }
        };
        match value.message() {
            Some(inner) => message = inner,
            None => return Some(trail.text().to_owned()),
        }
    }
    None
}

fn element(sequence: &FieldNode, at: usize) -> Option<&ValueNode> {
    match sequence {
        FieldNode::Single(_) => None,
        FieldNode::List(values) => values.get(at),
        FieldNode::Map(entries) => entries.get(at).map(|(_, value)| value),
    }
}

/// The values of a JSON text that are one word each, one after another, and where each stands.
struct Words<'t> {
    lexer: Lexer<'t>,
    levels: Vec<Level<'t>>,
}

/// What is gone through: the members or elements before this one are counted.
enum Level<'t> {
    Object { name: Option<Cow<'t, str>>, at: usize },
    Array { at: usize },
}

impl Level<'_> {
    fn at(&self) -> usize {
        match self {
            Self::Object { at, .. } | Self::Array { at } => *at,
        }
    }
}

impl<'t> Words<'t> {
    fn of(json: &'t str) -> Self {
        Self { lexer: Lexer::new(json, 0), levels: Vec::new() }
    }

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let token = self.lexer.next().ok()?;
            match (token.word, self.levels.last_mut()) {
                (Word::End, _) => return None,
                (Word::Open(b'{'), _) => self.levels.push(Level::Object { name: None, at: 0 }),
                (Word::Open(_), _) => self.levels.push(Level::Array { at: 0 }),
                (Word::Close(_), _) => drop(self.levels.pop()),
                (Word::Colon, _) | (Word::Comma, None) => {}
                (Word::Comma, Some(Level::Array { at })) => *at += 1,
                (Word::Comma, Some(Level::Object { name, at })) => (*name, *at) = (None, *at + 1),
                (Word::String(text), Some(Level::Object { name: name @ None, .. })) => *name = Some(text),
                (Word::Null | Word::Bool(_) | Word::Number(_) | Word::String(_), _) => return Some(token.span),
            }
        }
    }
}
