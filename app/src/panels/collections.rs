//! Saved requests of the workspace as a tree: open, rename, delete.
//! Reading and writing them is core's.

use egui::{Id, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2};
use farcall_core::{
    call::Direction,
    workspace::{Entry, ExampleEntry, Folder, LooseExamples, RequestPath},
};

use super::{
    Views,
    walk::{self, TypeAhead, Walk},
};
use crate::{
    action::{Action, CompareAction},
    state::{State, request_key},
    theme::{self, Font, icons, paint, size, text},
    widgets::{EmptyArea, IconButton, Lead, MenuItem, TreeRow, context_menu, context_menu_of, menu_divider},
};

/// What the tree remembers between frames.
#[derive(Default)]
pub struct CollectionsView {
    ahead: TypeAhead,
}

/// A row of the tree.
#[derive(Clone, Copy)]
enum Item<'a> {
    Folder(&'a Folder, bool),
    /// A saved request, and whether its examples are shown.
    Request(&'a Entry, bool),
    Example(&'a ExampleEntry),
    /// Examples of a request that is not saved.
    Loose(&'a LooseExamples, bool),
    Problem(&'a str),
}

struct Row<'a> {
    depth: usize,
    item: Item<'a>,
}

/// The saved requests over `area`.
pub fn collections_ui(ui: &mut Ui, area: Rect, state: &State, views: &mut Views, actions: &mut Vec<Action>) {
    let (head, body) = area.split_top_bottom_at_y(area.top() + size::STRIP);
    head_ui(ui, head, state, actions);
    let mut rows = Vec::new();
    if let Some(problem) = &state.workspace.problem {
        rows.push(Row { depth: 0, item: Item::Problem(problem) });
    }
    if let Some(tree) = &state.workspace.tree {
        push(tree, 0, state, &mut rows);
    }
    if rows.is_empty() {
        let open = state.chosen_call().is_some_and(|(_, call)| call.method.is_some());
        let empty = EmptyArea::new("Nothing saved yet");
        if !open {
            empty.hint("Save a call with Ctrl+S").show_at(ui, body);
        } else if empty.hint("Save a call to find it here").action("Save this call", Some("Ctrl+S")).show_at(ui, body) {
            actions.push(Action::Save);
        }
        return;
    }
    rows_ui(ui, body, state, views, &rows, actions);
}

fn head_ui(ui: &mut Ui, head: Rect, state: &State, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let folder = state.workspace.workspace.as_ref();
    let path = folder.map_or_else(|| "No workspace folder".to_owned(), |folder| folder.root().display().to_string());
    let base = text::small_baseline(head);
    text::paint_icon(ui.painter(), pos2(head.left() + 20.0, head.center().y), icons::FOLDER_OPEN, t.text2);
    let room = head.width() - 32.0 - 68.0;
    text::paint_path_within(ui.painter(), pos2(head.left() + 32.0, base), room, Font::Small, t.text2, &path);
    let words = head.with_max_x(head.right() - 68.0);
    let response = ui.interact(words, Id::NULL.with("workspace folder"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("Workspace folder {path}")));
    context_menu(&response, |ui| {
        if MenuItem::new("Copy path").icon(icons::CONTENT_COPY).show(ui).clicked() {
            actions.push(Action::Copy(path.clone()));
        }
    });
    response.on_hover_text(format!("Saved requests are files in {path}"));
    let middle = head.center().y;
    let refresh = IconButton::new(icons::REFRESH, "Refresh collections");
    if refresh.show_around(ui, pos2(head.right() - 20.0, middle)).clicked() {
        actions.push(Action::RefreshCollections);
    }
    let other = IconButton::new(icons::FOLDER, "Open another workspace folder…");
    if other.show_around(ui, pos2(head.right() - 48.0, middle)).clicked() {
        actions.push(Action::AskWorkspace);
    }
}

/// Rows of a folder and of the unfolded ones in it; the listing is bounded in depth.
fn push<'a>(folder: &'a Folder, depth: usize, state: &State, rows: &mut Vec<Row<'a>>) {
    for inner in &folder.folders {
        let open = inner.path.as_ref().is_some_and(|path| is_open(state, path));
        rows.push(Row { depth, item: Item::Folder(inner, open) });
        if open {
            push(inner, depth + 1, state, rows);
        }
    }
    for entry in &folder.requests {
        let open = shows_examples(state, &entry.path);
        rows.push(Row { depth, item: Item::Request(entry, open) });
        if open {
            push_examples(&entry.examples, depth + 1, rows);
        }
    }
    for loose in &folder.loose {
        let open = shows_examples(state, &loose.of);
        rows.push(Row { depth, item: Item::Loose(loose, open) });
        if open {
            push_examples(&loose.examples, depth + 1, rows);
        }
    }
    rows.extend(folder.problems.iter().map(|problem| Row { depth, item: Item::Problem(problem) }));
}

fn push_examples<'a>(examples: &'a [ExampleEntry], depth: usize, rows: &mut Vec<Row<'a>>) {
    rows.extend(examples.iter().map(|example| Row { depth, item: Item::Example(example) }));
}

fn shows_examples(state: &State, of: &RequestPath) -> bool {
    state.left.folds.get(&request_key(of)).copied().unwrap_or(false)
}

fn is_open(state: &State, path: &RequestPath) -> bool {
    state.left.folds.get(&folder_key(path)).copied().unwrap_or(true)
}

fn folder_key(path: &RequestPath) -> String {
    format!("folder:{path}")
}

impl Item<'_> {
    fn key(&self) -> Option<String> {
        match self {
            Item::Folder(folder, _) => folder.path.as_ref().map(folder_key),
            Item::Request(entry, _) => Some(request_key(&entry.path)),
            Item::Loose(loose, _) => Some(request_key(&loose.of)),
            Item::Example(example) => Some(format!("example:{}", example.path)),
            Item::Problem(_) => None,
        }
    }

    fn name(&self) -> &str {
        match self {
            Item::Folder(folder, _) => folder.path.as_ref().map_or("", RequestPath::name),
            Item::Request(entry, _) => &entry.name,
            Item::Loose(loose, _) => loose.of.name(),
            Item::Example(example) => &example.title,
            Item::Problem(problem) => problem,
        }
    }

    fn fold(&self, open: bool) -> Option<Action> {
        match self {
            Item::Folder(_, now) | Item::Loose(_, now) if *now != open => Some(Action::FoldTree(self.key()?, open)),
            Item::Request(entry, now) if *now != open && !entry.examples.is_empty() => {
                Some(Action::FoldTree(self.key()?, open))
            }
            _ => None,
        }
    }

    /// What a click or Enter does.
    fn open(&self) -> Option<Action> {
        match self {
            Item::Folder(_, open) | Item::Loose(_, open) => self.fold(!open),
            Item::Request(entry, _) => Some(Action::OpenSaved(entry.path.clone())),
            Item::Example(example) => Some(Action::OpenExample(example.path.clone())),
            Item::Problem(_) => None,
        }
    }
}

fn rows_ui(ui: &mut Ui, area: Rect, state: &State, views: &mut Views, rows: &[Row<'_>], actions: &mut Vec<Action>) {
    let list = ui.interact(area, Id::NULL.with("collections"), Sense::click());
    list.widget_info(|| WidgetInfo::labeled(Role::Tree, true, "Saved requests"));
    let key = state.left.selected.as_deref();
    let at = key.and_then(|key| rows.iter().position(|row| row.item.key().as_deref() == Some(key)));
    let page = (area.height() / size::ROW).floor() as usize;
    let walked = walk::take(ui, &list, (rows.len(), page), at, &mut views.collections.ahead);
    let moved = matches!(walked, Some(Walk::To(_) | Walk::Typed(_)));
    if let Some(walk) = walked {
        walked_to(rows, at, walk, actions);
    }
    match at.and_then(|at| rows.get(at)).map(|row| row.item) {
        Some(Item::Request(entry, _)) => {
            let (rename, delete) = (Action::AskRename(entry.path.clone()), Action::DeleteSaved(entry.path.clone()));
            row_keys(ui, &list, rename, delete, actions);
        }
        Some(Item::Example(example)) => {
            let rename = Action::AskRenameExample(example.path.clone());
            row_keys(ui, &list, rename, Action::DeleteExample(example.path.clone()), actions);
        }
        _ => {}
    }
    let mut inner = ui.new_child(UiBuilder::new().max_rect(area).id_salt("collection rows"));
    ScrollArea::vertical().id_salt("collections").auto_shrink(false).show_rows(
        &mut inner,
        size::ROW,
        rows.len(),
        |ui, seen| {
            for place in seen {
                let Some(row) = rows.get(place) else { continue };
                let response = row_ui(ui, row, at == Some(place), &list, actions);
                if moved && at == Some(place) {
                    response.scroll_to_me(None);
                }
            }
        },
    );
}

fn walked_to(rows: &[Row<'_>], at: Option<usize>, walk: Walk, actions: &mut Vec<Action>) {
    let row = at.and_then(|at| rows.get(at));
    let select = |to: usize| rows.get(to).and_then(|row| row.item.key()).map(|key| Action::SelectTree(Some(key)));
    match walk {
        Walk::To(to) => actions.extend(select(to)),
        Walk::Typed(typed) => {
            let names = |at: usize| rows.get(at).map(|row| row.item.name());
            actions.extend(walk::jump(names, rows.len(), at, &typed).and_then(select));
        }
        Walk::Open => actions.extend(row.and_then(|row| row.item.open())),
        Walk::Unfold | Walk::UnfoldAll => actions.extend(row.and_then(|row| row.item.fold(true))),
        Walk::Fold => {
            let folded = row.and_then(|row| row.item.fold(false));
            let parent = || {
                let depth = row?.depth;
                select(rows.get(..at?)?.iter().rposition(|row| row.depth < depth)?)
            };
            actions.extend(folded.or_else(parent));
        }
    }
}

fn row_keys(ui: &Ui, list: &Response, rename: Action, delete: Action, actions: &mut Vec<Action>) {
    if !list.has_focus() {
        return;
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::F2) {
        actions.push(rename);
    }
    if pressed(Key::Delete) {
        actions.push(delete);
    }
}

fn row_ui(ui: &mut Ui, row: &Row<'_>, selected: bool, list: &Response, actions: &mut Vec<Action>) -> Response {
    let t = theme::tokens(ui);
    let drawn = TreeRow::new(row.item.name()).depth(row.depth).selected(selected, list.has_focus()).in_list();
    let drawn = match row.item.key() {
        Some(key) => drawn.id(list.id.with(key)),
        None => drawn,
    };
    let method = match row.item {
        Item::Request(entry, _) => entry.method.as_deref().map(short_method).unwrap_or_default(),
        Item::Example(example) if example.direction == Direction::Sent => "request",
        Item::Example(_) => "response",
        Item::Loose(..) => "not saved",
        Item::Folder(..) | Item::Problem(_) => "",
    };
    let drawn = match row.item {
        Item::Folder(_, open) => drawn.branch(open).lead(Lead::Icon(icons::FOLDER, t.text2)),
        Item::Request(Entry { problem: Some(_), .. }, _) | Item::Example(ExampleEntry { problem: Some(_), .. }) => {
            drawn.lead(Lead::Icon(icons::ERROR, t.error)).hint("damaged", t.error).hint_icon(icons::WARNING)
        }
        Item::Request(entry, open) => {
            let drawn = drawn.lead(Lead::Icon(icons::BOOKMARK, t.text2)).hint(method, t.text2);
            if entry.examples.is_empty() { drawn } else { drawn.branch(open) }
        }
        Item::Loose(_, open) => drawn.branch(open).lead(Lead::Icon(icons::BOOKMARK, t.text2)).hint(method, t.text2),
        Item::Example(_) => drawn.lead(Lead::Icon(icons::DATA_OBJECT, t.text2)).hint(method, t.text2),
        Item::Problem(_) => drawn.lead(Lead::Icon(icons::WARNING, t.warn)).quiet(),
    };
    let shown = drawn.show(ui);
    let response = shown.response;
    if selected && list.has_focus() && theme::shows_focus(ui.ctx()) {
        paint::ring_inside(ui.painter(), response.rect, t);
    }
    if response.clicked() || response.secondary_clicked() {
        list.request_focus();
        actions.extend(row.item.key().map(|key| Action::SelectTree(Some(key))));
    }
    match row.item {
        Item::Request(_, open) if shown.toggled => actions.extend(row.item.fold(!open)),
        _ if response.clicked() => actions.extend(row.item.open()),
        _ => {}
    }
    let menu = |ui: &mut Ui| menu_ui(ui, row.item, actions);
    if selected {
        context_menu_of(&response, list, menu);
    } else {
        context_menu(&response, menu);
    }
    let hover = match row.item {
        Item::Folder(..) => return response,
        Item::Problem(problem) => problem.to_owned(),
        Item::Request(Entry { problem: Some(problem), path, .. }, _) => {
            format!("{path} cannot be read: {problem}. It was left untouched")
        }
        Item::Example(ExampleEntry { problem: Some(problem), path, .. }) => {
            format!("{path} cannot be read: {problem}. It was left untouched")
        }
        Item::Example(example) => {
            format!("Example {}\n{}", example.path, example.type_name.as_deref().unwrap_or("Of no known type"))
        }
        Item::Loose(loose, _) => format!("Examples of {}, which is not saved", loose.of),
        Item::Request(entry, _) => format!("{}\n{}", entry.path, entry.method.as_deref().unwrap_or_default()),
    };
    response.on_hover_text(hover)
}

/// The name of a method without its service.
fn short_method(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, method)| method)
}

fn menu_ui(ui: &mut Ui, item: Item<'_>, actions: &mut Vec<Action>) {
    match item {
        Item::Folder(_, open) | Item::Loose(_, open) => {
            let label = if open { "Fold" } else { "Unfold" };
            if MenuItem::new(label).shortcut(if open { "Left" } else { "Right" }).show(ui).clicked() {
                actions.extend(item.fold(!open));
            }
        }
        Item::Example(example) => example_menu_ui(ui, example, actions),
        Item::Request(entry, _) => {
            if MenuItem::new("Open").icon(icons::ARROW_FORWARD).shortcut("Enter").show(ui).clicked() {
                actions.push(Action::OpenSaved(entry.path.clone()));
            }
            if MenuItem::new("Rename…").icon(icons::DESCRIPTION).shortcut("F2").show(ui).clicked() {
                actions.push(Action::AskRename(entry.path.clone()));
            }
            if MenuItem::new("Copy method").icon(icons::CONTENT_COPY).show(ui).clicked() {
                actions.push(Action::Copy(entry.method.clone().unwrap_or_default()));
            }
            menu_divider(ui);
            if MenuItem::new("Delete").icon(icons::DELETE).danger().shortcut("Del").show(ui).clicked() {
                actions.push(Action::DeleteSaved(entry.path.clone()));
            }
        }
        Item::Problem(problem) => {
            if MenuItem::new("Copy problem").icon(icons::CONTENT_COPY).show(ui).clicked() {
                actions.push(Action::Copy(problem.to_owned()));
            }
        }
    }
}

fn example_menu_ui(ui: &mut Ui, example: &ExampleEntry, actions: &mut Vec<Action>) {
    let path = || example.path.clone();
    if MenuItem::new("Open").icon(icons::ARROW_FORWARD).shortcut("Enter").show(ui).clicked() {
        actions.push(Action::OpenExample(path()));
    }
    if MenuItem::new("Compare with…").icon(icons::COMPARE_ARROWS).show(ui).clicked() {
        actions.push(Action::Compare(CompareAction::AskCompareExample(path())));
    }
    if MenuItem::new("Rename…").icon(icons::DESCRIPTION).shortcut("F2").show(ui).clicked() {
        actions.push(Action::AskRenameExample(path()));
    }
    menu_divider(ui);
    if MenuItem::new("Delete").icon(icons::DELETE).danger().shortcut("Del").show(ui).clicked() {
        actions.push(Action::DeleteExample(path()));
    }
}
