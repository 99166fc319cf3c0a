//! Verbs that say who puts something up for others: `hosts list rooms; guests book rooms`.

use super::draft::Builder;
use super::people::role_name;
use crate::understand::fact::Fact;
use crate::understand::lexicon::people;
use crate::understand::lexicon::verbs::{Act, Does};

impl Builder<'_> {
    /// Whether to list a record is to offer it, not to look at a list: who lists it sells or lets things, or others take it.
    pub(super) fn offers(&self, roles: &[String], record: &str) -> bool {
        let sells = |role: &String| people::is_offerer(role.rsplit('_').next().unwrap_or(role));
        roles.iter().all(sells) || self.facts.iter().any(|fact| self.is_taken(fact, roles, record))
    }

    /// `guests book rooms`.
    fn is_taken(&self, fact: &Fact, roles: &[String], record: &str) -> bool {
        let Fact::Acts { actors, verb, object: Some(object), denied: false, .. } = fact else { return false };
        let takes = match verb.does {
            Does::Makes(left) => left != record,
            Does::Acts(acts) => acts == [Act::Read] && verb.base != "list",
            _ => false,
        };
        let others = actors.iter().all(|actor| !roles.contains(&role_name(actor)));
        takes && others && self.record_name(object) == record
    }
}
