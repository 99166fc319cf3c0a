//! How fast code is understood, in processor time: `cargo run --release -p code --example pace -- FOLDER`.
//!
//! In one run on the same files, already read: the bare parse by tree-sitter, the parse with all facts and metrics, the facts of two
//! files again after one line of each changed, and lizard and radon where they are on the path. One thread; the system's clock of the
//! process, so that other programs on the machine disturb little.

use std::fs;
use std::path::Path;

use code::{Follower, Index, Language, Parser, SourceFile, analyse};

fn main() {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("name a folder of code");
        return;
    };
    let mut files = Vec::new();
    gather(Path::new(&folder), &mut files);
    files.sort();
    let read: Vec<SourceFile> =
        files.iter().filter_map(|(path, bytes)| SourceFile::read(path, bytes.clone()).ok()).collect();
    let lines: usize = read.iter().map(|file| file.text.lines().count()).sum();
    let mut parser = Parser::default();
    let parse = timed(|| read.iter().filter(|file| parser.parse(file).is_ok()).count());
    let mut index = Index::default();
    let all = timed(|| {
        for (path, bytes) in &files {
            index.put(analyse(&mut parser, path, bytes.clone()));
        }
    });
    let symbols: usize = index.files().map(|facts| facts.symbols.len()).sum();
    println!(
        "{} files, {lines} lines, {symbols} symbols, {} skipped",
        index.files().len(),
        index.skipped().len()
    );
    report("bare parse", parse, lines);
    report("index and all metrics", all, lines);
    println!("ratio to the bare parse: {:.2}", all / parse);
    let largest = files.iter().max_by_key(|(_, bytes)| bytes.len());
    let fullest = index.files().max_by_key(|facts| facts.mentions.len()).map(|facts| facts.path.clone());
    let fullest = files.iter().find(|(path, _)| Some(path) == fullest.as_ref());
    for (what, file) in [("the largest file", largest), ("the file with most names", fullest)] {
        if let Some((path, bytes)) = file {
            edits(what, path, bytes, &mut index);
        }
    }
    for peer in PEERS {
        beside(peer, &files, lines);
    }
    println!("{} MB of memory at most", memory_peak_kilobytes() / 1_000);
}

/// What people use, as they call it.
const PEERS: &[&[&str]] = &[&["lizard"], &["radon", "cc"]];

/// The processor time of another tool on the same files, in the same run.
#[expect(clippy::disallowed_methods, reason = "a bench starts what it compares with")]
fn beside(peer: &[&str], files: &[(String, Vec<u8>)], lines: usize) {
    let before = processor_seconds(2);
    let mut command = std::process::Command::new(peer[0]);
    let output = command.args(&peer[1..]).args(files.iter().map(|(path, _)| path)).output();
    if !output.is_ok_and(|output| output.status.success() || !output.stdout.is_empty()) {
        return println!("{}: not measured, it is not here: pip install {0}", peer[0]);
    }
    report(peer[0], (processor_seconds(2) - before).max(0.01), lines);
}

/// One line in the middle is changed, again and again.
fn edits(what: &str, path: &str, bytes: &[u8], index: &mut Index) {
    const EDITS: usize = 20;
    let text = String::from_utf8_lossy(bytes).into_owned();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (before, after) = lines.split_at(lines.len() / 2);
    let (before, after) = (before.concat(), after.concat());
    let mut follower = Follower::default();
    index.put(follower.analyse(path, bytes.to_vec()));
    let seconds = timed(|| {
        for edit in 0..EDITS {
            let changed = format!("{before}# {edit}\n{after}").into_bytes();
            index.put(follower.analyse(path, changed));
        }
    });
    println!("after an edit of {what} ({} lines): {:.1} ms", lines.len(), seconds * 1000.0 / EDITS as f64);
}

fn report(what: &str, seconds: f64, lines: usize) {
    println!("{what}: {seconds:.2} s of processor time, {:.0} lines a second", lines as f64 / seconds);
}

/// Seconds of processor time that something takes, as Linux counts them (in hundredths).
fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    let before = processor_seconds(0);
    std::hint::black_box(work());
    (processor_seconds(0) - before).max(0.01)
}

fn memory_peak_kilobytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Of this process, or with `skip` two of the children that it waited for.
fn processor_seconds(skip: usize) -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 =
        behind.split_whitespace().skip(11 + skip).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / 100.0
}

fn gather(folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = path.to_string_lossy().into_owned();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            if !matches!(
                entry.file_name().to_str(),
                Some("test" | "tests" | "idlelib" | "site-packages" | "__pycache__")
            ) {
                gather(&path, files);
            }
        } else if kind.is_file()
            && Language::of_path(&name).is_some_and(|language| !language.is_data())
            && let Ok(bytes) = fs::read(&path)
        {
            files.push((name, bytes));
        }
    }
}
