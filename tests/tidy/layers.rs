//! Rules about who may know whom: the arrows of architecture.md.

use std::fs;

use farcall_tests::repository;

use crate::sources::{Source, none, rust, sources};

/// The modules of core, lowest first: each uses only those before it.
const CORE: [&str; 12] = [
    "status",
    "metadata",
    "json_text",
    "schema",
    "message",
    "transport",
    "call",
    "recording",
    "reflection",
    "diagnostics",
    "workspace",
    "engine",
];

/// The modules of the app in the same way. `desk` is a test's.
const APP: [&str; 17] = [
    "units",
    "proto_text",
    "theme",
    "figures",
    "widgets",
    "viewers",
    "state",
    "job",
    "action",
    "form",
    "perform",
    "apply",
    "dialogs",
    "panels",
    "desk",
    "window",
    "cli",
];

/// What core must not know.
const GUI: [&str; 8] = ["egui", "eframe", "epaint", "rfd", "syntect", "clap", "egui_kittest", "winit"];

#[test]
fn core_names_no_gui_crate() {
    let manifest = fs::read_to_string(repository().join("core/Cargo.toml")).unwrap();
    let manifest = Source { path: "core/Cargo.toml".to_owned(), text: manifest };
    let mut breaches = Vec::new();
    for (number, line) in manifest.lines() {
        let dependency = line.split(['.', ' ', '=']).next().unwrap_or_default();
        if GUI.contains(&dependency) {
            breaches.push(format!("{}:{number}: {dependency}", manifest.path));
        }
    }
    for source in sources(&["core/src"], &[".rs"]) {
        for (number, line) in source.lines().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let named =
                GUI.iter().filter(|name| line.contains(&format!("{name}::")) || line.contains(&format!("use {name}")));
            breaches.extend(named.map(|name| format!("{}:{number}: {name}", source.path)));
        }
    }
    none(breaches, "core knows no window and no command line: move it to app");
}

#[test]
fn every_module_has_its_place_in_the_order() {
    for (folder, order) in [("core", &CORE[..]), ("app", &APP[..])] {
        let lib = fs::read_to_string(repository().join(folder).join("src/lib.rs")).unwrap();
        let declared: Vec<&str> = lib
            .lines()
            .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
            .collect();
        let unplaced = declared.iter().filter(|module| !order.contains(module));
        none(unplaced.map(|module| format!("{folder}: {module}")).collect(), "place it in tests/tidy/layers.rs");
        let gone = order.iter().filter(|module| !declared.contains(module));
        none(gone.map(|module| format!("{folder}: {module}")).collect(), "there is no such module any more");
    }
}

#[test]
fn a_module_uses_only_those_below_it() {
    let mut breaches = Vec::new();
    for (folder, order) in [("core/src/", &CORE[..]), ("app/src/", &APP[..])] {
        for source in sources(&[folder], &[".rs"]) {
            let module = source.path.trim_start_matches(folder).split(['/', '.']).next().unwrap_or_default();
            let Some(place) = order.iter().position(|name| *name == module) else { continue };
            for (number, used) in used_modules(&source) {
                if order.iter().position(|name| *name == used).is_some_and(|other| other > place) {
                    breaches.push(format!("{}:{number}: {module} uses {used}", source.path));
                }
            }
        }
    }
    none(breaches, "a module uses only those above it in the lists of ARCHITECTURE.md: turn the arrow round");
}

/// Modules named as `crate::x`, or within `use crate::{x, y::z}`.
fn used_modules(source: &Source) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    let mut depth = 0_usize;
    for (number, line) in source.code() {
        if depth == 0 {
            used.extend(line.split("crate::").skip(1).filter_map(|rest| Some((number, first_word(rest)?))));
        }
        let mut rest = line;
        if depth == 0 {
            let Some((_, after)) = line.split_once("use crate::{") else { continue };
            depth = 1;
            rest = after;
        }
        let mut word = String::new();
        let mut is_module = true;
        for letter in rest.chars().chain([' ']) {
            if letter.is_alphanumeric() || letter == '_' {
                word.push(letter);
                continue;
            }
            if !word.is_empty() {
                if depth == 1 && is_module {
                    used.push((number, word.clone()));
                }
                word.clear();
                is_module = false;
            }
            match letter {
                ',' => is_module = true,
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    used
}

fn first_word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    (!word.is_empty()).then_some(word)
}

#[test]
fn uses_are_read_from_every_form_of_use() {
    let text = "use crate::{\n    call::{CallSpec, log},\n    metadata::Metadata,\n};\nuse crate::status::Code;\n\
                let x = crate::schema::y(engine);\nuse crate::{message, workspace::X};\n// crate::engine\n";
    let source = Source { path: "core/src/x.rs".to_owned(), text: text.to_owned() };
    let names: Vec<String> = used_modules(&source).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["call", "metadata", "status", "schema", "message", "workspace"]);
}

#[test]
fn colours_are_named_in_the_theme_alone() {
    let mut breaches = Vec::new();
    for source in sources(&["app/src"], &[".rs"]).iter().filter(|source| !source.path.starts_with("app/src/theme")) {
        for (number, line) in source.code() {
            let makes =
                ["Color32::from_", "Color32::WHITE", "Color32::BLACK", "Color32::RED", "Rgba::from_", "hex_color!"];
            if makes.iter().any(|make| line.contains(make)) || has_hex_colour(line) {
                breaches.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    none(breaches, "give the colour a name in app/src/theme");
}

/// `"#rrggbb"` in a string.
fn has_hex_colour(line: &str) -> bool {
    line.split("\"#").skip(1).any(|rest| {
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        [3, 6, 8].contains(&digits) && rest.chars().nth(digits) == Some('"')
    })
}

#[test]
fn file_dialogs_open_from_dialogs_alone() {
    let elsewhere =
        sources(&["app/src"], &[".rs"]).into_iter().filter(|source| !source.path.starts_with("app/src/dialogs"));
    none(naming(elsewhere, &["rfd::", "use rfd"]), "ask through app/src/dialogs");
}

#[test]
fn the_call_path_is_ours() {
    let ours = sources(&["core/src", "app/src"], &[".rs"]).into_iter();
    none(naming(ours, &["tonic::", "use tonic"]), "tonic serves samples and tests; calls go through core's own path");
}

#[test]
fn the_window_never_waits() {
    let window = rust().into_iter().filter(|source| {
        source.path.starts_with("app/src/")
            && !source.path.starts_with("app/src/cli")
            && source.path != "app/src/main.rs"
    });
    none(
        naming(window, &[".await", "block_on(", "thread::sleep", "TcpStream"]),
        "send a Command to the engine instead",
    );
}

fn naming(sources: impl Iterator<Item = Source>, words: &[&str]) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in sources {
        for (number, line) in source.code() {
            breaches.extend(
                words
                    .iter()
                    .filter(|word| line.contains(**word))
                    .map(|word| format!("{}:{number}: {word}", source.path)),
            );
        }
    }
    breaches
}
