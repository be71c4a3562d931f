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

/// One setting: two bytes of name, four of value.
const ENTRY: usize = 6;

/// Puts the settings of a frame together, wherever its bytes are cut.
#[derive(Debug, Default)]
pub(super) struct SettingsReader {
    settings: Http2Settings,
    entry: [u8; ENTRY],
    filled: usize,
}

impl SettingsReader {
    /// A frame begins.
    pub(super) fn begin(&mut self) {
        self.filled = 0;
    }

    /// Takes the next bytes of its payload in.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if let Some(slot) = self.entry.get_mut(self.filled) {
                *slot = *byte;
            }
            self.filled += 1;
            if self.filled == ENTRY {
                self.filled = 0;
                self.apply();
            }
        }
    }

    /// What was said so far.
    pub(super) fn settings(&self) -> Http2Settings {
        self.settings
    }

    fn apply(&mut self) {
        let [name_high, name_low, value @ ..] = self.entry;
        let value = u32::from_be_bytes(value);
        match u16::from_be_bytes([name_high, name_low]) {
            0x3 => self.settings.max_concurrent_streams = Some(value),
            0x4 => self.settings.initial_window_bytes = value,
            0x5 => self.settings.max_frame_bytes = value,
            0x6 => self.settings.max_header_list_bytes = Some(value),
            // HEADER_TABLE_SIZE, ENABLE_PUSH and what came later say nothing to a user.
            _ => {}
        }
    }
}
