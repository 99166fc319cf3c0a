//! `cargo bench -p sims --bench store`: what the store takes, from one synced record to a session of 100,000 events and a
//! gigabyte of outputs.
//!
//! Each reading is done by a process of its own, so that its memory is its own. Times are of a machine that is shared;
//! they are reported and never asserted.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use memory::{FileJournal, Journal, NewRecord, Options};
use protocol::view::View;
use runtime::archive::Reader;
use runtime::log::Log;
use runtime::shelf::FolderShelf;
use sims::long::{self, Size};

/// Records of the size of a usual event, each synced by itself.
const APPENDS: usize = 2_000;
/// A first look after others is what a person has, so the best and the usual one are told.
const LOOKS: usize = 7;

/// What a process of its own does with a data folder.
const READINGS: &[(&str, &str)] = &[
    ("view", "first view, as `show` reads it"),
    ("recover", "recovery: the owner opens the session for writing"),
    ("fold", "every event read and folded, without a snapshot"),
    ("verify", "the whole chain and every event walked, as `verify` does"),
];

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().collect();
    if let [_, child, what, home] = words.as_slice()
        && child == "--child"
    {
        return child_of(what, Path::new(home));
    }
    let room = tempfile::tempdir()?;
    appends(room.path())?;
    session(room.path(), "1,500 events", Size::USUAL)?;
    session(room.path(), "100,000 events and 1 GB of outputs", Size::LONG)
}

#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}

/// One record a group, written and synced.
fn appends(room: &Path) -> Result<()> {
    let (mut journal, _) = FileJournal::open(room.join("journal"), Options::default())?;
    let record = NewRecord { time_ms: 1, kind: 1, version: 1, body: vec![b'x'; 300] };
    let mut times = Vec::with_capacity(APPENDS);
    for _ in 0..APPENDS {
        let (batch, began) = (vec![record.clone()], now());
        journal.append(batch)?;
        times.push(began.elapsed());
    }
    let (p50, p95) = (percentile(&mut times, 50), percentile(&mut times, 95));
    println!("append of one event, on disk when it returns: p50 {:.3} ms, p95 {:.3} ms", ms(p50), ms(p95));
    Ok(())
}

fn session(room: &Path, what: &str, size: Size) -> Result<()> {
    let home = room.join(size.events.to_string());
    let began = now();
    let view = long::write(&home, size)?;
    let took = began.elapsed().as_secs_f64();
    let bytes = serde_json::to_vec(&view)?.len();
    println!(
        "{what}: written in {took:.1} s, {:.0} events/s; its view has {bytes} bytes",
        size.events as f64 / took
    );
    for (reading, told) in READINGS {
        let mut looks = (0..LOOKS).map(|_| look(reading, &home)).collect::<Result<Vec<_>>>()?;
        looks.sort_by(|a, b| a.ms.total_cmp(&b.ms));
        let (best, usual) = (looks[0].ms, looks[LOOKS / 2].ms);
        let memory = looks.iter().map(|look| look.peak_kb).max().unwrap_or(0) / 1024;
        println!("  {told}: {usual:.1} ms (best {best:.1}), {memory} MB at most; {}", looks[0].note);
    }
    Ok(())
}

struct Look {
    ms: f64,
    peak_kb: u64,
    note: String,
}

#[expect(clippy::disallowed_methods, reason = "a process of its own has memory of its own to measure")]
fn look(what: &str, home: &Path) -> Result<Look> {
    let me: PathBuf = std::env::current_exe()?;
    let output = std::process::Command::new(me).arg("--child").arg(what).arg(home).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout)?;
    let mut parts = text.trim().splitn(3, ' ');
    let mut part = || parts.next().context("a child that said too little");
    Ok(Look { ms: part()?.parse()?, peak_kb: part()?.parse()?, note: part()?.to_owned() })
}

/// Does one reading and prints how long it took, the most memory it had, and what it read.
fn child_of(what: &str, home: &Path) -> Result<()> {
    let id = long::session();
    let began = now();
    let note = match what {
        "view" => {
            let view = Reader::open(home, &id)?.view()?;
            format!("{} events in the view", view.seq)
        }
        "recover" => {
            let shelf = FolderShelf::new(memory::DataFolder::lock(home)?);
            let log = Log::on(&shelf, id)?;
            format!("{} events in the view", log.view().seq)
        }
        "fold" => {
            let (reader, mut view) = (Reader::open(home, &id)?, View::default());
            for event in reader.events() {
                view.apply(&event?)?;
            }
            format!("{:.0} events/s", view.seq as f64 / began.elapsed().as_secs_f64())
        }
        _ => {
            let proof = runtime::archive::verify(home, &id)?;
            format!("{:?}", proof.last.map(|event| event.seq))
        }
    };
    println!("{:.3} {} {note}", ms(began.elapsed()), peak_kb());
    Ok(())
}

/// The most memory this process had, as Linux tells it; 0 elsewhere.
fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
