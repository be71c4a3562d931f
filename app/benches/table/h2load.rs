//! The same unary call by h2load of nghttp2, where it is installed: what a load generator in C gets out of the server.
//! It is printed beside the table and decides nothing.

use std::{
    io::Write as _,
    process::{Command, Stdio},
    time::Duration,
};

/// Calls a second by one client with so many streams; `None` where h2load is missing or says nothing.
pub fn unary(port: u16, concurrency: usize, measured: Duration) -> Option<f64> {
    let mut message = tempfile::NamedTempFile::new().ok()?;
    // An empty message: the flag and a length of zero.
    message.write_all(&[0; 5]).ok()?;
    let output = Command::new("h2load")
        .args(["--clients=1", "--threads=1", "--header=te: trailers", "--header=content-type: application/grpc"])
        .arg(format!("--max-concurrent-streams={concurrency}"))
        .arg(format!("--duration={}", measured.as_secs().max(1)))
        .arg(format!("--data={}", message.path().display()))
        .arg(format!("http://127.0.0.1:{port}/bench.Bench/Unary"))
        .stderr(Stdio::null())
        .output()
        .ok()?;
    rate(&String::from_utf8_lossy(&output.stdout))
}

/// `finished in 3.00s, 51234.33 req/s, 2.54MB/s`.
fn rate(said: &str) -> Option<f64> {
    let line = said.lines().find(|line| line.starts_with("finished in "))?;
    let rate = line.split(", ").find_map(|part| part.strip_suffix(" req/s"))?;
    rate.parse().ok().filter(|rate| *rate > 0.0)
}

/// One line a measurement, or why there is none.
pub fn print(rates: &[(usize, Option<f64>)]) {
    println!();
    for (concurrency, rate) in rates {
        match rate {
            Some(rate) => println!("h2load, unary, {concurrency} at once: {rate:.0} calls/s"),
            None => {
                println!("h2load, unary, {concurrency} at once: not measured (sudo apt-get install nghttp2-client)")
            }
        }
    }
}
