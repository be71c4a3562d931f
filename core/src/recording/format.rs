//! The numbers of the file: its mark, its version, the kinds of its blocks. What they mean stands in the module's page.

/// What a recording begins with.
pub(super) const MARK: [u8; 8] = *b"\x93FCREC\r\n";
/// The version that is written, and the only one so far.
pub(super) const VERSION: u32 = 1;

pub(super) const HEAD: u8 = 1;
pub(super) const SCHEMA: u8 = 2;
pub(super) const OPENED: u8 = 3;
pub(super) const FAILED: u8 = 4;
pub(super) const HEADERS: u8 = 5;
pub(super) const MESSAGES: u8 = 6;
pub(super) const HALF_CLOSED: u8 = 7;
pub(super) const FINISHED: u8 = 8;
pub(super) const LOST: u8 = 9;
pub(super) const END: u8 = 10;
pub(super) const STREAM_LOST: u8 = 11;
pub(super) const FRAMES: u8 = 12;
pub(super) const FRAME_SUMS: u8 = 13;

/// Messages that were no longer kept.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub(super) struct LostBlock {
    #[prost(uint64, tag = "1")]
    pub messages: u64,
}

/// Nothing follows.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub(super) struct EndBlock {
    #[prost(uint64, tag = "1")]
    pub messages: u64,
    /// The call had ended, too.
    #[prost(bool, tag = "2")]
    pub is_whole: bool,
}
