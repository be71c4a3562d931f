//! The window at rest, under a display of its own: its first frame, its memory, and the CPU it takes while nothing happens.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const AT_REST: Duration = Duration::from_secs(10);

/// Prints the rows, or why there are none.
pub fn print() {
    println!();
    match measure() {
        Ok(lines) => lines.iter().for_each(|line| println!("{line}")),
        Err(why) => println!("window: not measured, {why}"),
    }
}

/// A process that ends with this value.
struct Owned(Child);

impl Drop for Owned {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program's window on a display of its own; both end with this value.
pub struct Desktop {
    window: Owned,
    _server: Owned,
    display: String,
    first_frame: Duration,
}

impl Desktop {
    /// Opens the window on a data folder, and waits for its first frame.
    pub fn open(data_folder: &Path) -> Result<Self, String> {
        let display = free_display()?;
        let spawn =
            |mut command: Command, what: &str| command.spawn().map(Owned).map_err(|why| format!("{what}: {why}"));
        let mut server = quiet("Xvfb", &display);
        server.args([display.as_str(), "-screen", "0", "1280x800x24"]);
        let server = spawn(server, "Xvfb (apt-get install xvfb)")?;
        thread::sleep(Duration::from_millis(800));
        let mut window = quiet(env!("CARGO_BIN_EXE_farcall"), &display);
        window.env("FARCALL_DATA_DIR", data_folder).env("LIBGL_ALWAYS_SOFTWARE", "1").env_remove("WAYLAND_DISPLAY");
        let started = Instant::now();
        let window = spawn(window, "farcall")?;
        // The window is made visible once its first frame is painted.
        while !visible(quiet("xdotool", &display))? {
            if started.elapsed() > Duration::from_secs(20) {
                return Err("no window came within 20 s".to_owned());
            }
        }
        Ok(Self { window, _server: server, display, first_frame: started.elapsed() })
    }

    /// Presses keys and moves the mouse.
    pub fn drive(&self, act: impl FnOnce(&mut Command)) -> Result<(), String> {
        let mut xdotool = quiet("xdotool", &self.display);
        act(&mut xdotool);
        xdotool.status().map(drop).map_err(|why| format!("xdotool (apt-get install xdotool): {why}"))
    }
}

fn quiet(program: &str, display: &str) -> Command {
    let mut command = Command::new(program);
    command.stdout(Stdio::null()).stderr(Stdio::null()).env("DISPLAY", display);
    command
}

fn measure() -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().map_err(|why| why.to_string())?;
    let Desktop { window, first_frame, _server, .. } = Desktop::open(folder.path())?;
    thread::sleep(Duration::from_secs(3));
    let process = Path::new("/proc").join(window.0.id().to_string());
    let memory = resident_kib(&process)?;
    let before = cpu_ticks(&process)?;
    thread::sleep(AT_REST);
    let ticks = cpu_ticks(&process)? - before;
    Ok(vec![
        format!("window: first frame after {} ms (software GL)", first_frame.as_millis()),
        format!("window: {} MiB resident", memory / 1024),
        format!("window: {} ms of CPU over {} s at rest, wanted 0", ticks * 10, AT_REST.as_secs()),
    ])
}

fn free_display() -> Result<String, String> {
    (90..120)
        .find(|number| is_free(Path::new(&format!("/tmp/.X{number}-lock"))))
        .map(|number| format!(":{number}"))
        .ok_or_else(|| "no display number is free".to_owned())
}

/// A display that was killed leaves its lock behind, which the next one takes over.
fn is_free(lock: &Path) -> bool {
    let Ok(holder) = fs::read_to_string(lock) else { return !lock.exists() };
    !Path::new("/proc").join(holder.trim()).exists()
}

fn visible(mut xdotool: Command) -> Result<bool, String> {
    let found = xdotool.args(["search", "--onlyvisible", "--name", "^Farcall$"]).stdout(Stdio::piped()).output();
    found.map(|output| !output.stdout.is_empty()).map_err(|why| format!("xdotool (apt-get install xdotool): {why}"))
}

fn resident_kib(process: &Path) -> Result<u64, String> {
    let status = fs::read_to_string(process.join("status")).map_err(|why| why.to_string())?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).ok_or_else(|| "no VmRSS".to_owned())
}

/// User and system time in ticks of 10 ms.
fn cpu_ticks(process: &Path) -> Result<u64, String> {
    let stat = fs::read_to_string(process.join("stat")).map_err(|_| "the window closed by itself".to_owned())?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let tick = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
    Ok(tick(11) + tick(12))
}
