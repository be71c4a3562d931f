//! The forty products of the shop, the same at every start.
//! It does not know how they are asked for.

use bytes::Bytes;
use prost_types::Duration;

use super::first::moment;
use crate::protos::shop::v1::{
    Category, DigitalGoods, Dimensions, GiftCard, Money, OrderLine, PhysicalGoods, Product, product,
};

use Category::{Books, Furniture, Gifts, Kitchen, Lighting, Outdoor, Pantry};

/// Article number, name, description, shelf, price in öre, pieces, grams, tenths of a star, `key=value` attributes and tags.
/// No grams: a download; in the last row a gift card. No stars: not rated yet.
type Row = (&'static str, &'static str, &'static str, Category, i64, u32, u32, u8, &'static str);

#[rustfmt::skip]
const ROWS: [Row; 40] = [
    ("LAMP-001", "Sken desk lamp", "A lamp with a joint for every mood. The head turns all the way round.", Lighting, 74900, 31, 1450, 46, "colour=white socket=E27 desk reading"),
    ("LAMP-002", "Sken floor lamp", "The desk lamp's tall sister. Stands by itself on a stone foot.", Lighting, 149900, 12, 6200, 44, "colour=white socket=E27 floor reading"),
    ("LAMP-003", "Månsken night light", "Glows for six hours, then goes to sleep too.", Lighting, 19900, 140, 180, 48, "colour=moon usb=C night children"),
    ("BULB-004", "Filament bulb", "Four watts that look like forty.", Lighting, 7900, 800, 60, 41, "socket=E27 lumen=470 bulb"),
    ("BULB-005", "Daylight bulb", "For makers who work after dark. Colour rendering of 97.", Lighting, 12900, 250, 70, 45, "socket=E27 lumen=1055 bulb work"),
    ("LANT-006", "Storm lantern", "Burns outside in any weather, inside in any mood.", Lighting, 34900, 44, 950, 47, "colour=brass fuel=paraffin lantern garden"),
    ("DESK-007", "Ek standing desk", "Oak on a frame that lifts in silence. Remembers three heights.", Furniture, 799000, 5, 42000, 43, "wood=oak width=140 desk work"),
    ("DESK-008", "Ek writing desk", "Oak, two drawers, nothing that moves by itself.", Furniture, 549000, 7, 31000, 47, "wood=oak width=120 desk"),
    ("SHEL-009", "Hylla wall shelf", "Holds forty books and one cat.", Furniture, 89900, 26, 5400, 39, "wood=ash width=80 wall books"),
    ("CHAI-010", "Pinn chair", "A chair of turned ash, as it was made in 1942.", Furniture, 219000, 18, 4100, 49, "wood=ash stackable=no chair"),
    ("STOO-011", "Pall stool", "Three legs never wobble.", Furniture, 64900, 60, 2300, 45, "wood=birch stackable=yes chair"),
    ("KNIF-012", "Kock chef's knife", "Carbon steel, 21 centimetres, a handle of curly birch.", Kitchen, 129000, 22, 240, 48, "steel=carbon length=21 knife cooking"),
    ("POTS-013", "Gryta iron pot", "Five litres of cast iron. Will outlive its owner.", Kitchen, 109900, 15, 5200, 49, "material=iron litres=5 pot cooking"),
    ("CUPS-014", "Fika cup", "Fits two hands. Glazed by one of four people; their mark is below.", Kitchen, 24900, 96, 310, 46, "colour=grey decilitres=3 cup coffee"),
    ("CUPS-015", "Espresso cup", "Thick walls for short coffee.", Kitchen, 17900, 0, 190, 42, "colour=black decilitres=1 cup coffee"),
    ("KETT-016", "Sjud kettle", "A long thin spout, for those who weigh their coffee.", Kitchen, 59900, 33, 820, 44, "material=steel litres=1 kettle coffee"),
    ("GRIN-017", "Mal hand grinder", "Steel burrs, forty clicks, no motor.", Kitchen, 99900, 19, 690, 47, "material=steel grinder coffee"),
    ("BOAR-018", "Chopping board", "End grain beech; kind to knives.", Kitchen, 69900, 27, 3800, 45, "wood=beech width=45 cooking"),
    ("TEXT-019", "Linen towel", "Dries better with every wash.", Kitchen, 14900, 210, 120, 47, "material=linen colour=blue towel"),
    ("SPOO-020", "Butter knife", "Carved from one piece of juniper; smells of it.", Kitchen, 8900, 160, 25, 44, "wood=juniper knife"),
    ("TENT-021", "Fjäll tent for two", "Stands in wind that you would not want to stand in.", Outdoor, 649000, 9, 2100, 48, "persons=2 seasons=4 tent camping"),
    ("STOV-022", "Spirit stove", "Works when nothing else does.", Outdoor, 84900, 41, 830, 49, "fuel=spirit stove camping cooking"),
    ("KNIF-023", "Mora knife", "For wood, fish and letters.", Outdoor, 22900, 320, 110, 49, "steel=carbon length=10 knife camping"),
    ("PACK-024", "Dagstur backpack", "Twenty litres, one big pocket, no straps to lose.", Outdoor, 119900, 24, 780, 43, "litres=20 colour=green bag"),
    ("SLEE-025", "Down sleeping bag", "To eight degrees below zero, and a hood for the nose.", Outdoor, 389000, 6, 1150, 46, "degrees=-8 sleep camping"),
    ("CANO-026", "Birch paddle", "For a canoe that you have already.", Outdoor, 94900, 11, 720, 41, "wood=birch length=150 paddle"),
    ("HAMM-027", "Hammock", "Needs two trees and an afternoon.", Outdoor, 59900, 38, 640, 45, "material=cotton sleep garden"),
    ("BOTT-028", "Thermos flask", "Still hot on the way down.", Outdoor, 39900, 75, 410, 47, "litres=0.7 material=steel coffee camping"),
    ("MAPS-029", "Archipelago chart", "Thirty thousand islands on four sheets that survive water.", Outdoor, 44900, 50, 220, 46, "scale=50000 map sea"),
    ("COMP-030", "Compass", "North is where it says.", Outdoor, 32900, 66, 60, 48, "colour=red map"),
    ("BOOK-031", "A Short History of Fika", "How a nation agreed to stop at three o'clock.", Books, 24900, 34, 480, 45, "pages=212 language=en book coffee"),
    ("BOOK-032", "Knots for Kitchen and Sea", "Forty knots and when not to use them.", Books, 19900, 52, 350, 43, "pages=144 language=en book sea"),
    ("BOOK-033", "Trees of the North", "With a leaf of each.", Books, 34900, 17, 900, 47, "pages=320 language=sv book"),
    ("EBOK-034", "A Short History of Fika, e-book", "The same, without the crumbs.", Books, 12900, 9999, 0, 40, "pages=212 language=en book coffee download"),
    ("EBOK-035", "Wooden Boats, e-book", "Plans for three boats that float.", Books, 15900, 9999, 0, 0, "pages=188 language=en book sea download"),
    ("COFF-036", "Morgon dark roast", "Two hundred and fifty grams, roasted on Tuesdays.", Pantry, 9900, 180, 270, 44, "roast=dark grams=250 coffee"),
    ("COFF-037", "Middag light roast", "Tastes of currants, if you look for them.", Pantry, 11900, 150, 270, 46, "roast=light grams=250 coffee"),
    ("LIQU-038", "Salt liquorice", "An acquired taste, sold by the half kilo.", Pantry, 6900, 420, 520, 31, "grams=500 sweets"),
    ("CLOU-039", "Cloudberry jam", "From one bog, picked by one family.", Pantry, 15900, 28, 420, 0, "grams=300 sweets breakfast"),
    ("GIFT-040", "Gift card", "When you know the person, but not the shelf.", Gifts, 50000, 9999, 0, 0, "gift"),
];

/// All products, in the order of their article numbers.
pub(crate) fn all() -> Vec<Product> {
    let mut products: Vec<Product> = (0_u32..).zip(&ROWS).map(|(index, row)| product(index, row)).collect();
    products.sort_by(|a, b| a.sku.cmp(&b.sku));
    products
}

/// One product.
pub(crate) fn find(sku: &str) -> Option<Product> {
    (0_u32..).zip(&ROWS).find(|(_, row)| row.0 == sku).map(|(index, row)| product(index, row))
}

/// Some pieces of a product at its price.
pub(crate) fn line(sku: &str, quantity: u32) -> Option<OrderLine> {
    let product = find(sku)?;
    Some(OrderLine { sku: product.sku, quantity, unit_price: product.sale_price.or(product.price) })
}

/// So many öre, as money.
pub(crate) fn kronor(ore: i64) -> Money {
    let nanos = i32::try_from(ore % 100).unwrap_or(0).saturating_mul(10_000_000);
    Money { currency_code: "SEK".to_owned(), units: ore / 100, nanos }
}

/// Money in öre.
pub(crate) fn in_ore(money: &Money) -> i64 {
    money.units.saturating_mul(100).saturating_add(i64::from(money.nanos / 10_000_000))
}

fn product(index: u32, &(sku, name, description, category, price, stock, grams, stars, words): &Row) -> Product {
    let on_sale = index % 9 == 4;
    let (attributes, tags): (Vec<&str>, Vec<&str>) = words.split(' ').partition(|word| word.contains('='));
    let attribute = |word: &str| word.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
    Product {
        sku: sku.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        category: category.into(),
        price: Some(kronor(price)),
        sale_price: on_sale.then(|| kronor(price * 4 / 5)),
        stock,
        attributes: attributes.into_iter().filter_map(attribute).collect(),
        tags: tags.into_iter().map(str::to_owned).collect(),
        release_time: moment(
            u8::try_from(index % 12).unwrap_or(0) + 1,
            u8::try_from(index % 28).unwrap_or(0) + 1,
            6,
            0,
        ),
        delivery_time: Some(Duration { seconds: if grams == 0 { 30 } else { 86_400 * 2 }, nanos: 0 }),
        rating: (stars > 0).then(|| f64::from(stars) / 10.0),
        ratings: if stars == 0 {
            [].into()
        } else {
            [(3, 2), (4, u32::from(50 - stars)), (5, u32::from(stars))].into()
        },
        kind: Some(kind(index, category, grams)),
    }
}

fn kind(index: u32, category: Category, grams: u32) -> product::Kind {
    match (grams, category) {
        (0, Gifts) => product::Kind::GiftCard(GiftCard {
            validity: Some(Duration { seconds: 86_400 * 730, nanos: 0 }),
            denominations: [20_000, 50_000, 100_000].map(kronor).into(),
        }),
        (0, _) => product::Kind::Digital(DigitalGoods {
            size_bytes: u64::from(index) * 131_072 + 4_096,
            checksum: (0_u32..32).map(|byte| (byte * 7 + index * 13).to_le_bytes()[0]).collect::<Bytes>(),
            media_type: "application/epub+zip".to_owned(),
        }),
        (grams, _) => {
            // A cube of water of this weight, a little flattened.
            let side = (f64::from(grams)).cbrt() as f32;
            let (length_cm, width_cm, height_cm) = (side * 2.0, side * 1.5, side);
            let dimensions = Some(Dimensions { length_cm, width_cm, height_cm });
            product::Kind::Physical(PhysicalGoods { weight_grams: grams, dimensions })
        }
    }
}
