//! Copied code: windows of words that occur more than once. Every copy of at least [`WORDS_SURE`] words is found. A string of Python in
//! which nothing is computed is one word.
//!
//! Winnowing (Schleimer, Wilkerson, Aiken: Local Algorithms for Document Fingerprinting, 2003) keeps one window of a few.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

/// A window: short enough to find copies of a few lines, long enough that idioms are none.
pub const WORDS: usize = 50;
/// Of so many windows in a row one is kept.
const WINDOWS: usize = 11;
/// The shortest copy that cannot be missed.
pub const WORDS_SURE: usize = WORDS + WINDOWS - 1;

/// A kept window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print {
    pub hash: u64,
    pub line: u32,
    pub end_line: u32,
}

/// Makes prints out of words in their order.
#[derive(Debug, Default)]
pub struct Printer {
    words: Vec<(u64, u32)>,
}

/// An odd number far from powers of two, so that places in a window weigh differently.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

impl Printer {
    pub fn word(&mut self, hash: u64, line: u32) {
        self.words.push((hash, line));
    }

    pub fn prints(&self) -> Vec<Print> {
        let mut prints: Vec<Print> = Vec::new();
        if self.words.len() < WORDS {
            return prints;
        }
        let windows = rolling(&self.words);
        // The smallest hash of each row of windows, and of equal ones the last.
        let mut smallest: std::collections::VecDeque<usize> = std::collections::VecDeque::new();
        let mut kept = None;
        for at in 0..windows.len() {
            while smallest.back().is_some_and(|back| windows[*back] >= windows[at]) {
                smallest.pop_back();
            }
            smallest.push_back(at);
            while smallest.front().is_some_and(|front| front + WINDOWS <= at) {
                smallest.pop_front();
            }
            let Some(first) = smallest.front().copied() else { continue };
            let full = at + 1 >= WINDOWS || at + 1 == windows.len();
            if full && kept != Some(first) {
                kept = Some(first);
                prints.push(Print {
                    hash: windows[first],
                    line: self.words[first].1,
                    end_line: self.words[first + WORDS - 1].1,
                });
            }
        }
        prints
    }
}

/// The hash of each window of words (Rabin and Karp).
fn rolling(words: &[(u64, u32)]) -> Vec<u64> {
    let leaving = (1..WORDS).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let mut hash =
        words[..WORDS].iter().fold(0u64, |hash, (word, _)| hash.wrapping_mul(BASE).wrapping_add(*word));
    let mut windows = Vec::with_capacity(words.len() - WORDS + 1);
    windows.push(hash);
    for at in WORDS..words.len() {
        hash = hash
            .wrapping_sub(words[at - WORDS].0.wrapping_mul(leaving))
            .wrapping_mul(BASE)
            .wrapping_add(words[at].0);
        windows.push(hash);
    }
    // Mixed, so that the smallest is a matter of chance and not of which words are near.
    for window in &mut windows {
        *window ^= *window >> 32;
        *window = window.wrapping_mul(BASE);
        *window ^= *window >> 29;
    }
    windows
}

/// Lines of one file that occur elsewhere too, and one place where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Copied {
    pub line: u32,
    pub end_line: u32,
    pub other: String,
    pub other_line: u32,
}

/// The copies in a set of files: for each path, its lines in order, without overlaps.
pub fn copies<'a>(
    files: impl Iterator<Item = (&'a str, &'a [Print])> + Clone,
) -> BTreeMap<&'a str, Vec<Copied>> {
    let mut places: HashMap<u64, (u32, &str, Print)> = HashMap::new();
    for (path, prints) in files.clone() {
        for print in prints {
            places.entry(print.hash).and_modify(|place| place.0 += 1).or_insert((1, path, *print));
        }
    }
    places.retain(|_, place| place.0 > 1);
    let mut firsts: HashMap<u64, (&str, Print)> = HashMap::new();
    let mut copies: BTreeMap<&str, Vec<Copied>> = BTreeMap::new();
    for (path, prints) in files {
        for print in prints.iter().filter(|print| places.contains_key(&print.hash)) {
            // The first place is told of the next one, all others of the first.
            match firsts.get(&print.hash).copied() {
                None => {
                    firsts.insert(print.hash, (path, *print));
                }
                Some((other, first)) => {
                    let overlaps = other == path && print.line <= first.end_line;
                    if !overlaps {
                        add(copies.entry(path).or_default(), *print, other, first.line);
                        add(copies.entry(other).or_default(), first, path, print.line);
                    }
                }
            }
        }
    }
    for list in copies.values_mut() {
        merge(list);
    }
    copies
}

fn add(list: &mut Vec<Copied>, print: Print, other: &str, other_line: u32) {
    list.push(Copied { line: print.line, end_line: print.end_line, other: other.to_owned(), other_line });
}

fn merge(list: &mut Vec<Copied>) {
    list.sort_by(|a, b| (a.line, a.end_line, &a.other).cmp(&(b.line, b.end_line, &b.other)));
    let mut merged: Vec<Copied> = Vec::new();
    for copied in list.drain(..) {
        match merged.last_mut() {
            Some(last) if copied.line <= last.end_line => last.end_line = last.end_line.max(copied.end_line),
            _ => merged.push(copied),
        }
    }
    *list = merged;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prints(words: impl Iterator<Item = u64>) -> Vec<Print> {
        let mut printer = Printer::default();
        for (line, word) in (1..).zip(words) {
            printer.word(word.wrapping_mul(BASE), line);
        }
        printer.prints()
    }

    #[test]
    fn every_copy_of_the_sure_length_is_found_wherever_it_lies() {
        for shift in 0..40 {
            let copy = 5_000..5_000 + WORDS_SURE as u64;
            let a = prints((0..100).chain(copy.clone()).chain(200..300));
            let b = prints((1_000..1_000 + shift).chain(copy).chain(1_200..1_300));
            let copies = copies([("a", a.as_slice()), ("b", b.as_slice())].into_iter());
            assert!(copies.contains_key("a") && copies.contains_key("b"), "shift {shift}");
        }
    }

    #[test]
    fn what_is_said_once_is_no_copy() {
        let a = prints(0..1_000);
        let b = prints(2_000..3_000);
        assert!(copies([("a", a.as_slice()), ("b", b.as_slice())].into_iter()).is_empty());
    }

    #[test]
    fn one_word_again_and_again_is_no_copy_of_itself_where_it_overlaps() {
        let a = prints((0..80).map(|_| 7));
        let copies = copies([("a", a.as_slice())].into_iter());
        assert!(copies.is_empty(), "{copies:?}");
    }
}
