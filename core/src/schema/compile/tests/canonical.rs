//! Files in a form in which two that mean the same are equal: option bytes merged, unpacked and sorted by their types.
//! It knows option messages from the compiler's shapes and interprets nothing.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::schema::{
    compile::{
        options::each_options,
        records::{Value, records},
        shapes::{MessageShape, Origin, Shapes},
    },
    descriptor::{FileDescriptorProto, field_type},
};

/// The file with its options as readable text in their canonical form.
pub(super) fn canonical(file: &FileDescriptorProto, shapes: &mut Shapes, origin: Origin<'_>) -> FileDescriptorProto {
    let mut file = file.clone();
    each_options(&mut file, &mut |element, options| {
        let shape = shapes.message(element.target.options_message(), origin).unwrap();
        let mut text = String::new();
        message(options.as_deref().unwrap_or_default(), &shape, shapes, origin, &mut text);
        // Options that say nothing are as good as none.
        *options = (text != "{}").then(|| text.into());
    });
    file
}

fn message(bytes: &[u8], shape: &MessageShape, shapes: &mut Shapes, origin: Origin<'_>, to: &mut String) {
    let mut fields: BTreeMap<u32, Vec<Vec<u8>>> = BTreeMap::new();
    let mut numbers: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for record in records(bytes) {
        match record.value {
            Value::Bytes(value) => fields.entry(record.number).or_default().push(value.to_vec()),
            Value::Varint(value) => numbers.entry(record.number).or_default().push(value.to_string()),
            Value::Other => numbers.entry(record.number).or_default().push(format!("{:?}", record.whole)),
        }
    }
    for (number, values) in fields {
        let own = shape.fields.iter().find(|field| field.number == number).cloned();
        let field = own.or_else(|| shapes.extension_numbered(&shape.full_name, number));
        let Some(field) = field else {
            write!(to, "{number}?:{values:?} ").unwrap();
            continue;
        };
        match field.r#type {
            field_type::STRING | field_type::BYTES => write!(to, "{number}:{values:?} ").unwrap(),
            field_type::MESSAGE | field_type::GROUP => {
                let merged = if field.is_repeated { values } else { vec![values.concat()] };
                let within = shapes.message(&field.type_name, origin).unwrap();
                for value in merged {
                    write!(to, "{number}{{").unwrap();
                    message(&value, &within, shapes, origin, to);
                    write!(to, "}} ").unwrap();
                }
            }
            _ => {
                for mut packed in values.iter().map(Vec::as_slice) {
                    while let Ok(value) = prost::encoding::decode_varint(&mut packed) {
                        numbers.entry(number).or_default().push(value.to_string());
                    }
                }
            }
        }
    }
    write!(to, "{numbers:?}").unwrap();
}
