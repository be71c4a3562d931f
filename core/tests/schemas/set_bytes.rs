//! Bytes that are no file descriptor, or are one with bytes in it that cannot be: cut short, not UTF-8, wrong wire types.
//! What came with them loads.

use std::fs;

use farcall_core::schema::{FileSource, Schema};
use prost::Message as _;
use tempfile::TempDir;

use crate::{
    case::{Case, all, on_small_stack, told},
    descriptors::{FileDescriptorProto, file, good, message, one, set},
};

#[test]
fn bytes_that_are_no_file_are_told_by_their_number() {
    let named = |tail: &[u8]| [file("bad.proto").encode_to_vec(), tail.to_vec()].concat();
    let deep = (0..6_000).fold(Vec::new(), |inner: Vec<u8>, _| {
        let mut outer = vec![0x1a];
        prost::encoding::encode_varint(inner.len() as u64, &mut outer);
        outer.extend(inner);
        outer
    });
    let mut deep_file = vec![0x22];
    prost::encoding::encode_varint(deep.len() as u64, &mut deep_file);
    deep_file.extend(deep);
    all(
        [
            ("garbage", vec![0xff; 20], &["file 2", "is not a file descriptor"][..]),
            ("cut short", named(&[0x22, 50, 1, 2]), &["is not a file descriptor"]),
            (
                "a varint without end",
                named(&[0x70, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]),
                &["is not a file descriptor"],
            ),
            ("a name that is not UTF-8", vec![0x0a, 4, b'a', 0xff, 0xfe, b'b'], &["is not a file descriptor"]),
            ("a package that is not UTF-8", named(&[0x12, 2, 0xc3, 0x28]), &["UTF-8"]),
            ("a message where a number goes", named(&[0x72, 1, 1]), &["bad.proto: cannot be read", "edition"]),
            ("messages 6,000 deep", named(&deep_file), &["bad.proto: nesting deeper than 64 levels"]),
            ("a group without end", named(&[0x0b]), &["is not a file descriptor"]),
            ("nothing", Vec::new(), &["the file has no name"]),
        ],
        |(about, bytes, says)| {
            Case::new(about, says).of_reflected([good().encode_to_vec(), bytes]);
        },
    );
}

#[test]
fn a_set_that_is_none_is_told_with_what_to_do() {
    let whole = set(&[good(), one(message("M", vec![]))]);
    all(
        [
            ("empty", &b""[..], "the descriptor set is empty"),
            ("text", b"syntax = \"proto3\";", "is not a descriptor set"),
            ("JSON", b"{\"file\": []}", "is not a descriptor set"),
            ("noise", &[0xff, 0, 17, 99, 200, 1, 2, 3], "is not a descriptor set"),
            ("a message of something else", &[8, 1], "is not a descriptor set"),
            ("cut short", &whole[..whole.len() - 3], "is not a descriptor set"),
        ],
        |(about, bytes, words)| {
            let folder = TempDir::new().unwrap();
            let path = folder.path().join("x.binpb");
            fs::write(&path, bytes).unwrap();
            let schema = on_small_stack(|| Schema::load(&FileSource::DescriptorSet { paths: vec![path] }));
            assert_eq!(schema.problems().len(), 1, "{about}: {:?}", told(&schema));
            let problem = &schema.problems()[0];
            assert!(problem.message.contains(words) && problem.hint.is_some(), "{about}: {problem}");
            assert!(problem.file.ends_with("x.binpb"), "{about}: {problem}");
        },
    );
}

#[test]
fn odd_bytes_in_options_and_comments_cost_nothing_else() {
    let named = |name: &str| FileDescriptorProto { name: Some(format!("{name}.proto")), ..one(message(name, vec![])) };
    let info = |bytes: &'static [u8]| Some(bytes::Bytes::from_static(bytes));
    let files = [
        FileDescriptorProto { source_code_info: info(&[0xff; 9]), ..named("Noise") },
        // Places far outside of all there is, with spans of one and of nine numbers.
        FileDescriptorProto { source_code_info: info(&[10, 9, 10, 3, 4, 200, 1, 18, 2, 0xff, 1]), ..named("Far") },
        FileDescriptorProto { options: info(&[0x08, 0xff, 0xff, 3, 0x9a, 6, 0]), ..named("Unknown") },
    ];
    Case::new("odd bytes", &[])
        .has(&["Noise", "Far", "Unknown"])
        .of_reflected(files.iter().chain([&good()]).map(|file| file.encode_to_vec()));
}
