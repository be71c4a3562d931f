//! How an action is shown: its words, key, icon and group. It does not know who shows it.

use egui::{Key, KeyboardShortcut, Modifiers};

/// A key with its modifiers. `COMMAND` is Ctrl, or Cmd on macOS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortcut(pub KeyboardShortcut);

impl Shortcut {
    /// Ctrl (Cmd) and a key.
    pub const fn command(key: Key) -> Self {
        Self(KeyboardShortcut::new(Modifiers::COMMAND, key))
    }

    /// Ctrl (Cmd), Shift and a key.
    pub const fn command_shift(key: Key) -> Self {
        Self(KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key))
    }

    /// A key alone.
    pub const fn key(key: Key) -> Self {
        Self(KeyboardShortcut::new(Modifiers::NONE, key))
    }

    /// Shift and a key.
    pub const fn shift(key: Key) -> Self {
        Self(KeyboardShortcut::new(Modifiers::SHIFT, key))
    }

    /// Shift, Alt and a key.
    pub const fn shift_alt(key: Key) -> Self {
        Self(KeyboardShortcut::new(Modifiers::SHIFT.plus(Modifiers::ALT), key))
    }

    /// Alt and a key.
    pub const fn alt(key: Key) -> Self {
        Self(KeyboardShortcut::new(Modifiers::ALT, key))
    }

    /// As people read it: `Ctrl+Shift+T`.
    pub fn text(self) -> String {
        let mut text = String::new();
        let modifiers = self.0.modifiers;
        if modifiers.command || modifiers.ctrl {
            text.push_str(if cfg!(target_os = "macos") { "Cmd+" } else { "Ctrl+" });
        }
        if modifiers.alt {
            text.push_str("Alt+");
        }
        if modifiers.shift {
            text.push_str("Shift+");
        }
        text.push_str(key_name(self.0.logical_key));
        text
    }
}

fn key_name(key: Key) -> &'static str {
    match key {
        Key::Period => ".",
        Key::Comma => ",",
        Key::Plus => "Plus",
        Key::Minus => "Minus",
        Key::Escape => "Esc",
        Key::ArrowLeft => "Left",
        Key::ArrowRight => "Right",
        other => other.name(),
    }
}

/// Where an action stands on the key sheet and in the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// The running call.
    Call,
    /// Request messages.
    Message,
    /// The message that is looked at.
    ShownMessage,
    /// Tabs.
    Tabs,
    /// Schemas and targets.
    Schema,
    /// Saved requests.
    Requests,
    /// The window.
    Window,
}

impl Group {
    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Group::Call => "Call",
            Group::Message => "Message",
            Group::ShownMessage => "Message shown",
            Group::Tabs => "Tabs",
            Group::Schema => "Targets and schemas",
            Group::Requests => "Saved requests",
            Group::Window => "Window",
        }
    }
}

/// One action as menus, palette and key sheet show it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Sentence case, no full stop; "…" where a question follows.
    pub label: &'static str,
    /// One sentence on what it does.
    pub tooltip: &'static str,
    /// Its key.
    pub shortcut: Option<Shortcut>,
    /// Its heading.
    pub group: Group,
}
