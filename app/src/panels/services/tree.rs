//! Draws the rows of the tree that are in sight, and turns clicks and keys into actions.
//! Which rows there are is in `rows`.

use egui::{Id, Rect, Response, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo};
use farcall_core::schema::MethodPath;

use super::{
    ServicesView, docs,
    rows::{Row, RowOf, Tree},
};
use crate::{
    action::{Action, OpenHow},
    panels::{
        tab_strip::badge,
        walk::{self, Walk},
    },
    perform::found_in,
    state::{Source, State, method_key},
    theme::{self, icons, paint, size},
    units,
    widgets::{Lead, MenuItem, TreeRow, context_menu_of, menu_divider},
};

/// The rows over `area`.
pub fn tree_ui(ui: &mut Ui, area: Rect, list: Id, state: &State, view: &mut ServicesView, actions: &mut Vec<Action>) {
    let list = ui.interact(area, list, Sense::click());
    list.widget_info(|| WidgetInfo::labeled(Role::Tree, true, "Services"));
    let reveal = take_selection(state, view);
    let page = (area.height() / size::ROW).floor() as usize;
    let rows = view.tree.rows().len();
    if let Some(walk) = walk::take(ui, &list, (rows, page), view.selected_at, &mut view.ahead) {
        walked(&view.tree, view.selected_at, walk, actions);
    }
    let mut inner = ui.new_child(UiBuilder::new().max_rect(area).id_salt("tree rows"));
    let mut scroll = ScrollArea::vertical().id_salt("tree").auto_shrink(false);
    if let Some(offset) = reveal.and_then(|at| revealing(at, view.offset, area.height())) {
        scroll = scroll.vertical_scroll_offset(offset);
    }
    let called = called(state);
    let (tree, selected) = (&view.tree, view.selected_at);
    let out = scroll.show_rows(&mut inner, size::ROW, rows, |ui, seen| {
        for at in seen {
            let Some(row) = tree.rows().get(at) else { continue };
            let is_called = called.as_deref().is_some_and(|key| tree.key(row.of) == key);
            let look = Look { selected: selected == Some(at), is_called };
            row_ui(ui, state, tree, *row, look, &list, actions);
        }
    });
    view.offset = out.state.clamped_offset().y;
}

/// How a row stands.
#[derive(Clone, Copy)]
struct Look {
    selected: bool,
    /// The chosen tab calls it.
    is_called: bool,
}

/// Key of the method that the chosen tab calls.
fn called(state: &State) -> Option<String> {
    let choice = state.chosen_call()?.1.method.as_ref()?;
    Some(method_key(choice.source?, &choice.path))
}

/// Follow the selection of the state; the place of a row that was newly selected is to be shown.
fn take_selection(state: &State, view: &mut ServicesView) -> Option<usize> {
    let at = state.left.selected.as_deref().and_then(|key| view.tree.place_of(key));
    let is_new = view.selected != state.left.selected;
    if is_new {
        view.selected.clone_from(&state.left.selected);
    }
    view.selected_at = at;
    at.filter(|_| is_new)
}

/// Where to scroll for a row to be seen whole, if it is not.
fn revealing(at: usize, offset: f32, height: f32) -> Option<f32> {
    let top = at as f32 * size::ROW;
    if top < offset {
        Some(top)
    } else if top + size::ROW > offset + height {
        Some(top + size::ROW - height)
    } else {
        None
    }
}

fn walked(tree: &Tree, at: Option<usize>, walk: Walk, actions: &mut Vec<Action>) {
    let row = at.and_then(|at| tree.rows().get(at));
    let select = |to: usize| tree.rows().get(to).map(|row| Action::SelectTree(Some(tree.key(row.of))));
    let fold = |row: &Row, open: bool| Action::FoldTree(tree.fold_key(row.of), open);
    match (walk, row, at) {
        (Walk::To(to), _, _) => actions.extend(select(to)),
        (Walk::Typed(typed), _, _) => {
            let names = |at: usize| tree.rows().get(at).map(|row| tree.name(row.of));
            actions.extend(walk::jump(names, tree.rows().len(), at, &typed).and_then(select));
        }
        (Walk::Fold, Some(row), _) if row.open == Some(true) => actions.push(fold(row, false)),
        (Walk::Fold, Some(_), Some(at)) => actions.extend(tree.parent(at).and_then(select)),
        (Walk::Unfold, Some(row), _) if row.open == Some(false) => actions.push(fold(row, true)),
        (Walk::Unfold, Some(row), Some(at)) if row.open == Some(true) => actions.extend(select(at + 1)),
        (Walk::UnfoldAll, Some(row), _) if row.open.is_some() => {
            let branches = tree.branches(row.of);
            actions.extend(branches.into_iter().map(|of| Action::FoldTree(tree.fold_key(of), true)));
        }
        (Walk::Open, Some(row), _) => match row.open {
            Some(open) => actions.push(fold(row, !open)),
            None => actions.extend(open(tree, row.of, OpenHow::Preview)),
        },
        _ => {}
    }
}

/// Open the method of a row.
pub fn open(tree: &Tree, of: RowOf, how: OpenHow) -> Option<Action> {
    let path = tree.method(of)?.path.clone();
    Some(Action::OpenMethod { source: tree.source(of)?, path, how })
}

fn row_ui(ui: &mut Ui, state: &State, tree: &Tree, row: Row, look: Look, list: &Response, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let count = counted(tree, row.of);
    let found = found(tree, row.of);
    let mut drawn = TreeRow::new(tree.name(row.of))
        .depth(row.depth)
        .found(&found)
        .selected(look.selected || look.is_called, look.is_called || list.has_focus())
        .in_list()
        .id(list.id.with((tree.source(row.of), row.of)));
    drawn = match (row.of, tree.method(row.of)) {
        (RowOf::Method(..), Some(method)) => {
            let drawn = drawn.lead(Lead::Badge(badge(method.kind)));
            if method.deprecated { drawn.hint("deprecated", t.warn).hint_icon(icons::WARNING) } else { drawn }
        }
        (RowOf::Service(..), _) if tree.service(row.of).is_some_and(|service| service.deprecated) => {
            drawn.branch(row.open == Some(true)).hint("deprecated", t.warn).hint_icon(icons::WARNING)
        }
        (RowOf::Package(..), _) => drawn.branch(row.open == Some(true)).quiet(),
        _ => drawn.branch(row.open == Some(true)).hint(&count, t.text2),
    };
    let out = drawn.show(ui);
    if look.selected && list.has_focus() && theme::shows_focus(ui.ctx()) {
        paint::ring_inside(ui.painter(), out.response.rect, t);
    }
    if out.response.clicked() || out.response.secondary_clicked() {
        list.request_focus();
        actions.push(Action::SelectTree(Some(tree.key(row.of))));
    }
    if let Some(open) = row.open.filter(|_| out.response.clicked()) {
        actions.push(Action::FoldTree(tree.fold_key(row.of), !open));
    }
    if out.response.clicked() {
        let how = match (ui.input(|input| input.modifiers.command), out.response.double_clicked()) {
            (true, _) => OpenHow::Another,
            (false, true) => OpenHow::Keep,
            (false, false) => OpenHow::Preview,
        };
        actions.extend(open(tree, row.of, how));
    }
    if look.selected {
        context_menu_of(&out.response, list, |ui| menu_ui(ui, state, tree, row, actions));
    } else {
        crate::widgets::context_menu(&out.response, |ui| menu_ui(ui, state, tree, row, actions));
    }
    docs::hover_ui(&out.response, tree, row.of);
}

/// Methods of a service or a source, as its hint.
fn counted(tree: &Tree, of: RowOf) -> String {
    let methods = match of {
        RowOf::Source(_) => tree.schema(of).map_or(0, |schema| schema.methods().count()),
        RowOf::Service(..) => tree.service(of).map_or(0, |service| service.methods.len()),
        RowOf::Package(..) | RowOf::Method(..) => return String::new(),
    };
    units::count(methods as u64)
}

/// The characters of a method's name that the filter found: in the name alone, else in the whole path.
fn found(tree: &Tree, of: RowOf) -> Vec<usize> {
    let (RowOf::Method(..), false, Some(method)) = (of, tree.filter().is_empty(), tree.method(of)) else {
        return Vec::new();
    };
    let in_name = found_in(tree.name(of), tree.filter());
    if !in_name.is_empty() {
        return in_name;
    }
    let before = method.path.service.chars().count() + 1;
    found_in(&method.path.to_string(), tree.filter()).into_iter().filter_map(|at| at.checked_sub(before)).collect()
}

fn menu_ui(ui: &mut Ui, state: &State, tree: &Tree, row: Row, actions: &mut Vec<Action>) {
    let source = tree.source(row.of).and_then(|id| state.source(id));
    match tree.method(row.of) {
        Some(method) => method_menu_ui(ui, tree, row.of, &method.path.clone(), actions),
        None => branch_menu_ui(ui, tree, row, source, actions),
    }
}

fn method_menu_ui(ui: &mut Ui, tree: &Tree, of: RowOf, path: &MethodPath, actions: &mut Vec<Action>) {
    if MenuItem::new("Open").icon(icons::ARROW_FORWARD).shortcut("Enter").show(ui).clicked() {
        actions.extend(open(tree, of, OpenHow::Keep));
    }
    if MenuItem::new("Open in new tab").icon(icons::ADD).shortcut("Ctrl+click").show(ui).clicked() {
        actions.extend(open(tree, of, OpenHow::Another));
    }
    menu_divider(ui);
    if MenuItem::new("Copy path").icon(icons::CONTENT_COPY).show(ui).clicked() {
        actions.push(Action::Copy(path.to_string()));
    }
    if MenuItem::new("Copy as grpcurl").icon(icons::TERMINAL).show(ui).clicked() {
        actions.extend(tree.source(of).map(|id| Action::CopyMethodGrpcurl(id, path.clone())));
    }
    copy_proto_ui(ui, tree, of, &path.to_string(), actions);
}

fn branch_menu_ui(ui: &mut Ui, tree: &Tree, row: Row, source: Option<&Source>, actions: &mut Vec<Action>) {
    let open = row.open == Some(true);
    let fold = if open { "Fold" } else { "Unfold" };
    if MenuItem::new(fold).shortcut(if open { "Left" } else { "Right" }).show(ui).clicked() {
        actions.push(Action::FoldTree(tree.fold_key(row.of), !open));
    }
    if MenuItem::new("Unfold all below").shortcut("*").show(ui).clicked() {
        let branches = tree.branches(row.of);
        actions.extend(branches.into_iter().map(|of| Action::FoldTree(tree.fold_key(of), true)));
    }
    menu_divider(ui);
    let name = match (row.of, tree.service(row.of)) {
        (RowOf::Service(..), Some(service)) => service.full_name.clone(),
        _ => tree.name(row.of).to_owned(),
    };
    if MenuItem::new("Copy name").icon(icons::CONTENT_COPY).show(ui).clicked() {
        actions.push(Action::Copy(name.clone()));
    }
    if matches!(row.of, RowOf::Service(..)) {
        copy_proto_ui(ui, tree, row.of, &name, actions);
    }
    let Some(source) = source else { return };
    if MenuItem::new("Refresh").icon(icons::REFRESH).shortcut("F5").show(ui).clicked() {
        actions.push(Action::Refresh(source.id));
    }
    if let Some(target) = source.target()
        && MenuItem::new("Diagnostics").icon(icons::HUB).show(ui).clicked()
    {
        actions.push(Action::OpenDiagnostics(Box::new(target.clone())));
    }
}

fn copy_proto_ui(ui: &mut Ui, tree: &Tree, of: RowOf, symbol: &str, actions: &mut Vec<Action>) {
    if MenuItem::new("Copy as .proto").icon(icons::DESCRIPTION).show(ui).clicked() {
        actions.extend(tree.schema(of).and_then(|schema| schema.describe(symbol)).map(Action::Copy));
    }
}
