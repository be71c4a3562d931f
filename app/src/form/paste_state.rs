//! What a form remembers of a list that is typed or pasted at once.

/// What is typed into the popover that is open.
#[derive(Default)]
pub struct PasteState {
    pub text: String,
    /// Read once a text, as it may be long.
    pub read: Option<Result<usize, String>>,
}
