//! What can be done with comparisons of two messages, one entry an intent.

use farcall_core::workspace::ExamplePath;

use crate::state::{CompareRules, CompareSide, TabId};

/// An intent about a comparison, or one that is to be.
#[derive(Debug, Clone, PartialEq)]
pub enum CompareAction {
    /// Ask with which message this one is compared.
    AskCompare(Box<CompareSide>),
    /// The same for the message that the chosen tab shows.
    AskCompareThis,
    /// Choose a row of that question.
    ChooseOther(usize),
    /// Compare with the chosen one.
    CompareChosen,
    /// Compare two messages.
    Compare(Box<(CompareSide, CompareSide)>),
    /// Swap the sides of the chosen comparison.
    SwapSides,
    /// Go to the next difference of the chosen comparison.
    NextDifference,
    /// Go to the difference before.
    PreviousDifference,
    /// Show only differences in the chosen comparison, or all.
    ToggleDifferencesOnly,
    /// Mark a message, for another one to be compared with.
    MarkToCompare(Box<CompareSide>),
    /// Compare this one with the marked message.
    CompareWithMarked(Box<CompareSide>),
    /// Compare the messages of a tab again.
    CompareAgain(TabId),
    /// Give up the comparison of a tab that is under way.
    StopCompare(TabId),
    /// Compare by other rules in a tab.
    EditCompareRules(TabId, Box<CompareRules>),
    /// Leave one path more out of a comparison.
    LeaveOut(TabId, String),
    /// Ask with which message an example is compared.
    AskCompareExample(ExamplePath),
}
