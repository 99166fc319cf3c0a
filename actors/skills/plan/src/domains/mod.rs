//! What is commonly known of products and records, as data: one `<domain>.toml` each, and `general.toml` for records of any
//! product. It completes what a request left open and overrides nothing.

mod data;
mod name;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::LazyLock;

use protocol::requirements::Visibility;

use crate::understand::morph;

pub use data::{Domain, FILES, KnownField, KnownRecord, KnownRelation, KnownStates, KnownTransition, Mover};

/// Who keeps records that are nobody's own.
pub const ADMIN: &str = "admin";
/// The record of people who sign in.
pub const ACCOUNT: &str = "User";

/// The domain of a product by the words of its name.
pub fn domain(words: &[String]) -> Option<&'static Domain> {
    name::best(words)
}

/// The domain of what is asked for as a product, which may have the name of a record as well: `a hotel with rooms`.
pub fn product(words: &[String]) -> Option<&'static Domain> {
    domain(words).or_else(|| listed(words))
}

/// The domain that lists this very name, though it may be a record's as well: the hotel of `hotel rooms`.
pub fn listed(words: &[String]) -> Option<&'static Domain> {
    name::listed(words)
}

/// Whether words are a product of records that it always has, so that to add to it is to add to the product.
pub fn is_whole(words: &[String]) -> bool {
    domain(words).is_some_and(|domain| !domain.always.is_empty())
}

/// What is known of a record's name, in a domain first, then in general.
pub fn record(name: &str, domain: Option<&'static Domain>) -> Option<&'static KnownRecord> {
    let own = domain.and_then(|domain| domain.record(name));
    own.or_else(|| data::ALL.general.iter().find(|record| record.name == name))
}

/// What is known of a record in some domain where it points at others that the product has, too: a viewing is of a property
/// in whatever product both are kept. Of several domains, the one that knows most of the product's records.
pub fn record_beside(name: &str, has: impl Fn(&str) -> bool) -> Option<&'static KnownRecord> {
    let points = |record: &KnownRecord| record.relations.iter().filter(|it| has(&it.to)).count();
    let known = |domain: &Domain| domain.known.iter().filter(|record| has(&record.name)).count();
    // Of equals the first is taken, and the greatest is sought from the end.
    let domains = data::ALL.domains.iter().rev();
    let found = domains.filter_map(|domain| Some((domain, domain.record(name)?)));
    let found = found.filter(|(_, record)| points(record) > 0);
    found.max_by_key(|(domain, record)| (known(domain), points(record))).map(|(_, record)| record)
}

/// Whether two words with `and` between them are one name of a product: `lost and found`.
pub fn is_joined(before: &str, after: &str) -> bool {
    name::is_joined(before, after)
}

/// Whether some domain, or any product, keeps records of this very name.
pub fn record_of_any(name: &str) -> bool {
    let of_domains = data::ALL.domains.iter().flat_map(|domain| &domain.known);
    of_domains.chain(&data::ALL.general).any(|record| record.name == name)
}

/// Whether a word, lower case and singular, is what some domain's record is called, or the last word of that.
pub fn is_record(word: &str) -> bool {
    static HEADS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let records = data::ALL.domains.iter().flat_map(|domain| &domain.known).chain(&data::ALL.general);
        records.filter_map(|record| morph::name_words(&record.name).pop()).collect()
    });
    HEADS.contains(word)
}

impl Domain {
    /// A record that this domain itself knows.
    pub fn record(&self, name: &str) -> Option<&KnownRecord> {
        self.known.iter().find(|record| record.name == name)
    }

    /// Whether others than the people who register keep such records.
    pub fn is_kept_by_staff(&self, record: &KnownRecord) -> bool {
        let keeper = record.kept_by.as_deref().filter(|_| record.visibility != Some(Visibility::Owner));
        keeper.is_some_and(|role| role != self.role)
    }
}
