//! Toasts: how many, which go first, what comes back of them.

use egui::Role;
use egui_kittest::kittest::Queryable as _;

use super::{tests::window, *};

#[test]
fn three_toasts_are_shown_and_errors_stay() {
    let mut toasts = Toasts::default();
    let toast = |key, tone, words: &str| Toast { key, tone, words: words.to_owned(), action: None };
    for key in 1..=4 {
        toasts.push(toast(key, if key == 1 { Tone::Error } else { Tone::Ok }, "Saved"), 0.0);
    }
    assert_eq!(toasts.len(), 3);
    let mut window = window((toasts, Vec::new()), |ui, (toasts, events)| {
        let ctx = ui.ctx().clone();
        events.extend(toasts.show(&ctx, 24.0));
    });
    assert_eq!(window.state().1, [ToastEvent::Gone(2)], "the oldest goes that is no error");
    let (toasts, _) = window.state_mut();
    *toasts = Toasts::default();
    toasts.push(toast(8, Tone::Error, "Not saved: the disk is full"), 0.0);
    toasts.push(Toast { action: Some("Undo".to_owned()), ..toast(9, Tone::Ok, "Deleted") }, 0.0);
    window.run_steps(2);
    window.get_by_label("Undo").click();
    window.run_steps(2);
    assert_eq!(window.state().1, [ToastEvent::Gone(2), ToastEvent::Action(9)]);
    assert!(window.query_by_label("Deleted").is_none());
    assert!(window.query_by_label("Not saved: the disk is full").is_some());
}

#[test]
fn a_toast_that_has_more_to_say_is_told_whole() {
    let words = "The recording was not written whole: no space is left. ".repeat(12);
    let shown = |tone: Tone, words: &str| {
        let mut toasts = Toasts::default();
        toasts.push(Toast { key: 1, tone, words: words.to_owned(), action: None }, 0.0);
        let mut window = window(toasts, |ui, toasts| {
            let ctx = ui.ctx().clone();
            toasts.show(&ctx, 24.0);
        });
        window.run_steps(3);
        let toast = window.get_by_role_and_label(Role::Alert, words);
        let height = toast.rect().height();
        toast.hover();
        // A tooltip takes its time.
        window.step();
        for _ in 0..60 {
            window.step();
        }
        (height, window.query_all_by_label(words).count())
    };
    assert_eq!(shown(Tone::Ok, &words), (80.0, 2), "three lines, and all of them under the pointer");
    assert_eq!(shown(Tone::Error, &words), (140.0, 2), "six lines");
    assert_eq!(shown(Tone::Error, "Not saved"), (40.0, 1));
}
