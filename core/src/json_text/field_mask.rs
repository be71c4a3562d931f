//! `google.protobuf.FieldMask` as ProtoJSON text: paths in lowerCamel with commas between them.
//! It does not check the paths against a type.

/// The paths in the .proto's spelling.
pub(crate) fn parse_field_mask(text: &str) -> Result<Vec<String>, String> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    text.split(',').map(to_snake).collect()
}

/// Append one path in lowerCamel; an error if that spelling could not be read back.
pub(crate) fn push_field_mask_path(out: &mut String, path: &str) -> Result<(), String> {
    let start = out.len();
    if path.is_empty() {
        return Err("an empty path has no JSON spelling".to_owned());
    }
    let mut after_underscore = false;
    for c in path.chars() {
        let fits = match c {
            _ if after_underscore => c.is_ascii_lowercase(),
            '_' => true,
            _ => !c.is_ascii_uppercase() && c != ',',
        };
        if !fits {
            out.truncate(start);
            return Err(format!("path {path:?} has no JSON spelling"));
        }
        if after_underscore {
            out.push(c.to_ascii_uppercase());
        } else if c != '_' {
            out.push(c);
        }
        after_underscore = !after_underscore && c == '_';
    }
    if after_underscore {
        out.truncate(start);
        return Err(format!("path {path:?} has no JSON spelling"));
    }
    Ok(())
}

fn to_snake(path: &str) -> Result<String, String> {
    if path.is_empty() {
        return Err("a path of the field mask is empty".to_owned());
    }
    let mut snake = String::with_capacity(path.len() + 4);
    for c in path.chars() {
        match c {
            '_' => return Err(format!("path {path:?} must be in lowerCamel, without _")),
            'A'..='Z' => {
                snake.push('_');
                snake.push(c.to_ascii_lowercase());
            }
            other => snake.push(other),
        }
    }
    Ok(snake)
}
