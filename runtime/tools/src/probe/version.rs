//! Version numbers as programs print them.

use std::fmt;

/// Up to three numbers; what is not said is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    pub major: u32,
    pub minor: u32,
    pub patch: u32,
}

impl Version {
    /// The first number in a text, with what follows it: `v20.11.1`, `git version 2.47.3`, `Chromium 131.0.6778.85 snap`.
    pub fn in_text(text: &str) -> Option<Self> {
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let mut numbers = text[start..].split(|c: char| !c.is_ascii_digit() && c != '.').next()?.split('.');
        let mut next = || numbers.next().and_then(|number| number.parse().ok());
        Some(Self { major: next()?, minor: next().unwrap_or(0), patch: next().unwrap_or(0) })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_print() {
        let cases = [
            ("git version 2.47.3\n", "2.47.3"),
            ("Python 3.12.1", "3.12.1"),
            ("v20.11.1", "20.11.1"),
            ("10.2", "10.2.0"),
            ("PostgreSQL 15.20 (Debian 15.20-0+deb12u1)", "15.20.0"),
            ("git version 2.39.5 (Apple Git-154)", "2.39.5"),
        ];
        for (text, expected) in cases {
            assert_eq!(Version::in_text(text).map(|v| v.to_string()).as_deref(), Some(expected));
        }
        assert_eq!(Version::in_text("command not found"), None);
        assert!(Version::in_text("3.9.18") < Version::in_text("3.11"));
    }
}
