//! Spoils code and analyses it: `cargo run --release -p code --example fuzz -- [ROUNDS] [SEED] [FOLDER]`.
//!
//! It begins from the seeds of the tests and, if a folder is named, from the files in it. A panic names the round to repeat.

#[path = "../tests/mutate/mod.rs"]
mod mutate;

use std::fs;
use std::path::Path;

use code::{Language, Parser, analyse};
use mutate::{Chance, SEEDS, mutated};

/// Larger seeds make slow rounds.
const SEED_BYTES_MAX: u64 = 20_000;
const SEEDS_MAX: usize = 5_000;

fn main() {
    let mut words = std::env::args().skip(1);
    let rounds: u64 = words.next().and_then(|word| word.parse().ok()).unwrap_or(10_000);
    let seed: u64 = words.next().and_then(|word| word.parse().ok()).unwrap_or(1);
    let mut seeds: Vec<(String, Vec<u8>)> =
        SEEDS.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    if let Some(folder) = words.next() {
        gather(Path::new(&folder), &mut seeds);
    }
    let mut parser = Parser::default();
    let (mut read, mut skipped) = (0u64, 0u64);
    for round in seed..seed + rounds {
        let mut chance = Chance(round);
        let (path, text) = &seeds[chance.below(seeds.len())];
        let bytes = mutated(text, &mut chance);
        let last = fs::write(
            std::env::temp_dir().join("samriddh-fuzz-last"),
            [path.as_bytes(), b"\n", &bytes].concat(),
        );
        if let Err(error) = last {
            eprintln!("the last input cannot be kept: {error}");
        }
        match analyse(&mut parser, path, bytes) {
            Ok(_) => read += 1,
            Err(_) => skipped += 1,
        }
    }
    println!("{rounds} rounds from {} seeds: {read} read, {skipped} skipped, no panic", seeds.len());
}

fn gather(folder: &Path, seeds: &mut Vec<(String, Vec<u8>)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(meta) = entry.metadata() else { continue };
        if meta.is_dir() {
            gather(&path, seeds);
        } else if meta.len() < SEED_BYTES_MAX && seeds.len() < SEEDS_MAX {
            let name = path.to_string_lossy().into_owned();
            if let (Some(_), Ok(bytes)) = (Language::of_path(&name), fs::read(&path)) {
                seeds.push((name, bytes));
            }
        }
    }
}
