//! Mutations of descriptor files: their bytes, one value, and the shape of the tree.

use super::{
    bytes,
    random::Random,
    tree::{self, Field, Kind, Value},
    words::{NAMES, NUMBERS},
};

/// The file with something of it wrong, most often in its meaning and not in its encoding.
pub(super) fn mutated(random: &mut Random, seed: &[u8]) -> Vec<u8> {
    let mut out = match tree::parse(seed, Kind::File) {
        Some(mut fields) if !random.one_in(8) => {
            for _ in 0..1 + random.below(3) / 2 * random.below(4) {
                if random.one_in(3) { shape(random, &mut fields) } else { value(random, &mut fields) }
            }
            tree::write(&fields)
        }
        _ => {
            let mut bytes = seed.to_vec();
            bytes::edit(random, &mut bytes);
            bytes
        }
    };
    if random.one_in(50) {
        bytes::edit(random, &mut out);
    }
    out
}

/// One value becomes another.
fn value(random: &mut Random, file: &mut Vec<Field>) {
    let fields = tree::within(random, file);
    let at = random.below(fields.len());
    let Some(field) = fields.get_mut(at) else { return };
    match random.below(8) {
        0 => field.number = 1 + random.below(20) as u64,
        1 => field.value = Value::Varint(NUMBERS[random.below(NUMBERS.len())]),
        2 => field.value = Value::Bytes(random.of_list(NAMES).as_bytes().to_vec()),
        _ => match &mut field.value {
            Value::Varint(number) => *number = NUMBERS[random.below(NUMBERS.len())],
            Value::Bytes(bytes) if random.one_in(3) => bytes::edit(random, bytes),
            Value::Bytes(bytes) => *bytes = random.of_list(NAMES).as_bytes().to_vec(),
            Value::Message(inner) => value(random, inner),
            Value::Fixed64(bytes) => bytes.fill(random.byte()),
            Value::Fixed32(bytes) => bytes.fill(random.byte()),
        },
    }
}

/// Something is doubled, gone, elsewhere, or within itself.
fn shape(random: &mut Random, file: &mut Vec<Field>) {
    let from = tree::within(random, file);
    let at = random.below(from.len());
    let Some(field) = from.get(at).cloned() else { return };
    match random.below(6) {
        0 => {
            from.remove(at);
        }
        1 => from.insert(random.below(from.len() + 1), field),
        2 => {
            let other = random.below(from.len());
            from.swap(at, other);
        }
        3 => {
            let to = tree::within(random, file);
            to.insert(random.below(to.len() + 1), field);
        }
        4 => {
            let levels = [2, 10, 40, 70, 120, 400][random.below(6)];
            let number = [2, 3, 4, 8][random.below(4)];
            let nested = (0..levels).fold(field, |inner, level| {
                let name = Field { number: 1, value: Value::Bytes(format!("L{level}").into_bytes()) };
                Field { number, value: Value::Message(vec![name, inner]) }
            });
            from.push(Field { number: 4, value: nested.value });
        }
        _ => from.push(Field {
            number: 1 + random.below(16) as u64,
            value: match random.below(3) {
                0 => Value::Varint(NUMBERS[random.below(NUMBERS.len())]),
                1 => Value::Bytes(random.of_list(NAMES).as_bytes().to_vec()),
                _ => Value::Message(vec![field]),
            },
        }),
    }
}
