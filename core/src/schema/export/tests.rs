//! What goes out, read again: sets by the loader, .proto files by the parser, references by their marks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{fs, path::Path};

use bytes::Bytes;
use prost::Message as _;
use tempfile::TempDir;

use super::*;
use crate::schema::{
    FileSource, Schema,
    descriptor::{DescriptorProto, FileDescriptorProto, FileDescriptorSet, Location, SourceCodeInfo},
};

const SHOP: &str = r#"syntax = "proto3";

// The shop.
package shop.v1;

import "google/protobuf/timestamp.proto";
import "money.proto";

// Orders & more: <script>alert("x")</script> and a [link][shop.v1.Order], a | bar, [bad](javascript:x).
service Orders {
  // Gets *one*.
  rpc Get(Order) returns (stream Order);
}

// An order.
//
// - one
// - two
message Order {
  // Its id.
  string id = 1 [deprecated = true];
  google.protobuf.Timestamp at = 2;
  money.Money total = 3;
  Kind kind = 4;

  enum Kind {
    NONE = 0;
  }
}
"#;

const MONEY: &str = "syntax = \"proto3\";\npackage money;\nmessage Money { int64 units = 1; }\n";

fn load_folder(folder: &Path) -> Schema {
    let schema =
        Schema::load(&FileSource::Protos { paths: vec![folder.to_owned()], import_roots: vec![], sets: Vec::new() });
    assert_eq!(schema.problems(), []);
    schema
}

fn shop() -> Schema {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("shop.proto"), SHOP).unwrap();
    fs::write(folder.path().join("money.proto"), MONEY).unwrap();
    load_folder(folder.path())
}

fn names_in(set: &[u8]) -> Vec<String> {
    let files = FileDescriptorSet::decode(set).unwrap().file;
    files.into_iter().map(|file| FileDescriptorProto::decode(file).unwrap().name.unwrap()).collect()
}

/// A schema of files of these names, as a server may give them.
fn named(names: &[&str]) -> Schema {
    let file = |(position, name): (usize, &&str)| FileDescriptorProto {
        name: Some((*name).to_owned()),
        message_type: vec![DescriptorProto { name: Some(format!("M{position}")), ..DescriptorProto::default() }],
        ..FileDescriptorProto::default()
    };
    Schema::from_files(names.iter().enumerate().map(file).map(|file| file.encode_to_vec()).collect())
}

#[test]
fn a_descriptor_set_holds_what_is_asked_for_and_its_imports_first() {
    let schema = shop();
    let all = descriptor_set(&schema, &[]).unwrap();
    assert_eq!(names_in(&all).len(), 3);
    let of_order = names_in(&descriptor_set(&schema, &["shop.v1.Orders/Get".to_owned()]).unwrap());
    assert_eq!(of_order, ["google/protobuf/timestamp.proto", "money.proto", "shop.proto"]);
    assert_eq!(names_in(&descriptor_set(&schema, &["money.Money".to_owned()]).unwrap()), ["money.proto"]);
    let nope = descriptor_set(&schema, &["shop.v1.Nope".to_owned()]).unwrap_err();
    assert_eq!(nope.to_string(), "There is no symbol \"shop.v1.Nope\"");
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("x.binpb"), all).unwrap();
    let again = Schema::load(&FileSource::DescriptorSet { paths: vec![folder.path().join("x.binpb")] });
    assert_eq!(again.problems(), []);
    assert_eq!(again.symbols(), schema.symbols());
    assert_eq!(again.services()[0].methods[0].docs, "Gets *one*.");
}

#[test]
fn proto_files_are_written_and_read_again_as_the_same_schema() {
    let (schema, folder) = (shop(), TempDir::new().unwrap());
    let exported = protos(&schema, &[], &folder.path().join("out")).unwrap();
    assert_eq!((exported.written.len(), exported.problems.len()), (2, 0));
    let again = load_folder(&folder.path().join("out"));
    assert_eq!(again.symbols(), schema.symbols());
    let strip =
        |schema: &Schema, name: &str| FileDescriptorProto { source_code_info: None, ..schema.file(name).unwrap() };
    for name in ["shop.proto", "money.proto"] {
        assert_eq!(strip(&again, name), strip(&schema, name), "{name}");
    }
    let text = fs::read_to_string(folder.path().join("out/shop.proto")).unwrap();
    assert_eq!(text, SHOP);
}

#[test]
fn a_name_that_leads_out_of_the_folder_is_refused() {
    for name in ["../out.proto", "/etc/out.proto", "a/../../out.proto", "a\\..\\out.proto", "c:out.proto", "a//b.proto"]
    {
        let (schema, folder) = (named(&[name, "good.proto"]), TempDir::new().unwrap());
        let inner = folder.path().join("inner");
        let exported = protos(&schema, &[], &inner).unwrap();
        // A name may be refused when it is loaded, too.
        if schema.files().iter().any(|file| file == name) {
            assert_eq!(exported.problems[0].file, name);
            assert!(exported.problems[0].message.contains("out of the folder"), "{:?}", exported.problems);
        }
        assert_eq!(exported.written, ["good.proto"]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_folder_is_not_followed() {
    let (schema, folder) = (named(&["a/x.proto", "y.proto", "b/z.proto"]), TempDir::new().unwrap());
    let (inner, outer) = (folder.path().join("inner"), folder.path().join("outer"));
    fs::create_dir_all(&inner).unwrap();
    fs::create_dir_all(&outer).unwrap();
    std::os::unix::fs::symlink(&outer, inner.join("a")).unwrap();
    std::os::unix::fs::symlink(outer.join("y.proto"), inner.join("y.proto")).unwrap();
    let exported = protos(&schema, &[], &inner).unwrap();
    assert_eq!(exported.written, ["b/z.proto"]);
    assert!(exported.problems.iter().all(|problem| problem.message.contains("is a link")), "{:?}", exported.problems);
    assert_eq!(fs::read_dir(&outer).unwrap().count(), 0);
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn what_was_opened_stands_before_what_only_came_along() {
    let folder = TempDir::new().unwrap();
    let zoo = "syntax = \"proto3\";\npackage zoo;\nimport \"google/rpc/status.proto\";\n\
               message Cage { google.rpc.Status state = 1; }\n";
    fs::write(folder.path().join("zoo.proto"), zoo).unwrap();
    let schema = load_folder(folder.path());
    let page = written(|out| markdown(&schema, &ReferenceOptions::default(), out).unwrap());
    let at = |heading: &str| page.find(heading).unwrap_or_else(|| panic!("{heading} is not in\n{page}"));
    assert!(at("zoo.Cage") < at("google.rpc.Status"), "{page}");
}

#[test]
fn the_html_reference_stands_alone_and_trusts_no_comment() {
    let schema = shop();
    let options = ReferenceOptions { title: "A <shop>".to_owned(), ..ReferenceOptions::default() };
    let page = written(|out| html(&schema, &options, out).unwrap());
    for part in [
        "<title>A &lt;shop&gt;</title>",
        "prefers-color-scheme: dark",
        "<h3 id=\"shop.v1.Orders\">",
        "<h4 id=\"shop.v1.Orders/Get\">",
        "<a href=\"#shop.v1.Order\">link</a>",
        "<a href=\"#money.Money\">money.Money</a>",
        "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;",
        "<p>Gets <em>one</em>.</p>",
        "<ul><li>one</li><li>two</li></ul>",
        "<span class=\"deprecated\">deprecated</span>",
        "Used by <a href=\"#shop.v1.Orders/Get\">",
    ] {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
    for never in ["alert(\"x\")", "javascript:", "src=", "http://", "https://", "url(", "@import", "<link"] {
        assert!(!page.contains(never), "{never} is in\n{page}");
    }
    // Of the well-known types only names are there, and lead nowhere.
    assert!(!page.contains("id=\"google.protobuf.Timestamp\"") && !page.contains("#google.protobuf.Timestamp"));
    let anchors: Vec<&str> = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(anchors.len() > 8);
    for anchor in anchors {
        assert!(page.contains(&format!("id=\"{anchor}\"")), "nothing has the id {anchor}");
    }
}

#[test]
fn the_markdown_reference_links_types_and_escapes_comments() {
    let schema = shop();
    let text = written(|out| markdown(&schema, &ReferenceOptions::default(), out).unwrap());
    for part in [
        "# API reference\n",
        "<a id=\"shop.v1.Orders\"></a>\n\n### service Orders\n",
        "| [Get](#shop.v1.Orders-Get) | [Order](#shop.v1.Order) | [stream Order](#shop.v1.Order) | Gets *one*. |",
        "| total | 3 | [money.Money](#money.Money) |  |",
        "&lt;script&gt;",
        "a \\| bar",
        "| id | 1 | string | **Deprecated.**<br>Its id. |",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    let only = ReferenceOptions { packages: vec!["money".to_owned()], ..ReferenceOptions::default() };
    let text = written(|out| markdown(&schema, &only, out).unwrap());
    assert!(text.contains("### message Money") && !text.contains("## shop.v1"), "{text}");
}

#[test]
fn a_comment_cannot_close_what_it_stands_in() {
    let file = FileDescriptorProto {
        name: Some("x.proto".to_owned()),
        message_type: vec![DescriptorProto { name: Some("M".to_owned()), ..DescriptorProto::default() }],
        source_code_info: Some(Bytes::from(
            SourceCodeInfo {
                location: vec![Location {
                    path: vec![4, 0],
                    span: vec![0, 0, 1],
                    leading_comments: Some(
                        "</p></main><img src=x onerror=y> ```\n\n    `</pre>`\n\u{202e}x".to_owned(),
                    ),
                    ..Location::default()
                }],
            }
            .encode_to_vec(),
        )),
        ..FileDescriptorProto::default()
    };
    let schema = Schema::from_files(vec![file.encode_to_vec()]);
    let page = written(|out| html(&schema, &ReferenceOptions::default(), out).unwrap());
    assert_eq!((page.matches("</main>").count(), page.matches("<img").count()), (1, 0), "{page}");
    assert!(!page.contains('\u{202e}'));
    let text = written(|out| markdown(&schema, &ReferenceOptions::default(), out).unwrap());
    assert!(!text.contains("<img") && !text.contains("</p>"), "{text}");
}
