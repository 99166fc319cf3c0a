//! What the team's answers may contain: choices that can be built, and files of one's own pack.

use plan::answer::Bounds;
use protocol::id::ClaimKey;

/// Bounds by the packs that are built in.
pub(crate) struct Packs;

impl Bounds for Packs {
    fn allows(&self, key: &ClaimKey, value: &str) -> bool {
        forge::choices::allowed(key.as_str(), value)
    }

    fn owns(&self, pack: &str, path: &str) -> bool {
        forge::packs().iter().any(|it| it.name == pack && (it.owns)(path))
    }
}
