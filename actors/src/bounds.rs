//! What the team's answers may contain: choices that can be built, and files of one's own pack.

use plan::answer::Bounds;
use plan::consensus::Policy;
use protocol::id::{ClaimKey, Role};

/// Bounds by the packs that are built in, and by the rules that votes are counted by.
#[derive(Default)]
pub(crate) struct Packs {
    pub policy: Policy,
}

impl Bounds for Packs {
    fn allows(&self, key: &ClaimKey, value: &str) -> bool {
        forge::choices::allowed(key.as_str(), value)
    }

    fn counts(&self, role: &Role) -> u32 {
        self.policy.factor(role)
    }

    fn owns(&self, pack: &str, path: &str) -> bool {
        forge::packs().iter().any(|it| it.name == pack && (it.owns)(path))
    }
}
