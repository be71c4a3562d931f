//! The page of a symbol: its head, its comment, its hints and options, what stands in it, and who uses it.

use std::sync::Arc;

use egui::{Id, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};
use farcall_core::{
    metadata::visible,
    schema::{OptionLine, Page},
};

use super::{
    SchemaLook, Went,
    link::{Followed, link_ui},
    members,
    parts::{follow, hint_ui, section_ui},
    prose_ui, used_by, word,
};
use crate::{
    action::Action,
    panels::signs::{badge, icon},
    state::{SchemaView, Shown, State, short_name},
    theme::{self, Font, icons, size, space, text},
    widgets::{BadgeKind, IconButton, chip_width, paint_badge, paint_chip},
};

/// The page over `body`.
pub fn page_ui(ui: &mut Ui, body: Rect, state: &State, shown: &Arc<Shown>, look: &mut SchemaLook, went: &mut Went<'_>) {
    let mut ui = ui.new_child(UiBuilder::new().max_rect(body));
    // Each page keeps where it was scrolled to: going back leads to the same place.
    let salt = ("page", went.id, shown.page.name.clone());
    ScrollArea::vertical().id_salt(salt).auto_shrink(false).show(&mut ui, |ui| {
        let margin = egui::Margin { left: 24, right: 24, top: 16, bottom: 24 };
        egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            title_ui(ui, state, &shown.page, went);
            name_ui(ui, &shown.page, went);
            hints_ui(ui, &shown.page);
            docs_ui(ui, shown, went);
            options_ui(ui, &shown.page.options);
            members::members_ui(ui, shown, &mut look.filter, went);
            used_by::used_by_ui(ui, &shown.page, went);
        });
    });
}

fn title_ui(ui: &mut Ui, state: &State, page: &Page, went: &Went<'_>) {
    let t = theme::tokens(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), 28.0));
    let center = pos2(row.left() + 8.0, row.center().y.round());
    match kind_of_call(state, page, went) {
        Some(kind) => paint_badge(ui.painter(), center, kind, t.text2),
        None => text::paint_icon(ui.painter(), center, icon(Some(page.kind)), t.text2),
    }
    let x = row.left() + 28.0;
    let words = word(page.kind);
    let chips = chip_width(ui, words) + if page.deprecated { 8.0 + chip_width(ui, "deprecated") } else { 0.0 } + 12.0;
    let at = pos2(x, (row.center().y + 6.0).floor());
    let name = visible(short_title(page).as_bytes()).to_string();
    let used = text::paint_within(ui.painter(), at, row.right() - x - chips, Font::Title, t.text, &name);
    let mut left = x + used + 12.0;
    left = paint_chip(ui.painter(), left, row, words, t).right() + 8.0;
    if page.deprecated {
        let center = pos2(left + 8.0, row.center().y.round());
        text::paint_icon(ui.painter(), center, icons::WARNING, t.warn);
        text::paint(ui.painter(), pos2(left + 20.0, text::baseline(row)), Font::Small, t.warn, "deprecated");
    }
    let response = ui.interact(row, ui.next_auto_id(), egui::Sense::hover());
    let deprecated = if page.deprecated { ", deprecated" } else { "" };
    let spoken = format!("{words} {name}{deprecated}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, &spoken));
}

fn short_title(page: &Page) -> &str {
    match page.kind {
        farcall_core::schema::PageKind::Package => &page.name,
        _ => short_name(&page.name),
    }
}

/// The badge of a method.
fn kind_of_call(state: &State, page: &Page, went: &Went<'_>) -> Option<BadgeKind> {
    let path = page.name.contains('/').then(|| farcall_core::schema::MethodPath::parse(&page.name).ok()).flatten()?;
    let schema = state.source(went.tab.source?)?.schema.as_ref()?;
    schema.method(&path).map(|method| badge(method.kind))
}

/// The full name with its copy button, and the file with its line, which leads to the source.
fn name_ui(ui: &mut Ui, page: &Page, went: &mut Went<'_>) {
    let t = theme::tokens(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
    let left = row.left() + 28.0;
    let baseline = text::baseline(row);
    let name = visible(page.name.as_bytes()).to_string();
    let place = match (page.file.is_empty(), page.place) {
        (true, _) => String::new(),
        (false, Some(place)) => format!("{}:{}", page.file, place.line),
        (false, None) => page.file.clone(),
    };
    let place = visible(place.as_bytes()).to_string();
    let room = row.right() - left - 32.0;
    let used = text::paint_path_within(ui.painter(), pos2(left, baseline), room, Font::Code, t.text2, &name);
    let copy = pos2(left + used + 16.0, row.center().y.round());
    if IconButton::new(icons::CONTENT_COPY, "Copy the full name").show_around(ui, copy).clicked() {
        went.actions.push(Action::Copy(page.name.clone()));
    }
    if place.is_empty() {
        return;
    }
    let beside = copy.x + 24.0;
    let fits = beside + text::width(ui.ctx(), Font::Code, &place) <= row.right();
    let (row, left) = match fits {
        true => (row, beside),
        false => (ui.allocate_space(vec2(ui.available_width(), size::ROW)).1, left),
    };
    let id = Id::NULL.with((went.id, "place"));
    let (_, followed) = link_ui(ui, row, left, row.right() - left, Font::Code, &place, id);
    if let Some(how) = followed {
        went.go_to(&page.name, SchemaView::Source, how == Followed::InAnother);
    }
}

/// What options say in words: an http rule, `required`.
fn hints_ui(ui: &mut Ui, page: &Page) {
    for hint in &page.hints {
        hint_ui(ui, hint, 28.0);
    }
}

fn docs_ui(ui: &mut Ui, shown: &Shown, went: &mut Went<'_>) {
    if shown.docs.is_empty() {
        return;
    }
    ui.add_space(space::L);
    let followed = prose_ui(ui, &shown.docs, false, Id::NULL.with((went.id, "docs")));
    follow(followed, went);
}

/// The options as the .proto writes them.
fn options_ui(ui: &mut Ui, options: &[OptionLine]) {
    let shown: Vec<&OptionLine> = options.iter().filter(|option| option.name != "deprecated").collect();
    if shown.is_empty() {
        return;
    }
    section_ui(ui, "Options", shown.len());
    for option in shown {
        option_ui(ui, option);
    }
}

fn option_ui(ui: &mut Ui, option: &OptionLine) {
    let t = theme::tokens(ui);
    let format =
        |color| egui::TextFormat { line_height: Some(20.0), ..egui::TextFormat::simple(Font::Code.id(), color) };
    let shown =
        |text: &str| text.lines().map(|line| visible(line.as_bytes()).to_string()).collect::<Vec<_>>().join("\n");
    let mut job = egui::text::LayoutJob::default();
    job.append(&shown(&option.name), 0.0, format(t.key));
    job.append(" = ", 0.0, format(t.text2));
    job.append(&shown(&option.value), 0.0, format(t.text));
    job.wrap.max_width = ui.available_width();
    let words = job.text.clone();
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), galley.size().y + 4.0));
    ui.painter().galley(rect.min + vec2(0.0, 2.0), galley, t.text);
    let response = ui.interact(rect, ui.next_auto_id(), egui::Sense::hover());
    ui.skip_ahead_auto_ids(1);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
}
