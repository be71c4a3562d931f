//! Where a request starts: nothing set, a skeleton, or an example with plausible values.
//! It looks at types only; what was typed before is not its concern.

mod any;
mod example;
mod names;
mod numbers;
mod random;
mod skeleton;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
mod texts;

use super::Document;
use crate::{message::node::MessageNode, schema::MessageDescriptor};

impl Document {
    /// Nothing set.
    pub fn empty(of: MessageDescriptor) -> Self {
        Self::from_tree(MessageNode::new(of))
    }

    /// A skeleton: every field once, recursion cut, oneofs, optional fields and well-known types unset, lists and maps
    /// empty.
    pub fn skeleton(of: MessageDescriptor) -> Self {
        Self::from_tree(skeleton::skeleton(&of, skeleton::Fill::Start))
    }

    /// A skeleton to read rather than to send: one element in each list and map, optional fields set, the first member of
    /// each oneof chosen.
    pub fn template(of: MessageDescriptor) -> Self {
        Self::from_tree(skeleton::skeleton(&of, skeleton::Fill::Everything))
    }

    /// An example: every field with a value that its name and type suggest, within the validation rules it declares,
    /// recursion cut. One seed gives one text, on every platform.
    pub fn example(of: MessageDescriptor, seed: u64) -> Self {
        Self::from_tree(example::example(&of, seed))
    }
}
