//! `farcall` and `farcall open`: the window on what was named; where there is no display, the tour if nothing was.
//! It draws nothing; the window is `crate::window`'s.

use std::{
    env,
    path::{Path, PathBuf},
};

use farcall_core::{engine::Failure, recording::ENDING, schema::FileSource, transport::Target};

use super::{ended::Ended, output::Console};
use crate::window::{self, OpenRequest, Setup, WindowError};

/// How it went with the window.
pub enum Opened {
    /// It was open, and was closed.
    Closed,
    /// There is none to be had here; why.
    NoDisplay(String),
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// A file that was named does not exist, there is no display for what was named, or the window cannot start though there is one.
pub fn open(what: &[String], workspace: Option<PathBuf>) -> Result<Opened, Ended> {
    let open = what.iter().map(|typed| request(typed)).collect::<Result<Vec<_>, _>>()?;
    let instead = open.first().map(in_terminal);
    let windowless = |reason: String| match instead.clone() {
        Some(instead) => Err(Ended::Failed(Failure::new(reason).hint(instead))),
        None => Ok(Opened::NoDisplay(reason)),
    };
    if let Some(reason) = no_display(|name| env::var_os(name).is_some_and(|value| !value.is_empty())) {
        return windowless(reason);
    }
    match window::open(Setup { open, workspace, data_folder: None }) {
        Ok(()) => Ok(Opened::Closed),
        Err(WindowError::NoDisplay(reason)) => windowless(format!("No window can be opened here: {reason}")),
        Err(error @ WindowError::Engine(_)) => Err(Ended::failed(error.to_string())),
    }
}

/// Says that there is no window, and what comes instead.
pub fn tell_no_display(reason: &str, console: Console) {
    console.note(reason);
    console.note("Here is the tour instead; `farcall --help` lists what the terminal can do.");
    console.note("");
}

/// What the terminal can do with what was to be opened.
fn in_terminal(request: &OpenRequest) -> String {
    let path = match request {
        OpenRequest::Target(target) => return format!("In the terminal: farcall list {}", target.address),
        OpenRequest::Files(paths) => paths.first().map_or(Path::new(""), PathBuf::as_path),
    };
    let file = path.display();
    match path.extension().and_then(|extension| extension.to_str()) {
        Some(ENDING) => format!("In the terminal: farcall export {file}, or farcall replay {file}"),
        _ if FileSource::is_set_name(path) => format!("In the terminal: farcall list --protoset {file}"),
        _ => format!("In the terminal: farcall list --proto {file}"),
    }
}

/// What is there on disk is a file; what looks like one and is not there is a mistake; the rest is a target.
fn request(typed: &str) -> Result<OpenRequest, Ended> {
    let path = Path::new(typed);
    if path.exists() {
        return Ok(OpenRequest::Files(vec![path.to_owned()]));
    }
    let is_target = typed.contains("://") || typed.starts_with("unix:") || typed.starts_with("unix-abstract:");
    let is_named = path.extension().is_some_and(|extension| extension == "proto" || extension == "fcrec");
    let looks_like_a_file = is_named || FileSource::is_set_name(path);
    if !is_target && (looks_like_a_file || typed.contains('/')) {
        return Err(Ended::failed(format!("{typed} does not exist")));
    }
    Ok(OpenRequest::Target(Box::new(Target::new(typed))))
}

#[cfg(all(unix, not(target_os = "macos")))]
fn no_display(is_set: impl Fn(&str) -> bool) -> Option<String> {
    let has_one = ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"].into_iter().any(is_set);
    (!has_one).then(|| "There is no display: neither WAYLAND_DISPLAY nor DISPLAY is set.".to_owned())
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn no_display(_is_set: impl Fn(&str) -> bool) -> Option<String> {
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_disk_is_opened_and_the_rest_is_a_target() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().to_str().unwrap();
        assert_eq!(request(here).unwrap(), OpenRequest::Files(vec![folder.path().to_owned()]));
        for target in ["localhost:50051", "https://a.b/", "unix:/run/x.sock", "[::1]:1"] {
            let expected = Target { address: target.to_owned(), ..Target::default() };
            assert_eq!(request(target).unwrap(), OpenRequest::Target(Box::new(expected)));
        }
        for missing in ["no.proto", "no/such/folder", "no.binpb"] {
            assert!(request(missing).is_err(), "{missing}");
        }
    }

    #[test]
    fn the_terminal_has_something_for_all_that_can_be_opened() {
        for (typed, instead) in [
            ("a.fcrec", "farcall export a.fcrec, or farcall replay a.fcrec"),
            ("a.proto", "farcall list --proto a.proto"),
            ("protos", "farcall list --proto protos"),
            ("a.binpb", "farcall list --protoset a.binpb"),
            ("image.json", "farcall list --protoset image.json"),
        ] {
            let files = OpenRequest::Files(vec![PathBuf::from(typed)]);
            assert_eq!(in_terminal(&files), format!("In the terminal: {instead}"));
        }
        let target = OpenRequest::Target(Box::new(Target::new("localhost:50051")));
        assert_eq!(in_terminal(&target), "In the terminal: farcall list localhost:50051");
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn a_display_is_found_by_its_variable() {
        assert!(no_display(|_| false).is_some());
        assert!(no_display(|name| name == "DISPLAY").is_none());
        assert!(no_display(|name| name == "WAYLAND_DISPLAY").is_none());
    }
}
