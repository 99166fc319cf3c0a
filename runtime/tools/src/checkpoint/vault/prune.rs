//! Retention: the newest checkpoints stay, and with them every byte they need.

use super::{Hashes, Vault, blobs_of};
use crate::error::ToolError;
use crate::path::RelPath;

/// What a pruning removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    pub checkpoints: usize,
    pub bytes: u64,
    pub left: usize,
}

impl Vault {
    /// Removes all but the newest `kept` checkpoints (at least one stays: its number must not be given again), then the
    /// bytes that none of the others needs.
    pub fn prune(&self, kept: usize) -> Result<Pruned, ToolError> {
        let mut all = self.list()?;
        let later = all.split_off(all.len().saturating_sub(kept.max(1)));
        // Read before anything is removed: a list that cannot be read does not say which bytes are still needed.
        let mut needed = self.pending_blobs()?;
        for meta in &later {
            needed.insert(meta.manifest.to_string());
            needed.extend(blobs_of(&self.manifest(meta)?).map(ToString::to_string));
        }
        for meta in &all {
            self.store.remove(&RelPath::new(format!("saves/{:08}.json", meta.id))?)?;
        }
        let mut pruned = Pruned { checkpoints: all.len(), bytes: 0, left: later.len() };
        for (hash, bytes) in self.keep.list()? {
            if !needed.contains(hash.as_str()) {
                self.keep.remove(&hash)?;
                pruned.bytes += bytes;
            }
        }
        Ok(pruned)
    }

    /// What a restore that was broken off still needs.
    fn pending_blobs(&self) -> Result<Hashes, ToolError> {
        let mut needed = Hashes::new();
        for manifest in self.pending_manifests()? {
            let list = super::Manifest::from_bytes(&self.keep.get(&manifest)?)?;
            needed.extend(blobs_of(&list).map(ToString::to_string));
            needed.insert(manifest.to_string());
        }
        Ok(needed)
    }
}
