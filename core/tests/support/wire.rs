//! The bytes of HTTP/2 and gRPC, right or wrong, made by hand: frames, header blocks, messages.
//! It sends nothing and checks nothing.

/// Frame types (RFC 9113, 6).
pub const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
pub const PRIORITY: u8 = 2;
pub const RST_STREAM: u8 = 3;
pub const SETTINGS: u8 = 4;
pub const PUSH_PROMISE: u8 = 5;
pub const PING: u8 = 6;
pub const GOAWAY: u8 = 7;
pub const WINDOW_UPDATE: u8 = 8;
pub const CONTINUATION: u8 = 9;

/// Flags.
pub const END_STREAM: u8 = 1;
pub const ACK: u8 = 1;
pub const END_HEADERS: u8 = 4;
pub const PADDED: u8 = 8;
pub const WITH_PRIORITY: u8 = 0x20;

/// How an HTTP/2 client begins (RFC 9113, 3.4).
pub const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Bytes of a block in one frame: what every peer takes.
const FRAGMENT: usize = 16 << 10;

/// A frame with its header.
pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u32).to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// SETTINGS with these identifiers and values (RFC 9113, 6.5.2).
pub fn settings(values: &[(u16, u32)]) -> Vec<u8> {
    let pair = |(key, value): &(u16, u32)| [&key.to_be_bytes()[..], &value.to_be_bytes()].concat();
    frame(SETTINGS, 0, 0, &values.iter().flat_map(pair).collect::<Vec<u8>>())
}

/// HEADERS, and CONTINUATION where the block is over 16 KiB.
pub fn header_frames(stream: u32, fields: &[(String, Vec<u8>)], end: bool) -> Vec<u8> {
    let block = block(fields);
    let mut parts = block.chunks(FRAGMENT).peekable();
    let mut frames = Vec::new();
    let mut kind = HEADERS;
    while let Some(part) = parts.next() {
        let last = if parts.peek().is_none() { END_HEADERS } else { 0 };
        let end = if end && kind == HEADERS { END_STREAM } else { 0 };
        frames.extend_from_slice(&frame(kind, last | end, stream, part));
        kind = CONTINUATION;
    }
    frames
}

/// A header block, each field a literal.
pub fn block(fields: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut block = Vec::new();
    fields.iter().for_each(|(key, value)| block.extend_from_slice(&literal(key, value)));
    block
}

/// HPACK: a literal field, never indexed, no Huffman code (RFC 7541, 6.2.2).
pub fn literal(key: &str, value: &[u8]) -> Vec<u8> {
    let mut field = vec![0];
    for text in [key.as_bytes(), value] {
        integer(&mut field, text.len());
        field.extend_from_slice(text);
    }
    field
}

/// HPACK: a literal field that goes into the dynamic table (RFC 7541, 6.2.1), where `0xbe` then stands for it.
pub fn indexed_literal(key: &str, value: &[u8]) -> Vec<u8> {
    let mut field = literal(key, value);
    field[0] = 0x40;
    field
}

/// HPACK: an integer with a prefix of 7 bits (RFC 7541, 5.1).
fn integer(out: &mut Vec<u8>, mut value: usize) {
    if value < 127 {
        out.push(value as u8);
        return;
    }
    out.push(127);
    value -= 127;
    while value >= 128 {
        out.push((value % 128) as u8 | 128);
        value /= 128;
    }
    out.push(value as u8);
}

/// A header block from text.
pub fn fields<'a>(pairs: impl Iterator<Item = &'a (&'a str, &'a str)>) -> Vec<(String, Vec<u8>)> {
    pairs.map(|(key, value)| (key.to_string(), value.as_bytes().to_vec())).collect()
}

/// A message with its prefix.
pub fn message(bytes: &[u8]) -> Vec<u8> {
    prefixed(0, bytes)
}

/// A message with its prefix and a flag of any kind.
pub fn prefixed(flag: u8, bytes: &[u8]) -> Vec<u8> {
    [&[flag][..], &(bytes.len() as u32).to_be_bytes(), bytes].concat()
}
