//! The icons of the program, one constant a sign of the cut-down icon face.
//!
//! Knows only which sign is which; sizes, colours and places are said where an icon is painted. A sign that is
//! added here must be cut into the face as well: `assets/README.md` has the command.

/// One sign of the icon face (Material Symbols Rounded, not filled), drawn at 16 points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Icon(char);

impl Icon {
    /// The character that draws this icon in the family `icons`, and nothing useful in any other.
    pub const fn glyph(self) -> char {
        self.0
    }
}

/// A search field.
pub const SEARCH: Icon = Icon('\u{ef7a}');
/// A filter field.
pub const FILTER_LIST: Icon = Icon('\u{e152}');
/// Close a tab, clear a field.
pub const CLOSE: Icon = Icon('\u{e5cd}');
/// Add an element, a row, a tab.
pub const ADD: Icon = Icon('\u{e145}');
/// Take one away.
pub const REMOVE: Icon = Icon('\u{e15b}');
/// A folded branch.
pub const CHEVRON_RIGHT: Icon = Icon('\u{e5cc}');
/// Step back.
pub const CHEVRON_LEFT: Icon = Icon('\u{e5cb}');
/// An unfolded branch, a menu below.
pub const EXPAND_MORE: Icon = Icon('\u{e5cf}');
/// A menu above.
pub const EXPAND_LESS: Icon = Icon('\u{e5ce}');
/// Done, the mark of a tab.
pub const CHECK: Icon = Icon('\u{e668}');
/// OK, Ready, passed.
pub const CHECK_CIRCLE: Icon = Icon('\u{f0be}');
/// Failed, an invalid field.
pub const ERROR: Icon = Icon('\u{f8b6}');
/// The step that failed.
pub const CANCEL: Icon = Icon('\u{e888}');
/// Not verified, deprecated.
pub const WARNING: Icon = Icon('\u{f083}');
/// Idle, not tried.
pub const RADIO_BUTTON_UNCHECKED: Icon = Icon('\u{e836}');
/// Not reached.
pub const DO_NOT_DISTURB_ON: Icon = Icon('\u{f08f}');
/// Unknown.
pub const HELP: Icon = Icon('\u{e8fd}');
/// A remark.
pub const INFO: Icon = Icon('\u{e88e}');
/// A hint.
pub const LIGHTBULB: Icon = Icon('\u{e90f}');
/// TLS.
pub const LOCK: Icon = Icon('\u{e899}');
/// Plaintext; the other open lock looks closed at 16 points.
pub const LOCK_OPEN_RIGHT: Icon = Icon('\u{f656}');
/// TLS that is not verified.
pub const NO_ENCRYPTION: Icon = Icon('\u{f03f}');
/// A secret, a private key.
pub const KEY: Icon = Icon('\u{e73c}');
/// A certificate.
pub const SHIELD: Icon = Icon('\u{e9e0}');
/// A timeout.
pub const TIMER: Icon = Icon('\u{e425}');
/// A time.
pub const SCHEDULE: Icon = Icon('\u{efd6}');
/// A date picker.
pub const CALENDAR_MONTH: Icon = Icon('\u{ebcc}');
/// Now.
pub const TODAY: Icon = Icon('\u{e8df}');
/// Running, start.
pub const PLAY_ARROW: Icon = Icon('\u{e037}');
/// Hold the view.
pub const PAUSE: Icon = Icon('\u{e034}');
/// Stop work.
pub const STOP: Icon = Icon('\u{e047}');
/// Send a message.
pub const SEND: Icon = Icon('\u{e163}');
/// Quick action.
pub const BOLT: Icon = Icon('\u{ea0b}');
/// Delete a row.
pub const DELETE: Icon = Icon('\u{e92e}');
/// The handle of a row.
pub const DRAG_INDICATOR: Icon = Icon('\u{e945}');
/// Copy.
pub const CONTENT_COPY: Icon = Icon('\u{e14d}');
/// Paste.
pub const CONTENT_PASTE: Icon = Icon('\u{e14f}');
/// Wrap long lines.
pub const WRAP_TEXT: Icon = Icon('\u{e25b}');
/// Change to the light theme.
pub const LIGHT_MODE: Icon = Icon('\u{e518}');
/// Change to the dark theme.
pub const DARK_MODE: Icon = Icon('\u{e51c}');
/// Follow the system's theme.
pub const CONTRAST: Icon = Icon('\u{eb37}');
/// Settings.
pub const SETTINGS: Icon = Icon('\u{e8b8}');
/// Adjust.
pub const TUNE: Icon = Icon('\u{e429}');
/// A .proto file, documentation.
pub const DESCRIPTION: Icon = Icon('\u{e873}');
/// A new file.
pub const NOTE_ADD: Icon = Icon('\u{e89c}');
/// Open a file.
pub const FILE_OPEN: Icon = Icon('\u{eaf3}');
/// A file as value.
pub const UPLOAD_FILE: Icon = Icon('\u{e9fc}');
/// A descriptor set.
pub const SCHEMA: Icon = Icon('\u{e4fd}');
/// A message type.
pub const DATA_OBJECT: Icon = Icon('\u{ead3}');
/// Source.
pub const CODE: Icon = Icon('\u{e86f}');
/// A network.
pub const LAN: Icon = Icon('\u{eb2f}');
/// Services as a tree.
pub const ACCOUNT_TREE: Icon = Icon('\u{e97a}');
/// Diagnostics.
pub const HUB: Icon = Icon('\u{e9f4}');
/// Health.
pub const MONITOR_HEART: Icon = Icon('\u{eaa2}');
/// A connection.
pub const CABLE: Icon = Icon('\u{efe6}');
/// A server.
pub const DNS: Icon = Icon('\u{e875}');
/// A link.
pub const LINK: Icon = Icon('\u{e250}');
/// Not connected.
pub const LINK_OFF: Icon = Icon('\u{e16f}');
/// A command line.
pub const TERMINAL: Icon = Icon('\u{eb8e}');
/// A problem report.
pub const BUG_REPORT: Icon = Icon('\u{e868}');
/// A store.
pub const DATABASE: Icon = Icon('\u{f20e}');
/// The sample shop.
pub const INVENTORY_2: Icon = Icon('\u{e1a1}');
/// Sent.
pub const ARROW_UPWARD: Icon = Icon('\u{e5d8}');
/// Received.
pub const ARROW_DOWNWARD: Icon = Icon('\u{e5db}');
/// Go on.
pub const ARROW_FORWARD: Icon = Icon('\u{e5c8}');
/// Go back.
pub const ARROW_BACK: Icon = Icon('\u{e5c4}');
/// Leads to.
pub const ARROW_RIGHT_ALT: Icon = Icon('\u{e941}');
/// Both directions, sort.
pub const SWAP_VERT: Icon = Icon('\u{e8d5}');
/// Exchange.
pub const SWAP_HORIZ: Icon = Icon('\u{e8d4}');
/// Compare.
pub const COMPARE_ARROWS: Icon = Icon('\u{e915}');
/// Read again.
pub const REFRESH: Icon = Icon('\u{e5d5}');
/// In progress.
pub const SYNC: Icon = Icon('\u{e627}');
/// Start over, reset.
pub const RESTART_ALT: Icon = Icon('\u{f053}');
/// Repeat.
pub const REPLAY: Icon = Icon('\u{e042}');
/// History.
pub const HISTORY: Icon = Icon('\u{e8b3}');
/// Saved.
pub const BOOKMARK: Icon = Icon('\u{e8e7}');
/// Favourite.
pub const STAR: Icon = Icon('\u{f09a}');
/// Pinned.
pub const PUSH_PIN: Icon = Icon('\u{f10d}');
/// A folder.
pub const FOLDER: Icon = Icon('\u{e2c7}');
/// An open folder, a workspace.
pub const FOLDER_OPEN: Icon = Icon('\u{e2c8}');
/// A new folder.
pub const CREATE_NEW_FOLDER: Icon = Icon('\u{e2cc}');
/// Save.
pub const SAVE: Icon = Icon('\u{e161}');
/// Export.
pub const DOWNLOAD: Icon = Icon('\u{f090}');
/// Import.
pub const UPLOAD: Icon = Icon('\u{f09b}');
/// An archive.
pub const ARCHIVE: Icon = Icon('\u{e149}');
/// Edit, rename.
pub const EDIT: Icon = Icon('\u{f097}');
/// More actions.
pub const MORE_VERT: Icon = Icon('\u{e5d4}');
/// More actions, in a row.
pub const MORE_HORIZ: Icon = Icon('\u{e5d3}');
/// Keys.
pub const KEYBOARD: Icon = Icon('\u{e312}');
/// Enter.
pub const KEYBOARD_RETURN: Icon = Icon('\u{e31b}');
/// Undo.
pub const UNDO: Icon = Icon('\u{e166}');
/// Redo.
pub const REDO: Icon = Icon('\u{e15a}');
/// Open elsewhere.
pub const OPEN_IN_NEW: Icon = Icon('\u{e89e}');
/// Quit.
pub const LOGOUT: Icon = Icon('\u{e9ba}');
/// Fold all.
pub const UNFOLD_LESS: Icon = Icon('\u{e5d6}');
/// Unfold all.
pub const UNFOLD_MORE: Icon = Icon('\u{e5d7}');
/// Show.
pub const VISIBILITY: Icon = Icon('\u{e8f4}');
/// Hide.
pub const VISIBILITY_OFF: Icon = Icon('\u{e8f5}');
/// Rows.
pub const LIST: Icon = Icon('\u{e896}');
/// A table.
pub const TABLE_ROWS: Icon = Icon('\u{f101}');
/// A timeline.
pub const TIMELINE: Icon = Icon('\u{e922}');
/// A plot.
pub const BAR_CHART: Icon = Icon('\u{e26b}');
/// A rate.
pub const SPEED: Icon = Icon('\u{e9e4}');
/// Sample values.
pub const CASINO: Icon = Icon('\u{eb40}');
/// A tag.
pub const LABEL: Icon = Icon('\u{e893}');
/// A user.
pub const PERSON: Icon = Icon('\u{f0d3}');
/// Zoom in.
pub const ZOOM_IN: Icon = Icon('\u{e8ff}');
/// Zoom out.
pub const ZOOM_OUT: Icon = Icon('\u{e900}');
/// Nothing found.
pub const SEARCH_OFF: Icon = Icon('\u{ea76}');
/// Notices.
pub const NOTIFICATIONS: Icon = Icon('\u{e7f5}');
/// Side by side.
pub const VERTICAL_SPLIT: Icon = Icon('\u{e949}');
/// One above the other.
pub const HORIZONTAL_SPLIT: Icon = Icon('\u{e947}');
/// Shut down.
pub const POWER_SETTINGS_NEW: Icon = Icon('\u{f8c7}');
/// Next.
pub const SKIP_NEXT: Icon = Icon('\u{e044}');

/// Every icon above, for the gallery and for the test that the face draws each of them.
pub const ALL: &[Icon] = &[
    SEARCH,
    FILTER_LIST,
    CLOSE,
    ADD,
    REMOVE,
    CHEVRON_RIGHT,
    CHEVRON_LEFT,
    EXPAND_MORE,
    EXPAND_LESS,
    CHECK,
    CHECK_CIRCLE,
    ERROR,
    CANCEL,
    WARNING,
    RADIO_BUTTON_UNCHECKED,
    DO_NOT_DISTURB_ON,
    HELP,
    INFO,
    LIGHTBULB,
    LOCK,
    LOCK_OPEN_RIGHT,
    NO_ENCRYPTION,
    KEY,
    SHIELD,
    TIMER,
    SCHEDULE,
    CALENDAR_MONTH,
    TODAY,
    PLAY_ARROW,
    PAUSE,
    STOP,
    SEND,
    BOLT,
    DELETE,
    DRAG_INDICATOR,
    CONTENT_COPY,
    CONTENT_PASTE,
    WRAP_TEXT,
    LIGHT_MODE,
    DARK_MODE,
    CONTRAST,
    SETTINGS,
    TUNE,
    DESCRIPTION,
    NOTE_ADD,
    FILE_OPEN,
    UPLOAD_FILE,
    SCHEMA,
    DATA_OBJECT,
    CODE,
    LAN,
    ACCOUNT_TREE,
    HUB,
    MONITOR_HEART,
    CABLE,
    DNS,
    LINK,
    LINK_OFF,
    TERMINAL,
    BUG_REPORT,
    DATABASE,
    INVENTORY_2,
    ARROW_UPWARD,
    ARROW_DOWNWARD,
    ARROW_FORWARD,
    ARROW_BACK,
    ARROW_RIGHT_ALT,
    SWAP_VERT,
    SWAP_HORIZ,
    COMPARE_ARROWS,
    REFRESH,
    SYNC,
    RESTART_ALT,
    REPLAY,
    HISTORY,
    BOOKMARK,
    STAR,
    PUSH_PIN,
    FOLDER,
    FOLDER_OPEN,
    CREATE_NEW_FOLDER,
    SAVE,
    DOWNLOAD,
    UPLOAD,
    ARCHIVE,
    EDIT,
    MORE_VERT,
    MORE_HORIZ,
    KEYBOARD,
    KEYBOARD_RETURN,
    UNDO,
    REDO,
    OPEN_IN_NEW,
    LOGOUT,
    UNFOLD_LESS,
    UNFOLD_MORE,
    VISIBILITY,
    VISIBILITY_OFF,
    LIST,
    TABLE_ROWS,
    TIMELINE,
    BAR_CHART,
    SPEED,
    CASINO,
    LABEL,
    PERSON,
    ZOOM_IN,
    ZOOM_OUT,
    SEARCH_OFF,
    NOTIFICATIONS,
    VERTICAL_SPLIT,
    HORIZONTAL_SPLIT,
    POWER_SETTINGS_NEW,
    SKIP_NEXT,
];
