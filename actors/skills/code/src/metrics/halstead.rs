//! Halstead's measures: how many operators and operands there are, and how many different ones.

use std::hash::Hasher;

use serde::{Deserialize, Serialize};

/// Counts of operators and operands (Halstead, Elements of Software Science, 1977).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Halstead {
    pub distinct_operators: u32,
    pub distinct_operands: u32,
    pub operators: u32,
    pub operands: u32,
}

impl Halstead {
    pub fn vocabulary(&self) -> u32 {
        self.distinct_operators + self.distinct_operands
    }

    pub fn length(&self) -> u32 {
        self.operators + self.operands
    }

    pub fn volume(&self) -> f64 {
        match self.vocabulary() {
            0 => 0.0,
            vocabulary => f64::from(self.length()) * f64::from(vocabulary).log2(),
        }
    }

    pub fn difficulty(&self) -> f64 {
        match self.distinct_operands {
            0 => 0.0,
            distinct => {
                f64::from(self.distinct_operators) * f64::from(self.operands) / (2.0 * f64::from(distinct))
            }
        }
    }

    pub fn effort(&self) -> f64 {
        self.difficulty() * self.volume()
    }
}

/// Operators and operands in the order in which they were met, by hash.
#[derive(Debug, Default)]
pub struct Words {
    operators: Vec<u64>,
    operands: Vec<u64>,
    /// Operators that another node has counted already, so that only the different ones are added.
    scratch: Vec<u64>,
}

/// A place in [`Words`], to count from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place {
    operators: usize,
    operands: usize,
}

impl Words {
    pub fn operator(&mut self, hash: u64) {
        self.operators.push(hash);
    }

    pub fn operand(&mut self, hash: u64) {
        self.operands.push(hash);
    }

    pub fn place(&self) -> Place {
        Place { operators: self.operators.len(), operands: self.operands.len() }
    }

    /// What was met since a place.
    pub fn since(&mut self, place: Place) -> Halstead {
        let operators = self.operators.get(place.operators..).unwrap_or_default();
        let operands = self.operands.get(place.operands..).unwrap_or_default();
        Halstead {
            operators: count(operators.len()),
            operands: count(operands.len()),
            distinct_operators: distinct(operators, &mut self.scratch),
            distinct_operands: distinct(operands, &mut self.scratch),
        }
    }
}

fn distinct(words: &[u64], scratch: &mut Vec<u64>) -> u32 {
    scratch.clear();
    scratch.extend_from_slice(words);
    scratch.sort_unstable();
    scratch.dedup();
    count(scratch.len())
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The same in every run. Quick rather than safe against who seeks collisions: those only make two words one.
pub fn hash(what: impl std::hash::Hash) -> u64 {
    let mut hasher = Quick(0);
    what.hash(&mut hasher);
    hasher.finish()
}

/// Eight bytes at a time, mixed by multiplication (as in FxHash).
struct Quick(u64);

impl Quick {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517C_C1B7_2722_0A95);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.mix(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    fn finish(&self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^ (mixed >> 29)
    }
}
