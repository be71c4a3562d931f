//! The script of a stream below its prepared messages: its lines, what is wrong with them, and how far it is.
//! It runs nothing.

use egui::{
    Color32, EventFilter, Frame, Id, Margin, Rect, RichText, Role, ScrollArea, Sense, TextEdit, Ui, UiBuilder,
    WidgetInfo, pos2, text::LayoutJob, text_edit::TextEditOutput, vec2,
};
use farcall_core::{
    call::{Script, ScriptPhase, ScriptProblem, ScriptState},
    message::is_unfinished,
    schema::MessageDescriptor,
};

use crate::{
    action::{Action, CallEdit},
    state::{CallTab, TabId, TypedSending},
    theme::{self, Font, Icon, Tokens, icons, paint, size, space, text},
    viewers::proposals,
    widgets::{Button, MenuItem, menu},
};

/// Lines in sight, at least and at most.
const LINES: std::ops::RangeInclusive<usize> = 4..=10;
const GUTTER: f32 = 52.0;
/// The keys that the cursor moves by.
const ARROWS: EventFilter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
/// What the message needs below it.
const BESIDE: f32 = 120.0;
/// The words that steps are made of; what follows `where` is a condition.
const WORDS: [&str; 13] = [
    "send",
    "all",
    "wait",
    "for",
    "message",
    "messages",
    "end",
    "within",
    "where",
    "half-close",
    "cancel",
    "repeat",
    "times",
];
/// What stands where nothing is typed: words, no lines of code.
const EXAMPLE: &str = "For example: send 1, then wait for message within 5s,\nthen half-close. One step a line";
/// Steps to begin with.
const STEPS: [(&str, &str); 8] = [
    ("Send a message", "send 1"),
    ("Wait for a message", "wait for message within 5s"),
    ("Wait for a message that matches", "wait for message within 5s where "),
    ("Wait a while", "wait 500ms"),
    ("Half-close", "half-close"),
    ("Wait for the end", "wait for end within 5s"),
    ("Cancel", "cancel"),
    ("Repeat", "repeat 3 times"),
];

/// What was found wrong with a script, for as long as nothing it depends on changes.
#[derive(Default)]
pub struct ScriptView {
    /// Only its head is shown.
    is_folded: bool,
    checked: Option<(String, usize, String)>,
    problems: Vec<ScriptProblem>,
}

/// The script at the top of `rect`; returns the room below.
pub fn script_ui(
    ui: &mut Ui,
    rect: Rect,
    id: TabId,
    call: &CallTab,
    view: &mut ScriptView,
    actions: &mut Vec<Action>,
) -> Rect {
    let t = theme::tokens(ui);
    view.check(call);
    let lines = (call.sending.script.lines().count() + 1).clamp(*LINES.start(), *LINES.end());
    let wanted = size::STRIP + lines as f32 * size::CODE_LINE + space::S + size::ROW;
    let height = match (view.is_folded, wanted + BESIDE < rect.height()) {
        (true, _) => size::STRIP,
        (false, true) => wanted,
        // Where there is no room for both, a fold away from the message.
        (false, false) => rect.height(),
    };
    let (all, rest) = rect.split_top_bottom_at_y(rect.top() + height);
    paint::divider_h(ui.painter(), all.x_range(), all.bottom() - 1.0, t.line);
    let (head, body) = all.with_max_y(all.bottom() - 1.0).split_top_bottom_at_y(all.top() + size::STRIP);
    let mut typed = call.sending.clone();
    head_ui(ui, head, &mut typed, &mut view.is_folded);
    let state = shown_state(call);
    if !view.is_folded {
        let (body, foot) = body.split_top_bottom_at_y(body.bottom() - size::ROW);
        let responses = call.method.as_ref().and_then(|choice| choice.known.as_ref()).map(|method| &method.output);
        let problems = told(ui, id, &view.problems, &call.sending.script, responses);
        editor_ui(ui, body, id, (&mut typed, responses), &problems, state.as_ref());
        foot_ui(ui, foot, &typed.script, &problems, state.as_ref());
    }
    if typed != call.sending {
        actions.push(Action::Edit(id, CallEdit::Sending(typed)));
    }
    rest
}

impl ScriptView {
    fn check(&mut self, call: &CallTab) {
        let method = call.method.as_ref().and_then(|choice| choice.known.as_ref());
        let Some(method) = method else { return self.problems.clear() };
        let key = (call.sending.script.clone(), call.draft.messages.len(), method.output.full_name().to_owned());
        if self.checked.as_ref() != Some(&key) {
            let read = Script::parse(key.0.lines(), &method.output, key.1);
            self.problems = read.err().unwrap_or_default();
            self.checked = Some(key);
        }
    }
}

fn script_field(id: TabId) -> Id {
    Id::NULL.with(("script", id))
}

/// What is wrong, but for the line that is typed as long as that may become a step.
fn told<'p>(
    ui: &Ui,
    id: TabId,
    problems: &'p [ScriptProblem],
    script: &str,
    responses: Option<&MessageDescriptor>,
) -> Vec<&'p ScriptProblem> {
    let caret = proposals::caret(ui, script_field(id), script).and_then(|at| script.get(..at));
    let line = caret.map(|before| before.matches('\n').count());
    let text = line.and_then(|line| script.lines().nth(line)).unwrap_or_default();
    let propose = |text: &str, at: usize| responses.map(|of| Script::proposals(text, at, of)).unwrap_or_default();
    let may_become = |problem: &ScriptProblem| is_unfinished(text, problem.place.clone(), propose);
    problems.iter().filter(|problem| line != Some(problem.line) || !may_become(problem)).collect()
}

/// How far the shown run is with the script as it stands.
fn shown_state(call: &CallTab) -> Option<ScriptState> {
    let run = call.run()?;
    let script = run.script.as_ref().filter(|script| script.text == call.sending.script)?;
    Some(script.progress.state())
}

fn head_ui(ui: &mut Ui, head: Rect, typed: &mut TypedSending, is_folded: &mut bool) {
    let row = head.shrink2(vec2(space::M, 0.0));
    let (icon, name) = match *is_folded {
        true => (icons::CHEVRON_RIGHT, "Unfold the script"),
        false => (icons::EXPAND_MORE, "Fold the script"),
    };
    let fold = Button::quiet("Script").icon(icon).in_strip().named(name);
    let place = Rect::from_min_size(pos2(row.left() - space::S, row.top()), fold.size(ui));
    let place = place.translate(vec2(0.0, (row.height() - place.height()) / 2.0));
    if fold.show_at(ui, place).clicked() {
        *is_folded = !*is_folded;
    }
    if *is_folded {
        return;
    }
    let add = Button::quiet("Add step").icon(icons::ADD).in_strip().opens_menu().show_right_in(ui, row);
    menu(&add, |ui| {
        for (label, step) in STEPS {
            if MenuItem::new(label).show(ui).clicked() {
                let kept = typed.script.trim_end();
                typed.script = if kept.is_empty() { step.to_owned() } else { format!("{kept}\n{step}") };
            }
        }
    });
}

fn editor_ui(
    ui: &mut Ui,
    body: Rect,
    id: TabId,
    (typed, responses): (&mut TypedSending, Option<&MessageDescriptor>),
    problems: &[&ScriptProblem],
    state: Option<&ScriptState>,
) {
    let t = theme::tokens(ui);
    ui.painter().rect_filled(body, 0, t.field);
    let field = script_field(id);
    let propose = |text: &str, at: usize| responses.map(|of| Script::proposals(text, at, of)).unwrap_or_default();
    let keys = proposals::take_list_keys(ui, field, &mut typed.script, &propose);
    let mut child = ui.new_child(UiBuilder::new().max_rect(body).id_salt("script"));
    child.set_clip_rect(body.intersect(ui.clip_rect()));
    let mut layouter = |ui: &Ui, buffer: &dyn egui::TextBuffer, _width: f32| {
        ui.fonts_mut(|fonts| fonts.layout_job(colored(buffer.as_str(), t)))
    };
    let edit = TextEdit::multiline(&mut typed.script)
        .id(field)
        .event_filter(EventFilter { tab: keys.is_open, escape: keys.is_open, ..ARROWS })
        .font(Font::Code.id())
        .layouter(&mut layouter)
        .hint_text(RichText::new(EXAMPLE).font(Font::Body.id()).color(t.text2))
        .desired_width(f32::INFINITY)
        .min_size(body.size())
        .frame(Frame::NONE.inner_margin(Margin { left: GUTTER as i8, right: 12, top: 4, bottom: 4 }));
    let output = ScrollArea::both().auto_shrink(false).show(&mut child, |ui| edit.show(ui)).inner;
    output.response.response.clone().accessible_name("Script");
    if let Some(cursor) = output.cursor_range {
        let at = output.galley.pos_from_cursor(cursor.primary).translate(output.galley_pos.to_vec2());
        proposals::list_ui(&mut child, field, &mut typed.script, &propose, at.with_max_x(at.left()));
    }
    let is_step = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let steps: Vec<bool> = typed.script.split('\n').map(is_step).collect();
    gutter_ui(&mut child, body, &output, problems, state.map(|state| (state, steps.as_slice())));
}

/// Numbers of the lines, with what was done, what is under way, and what is wrong.
fn gutter_ui(
    ui: &mut Ui,
    body: Rect,
    output: &TextEditOutput,
    problems: &[&ScriptProblem],
    state: Option<(&ScriptState, &[bool])>,
) {
    let t = theme::tokens(ui);
    let gutter = body.with_max_x(body.left() + GUTTER - 4.0);
    ui.painter().rect_filled(gutter, 0, t.field);
    let top = output.galley_pos.y;
    for row in 0..output.galley.rows.len() {
        let min = pos2(gutter.left(), top + row as f32 * size::CODE_LINE);
        let line = Rect::from_min_size(min, vec2(gutter.width(), size::CODE_LINE));
        if !ui.is_rect_visible(line) {
            continue;
        }
        let problem = problems.iter().find(|problem| problem.line == row);
        let mark = match (problem, state) {
            (Some(problem), _) => Some((icons::ERROR, t.error, problem.message.as_str())),
            (None, Some((state, steps))) if steps.get(row) == Some(&true) => mark(row, state, t),
            (None, Some(_) | None) => None,
        };
        let color = if problem.is_some() { t.error } else { t.comment };
        let at = pos2(gutter.right() - 4.0, text::baseline(line));
        text::paint_right(ui.painter(), at, Font::SmallCode, color, &(row + 1).to_string());
        if let Some((icon, color, words)) = mark {
            text::paint_icon(ui.painter(), pos2(line.left() + 14.0, line.center().y), icon, color);
            let response = ui.interact(line, ui.scope_id().with(("line", row)), Sense::hover());
            let name = format!("Line {}, {words}", row + 1);
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
            response.on_hover_text(words);
        }
    }
}

/// What is to be said of a line while the script runs and after.
fn mark<'s>(line: usize, state: &'s ScriptState, t: &Tokens) -> Option<(Icon, Color32, &'s str)> {
    let done = (icons::CHECK, t.ok, "done");
    match (&state.phase, line.cmp(&state.line)) {
        (_, std::cmp::Ordering::Less) => Some(done),
        (_, std::cmp::Ordering::Greater) => None,
        (ScriptPhase::Running, std::cmp::Ordering::Equal) => Some((icons::PLAY_ARROW, t.accent, "under way")),
        (ScriptPhase::Done, std::cmp::Ordering::Equal) => Some(done),
        (ScriptPhase::Stopped, std::cmp::Ordering::Equal) => Some((icons::STOP, t.text2, "stopped")),
        (ScriptPhase::Failed(why), std::cmp::Ordering::Equal) => Some((icons::ERROR, t.error, why)),
    }
}

/// What is wrong, how far it is, or how it ended.
fn foot_ui(ui: &mut Ui, foot: Rect, script: &str, problems: &[&ScriptProblem], state: Option<&ScriptState>) {
    let t = theme::tokens(ui);
    let (icon, color, words) = match (problems.first(), state) {
        (Some(first), _) => (Some(icons::ERROR), t.error, format!("Line {}: {}", first.line + 1, first.message)),
        (None, Some(state)) => ended_or_under_way(script, state, t),
        (None, None) => (None, t.text2, "A step a line: send, wait, half-close, cancel, repeat".to_owned()),
    };
    let mut left = foot.left() + space::M;
    if let Some(icon) = icon {
        text::paint_icon(ui.painter(), pos2(left + 8.0, foot.center().y), icon, color);
        left += 24.0;
    }
    let at = pos2(left, text::small_baseline(foot));
    text::paint_within(ui.painter(), at, foot.right() - space::M - left, Font::Small, color, &words);
    let label = ui.interact(foot, ui.scope_id().with("script state"), Sense::hover());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    label.on_hover_text(words);
}

fn ended_or_under_way(script: &str, state: &ScriptState, t: &Tokens) -> (Option<Icon>, Color32, String) {
    let line = state.line + 1;
    match &state.phase {
        ScriptPhase::Running => {
            let step = script.lines().nth(state.line).unwrap_or_default().trim().to_owned();
            (Some(icons::PLAY_ARROW), t.text, step)
        }
        ScriptPhase::Done => (Some(icons::CHECK), t.ok, "Every step was done".to_owned()),
        ScriptPhase::Stopped => (Some(icons::STOP), t.text2, format!("Stopped at line {line}")),
        ScriptPhase::Failed(why) => (Some(icons::ERROR), t.error, format!("Line {line}: {why}")),
    }
}

/// Words in the colours of code; notes quiet; conditions as they are.
fn colored(script: &str, t: &Tokens) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut put = |text: &str, color: Color32| {
        let mut format = egui::TextFormat::simple(Font::Code.id(), color);
        format.line_height = Some(size::CODE_LINE);
        job.append(text, 0.0, format);
    };
    for line in script.split_inclusive('\n') {
        if line.trim_start().starts_with('#') {
            put(line, t.comment);
            continue;
        }
        let mut in_condition = false;
        for part in line.split_inclusive(char::is_whitespace) {
            let word = part.trim();
            let color = match word.chars().next() {
                _ if !in_condition && WORDS.contains(&word) => t.word,
                Some('"' | '\'') => t.string,
                Some(first) if first.is_ascii_digit() => t.number,
                Some(_) | None => t.text,
            };
            in_condition |= word == "where";
            put(part, color);
        }
    }
    job
}
