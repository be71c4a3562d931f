//! What a server said of itself in SETTINGS frames (RFC 9113, 6.5), read as the bytes pass.
//! It enforces nothing: h2 does.

/// A server's HTTP/2 settings. What it did not say is as HTTP/2 has it by default (RFC 9113, 6.5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Http2Settings {
    /// Calls that may run at once on one connection; `None`: as many as one likes.
    pub max_concurrent_streams: Option<u32>,
    /// Bytes of a request that may be under way on one stream before the server gives room for more.
    pub initial_window_bytes: u32,
    /// The largest frame it takes.
    pub max_frame_bytes: u32,
    /// The largest header block it takes, unpacked; `None`: it names no limit.
    pub max_header_list_bytes: Option<u32>,
}

impl Default for Http2Settings {
    fn default() -> Self {
        Self {
            max_concurrent_streams: None,
            initial_window_bytes: 65_535,
            max_frame_bytes: 16_384,
            max_header_list_bytes: None,
        }
    }
}

impl Http2Settings {
    /// A SETTINGS frame said more.
    pub(super) fn apply(&mut self, payload: &[u8]) {
        let (entries, _) = payload.as_chunks::<6>();
        for [name_high, name_low, value @ ..] in entries {
            let value = u32::from_be_bytes(*value);
            match u16::from_be_bytes([*name_high, *name_low]) {
                0x3 => self.max_concurrent_streams = Some(value),
                0x4 => self.initial_window_bytes = value,
                0x5 => self.max_frame_bytes = value,
                0x6 => self.max_header_list_bytes = Some(value),
                // HEADER_TABLE_SIZE, ENABLE_PUSH and what came later say nothing to a user.
                _ => {}
            }
        }
    }
}
