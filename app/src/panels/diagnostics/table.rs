//! Servers or channels as a tree with counters, and what stands there while nothing could be read.

use std::time::SystemTime;

use egui::{Color32, Id, Rect, Response, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use farcall_core::{diagnostics::ChannelzSnapshot, engine::Failure, metadata::visible};

use super::{
    DiagnosticsLook,
    nodes::{self, NodeRow},
};
use crate::{
    action::{Action, DiagnosticsAction},
    panels::walk::{self, Walk},
    state::{DiagnosticsTab, DiagnosticsView, TabId},
    theme::{self, Font, icons, paint::RowGround, size, text},
    units,
    widgets::{Column, EmptyArea, MenuItem, Table, TableRow, Tone, context_menu, paint_chevron},
};

/// Columns in their order; below these widths of the table they are left out.
const COLUMNS: [(Cell, f32); 7] = [
    (Cell::Name, 0.0),
    (Cell::Address, 0.0),
    (Cell::State, 0.0),
    (Cell::Started, 560.0),
    (Cell::Succeeded, 820.0),
    (Cell::Failed, 560.0),
    (Cell::LastCall, 700.0),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Name,
    Address,
    State,
    Started,
    Succeeded,
    Failed,
    LastCall,
}

impl Cell {
    fn column(self) -> Column<'static> {
        match self {
            Cell::Name => Column::new("Name", 184.0),
            Cell::Address => Column::new("Address", 240.0).stretch(),
            Cell::State => Column::new("State", 136.0),
            Cell::Started => Column::figures("Started", 72.0),
            Cell::Succeeded => Column::figures("Succeeded", 72.0),
            Cell::Failed => Column::figures("Failed", 64.0),
            Cell::LastCall => Column::figures("Last call", 104.0),
        }
    }
}

/// The tree over `area`, or why there is none.
pub fn table_ui(
    ui: &mut Ui,
    area: Rect,
    id: TabId,
    tab: &DiagnosticsTab,
    look: &mut DiagnosticsLook,
    actions: &mut Vec<Action>,
) {
    match &tab.channelz {
        None => {
            let (title, hint) = if tab.paused {
                ("Not read", "Reading is paused")
            } else {
                ("Reading channelz", "From the server at this target")
            };
            EmptyArea::new(title).hint(hint).show_at(ui, area);
        }
        Some(Err(failure)) => failed_ui(ui, area, id, failure, actions),
        Some(Ok(snapshot)) => snapshot_ui(ui, area, id, tab, snapshot, look, actions),
    }
}

fn failed_ui(ui: &mut Ui, area: Rect, id: TabId, failure: &Failure, actions: &mut Vec<Action>) {
    let cause = failure.cause.as_deref().map(|cause| visible(cause.as_bytes()).replace(" · ", ". "));
    let hint = match (&cause, &failure.hint) {
        (Some(cause), _) => cause.clone(),
        (None, Some(hint)) => hint.clone(),
        (None, None) => "Servers, channels and sockets are told by the service grpc.channelz.v1.Channelz".to_owned(),
    };
    if EmptyArea::new(&failure.summary).hint(&hint).action("Ask again", None).show_at(ui, area) {
        actions.extend([
            Action::Diagnostics(DiagnosticsAction::PauseDiagnostics(id, true)),
            Action::Diagnostics(DiagnosticsAction::PauseDiagnostics(id, false)),
        ]);
    }
}

fn snapshot_ui(
    ui: &mut Ui,
    area: Rect,
    id: TabId,
    tab: &DiagnosticsTab,
    snapshot: &ChannelzSnapshot,
    look: &mut DiagnosticsLook,
    actions: &mut Vec<Action>,
) {
    let rows = nodes::rows(snapshot, tab.view, &tab.folds);
    let body = problems_ui(ui, area, &snapshot.problems);
    if rows.is_empty() {
        let title = if tab.view == DiagnosticsView::Servers { "No servers" } else { "No channels" };
        EmptyArea::new(title).hint("The process at this target has none").show_at(ui, body);
        return;
    }
    let cells: Vec<Cell> = COLUMNS.iter().filter(|(_, least)| area.width() >= *least).map(|(cell, _)| *cell).collect();
    let columns: Vec<Column<'_>> = cells.iter().map(|cell| cell.column()).collect();
    let table = Table::new(&columns).fits(Id::NULL.with(("channelz fit", columns.len())));
    let (head, body) = body.split_top_bottom_at_y(body.top() + size::ROW);
    let widths = &mut look.widths[1];
    table.head_ui(ui, Id::NULL.with("channelz head"), head, widths, None);
    let list = ui.interact(body, Id::NULL.with(("channelz", id, tab.view)), Sense::click());
    list.widget_info(|| WidgetInfo::labeled(Role::TreeGrid, true, "Channelz"));
    let at = look.selected.as_deref().and_then(|key| rows.iter().position(|row| row.key == key));
    let page = (body.height() / size::ROW).floor() as usize;
    if let Some(walk) = walk::take(ui, &list, (rows.len(), page), at, &mut look.ahead) {
        walked(&rows, at, walk, id, &mut look.selected, actions);
    }
    let mut inner = ui.new_child(UiBuilder::new().max_rect(body).id_salt("channelz rows"));
    let shown = Shown { id, table: &table, cells: &cells, widths, list: &list, now: SystemTime::now() };
    let selected = &mut look.selected;
    ScrollArea::vertical().id_salt(("channelz", id, tab.view)).auto_shrink(false).show_rows(
        &mut inner,
        size::ROW,
        rows.len(),
        |ui, seen| {
            for row in rows.get(seen).unwrap_or_default() {
                shown.row_ui(ui, row, selected, actions);
            }
        },
    );
}

/// What could not be read, in a strip at the bottom; returns the room above it.
fn problems_ui(ui: &mut Ui, area: Rect, problems: &[String]) -> Rect {
    let Some(first) = problems.first() else { return area };
    let t = theme::tokens(ui);
    let (above, strip) = area.split_top_bottom_at_y(area.bottom() - size::STRIP);
    theme::paint::divider_h(ui.painter(), strip.x_range(), strip.top(), t.line);
    text::paint_icon(ui.painter(), pos2(strip.left() + 20.0, strip.center().y), icons::INFO, t.text2);
    let words = match problems.len() {
        1 => first.clone(),
        more => format!("{first}; {} more", more - 1),
    };
    let at = pos2(strip.left() + 36.0, text::small_baseline(strip));
    text::paint_within(ui.painter(), at, strip.width() - 48.0, Font::Small, t.text2, &words);
    let response = ui.interact(strip, Id::NULL.with("channelz problems"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    response.on_hover_text(problems.join("\n"));
    above
}

fn walked(
    rows: &[NodeRow],
    at: Option<usize>,
    walk: Walk,
    id: TabId,
    selected: &mut Option<String>,
    actions: &mut Vec<Action>,
) {
    let row = at.and_then(|at| rows.get(at));
    let key = |to: usize| rows.get(to).map(|row| row.key.clone());
    let fold =
        |row: &NodeRow, open: bool| Action::Diagnostics(DiagnosticsAction::FoldChannelz(id, row.key.clone(), open));
    match walk {
        Walk::To(to) => *selected = key(to),
        Walk::Typed(typed) => {
            let names = |at: usize| rows.get(at).map(|row| row.name.as_str());
            if let Some(to) = walk::jump(names, rows.len(), at, &typed) {
                *selected = key(to);
            }
        }
        Walk::Open => actions.extend(row.and_then(|row| Some(fold(row, !row.open?)))),
        Walk::Unfold | Walk::UnfoldAll => {
            actions.extend(row.filter(|row| row.open == Some(false)).map(|row| fold(row, true)));
        }
        Walk::Fold => match row {
            Some(row) if row.open == Some(true) => actions.push(fold(row, false)),
            Some(row) => {
                let above = at.and_then(|at| rows.get(..at)).unwrap_or_default();
                if let Some(parent) = above.iter().rposition(|other| other.depth < row.depth) {
                    *selected = key(parent);
                }
            }
            None => {}
        },
    }
}

/// What every row is drawn with.
struct Shown<'a> {
    id: TabId,
    table: &'a Table<'a>,
    cells: &'a [Cell],
    widths: &'a [f32],
    list: &'a Response,
    now: SystemTime,
}

impl Shown<'_> {
    fn row_ui(&self, ui: &mut Ui, node: &NodeRow, selected: &mut Option<String>, actions: &mut Vec<Action>) {
        let t = theme::tokens(ui);
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
        let ground = match (selected.as_deref() == Some(&node.key), self.list.has_focus()) {
            (true, true) => RowGround::Selected,
            (true, false) => RowGround::SelectedWithoutFocus,
            (false, _) => RowGround::Plain,
        };
        let spoken = match &node.state {
            Some((_, words)) => format!("{}, {words}", node.name),
            None => node.name.clone(),
        };
        let (response, mut row) =
            self.table.row_ui(ui, self.list.id.with(&node.key), rect, self.widths, ground, &spoken);
        for (column, cell) in self.cells.iter().enumerate() {
            self.cell_ui(&mut row, column, *cell, node, t);
        }
        if response.clicked() || response.secondary_clicked() {
            self.list.request_focus();
            *selected = Some(node.key.clone());
        }
        let chevron = rect.left() + 20.0 + size::INDENT * node.depth as f32;
        let on_chevron = response.interact_pointer_pos().is_some_and(|at| (at.x - chevron).abs() <= 12.0);
        if let Some(open) = node.open.filter(|_| response.clicked() && on_chevron || response.double_clicked()) {
            actions.push(Action::Diagnostics(DiagnosticsAction::FoldChannelz(self.id, node.key.clone(), !open)));
        }
        context_menu(&response, |ui| {
            if MenuItem::new("Copy name").icon(icons::CONTENT_COPY).show(ui).clicked() {
                actions.push(Action::Copy(node.name.clone()));
            }
            if !node.address.is_empty() && MenuItem::new("Copy address").icon(icons::CONTENT_COPY).show(ui).clicked() {
                actions.push(Action::Copy(node.address.clone()));
            }
        });
        if !node.detail.is_empty() {
            let detail = visible(node.detail.join("\n").as_bytes()).replace("\\n", "\n");
            response.on_hover_text(detail);
        }
    }

    fn cell_ui(&self, row: &mut TableRow<'_>, column: usize, cell: Cell, node: &NodeRow, t: &theme::Tokens) {
        match cell {
            Cell::Name => {
                let indent = size::INDENT * node.depth as f32;
                if let (Some(open), Some(cell)) = (node.open, row.cell(column)) {
                    let at = pos2(cell.left() + 8.0 + indent, cell.center().y);
                    paint_chevron(row.ui().painter(), at, open, t.text2);
                }
                row.text_after(column, 24.0 + indent, Font::Body, t.text, &node.name);
            }
            Cell::Address => row.text(column, Font::Code, t.text2, &node.address),
            Cell::State => {
                if let (Some((tone, words)), Some(cell)) = (&node.state, row.cell(column)) {
                    let at = pos2(cell.left() + 8.0, cell.center().y);
                    text::paint_icon(row.ui().painter(), at, tone.icon(), tone.color(t));
                    row.text_after(column, 24.0, Font::Body, state_color(*tone, t), words);
                }
            }
            Cell::Started | Cell::Succeeded | Cell::Failed => {
                let Some(counts) = &node.counts else { return };
                let (value, lit) = match cell {
                    Cell::Started => (counts.started, t.text),
                    Cell::Succeeded => (counts.succeeded, t.text),
                    _ => (counts.failed, t.error),
                };
                let quiet = value == 0;
                row.text(column, Font::Code, if quiet { t.text2 } else { lit }, &figure(value));
            }
            Cell::LastCall => {
                if let Some(counts) = &node.counts {
                    row.text(column, Font::Code, t.text2, &nodes::last_call(counts, self.now));
                }
            }
        }
    }
}

/// A server may say what is no count.
fn figure(value: i64) -> String {
    if value < 0 { value.to_string() } else { units::count(value.unsigned_abs()) }
}

fn state_color(tone: Tone, t: &theme::Tokens) -> Color32 {
    match tone {
        Tone::Error => t.error,
        Tone::Idle | Tone::Stopped => t.text2,
        Tone::Ok | Tone::Warn | Tone::Running => t.text,
    }
}
