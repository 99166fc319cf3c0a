//! How many files this process may have open at once: every connection is one, and many systems begin with few.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// More than this is of no use to one person; some programs that are started from here walk through all of them.
const WANTED_MAX: u64 = 32_768;

/// Asks the system for as many as it permits, and says how many that are.
pub fn raise() -> u64 {
    let limits = getrlimit(Resource::Nofile);
    let current = limits.current.unwrap_or(WANTED_MAX);
    let wanted = limits.maximum.unwrap_or(WANTED_MAX).min(WANTED_MAX);
    let more = Rlimit { current: Some(wanted), ..limits };
    if wanted > current && setrlimit(Resource::Nofile, more).is_ok() { wanted } else { current }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_are_permitted_and_never_less_than_before() {
        let before = getrlimit(Resource::Nofile);
        let now = raise();
        assert!(now >= before.current.unwrap_or(0).min(WANTED_MAX));
        assert_eq!(getrlimit(Resource::Nofile).maximum, before.maximum, "what is permitted stays");
    }
}
