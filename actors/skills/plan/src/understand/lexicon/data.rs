//! Word lists as text files: `[heading]`, then the words; `#` starts a comment line.

use std::collections::{HashMap, HashSet};

/// The sections of a word file, in order; words are parted by blanks.
pub fn sections(text: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    parted(text, |line| line.split_whitespace().collect())
}

/// The sections of a phrase file, in order; phrases are parted by commas and never broken over lines.
pub fn phrase_sections(text: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    parted(text, |line| line.split(',').map(str::trim).filter(|phrase| !phrase.is_empty()).collect())
}

/// Sets of words by heading.
pub fn sets(text: &'static str) -> HashMap<&'static str, HashSet<&'static str>> {
    sections(text).into_iter().map(|(heading, words)| (heading, words.into_iter().collect())).collect()
}

fn parted(
    text: &'static str,
    split: impl Fn(&'static str) -> Vec<&'static str>,
) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut out: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match (line.strip_prefix('[').and_then(|line| line.strip_suffix(']')), out.last_mut()) {
            (Some(heading), _) => out.push((heading, Vec::new())),
            (None, Some((_, words))) => words.extend(split(line)),
            (None, None) => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::phrase_sections;

    #[test]
    fn no_phrase_is_broken_over_lines() {
        for text in [include_str!("data/features.txt")] {
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            let goes_on = |line: &str| !(line.is_empty() || line.starts_with(['[', '#']));
            for pair in lines.windows(2).filter(|pair| goes_on(pair[0]) && goes_on(pair[1])) {
                assert!(pair[0].ends_with(','), "no comma between {:?} and {:?}", pair[0], pair[1]);
            }
            assert!(!phrase_sections(text).is_empty());
        }
    }
}
