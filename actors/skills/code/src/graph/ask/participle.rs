//! Words for what is done to a thing: `computed`, `written`.

/// Those that do not end in -ed.
const IRREGULAR: &[&str] = &[
    "built",
    "bound",
    "broken",
    "brought",
    "caught",
    "chosen",
    "cut",
    "drawn",
    "driven",
    "found",
    "given",
    "held",
    "hidden",
    "kept",
    "known",
    "left",
    "lost",
    "made",
    "met",
    "paid",
    "put",
    "read",
    "run",
    "said",
    "seen",
    "sent",
    "set",
    "shown",
    "shut",
    "split",
    "spent",
    "sought",
    "taken",
    "taught",
    "thrown",
    "told",
    "understood",
    "written",
];

/// Words in -ed that are something else.
const OTHERS: &[&str] = &["embed", "feed", "need", "red", "seed", "shed", "shred", "speed", "unused"];

pub(super) fn is_participle(word: &str) -> bool {
    let word = word.to_lowercase();
    IRREGULAR.contains(&word.as_str())
        || word.len() > 4 && word.ends_with("ed") && !OTHERS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::is_participle;

    #[test]
    fn participles_are_told_from_nouns() {
        for (word, is) in
            [("computed", true), ("written", true), ("feed", false), ("etag", false), ("speed", false)]
        {
            assert_eq!(is_participle(word), is, "{word}");
        }
    }
}
