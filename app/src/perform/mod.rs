//! From an action to a changed state and effects. It draws nothing and waits for nothing.

mod answers;
mod asking;
mod call;
mod compare;
mod connection;
mod diagnostics;
mod edit;
mod effect;
mod escape;
mod examples;
mod forget;
mod messages;
mod methods;
mod paced;
mod palette;
mod paste;
mod recordings;
mod remember;
mod schemas;
mod search;
mod sign_in;
mod sources;
mod tabs;
mod work;
mod workspace;

#[cfg(test)]
mod forget_tests;
#[cfg(test)]
mod message_tests;
#[cfg(test)]
mod options_tests;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod recording_tests;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod schema_tests;
#[cfg(test)]
mod tab_tests;
#[cfg(test)]
mod tests;

pub use self::{
    answers::answered,
    compare::{side_of_row, side_of_tab},
    edit::{put_bytes, put_typed},
    effect::{Browse, Effect},
    palette::found as palette_found,
    paste::put_read as put_messages,
    recordings::{ended as replay_ended, was_read as recording_read},
    remember::load_copies,
    schemas::look_again,
    search::search_again,
    work::work,
    workspace::{differs, list as list_workspace, open_workspace, recheck_saved, start},
};

use farcall_core::workspace::Theme;

use crate::{
    action::{Action, CallEdit, CompareAction, DiagnosticsAction},
    state::{Focus, LeftView, QuestionKind, Spot, State, TabId, TypedLogLimits, method_key},
};

/// Do what the user meant.
pub fn perform(state: &mut State, action: Action, out: &mut Vec<Effect>) {
    let before = looked_at(state);
    act(state, action, out);
    for offer in state.notices.take_lapsed() {
        forget::lapsed(state, &offer);
    }
    if looked_at(state) != before {
        follow_sight(state, out);
    }
}

/// Another tab is in view: diagnostics are read only while they are seen, and the tree shows what is called.
pub fn follow_sight(state: &mut State, out: &mut Vec<Effect>) {
    diagnostics::follow_sight(state, out);
    if state.left.view == LeftView::Services {
        select_called(state);
    }
}

/// Selects the method that is called in the tree of services; what is selected among the collections stays.
fn select_called(state: &mut State) {
    let method = state.chosen_call().and_then(|(_, call)| call.method.as_ref());
    if let Some((source, path)) = method.and_then(|choice| Some((choice.source?, &choice.path))) {
        state.left.selected = Some(method_key(source, path));
    }
}

/// What was typed, if it can be kept.
fn use_log_limits(state: &mut State) {
    let Some(limits) = state.log_limits.as_ref().and_then(|typed| typed.checked().ok()) else { return };
    state.logs.set_limits(limits);
    state.log_limits = None;
}

fn looked_at(state: &State) -> Option<TabId> {
    state.tabs.chosen().map(|tab| tab.id)
}

fn act(state: &mut State, action: Action, out: &mut Vec<Effect>) {
    match action {
        Action::Quit => out.push(Effect::Quit),
        Action::ShowPalette => palette::show(state, out),
        Action::FilterPalette(text) => palette::filter(state, text, out),
        Action::MovePalette(by) => palette::step(state, by),
        Action::TakePalette(row) => palette::take(state, row, out),
        Action::ToggleKeys => state.keys_shown = !state.keys_shown,
        Action::ToggleTheme => toggle_theme(state, out),
        Action::ZoomIn => zoom(state, state.zoom + 0.1, out),
        Action::ZoomOut => zoom(state, state.zoom - 0.1, out),
        Action::ZoomReset => zoom(state, 1.0, out),
        Action::ToggleLeftPanel => state.left.shown = !state.left.shown,
        Action::ShowLeft(view) => {
            state.left.view = view;
            state.left.shown = true;
            if view == LeftView::Services {
                select_called(state);
            }
        }
        Action::FocusFilter => {
            state.left.shown = true;
            state.focus = Some(Focus::Filter);
        }
        Action::FocusTarget if state.is_fresh() => state.focus = Some(Focus::Welcome),
        Action::FocusTarget if state.chosen_call().is_none() => asking::ask(state, QuestionKind::Target),
        Action::FocusTarget => state.focus = Some(Focus::Target),
        Action::Escape => escape::escape(state, out),
        Action::TakeOffer(id) => {
            if let Some(offer) = state.notices.take_offer(id) {
                act(state, Action::from(offer), out);
            }
        }
        Action::DismissNotice(id) => state.notices.dismiss(id),
        Action::Copy(text) => out.push(Effect::Copy(text)),
        Action::OpenUrl(url) => out.push(Effect::OpenUrl(url)),

        Action::EditWelcome(target) => state.welcome.target = *target,
        Action::Connect => sources::connect_welcome(state, out),
        Action::ConnectTo(target) => sources::connect(state, *target, out),
        Action::AskTarget => asking::ask(state, QuestionKind::Target),
        Action::AskProtos => asking::ask(state, QuestionKind::Protos),
        Action::AskDescriptorSet => asking::ask(state, QuestionKind::DescriptorSet),
        Action::AskImportRoot(id) => asking::ask(state, QuestionKind::ImportRoot(id)),
        Action::AskLogLimits => state.log_limits = Some(TypedLogLimits::of(&state.logs.limits())),
        Action::EditLogLimits(typed) => state.log_limits = Some(typed),
        Action::UseLogLimits => use_log_limits(state),
        Action::AskWorkspace => asking::ask(state, QuestionKind::Workspace),
        Action::Browse => sources::browse(state, out),
        Action::EditQuestion(text) => asking::edit_question(state, text),
        Action::AnswerQuestion => answers::answer(state, out),
        Action::OpenFiles(paths) => sources::open_files(state, paths, out),
        Action::AddImportRoot(id, root) => sources::add_import_root(state, id, root, out),
        Action::StartSample => out.push(Effect::StartSample),
        Action::ReadSchema(id) => sources::read_schema(state, id, out),
        Action::Refresh(id) => sources::refresh(state, id, out),
        Action::RefreshAll => sources::refresh_all(state, out),
        Action::EditSource(id, target) => sources::edit(state, id, *target),
        Action::RemoveSource(id) => sources::remove(state, id, out),
        Action::CancelLoad(id) => sources::cancel_load(state, id, out),
        Action::ToggleProblems(id) => sources::toggle_problems(state, id),
        Action::ShowSource(id) => schemas::show_source(state, id),
        Action::ShowThisSource => schemas::show_this_source(state),
        Action::SetImportRoots(id, roots) => sources::set_import_roots(state, id, roots, out),
        Action::EditSourceOptions(id, options) => sources::edit_options(state, id, *options, out),
        Action::AskFiller(id) => asking::ask(state, QuestionKind::Filler(id)),
        Action::AskExport(id, export) => asking::ask(state, QuestionKind::Export(id, export)),
        Action::Export(id, export, path) => schemas::export(state, id, export, path, out),
        Action::StopWriting(id) => schemas::stop_writing(state, id),

        Action::FilterTree(text) => search::filter_tree(state, text, out),
        Action::FoldTree(key, open) => {
            state.left.folds.insert(key, open);
        }
        Action::SelectTree(key) => state.left.selected = key,
        Action::OpenMethod { source, path, how } => methods::open_method(state, source, path, how),
        Action::OpenSymbol { source, symbol, view, how } => {
            schemas::open(state, source, Spot { symbol, view }, how, out);
        }
        Action::GoTo(id, spot) => schemas::go(state, id, spot, out),
        Action::GoBack => schemas::step(state, false, out),
        Action::GoForward => schemas::step(state, true, out),
        Action::ToggleSchemaView => schemas::toggle_view(state, out),
        Action::GoToDefinition => schemas::go_to_definition(state),
        Action::CallShown => schemas::call_shown(state, out),
        Action::DismissChanges(id) => {
            if let Some(call) = state.tabs.call_mut(id) {
                call.changes.clear();
            }
        }

        Action::NewTab => methods::new_tab(state),
        Action::ChooseTab(id) => state.tabs.choose(id),
        Action::NextTab => state.tabs.step(1),
        Action::PreviousTab => state.tabs.step(-1),
        Action::CloseTab(id) => tabs::close(state, id, out),
        Action::CloseThisTab => tabs::close_chosen(state, out),
        Action::ReopenTab => tabs::reopen(state, out),
        Action::DuplicateTab(id) => tabs::duplicate(state, id),
        Action::DuplicateThisTab => tabs::duplicate_chosen(state),
        Action::KeepTab(id) => state.tabs.keep(id),
        Action::MoveTab(by) => state.tabs.shift(by),

        Action::Edit(id, change) => {
            edit::edit(state, id, change);
            edit::read_typed(state, id, out);
        }
        Action::Send => call::send(state, out),
        Action::OpenWithoutMessage => call::open(state, out),
        Action::SendAll => call::send_all(state, out),
        Action::SendPaced => paced::send(state, out),
        Action::RunScript => paced::run_script(state, out),
        Action::SendChosenWay => paced::send_chosen_way(state, out),
        Action::StopPaced => paced::stop(state, out),
        Action::ReadAt(rate) => paced::read_at(state, rate),
        Action::EndStream => call::end_stream(state, out),
        Action::Cancel => call::cancel(state, out),
        Action::Undo => edit::undo(state, out),
        Action::Redo => edit::redo(state, out),
        Action::Complete => state.focus = Some(Focus::Completion),
        Action::NextProblem => state.focus = Some(Focus::Problem(true)),
        Action::PreviousProblem => state.focus = Some(Focus::Problem(false)),
        Action::FormatJson => edit::show(state, CallEdit::FormatJson),
        Action::StartMessage(start) => edit::show(state, CallEdit::Start(start)),
        Action::Pasted(text, into) => paste::pasted(state, text, into, out),
        Action::TakePaste => paste::take(state, out),
        Action::KeepPaste => state.paste = None,
        Action::OpenGrpcurl(text) => paste::open_command(state, &text, out),
        Action::Find => state.focus = Some(Focus::Find),
        Action::Message(command) => state.message_command = Some(command),
        Action::Log(command) => state.log_command = Some(command),
        Action::SwitchReading(switch) => switch.turn(&mut state.reading),
        Action::SayCopied(bytes) => state.notices.say(format!("Copied {}", crate::units::size(bytes as u64))),
        Action::CopyGrpcurl => call::copy_grpcurl(state, out),
        Action::CopyMethodGrpcurl(source, path) => call::copy_method_grpcurl(state, source, &path, out),
        Action::ShowRun(id, at) => call::show_run(state, id, at),
        Action::EditAgain(id, row) => call::edit_again(state, id, row),
        Action::SayCleared(id, before) => forget::cleared(state, id, before),
        Action::UndoClear(id) => state.restore_rows = Some(id),
        Action::ForgetRuns => forget::forget_runs(state),
        Action::RestoreRuns(id, runs) => forget::restore_runs(state, id, &runs),
        Action::ShowConnection(id) => {
            state.tabs.choose(id);
            state.focus = Some(Focus::Connection);
        }
        Action::ShowThisConnection => connection::show(state),
        Action::Reconnect(target) => connection::reconnect(*target, out),
        Action::ReconnectThis => connection::reconnect_this(state, out),
        Action::ShowRequest(view) => edit::show(state, CallEdit::RequestView(view)),
        Action::ShowResponse(view) => edit::show(state, CallEdit::ResponseView(view)),
        Action::ToggleFrames => edit::toggle_frames(state),
        Action::ShowField(id, path) => edit::show_field(state, id, path),
        Action::SignIn(id) => sign_in::sign_in(state, id, out),
        Action::SignOut(id) => sign_in::sign_out(state, id, out),
        Action::CopyTraceparent => call::copy_traceparent(state, out),
        Action::ChooseRow(id, row) => call::choose_row(state, id, row),
        Action::ShowSent => edit::show_sent(state),
        Action::ToggleMessageView => edit::toggle_message_view(state),

        Action::Recording(action) => recordings::recording(state, action, out),

        Action::AskMessage => asking::ask(state, QuestionKind::Message),
        Action::AskPastedMessage => asking::ask(state, QuestionKind::PastedMessage),
        Action::OpenMessageFile(path) => messages::open_file(state, path, out),
        Action::OpenDropped(paths) => messages::open_dropped(state, paths, out),
        Action::OpenMessageBytes(title, bytes) => messages::open_bytes(state, title, bytes, out),
        Action::OpenPasted(text) => messages::open_pasted(state, &text, out),
        Action::ReadMessage(id) => messages::read(state, id, out),
        Action::EditMessage(id, change) => messages::edit(state, id, change, out),
        Action::AskSaveMessage(file) => messages::ask_save(state, *file),
        Action::SaveMessage(file, path) => messages::save(*file, path, out),
        Action::Compare(CompareAction::AskCompare(side)) => compare::ask(state, *side),
        Action::Compare(CompareAction::AskCompareThis) => compare::ask_this(state),
        Action::Compare(CompareAction::ChooseOther(at)) => compare::choose_other(state, at),
        Action::Compare(CompareAction::CompareChosen) => compare::compare_chosen(state, out),
        Action::Compare(CompareAction::Compare(sides)) => compare::compare(state, sides.0, sides.1, out),
        Action::Compare(CompareAction::SwapSides) => compare::swap(state, out),
        Action::Compare(CompareAction::NextDifference) => compare::step(state, true),
        Action::Compare(CompareAction::PreviousDifference) => compare::step(state, false),
        Action::Compare(CompareAction::ToggleDifferencesOnly) => compare::toggle_differences_only(state),

        Action::Compare(CompareAction::MarkToCompare(side)) => compare::mark(state, *side),
        Action::Compare(CompareAction::CompareWithMarked(side)) => compare::with_marked(state, *side, out),
        Action::Compare(CompareAction::CompareAgain(id)) => compare::again(state, id, out),
        Action::Compare(CompareAction::StopCompare(id)) => compare::stop(state, id),
        Action::Compare(CompareAction::EditCompareRules(id, rules)) => compare::edit_rules(state, id, *rules, out),
        Action::Compare(CompareAction::LeaveOut(id, path)) => compare::leave_out(state, id, &path, out),
        Action::AskKeepExample(side) => examples::ask_keep(state, *side),
        Action::OpenExample(path) => examples::open(state, &path, out),
        Action::AskRenameExample(path) => examples::ask_rename(state, path),
        Action::DeleteExample(path) => examples::delete(state, path, out),
        Action::UndoDeleteExample => examples::undo_delete(state, out),
        Action::Compare(CompareAction::AskCompareExample(path)) => examples::ask_compare(state, &path),

        Action::Save => workspace::save(state, out),
        Action::SaveAs(name) => workspace::save_as(state, name, out),
        Action::RefreshCollections => workspace::list(state, out),
        Action::OpenSaved(path) => workspace::open_saved(state, path, out),
        Action::AskRename(path) => workspace::ask_rename(state, path),
        Action::RenameSaved(path, name) => workspace::rename(state, path, name, out),
        Action::DeleteSaved(path) => workspace::delete(state, path, out),
        Action::UndoDelete => workspace::undo_delete(state, out),

        Action::Diagnostics(DiagnosticsAction::OpenDiagnostics(target)) => diagnostics::open(state, *target, out),
        Action::Diagnostics(DiagnosticsAction::ShowDiagnostics) => diagnostics::show(state, out),
        Action::Diagnostics(DiagnosticsAction::ShowDiagnosticsView(id, view)) => {
            diagnostics::choose_view(state, id, view, out)
        }
        Action::Diagnostics(DiagnosticsAction::EditHealthService(id, text)) => {
            diagnostics::edit_service(state, id, text)
        }
        Action::Diagnostics(DiagnosticsAction::CheckHealth(id, service)) => {
            diagnostics::check_health(state, id, service, out)
        }
        Action::Diagnostics(DiagnosticsAction::CheckHealthOf(id, services)) => {
            services.into_iter().for_each(|service| diagnostics::check_health(state, id, service, out));
        }
        Action::Diagnostics(DiagnosticsAction::WatchHealth(id, service)) => {
            diagnostics::watch_health(state, id, service, out)
        }
        Action::Diagnostics(DiagnosticsAction::FoldChannelz(id, key, open)) => diagnostics::fold(state, id, key, open),
        Action::Diagnostics(DiagnosticsAction::PauseDiagnostics(id, paused)) => {
            diagnostics::pause(state, id, paused, out)
        }
    }
}

fn toggle_theme(state: &mut State, out: &mut Vec<Effect>) {
    state.theme = if state.shows_dark { Theme::Light } else { Theme::Dark };
    out.push(Effect::ApplyTheme);
}

fn zoom(state: &mut State, to: f32, out: &mut Vec<Effect>) {
    state.zoom = ((to * 10.0).round() / 10.0).clamp(0.7, 2.0);
    out.push(Effect::ApplyZoom);
}
