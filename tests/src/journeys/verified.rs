//! Which tree of which request was verified in full last: committed, so that the same tree is not checked twice.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

use super::request;

const FILE: &str = "verified.gen.json";

#[derive(Default)]
pub struct Verified {
    trees: BTreeMap<String, String>,
}

impl Verified {
    pub fn load() -> Result<Self> {
        let path = request::folder().join(FILE);
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(&path)?;
        let trees = serde_json::from_str(&text)
            .with_context(|| format!("{} is damaged; delete it", path.display()))?;
        Ok(Self { trees })
    }

    pub fn tree(&self, name: &str) -> Option<&str> {
        self.trees.get(name).map(String::as_str)
    }

    pub fn note(&mut self, name: &str, tree: &str) {
        self.trees.insert(name.to_owned(), tree.to_owned());
    }

    pub fn save(&self) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.trees)? + "\n";
        Ok(fs::write(request::folder().join(FILE), text)?)
    }
}
