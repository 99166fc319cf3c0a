//! Text that came from a program, made fit to keep and to show: no secrets of obvious forms, no terminal control sequences.

use std::sync::LazyLock;

use regex::Regex;

const HIDDEN: &str = "[hidden]";

/// Each keeps what says which secret it was (group 1) and hides the secret itself.
static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compile(&[
        // scheme://user:password@
        r"(?i)(\b[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s/@]+(?:@[^\s/@]*)*?@",
        // Authorization: Bearer xyz, and Basic xyz
        r"(?i)(\b(?:bearer|basic)\s+)[a-z0-9._~+/=-]{8,}",
        // password=xyz and SECRET_KEY=xyz; after a colon only when quoted, or prose about passwords would go too
        r#"(?i)(\b[a-z0-9_.-]*(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key)["']?(?:\s*=\s*["']?|\s*:\s*["']))[^\s"',;&]{3,}"#,
        // Keys with well-known beginnings.
        r"()\b(?:sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}|npm_[A-Za-z0-9]{30,}|AIza[0-9A-Za-z_-]{30,})",
        // JSON web tokens
        r"()\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
        // PEM private keys
        r"(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)",
    ])
});

/// Escape sequences of terminals (ECMA-48): colours and cursor, titles and links, and the rest.
static ESCAPES: LazyLock<Regex> = LazyLock::new(|| {
    const SEQUENCES: &str = r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]|\u{9b}[0-?]*[ -/]*[@-~]";
    #[expect(clippy::expect_used, reason = "a constant that the tests of this module compile")]
    Regex::new(SEQUENCES).expect("a valid pattern")
});

fn compile(forms: &[&str]) -> Vec<Regex> {
    #[expect(clippy::expect_used, reason = "constants that the tests of this module compile")]
    forms.iter().map(|form| Regex::new(form).expect("a valid pattern")).collect()
}

/// The text with secrets of obvious forms replaced by `[hidden]`. A safety net, not a boundary: secrets should not get
/// into a command's output in the first place.
pub fn redact(text: &str) -> String {
    let mut text = text.to_owned();
    for (index, form) in FORMS.iter().enumerate() {
        let replacement = if index == 0 { format!("${{1}}{HIDDEN}@") } else { format!("${{1}}{HIDDEN}") };
        if let std::borrow::Cow::Owned(hidden) = form.replace_all(&text, replacement.as_str()) {
            text = hidden;
        }
    }
    text
}

/// Program output as text: not UTF-8 replaced, escape sequences and control characters gone, secrets hidden.
pub(crate) fn clean(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = ESCAPES.replace_all(&text, "").replace("\r\n", "\n").replace('\r', "\n");
    redact(&text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_obvious_forms_are_hidden() {
        let cases = [
            (
                "postgresql+psycopg://blog:s3cr3t@localhost/blog",
                "postgresql+psycopg://blog:[hidden]@localhost/blog",
            ),
            ("redis://:s3cr3t@h:6379/0", "redis://:[hidden]@h:6379/0"),
            ("Authorization: Bearer abcdefgh.ijkl", "Authorization: Bearer [hidden]"),
            ("password=hunter22 next", "password=[hidden] next"),
            (r#"{"api_key": "abcdef"}"#, r#"{"api_key": "[hidden]"}"#),
            ("SECRET_KEY=abc123def", "SECRET_KEY=[hidden]"),
            ("key sk-abcdefghijklmnop1234 end", "key [hidden] end"),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nok",
                "-----BEGIN RSA PRIVATE KEY-----[hidden]\nok",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(redact(text), expected);
        }
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in [
            "GET http://127.0.0.1:8000/api/posts?page=2",
            "3 passed, password field is required",
            "a@b.example",
            "src/token.ts:14:3",
            "token: invalid",
            "def f(password: str)",
        ] {
            assert_eq!(redact(text), text);
        }
    }

    #[test]
    fn terminal_sequences_cannot_reach_a_terminal() {
        assert_eq!(clean(b"\x1b[31mred\x1b[0m\t\x1b]0;title\x07ok\x08\r\n\xff"), "red\tok\n\u{fffd}");
    }
}
