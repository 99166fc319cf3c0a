//! The first line of a page: what it was made from, so that what a person changed in it is seen and not written over.

/// What is before and behind the hash.
const BEFORE: &str =
    "<!-- Made by samriddh docs; a page that was edited is not written over. BLAKE3 of what follows: ";
const BEHIND: &str = " -->";

/// How a page that lies there stands to the one that would be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Fresh,
    /// It is as it was made, from other code.
    Stale,
    Missing,
    /// A person changed it; what it was made from is still the same.
    Edited,
    /// A person changed it, and what it was made from has changed since; or it was never made here.
    EditedStale,
}

impl State {
    /// The word as reports spell it.
    pub fn name(self) -> &'static str {
        match self {
            State::Fresh => "fresh",
            State::Stale => "stale",
            State::Missing => "missing",
            State::Edited => "edited",
            State::EditedStale => "edited_stale",
        }
    }

    pub fn is_up_to_date(self) -> bool {
        matches!(self, State::Fresh | State::Edited)
    }
}

/// A page's text with its seal.
pub fn sealed(text: &str) -> String {
    format!("{BEFORE}{}{BEHIND}\n{text}", hash(text))
}

/// How what lies there stands to a page's text.
pub fn state(there: Option<&[u8]>, text: &str) -> State {
    let Some(there) = there else { return State::Missing };
    match (opened(there), hash(text)) {
        (Some((said, real)), new) if said == real => {
            if real == new {
                State::Fresh
            } else {
                State::Stale
            }
        }
        (Some((said, _)), new) if said == new => State::Edited,
        _ => State::EditedStale,
    }
}

/// It was made here and nobody changed it since.
pub fn is_untouched(there: &[u8]) -> bool {
    opened(there).is_some_and(|(said, real)| said == real)
}

/// The hash that a page says it has, and the one it has. Line ends are those of whoever checked it out.
fn opened(there: &[u8]) -> Option<(String, String)> {
    let text = std::str::from_utf8(there).ok()?.replace("\r\n", "\n");
    let (first, rest) = text.split_once('\n')?;
    let said = first.strip_prefix(BEFORE)?.strip_suffix(BEHIND)?;
    Some((said.to_owned(), hash(rest)))
}

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_seen_and_a_checkout_with_other_line_ends_is_none() {
        let page = sealed("# A\n\nb\n");
        let of = |there: &str, text: &str| state(Some(there.as_bytes()), text);
        assert_eq!(of(&page, "# A\n\nb\n"), State::Fresh);
        assert_eq!(of(&page.replace('\n', "\r\n"), "# A\n\nb\n"), State::Fresh);
        assert_eq!(of(&page, "# A\n\nc\n"), State::Stale);
        let edited = format!("{page}mine\n");
        assert_eq!(of(&edited, "# A\n\nb\n"), State::Edited);
        assert_eq!(of(&edited, "# A\n\nc\n"), State::EditedStale);
        assert_eq!(of("# mine\n", "# A\n\nb\n"), State::EditedStale);
        assert_eq!(state(Some(b"\xff"), "x"), State::EditedStale);
        assert_eq!(state(None, "x"), State::Missing);
        assert!(is_untouched(page.as_bytes()) && !is_untouched(edited.as_bytes()));
    }
}
