//! What rulings go by, as data: who answers for what, and how much a vote counts.

use std::collections::BTreeMap;
use std::str::FromStr;

use protocol::claim::Vote;
use protocol::id::Role;

use super::Authority;

/// More makes every vote of one role outweigh all others together; that is what authority is for.
pub const FACTOR_MAX: u32 = 10;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    pub authority: Authority,
    /// How many times a role's votes count; once where nothing is said.
    pub factors: BTreeMap<Role, u32>,
}

impl From<Authority> for Policy {
    fn from(authority: Authority) -> Self {
        Self { authority, factors: BTreeMap::new() }
    }
}

impl Policy {
    /// What a vote adds to its option.
    pub fn weight(&self, vote: &Vote) -> u32 {
        vote.weight.saturating_mul(self.factor(&vote.by))
    }

    pub fn factor(&self, role: &Role) -> u32 {
        self.factors.get(role).copied().unwrap_or(1)
    }
}

/// One thing about a team or its rules that could have been otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nobody answers for anything: evidence and votes settle all.
    Majority,
    /// A role answers for nothing.
    NoAuthority(Role),
    /// A role answers for keys that begin so.
    Authority { prefix: String, role: Role },
    /// A role's votes count so many times.
    Weight { role: Role, factor: u32 },
    /// Somebody is not in the team.
    Without(Role),
}

/// How changes are written, for whoever wrote one in another way.
pub const FORMS: &str =
    "majority, no-authority=ROLE, authority.PREFIX=ROLE, weight.ROLE=0 to 10, or without=ROLE";

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no change of a rule; write {FORMS}")]
pub struct NoChange(String);

impl FromStr for Change {
    type Err = NoChange;

    fn from_str(text: &str) -> Result<Self, NoChange> {
        let bad = || NoChange(text.to_owned());
        if text == "majority" {
            return Ok(Change::Majority);
        }
        let (what, value) = text.split_once('=').filter(|(_, value)| !value.is_empty()).ok_or_else(bad)?;
        match what.split_once('.') {
            None if what == "no-authority" => Ok(Change::NoAuthority(Role::new(value))),
            None if what == "without" => Ok(Change::Without(Role::new(value))),
            Some(("authority", prefix)) if !prefix.is_empty() => {
                Ok(Change::Authority { prefix: prefix.to_owned(), role: Role::new(value) })
            }
            Some(("weight", role)) if !role.is_empty() => {
                let factor = value.parse().ok().filter(|factor| *factor <= FACTOR_MAX).ok_or_else(bad)?;
                Ok(Change::Weight { role: Role::new(role), factor })
            }
            None | Some(_) => Err(bad()),
        }
    }
}

impl Change {
    /// The role it speaks of, which must be in the team.
    pub fn role(&self) -> Option<&Role> {
        match self {
            Change::Majority => None,
            Change::NoAuthority(role)
            | Change::Authority { role, .. }
            | Change::Weight { role, .. }
            | Change::Without(role) => Some(role),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_read_and_anything_else_is_refused_with_the_forms() {
        let read = |text: &str| text.parse::<Change>();
        assert_eq!(read("majority"), Ok(Change::Majority));
        assert_eq!(read("no-authority=security"), Ok(Change::NoAuthority("security".into())));
        assert_eq!(read("without=docs"), Ok(Change::Without("docs".into())));
        let authority = Change::Authority { prefix: "id.type".to_owned(), role: "backend".into() };
        assert_eq!(read("authority.id.type=backend"), Ok(authority));
        assert_eq!(read("weight.docs=0"), Ok(Change::Weight { role: "docs".into(), factor: 0 }));
        for bad in ["", "maj", "weight.docs=11", "weight.docs=-1", "weight=3", "without=", "authority.=x"] {
            let error = read(bad).unwrap_err().to_string();
            assert!(error.contains(FORMS) && error.contains(bad), "{error}");
        }
    }
}
