//! What a power cut keeps of what was not synced.

use super::file::{Change, Content, SECTOR_BYTES, write};
use super::tree::{Folder, Node, State, Step};

/// What is kept of writes and entries that were not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    Nothing,
    Everything,
    /// The oldest changes of each file and of all folders, and a part of the one after them.
    First {
        seed: u64,
    },
    /// Any of them, each sector and each entry by itself: a disk and a file system that write in an order of their own.
    Any {
        seed: u64,
    },
}

impl Kept {
    /// For trying several: both ends, then both kinds of parts by turns, each with a seed of its own.
    pub fn nth(n: u64, seed: u64) -> Self {
        let seed = seed.wrapping_mul(1_000_003).wrapping_add(n);
        match n {
            0 => Kept::Nothing,
            1 => Kept::Everything,
            n if n.is_multiple_of(2) => Kept::First { seed },
            _ => Kept::Any { seed },
        }
    }
}

/// Numbers from a seed, the same in every version of this program.
#[derive(Clone)]
pub(super) struct Chance(blake3::OutputReader);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Chance(blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof())
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % end
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    /// Writes each sector of `bytes` or not, or its first part. A sector that is not written before one that is reads
    /// as zeros, if the file did not reach so far.
    pub fn keep_some(&mut self, to: &mut Vec<u8>, offset: u64, bytes: &[u8]) {
        let end = offset + bytes.len() as u64;
        if self.coin() && (to.len() as u64) < end {
            // The length arrives although the bytes may not.
            to.resize(end as usize, 0);
        }
        let mut start = offset;
        while start < end {
            let next = (start - start % SECTOR_BYTES + SECTOR_BYTES).min(end);
            let sector = &bytes[(start - offset) as usize..(next - offset) as usize];
            match self.below(5) {
                0 | 1 => {}
                2 | 3 => write(to, start, sector),
                _ => write(to, start, &sector[..self.below(sector.len() as u64) as usize]),
            }
            start = next;
        }
    }
}

impl State {
    pub(super) fn power_cycle(&mut self, kept: Kept) {
        let mut chance = match kept {
            Kept::Nothing | Kept::Everything => Chance::new(0),
            Kept::First { seed } | Kept::Any { seed } => Chance::new(seed),
        };
        let steps = std::mem::take(&mut self.steps);
        for step in some(steps, kept, &mut chance) {
            self.make_durable(step, &mut chance, kept);
        }
        for node in &mut self.nodes {
            match node {
                Node::File(content) => cut(content, kept, &mut chance),
                Node::Folder(Folder { now, durable }) => now.clone_from(durable),
            }
        }
        self.end_process();
    }

    fn make_durable(&mut self, step: Step, chance: &mut Chance, kept: Kept) {
        let halfway = matches!(kept, Kept::First { .. } | Kept::Any { .. }) && chance.coin();
        match step {
            // Two folders are two places on the disk: the new name may be there before the old one is gone.
            Step::Rename { from_folder, to_folder, to, id, .. } if from_folder != to_folder && halfway => {
                self.apply_durably(Step::Link { folder: to_folder, name: to, id });
            }
            step => self.apply_durably(step),
        }
    }
}

/// The steps that are kept, in order.
fn some<T>(all: Vec<T>, kept: Kept, chance: &mut Chance) -> Vec<T> {
    match kept {
        Kept::Nothing => Vec::new(),
        Kept::Everything => all,
        Kept::First { .. } => {
            let count = chance.below(all.len() as u64 + 1) as usize;
            all.into_iter().take(count).collect()
        }
        Kept::Any { .. } => all.into_iter().filter(|_| chance.coin()).collect(),
    }
}

fn cut(content: &mut Content, kept: Kept, chance: &mut Chance) {
    let pending = std::mem::take(&mut content.pending);
    let whole = match kept {
        Kept::Nothing => 0,
        Kept::Everything => pending.len(),
        Kept::First { .. } => chance.below(pending.len() as u64 + 1) as usize,
        Kept::Any { .. } => 0,
    };
    for (place, change) in pending.into_iter().enumerate() {
        match (kept, change) {
            (_, change) if place < whole => change.apply(&mut content.durable),
            (Kept::First { .. }, Change::Write { offset, bytes }) if place == whole && !bytes.is_empty() => {
                let len = chance.below(bytes.len() as u64) as usize;
                write(&mut content.durable, offset, &bytes[..len]);
            }
            (Kept::Any { .. }, Change::Write { offset, bytes }) => {
                chance.keep_some(&mut content.durable, offset, &bytes);
            }
            (Kept::Any { .. }, change @ Change::SetLen(_)) if chance.coin() => {
                change.apply(&mut content.durable);
            }
            (_, Change::Write { .. } | Change::SetLen(_)) => {}
        }
    }
    content.now.clone_from(&content.durable);
}
