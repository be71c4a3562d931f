//! The binary in a real window on a display of its own, driven by keys, looked at in a picture, ended by Ctrl+Q.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use farcall_tests::Farcall;
use serde_json::Value;
use tempfile::TempDir;

const LIMIT: Duration = Duration::from_secs(20);
const SIZE: (usize, usize) = (1280, 800);

/// Ground of the pill of a call that went well, and of the surface it stands on, in the dark theme.
const OK_GROUND: [u8; 3] = [0x14, 0x29, 0x1F];
const OK: [u8; 3] = [0x55, 0xC9, 0x90];
const SURFACE: [u8; 3] = [0x1B, 0x1F, 0x26];

#[test]
fn a_call_is_made_in_a_real_window_by_keys_alone() {
    need_tools();
    let display = Display::start();
    let data = tempfile::tempdir().unwrap();
    let session = Path::new("session.json");
    // The theme of whoever runs this is not to matter.
    fs::write(data.path().join(session), r#"{"format": 1, "theme": "dark"}"#).unwrap();
    let running = Farcall::new(["open"])
        .env("DISPLAY", &display.name)
        .env("FARCALL_DATA_DIR", data.path())
        .env("WAYLAND_DISPLAY", "")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .start();
    let window = display.window("Farcall");
    display.wait_for("the window is drawn", |picture| picture.count(SURFACE) > 50_000);

    display.keys(&window, &["ctrl+k"]);
    display.type_text(&window, "start the sample");
    display.keys(&window, &["Return"]);
    display.wait_for("the sample's services stand at the left", |picture| picture.colors_within(0..280, 60..700) > 20);
    display.keys(&window, &["ctrl+k"]);
    display.type_text(&window, "ListCategories");
    display.keys(&window, &["Return"]);
    display.wait_for("the call tab is open", |picture| picture.colors_within(300..1280, 40..120) > 20);
    assert_eq!(display.picture().count(OK_GROUND), 0, "nothing went well yet");
    display.keys(&window, &["ctrl+Return"]);
    let answered = |picture: &Picture| picture.count(OK_GROUND) > 500 && picture.count(OK) > 20;
    display.wait_for("the call went well", answered);

    display.picture().keep(&farcall_tests::target_folder().join("window.ppm"));

    display.keys(&window, &["ctrl+q"]);
    running.finish(LIMIT).expect_exit(0);
    let kept: Value = serde_json::from_slice(&fs::read(data.path().join(session)).unwrap()).unwrap();
    assert_eq!(kept["tabs"][0]["method"], "shop.v1.Catalogue/ListCategories");
}

fn need_tools() {
    let missing: Vec<&str> = [("Xvfb", "xvfb"), ("xdotool", "xdotool")]
        .into_iter()
        .filter(|(program, _)| Command::new("which").arg(program).output().is_ok_and(|which| !which.status.success()))
        .map(|(_, package)| package)
        .collect();
    assert!(missing.is_empty(), "Missing for this test: apt-get install -y {}", missing.join(" "));
}

/// An X server of its own, on a number that it chose. What is on its screen lies in a file.
struct Display {
    server: Child,
    name: String,
    screen: TempDir,
}

impl Display {
    fn start() -> Self {
        let screen = tempfile::tempdir().unwrap();
        let size = format!("{}x{}x24", SIZE.0, SIZE.1);
        let mut server = Command::new("Xvfb")
            // Else it starts over each time its last client leaves, and takes along whoever is just coming.
            .arg("-noreset")
            .args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp", "-fbdir"])
            .arg(screen.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts");
        let mut number = String::new();
        let told = BufReader::new(server.stdout.take().unwrap()).read_line(&mut number);
        assert!(told.is_ok_and(|read| read > 0), "Xvfb tells its display");
        Self { server, name: format!(":{}", number.trim()), screen }
    }

    /// What xdotool waits for may never come; it is not waited for longer than for anything else.
    fn xdotool(&self, arguments: &[&str]) -> Output {
        let limit = LIMIT.as_secs().to_string();
        let mut command = Command::new("timeout");
        command.args([&limit, "xdotool"]).args(arguments).env("DISPLAY", &self.name);
        command.output().expect("xdotool runs")
    }

    /// The id of the window with this title, once it is there; it gets the keyboard.
    fn window(&self, title: &str) -> String {
        let until = Instant::now() + LIMIT;
        loop {
            let found = self.xdotool(&["search", "--onlyvisible", "--name", title]);
            let found = String::from_utf8_lossy(&found.stdout).into_owned();
            if let Some(id) = found.lines().next() {
                self.xdotool(&["windowfocus", "--sync", id]);
                return id.to_owned();
            }
            assert!(Instant::now() < until, "no window came up");
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn keys(&self, window: &str, keys: &[&str]) {
        self.xdotool(&["windowfocus", "--sync", window]);
        let pressed = self.xdotool(&[&["key", "--clearmodifiers", "--delay", "60"], keys].concat());
        assert!(pressed.status.success(), "{}", String::from_utf8_lossy(&pressed.stderr));
        thread::sleep(Duration::from_millis(150));
    }

    fn type_text(&self, window: &str, text: &str) {
        self.xdotool(&["windowfocus", "--sync", window]);
        let typed = self.xdotool(&["type", "--clearmodifiers", "--delay", "20", text]);
        assert!(typed.status.success(), "{}", String::from_utf8_lossy(&typed.stderr));
        thread::sleep(Duration::from_millis(150));
    }

    fn picture(&self) -> Picture {
        Picture::of_xwd(&fs::read(self.screen.path().join("Xvfb_screen0")).unwrap())
    }

    #[track_caller]
    fn wait_for(&self, what: &str, holds: impl Fn(&Picture) -> bool) {
        let until = Instant::now() + LIMIT;
        while !holds(&self.picture()) {
            if Instant::now() > until {
                let kept = farcall_tests::target_folder().join("window.ppm");
                self.picture().keep(&kept);
                panic!("not seen: {what}; the picture is {}", kept.display());
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// What stands on the screen, three bytes a pixel.
struct Picture(Vec<u8>);

impl Picture {
    /// A screen of 24 bits in 32 as Xvfb keeps it: a header of big-endian words, the colour map, rows of blue, green, red.
    fn of_xwd(xwd: &[u8]) -> Self {
        let word = |at: usize| u32::from_be_bytes(xwd[at * 4..at * 4 + 4].try_into().unwrap()) as usize;
        let (header, line, colors) = (word(0), word(12), word(19));
        assert_eq!((word(4), word(5), word(11)), (SIZE.0, SIZE.1, 32), "the size of the screen");
        let rows = xwd[header + colors * 12..].chunks_exact(line).take(SIZE.1);
        let pixels = rows.flat_map(|row| row[..SIZE.0 * 4].chunks_exact(4));
        Self(pixels.flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect())
    }

    fn keep(&self, path: &Path) {
        let head = format!("P6 {} {} 255\n", SIZE.0, SIZE.1);
        fs::write(path, [head.as_bytes(), &self.0].concat()).unwrap();
    }

    fn count(&self, color: [u8; 3]) -> usize {
        self.0.chunks_exact(3).filter(|pixel| **pixel == color).count()
    }

    /// How many colours there are in a part: text and icons have many, an empty part one or two.
    fn colors_within(&self, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> usize {
        let part = rows.flat_map(|row| columns.clone().map(move |column| (row * SIZE.0 + column) * 3));
        let colors: std::collections::HashSet<&[u8]> = part.map(|at| &self.0[at..at + 3]).collect();
        colors.len()
    }
}
