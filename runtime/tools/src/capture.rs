//! Keeping the start and the end of a stream of any length, its hash, and its lines as they come.

use std::collections::VecDeque;

use crate::command::{Captured, Exit, Outcome};
use crate::redact::clean;
use protocol::id::ContentHash;

/// A longer line is handed on in pieces: progress is for reading.
const LINE_BYTES_MAX: usize = 8 * 1_024;

/// One stream of a running command.
pub(crate) struct Capture {
    half_cap: usize,
    head: Vec<u8>,
    tail: VecDeque<u8>,
    line: Vec<u8>,
    total_bytes: u64,
    hasher: blake3::Hasher,
}

/// A stream that ended.
pub(crate) struct Finished {
    captured: Captured,
    hash: blake3::Hash,
    truncated: bool,
}

impl Capture {
    pub(crate) fn new(cap_bytes: u64) -> Self {
        let half_cap = usize::try_from(cap_bytes / 2).unwrap_or(usize::MAX);
        Self {
            half_cap,
            head: Vec::new(),
            tail: VecDeque::new(),
            line: Vec::new(),
            total_bytes: 0,
            hasher: blake3::Hasher::new(),
        }
    }

    pub(crate) fn push(&mut self, bytes: &[u8], on_line: &mut dyn FnMut(String)) {
        self.hasher.update(bytes);
        self.total_bytes += bytes.len() as u64;
        let (first, rest) = bytes.split_at(bytes.len().min(self.half_cap - self.head.len()));
        self.head.extend_from_slice(first);
        self.tail.extend(rest);
        let surplus = self.tail.len().saturating_sub(self.half_cap);
        self.tail.drain(..surplus);
        self.push_lines(bytes, on_line);
    }

    fn push_lines(&mut self, bytes: &[u8], on_line: &mut dyn FnMut(String)) {
        for piece in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
            self.line.extend_from_slice(piece);
            let ended = matches!(piece.last(), Some(b'\n' | b'\r'));
            if ended || self.line.len() >= LINE_BYTES_MAX {
                self.end_line(on_line);
            }
        }
    }

    fn end_line(&mut self, on_line: &mut dyn FnMut(String)) {
        let text = clean(&self.line);
        self.line.clear();
        let text = text.trim_end();
        if !text.is_empty() {
            on_line(text.to_owned());
        }
    }

    pub(crate) fn finish(mut self, on_line: &mut dyn FnMut(String)) -> Finished {
        if !self.line.is_empty() {
            self.end_line(on_line);
        }
        let kept = (self.head.len() + self.tail.len()) as u64;
        let truncated = self.total_bytes > kept;
        let tail: Vec<u8> = self.tail.into();
        let (head, tail) = if truncated {
            (clean(&self.head), clean(&tail))
        } else {
            (clean(&[self.head, tail].concat()), String::new())
        };
        Finished {
            captured: Captured { head, tail, total_bytes: self.total_bytes },
            hash: self.hasher.finalize(),
            truncated,
        }
    }
}

pub(crate) fn outcome(exit: Exit, stdout: Finished, stderr: Finished, duration_ms: u64) -> Outcome {
    let mut both = [0; 64];
    both[..32].copy_from_slice(stdout.hash.as_bytes());
    both[32..].copy_from_slice(stderr.hash.as_bytes());
    Outcome {
        exit,
        truncated: stdout.truncated || stderr.truncated,
        stdout: stdout.captured,
        stderr: stderr.captured,
        output_hash: ContentHash::of(&both),
        duration_ms,
        used: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(cap_bytes: u64, pieces: &[&str]) -> (Finished, Vec<String>) {
        let mut lines = Vec::new();
        let mut capture = Capture::new(cap_bytes);
        for piece in pieces {
            capture.push(piece.as_bytes(), &mut |line| lines.push(line));
        }
        let finished = capture.finish(&mut |line| lines.push(line));
        (finished, lines)
    }

    #[test]
    fn head_and_tail_are_kept_and_the_hash_is_of_all() {
        let (finished, _) = capture(8, &["0123", "456789", "abcdef"]);
        assert_eq!(finished.captured, Captured { head: "0123".into(), tail: "cdef".into(), total_bytes: 16 });
        assert!(finished.truncated);
        assert_eq!(finished.hash, blake3::hash(b"0123456789abcdef"));
    }

    #[test]
    fn what_fits_is_one_piece() {
        let (finished, _) = capture(8, &["0123", "4567"]);
        assert_eq!(
            finished.captured,
            Captured { head: "01234567".into(), tail: String::new(), total_bytes: 8 }
        );
        assert!(!finished.truncated);
    }

    #[test]
    fn lines_arrive_whole_however_the_bytes_came() {
        let (_, lines) = capture(8, &["on", "e\ntw", "o\r\n\n", "three"]);
        assert_eq!(lines, ["one", "two", "three"]);
        let (_, lines) = capture(8, &["x".repeat(LINE_BYTES_MAX).as_str(), "y"]);
        assert_eq!(lines.iter().map(String::len).collect::<Vec<_>>(), [LINE_BYTES_MAX, 1]);
    }
}
