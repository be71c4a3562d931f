//! The calendar of a moment: its month, its time of day, its zone, and moments that are asked for often.
//! It writes nothing; what was chosen is given back.

use egui::{Key, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use time::{Date, Duration, Month, OffsetDateTime, Time, UtcOffset};

use crate::{
    form::editors::moment,
    theme::{self, Font, icons, paint, shows_focus, size, text},
    widgets::{Button, IconButton, Segments, TextField},
};

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const CELL: f32 = 28.0;

/// Draws the calendar of `at`; what it is changed to.
pub fn calendar_ui(
    ui: &mut Ui,
    at: Option<OffsetDateTime>,
    now: OffsetDateTime,
    local: Option<UtcOffset>,
    month: &mut Option<(i32, u8)>,
) -> Option<OffsetDateTime> {
    let zone = at.map_or(UtcOffset::UTC, OffsetDateTime::offset);
    let base = at.unwrap_or_else(|| now.to_offset(zone).replace_time(Time::MIDNIGHT));
    let (year, number) = month.unwrap_or((base.year(), u8::from(base.month())));
    let shown = Month::try_from(number).ok().and_then(|month| Date::from_calendar_date(year, month, 1).ok())?;
    *month = Some(head_ui(ui, shown));
    let day = month_ui(ui, shown, at.map(OffsetDateTime::date), now.to_offset(zone).date());
    ui.add_space(8.0);
    let time = time_ui(ui, base, zone, local);
    ui.add_space(8.0);
    let quick = quick_ui(ui, now, zone);
    day.map(|day| base.replace_date(day)).or(time).or(quick)
}

/// The month, and the ways to others; the month to show next.
fn head_ui(ui: &mut Ui, shown: Date) -> (i32, u8) {
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL));
    let middle = row.center().y;
    let back = IconButton::new(icons::CHEVRON_LEFT, "Month before").show_around(ui, pos2(row.left() + 12.0, middle));
    let next = IconButton::new(icons::CHEVRON_RIGHT, "Month after").show_around(ui, pos2(row.right() - 12.0, middle));
    let title = format!("{} {}", shown.month(), shown.year());
    let at = pos2(row.center().x, text::baseline(row));
    text::paint_centered(ui.painter(), at, Font::Strong, theme::tokens(ui).text, &title);
    let months = i32::from(next.clicked()) - i32::from(back.clicked());
    let index = shown.year() * 12 + i32::from(u8::from(shown.month())) - 1 + months;
    let index = index.clamp(12, 9_999 * 12 + 11);
    (index.div_euclid(12), (index.rem_euclid(12) + 1) as u8)
}

/// The days; the one that was chosen.
fn month_ui(ui: &mut Ui, shown: Date, chosen: Option<Date>, today: Date) -> Option<Date> {
    let t = theme::tokens(ui);
    let (_, grid) = ui.allocate_space(vec2(ui.available_width(), size::ROW + 6.0 * CELL));
    let width = (grid.width() / 7.0).floor();
    let left = grid.left() + ((grid.width() - 7.0 * width) / 2.0).floor();
    let head = Rect::from_min_size(grid.min, vec2(grid.width(), size::ROW));
    for (column, day) in DAYS.iter().enumerate() {
        let at = pos2(left + (column as f32 + 0.5) * width, text::small_baseline(head));
        text::paint_centered(ui.painter(), at, Font::SmallStrong, t.text2, day);
    }
    let lead = i64::from(shown.weekday().number_days_from_monday());
    let mut clicked = None;
    for cell in 0..42_i64 {
        let Some(day) = shown.checked_add(Duration::days(cell - lead)) else { continue };
        let (row, column) = ((cell / 7) as f32, (cell % 7) as f32);
        let min = pos2(left + column * width, head.bottom() + row * CELL);
        let rect = Rect::from_min_size(min, vec2(width, CELL)).shrink(1.0);
        if day_ui(ui, rect, day, (day.month() == shown.month(), chosen == Some(day), today == day)) {
            clicked = Some(day);
        }
    }
    clicked
}

fn day_ui(ui: &mut Ui, rect: Rect, day: Date, (is_inside, is_chosen, is_today): (bool, bool, bool)) -> bool {
    let t = theme::tokens(ui);
    let id = ui.scope_id().with(day.to_julian_day());
    let response = ui.interact(rect, id, Sense::click());
    let name = format!("{} {} {}", day.day(), day.month(), day.year());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, &name));
    if is_chosen {
        ui.painter().rect_filled(rect, size::RADIUS, t.fill);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, size::RADIUS, t.hover);
    }
    if is_today && !is_chosen {
        paint::frame(ui.painter(), rect, egui::Color32::TRANSPARENT, t.border);
    }
    let color = match (is_chosen, is_inside) {
        (true, _) => t.on_fill,
        (false, true) => t.text,
        (false, false) => t.text2,
    };
    let at = pos2(rect.center().x, text::baseline(rect));
    let font = if is_chosen { Font::Strong } else { Font::Body };
    text::paint_centered(ui.painter(), at, font, color, &day.day().to_string());
    if response.has_focus() && shows_focus(ui.ctx()) {
        paint::ring_inside(ui.painter(), rect, t);
    }
    response.clicked()
}

/// Time of day and zone; the moment they make.
fn time_ui(ui: &mut Ui, base: OffsetDateTime, zone: UtcOffset, local: Option<UtcOffset>) -> Option<OffsetDateTime> {
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL));
    let id = ui.scope_id().with("time");
    let kept = ui.data(|data| data.get_temp::<String>(id));
    let own = time_text(base);
    let mut typed = kept.filter(|kept| moment::time_of_day(kept) == Some(base.time())).unwrap_or(own);
    let before = typed.clone();
    let wrong = ui.data(|data| data.get_temp::<String>(id.with("wrong")));
    if let Some(wrong) = &wrong {
        typed.clone_from(wrong);
    }
    let field = TextField::new(&mut typed, "Time of day").code().invalid(wrong.as_ref().map(|_| ""));
    let response = field.show_at(ui, row.with_max_x(row.left() + 136.0)).response;
    let mut changed = None;
    if response.changed() && typed != before {
        let time = moment::time_of_day(&typed);
        ui.data_mut(|data| match time {
            Some(_) => {
                data.remove::<String>(id.with("wrong"));
                data.insert_temp(id, typed.clone());
            }
            None => {
                data.insert_temp(id.with("wrong"), typed.clone());
            }
        });
        changed = time.map(|time| base.replace_time(time));
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(id.with("wrong")));
    }
    changed.or_else(|| zone_ui(ui, row.with_min_x(row.left() + 144.0), base, zone, local))
}

/// The zone the moment is written in: the same moment in another.
fn zone_ui(
    ui: &mut Ui,
    row: Rect,
    base: OffsetDateTime,
    zone: UtcOffset,
    local: Option<UtcOffset>,
) -> Option<OffsetDateTime> {
    let mut zones = vec![UtcOffset::UTC];
    zones.extend(local);
    if !zones.contains(&zone) {
        zones.push(zone);
    }
    let label = |one: &UtcOffset| match one.is_utc() {
        true => "UTC".to_owned(),
        false if Some(*one) == local => format!("Local {}", offset_text(*one)),
        false => offset_text(*one),
    };
    let labels: Vec<String> = zones.iter().map(label).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let before = zones.iter().position(|one| *one == zone).unwrap_or(0);
    let mut at = before;
    Segments::new("Zone", &labels).show_at(ui, row.min, &mut at);
    zones.get(at).filter(|_| at != before).map(|zone| base.to_offset(*zone))
}

fn offset_text(zone: UtcOffset) -> String {
    let (hours, minutes, _) = zone.as_hms();
    let sign = if zone.is_negative() { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", hours.unsigned_abs(), minutes.unsigned_abs())
}

fn time_text(at: OffsetDateTime) -> String {
    let fraction = format!("{:09}", at.nanosecond());
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{:02}:{:02}:{:02}{point}{fraction}", at.hour(), at.minute(), at.second())
}

/// Moments that are asked for often.
fn quick_ui(ui: &mut Ui, now: OffsetDateTime, zone: UtcOffset) -> Option<OffsetDateTime> {
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL));
    let mut left = row.left();
    let mut chosen = None;
    let now = now.replace_millisecond(now.millisecond()).unwrap_or(now).to_offset(zone);
    let choices = [
        ("Now", now),
        ("+5 min", now + Duration::minutes(5)),
        ("+1 h", now + Duration::hours(1)),
        ("+1 day", now + Duration::DAY),
    ];
    for (word, at) in choices {
        let response = Button::normal(word).show_left_in(ui, row.with_min_x(left));
        if response.clicked() || (response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter))) {
            chosen = Some(at);
        }
        left = response.rect.right() + 8.0;
    }
    chosen
}
