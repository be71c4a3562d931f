//! gRPC's own framing (grpc `doc/PROTOCOL-HTTP2.md`, "Length-Prefixed-Message"): five bytes, then the message.
//! It cuts messages out of DATA frames however they fall; it neither decompresses nor decodes.

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};

/// The compressed flag and the length.
pub(super) const PREFIX: usize = 5;
/// Bits of the flag.
const COMPRESSED: u8 = 1;
const TRAILERS: u8 = 0x80;
/// What a message's first allocation may be: a prefix may promise 4 GiB and send nothing.
const FIRST_ALLOCATION: usize = 1 << 20;

/// A message with its prefix, as it goes into the stream. Messages of 4 GiB and more cannot be sent.
pub(super) fn frame(message: &[u8]) -> Option<Bytes> {
    let length = u32::try_from(message.len()).ok()?;
    let mut frame = BytesMut::with_capacity(PREFIX + message.len());
    frame.put_u8(0);
    frame.put_u32(length);
    frame.put_slice(message);
    Some(frame.freeze())
}

/// A compressed message that stands behind [`PREFIX`] bytes of room. Messages of 4 GiB and more cannot be sent.
pub(super) fn frame_packed(mut packed: Vec<u8>) -> Option<Bytes> {
    let (prefix, message) = packed.split_first_chunk_mut::<PREFIX>()?;
    let [a, b, c, d] = u32::try_from(message.len()).ok()?.to_be_bytes();
    *prefix = [1, a, b, c, d];
    Some(Bytes::from(packed))
}

/// A message as it stood on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) compressed: bool,
    /// Still compressed, if it is.
    pub(super) bytes: Bytes,
    /// gRPC-Web: these are the trailers.
    pub(super) are_trailers: bool,
}

/// Why reading cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FramingError {
    /// The prefix announces more than the limit.
    TooLarge { announced: u32 },
    /// The same of trailers.
    TrailersTooLarge,
    /// The flag is neither 0 nor 1.
    ReservedFlag { flag: u8 },
}

/// A message that had begun when the stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Incomplete {
    /// Fewer than five bytes.
    Prefix { got: usize },
    /// Less than announced.
    Message { got: usize, announced: u32 },
    /// The same of trailers.
    Trailers { got: usize, announced: u32 },
}

/// Reads messages out of DATA frames.
#[derive(Debug)]
pub(super) struct Reader {
    limit: usize,
    /// gRPC-Web alone has trailers in the body.
    trailers_limit: Option<usize>,
    /// What was received and not read; a slice of the last DATA frame.
    unread: Bytes,
    prefix: [u8; PREFIX],
    prefix_filled: usize,
    /// The message begun: flag, length, and what is there of it, unless it is all in `unread`.
    begun: Option<Begun>,
}

#[derive(Debug)]
struct Begun {
    compressed: bool,
    are_trailers: bool,
    announced: u32,
    bytes: BytesMut,
}

impl Reader {
    /// `limit` bounds what a prefix may announce, in bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, trailers_limit: None, unread: Bytes::new(), prefix: [0; PREFIX], prefix_filled: 0, begun: None }
    }

    /// The same for gRPC-Web, whose trailers come as a last message (grpc `doc/PROTOCOL-WEB.md`, "Message framing").
    pub(super) fn with_trailers(self, limit: usize) -> Self {
        Self { trailers_limit: Some(limit), ..self }
    }

    /// Takes a DATA frame in. To be called when [`Reader::next`] has returned `Ok(None)`.
    pub(super) fn push(&mut self, data: Bytes) {
        if self.unread.is_empty() {
            self.unread = data;
        } else {
            let mut joined = BytesMut::with_capacity(self.unread.len() + data.len());
            joined.put(std::mem::take(&mut self.unread));
            joined.put(data);
            self.unread = joined.freeze();
        }
    }

    /// The next whole message, if it is there. One that lies in a single DATA frame is a slice of it.
    pub(super) fn next(&mut self) -> Result<Option<Frame>, FramingError> {
        if self.begun.is_none() && !self.read_prefix()? {
            return Ok(None);
        }
        let Some(begun) = &mut self.begun else { return Ok(None) };
        let announced = begun.announced as usize;
        let missing = announced - begun.bytes.len();
        if begun.bytes.is_empty() && self.unread.len() >= missing {
            let bytes = self.unread.split_to(missing);
            let frame = Frame { compressed: begun.compressed, are_trailers: begun.are_trailers, bytes };
            self.begun = None;
            return Ok(Some(frame));
        }
        let now = self.unread.split_to(missing.min(self.unread.len()));
        if begun.bytes.is_empty() {
            begun.bytes.reserve(announced.min(FIRST_ALLOCATION.max(now.len())));
        }
        begun.bytes.extend_from_slice(&now);
        if begun.bytes.len() < announced {
            return Ok(None);
        }
        let whole = self.begun.take();
        Ok(whole.map(|Begun { compressed, are_trailers, bytes, .. }| Frame {
            compressed,
            are_trailers,
            bytes: bytes.freeze(),
        }))
    }

    /// Bytes that were taken in and belong to no message that was begun.
    pub(super) fn unread(&self) -> usize {
        self.unread.len()
    }

    /// What is left when the stream is over; `None` if it ended between messages.
    pub(super) fn incomplete(&self) -> Option<Incomplete> {
        match &self.begun {
            Some(begun) if begun.are_trailers => {
                Some(Incomplete::Trailers { got: begun.bytes.len(), announced: begun.announced })
            }
            Some(begun) => Some(Incomplete::Message { got: begun.bytes.len(), announced: begun.announced }),
            None if self.prefix_filled > 0 => Some(Incomplete::Prefix { got: self.prefix_filled }),
            None => None,
        }
    }

    /// Whether the prefix is whole now; the message is then begun.
    fn read_prefix(&mut self) -> Result<bool, FramingError> {
        let take = (PREFIX - self.prefix_filled).min(self.unread.len());
        for (slot, byte) in self.prefix.iter_mut().skip(self.prefix_filled).zip(self.unread.iter().take(take)) {
            *slot = *byte;
        }
        self.unread.advance(take);
        self.prefix_filled += take;
        if self.prefix_filled < PREFIX {
            return Ok(false);
        }
        self.prefix_filled = 0;
        let [flag, length @ ..] = self.prefix;
        let announced = u32::from_be_bytes(length);
        let are_trailers = self.trailers_limit.is_some() && flag & TRAILERS != 0;
        let known = if are_trailers { TRAILERS | COMPRESSED } else { COMPRESSED };
        if flag & !known != 0 {
            return Err(FramingError::ReservedFlag { flag });
        }
        match self.trailers_limit.filter(|_| are_trailers) {
            Some(limit) if announced as usize > limit => return Err(FramingError::TrailersTooLarge),
            None if announced as usize > self.limit => return Err(FramingError::TooLarge { announced }),
            Some(_) | None => {}
        }
        self.begun =
            Some(Begun { compressed: flag & COMPRESSED != 0, are_trailers, announced, bytes: BytesMut::new() });
        Ok(true)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read_all(reader: &mut Reader, data: &[u8]) -> Result<Vec<Frame>, FramingError> {
        reader.push(Bytes::copy_from_slice(data));
        let mut frames = Vec::new();
        while let Some(frame) = reader.next()? {
            frames.push(frame);
        }
        Ok(frames)
    }

    #[test]
    fn messages_come_whole_wherever_the_bytes_are_cut() {
        let messages: [&[u8]; 5] = [b"one", b"", b"three is longer", b"", &[7; 300]];
        let wire: Vec<u8> = messages.iter().flat_map(|message| frame(message).unwrap()).collect();
        for cut in 1..=wire.len() {
            let mut reader = Reader::new(1024);
            let mut got = Vec::new();
            for data in wire.chunks(cut) {
                got.extend(read_all(&mut reader, data).unwrap());
            }
            assert!(got.iter().zip(messages).all(|(frame, message)| frame.bytes == message && !frame.compressed));
            assert_eq!((got.len(), reader.incomplete()), (5, None), "cut {cut}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_read_the_same_however_they_are_cut(wire: Vec<u8>, cut in 1..64_usize) {
            let whole = read_all(&mut Reader::new(1024), &wire);
            let mut reader = Reader::new(1024);
            let mut parts = Vec::new();
            let failed = wire.chunks(cut).find_map(|data| match read_all(&mut reader, data) {
                Ok(frames) => { parts.extend(frames); None }
                Err(error) => Some(error),
            });
            match failed {
                Some(error) => proptest::prop_assert_eq!(whole, Err(error)),
                None => proptest::prop_assert_eq!(whole, Ok(parts)),
            }
        }
    }

    #[test]
    fn a_packed_message_gets_its_prefix_in_place() {
        assert_eq!(frame_packed(b"     packed".to_vec()).unwrap(), &b"\x01\0\0\0\x06packed"[..]);
        assert_eq!(frame_packed(vec![0; 4]), None);
    }

    #[test]
    fn a_message_inside_one_frame_is_not_copied() {
        let data = frame(b"whole").unwrap();
        let address = data.as_ptr() as usize + PREFIX;
        let mut reader = Reader::new(1024);
        reader.push(data);
        assert_eq!(reader.next().unwrap().unwrap().bytes.as_ptr() as usize, address);
    }

    #[test]
    fn limits_hold_before_anything_is_allocated() {
        let mut reader = Reader::new(1024);
        assert_eq!(
            read_all(&mut reader, &[0, 0xff, 0xff, 0xff, 0xff]),
            Err(FramingError::TooLarge { announced: u32::MAX })
        );
        let mut reader = Reader::new(1024);
        assert_eq!(read_all(&mut reader, &[0, 0, 0, 4, 1]), Err(FramingError::TooLarge { announced: 1025 }));
        let mut reader = Reader::new(usize::MAX);
        assert_eq!(read_all(&mut reader, &[1, 0xff, 0xff, 0xff, 0xff, 1, 2]).unwrap(), []);
        assert!(reader.begun.as_ref().unwrap().bytes.capacity() <= 2 * FIRST_ALLOCATION);
        assert_eq!(reader.incomplete(), Some(Incomplete::Message { got: 2, announced: u32::MAX }));
    }

    #[test]
    fn flags_other_than_0_and_1_are_reserved() {
        let mut reader = Reader::new(1024);
        assert_eq!(read_all(&mut reader, &[2, 0, 0, 0, 0]), Err(FramingError::ReservedFlag { flag: 2 }));
    }

    #[test]
    fn what_was_begun_at_the_end_is_told() {
        let mut reader = Reader::new(1024);
        assert_eq!(read_all(&mut reader, &[0, 0, 0]).unwrap(), []);
        assert_eq!(reader.incomplete(), Some(Incomplete::Prefix { got: 3 }));
    }
}
