//! How fast code is understood, in processor time: `cargo run --release -p code --example pace -- FOLDER`.
//!
//! In one run on the same files, already read: the bare parse by tree-sitter, then the parse with all facts and metrics, then the
//! facts of the largest file again after one line of it changed. One thread; the system's clock of this process, so that other
//! programs on the machine disturb little.

use std::fs;
use std::path::Path;

use code::{Index, Language, Parser, SourceFile, analyse};

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
    if let Some((path, bytes)) = files.iter().max_by_key(|(_, bytes)| bytes.len()) {
        const EDITS: usize = 20;
        let edits = timed(|| {
            for edit in 0..EDITS {
                let changed = [bytes.as_slice(), format!("\n# {edit}\n").as_bytes()].concat();
                index.put(analyse(&mut parser, path, changed));
            }
        });
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        println!(
            "after an edit of the largest file ({lines} lines): {:.1} ms",
            edits * 1000.0 / EDITS as f64
        );
    }
}

fn report(what: &str, seconds: f64, lines: usize) {
    println!("{what}: {seconds:.2} s of processor time, {:.0} lines a second", lines as f64 / seconds);
}

/// Seconds of processor time that something takes, as Linux counts them (in hundredths).
fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    let before = processor_seconds();
    std::hint::black_box(work());
    (processor_seconds() - before).max(0.01)
}

fn processor_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 =
        behind.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
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
