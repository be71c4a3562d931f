//! Draws the rows of the tree that are in sight, and turns clicks and keys into actions.
//! Which rows there are is in `rows`.

use egui::{Id, Rect, Response, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo};

use super::{
    ServicesView, docs,
    rows::{Row, RowOf, Tree},
};
use crate::{
    action::{Action, DiagnosticsAction, OpenHow},
    job::found_in,
    panels::{
        signs::{badge, icon},
        walk::{self, Walk},
    },
    state::{Focus, SchemaTab, SchemaView, Source, State, method_key, package_key, page_kind, service_key, type_key},
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
    if state.focus == Some(Focus::Definition) && list.has_focus() {
        let row = view.selected_at.and_then(|at| view.tree.rows().get(at));
        actions.extend(row.and_then(|row| open_page(&view.tree, row.of, SchemaView::Page, OpenHow::Preview)));
    }
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

/// Key of the method that the chosen tab calls, or of the symbol that it shows.
fn called(state: &State) -> Option<String> {
    if let Some((_, tab)) = state.chosen_schema() {
        return shown(state, tab);
    }
    let choice = state.chosen_call()?.1.method.as_ref()?;
    Some(method_key(choice.source?, &choice.path))
}

fn shown(state: &State, tab: &SchemaTab) -> Option<String> {
    let (id, symbol) = (tab.source?, tab.at.symbol.as_str());
    let listing = state.source(id)?.listing.as_ref()?;
    let key = match listing.entry(symbol).map(|entry| entry.place) {
        None => package_key(id, symbol),
        Some(None) => type_key(id, symbol),
        Some(Some((_, None))) => service_key(id, symbol),
        Some(Some((service, Some(method)))) => method_key(id, &listing.method(service, method)?.path),
    };
    Some(key)
}

/// Follow the selection of the state; the place of a row that was newly selected is to be shown.
fn take_selection(state: &State, view: &mut ServicesView) -> Option<usize> {
    let is_new = view.selected != state.left.selected;
    if is_new {
        view.selected.clone_from(&state.left.selected);
    }
    if is_new || !view.is_placed {
        view.selected_at = view.selected.as_deref().and_then(|key| view.tree.place_of(key));
        view.is_placed = true;
    }
    view.selected_at.filter(|_| is_new)
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

/// Open what a row stands for: a call of a method, the page of a type.
pub fn open(tree: &Tree, of: RowOf, how: OpenHow) -> Option<Action> {
    match of {
        RowOf::Method(..) => {
            let path = tree.method(of)?.path.clone();
            Some(Action::OpenMethod { source: tree.source(of)?, path, how })
        }
        RowOf::Type(..) => open_page(tree, of, SchemaView::Page, how),
        RowOf::Source(_) | RowOf::Package(..) | RowOf::Service(..) | RowOf::Group(..) => None,
    }
}

/// Open the page or the source of a row.
fn open_page(tree: &Tree, of: RowOf, view: SchemaView, how: OpenHow) -> Option<Action> {
    Some(Action::OpenSymbol { source: tree.source(of), symbol: tree.symbol(of)?, view, how })
}

fn row_ui(ui: &mut Ui, state: &State, tree: &Tree, row: Row, look: Look, list: &Response, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let count = tree.count(row.of).map(|count| units::count(count as u64)).unwrap_or_default();
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
        (RowOf::Package(..), _) => drawn.branch(row.open == Some(true)).quiet().path(),
        (RowOf::Group(..), _) => drawn.branch(row.open == Some(true)).quiet().hint(&count, t.text2),
        (RowOf::Type(..), _) => {
            let kind = tree.entry(row.of).map(|entry| page_kind(entry.kind));
            drawn.lead(Lead::Icon(icon(kind), t.text2))
        }
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

/// The characters of a name that the filter found: in the name alone, else in the whole path.
fn found(tree: &Tree, of: RowOf) -> Vec<usize> {
    let filter = tree.filter();
    if filter.is_empty() || !matches!(of, RowOf::Method(..) | RowOf::Type(..)) {
        return Vec::new();
    }
    let name = tree.name(of);
    let in_name = found_in(name, filter);
    if !in_name.is_empty() {
        return in_name;
    }
    let Some(whole) = tree.symbol(of) else { return Vec::new() };
    let before = whole.chars().count().saturating_sub(name.chars().count());
    found_in(&whole, filter).into_iter().filter_map(|at| at.checked_sub(before)).collect()
}

fn menu_ui(ui: &mut Ui, state: &State, tree: &Tree, row: Row, actions: &mut Vec<Action>) {
    let source = tree.source(row.of).and_then(|id| state.source(id));
    match row.of {
        RowOf::Method(..) => method_menu_ui(ui, tree, row.of, actions),
        RowOf::Type(..) => type_menu_ui(ui, tree, row.of, actions),
        RowOf::Source(_) | RowOf::Package(..) | RowOf::Service(..) | RowOf::Group(..) => {
            branch_menu_ui(ui, tree, row, source, actions);
        }
    }
}

fn method_menu_ui(ui: &mut Ui, tree: &Tree, of: RowOf, actions: &mut Vec<Action>) {
    let Some(path) = tree.method(of).map(|method| method.path.clone()) else { return };
    if MenuItem::new("Open").icon(icons::ARROW_FORWARD).shortcut("Enter").show(ui).clicked() {
        actions.extend(open(tree, of, OpenHow::Keep));
    }
    if MenuItem::new("Open in new tab").icon(icons::ADD).shortcut("Ctrl+click").show(ui).clicked() {
        actions.extend(open(tree, of, OpenHow::Another));
    }
    definition_ui(ui, tree, of, actions);
    menu_divider(ui);
    if MenuItem::new("Copy path").icon(icons::CONTENT_COPY).show(ui).clicked() {
        actions.push(Action::Copy(path.to_string()));
    }
    if MenuItem::new("Copy as grpcurl").icon(icons::TERMINAL).show(ui).clicked() {
        actions.extend(tree.source(of).map(|id| Action::CopyMethodGrpcurl(id, path.clone())));
    }
    copy_proto_ui(ui, tree, of, &path.to_string(), actions);
}

fn type_menu_ui(ui: &mut Ui, tree: &Tree, of: RowOf, actions: &mut Vec<Action>) {
    let Some(name) = tree.symbol(of) else { return };
    if MenuItem::new("Open").icon(icons::ARROW_FORWARD).shortcut("Enter").show(ui).clicked() {
        actions.extend(open(tree, of, OpenHow::Keep));
    }
    if MenuItem::new("Open in new tab").icon(icons::ADD).shortcut("Ctrl+click").show(ui).clicked() {
        actions.extend(open(tree, of, OpenHow::Another));
    }
    if MenuItem::new("Show source").icon(icons::CODE).show(ui).clicked() {
        actions.extend(open_page(tree, of, SchemaView::Source, OpenHow::Keep));
    }
    menu_divider(ui);
    if MenuItem::new("Copy name").icon(icons::CONTENT_COPY).show(ui).clicked() {
        actions.push(Action::Copy(name.clone()));
    }
    copy_proto_ui(ui, tree, of, &name, actions);
}

/// The way to the page of a method, service or package, and to its source.
fn definition_ui(ui: &mut Ui, tree: &Tree, of: RowOf, actions: &mut Vec<Action>) {
    if tree.symbol(of).is_none() {
        return;
    }
    if MenuItem::new("Go to definition").icon(icons::SCHEMA).shortcut("F12").show(ui).clicked() {
        actions.extend(open_page(tree, of, SchemaView::Page, OpenHow::Keep));
    }
    let is_package = matches!(of, RowOf::Package(..));
    if !is_package && MenuItem::new("Show source").icon(icons::CODE).show(ui).clicked() {
        actions.extend(open_page(tree, of, SchemaView::Source, OpenHow::Keep));
    }
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
    definition_ui(ui, tree, row.of, actions);
    menu_divider(ui);
    let name = tree.symbol(row.of).unwrap_or_else(|| tree.name(row.of).to_owned());
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
    if MenuItem::new("Source settings").icon(icons::TUNE).shortcut("Ctrl+Shift+P").show(ui).clicked() {
        actions.push(Action::ShowSource(source.id));
    }
    if let Some(target) = source.target()
        && MenuItem::new("Diagnostics").icon(icons::HUB).show(ui).clicked()
    {
        actions.push(Action::Diagnostics(DiagnosticsAction::OpenDiagnostics(Box::new(target.clone()))));
    }
}

fn copy_proto_ui(ui: &mut Ui, tree: &Tree, of: RowOf, symbol: &str, actions: &mut Vec<Action>) {
    if MenuItem::new("Copy as .proto").icon(icons::DESCRIPTION).show(ui).clicked() {
        actions.extend(tree.schema(of).and_then(|schema| schema.describe(symbol)).map(Action::Copy));
    }
}
