//! Ten thousand connections at once from a process of their own, and clients that read nothing: each is served, held or refused with a
//! code, `/health` answers all the while, and nothing of it stays.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::program::{Program, Serving};
use super::request::Request;

const CROWD: usize = 10_000;
/// Open files that a process must be allowed for it; with fewer, this machine cannot show it.
const FILES_MIN: u64 = 12_000;
/// While ten thousand are held by two processors.
const HEALTH_MAX: Duration = Duration::from_secs(2);
const HEALTH_ASKED: usize = 50;
/// Sockets and streams that have a place at once.
const PLACES: u64 = 128;
/// A stream that is full is given up after 30 s. A socket that takes what there is and answers no ping is given up after 60 s, when the
/// next ping is due, 20 s later at most, and has 60 s to hear why.
const DEAF_MAX: Duration = Duration::from_secs(150);
/// Connections that ended give their memory back within so long, up to what an allocator keeps.
const GIVEN_BACK_MAX: Duration = Duration::from_secs(30);
const KEPT_MB_MAX: u64 = 256;

pub fn run(program: &Program, request: &Request) -> Result<()> {
    let limits = std::fs::read_to_string("/proc/self/limits").context("the limits cannot be read")?;
    let files = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let hard = files.and_then(|line| line.split_whitespace().nth(1)).context("no limit of open files")?;
    ensure!(
        hard == "unlimited" || hard.parse::<u64>()? >= FILES_MIN,
        "one process may open {hard} files here: permit {FILES_MIN} (`ulimit -Hn`) and run this again"
    );
    let room = tempfile::tempdir()?;
    let home = room.path().join("home");
    let out = room.path().join("made").to_string_lossy().into_owned();
    program.expect(&home, &["new", &request.text, "--out", &out, "--yes", "--verify", "none"], 0)?;
    let sessions = program.expect(&home, &["sessions"], 0)?;
    let session = sessions[0]["id"].as_str().context("no session")?;
    let gateway = program.serve(&home)?;
    let before = memory_mb(&gateway, "VmRSS")?;
    idle(program, &gateway)?;
    asking(program, &gateway)?;
    sockets(program, &gateway)?;
    deaf(program, &gateway, session)?;
    let (after, peak) = (given_back(&gateway, before + KEPT_MB_MAX)?, memory_mb(&gateway, "VmHWM")?);
    println!("    memory: {before} MB before, {peak} MB at most, {after} MB after");
    ensure!(after <= before + KEPT_MB_MAX, "{after} MB are kept, {before} MB were before");
    logs_are_bounded(&home)
}

/// The memory that is kept when no more of it has to be given back, or when the time for that is over.
fn given_back(gateway: &Serving, megabytes_max: u64) -> Result<u64> {
    const LOOK_EVERY: Duration = Duration::from_millis(500);
    let mut waited = Duration::ZERO;
    loop {
        let kept = memory_mb(gateway, "VmRSS")?;
        if kept <= megabytes_max || waited >= GIVEN_BACK_MAX {
            return Ok(kept);
        }
        std::thread::sleep(LOOK_EVERY);
        waited += LOOK_EVERY;
    }
}

/// Who never asks is held until its deadline, or told why not.
fn idle(program: &Program, gateway: &Serving) -> Result<()> {
    let mut crowd = Crowd::start(program, gateway, "idle", &CROWD.to_string())?;
    let opened = crowd.hear()?;
    ensure!(opened["failed"] == 0, "not all could connect: {opened}");
    let (slowest, memory) = (health(gateway)?, memory_mb(gateway, "VmRSS")?);
    crowd.go_on()?;
    let became = crowd.hear()?;
    println!(
        "    {CROWD} that never ask, in {} ms: {became}; health within {} ms, {memory} MB",
        opened["ms"],
        slowest.as_millis()
    );
    ensure!(became["ended"] == 0, "some were closed without a word: {became}");
    crowd.end()?;
    health(gateway).map(|_| ())
}

/// Who asks is answered, all of them.
fn asking(program: &Program, gateway: &Serving) -> Result<()> {
    let mut crowd = Crowd::start(program, gateway, "asking", &CROWD.to_string())?;
    let opened = crowd.hear()?;
    let slowest = health(gateway)?;
    let answered = crowd.hear()?;
    println!(
        "    {CROWD} that ask at once: {} after {} ms; health within {} ms",
        answered["answers"],
        answered["ms"],
        slowest.as_millis()
    );
    ensure!(opened["failed"] == 0 && answered["answers"]["200"] == CROWD, "{opened} {answered}");
    crowd.end()?;
    health(gateway).map(|_| ())
}

/// There are places for a few sockets; the others are refused with a code.
fn sockets(program: &Program, gateway: &Serving) -> Result<()> {
    let mut crowd = Crowd::start(program, gateway, "sockets", &CROWD.to_string())?;
    let opened = crowd.hear()?;
    let answered = crowd.hear()?;
    let slowest = health(gateway)?;
    println!("    {CROWD} sockets: {}; health within {} ms", answered["answers"], slowest.as_millis());
    let answers = &answered["answers"];
    let [seated, refused] = ["101", "503"].map(|status| answers[status].as_u64().unwrap_or(0));
    ensure!(opened["failed"] == 0 && seated + refused == CROWD as u64, "{opened} {answered}");
    // One that says no hello gives its place back after a while.
    ensure!((PLACES..PLACES * 8).contains(&seated), "{seated} sockets have a place");
    crowd.end()?;
    emptied(gateway)
}

/// Who reads nothing loses its place.
fn deaf(program: &Program, gateway: &Serving, session: &str) -> Result<()> {
    let mut crowd = Crowd::start(program, gateway, "deaf", session)?;
    crowd.hear()?;
    let begun = now();
    emptied(gateway)?;
    println!("    a stream and a socket that nobody reads: ended after {} s", begun.elapsed().as_secs());
    crowd.end()
}

/// Waits until nobody has a place.
fn emptied(gateway: &Serving) -> Result<()> {
    let begun = now();
    loop {
        let (document, _) = ask(gateway)?;
        let open = document["components"]["gateway"]["connections"].as_u64().context("no count")?;
        if open == 0 {
            return Ok(());
        }
        ensure!(begun.elapsed() < DEAF_MAX, "{open} still have a place");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// The slowest of many answers.
fn health(gateway: &Serving) -> Result<Duration> {
    let mut slowest = Duration::ZERO;
    for _ in 0..HEALTH_ASKED {
        let (document, took) = ask(gateway)?;
        ensure!(document["status"] != "failing", "{document}");
        slowest = slowest.max(took);
    }
    ensure!(slowest < HEALTH_MAX, "health took {} ms", slowest.as_millis());
    Ok(slowest)
}

fn ask(gateway: &Serving) -> Result<(Value, Duration)> {
    let begun = now();
    let port = gateway.address["port"].as_u64().and_then(|port| u16::try_from(port).ok());
    let port = port.context("the gateway told no port")?;
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(HEALTH_MAX * 5))?;
    write!(stream, "GET /health HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).context("health did not answer")?;
    let (head, body) = answer.split_once("\r\n\r\n").context("health gave no answer")?;
    ensure!(head.starts_with("HTTP/1.0 200"), "{answer}");
    Ok((serde_json::from_str(body)?, begun.elapsed()))
}

#[expect(clippy::disallowed_methods, reason = "a journey measures in real time")]
fn now() -> Instant {
    Instant::now()
}

fn memory_mb(gateway: &Serving, what: &str) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", gateway.address["pid"]))?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()).context("no memory is told")?;
    Ok(kilobytes.parse::<u64>()? / 1024)
}

/// Each of so many was written down, in files that stay small.
fn logs_are_bounded(home: &Path) -> Result<()> {
    let (mut files, mut bytes) = (0, 0);
    for entry in std::fs::read_dir(home.join("logs"))? {
        files += 1;
        bytes += entry?.metadata()?.len();
    }
    println!("    log: {files} files, {} MB", bytes / 1024 / 1024);
    ensure!(files <= 8 && bytes <= 8 * 4 * 1024 * 1024, "the log has {files} files of {bytes} bytes");
    Ok(())
}

struct Crowd {
    child: Child,
    says: BufReader<ChildStdout>,
}

impl Drop for Crowd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Crowd {
    fn start(program: &Program, gateway: &Serving, manner: &str, what: &str) -> Result<Self> {
        let token = gateway.address["token"].as_str().context("the gateway told no token")?;
        let mut start = program.example("crowd")?;
        start.args([manner, &gateway.address["port"].to_string(), token, what]);
        let mut child = start.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let says = BufReader::new(child.stdout.take().context("no output")?);
        Ok(Self { child, says })
    }

    fn hear(&mut self) -> Result<Value> {
        let mut line = String::new();
        self.says.read_line(&mut line)?;
        serde_json::from_str(&line).context("the crowd ended without a word")
    }

    fn go_on(&mut self) -> Result<()> {
        writeln!(self.child.stdin.as_mut().context("no input")?).context("the crowd is gone")
    }

    fn end(mut self) -> Result<()> {
        drop(self.child.stdin.take());
        ensure!(self.child.wait()?.success(), "the crowd failed");
        Ok(())
    }
}
