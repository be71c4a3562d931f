//! Every user intent, once: what it is called, what it does, its key and its icon. Menus, the palette and the key
//! sheet are views of this list. It changes nothing by itself; `perform` does.

mod compare;
mod diagnostics;
mod edit;
mod entry;
mod intent;
mod local_keys;
mod log_rows;
mod offered;
mod recording;
mod shown_message;
mod table;

pub use compare::CompareAction;
pub use diagnostics::DiagnosticsAction;
pub use edit::{CallEdit, MessageEdit, Start};
pub use entry::{Entry, Group, Shortcut};
pub use intent::{Action, OpenHow, PastedInto};
pub use local_keys::LOCAL_KEYS;
pub use recording::RecordingAction;
pub use table::commands;
