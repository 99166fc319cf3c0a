//! Server-sent events (WHATWG HTML, section 9.2), bounded. Only `data` counts here; names, ids and comments are passed over.

use std::collections::VecDeque;

use crate::error::ModelError;

/// Takes bytes in pieces of any size and gives the data of whole events.
pub(super) struct SseReader {
    line: Vec<u8>,
    data: Vec<u8>,
    /// A `data` line was read since the last event, if only an empty one.
    has_data: bool,
    /// The last byte was CR: an LF now belongs to it.
    after_cr: bool,
    first_line: bool,
    events: VecDeque<Vec<u8>>,
    bytes_max: usize,
}

impl SseReader {
    /// `bytes_max` holds for a line and for the data of an event.
    pub(super) fn new(bytes_max: usize) -> Self {
        let (line, data, events) = (Vec::new(), Vec::new(), VecDeque::new());
        Self { line, data, has_data: false, after_cr: false, first_line: true, events, bytes_max }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), ModelError> {
        for byte in bytes {
            let follows_cr = std::mem::take(&mut self.after_cr);
            match byte {
                b'\n' if follows_cr => {}
                b'\n' => self.end_line()?,
                b'\r' => {
                    self.after_cr = true;
                    self.end_line()?;
                }
                other => {
                    self.line.push(*other);
                    self.check(self.line.len(), "bytes in a line")?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn next_event(&mut self) -> Result<Option<String>, ModelError> {
        let Some(data) = self.events.pop_front() else { return Ok(None) };
        let not_text = |_| ModelError::Malformed { detail: "an event is not UTF-8".to_owned() };
        String::from_utf8(data).map(Some).map_err(not_text)
    }

    /// What stands after the last whole event at the end of the stream. The standard throws it away.
    pub(super) fn rest(&mut self) -> Result<Option<String>, ModelError> {
        self.end_line()?;
        self.end_event();
        self.next_event()
    }

    fn end_line(&mut self) -> Result<(), ModelError> {
        const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
        let line = std::mem::take(&mut self.line);
        let marked = std::mem::take(&mut self.first_line);
        let line = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| marked).unwrap_or(&line);
        if line.is_empty() {
            self.end_event();
            return Ok(());
        }
        let Some(value) = data_of(line) else { return Ok(()) };
        if std::mem::replace(&mut self.has_data, true) {
            self.data.push(b'\n');
        }
        self.data.extend_from_slice(value);
        self.check(self.data.len(), "bytes in an event")
    }

    fn end_event(&mut self) {
        let data = std::mem::take(&mut self.data);
        if std::mem::take(&mut self.has_data) {
            self.events.push_back(data);
        }
    }

    fn check(&self, bytes: usize, what: &str) -> Result<(), ModelError> {
        if bytes <= self.bytes_max {
            return Ok(());
        }
        Err(ModelError::Excessive { what: what.to_owned(), limit: self.bytes_max as u64 })
    }
}

/// The value of a `data` field; one space after the colon belongs to the syntax.
fn data_of(line: &[u8]) -> Option<&[u8]> {
    if line == b"data" {
        return Some(b"");
    }
    let value = line.strip_prefix(b"data:")?;
    Some(value.strip_prefix(b" ").unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn events(pieces: &[&[u8]]) -> Result<Vec<String>, ModelError> {
        events_within(64, pieces)
    }

    fn events_within(bytes_max: usize, pieces: &[&[u8]]) -> Result<Vec<String>, ModelError> {
        let mut reader = SseReader::new(bytes_max);
        let mut events = Vec::new();
        for piece in pieces {
            reader.push(piece)?;
            while let Some(event) = reader.next_event()? {
                events.push(event);
            }
        }
        Ok(events)
    }

    #[test]
    fn lines_of_every_kind_are_read() {
        let cases: &[(&str, &[&str])] = &[
            ("data: a\n\n", &["a"]),
            ("data: a\r\n\r\ndata: b\r\r", &["a", "b"]),
            ("data:a\ndata:  b\n\n", &["a\n b"]),
            ("\u{feff}data: a\n\n", &["a"]),
            (": keep-alive\n\ndata: a\n\n: again\n\n", &["a"]),
            ("event: x\nid: 7\nretry: 10\ndata: a\n\n", &["a"]),
            ("event: nothing\n\n", &[]),
            ("data\n\n", &[""]),
            ("data: a\u{2028}b\n\n", &["a\u{2028}b"]),
            ("database: no\nnonsense\n\n", &[]),
            ("data: unfinished\n", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(events(&[text.as_bytes()]).expect("readable"), *expected, "{text:?}");
        }
    }

    #[test]
    fn what_grows_without_end_is_given_up() {
        let line = events(&[&[b'x'; 65]]).expect_err("too long");
        assert_eq!(line.to_string(), "the answer was given up: more than 64 bytes in a line");
        let event = events(&["data: 1234567890\n".repeat(7).as_bytes()]).expect_err("too long");
        assert_eq!(event.to_string(), "the answer was given up: more than 64 bytes in an event");
    }

    #[test]
    fn bytes_that_are_no_text_are_said_to_be() {
        let error = events(&[b"data: \xff\xfe\n\n"]).expect_err("no text");
        assert_eq!(error, ModelError::Malformed { detail: "an event is not UTF-8".to_owned() });
    }

    proptest! {
        #[test]
        fn any_cutting_gives_the_same_events(
            texts in proptest::collection::vec("[a-zé€😀 :]{0,12}", 0..6),
            ends in proptest::collection::vec(prop_oneof![Just("\n"), Just("\r\n"), Just("\r")], 12),
            cuts in proptest::collection::vec(0usize..200, 0..20),
        ) {
            let mut stream = String::new();
            for (index, text) in texts.iter().enumerate() {
                stream += &format!("data: {text}{}{}", ends[index], ends[index + 6]);
            }
            let whole = events_within(1_000, &[stream.as_bytes()]).expect("readable");
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|at| *at <= stream.len()).collect();
            cuts.sort_unstable();
            let mut pieces = Vec::new();
            let mut from = 0;
            for at in cuts.into_iter().chain([stream.len()]) {
                pieces.push(&stream.as_bytes()[from..at]);
                from = at;
            }
            prop_assert_eq!(events_within(1_000, &pieces).expect("readable"), whole);
        }
    }
}
