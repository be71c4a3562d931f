//! What is said about texts that are wrong, and where.

use crate::schema::syntax::parse;

/// `line:column message` of each problem.
fn problems(text: &str) -> Vec<String> {
    let parsed = parse(text);
    assert_eq!(parsed.file.is_none(), parsed.problems.iter().any(|problem| problem.is_error), "{text}");
    let place = |number: Option<u32>| number.map_or("?".to_owned(), |number| number.to_string());
    parsed.problems.iter().map(|it| format!("{}:{} {}", place(it.line), place(it.column), it.message)).collect()
}

#[test]
fn a_problem_says_what_was_expected_and_what_stands_there() {
    let cases = [
        ("syntax = \"proto3\"\nmessage M {}", "2:1 expected \";\", found \"message\""),
        ("syntax = \"proto4\";", "1:10 unknown syntax \"proto4\": \"proto2\" and \"proto3\" are known"),
        ("edition = \"2030\";", "1:11 unknown edition \"2030\": \"2023\" and \"2024\" are known"),
        ("message 3 {}", "1:9 expected the message's name, found \"3\""),
        ("message M {", "1:12 expected \"}\" at the end of the message, found the end of the file"),
        ("message M { optional int32 = 1; }", "1:28 expected a field's name, found \"=\""),
        ("message M { optional int32 a; }", "1:29 expected \"=\" and the number of field \"a\", found \";\""),
        ("message M { optional int32 a = b; }", "1:32 expected a field's number, found \"b\""),
        ("message M { optional int32 a = 4294967296; }", "1:32 4294967296 is too large: at most 2147483647"),
        ("message M { int32 a = 1; }", "1:13 expected \"optional\", \"required\" or \"repeated\", found \"int32\""),
        ("message M { map<string> a = 1; }", "1:23 expected \",\", found \">\""),
        ("message M { optional map<string, int32> a = 1; }", "1:22 a map has no label"),
        (
            "message M { oneof o { optional int32 a = 1; } }",
            "1:23 a field of a oneof has no label: leave out \"optional\"",
        ),
        ("message M { oneof o { } }", "1:23 expected a field of the oneof, found \"}\""),
        ("message M { optional bool b = 1 [default = 1]; }", "1:44 expected \"true\" or \"false\", found \"1\""),
        ("message M { optional uint32 b = 1 [default = -1]; }", "1:46 expected a number without sign, found \"-\""),
        (
            "message M { optional group g = 1 {} }",
            "1:28 expected a capital letter first in a group's name, found \"g\"",
        ),
        ("message M { reserved a; }", "1:22 reserved names stand in quotes before editions"),
        ("message M { reserved -1; }", "1:22 expected a name, a number or a range of numbers, found \"-\""),
        ("edition = \"2023\"; message M { reserved \"a\"; }", "1:40 reserved names stand without quotes in editions"),
        ("edition = \"2023\"; message M { optional int32 a = 1; }", "1:31 editions have no label \"optional\""),
        ("edition = \"2023\"; message M { group G = 1 {} }", "1:37 editions have no groups"),
        ("edition = \"2023\"; import option \"a\";", "1:26 \"import option\" is there from edition 2024 on"),
        ("edition = \"2024\"; import weak \"a\";", "1:26 \"import weak\" is gone since edition 2024"),
        (
            "edition = \"2024\"; import option \"a\"; import \"b\";",
            "1:38 an import after an \"import option\": those come last",
        ),
        (
            "edition = \"2024\"; export service S {}",
            "1:26 expected \"message\" or \"enum\" after \"export\" or \"local\", found \"service\"",
        ),
        ("service S { rpc A(string) returns (B); }", "1:19 expected a message, found \"string\""),
        ("service S { rpc A(B) return (B); }", "1:22 expected \"returns\", found \"return\""),
        ("service S { get A(B) returns (B); }", "1:13 expected \"rpc\" or \"option\", found \"get\""),
        ("import;", "1:7 expected the imported file's name in quotes, found \";\""),
        ("import \"\";", "1:8 the imported file's name is empty"),
        ("import \"\\xff\";", "1:8 this string is not UTF-8"),
        ("package a; package b;", "1:12 a second package: a file has one"),
        ("option a = ;", "1:12 expected an option's value, found \";\""),
        ("option a = -b;", "1:13 expected a number after \"-\", found \"b\""),
        ("option a = {", "1:12 this option's value has no end: a \"}\" is missing"),
        ("option a = \"b;\n", "1:12 this string has no end on its line"),
        ("option a = \"\\q\";", "1:14 no such escape in a string"),
        ("option a = \"\\u12\";", "1:15 expected 4 hex digits in this escape"),
        ("option a = 0x;", "1:14 expected hex digits after \"0x\""),
        ("option a = 08;", "1:13 a number with a leading zero is octal: digits 0 to 7"),
        ("option a = 1b;", "1:13 expected a space between number and word"),
        ("option a = 1.2.3;", "1:15 a second point in a number"),
        ("/* a", "1:1 this comment has no end"),
        ("/* /* */", "1:4 \"/*\" inside a block comment: block comments do not nest"),
        ("message é {}", "1:9 'é' may stand in comments and strings only"),
        ("// a\n b\0c", "2:3 a zero byte: this is not a text"),
        ("}}}", "1:1 \"}\" closes nothing"),
    ];
    for (text, expected) in cases {
        assert_eq!(problems(text).first().map(String::as_str), Some(expected), "{text}");
    }
}

#[test]
fn one_mistake_does_not_hide_the_next() {
    let text = "syntax = \"proto3\";\nmessage M {\n  int32 = 1;\n  int32 b = 2;\n  string c == 3;\n}\nmessage { int32 a = 1; }\nenum E { A = x; B }\n";
    let lines: Vec<String> = problems(text).iter().map(|told| told.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(lines, ["3:9", "5:13", "7:9", "8:14", "8:19"]);
}

#[test]
fn problems_are_told_up_to_a_number() {
    assert_eq!(problems(&"message M { 1; }\n".repeat(1000)).len(), 20);
    let odd = "message M { optional string a = 1 [default = \"\\xff\"]; }\n".repeat(30);
    let parsed = parse(&odd);
    assert_eq!((parsed.problems.len(), parsed.file.unwrap().message_type.len()), (20, 30));
}

#[test]
fn what_protoc_refuses_without_need_is_a_warning() {
    let alias = "enum E { option allow_alias = true; A = 0; }";
    assert_eq!(problems(alias), ["1:6 \"allow_alias\" has no effect: no two values have the same number"]);
    assert_eq!(
        problems("enum E { option allow_alias = false; A = 0; }"),
        ["1:6 \"allow_alias = false\" has no effect"]
    );
    assert!(problems("enum E { option allow_alias = true; A = 0; B = 0; }").is_empty());
}

#[test]
fn nesting_ends_somewhere() {
    let deep = |open: &str, close: &str, levels: usize| open.repeat(levels) + &close.repeat(levels);
    for (open, close) in [("message M {\n", "}\n"), ("optional group G = 1 {\n", "}\n")] {
        let text = |levels| format!("message M {{\n{}}}", deep(open, close, levels));
        assert!(problems(&text(63)).is_empty(), "{open}");
        assert_eq!(
            problems(&text(64)).first().unwrap(),
            &format!("65:{} nesting deeper than 64 levels", open.len() - 1)
        );
        assert_eq!(problems(&text(100_000)).len(), 1);
    }
    for (open, close) in [("a { ", "}"), ("a: [", "]"), ("a < ", ">")] {
        let text = |levels| format!("option (o) = {{ {} }};", deep(open, close, levels));
        assert!(problems(&text(63)).is_empty(), "{open}");
        let told = problems(&text(64));
        assert!(told.len() == 1 && told[0].ends_with("nesting deeper than 64 levels"), "{told:?}");
    }
}

#[test]
fn few_words_cannot_stand_for_too_many() {
    let numbers = (1..20_000).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let options = vec!["o = 1"; 20_000].join(",");
    let ranges = format!("message M {{ extensions {numbers} [{options}]; }}");
    let oneofs = format!("syntax = \"proto3\"; message M {{ {} }}", "optional int32 a = 1; ".repeat(20_000));
    let name = vec!["a"; 20_000].join(".");
    let extendees = format!("extend {name} {{ {} }}", "optional int32 a = 1; ".repeat(20_000));
    for text in [ranges, oneofs, extendees] {
        assert!(problems(&text)[0].ends_with("too much is repeated: more than 16 MiB would come of it"));
    }
}

#[test]
fn a_file_of_too_many_parts_is_refused() {
    let text = format!("message M {{ reserved {} 1; }}", "1,".repeat(400_000));
    assert!(problems(&text)[0].ends_with("this file declares too much: more than a million parts"));
}
