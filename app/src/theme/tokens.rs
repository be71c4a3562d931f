//! The token file: every colour of both themes, every size and every space.
//!
//! Knows values only; how they get onto the screen is said elsewhere.

use egui::Color32;

/// The colours of one theme. Text colours reach 4.5 to 1 on every ground they may stand on, `edge` and the focus ring
/// 3 to 1, `border` 3 to 1 on the four grounds of bordered controls; a test computes every pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Bars, the left panel, the tab strip.
    pub app: Color32,
    /// The content of a tab.
    pub surface: Color32,
    /// Inputs, editors, logs.
    pub field: Color32,
    /// Menus, popovers, dialogs, toasts, with 1 px `line` around them.
    pub raised: Color32,
    /// The pointer on a row or a quiet button.
    pub hover: Color32,
    /// A row or a button held down: one step darker than `hover`.
    pub pressed: Color32,
    /// The selected row or text, a dragged target.
    pub select: Color32,
    /// Dividers and the frames of chips.
    pub line: Color32,
    /// The border of a hovered control, disabled text, the bar of a selection without focus.
    pub edge: Color32,
    /// Borders of inputs, buttons, segments, set boxes and nodes at rest.
    pub border: Color32,
    /// Main text.
    pub text: Color32,
    /// Labels, placeholders, units, comments.
    pub text2: Color32,
    /// Links, the focus ring, the selection bar, the chosen tab, progress.
    pub accent: Color32,
    /// The one main button of a view, under `on_fill`.
    pub fill: Color32,
    /// The main button under the pointer.
    pub fill_hover: Color32,
    /// The main button held down.
    pub fill_pressed: Color32,
    /// Text and marks on `fill` and `danger`.
    pub on_fill: Color32,
    /// The main button of a dialog that destroys.
    pub danger: Color32,
    /// The same under the pointer.
    pub danger_hover: Color32,
    /// The same held down.
    pub danger_pressed: Color32,
    /// OK, SERVING, Ready, passed; added in a comparison.
    pub ok: Color32,
    /// The ground of an `ok` pill.
    pub ok_ground: Color32,
    /// Not verified, deprecated, unsaved conflict; changed in a comparison.
    pub warn: Color32,
    /// The ground of a `warn` pill.
    pub warn_ground: Color32,
    /// A failed status, an invalid field; removed in a comparison.
    pub error: Color32,
    /// The ground of an `error` pill.
    pub error_ground: Color32,
    /// The arrow and index of a sent message, lines of plots.
    pub sent: Color32,
    /// The arrow and index of a received message, lines of plots.
    pub received: Color32,
    /// Names in JSON, text format and .proto.
    pub key: Color32,
    /// Strings in JSON, text format and .proto.
    pub string: Color32,
    /// Numbers in JSON, text format and .proto.
    pub number: Color32,
    /// `true`, `false`, `null`, enum names, keywords.
    pub word: Color32,
    /// Comments and line numbers.
    pub comment: Color32,
    /// The ground of found text, which is drawn in `text`.
    pub found: Color32,
}

const fn hex(rgb: u32) -> Color32 {
    Color32::from_rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

impl Tokens {
    /// The dark theme.
    pub const DARK: Tokens = Tokens {
        app: hex(0x14_17_1C),
        surface: hex(0x1B_1F_26),
        field: hex(0x10_13_18),
        raised: hex(0x25_2A_33),
        hover: hex(0x2A_30_3A),
        pressed: hex(0x20_25_2D),
        select: hex(0x1E_3A_5F),
        line: hex(0x31_38_43),
        edge: hex(0x7D_87_99),
        border: hex(0x6B_74_85),
        text: hex(0xE7_EA_F0),
        text2: hex(0xAA_B3_C1),
        accent: hex(0x74_AE_FF),
        fill: hex(0x2B_6B_DD),
        fill_hover: hex(0x27_64_D0),
        fill_pressed: hex(0x20_58_BC),
        on_fill: hex(0xFF_FF_FF),
        danger: hex(0xC9_3A_3A),
        danger_hover: hex(0xBC_34_34),
        danger_pressed: hex(0xA8_2C_2C),
        ok: hex(0x55_C9_90),
        ok_ground: hex(0x14_29_1F),
        warn: hex(0xE6_B4_50),
        warn_ground: hex(0x2E_26_14),
        error: hex(0xFF_8A_80),
        error_ground: hex(0x33_1D_1F),
        sent: hex(0xC6_A3_FF),
        received: hex(0x5F_CB_DA),
        key: hex(0x9C_C9_FF),
        string: hex(0xA5_D6_A0),
        number: hex(0xF2_B9_8A),
        word: hex(0xD3_B1_FF),
        comment: hex(0x9C_A6_B6),
        found: hex(0x5C_4A_10),
    };

    /// The light theme.
    pub const LIGHT: Tokens = Tokens {
        app: hex(0xF0_F2_F5),
        surface: hex(0xFF_FF_FF),
        field: hex(0xFA_FB_FC),
        raised: hex(0xFF_FF_FF),
        hover: hex(0xE8_EC_F1),
        pressed: hex(0xDD_E2_E9),
        select: hex(0xD6_E5_FB),
        line: hex(0xD9_DE_E5),
        edge: hex(0x75_7E_8E),
        border: hex(0x82_8A_99),
        text: hex(0x1A_1E_26),
        text2: hex(0x52_5B_6A),
        accent: hex(0x1A_5C_C8),
        fill: hex(0x1A_5C_C8),
        fill_hover: hex(0x16_4F_AF),
        fill_pressed: hex(0x12_3F_8C),
        on_fill: hex(0xFF_FF_FF),
        danger: hex(0xB3_26_1E),
        danger_hover: hex(0x9C_20_19),
        danger_pressed: hex(0x82_1A_14),
        ok: hex(0x0F_6E_42),
        ok_ground: hex(0xE4_F4_EB),
        warn: hex(0x7D_52_00),
        warn_ground: hex(0xFB_F0_D6),
        error: hex(0xB3_26_1E),
        error_ground: hex(0xFC_E9_E7),
        sent: hex(0x6F_37_B5),
        received: hex(0x08_62_73),
        key: hex(0x1B_4B_97),
        string: hex(0x1D_66_34),
        number: hex(0x8A_43_00),
        word: hex(0x6F_37_B5),
        comment: hex(0x59_62_70),
        found: hex(0xFF_E5_8A),
    };

    /// The dark colours if `dark`, else the light ones.
    pub const fn of(dark: bool) -> &'static Tokens {
        const DARK: &Tokens = &Tokens::DARK;
        const LIGHT: &Tokens = &Tokens::LIGHT;
        if dark { DARK } else { LIGHT }
    }
}

/// Space between things, in points, on a grid of 4.
pub mod space {
    /// Between things that belong together.
    pub const XS: f32 = 4.0;
    /// Inside a control, from a label to its control.
    pub const S: f32 = 8.0;
    /// From the edge of a panel.
    pub const M: f32 = 12.0;
    /// Between groups.
    pub const L: f32 = 16.0;
    /// Between parts of a page.
    pub const XL: f32 = 24.0;
}

/// Heights and widths, in points.
pub mod size {
    /// The one corner radius.
    pub const RADIUS: u8 = 4;
    /// The bar that says workspace, palette and settings.
    pub const TOP_BAR: f32 = 40.0;
    /// The row of target, method and timeout.
    pub const ADDRESS_ROW: f32 = 48.0;
    /// The tab strip, sub-tabs, the status line, a strip under a log.
    pub const STRIP: f32 = 32.0;
    /// A row of tools above an editor.
    pub const TOOL_ROW: f32 = 40.0;
    /// Buttons, fields, segments.
    pub const CONTROL: f32 = 28.0;
    /// The same in a strip of 32.
    pub const CONTROL_IN_STRIP: f32 = 24.0;
    /// A row of a form.
    pub const FORM_ROW: f32 = 32.0;
    /// Rows of lists, trees, tables and logs, and the heads of tables.
    pub const ROW: f32 = 24.0;
    /// A line of code.
    pub const CODE_LINE: f32 = 20.0;
    /// The line below a field that says what is wrong with it.
    pub const REASON: f32 = 20.0;
    /// The bar at the bottom of the window.
    pub const STATUS_BAR: f32 = 24.0;
    /// A status pill.
    pub const PILL: f32 = 24.0;
    /// A chip.
    pub const CHIP: f32 = 20.0;
    /// An icon, a chevron, a set box.
    pub const ICON: f32 = 16.0;
    /// The smallest target of the pointer.
    pub const TARGET: f32 = 24.0;
    /// The indent of a level of a tree or a form.
    pub const INDENT: f32 = 16.0;
    /// The bar at the left of a selected row.
    pub const SELECTION_BAR: f32 = 3.0;
    /// The width of a popover.
    pub const POPOVER: f32 = 360.0;
    /// The width of a dialog.
    pub const DIALOG: f32 = 480.0;
    /// The width of a toast.
    pub const TOAST: f32 = 320.0;
    /// The left panel in a window at least `NARROW` wide.
    pub const LEFT_PANEL: f32 = 280.0;
    /// The left panel in a narrower window.
    pub const LEFT_PANEL_NARROW: f32 = 200.0;
    /// The narrowest left panel.
    pub const LEFT_PANEL_MIN: f32 = 160.0;
    /// Below this width of the window the response stands under the request.
    pub const NARROW: f32 = 1100.0;
    /// The smallest side of a call: width and height.
    pub const SIDE_MIN: (f32, f32) = (280.0, 120.0);
}

#[cfg(test)]
#[path = "contrast_tests.rs"]
mod contrast_tests;
