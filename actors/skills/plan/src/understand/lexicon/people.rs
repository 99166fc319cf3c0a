//! Nouns that are people. Those who act in the product sign in: they are roles of one account, not records.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::data;

static WORDS: LazyLock<HashMap<&'static str, HashSet<&'static str>>> =
    LazyLock::new(|| data::sets(include_str!("data/people.txt")));

fn is(list: &str, word: &str) -> bool {
    WORDS.get(list).is_some_and(|words| words.contains(word))
}

/// A noun in the singular that is a person.
pub fn is_person(singular: &str) -> bool {
    is("people", singular)
}

/// A group that acts as one person does: `companies post jobs`.
pub fn is_group(singular: &str) -> bool {
    is("groups", singular)
}

/// People of the whole world rather than of the product: what they may read is public.
pub fn is_anybody(singular: &str) -> bool {
    is("anybody", singular)
}

/// A name of the one role that may do everything.
pub fn is_admin(name: &str) -> bool {
    is("admins", name)
}

/// Somebody who puts things up for others to take.
pub fn is_offerer(singular: &str) -> bool {
    is("offerers", singular)
}

/// A role that nobody should get by registering.
pub fn is_staff(singular: &str) -> bool {
    is("staff", singular)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_has_its_people() {
        assert!(
            is_person("member")
                && is_group("company")
                && is_anybody("visitor")
                && is_admin("admin")
                && is_staff("librarian")
                && is_offerer("seller")
        );
        assert_eq!(WORDS.len(), 6);
    }
}
