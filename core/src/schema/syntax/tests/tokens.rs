//! The coloured pieces of a text.

use crate::schema::syntax::{SyntaxTokenKind, syntax_tokens, syntax_tokens_within};

fn kinds(text: &str) -> Vec<(SyntaxTokenKind, &str)> {
    syntax_tokens(text).map(|token| (token.kind, &text[token.range])).collect()
}

#[test]
fn pieces_have_the_kinds_a_reader_expects() {
    use SyntaxTokenKind::{Comment, Identifier, Keyword, Number, Punctuation, String, Type};
    let pieces = kinds("message Fö { // c\n string a = -1.5e-3 [x = 'y\\'z']; } /* d\ne */");
    let expected = [
        (Keyword, "message"),
        (Identifier, "Fö"),
        (Punctuation, "{"),
        (Comment, "// c"),
        (Type, "string"),
        (Identifier, "a"),
        (Punctuation, "="),
        (Punctuation, "-"),
        (Number, "1.5e-3"),
        (Punctuation, "["),
        (Identifier, "x"),
        (Punctuation, "="),
        (String, "'y\\'z'"),
        (Punctuation, "]"),
        (Punctuation, ";"),
        (Punctuation, "}"),
        (Comment, "/* d\ne */"),
    ];
    assert_eq!(pieces, expected);
}

#[test]
fn what_is_not_closed_goes_on_to_its_end() {
    assert_eq!(kinds("\"a\nb"), [(SyntaxTokenKind::String, "\"a"), (SyntaxTokenKind::Identifier, "b")]);
    assert_eq!(kinds("/* a"), [(SyntaxTokenKind::Comment, "/* a")]);
    assert_eq!(kinds("0x1F .5"), [(SyntaxTokenKind::Number, "0x1F"), (SyntaxTokenKind::Number, ".5")]);
}

#[test]
fn a_text_can_be_cut_into_lines() {
    let text = "a /* b\n  c\n*/ enum /* d */ e\n";
    let (mut in_comment, mut kinds) = (false, Vec::new());
    for line in text.split_inclusive('\n') {
        let mut tokens = syntax_tokens_within(line, in_comment);
        kinds.push(tokens.by_ref().map(|token| token.kind).collect::<Vec<_>>());
        in_comment = tokens.ends_in_comment();
    }
    use SyntaxTokenKind::{Comment, Identifier, Keyword};
    assert_eq!(kinds, [vec![Identifier, Comment], vec![Comment], vec![Comment, Keyword, Comment, Identifier]]);
}
