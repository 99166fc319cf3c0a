//! Parts of speech of the words of a sentence, so that words no list knows are not all taken for names of things.
//!
//! Transformation-based tagging as published by Eric Brill, “A Simple Rule-Based Part of Speech Tagger” (1992), with the
//! trained rules of `harper-brill`; tags are those of Universal Dependencies. About nine of ten words are right on
//! requests as people type them, so a tag alone never makes an item: it keeps one from being made.

use harper_brill::{Tagger as _, UPOS, brill_tagger};

/// What a word does in its sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    Noun,
    Verb,
    Adjective,
    Adverb,
    Number,
    /// Words of grammar and marks.
    Grammar,
    /// Not tagged.
    #[default]
    Unknown,
}

/// The part of each word of one sentence, marks included.
pub fn parts(sentence: &[String]) -> Vec<Part> {
    brill_tagger().tag_sentence(sentence).into_iter().map(part).collect()
}

fn part(tag: Option<UPOS>) -> Part {
    match tag {
        None => Part::Unknown,
        Some(UPOS::NOUN | UPOS::PROPN | UPOS::SYM) => Part::Noun,
        Some(UPOS::VERB) => Part::Verb,
        Some(UPOS::ADJ) => Part::Adjective,
        Some(UPOS::ADV | UPOS::INTJ) => Part::Adverb,
        Some(UPOS::NUM) => Part::Number,
        Some(
            UPOS::ADP
            | UPOS::AUX
            | UPOS::CCONJ
            | UPOS::DET
            | UPOS::PART
            | UPOS::PRON
            | UPOS::PUNCT
            | UPOS::SCONJ,
        ) => Part::Grammar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tagged(sentence: &str) -> Vec<Part> {
        parts(&sentence.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn verbs_are_told_from_the_nouns_beside_them() {
        use Part::{Grammar, Noun, Verb};
        assert_eq!(tagged("we treat pets"), [Grammar, Verb, Noun]);
        assert_eq!(tagged("somebody gives us zorbles")[3], Part::Unknown);
        assert!(parts(&[]).is_empty());
    }
}
