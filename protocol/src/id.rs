//! Typed identifiers. All travel as strings, so that no client loses digits.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

text_id!(
    /// One session; 26 lower-case letters and digits, drawn by the runtime's chance.
    SessionId
);
text_id!(
    /// One piece of work, unique in its session: `propose.1.backend`, `render.security`, `check.pytest`.
    TaskId
);
text_id!(
    /// One question to a model, unique in its session: `refine.1.1`. Its attempts share it.
    CallId
);
text_id!(
    /// A member of the team, or `session` for the kernel, or `person`.
    Role
);
text_id!(
    /// What a claim is about: `id.type`, `auth.refresh_storage`, `ports.backend`.
    ClaimKey
);
text_id!(
    /// BLAKE3 of some bytes, 64 lower-case hexadecimal digits.
    ContentHash
);
text_id!(
    /// Chosen by a client; commands are acknowledged by it, and one with a known id is not done twice.
    CommandId
);
text_id!(
    /// A question to the person, unique in its session.
    QuestionId
);

impl Role {
    /// The kernel itself: what no agent says.
    pub fn session() -> Self {
        Self::new("session")
    }

    /// The person the session works for.
    pub fn person() -> Self {
        Self::new("person")
    }
}

impl ContentHash {
    /// Hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self::new(blake3::hash(bytes).to_hex().to_string())
    }
}

impl SessionId {
    const LENGTH: usize = 26;

    /// Reads an id that came from outside; it is used as a folder name, so nothing else passes.
    pub fn parse(text: &str) -> Option<Self> {
        let plain =
            text.len() == Self::LENGTH && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        plain.then(|| Self::new(text))
    }

    /// Makes an id from 16 random bytes (base 32, no padding).
    pub fn from_random(bytes: [u8; 16]) -> Self {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let number = u128::from_be_bytes(bytes);
        let digit = |i: usize| ALPHABET[(number >> (5 * i) & 31) as usize] as char;
        Self::new((0..Self::LENGTH).map(digit).collect::<String>())
    }
}
