//! Keys that mean something only in the part of the window that has the focus: for the sheet of all keys.
//! Each part takes its keys itself; this table only says so.

/// The keys of one part.
pub struct LocalKeys {
    /// Its heading.
    pub title: &'static str,
    /// What is done, and the keys for it.
    pub keys: &'static [(&'static str, &'static str)],
}

/// Each part, in the order of the sheet.
pub const LOCAL_KEYS: [LocalKeys; 4] = [
    LocalKeys {
        title: "In a tree",
        keys: &[
            ("Fold, or go to the row above", "Left"),
            ("Unfold, or go into it", "Right"),
            ("Unfold all below", "*"),
            ("Fold, unfold or open", "Enter"),
            ("Go to a name", "A to Z"),
            ("Copy value", "Ctrl+C"),
            ("Menu of the row", "Shift+F10"),
        ],
    },
    LocalKeys {
        title: "In a text",
        keys: &[
            ("Next hit", "F3"),
            ("Previous hit", "Shift+F3"),
            ("Copy selection", "Ctrl+C"),
            ("Select all", "Ctrl+A"),
            ("Menu of the line", "Shift+F10"),
        ],
    },
    LocalKeys {
        title: "In the bytes",
        keys: &[
            ("Select", "Shift+Arrows"),
            ("Copy as hex", "Ctrl+C"),
            ("Go to offset", "Ctrl+G"),
            ("Menu of the bytes", "Shift+F10"),
        ],
    },
    LocalKeys {
        title: "In a log",
        keys: &[
            ("Choose a message", "Up"),
            ("Into the message", "Enter"),
            ("Follow the end", "End"),
            ("Mark a message", "M"),
            ("Next mark", "F2"),
            ("Previous mark", "Shift+F2"),
            ("Next found", "F3"),
            ("Previous found", "Shift+F3"),
            ("Go to a number or time", "Ctrl+G"),
            ("Clear the log", "Ctrl+Delete"),
        ],
    },
];
