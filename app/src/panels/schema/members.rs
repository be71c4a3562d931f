//! What stands in a symbol, group by group: fields and values in columns, with their comments; types, services and
//! methods as links. A large group is drawn as far as it is seen, one line a member.

use egui::{Id, Rect, Ui, pos2, vec2};
use farcall_core::{
    metadata::visible,
    schema::{DocBlock, DocSpan, Member, TypeName},
};

use super::{
    Went,
    link::{Followed, link_ui},
    parts::{follow, hint_ui, in_sight, row_of, section_ui},
    prose_ui,
};
use crate::{
    state::Shown,
    theme::{self, Font, icons, size, text},
    widgets::{TextField, chip_width, paint_chip},
};

/// Groups of more members than this are one line a member.
const WHOLE_MAX: usize = 200;
/// More members than this can be filtered.
const FILTER_FROM: usize = 24;
/// Names are at most this wide, unless they stand alone.
const NAME_MAX: f32 = 260.0;

/// Types that no schema has to have.
const SCALARS: [&str; 15] = [
    "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32",
    "sfixed64", "bool", "string", "bytes",
];

/// Members that stand together under one heading.
struct Group {
    title: &'static str,
    /// Members of these kinds.
    kinds: &'static [&'static str],
}

const GROUPS: [Group; 10] = [
    Group { title: "Services", kinds: &["service"] },
    Group { title: "Methods", kinds: &["method"] },
    Group { title: "Request and response", kinds: &["request", "response"] },
    Group { title: "Extends", kinds: &["extendee"] },
    Group { title: "Fields", kinds: &["field", "oneof"] },
    Group { title: "Values", kinds: &["value"] },
    Group { title: "Messages", kinds: &["message"] },
    Group { title: "Enums", kinds: &["enum"] },
    Group { title: "Extensions", kinds: &["extension"] },
    Group { title: "Others", kinds: &[] },
];

/// The groups, each with its heading.
pub fn members_ui(ui: &mut Ui, shown: &Shown, filter: &mut String, went: &mut Went<'_>) {
    let members = &shown.page.members;
    if members.len() > FILTER_FROM {
        ui.add_space(16.0);
        let width = ui.available_width().min(280.0);
        TextField::new(filter, "Filter members").icon(icons::FILTER_LIST).placeholder("Filter by name").show(ui, width);
    }
    let wanted = filter.trim().to_lowercase();
    let matches = |member: &Member| wanted.is_empty() || member.name.to_lowercase().contains(&wanted);
    let mut any = false;
    for group in &GROUPS {
        let known = |kind: &str| GROUPS.iter().any(|group| group.kinds.contains(&kind));
        let in_group = |kind: &str| group.kinds.contains(&kind) || (group.kinds.is_empty() && !known(kind));
        let of_group = members.iter().zip(&shown.member_docs);
        // The oneof of a field stands beside the field.
        let of_group =
            of_group.filter(|(member, _)| in_group(member.kind) && member.kind != "oneof" && matches(member));
        let rows: Vec<(&Member, &Vec<DocBlock>)> = of_group.collect();
        if !rows.is_empty() {
            any = true;
            group_ui(ui, group.title, &rows, went);
        }
    }
    if !any {
        ui.add_space(24.0);
        let words = if wanted.is_empty() { "Nothing stands in it" } else { "No member has this name" };
        ui.label(egui::RichText::new(words).font(Font::Body.id()).color(theme::tokens(ui).text2));
    }
}

fn group_ui(ui: &mut Ui, title: &'static str, rows: &[(&Member, &Vec<DocBlock>)], went: &mut Went<'_>) {
    section_ui(ui, title, if rows.iter().all(|(member, _)| is_given(member)) { 0 } else { rows.len() });
    let columns = Columns::of(ui, rows);
    if rows.len() <= WHOLE_MAX {
        for (at, (member, docs)) in rows.iter().enumerate() {
            let id = Id::NULL.with((went.id, title, at));
            let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
            line_ui(ui, row, member, "", &columns, id, went);
            below_ui(ui, member, docs, &columns, id, went);
        }
        return;
    }
    let (_, all) = ui.allocate_space(vec2(ui.available_width(), size::ROW * rows.len() as f32));
    for at in in_sight(ui, all, rows.len()) {
        let Some((member, docs)) = rows.get(at) else { continue };
        let row = row_of(all, at);
        let id = Id::NULL.with((went.id, title, at));
        line_ui(ui, row, member, &first_line(docs), &columns, id, went);
    }
}

/// Where numbers end, where names begin, and where types do.
struct Columns {
    number: f32,
    name: f32,
    types: f32,
}

impl Columns {
    fn of(ui: &Ui, rows: &[(&Member, &Vec<DocBlock>)]) -> Self {
        let numbers = rows.iter().filter_map(|(member, _)| member.number);
        let widest = numbers.map(|number| number.to_string().len()).max().unwrap_or_default();
        let number = text::width(ui.ctx(), Font::Code, "0") * widest as f32;
        let name = if widest > 0 { number + 16.0 } else { 0.0 };
        let widths = rows.iter().take(WHOLE_MAX).map(|(member, _)| text::width(ui.ctx(), Font::Code, &member.name));
        let most = NAME_MAX.min((ui.available_width() * 0.45).floor());
        let widest = widths.fold(80.0_f32, f32::max).min(most);
        Self { number, name, types: name + widest + 16.0 }
    }
}

fn line_ui(ui: &mut Ui, row: Rect, member: &Member, docs: &str, columns: &Columns, id: Id, went: &mut Went<'_>) {
    let t = theme::tokens(ui);
    let baseline = text::baseline(row);
    spoken_ui(ui, row, member, docs, id);
    if let Some(number) = member.number {
        let at = pos2(row.left() + columns.number, baseline);
        text::paint_right(ui.painter(), at, Font::Code, t.text2, &number.to_string());
    }
    let name = visible(member.name.as_bytes()).to_string();
    let left = row.left() + columns.name;
    let room = row.left() + columns.types - 16.0 - left;
    let warned = warned(member);
    let end = row.right() - warned.map_or(0.0, |words| warned_width(ui, words));
    match leads_to(member) {
        Some(symbol) => {
            let (_, followed) = link_ui(ui, row, left, room.min(end - left), Font::Code, &name, id.with("name"));
            if let Some(how) = followed {
                went.go(symbol, how == Followed::InAnother);
            }
        }
        None => {
            text::paint_within(ui.painter(), pos2(left, baseline), room.min(end - left), Font::Code, t.text, &name);
        }
    }
    let mut x = row.left() + columns.types;
    x += types_ui(ui, row.with_max_x(end), x, member, id, went);
    if let Some(oneof) = &member.oneof {
        let words = format!("oneof {oneof}");
        if x + 8.0 + chip_width(ui, &words) <= end {
            x = paint_chip(ui.painter(), x + 8.0, row, &words, t).right();
        }
    }
    if let Some(words) = warned {
        text::paint_icon(ui.painter(), pos2(x + 20.0, row.center().y.round()), icons::WARNING, t.warn);
        text::paint(ui.painter(), pos2(x + 32.0, baseline), Font::Small, t.warn, words);
        x += warned_width(ui, words);
    }
    let end = row.right();
    if !docs.is_empty() {
        text::paint_within(ui.painter(), pos2(x + 16.0, baseline), end - x - 16.0, Font::Body, t.text2, docs);
    }
}

/// What is to be minded of a member: what it is made of is not there, or it is not to be used any more.
fn warned(member: &Member) -> Option<&'static str> {
    if member.types.iter().any(is_missing) {
        Some("not in the schema")
    } else {
        member.deprecated.then_some("deprecated")
    }
}

/// A name that leads nowhere though it is no scalar.
fn is_missing(of: &TypeName) -> bool {
    let last = of.text.rsplit([' ', '<']).next().unwrap_or_default().trim_end_matches('>');
    of.symbol.is_none() && !SCALARS.contains(&last)
}

fn warned_width(ui: &Ui, words: &str) -> f32 {
    (32.0 + text::width(ui.ctx(), Font::Small, words)).ceil()
}

/// Every method has a request and a response, every extension extends a message: nobody counts them.
fn is_given(member: &Member) -> bool {
    matches!(member.kind, "request" | "response" | "extendee")
}

/// What is given leads where its type does: that is written beside it.
fn leads_to(member: &Member) -> Option<&String> {
    member.symbol.as_ref().filter(|_| !is_given(member) && !matches!(member.kind, "field" | "value"))
}

/// What a screen reader says of a row.
fn spoken_ui(ui: &Ui, row: Rect, member: &Member, docs: &str, id: Id) {
    let response = ui.interact(row, id.with("row"), egui::Sense::hover());
    response.widget_info(|| {
        let number = member.number.map(|number| format!(" {number}")).unwrap_or_default();
        let types: Vec<&str> = member.types.iter().map(|of| of.text.as_str()).collect();
        let parts = [member.label, &types.join(" "), warned(member).unwrap_or_default(), docs];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let kind = if matches!(member.kind, "request" | "response") { member.kind } else { &member.name };
        egui::WidgetInfo::labeled(egui::Role::Row, true, format!("{kind}{number}: {}", parts.join(", ")))
    });
}

/// The label and the types, those of the schema as links; returns the width taken.
fn types_ui(ui: &Ui, row: Rect, left: f32, member: &Member, id: Id, went: &mut Went<'_>) -> f32 {
    let t = theme::tokens(ui);
    let baseline = text::baseline(row);
    let mut x = left;
    if !member.label.is_empty() {
        x += text::paint(ui.painter(), pos2(x, baseline), Font::Code, t.word, member.label) + 8.0;
    }
    for (at, of) in member.types.iter().enumerate() {
        if at > 0 {
            text::paint_icon(ui.painter(), pos2(x + 12.0, row.center().y), icons::ARROW_RIGHT_ALT, t.text2);
            x += 24.0;
        }
        let words = visible(of.text.as_bytes()).to_string();
        let room = row.right() - x;
        match &of.symbol {
            Some(symbol) => {
                let (taken, followed) = link_ui(ui, row, x, room, Font::Code, &words, id.with(("type", at)));
                x += taken;
                if let Some(how) = followed {
                    went.go(symbol, how == Followed::InAnother);
                }
            }
            None => x += text::paint_within(ui.painter(), pos2(x, baseline), room, Font::Code, t.text2, &words),
        }
    }
    x - left
}

/// Hints, options and the comment of a member, under its line.
fn below_ui(ui: &mut Ui, member: &Member, docs: &[DocBlock], columns: &Columns, id: Id, went: &mut Went<'_>) {
    let facts = facts(member);
    if !facts.is_empty() {
        hint_ui(ui, &facts.join(" · "), columns.name);
    }
    if docs.is_empty() {
        return;
    }
    let rect = ui.available_rect_before_wrap();
    let inner = rect.with_min_x(rect.left() + columns.name);
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(inner).scope_id(id.with("docs")));
    child.spacing_mut().item_spacing.y = 0.0;
    let followed = prose_ui(&mut child, docs, true, id.with("docs"));
    let height = child.min_rect().height();
    ui.allocate_space(vec2(rect.width(), height + 8.0));
    follow(followed, went);
}

/// Options as the .proto writes them (`default = 5`), but for those that hints tell in words; then the hints.
fn facts(member: &Member) -> Vec<String> {
    let is_told = |name: &str| name.starts_with('(') || matches!(name, "deprecated" | "debug_redact");
    let written = member.options.iter().filter(|option| member.kind != "method" && !is_told(&option.name));
    let written = written.map(|option| format!("{} = {}", option.name, option.value));
    written.chain(member.hints.iter().cloned()).collect()
}

/// The first line of a comment, for a row of one line.
fn first_line(docs: &[DocBlock]) -> String {
    let spans = match docs.first() {
        Some(DocBlock::Paragraph(spans) | DocBlock::Heading(_, spans) | DocBlock::Item { spans, .. }) => spans,
        Some(DocBlock::Code(_)) | None => return String::new(),
    };
    let mut line = String::new();
    for span in spans {
        let (DocSpan::Text(words)
        | DocSpan::Code(words)
        | DocSpan::Strong(words)
        | DocSpan::Emphasis(words)
        | DocSpan::Link(words, _)) = span;
        line.push_str(words);
        if line.len() > 200 {
            break;
        }
    }
    visible(line.replace('\n', " ").as_bytes()).to_string()
}
