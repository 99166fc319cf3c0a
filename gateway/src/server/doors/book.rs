//! Which codes are out and who is in. Pure: time is an argument. Hashes are compared, in constant time.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// Long enough to change to the browser, short enough that a printed address is soon worth nothing.
pub const CODE_MS: u64 = 5 * 60 * 1000;
/// A long working day.
pub const VISIT_MS: u64 = 12 * 60 * 60 * 1000;
/// One person opens a few addresses; the oldest makes room.
const CODES_MAX: usize = 16;
const VISITS_MAX: usize = 64;
/// A code has 128 bits: whoever is wrong more often than this in a minute is not mistaken.
const WRONG_MAX: usize = 10;
const WRONG_WITHIN_MS: u64 = 60 * 1000;

#[derive(Default)]
pub struct Book {
    codes: VecDeque<Entry>,
    visits: VecDeque<Entry>,
    wrong_ms: VecDeque<u64>,
}

/// A secret that somebody else has, and until when it counts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    hash: [u8; 32],
    until_ms: u64,
}

/// Why a code opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turned {
    /// There is no such code, or it was used, or is too old.
    Wrong,
    /// Too many wrong ones came; try again after this.
    Wait { ms: u64 },
}

impl Book {
    pub fn issue(&mut self, code: &str, now_ms: u64) {
        keep(&mut self.codes, CODES_MAX, Entry::new(code, now_ms + CODE_MS), now_ms);
    }

    /// Uses up the code and lets whoever knows `cookie` in.
    pub fn enter(&mut self, code: &str, cookie: &str, now_ms: u64) -> Result<(), Turned> {
        self.wrong_ms.retain(|at| now_ms.saturating_sub(*at) < WRONG_WITHIN_MS);
        if self.wrong_ms.len() >= WRONG_MAX {
            let since = self.wrong_ms.front().map_or(0, |at| now_ms.saturating_sub(*at));
            return Err(Turned::Wait { ms: WRONG_WITHIN_MS.saturating_sub(since) });
        }
        let hash = hash(code.trim());
        let Some(place) = self.codes.iter().position(|entry| entry.is(&hash, now_ms)) else {
            self.wrong_ms.push_back(now_ms);
            return Err(Turned::Wrong);
        };
        self.codes.remove(place);
        keep(&mut self.visits, VISITS_MAX, Entry::new(cookie, now_ms + VISIT_MS), now_ms);
        Ok(())
    }

    pub fn knows(&self, cookie: &str, now_ms: u64) -> bool {
        let hash = hash(cookie);
        self.visits.iter().any(|entry| entry.is(&hash, now_ms))
    }

    /// Whether it is a code or a cookie, still good or not.
    pub fn has(&self, secret: &str) -> bool {
        let hash = hash(secret);
        let mut all = self.codes.iter().chain(&self.visits);
        all.any(|entry| blake3::Hash::from_bytes(entry.hash) == hash)
    }

    pub fn leave(&mut self, cookie: &str) {
        let hash = hash(cookie);
        self.visits.retain(|entry| blake3::Hash::from_bytes(entry.hash) != hash);
    }

    pub fn visits(&self) -> &VecDeque<Entry> {
        &self.visits
    }

    pub fn take_over(&mut self, visits: VecDeque<Entry>) {
        self.visits = visits;
        self.visits.truncate(VISITS_MAX);
    }
}

impl Entry {
    fn new(secret: &str, until_ms: u64) -> Self {
        Self { hash: *hash(secret).as_bytes(), until_ms }
    }

    fn is(&self, hash: &blake3::Hash, now_ms: u64) -> bool {
        blake3::Hash::from_bytes(self.hash) == *hash && now_ms < self.until_ms
    }
}

fn hash(secret: &str) -> blake3::Hash {
    blake3::hash(secret.as_bytes())
}

fn keep(all: &mut VecDeque<Entry>, max: usize, entry: Entry, now_ms: u64) {
    all.retain(|entry| now_ms < entry.until_ms);
    if all.len() >= max {
        all.pop_front();
    }
    all.push_back(entry);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_works_once_and_not_for_long() {
        let mut book = Book::default();
        book.issue("one", 0);
        book.issue("two", 0);
        assert_eq!(book.enter("one", "c", CODE_MS - 1), Ok(()));
        assert_eq!(book.enter("one", "d", CODE_MS - 1), Err(Turned::Wrong));
        assert_eq!(book.enter("two", "d", CODE_MS), Err(Turned::Wrong));
        assert!(book.knows("c", CODE_MS) && !book.knows("d", CODE_MS));
    }

    #[test]
    fn a_visit_ends_by_itself_and_by_leaving() {
        let mut book = Book::default();
        for (code, cookie) in [("one", "a"), ("two", "b")] {
            book.issue(code, 0);
            book.enter(code, cookie, 0).unwrap();
        }
        book.leave("a");
        assert!(!book.knows("a", 1) && book.knows("b", VISIT_MS - 1) && !book.knows("b", VISIT_MS));
    }

    #[test]
    fn who_guesses_waits_and_so_does_the_right_code_for_a_minute_at_most() {
        let mut book = Book::default();
        book.issue("right", 0);
        for _ in 0..WRONG_MAX {
            assert_eq!(book.enter("guess", "c", 1_000), Err(Turned::Wrong));
        }
        assert_eq!(book.enter("right", "c", 2_000), Err(Turned::Wait { ms: 59_000 }));
        assert_eq!(book.enter("right", "c", 61_000), Ok(()));
    }

    #[test]
    fn the_oldest_makes_room() {
        let mut book = Book::default();
        for number in 0..=CODES_MAX {
            book.issue(&number.to_string(), 0);
        }
        assert_eq!(book.enter("0", "c", 1), Err(Turned::Wrong));
        assert_eq!(book.enter("1", "c", 1), Ok(()));
        assert!(book.codes.len() < CODES_MAX);
    }
}
