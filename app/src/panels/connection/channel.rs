//! What the channel of a target does now: its state in a sign and a word, when it tries again, its addresses.

use std::time::{Duration, Instant};

use egui::{Context, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::{
    metadata::visible,
    transport::{AddressStatus, ChannelState, ChannelStatus},
};

use crate::{
    theme::{self, Font, paint, size, text},
    units,
    widgets::{Button, Tone},
};

/// Addresses that are listed; a name may have hundreds.
const MOST_ADDRESSES: usize = 16;

/// The sign of a channel.
pub fn tone(status: &ChannelStatus) -> Tone {
    match status.state {
        ChannelState::Ready if status.tls && !status.verified => Tone::Warn,
        state => tone_of(state),
    }
}

fn tone_of(state: ChannelState) -> Tone {
    match state {
        ChannelState::Ready => Tone::Ok,
        ChannelState::Connecting => Tone::Running,
        ChannelState::TransientFailure => Tone::Error,
        ChannelState::Idle | ChannelState::Shutdown => Tone::Idle,
    }
}

/// The word of a state.
pub fn word(state: ChannelState) -> &'static str {
    match state {
        ChannelState::Idle => "Idle",
        ChannelState::Connecting => "Connecting",
        ChannelState::Ready => "Ready",
        ChannelState::TransientFailure => "Transient failure",
        ChannelState::Shutdown => "Shut down",
    }
}

/// `next try in 4 s`, of a channel that waits for it.
pub fn next_try(status: &ChannelStatus, now: Instant) -> Option<String> {
    let retry_at = status.retry_at.filter(|_| status.state == ChannelState::TransientFailure)?;
    let left = retry_at.saturating_duration_since(now);
    // Whole seconds, the one under way counted.
    let secs = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    Some(if secs == 0 { "trying again".to_owned() } else { format!("next try in {}", span(secs)) })
}

fn span(secs: u64) -> String {
    if secs < 60 { format!("{secs} s") } else { units::duration(Duration::from_secs(secs)) }
}

/// When the words of [`next_try`] change: the window is drawn again then, and never for nothing.
pub fn follow_countdown(ctx: &Context, status: &ChannelStatus, now: Instant) {
    let Some(retry_at) = status.retry_at.filter(|_| status.state == ChannelState::TransientFailure) else { return };
    let left = retry_at.saturating_duration_since(now);
    if left.is_zero() {
        return;
    }
    let to_next = Duration::from_nanos(u64::from(left.subsec_nanos()));
    // A frame that comes a little early would find the same words and ask again at once.
    let wait = to_next + Duration::from_millis(10);
    ctx.request_repaint_after(wait);
}

/// State, addresses, and the button of another try; whether that was pressed.
pub fn channel_ui(ui: &mut Ui, status: Option<&ChannelStatus>) -> bool {
    let idle = ChannelStatus::default();
    let status = status.unwrap_or(&idle);
    let t = theme::tokens(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL));
    let now = Instant::now();
    let waits = next_try(status, now);
    let mut end = row.right();
    let mut pressed = false;
    if status.state == ChannelState::TransientFailure {
        let button = Button::normal("Retry now").in_strip().hint("Connect without waiting").show_right_in(ui, row);
        pressed = button.clicked();
        end = button.rect.left() - 8.0;
        follow_countdown(ui.ctx(), status, now);
    }
    let (tone, base) = (tone(status), text::baseline(row));
    text::paint_icon(ui.painter(), pos2(row.left() + 8.0, row.center().y), tone.icon(), tone.color(t));
    let left = row.left() + 20.0;
    let used = text::paint(ui.painter(), pos2(left, base), Font::Strong, tone.color(t), word(status.state));
    let rest = waits.unwrap_or_else(|| facts(status));
    let at = pos2(left + used + 8.0, base);
    text::paint_within(ui.painter(), at, end - at.x, Font::Body, t.text2, &rest);
    let spoken = format!("Channel of this target: {} {rest}", word(status.state));
    let area = ui.interact(row.with_max_x(end), ui.scope_id().with("channel state"), Sense::hover());
    area.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    addresses_ui(ui, &status.addresses);
    if status.state == ChannelState::TransientFailure
        && let Some(failure) = &status.last_failure
    {
        why_ui(ui, &failure.to_string());
    }
    ui.add_space(8.0);
    let (_, line) = ui.allocate_space(vec2(ui.available_width(), 1.0));
    paint::divider_h(ui.painter(), line.x_range(), line.top(), t.line);
    ui.add_space(11.0);
    pressed
}

/// Where it is connected to, and through what.
fn facts(status: &ChannelStatus) -> String {
    if status.state == ChannelState::Idle {
        return "connects with the next call".to_owned();
    }
    let Some(peer) = status.peer.as_ref().filter(|_| status.state == ChannelState::Ready) else { return String::new() };
    match &peer.proxy {
        Some(proxy) => format!("{} through {proxy}", peer.address),
        None => peer.address.clone(),
    }
}

/// Why the last try failed, in a line; the whole on hover.
fn why_ui(ui: &mut Ui, failure: &str) {
    let t = theme::tokens(ui);
    let failure = visible(failure.as_bytes()).to_string();
    let said = failure.replace(" · ", ". ");
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("Last try: {said}")));
    let at = pos2(row.left() + 20.0, text::small_baseline(row));
    text::paint_within(ui.painter(), at, row.right() - at.x, Font::Small, t.text2, &said);
    response.on_hover_text(failure.replace(" · ", "\n"));
}

/// Each address with its own state, where there are several.
fn addresses_ui(ui: &mut Ui, addresses: &[AddressStatus]) {
    if addresses.len() < 2 {
        return;
    }
    let t = theme::tokens(ui);
    for address in addresses.iter().take(MOST_ADDRESSES) {
        let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
        let (tone, word) = (tone_of(address.state), word(address.state));
        let name = format!("{}: {word}", address.address);
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &name));
        let y = text::baseline(row);
        text::paint_icon(ui.painter(), pos2(row.left() + 8.0, row.center().y), tone.icon(), tone.color(t));
        let state = text::paint_right(ui.painter(), pos2(row.right(), y), Font::Body, t.text2, word);
        let left = row.left() + 20.0;
        let room = row.right() - state - 12.0 - left;
        text::paint_within(ui.painter(), pos2(left, y), room, Font::Code, t.text, &address.address);
        if let Some(failure) = &address.last_failure {
            response.on_hover_text(failure.to_string().replace(" · ", "\n"));
        }
    }
    if let Some(more) = addresses.len().checked_sub(MOST_ADDRESSES).filter(|more| *more > 0) {
        let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
        let words = format!("and {} more", units::count(more as u64));
        text::paint(ui.painter(), pos2(row.left() + 20.0, text::baseline(row)), Font::Body, t.text2, &words);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn waiting(until: Instant) -> ChannelStatus {
        ChannelStatus { state: ChannelState::TransientFailure, retry_at: Some(until), ..ChannelStatus::default() }
    }

    #[test]
    fn the_countdown_counts_the_second_under_way_and_ends() {
        let now = Instant::now();
        let said = |millis| next_try(&waiting(now + Duration::from_millis(millis)), now).unwrap();
        assert_eq!(said(4000), "next try in 4 s");
        assert_eq!(said(3200), "next try in 4 s");
        assert_eq!(said(1), "next try in 1 s");
        assert_eq!(said(0), "trying again");
        assert_eq!(said(123_000), "next try in 2 m 03 s");
    }

    #[test]
    fn what_does_not_wait_counts_nothing() {
        let now = Instant::now();
        let ready = ChannelStatus { state: ChannelState::Ready, ..waiting(now + Duration::from_secs(9)) };
        assert_eq!(next_try(&ready, now), None);
        assert_eq!(next_try(&ChannelStatus { retry_at: None, ..waiting(now) }, now), None);
    }
}
