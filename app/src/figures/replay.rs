//! How a replay compares, in words. It compares nothing.

use farcall_core::{call::LogTrouble, recording::ReplayOutcome};

use crate::units;

/// `3 of 12 responses differ: 1 changed, 2 missing; 4 more were not compared: they are no longer kept`.
pub fn responses(outcome: &ReplayOutcome) -> String {
    let compared = outcome.equal + outcome.differing();
    let mut words = match (compared, outcome.differing()) {
        (0, _) if outcome.end_is_unknown => "Nothing was compared: the recording holds no response".to_owned(),
        (_, 0) => format!("{}, no difference", units::counted(compared, "response")),
        (_, some) => {
            let all = units::counted(compared, "response");
            format!("{} of {all} differ: {}", units::count(some), parts(outcome))
        }
    };
    if outcome.not_kept > 0 {
        let why = outcome.trouble.map_or_else(String::new, |trouble| format!(", as {}", cause(trouble)));
        words.push_str(&format!("; {} more not compared: no longer kept{why}", units::count(outcome.not_kept)));
    }
    if outcome.other_streams > 0 {
        let others = units::count(outcome.other_streams);
        words.push_str(&format!("; {others} more not compared: of streams that the replay does not make"));
    }
    if outcome.beyond > 0 {
        words.push_str(&format!("; {} came after the end of the recording", units::count(outcome.beyond)));
    }
    words
}

/// That how the recorded call ended is not known: what is said where the status was not compared.
pub const END_IS_UNKNOWN: &str = "how the recorded call ended is not known";

/// Why messages are not kept, as part of a sentence.
pub fn cause(trouble: LogTrouble) -> String {
    match trouble {
        LogTrouble::MemoryBudget => "the memory for messages is used up".to_owned(),
        LogTrouble::DiskBudget => "the room for files of messages is used up".to_owned(),
        LogTrouble::DiskFull => "the disk for messages is full".to_owned(),
        LogTrouble::NotWritten(why) => format!("files of messages cannot be written ({why})"),
        LogTrouble::NotRead(why) => format!("a file of messages could not be read back ({why})"),
        LogTrouble::FileRemoved => "a file of messages was removed".to_owned(),
    }
}

fn parts(outcome: &ReplayOutcome) -> String {
    let parts = [(outcome.changed, "changed"), (outcome.missing, "missing"), (outcome.extra, "extra")];
    let told = parts.iter().filter(|(many, _)| *many > 0);
    told.map(|(many, word)| format!("{} {word}", units::count(*many))).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_numbers_are_told_and_why_something_was_not_compared() {
        let outcome = ReplayOutcome {
            equal: 65_220,
            changed: 2,
            not_kept: 134_778,
            trouble: Some(LogTrouble::DiskFull),
            ..ReplayOutcome::default()
        };
        let words = "2 of 65,222 responses differ: 2 changed; 134,778 more not compared: no longer kept, as the disk for \
                     messages is full";
        assert_eq!(responses(&outcome), words);
        let same = ReplayOutcome { equal: 5, ..ReplayOutcome::default() };
        assert_eq!(responses(&same), "5 responses, no difference");
    }

    #[test]
    fn a_recording_without_its_end_claims_no_more_than_was_compared() {
        let cut = ReplayOutcome { end_is_unknown: true, beyond: 3, ..ReplayOutcome::default() };
        let words = "Nothing was compared: the recording holds no response; 3 came after the end of the recording";
        assert_eq!(responses(&cut), words);
        let streams = ReplayOutcome { equal: 14, other_streams: 20, ..ReplayOutcome::default() };
        let words = "14 responses, no difference; 20 more not compared: of streams that the replay does not make";
        assert_eq!(responses(&streams), words);
    }
}
