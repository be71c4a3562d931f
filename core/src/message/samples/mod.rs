//! The types the tests of messages use: every kind of field, compiled once.
//! No other code knows them.

use std::sync::LazyLock;

use proptest::prelude::*;
use prost_reflect::DescriptorPool;

use crate::schema::{MessageDescriptor, Schema};

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src/message/samples");
    let files = protox::compile(["kinds.proto", "old.proto"], [root]).unwrap();
    DescriptorPool::from_file_descriptor_set(files).unwrap()
});

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let schema = Schema::from_files(POOL.files().map(|file| file.encode_to_vec()).collect());
    assert_eq!(schema.problems(), []);
    schema
});

/// `t.M` for `M`; other types by full name.
pub(crate) fn message(name: &str) -> MessageDescriptor {
    SCHEMA.message(&full_name(name)).unwrap()
}

/// The same type as another library has it.
pub(crate) fn reflected(name: &str) -> prost_reflect::MessageDescriptor {
    POOL.get_message_by_name(&full_name(name)).unwrap()
}

fn full_name(name: &str) -> String {
    if name.contains('.') { name.to_owned() } else { format!("t.{name}") }
}

/// Wire bytes of hex, spaces allowed.
pub(crate) fn bytes(hex: &str) -> Vec<u8> {
    let digits: String = hex.split_whitespace().collect();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// Random messages of `t.M` on the wire: fields in any order, some repeated, most of them valid.
pub(crate) fn any_wire() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any_field(3), 0..12).prop_map(|fields| fields.concat())
}

fn any_field(depth: u32) -> BoxedStrategy<Vec<u8>> {
    let varint = prop_oneof![Just(0u64), Just(1), 0..300u64, any::<u64>(), any::<i32>().prop_map(|n| n as u64)];
    // prost-reflect leaves out -0.0, which is not the default.
    let fixed = prop_oneof![Just(0u64), any::<u64>(), any::<f64>().prop_map(f64::to_bits)]
        .prop_filter("-0.0", |bits| *bits != 1 << 63);
    let fixed32 = any::<u32>().prop_filter("-0.0", |bits| *bits != 1 << 31);
    let text = prop_oneof![Just(String::new()), "[a-z\"\\\\ é\n]{0,8}"];
    let varints = prop::sample::select(vec![3u32, 4, 5, 6, 7, 8, 13, 16, 18, 21, 30, 35, 58]);
    let scalar = prop_oneof![
        (varints, varint.clone()).prop_map(|(number, n)| field(number, 0, &varint_bytes(n))),
        (prop::sample::select(vec![1u32, 10, 12]), fixed).prop_map(|(number, n)| field(number, 1, &n.to_le_bytes())),
        (prop::sample::select(vec![2u32, 9, 11]), fixed32).prop_map(|(number, n)| field(number, 5, &n.to_le_bytes())),
        (prop::sample::select(vec![14u32, 15, 19, 20, 31, 36]), text.clone()).prop_map(|(number, text)| field(
            number,
            2,
            &with_length(text.as_bytes())
        )),
        (prop::sample::select(vec![30u32, 33, 35]), prop::collection::vec(0..200u64, 0..4)).prop_map(
            |(number, all)| {
                field(number, 2, &with_length(&all.into_iter().flat_map(varint_bytes).collect::<Vec<_>>()))
            }
        ),
        (prop::sample::select(vec![40u32, 41, 43]), 0..3u64, text).prop_map(|(number, n, text)| {
            let (number_value, text_value) = (varint_bytes(n), with_length(text.as_bytes()));
            let entry = match number {
                40 => [field(1, 2, &text_value), field(2, 0, &number_value)].concat(),
                41 => [field(1, 0, &number_value), field(2, 2, &text_value)].concat(),
                _ => [field(1, 0, &number_value), field(2, 0, &number_value)].concat(),
            };
            field(number, 2, &with_length(&entry))
        }),
        (prop::sample::select(vec![50u32, 51, 70]), -1_000_000_000..1_000_000_000i64, 0..1_000_000_000u64).prop_map(
            |(number, seconds, nanos)| {
                let nanos = if seconds < 0 && number == 51 { 0 } else { nanos };
                let time = [field(1, 0, &varint_bytes(seconds as u64)), field(2, 0, &varint_bytes(nanos))].concat();
                field(number, 2, &with_length(&time))
            }
        ),
        (62..67u32, varint).prop_map(|(number, n)| field(number, 2, &with_length(&field(1, 0, &varint_bytes(n))))),
    ];
    if depth == 0 {
        return scalar.boxed();
    }
    let nested = (Just(17u32), prop::collection::vec(any_field(depth - 1), 0..4))
        .prop_map(|(number, fields)| field(number, 2, &with_length(&fields.concat())));
    prop_oneof![6 => scalar, 1 => nested].boxed()
}

fn field(number: u32, wire_type: u32, payload: &[u8]) -> Vec<u8> {
    [varint_bytes(u64::from(number << 3 | wire_type)), payload.to_vec()].concat()
}

fn with_length(bytes: &[u8]) -> Vec<u8> {
    [varint_bytes(bytes.len() as u64), bytes.to_vec()].concat()
}

fn varint_bytes(mut n: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while n > 0x7f {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
    bytes
}
