//! `and`, `or`, `not` and parentheses around anything: the tree, and how it is read.
//! What stands between them is the business of a [`Grammar`].

use super::{ConditionError, scan::Scanner};

/// Levels of parentheses and `not` that are read.
const MAX_LEVELS: usize = 64;

/// Atoms and how they are joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expression<A> {
    Atom(A),
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
}

/// What an expression is made of.
pub(crate) trait Grammar {
    type Atom;

    /// Reads one atom; the scanner stands at its first character.
    fn atom(&self, scanner: &mut Scanner<'_>) -> Result<Self::Atom, ConditionError>;

    /// Whether atoms one after another are joined as by `and`.
    fn joins_without_a_word(&self) -> bool;
}

impl<A> Expression<A> {
    /// Whether it holds, given what holds of its atoms. Atoms that cannot matter any more are not asked.
    pub(crate) fn holds(&self, atom: &mut impl FnMut(&A) -> bool) -> bool {
        match self {
            Self::Atom(of) => atom(of),
            Self::Not(of) => !of.holds(atom),
            Self::All(of) => of.iter().all(|part| part.holds(atom)),
            Self::Any(of) => of.iter().any(|part| part.holds(atom)),
        }
    }
}

/// Reads a whole text.
pub(crate) fn parse<G: Grammar>(text: &str, grammar: &G) -> Result<Expression<G::Atom>, ConditionError> {
    let mut scanner = Scanner::new(text);
    let expression = any(&mut scanner, grammar, 0)?;
    scanner.skip_space();
    if scanner.is_at_end() {
        return Ok(expression);
    }
    let place = scanner.next_word();
    let message = match text.get(place.clone()) {
        Some(")") => "this ) closes nothing".to_owned(),
        found => format!("and or or is missing before {}", found.unwrap_or_default()),
    };
    Err(ConditionError::new(place, message))
}

fn any<G: Grammar>(
    scanner: &mut Scanner<'_>,
    grammar: &G,
    level: usize,
) -> Result<Expression<G::Atom>, ConditionError> {
    let mut parts = vec![all(scanner, grammar, level)?];
    while scanner.sign("||") || scanner.keyword("or") {
        parts.push(all(scanner, grammar, level)?);
    }
    Ok(joined(parts, Expression::Any))
}

fn all<G: Grammar>(
    scanner: &mut Scanner<'_>,
    grammar: &G,
    level: usize,
) -> Result<Expression<G::Atom>, ConditionError> {
    let mut parts = vec![one(scanner, grammar, level)?];
    loop {
        let is_joined = scanner.sign("&&") || scanner.keyword("and");
        if is_joined || grammar.joins_without_a_word() && scanner.has_more_atoms() {
            parts.push(one(scanner, grammar, level)?);
        } else {
            return Ok(joined(parts, Expression::All));
        }
    }
}

fn one<G: Grammar>(
    scanner: &mut Scanner<'_>,
    grammar: &G,
    level: usize,
) -> Result<Expression<G::Atom>, ConditionError> {
    scanner.skip_space();
    let start = scanner.at();
    if level > MAX_LEVELS {
        return Err(ConditionError::new(start..start, format!("more than {MAX_LEVELS} levels of ( and not")));
    }
    if scanner.keyword("not") || scanner.sign("!") {
        return Ok(Expression::Not(Box::new(one(scanner, grammar, level + 1)?)));
    }
    if scanner.sign("(") {
        let inner = any(scanner, grammar, level + 1)?;
        return match scanner.sign(")") {
            true => Ok(inner),
            false => Err(ConditionError::new(start..start + 1, "this ( is not closed")),
        };
    }
    if !scanner.has_more_atoms() {
        let place = scanner.next_word();
        return Err(ConditionError::new(place, "something to look for is missing here"));
    }
    grammar.atom(scanner).map(Expression::Atom)
}

fn joined<A>(mut parts: Vec<Expression<A>>, join: fn(Vec<Expression<A>>) -> Expression<A>) -> Expression<A> {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            join(parts)
        }
    }
}
