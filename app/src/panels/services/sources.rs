//! The list of schema sources: how far each is, what it lacks, and the way to add one.

use egui::{Id, Rect, ScrollArea, Ui, UiBuilder, pos2};
use farcall_core::engine::SchemaFailure;

use super::{NARROW, problems, source_failure_ui};
use crate::{
    action::{Action, DiagnosticsAction},
    panels::{Views, source::export_menu_ui},
    state::{Source, SourceOptions, SourceState, State},
    theme::{self, Font, Icon, icons, paint, text},
    units,
    widgets::{Button, IconButton, Lead, ListRow, MenuItem, context_menu, menu, menu_divider, menu_heading},
};

const HEAD: f32 = 28.0;
/// Problems in the list; the tab of the source has more.
const PROBLEMS_MAX: usize = 20;

/// The list at the bottom of `area`; returns what is left above it.
pub fn sources_ui(ui: &mut Ui, area: Rect, state: &State, views: &mut Views, actions: &mut Vec<Action>) -> Rect {
    let most = (area.height() * 0.5).floor();
    let height = (HEAD + views.services.sources_height + 4.0).min(most);
    let (above, all) = area.split_top_bottom_at_y(area.bottom() - height);
    let t = theme::tokens(ui);
    paint::divider_h(ui.painter(), all.x_range(), all.top(), t.line);
    let (head, body) = all.split_top_bottom_at_y(all.top() + HEAD);
    head_ui(ui, head, actions);
    let mut inner = ui.new_child(UiBuilder::new().max_rect(body).id_salt("sources"));
    let out = ScrollArea::vertical().id_salt("source list").auto_shrink(false).show(&mut inner, |ui| {
        let top = ui.cursor().top();
        for source in &state.sources {
            source_ui(ui, state, source, views, actions);
        }
        ui.cursor().top() - top
    });
    if views.services.sources_height != out.inner {
        views.services.sources_height = out.inner;
        ui.ctx().request_discard("the list of sources has another height");
    }
    above
}

fn head_ui(ui: &mut Ui, head: Rect, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let head = head.translate(egui::vec2(0.0, 3.0));
    let at = pos2(head.left() + 12.0, text::small_baseline(head));
    text::paint(ui.painter(), at, Font::SmallStrong, t.text2, "Schema sources");
    let row = head.with_max_x(head.right() - 12.0);
    let add = Button::link("Add").small_head().hint("Add a server or files as a source").show_right_in(ui, row);
    menu(&add, |ui| {
        if MenuItem::new("Connect to a target…").icon(icons::DNS).shortcut("Ctrl+Shift+L").show(ui).clicked() {
            actions.push(Action::AskTarget);
        }
        if MenuItem::new("Open .proto files or a folder…")
            .icon(icons::DESCRIPTION)
            .shortcut("Ctrl+O")
            .show(ui)
            .clicked()
        {
            actions.push(Action::AskProtos);
        }
        if MenuItem::new("Open a descriptor set…").icon(icons::SCHEMA).shortcut("Ctrl+Shift+O").show(ui).clicked() {
            actions.push(Action::AskDescriptorSet);
        }
        if MenuItem::new("Start the sample server").icon(icons::PLAY_ARROW).show(ui).clicked() {
            actions.push(Action::StartSample);
        }
    });
}

/// How a source stands: its sign, and the hint at the right.
pub struct Standing {
    /// The sign.
    pub icon: Icon,
    /// Its colour.
    pub color: egui::Color32,
    /// The hint.
    pub hint: String,
    /// Its colour.
    pub hint_color: egui::Color32,
}

/// How a source stands; `narrow`: in signs rather than words.
pub fn standing(source: &Source, t: &theme::Tokens, narrow: bool) -> Standing {
    let problems = source.problems().len();
    let quiet = |icon, color, hint: &str| Standing { icon, color, hint: hint.to_owned(), hint_color: t.text2 };
    match &source.state {
        SourceState::Loading(step) => quiet(icons::SYNC, t.accent, if narrow { "" } else { step }),
        SourceState::Stale => quiet(icons::RADIO_BUTTON_UNCHECKED, t.text2, if narrow { "" } else { "not read yet" }),
        SourceState::Failed(SchemaFailure::NoReflection(_)) => {
            let hint = if narrow { "" } else { "no reflection" };
            Standing { hint: hint.to_owned(), hint_color: t.warn, ..quiet(icons::WARNING, t.warn, "") }
        }
        SourceState::Failed(_) => {
            Standing { hint: "failed".to_owned(), hint_color: t.error, ..quiet(icons::ERROR, t.error, "") }
        }
        SourceState::Loaded if problems > 0 => {
            let lost = source.problems().iter().any(|problem| problem.is_error);
            let what = if lost { "problem" } else { "warning" };
            let hint = if narrow { units::count(problems as u64) } else { units::counted(problems as u64, what) };
            Standing { icon: icons::WARNING, color: t.warn, hint, hint_color: t.warn }
        }
        SourceState::Loaded => quiet(icons::CHECK_CIRCLE, t.ok, if narrow { "" } else { source.kind_word() }),
    }
}

fn source_ui(ui: &mut Ui, state: &State, source: &Source, views: &mut Views, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let standing = standing(source, t, ui.available_width() < NARROW);
    let (name, failed) = (source.name(), matches!(source.state, SourceState::Failed(_)));
    let foldable = failed || !source.problems().is_empty();
    let button = match &source.state {
        SourceState::Loading(_) => Some((icons::STOP, format!("Stop reading {name}"), Action::CancelLoad(source.id))),
        SourceState::Stale => Some((icons::REFRESH, format!("Read {name}"), Action::Refresh(source.id))),
        SourceState::Loaded | SourceState::Failed(_) => None,
    };
    let mut row = ListRow::new(&name)
        .path()
        .lead(Lead::Icon(standing.icon, standing.color))
        .id(Id::NULL.with(("source", source.id)));
    if button.is_some() {
        row = row.hint("", t.text2, 8.0);
    }
    let response = row.hint(&standing.hint, standing.hint_color, 0.0).show(ui);
    if let Some((icon, name, action)) = button {
        let center = pos2(response.rect.right() - 20.0, response.rect.center().y);
        if IconButton::new(icon, &name).show_around(ui, center).clicked() {
            actions.push(action);
        }
    }
    if response.double_clicked() {
        actions.push(Action::ShowSource(source.id));
    } else if response.clicked() && foldable {
        actions.push(Action::ToggleProblems(source.id));
    } else if response.clicked() {
        actions.push(Action::ShowSource(source.id));
    }
    context_menu(&response, |ui| menu_ui(ui, source, foldable, actions));
    let hover = hover_words(source);
    response.on_hover_text(hover);
    if foldable && source.problems_shown {
        below_ui(ui, state, source, views, actions);
    }
}

/// What is shown below the row of a source: why it failed, unless that stands in the tree's place, and its problems.
fn below_ui(ui: &mut Ui, state: &State, source: &Source, views: &mut Views, actions: &mut Vec<Action>) {
    if let SourceState::Failed(failure) = &source.state {
        let in_tree = views.services.tree.is_empty() && state.sources.last().is_some_and(|last| last.id == source.id);
        if !in_tree {
            let margin = egui::Margin { left: 12, right: 12, top: 4, bottom: 12 };
            egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
                source_failure_ui(ui, state, source, failure, actions);
            });
        }
    }
    if !source.problems().is_empty() {
        ui.add_space(4.0);
        problems::problems_ui(ui, source, PROBLEMS_MAX, actions);
        if source.problems().len() > PROBLEMS_MAX {
            ui.horizontal(|ui| {
                ui.add_space(36.0);
                if Button::link("Show all").small_head().hint("In the tab of the source").show(ui).clicked() {
                    actions.push(Action::ShowSource(source.id));
                }
            });
            ui.add_space(4.0);
        }
    }
}

fn hover_words(source: &Source) -> String {
    let name = match &source.kind {
        crate::state::SourceKind::Reflection { target } => target.address.clone(),
        crate::state::SourceKind::Files(files) => {
            files.paths().map(|path| path.display().to_string()).collect::<Vec<_>>().join("\n")
        }
    };
    let words = match &source.state {
        SourceState::Loading(step) => step.clone(),
        SourceState::Stale => "Known from the last session, not read yet".to_owned(),
        SourceState::Failed(_) => "Not read".to_owned(),
        SourceState::Loaded => match source.method_count() {
            Some(count) => format!("{}, {}", source.kind_word(), units::counted(count as u64, "method")),
            None => source.kind_word().to_owned(),
        },
    };
    format!("{name}\n{words}")
}

fn menu_ui(ui: &mut Ui, source: &Source, foldable: bool, actions: &mut Vec<Action>) {
    if matches!(source.state, SourceState::Loading(_)) {
        if MenuItem::new("Stop").icon(icons::STOP).show(ui).clicked() {
            actions.push(Action::CancelLoad(source.id));
        }
    } else if MenuItem::new("Refresh").icon(icons::REFRESH).shortcut("F5").show(ui).clicked() {
        actions.push(Action::Refresh(source.id));
    }
    if foldable {
        let label = if source.problems_shown { "Hide problems" } else { "Show problems" };
        if MenuItem::new(label).icon(icons::WARNING).show(ui).clicked() {
            actions.push(Action::ToggleProblems(source.id));
        }
    }
    if source.takes_import_roots()
        && MenuItem::new("Add import folder…").icon(icons::CREATE_NEW_FOLDER).show(ui).clicked()
    {
        actions.push(Action::AskImportRoot(source.id));
    }
    if MenuItem::new("Source settings").icon(icons::TUNE).shortcut("Ctrl+Shift+P").show(ui).clicked() {
        actions.push(Action::ShowSource(source.id));
    }
    let (word, watch) = if source.options.watch { ("Stop watching", false) } else { ("Watch for changes", true) };
    if MenuItem::new(word).icon(icons::VISIBILITY).show(ui).clicked() {
        let options = SourceOptions { watch, ..source.options.clone() };
        actions.push(Action::EditSourceOptions(source.id, Box::new(options)));
    }
    if source.schema.is_some() {
        menu_divider(ui);
        menu_heading(ui, "Export");
        export_menu_ui(ui, source.id, actions);
        menu_divider(ui);
    }
    if !source.problems().is_empty() && MenuItem::new("Copy problems").icon(icons::CONTENT_COPY).show(ui).clicked() {
        actions.push(Action::Copy(problems::as_text(source.problems())));
    }
    if let Some(target) = source.target() {
        if MenuItem::new("Copy address").icon(icons::CONTENT_COPY).show(ui).clicked() {
            actions.push(Action::Copy(target.address.clone()));
        }
        if MenuItem::new("Diagnostics").icon(icons::HUB).show(ui).clicked() {
            actions.push(Action::Diagnostics(DiagnosticsAction::OpenDiagnostics(Box::new(target.clone()))));
        }
    }
    menu_divider(ui);
    if MenuItem::new("Remove").icon(icons::DELETE).danger().show(ui).clicked() {
        actions.push(Action::RemoveSource(source.id));
    }
}
