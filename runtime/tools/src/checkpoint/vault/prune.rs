//! Retention: the newest checkpoints stay, and with them every byte they need.

use super::{Hashes, Meta, Vault, Why, blobs_of};
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
    /// Removes all but the newest `kept` checkpoints (at least one stays: its number must not be given again) and what
    /// those need to be undone, then the bytes that none of the others needs.
    pub fn prune(&self, kept: usize) -> Result<Pruned, ToolError> {
        let mut all = self.list()?;
        let later = all.split_off(first_kept(&all, kept));
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

/// What was there after a change is worth nothing without what was there before it: both stay or both go.
fn first_kept(all: &[Meta], kept: usize) -> usize {
    let mut first = all.len().saturating_sub(kept.max(1));
    loop {
        let partners = (first..all.len()).filter_map(|place| before(all, place)).min();
        match partners {
            Some(partner) if partner < first => first = partner,
            Some(_) | None => return first,
        }
    }
}

/// The state before the change of which a checkpoint is the state after.
fn before(all: &[Meta], place: usize) -> Option<usize> {
    let is_after = |why: &Why| matches!(why, Why::AfterCommand { .. } | Why::Rewound { .. });
    let after = all.get(place).filter(|meta| is_after(&meta.why))?;
    let is_partner = |meta: &&Meta| meta.folder == after.folder && !is_after(&meta.why);
    let partner = all[..place].iter().rev().find(is_partner)?;
    all.iter().position(|meta| meta.id == partner.id)
}
