//! The largest sizes of a call and the rate it is read at, as they are typed: empty for the default, kept also where they
//! cannot be read.
//! They become numbers of [`CallOptions`] when the call is sent or saved.

use farcall_core::call::{CallOptions, Limits, ReadRate};

use crate::units;

/// What a size limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// The largest response message.
    Response,
    /// The largest request message.
    Request,
    /// The largest header or trailer block.
    Headers,
}

impl Limit {
    /// All of them, as they stand in the settings.
    pub const ALL: [Limit; 3] = [Limit::Response, Limit::Request, Limit::Headers];

    /// What its field is called.
    pub fn name(self) -> &'static str {
        match self {
            Limit::Response => "Largest response",
            Limit::Request => "Largest request",
            Limit::Headers => "Largest header block",
        }
    }

    /// In bytes, where nothing is typed.
    pub fn default_bytes(self) -> usize {
        let limits = Limits::default();
        match self {
            Limit::Response => limits.max_message_bytes,
            Limit::Request => limits.max_send_bytes,
            Limit::Headers => limits.max_header_bytes as usize,
        }
    }

    /// Its key where a session keeps what was typed.
    pub fn key(self) -> &'static str {
        match self {
            Limit::Response => "max_message",
            Limit::Request => "max_send",
            Limit::Headers => "max_headers",
        }
    }
}

/// The three sizes as typed, and the rate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedLimits {
    texts: [String; 3],
    /// How fast messages are read; empty: as fast as they come.
    pub read_rate: String,
}

impl TypedLimits {
    /// The sizes that a saved request has.
    pub fn of(options: &CallOptions) -> Self {
        let text = |bytes: Option<usize>| bytes.map(units::typed_size).unwrap_or_default();
        let headers = options.max_header_bytes.map(|bytes| bytes as usize);
        let texts = [text(options.max_message_bytes), text(options.max_send_bytes), text(headers)];
        Self { texts, read_rate: options.read_rate.map(|rate| rate.to_string()).unwrap_or_default() }
    }

    /// What is typed for one.
    pub fn text(&self, limit: Limit) -> &str {
        let [response, request, headers] = &self.texts;
        match limit {
            Limit::Response => response,
            Limit::Request => request,
            Limit::Headers => headers,
        }
    }

    /// Another text for one.
    pub fn set(&mut self, limit: Limit, text: String) {
        let [response, request, headers] = &mut self.texts;
        *match limit {
            Limit::Response => response,
            Limit::Request => request,
            Limit::Headers => headers,
        } = text;
    }

    /// One in bytes; `None` for the default.
    ///
    /// # Errors
    /// Why the text is no size that can be used, in words.
    pub fn bytes(&self, limit: Limit) -> Result<Option<usize>, String> {
        units::optional(self.text(limit), units::parse_size)
    }

    /// How fast messages are read, where that is typed.
    ///
    /// # Errors
    /// In words.
    pub fn read_rate(&self) -> Result<Option<ReadRate>, String> {
        units::optional(&self.read_rate, |text| text.parse::<ReadRate>().map_err(|why| why.to_string()))
    }

    /// Whether one of them cannot be read.
    pub fn is_invalid(&self) -> bool {
        self.read_rate().is_err() || Limit::ALL.into_iter().any(|limit| self.bytes(limit).is_err())
    }

    /// The options with these sizes; one that cannot be read counts as not typed.
    pub fn applied_to(&self, options: &CallOptions) -> CallOptions {
        let bytes = |limit| self.bytes(limit).ok().flatten();
        CallOptions {
            max_message_bytes: bytes(Limit::Response),
            max_send_bytes: bytes(Limit::Request),
            max_header_bytes: bytes(Limit::Headers).and_then(|bytes| u32::try_from(bytes).ok()),
            read_rate: self.read_rate().ok().flatten(),
            ..options.clone()
        }
    }

    /// The same, for a call that is sent.
    ///
    /// # Errors
    /// The first size that cannot be read, by name.
    pub fn checked(&self, options: &CallOptions) -> Result<CallOptions, String> {
        for limit in Limit::ALL {
            self.bytes(limit).map_err(|why| format!("{}: {why}", limit.name()))?;
        }
        self.read_rate().map_err(|why| format!("Read rate: {why}"))?;
        Ok(self.applied_to(options))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn sizes_go_into_the_options_and_come_back_as_typed() {
        let mut limits = TypedLimits::default();
        limits.set(Limit::Response, "16 MiB".to_owned());
        limits.set(Limit::Headers, "128KiB".to_owned());
        let options = limits.checked(&CallOptions::default()).unwrap();
        assert_eq!((options.max_message_bytes, options.max_send_bytes), (Some(16 << 20), None));
        assert_eq!(options.max_header_bytes, Some(128 << 10));
        assert_eq!(TypedLimits::of(&options).text(Limit::Response), "16MiB");
    }

    #[test]
    fn a_size_that_cannot_be_read_is_told_by_name_and_saved_as_none() {
        let mut limits = TypedLimits::default();
        limits.set(Limit::Request, "5 GiB".to_owned());
        let why = limits.checked(&CallOptions::default()).unwrap_err();
        assert!(why.starts_with("Largest request: "), "{why}");
        assert_eq!(limits.applied_to(&CallOptions::default()).max_send_bytes, None);
        assert!(limits.is_invalid());
    }
}
