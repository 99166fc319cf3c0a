//! Characters whose halves come in different pieces. Servers that cut text by UTF-16 units, as JavaScript does, send half of an
//! emoji as an escape such as `\ud83d`; the other half comes with the next piece.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A JSON string that may hold such halves, in WTF-8: as UTF-8, with three bytes for each half.
pub(super) struct Wtf8(pub Vec<u8>);

impl<'de> Deserialize<'de> for Wtf8 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Asked for bytes, serde_json gives what it would refuse as text.
        deserializer.deserialize_bytes(Bytes)
    }
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Wtf8;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Wtf8, E> {
        Ok(Wtf8(bytes.to_vec()))
    }
}

/// Puts halves together over the border of pieces.
#[derive(Default)]
pub(super) struct Joiner {
    first_half: Option<u16>,
}

impl Joiner {
    /// The text of one more piece. A half that waits for the next piece is kept back; one without its other half is replaced.
    pub(super) fn push(&mut self, wtf8: &[u8]) -> String {
        let mut text = String::new();
        let mut rest = wtf8;
        while !rest.is_empty() {
            if let Some(half) = half_at(rest) {
                self.add(half, &mut text);
                rest = &rest[3..];
                continue;
            }
            text += &self.end();
            let run = (1..rest.len()).find(|at| half_at(&rest[*at..]).is_some()).unwrap_or(rest.len());
            text += &String::from_utf8_lossy(&rest[..run]);
            rest = &rest[run..];
        }
        text
    }

    /// What stands for a half that nothing more can complete.
    pub(super) fn end(&mut self) -> String {
        self.first_half.take().map(|_| char::REPLACEMENT_CHARACTER).into_iter().collect()
    }

    fn add(&mut self, half: u16, text: &mut String) {
        if (0xD800..0xDC00).contains(&half) {
            *text += &self.end();
            self.first_half = Some(half);
            return;
        }
        let units = self.first_half.take().into_iter().chain([half]);
        text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
}

/// The half that begins here, if one does: UTF-8 proper never has these two bytes after each other.
fn half_at(bytes: &[u8]) -> Option<u16> {
    let [0xED, second @ 0xA0..=0xBF, third, ..] = bytes else { return None };
    Some(0xD000 | u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(pieces: &[&str]) -> String {
        let mut joiner = Joiner::default();
        let mut text = String::new();
        for piece in pieces {
            let Wtf8(bytes) = serde_json::from_str(piece).expect("a JSON string");
            text += &joiner.push(&bytes);
        }
        text + &joiner.end()
    }

    #[test]
    fn halves_in_different_pieces_are_one_character() {
        assert_eq!(read(&[r#""grüße \ud83d""#, r#""\ude00!""#]), "grüße 😀!");
        assert_eq!(read(&[r#""\ud83d""#, r#""""#, r#""\ude00""#]), "😀");
    }

    #[test]
    fn halves_alone_are_replaced_and_nothing_else_is_lost() {
        assert_eq!(read(&[r#""a\ud83d""#, r#""b""#]), "a\u{fffd}b");
        assert_eq!(read(&[r#""\ude00a""#]), "\u{fffd}a");
        assert_eq!(read(&[r#""\ud83d\ud83d""#, r#""\ude00""#]), "\u{fffd}😀");
        assert_eq!(read(&[r#""a\ud83d""#]), "a\u{fffd}");
        assert!(serde_json::from_str::<Wtf8>("[1, 2]").is_err());
    }

    proptest! {
        #[test]
        fn text_cut_by_units_is_put_together(text in "\\PC{0,20}", cut in 0usize..40) {
            let units: Vec<u16> = text.encode_utf16().collect();
            let (left, right) = units.split_at(cut.min(units.len()));
            let escaped = |units: &[u16]| {
                let digits: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
                format!("\"{digits}\"")
            };
            prop_assert_eq!(read(&[&escaped(left), &escaped(right)]), text);
        }
    }
}
