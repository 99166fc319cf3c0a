//! Questions with a word that is spelt wrong.

use super::super::question::Word;

/// Shorter words are like too many others.
const LETTERS_MIN: usize = 3;

/// The question with one of its words in the spelling of a word that questions are made of, for each word that is one letter off,
/// from the first. What is marked as a name, or is not spelt in small letters but for the first, is never changed.
pub(super) fn candidates(words: &[Word], patterns: &[&str]) -> Vec<Vec<Word>> {
    let known: Vec<&str> = patterns
        .iter()
        .flat_map(|pattern| pattern.split([' ', '|', '?']))
        .filter(|word| word.len() >= LETTERS_MIN)
        .collect();
    let plain = |word: &Word| {
        let behind = word.text.chars().skip(1);
        !word.marked
            && word.text.chars().all(char::is_alphabetic)
            && !behind.into_iter().any(char::is_uppercase)
    };
    let mut candidates = Vec::new();
    for (at, word) in
        words.iter().enumerate().filter(|(_, word)| plain(word) && !known.contains(&word.lower.as_str()))
    {
        let mut like: Vec<&str> =
            known.iter().copied().filter(|known| strsim::osa_distance(known, &word.lower) == 1).collect();
        like.sort_unstable();
        like.dedup();
        candidates.extend(like.into_iter().map(|spelling| {
            let mut words = words.to_vec();
            words[at] = Word::plain(spelling);
            words
        }));
    }
    candidates
}
