//! Every pair of colours that may meet, computed from the token file.
//!
//! Does not look at a screen: what is painted on what is known from the rules of the design.

use egui::Color32;

use super::Tokens;

/// Relative luminance as WCAG 2.1 defines it.
fn luminance(color: Color32) -> f64 {
    let channel = |v: u8| {
        let v = f64::from(v) / 255.0;
        if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
}

/// Contrast ratio as WCAG 2.1 defines it, from 1 to 21.
fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn assert_contrast(what: &str, color: Color32, grounds: &[(&str, Color32)], least: f64) {
    for (ground_name, ground) in grounds {
        let found = contrast(color, *ground);
        assert!(found >= least, "{what} on {ground_name}: {found:.2}, needs {least}");
    }
}

fn themes() -> [(&'static str, Tokens); 2] {
    [("dark", Tokens::DARK), ("light", Tokens::LIGHT)]
}

fn grounds(t: &Tokens) -> [(&'static str, Color32); 7] {
    [
        ("app", t.app),
        ("surface", t.surface),
        ("field", t.field),
        ("raised", t.raised),
        ("hover", t.hover),
        ("pressed", t.pressed),
        ("select", t.select),
    ]
}

#[test]
fn black_on_white_is_twenty_one() {
    assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
}

#[test]
fn every_text_colour_reaches_4_5_on_every_ground() {
    for (theme, t) in themes() {
        let texts = [
            ("text", t.text),
            ("text2", t.text2),
            ("accent", t.accent),
            ("ok", t.ok),
            ("warn", t.warn),
            ("error", t.error),
            ("sent", t.sent),
            ("received", t.received),
            ("key", t.key),
            ("string", t.string),
            ("number", t.number),
            ("word", t.word),
            ("comment", t.comment),
        ];
        for (name, color) in texts {
            assert_contrast(&format!("{theme} {name}"), color, &grounds(&t), 4.5);
        }
    }
}

#[test]
fn text_on_its_own_ground_is_readable() {
    for (theme, t) in themes() {
        let pairs = [
            ("ok", t.ok, t.ok_ground, 5.5),
            ("warn", t.warn, t.warn_ground, 5.5),
            ("error", t.error, t.error_ground, 5.5),
            ("text in a failed row", t.text, t.error_ground, 4.5),
            ("text2 in a failed row", t.text2, t.error_ground, 4.5),
            ("found text", t.text, t.found, 4.5),
            ("main button", t.on_fill, t.fill, 4.5),
            ("main button hovered", t.on_fill, t.fill_hover, 4.5),
            ("main button pressed", t.on_fill, t.fill_pressed, 4.5),
            ("danger", t.on_fill, t.danger, 4.5),
            ("danger hovered", t.on_fill, t.danger_hover, 4.5),
            ("danger pressed", t.on_fill, t.danger_pressed, 4.5),
        ];
        for (name, color, ground, least) in pairs {
            assert_contrast(&format!("{theme} {name}"), color, &[("its ground", ground)], least);
        }
    }
}

#[test]
fn edges_and_the_focus_ring_reach_3_on_every_ground() {
    for (theme, t) in themes() {
        let all = grounds(&t);
        let edge_grounds: Vec<_> = all.into_iter().filter(|(name, _)| *name != "pressed").collect();
        assert_contrast(&format!("{theme} edge"), t.edge, &edge_grounds, 3.0);
        assert_contrast(&format!("{theme} ring"), t.accent, &all, 3.0);
    }
}

#[test]
fn borders_reach_3_on_the_grounds_of_bordered_controls() {
    for (theme, t) in themes() {
        let four = [("app", t.app), ("surface", t.surface), ("field", t.field), ("raised", t.raised)];
        assert_contrast(&format!("{theme} border"), t.border, &four, 3.0);
    }
}
