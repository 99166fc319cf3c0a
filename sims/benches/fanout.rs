//! `cargo bench -p sims --bench fanout`: one session to a thousand watchers over sockets of this machine, beside a bare server with a queue
//! for each of them; what an idle connection takes; and what one watcher that reads nothing costs the others.
//!
//! Server and watchers are processes of their own. Machines differ and are shared, so only ratios of one run mean something.

#[path = "fanout/server.rs"]
mod server;
#[path = "fanout/watchers.rs"]
mod watchers;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};

const WATCHERS: usize = 1_000;
/// Frames of a burst; each watcher has all of them before the next begins.
const BURST: usize = 64;
const BURSTS: usize = 20;
const ROUNDS: usize = 3;
/// Of the run with and without a frozen watcher: enough to fill what the system keeps for a reader.
const CALM_WATCHERS: usize = 50;
const CALM_FRAMES: usize = 9_000;
const CALM_EVERY: Duration = Duration::from_millis(1);

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve", kind] => server::run(kind),
        ["watch", port, number] => watchers::run(port.parse()?, number.parse()?, false),
        ["freeze", port] => watchers::run(port.parse()?, 1, true),
        _ => compare(),
    }
}

fn compare() -> Result<()> {
    let mut best = [(0.0_f64, 0.0_f64); 2];
    for _ in 0..ROUNDS {
        for (kind, best) in ["ours", "bare"].into_iter().zip(&mut best) {
            let (rate, cpu) = flat_out(kind)?;
            if rate > best.0 {
                *best = (rate, cpu);
            }
        }
    }
    let [(ours, our_cpu), (bare, bare_cpu)] = best;
    println!(
        "{BURST} frames of 1 KiB to {WATCHERS} watchers at once, best of {ROUNDS}: {ours:.0} deliveries/s, {our_cpu:.2} us each;"
    );
    println!(
        "a bare server with a queue for each: {bare:.0}/s, {bare_cpu:.2} us; ratio {:.2} in deliveries, {:.2} in time of the processor",
        ours / bare,
        our_cpu / bare_cpu
    );
    for kind in ["ours", "bare"] {
        println!("an idle connection takes {:.1} KiB of the server's memory ({kind})", idle(kind)?);
    }
    for frozen in [false, true] {
        calm(frozen)?;
    }
    Ok(())
}

/// Deliveries per second, and microseconds of the server's processor for each.
fn flat_out(kind: &str) -> Result<(f64, f64)> {
    let mut server = Process::start(&["serve", kind])?;
    let port = server.line()?;
    let mut watchers = Process::start(&["watch", &port, &WATCHERS.to_string()])?;
    ensure!(watchers.line()? == "ready", "the watchers did not come in");
    let (cpu, began) = (server.cpu_s()?, now());
    for _ in 0..BURSTS {
        server.say(&format!("burst {BURST} 0"))?;
        watchers.say(&format!("until {BURST}"))?;
        ensure!(watchers.line()? == "all", "the watchers did not get all");
    }
    let deliveries = (WATCHERS * BURST * BURSTS) as f64;
    Ok((deliveries / began.elapsed().as_secs_f64(), (server.cpu_s()? - cpu) * 1e6 / deliveries))
}

/// KiB of the server's memory for a connection that has nothing to do.
fn idle(kind: &str) -> Result<f64> {
    let mut server = Process::start(&["serve", kind])?;
    let port = server.line()?;
    let before = server.memory_kib()?;
    let mut watchers = Process::start(&["watch", &port, &WATCHERS.to_string()])?;
    ensure!(watchers.line()? == "ready", "the watchers did not come in");
    Ok((server.memory_kib()? - before) / WATCHERS as f64)
}

/// Watchers at their ease, perhaps with one among them that reads nothing.
fn calm(frozen: bool) -> Result<()> {
    let mut server = Process::start(&["serve", "ours"])?;
    let port = server.line()?;
    let mut watchers = Process::start(&["watch", &port, &CALM_WATCHERS.to_string()])?;
    ensure!(watchers.line()? == "ready", "the watchers did not come in");
    let mut ice = None;
    if frozen {
        let mut process = Process::start(&["freeze", &port])?;
        ensure!(process.line()? == "ready", "the frozen watcher did not come in");
        ice = Some(process);
    }
    // A first round fills what is filled anyway, this session's own memory of its events included.
    server.say("burst 5000 1")?;
    watchers.say("until 5000")?;
    watchers.line()?;
    let before = server.memory_kib()?;
    watchers.say("forget")?;
    server.say(&format!("burst {CALM_FRAMES} {}", CALM_EVERY.as_millis()))?;
    watchers.say(&format!("until {CALM_FRAMES}"))?;
    watchers.line()?;
    let grown = (server.memory_kib()? - before) / 1024.0;
    watchers.say("times")?;
    let name = if frozen { "and one that reads nothing" } else { "all of whom read" };
    println!(
        "{CALM_WATCHERS} watchers {name}, {CALM_FRAMES} frames: {}; the server grew by {grown:.1} MiB",
        watchers.line()?
    );
    if let Some(mut ice) = ice {
        ice.say("thaw")?;
        println!("the one that read nothing: {}", ice.line()?);
    }
    Ok(())
}

/// This very program in another part.
struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Process {
    #[expect(clippy::disallowed_methods, reason = "a bench starts its own parts")]
    fn start(arguments: &[&str]) -> Result<Self> {
        let mut start = Command::new(std::env::current_exe()?);
        let mut child = start.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take().context("no input")?;
        let output = BufReader::new(child.stdout.take().context("no output")?);
        Ok(Self { child, input, output })
    }

    fn say(&mut self, line: &str) -> Result<()> {
        Ok(writeln!(self.input, "{line}")?)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        ensure!(self.output.read_line(&mut line)? > 0, "a part of the bench ended");
        Ok(line.trim().to_owned())
    }

    /// Resident memory, as Linux counts it.
    fn memory_kib(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
        Ok(line.split_whitespace().nth(1).context("no number")?.parse()?)
    }

    /// Seconds of processor time, in hundredths as Linux counts them.
    fn cpu_s(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after_name = stat.rsplit_once(')').context("no name")?.1;
        let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
        Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
fn now() -> Instant {
    Instant::now()
}

/// Microseconds since the Unix epoch: the same for both processes.
#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
fn micros() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_micros() as u64)
}
