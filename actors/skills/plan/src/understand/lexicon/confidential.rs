//! Records that are nobody's business but that of those who keep them and whom they concern.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::{data, people};

static WORDS: LazyLock<HashMap<&'static str, HashSet<&'static str>>> =
    LazyLock::new(|| data::sets(include_str!("data/confidential.txt")));

fn is(list: &str, word: &str) -> bool {
    WORDS.get(list).is_some_and(|words| words.contains(word))
}

/// Whether a record's name, in singular words, says that it is kept from others: `private note`, `medical record`.
pub fn is_record(words: &[String]) -> bool {
    let Some((head, before)) = words.split_last() else { return false };
    let said = before.iter().any(|word| is("adjectives", word) || is_adjective(word, head));
    said || (0..words.len()).any(|at| is("records", &words[at..].join("_")))
}

/// Whether such a record is for who writes it alone, and least of all for whom it is about: private notes, session notes.
pub fn is_kept_from_whom_it_is_about(words: &[String]) -> bool {
    let adjective = |word: &String| is("adjectives", word) || is("of_written", word);
    words.iter().any(adjective)
        || words.last().is_some_and(|head| matches!(head.as_str(), "note" | "memo" | "remark"))
}

/// Whether a record of that last word is between who makes it and whom it names.
pub fn is_between(head: &str) -> bool {
    is("between", head)
}

/// Whether a word before the name of what people write says no more than that it is kept from others: private notes are notes.
pub fn is_adjective(word: &str, head: &str) -> bool {
    // Personal records are what sportsmen hold.
    is("of_written", word) && is("written", head) && !(word == "personal" && head == "record")
}

/// Whether a field, snake case, of a record whose last word is `head` keeps that record from others.
pub fn is_field(field: &str, head: &str) -> bool {
    is("fields", field) || people::is_person(head) && is("of_people", field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str) -> Vec<String> {
        name.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn names_that_say_so_are_told_from_those_that_only_sound_so() {
        for name in
            ["private note", "medical record", "employee payslip", "personal journal", "confidential report"]
        {
            assert!(is_record(&words(name)), "{name}");
        }
        for name in ["personal trainer", "record", "note", "personal record", "private lesson", "job posting"]
        {
            assert!(!is_record(&words(name)), "{name}");
        }
    }

    #[test]
    fn what_somebody_earns_is_kept_and_what_a_job_pays_is_not() {
        assert!(is_field("salary", "employee") && is_field("iban", "supplier"));
        assert!(!is_field("salary", "job") && !is_field("name", "employee"));
    }
}
