//! A text that is looked for in other texts, in letters of either case.
//! What is no text is searched as the bytes it is.

/// A text to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needle {
    /// In small letters.
    small: Box<str>,
    /// Its first byte, small and large.
    first: (u8, u8),
    is_ascii: bool,
}

impl Needle {
    pub(crate) fn new(text: &str) -> Self {
        let small = text.to_lowercase();
        let first = small.as_bytes().first().copied().unwrap_or_default();
        Self { first: (first, first.to_ascii_uppercase()), is_ascii: small.is_ascii(), small: small.into() }
    }

    /// Whether the text holds it.
    pub(crate) fn is_in(&self, text: &[u8]) -> bool {
        if !self.is_ascii {
            return lowered(text).contains(&*self.small);
        }
        let wanted = self.small.as_bytes();
        if wanted.is_empty() {
            return true;
        }
        let mut rest = text;
        while let Some(at) = memchr::memchr2(self.first.0, self.first.1, rest) {
            let here = rest.get(at..).unwrap_or_default();
            match here.get(..wanted.len()) {
                Some(head) if head.eq_ignore_ascii_case(wanted) => return true,
                Some(_) => rest = here.get(1..).unwrap_or_default(),
                None => return false,
            }
        }
        false
    }

    /// Whether the text begins with it.
    pub(crate) fn begins(&self, text: &[u8]) -> bool {
        if !self.is_ascii {
            return lowered(text).starts_with(&*self.small);
        }
        text.get(..self.small.len()).is_some_and(|head| head.eq_ignore_ascii_case(self.small.as_bytes()))
    }

    /// Whether the text ends with it.
    pub(crate) fn ends(&self, text: &[u8]) -> bool {
        if !self.is_ascii {
            return lowered(text).ends_with(&*self.small);
        }
        let tail = text.len().checked_sub(self.small.len()).and_then(|start| text.get(start..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(self.small.as_bytes()))
    }
}

fn lowered(text: &[u8]) -> String {
    String::from_utf8_lossy(text).to_lowercase()
}
