//! The corpus: requests as people type them, each with what a careful reader expects of it.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// One domain's requests: one file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    pub domain: String,
    #[serde(rename = "request")]
    pub requests: Vec<Expected>,
}

/// A request and what it states or clearly implies. What a product is completed with is not listed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expected {
    pub text: String,
    /// `Book`.
    pub entities: Vec<String>,
    /// `Book.isbn text unique optional`: a type, then what else is said of it; all but the name may be left out.
    pub fields: Vec<String>,
    /// `Loan -> Book`, `Book <-> Tag`; in lower case a person of that role, `Loan -> member`.
    pub relations: Vec<String>,
    pub roles: Vec<String>,
    /// `member create Loan`, `author update Post own`, `anyone read Book`.
    pub may: Vec<String>,
    /// `Order.status: pending > paid > shipped`.
    pub states: Vec<String>,
    /// `Order.items min 1`.
    pub limits: Vec<String>,
    pub features: Vec<String>,
    pub stack: Vec<String>,
    /// What was asked not to be there.
    pub absent: Vec<String>,
    /// Words that ask for something that is none of the above.
    pub left_over: Vec<String>,
    /// Items of other readings that are as good, each after its kind: `entity Member`.
    pub also: Vec<String>,
    /// For people who read the corpus.
    pub notes: String,
    pub alternatives: Vec<String>,
}

/// All domains of a folder, by name.
///
/// # Errors
/// A folder or a file that cannot be read, or is not of this form.
pub fn read(folder: &Path) -> Result<Vec<Domain>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let mut files: Vec<_> =
        paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    files.sort();
    files.iter().map(|path| domain(path)).collect()
}

fn domain(path: &Path) -> Result<Domain> {
    let text = std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("understand {}", path.display()))
}
