//! A secret kept out of a text that comes in pieces: some servers repeat the key in what they answer.

use secrecy::{ExposeSecret, SecretString};

const HIDDEN: &str = "[hidden]";
/// Shorter ones would hide ordinary words.
const SECRET_BYTES_MIN: usize = 8;

/// Holds back what may be the beginning of the secret.
#[derive(Default)]
pub(super) struct Hider {
    secret: Option<SecretString>,
    held: String,
}

impl Hider {
    pub(super) fn new(secret: Option<SecretString>) -> Self {
        let secret = secret.filter(|secret| secret.expose_secret().len() >= SECRET_BYTES_MIN);
        Self { secret, held: String::new() }
    }

    /// What can be shown after one more piece.
    pub(super) fn push(&mut self, piece: &str) -> String {
        let Some(secret) = self.secret.as_ref().map(ExposeSecret::expose_secret) else {
            return piece.to_owned();
        };
        self.held.push_str(piece);
        let mut shown = self.held.replace(secret, HIDDEN);
        let starts = |at: &usize| secret.starts_with(&shown[*at..]);
        let from = shown.len().saturating_sub(secret.len() - 1);
        let held = (from..shown.len()).filter(|at| shown.is_char_boundary(*at)).find(starts);
        self.held = held.map_or_else(String::new, |at| shown.split_off(at));
        shown
    }

    /// What is left at the end.
    pub(super) fn end(&mut self) -> String {
        std::mem::take(&mut self.held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(pieces: &[&str]) -> String {
        let mut hider = Hider::new(Some(SecretString::from("sk-0123456789".to_owned())));
        let mut shown: String = pieces.iter().map(|piece| hider.push(piece)).collect();
        shown.push_str(&hider.end());
        shown
    }

    #[test]
    fn a_secret_is_hidden_whole_or_in_pieces_and_nothing_else_is_lost() {
        assert_eq!(hidden(&["key sk-0123456789, ok"]), "key [hidden], ok");
        assert_eq!(hidden(&["key sk-01", "2345", "6789 ok ü"]), "key [hidden] ok ü");
        assert_eq!(hidden(&["ask-012", "3 sk", "-"]), "ask-0123 sk-");
        assert_eq!(hidden(&["sk-sk-0123456789", ""]), "sk-[hidden]");
        let letters: Vec<String> = "a sk-0123456789 b".chars().map(String::from).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        assert_eq!(hidden(&letters), "a [hidden] b");
    }
}
