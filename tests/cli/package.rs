//! The Debian package: what is in it, that its program runs, and that the desktop finds it.
//! It is taken apart, never installed.

use std::{fs, process::Command};

use farcall_tests::{binary, repository};

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|why| panic!("{command:?}: {why}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_debian_package_holds_the_program_its_menu_entry_and_its_icons() {
    let built = run(Command::new(repository().join("packaging/build")).arg("deb").env("FARCALL_BIN", binary()));
    let package = repository().join(built.trim());
    let folder = tempfile::tempdir().unwrap();
    run(Command::new("dpkg-deb").arg("-x").arg(&package).arg(folder.path()));

    let share = folder.path().join("usr/share");
    let entry = fs::read_to_string(share.join("applications/farcall.desktop")).unwrap();
    assert!(entry.contains("Exec=farcall open %F\n") && entry.contains("Icon=farcall\n"), "{entry}");
    for size in ["16x16", "48x48", "256x256"] {
        assert!(share.join(format!("icons/hicolor/{size}/apps/farcall.png")).exists(), "no icon of {size}");
    }
    let version = run(Command::new(folder.path().join("usr/bin/farcall")).arg("--version"));
    let control = run(Command::new("dpkg-deb").arg("-f").arg(&package).args(["Version", "Depends"]));
    let packaged = control.lines().find_map(|line| line.strip_prefix("Version: ")).unwrap();
    assert_eq!(version.trim(), format!("farcall {packaged}"));
    assert!(control.contains("libgl1"), "what is loaded at run time has to be named: {control}");
}
