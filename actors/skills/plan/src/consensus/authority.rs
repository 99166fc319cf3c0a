//! Who answers for which kind of key.

use protocol::id::{ClaimKey, Role};

/// Key prefixes with the role that answers for them; the longest prefix of a key counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authority(Vec<(String, Role)>);

impl Authority {
    /// Of two entries for one prefix the role that comes first by name counts.
    pub fn new(entries: impl IntoIterator<Item = (String, Role)>) -> Self {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.sort_by(|(a, x), (b, y)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)).then_with(|| x.cmp(y)));
        Self(entries)
    }

    /// The role that answers for a key, if one does.
    pub fn of(&self, key: &ClaimKey) -> Option<&Role> {
        let covers = |(prefix, _): &&(String, Role)| key.as_str().starts_with(prefix.as_str());
        self.0.iter().find(covers).map(|(_, role)| role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_counts() {
        let entries = [("ports.", "devops"), ("ports.frontend", "frontend"), ("auth.", "security")];
        let table = Authority::new(entries.map(|(prefix, role)| (prefix.to_owned(), Role::from(role))));
        let of = |key: &str| table.of(&ClaimKey::from(key)).map(Role::as_str);
        assert_eq!(of("ports.backend"), Some("devops"));
        assert_eq!(of("ports.frontend"), Some("frontend"));
        assert_eq!(of("id.type"), None);
    }
}
