//! Tests of compression: there and back, bombs, damage, what is offered.
#![allow(clippy::unwrap_used)]

use std::io::Write as _;

use bytes::Bytes;

use super::*;
use crate::{
    call::{Compression, framing::PREFIX},
    metadata::Metadata,
    status::{Code, Status},
};

const LIMIT: usize = 1 << 20;

fn pack(compression: Compression, message: &[u8]) -> Option<Vec<u8>> {
    let mut packer = Packer::new(compression, Bytes::copy_from_slice(message)).unwrap();
    while !packer.advance().unwrap() {}
    let (whole, packed) = packer.finish().unwrap();
    assert_eq!(whole, message);
    packed.map(|packed| packed[PREFIX..].to_vec())
}

fn unpack(name: &str, packed: &[u8], limit: usize) -> Result<Bytes, DecompressError> {
    Encoding::named(name, &Compression::ALL).decompress(packed, limit)
}

#[test]
fn every_encoding_comes_back_whole() {
    let message: Vec<u8> = (0..LIMIT as u32).map(|n| (n / 977) as u8).collect();
    for compression in Compression::ALL {
        let packed = pack(compression, &message).unwrap();
        assert!(packed.len() < message.len() / 4, "{compression}");
        assert_eq!(unpack(compression.name(), &packed, LIMIT).unwrap(), message, "{compression}");
        assert_eq!(unpack(compression.name(), &packed, LIMIT - 1), Err(DecompressError::TooLarge), "{compression}");
    }
    assert_eq!(unpack("GZIP", &pack(Compression::Gzip, &[7; 100]).unwrap(), 100).unwrap().len(), 100);
}

#[test]
fn what_would_grow_is_left_as_it_is() {
    for compression in Compression::ALL {
        assert_eq!(pack(compression, b"short"), None, "{compression}");
    }
}

#[test]
fn a_bomb_stops_at_the_limit() {
    for compression in Compression::ALL {
        let bomb = pack(compression, &vec![0; 64 << 20]).unwrap();
        assert!(bomb.len() < 128 << 10, "{compression}");
        assert_eq!(unpack(compression.name(), &bomb, LIMIT), Err(DecompressError::TooLarge), "{compression}");
    }
}

#[test]
fn a_window_past_the_limit_is_not_allocated() {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    encoder.window_log(27).unwrap();
    encoder.write_all(b"a small message").unwrap();
    let packed = encoder.finish().unwrap();
    assert_eq!(unpack("zstd", &packed, 8 << 20), Err(DecompressError::WindowTooLarge));
    assert_eq!(unpack("zstd", &packed, 128 << 20).unwrap(), "a small message");
}

#[test]
fn what_cannot_be_unpacked_says_why() {
    assert_eq!(unpack("", b"x", 9), Err(DecompressError::NoEncoding));
    let not_offered = |name: &str, offered: &str| {
        Err(DecompressError::NotOffered { name: name.to_owned(), offered: offered.to_owned() })
    };
    assert_eq!(unpack("br", b"x", 9), not_offered("br", "identity, gzip, deflate, zstd"));
    let zstd = Encoding::named("zstd", &[Compression::Gzip]);
    assert_eq!(zstd.decompress(b"x", 9), not_offered("zstd", "identity, gzip"));
    for compression in Compression::ALL {
        let damaged = unpack(compression.name(), b"nothing of the kind", 99);
        assert!(matches!(damaged, Err(DecompressError::Damaged(_))), "{compression}: {damaged:?}");
        let whole = pack(compression, &[7; 999]).unwrap();
        let cut = unpack(compression.name(), &whole[..whole.len() - 6], 999);
        assert!(matches!(cut, Err(DecompressError::Damaged(_))), "{compression}: {cut:?}");
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_unpack_within_the_limit_or_not_at_all(packed: Vec<u8>, which in 0..3_usize) {
        if let Ok(message) = unpack(Compression::ALL[which].name(), &packed, 64) {
            proptest::prop_assert!(message.len() <= 64);
        }
    }
}

#[test]
fn identity_is_always_offered_first_and_each_once() {
    assert_eq!(accepted_names(&Compression::ALL), "identity, gzip, deflate, zstd");
    assert_eq!(accepted_names(&[]), "identity");
    assert_eq!(accepted_names(&[Compression::Zstd, Compression::Gzip, Compression::Zstd]), "identity, zstd, gzip");
}

#[test]
fn a_server_that_lacks_the_encoding_is_quoted() {
    let says: Metadata = [("grpc-accept-encoding", "identity,gzip")].into_iter().collect();
    let notes = |code, used, block: &Metadata| {
        with_servers_choice(Status::remote(code, ""), used, block.get(ACCEPT_ENCODING)).notes
    };
    let words = ["The messages were compressed by zstd; the server accepts identity,gzip".to_owned()];
    assert_eq!(notes(Code::UNIMPLEMENTED, Some(Compression::Zstd), &says), words);
    assert_eq!(notes(Code::UNIMPLEMENTED, Some(Compression::Gzip), &says), [""; 0]);
    assert_eq!(notes(Code::UNIMPLEMENTED, None, &says), [""; 0]);
    assert_eq!(notes(Code::INTERNAL, Some(Compression::Zstd), &says), [""; 0]);
    assert_eq!(notes(Code::UNIMPLEMENTED, Some(Compression::Zstd), &Metadata::new()), [""; 0]);
    let unread = Status::remote(Code::INTERNAL, "Error parsing 'grpc-encoding' metadata");
    let words = ["The messages were compressed by zstd, which the server seems not to know"];
    assert_eq!(with_servers_choice(unread.clone(), Some(Compression::Zstd), None).notes, words);
    assert_eq!(with_servers_choice(unread, None, None).notes, [""; 0]);
}
