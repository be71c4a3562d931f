//! How a stream of the server that ended is opened again: after what, when, and with what request.
//! What is typed is kept as it is; the rules are held against the method's types.

use egui::{Id, Ui, pos2, vec2};
use farcall_core::{call::SendAgain, schema::MethodKind, status::Code};

use super::rows::{self, heading_ui, hint_ui, row_ui};
use crate::{
    action::{Action, CallEdit},
    state::{CallTab, TabId, TypedReopen},
    theme::{size, space},
    viewers::proposals,
    widgets::{Combo, MenuItem, SetBox, TextField},
};

/// Statuses that may be chosen; OK has a box of its own.
const CODES: [Code; 7] = [
    Code::UNAVAILABLE,
    Code::CANCELLED,
    Code::UNKNOWN,
    Code::DEADLINE_EXCEEDED,
    Code::RESOURCE_EXHAUSTED,
    Code::ABORTED,
    Code::INTERNAL,
];

/// How a rule is written.
const RULES: &str =
    "A field of the first request = a path in the last message that has it, or path + 1; several parted by commas";

/// The section of the settings; of a method whose server streams nothing there is none.
pub fn reopen_ui(ui: &mut Ui, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    if !call.kind().is_none_or(MethodKind::server_streams) {
        return;
    }
    let mut typed = call.reopen.clone();
    ui.add_space(space::M);
    heading_ui(ui, "Long-lived stream");
    box_ui(ui, "Open again when lost", &mut typed.is_on);
    hint_ui(ui, "After a lost connection, GOAWAY or a reset, until the call is cancelled or its timeout is over");
    if typed.is_on {
        codes_ui(ui, &mut typed);
        box_ui(ui, "Also after OK", &mut typed.after_ok);
        waits_ui(ui, id, &mut typed);
        if call.sends_many() {
            send_again_ui(ui, &mut typed);
        }
        resume_ui(ui, id, call, &mut typed);
    }
    if typed != call.reopen {
        actions.push(Action::Edit(id, CallEdit::Reopen(Box::new(typed))));
    }
}

fn box_ui(ui: &mut Ui, label: &str, set: &mut bool) {
    let editor = row_ui(ui, label, 0.0);
    SetBox::new(label).show_around(ui, pos2(editor.left() + 8.0, editor.center().y), set);
}

fn codes_ui(ui: &mut Ui, typed: &mut TypedReopen) {
    let editor = row_ui(ui, "After status", 0.0);
    let names: Vec<&str> = typed.codes.iter().map(|code| code.name()).collect();
    let word = if names.is_empty() { "None".to_owned() } else { names.join(", ") };
    Combo::new("Open again after status", &word).show_at(ui, editor, |ui| {
        for code in CODES {
            let is_chosen = typed.codes.contains(&code);
            if MenuItem::new(code.name()).quiet(&code.0.to_string()).chosen(is_chosen).show(ui).clicked() {
                match is_chosen {
                    true => typed.codes.retain(|chosen| *chosen != code),
                    false => typed.codes.push(code),
                }
            }
        }
    });
}

fn waits_ui(ui: &mut Ui, id: TabId, typed: &mut TypedReopen) {
    let field = Id::NULL.with(("reopen", id));
    let wrong = TypedReopen::wrong_wait(&typed.wait);
    if let Some(wait) = rows::text_ui(ui, field, "First wait", "1s", wrong.as_deref(), &typed.wait) {
        typed.wait = wait;
    }
    let wrong = TypedReopen::wrong_wait(&typed.longest_wait);
    if let Some(wait) = rows::text_ui(ui, field, "Longest wait", "30s", wrong.as_deref(), &typed.longest_wait) {
        typed.longest_wait = wait;
    }
    let wrong = typed.wrong_tries();
    if let Some(tries) = rows::text_ui(ui, field, "Tries in a row", "no limit", wrong.as_deref(), &typed.tries) {
        typed.tries = tries;
    }
    hint_ui(ui, "The wait doubles with each try that brings no message");
}

fn send_again_ui(ui: &mut Ui, typed: &mut TypedReopen) {
    let editor = row_ui(ui, "Send again", 0.0);
    let word = |which| match which {
        SendAgain::First => "The first message",
        SendAgain::All => "All messages",
    };
    Combo::new("Which messages are sent again", word(typed.send_again)).show_at(ui, editor, |ui| {
        for which in [SendAgain::First, SendAgain::All] {
            if MenuItem::new(word(which)).chosen(which == typed.send_again).show(ui).clicked() {
                typed.send_again = which;
            }
        }
    });
}

/// Whether something cannot be used, and is no rule that is just being typed.
pub fn is_invalid(ui: &Ui, id: TabId, call: &CallTab) -> bool {
    let method = call.method.as_ref().and_then(|choice| choice.known.as_ref());
    let caret = proposals::caret(ui, rules_field(id), &call.reopen.resume);
    let is_told = |method| call.reopen.told_rule(method, caret).is_some();
    call.reopen.is_on && (call.reopen.checked().is_err() || method.is_some_and(is_told))
}

fn rules_field(id: TabId) -> Id {
    Id::NULL.with(("reopen resume", id))
}

fn resume_ui(ui: &mut Ui, id: TabId, call: &CallTab, typed: &mut TypedReopen) {
    let method = call.method.as_ref().and_then(|choice| choice.known.as_ref());
    row_ui(ui, "Fill from the last message", 0.0);
    // A rule is long: it gets the whole width.
    let (_, line) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL + space::XS));
    let editor = line.with_max_y(line.top() + size::CONTROL);
    let example = method.and_then(TypedReopen::example);
    let field = rules_field(id);
    let propose = |text: &str, at: usize| method.map(|of| TypedReopen::proposals(text, at, of)).unwrap_or_default();
    let keys = proposals::take_list_keys(ui, field, &mut typed.resume, &propose);
    let caret = proposals::caret(ui, field, &typed.resume);
    let wrong = method.and_then(|method| typed.told_rule(method, caret)).map(|error| error.message);
    TextField::new(&mut typed.resume, "Fill from the last message")
        .id(field)
        .code()
        .placeholder(example.as_deref().unwrap_or("resume_token = last.token"))
        .invalid(wrong.as_ref().map(|_| ""))
        .keeps_tab(keys.is_open)
        .show_at(ui, editor);
    proposals::list_ui(ui, field, &mut typed.resume, &propose, editor);
    let t = crate::theme::tokens(ui);
    match wrong {
        Some(wrong) => rows::wide_note_ui(ui, &wrong, t.error),
        None => rows::wide_note_ui(ui, RULES, t.text2),
    }
}
