//! The messages that are measured: what a shop answers, at three sizes.
//! Each is there as bytes, with its type as Farcall, as prost-reflect and as generated code have it.

use std::{collections::BTreeMap, hint::black_box};

use farcall_core::schema::{MessageDescriptor, Schema};
use farcall_proto_samples::{
    DESCRIPTOR_SET,
    protos::shop::v1::{Account, Dimensions, ListProductsResponse, Money, PhysicalGoods, Product, Tier, product},
};
use prost::Message;
use prost_reflect::DescriptorPool;

use super::Outcome;

/// The size at which the summary counts.
pub const ONE_KIB: &str = "1 KiB";

/// One message.
pub struct Sample {
    pub name: &'static str,
    pub wire: Vec<u8>,
    pub of: MessageDescriptor,
    pub reflected: prost_reflect::MessageDescriptor,
    /// By generated code.
    pub decode: fn(&[u8]),
    /// By generated code: decoded and encoded again.
    pub encode: fn(&[u8]),
}

/// The three.
pub fn all() -> Outcome<Vec<Sample>> {
    let types = Types::load()?;
    let account = Account {
        id: "acc-1001".to_owned(),
        email: "ada@shop.example".to_owned(),
        tier: Tier::Gold.into(),
        ..Account::default()
    };
    let page = |products| ListProductsResponse { products, next_page_token: "p2".to_owned(), total_size: 4_096 };
    Ok(vec![
        types.sample("32 B", "shop.v1.Account", &account)?,
        types.sample(ONE_KIB, "shop.v1.Product", &product(7))?,
        types.sample("64 KiB", "shop.v1.ListProductsResponse", &page((0..64).map(product).collect()))?,
    ])
}

struct Types {
    schema: Schema,
    pool: DescriptorPool,
}

impl Types {
    fn load() -> Outcome<Self> {
        let set = prost_types::FileDescriptorSet::decode(DESCRIPTOR_SET)?;
        let schema = Schema::from_files(set.file.iter().map(Message::encode_to_vec).collect());
        Ok(Self { schema, pool: DescriptorPool::decode(DESCRIPTOR_SET)? })
    }

    fn sample<M: Message + Default>(&self, name: &'static str, full_name: &str, message: &M) -> Outcome<Sample> {
        Ok(Sample {
            name,
            wire: message.encode_to_vec(),
            of: self.schema.message(full_name).ok_or("the samples have no such type")?,
            reflected: self.pool.get_message_by_name(full_name).ok_or("the samples have no such type")?,
            decode: |wire| drop(black_box(M::decode(wire))),
            encode: |wire| drop(black_box(M::decode(wire).map(|message| message.encode_to_vec()))),
        })
    }
}

/// A product with about 1 KiB on the wire: text, numbers, enums, messages, lists, maps, times.
fn product(n: u32) -> Product {
    let attribute = |at: u32| (format!("attribute-{at}"), format!("value {at} of article {n}"));
    let money = |units| Money { currency_code: "SEK".to_owned(), units, nanos: 500_000_000 };
    let sentence = "A lamp for the desk, with a warm light that can be dimmed and an arm of three joints. ";
    Product {
        sku: format!("LAMP-{n:03}"),
        name: format!("Desk lamp number {n}"),
        description: sentence.repeat(4),
        category: 1 + i32::try_from(n % 6).unwrap_or(0),
        price: Some(money(i64::from(n) * 100 + 29)),
        sale_price: Some(money(i64::from(n) * 90 + 29)),
        stock: n * 13 + 1,
        attributes: (0..8).map(attribute).collect::<BTreeMap<_, _>>(),
        tags: ["light", "desk", "office", "dimmable", "steel", "white"].map(str::to_owned).to_vec(),
        release_time: Some(prost_types::Timestamp { seconds: 1_700_000_000 + i64::from(n), nanos: 250_000_000 }),
        delivery_time: Some(prost_types::Duration { seconds: 259_200, nanos: 0 }),
        rating: Some(4.25),
        ratings: (1..6).map(|stars| (stars, stars * 17 + n)).collect(),
        kind: Some(product::Kind::Physical(PhysicalGoods {
            weight_grams: 1_250,
            dimensions: Some(Dimensions { length_cm: 41.5, width_cm: 22.0, height_cm: 12.25 }),
        })),
    }
}
