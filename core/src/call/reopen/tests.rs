//! Tests of the choices: what they read and write, when they go on, how long they wait.

use std::{num::NonZeroU32, time::Duration};

use super::*;
use crate::{
    schema::Schema,
    status::{Code, Status},
};

fn plan(choice: Reopen) -> ReopenPlan {
    let of = Schema::builtin().message("google.protobuf.Timestamp").unwrap();
    choice.plan(&of, &of).unwrap()
}

#[test]
fn choices_come_back_as_they_were_written_and_defaults_are_left_out() {
    assert_eq!(serde_json::to_string(&Reopen::default()).unwrap(), "{}");
    let choice = Reopen {
        codes: vec![Code::UNAVAILABLE, Code::ABORTED],
        after_ok: true,
        tries: NonZeroU32::new(3),
        wait: Duration::from_millis(250),
        longest_wait: Duration::from_secs(5),
        send_again: SendAgain::All,
        resume: vec!["seconds = seconds + 1".to_owned()],
    };
    let text = serde_json::to_string(&choice).unwrap();
    assert_eq!(
        text,
        r#"{"codes":["UNAVAILABLE","ABORTED"],"after_ok":true,"tries":3,"wait_ms":250,"longest_wait_ms":5000,"send_again":"all","resume":["seconds = seconds + 1"]}"#
    );
    assert_eq!(serde_json::from_str::<Reopen>(&text).unwrap(), choice);
    assert!(serde_json::from_str::<Reopen>(r#"{"codes": ["NOPE"]}"#).is_err());
}

#[test]
fn a_rule_that_is_none_is_told() {
    let of = Schema::builtin().message("google.protobuf.Timestamp").unwrap();
    let choice = Reopen { resume: vec!["seconds = second".to_owned()], ..Reopen::default() };
    assert_eq!(choice.plan(&of, &of).unwrap_err().message, r#"Timestamp has no field "second", but seconds, nanos"#);
}

#[test]
fn it_goes_on_after_what_broke_off_and_after_what_was_chosen() {
    let usual = plan(Reopen::default());
    let ended = |code| Status::remote(code, "");
    assert!(usual.goes_on_after(&ended(Code::UNAVAILABLE), false));
    assert!(usual.goes_on_after(&ended(Code::INTERNAL), true));
    assert!(!usual.goes_on_after(&ended(Code::INTERNAL), false));
    assert!(!usual.goes_on_after(&ended(Code::OK), false));
    assert!(plan(Reopen { after_ok: true, ..Reopen::default() }).goes_on_after(&ended(Code::OK), false));
}

#[test]
fn waits_double_up_to_the_longest() {
    let (wait, longest_wait) = (Duration::from_millis(100), Duration::from_millis(900));
    let plan = plan(Reopen { wait, longest_wait, tries: NonZeroU32::new(2), ..Reopen::default() });
    let millis: Vec<u128> = [0, 1, 2, 3, 4, 40].map(|tries| plan.wait(tries, 0.5).as_millis()).to_vec();
    assert_eq!(millis, [100, 200, 400, 800, 900, 900]);
    assert_eq!((plan.wait(0, 0.0).as_millis(), plan.wait(0, 1.0).as_millis()), (80, 120));
    assert_eq!([0, 1, 2].map(|tries| plan.may_try(tries)), [true, true, false]);
}
