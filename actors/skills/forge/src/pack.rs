//! Packs: who writes which file. A pack owns its files, adds fragments to shared ones, and edits no other pack's.

use std::collections::BTreeMap;

use protocol::id::Role;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use crate::packs::all as packs;

use crate::app::AppPlan;
use crate::features;
use crate::fragments::Fragments;
use crate::templates::{BLOCK, COMMENT, Templates, VARIABLE};

/// The agent that renders a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackRole {
    Database,
    Security,
    Backend,
    Frontend,
    Tester,
    Devops,
    Docs,
}

impl PackRole {
    /// The specialist for it, as a full team calls it.
    pub fn role(self) -> Role {
        Role::from(match self {
            Self::Database => "database",
            Self::Security => "security",
            Self::Backend => "backend",
            Self::Frontend => "frontend",
            Self::Tester => "tester",
            Self::Devops => "devops",
            Self::Docs => "docs",
        })
    }
}

/// A file of the generated repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    /// Relative, with `/`.
    pub path: String,
    pub bytes: Vec<u8>,
    pub executable: bool,
    pub pack: &'static str,
}

/// Why a pack could not be rendered.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RenderError {
    #[error("the template {template} does not exist; give it or leave the embedded one in place")]
    Missing { template: String },
    #[error("the template {template} is not UTF-8 text; save it as such")]
    NotText { template: String },
    #[error("the template {template} does not render: {why}; correct it or take your own version away")]
    Template { template: String, why: String },
    #[error("{path} of the pack {pack} {why}; correct its template")]
    Content { pack: String, path: String, why: String },
    #[error("the pack {pack} wrote {path}, which is not its own; give the file to the pack that owns it")]
    NotOwned { pack: String, path: String },
    #[error("{first} and {second} both own {path}; one file has one pack")]
    OwnedTwice { path: String, first: String, second: String },
}

/// What every pack is handed.
pub struct Kit<'a> {
    pub plan: &'a AppPlan,
    /// By pack name; of the packs in `needs`, and the pack's own.
    pub fragments: BTreeMap<&'static str, &'a Fragments>,
    pub templates: &'a Templates,
}

/// Which files a pack writes, and what it needs for it.
#[derive(Clone, Copy)]
pub struct Pack {
    pub name: &'static str,
    pub role: PackRole,
    /// Names of packs whose fragments it reads; [`EVERY_PACK`] for all.
    pub needs: &'static [&'static str],
    /// Whether the plan has work for it.
    pub applies: fn(&AppPlan) -> bool,
    pub files: fn(&Kit<'_>) -> Result<Vec<Draft>, RenderError>,
    pub fragments: fn(&AppPlan) -> Fragments,
    pub owns: fn(&str) -> bool,
}

/// In [`Pack::needs`]: the fragments of every pack.
pub const EVERY_PACK: &[&str] = &["*"];

/// A file as a pack hands it over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub path: String,
    pub bytes: Vec<u8>,
    pub executable: bool,
}

impl Draft {
    pub fn new(path: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: text.into(), executable: false }
    }

    pub fn executable(mut self) -> Self {
        self.executable = true;
        self
    }
}

/// Fragments of the packs that apply, by pack name.
pub type AllFragments = BTreeMap<&'static str, Fragments>;

pub fn packs_for_role(role: PackRole, plan: &AppPlan) -> Vec<&'static Pack> {
    packs().iter().filter(|pack| pack.role == role && (pack.applies)(plan)).collect()
}

pub fn fragments(plan: &AppPlan) -> AllFragments {
    packs()
        .iter()
        .filter(|pack| (pack.applies)(plan))
        .map(|pack| (pack.name, (pack.fragments)(plan)))
        .collect()
}

/// A pack's files, sorted by path and held to the rules that every file keeps.
pub fn render(
    pack: &Pack,
    plan: &AppPlan,
    all: &AllFragments,
    templates: &Templates,
) -> Result<Vec<RenderedFile>, RenderError> {
    let mut drafts = drafts(pack, plan, all, templates)?;
    if pack.role == PackRole::Frontend && features::i18n::is_on(plan) {
        features::i18n::lift_client(&mut drafts, plan, templates)?;
    }
    drafts.sort_by(|a, b| a.path.cmp(&b.path));
    if let Some(twice) = drafts.windows(2).find(|pair| pair[0].path == pair[1].path) {
        let (path, first) = (twice[0].path.clone(), pack.name.to_owned());
        return Err(RenderError::OwnedTwice { path, second: first.clone(), first });
    }
    let mut files = Vec::with_capacity(drafts.len());
    for draft in drafts {
        if !(pack.owns)(&draft.path) {
            return Err(RenderError::NotOwned { pack: pack.name.to_owned(), path: draft.path });
        }
        check_content(pack.name, &draft, plan)?;
        files.push(RenderedFile {
            path: draft.path,
            bytes: draft.bytes,
            executable: draft.executable,
            pack: pack.name,
        });
    }
    Ok(files)
}

/// A pack's files as it and the features write them.
pub(crate) fn drafts(
    pack: &Pack,
    plan: &AppPlan,
    all: &AllFragments,
    templates: &Templates,
) -> Result<Vec<Draft>, RenderError> {
    let readable =
        |name: &&'static str| pack.needs == EVERY_PACK || *name == pack.name || pack.needs.contains(name);
    let fragments = all.iter().filter(|(name, _)| readable(name)).map(|(name, it)| (*name, it)).collect();
    let kit = Kit { plan, fragments, templates };
    let mut drafts = (pack.files)(&kit)?;
    drafts.extend(features::drafts(pack, &kit)?);
    Ok(drafts)
}

/// Every pack that applies, rendered: the whole tree, sorted by path.
pub fn render_all(plan: &AppPlan, templates: &Templates) -> Result<Vec<RenderedFile>, RenderError> {
    let all = fragments(plan);
    let mut files: Vec<RenderedFile> = Vec::new();
    for pack in packs().iter().filter(|pack| (pack.applies)(plan)) {
        files.extend(render(pack, plan, &all, templates)?);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    for file in &files {
        check_owner(file)?;
    }
    Ok(files)
}

fn check_owner(file: &RenderedFile) -> Result<(), RenderError> {
    let mut owners = packs().iter().filter(|pack| (pack.owns)(&file.path)).map(|pack| pack.name.to_owned());
    match (owners.next(), owners.next()) {
        (Some(first), Some(second)) => {
            Err(RenderError::OwnedTwice { path: file.path.clone(), first, second })
        }
        _ => Ok(()),
    }
}

/// How many empty lines may stand together, by what formats such a file.
fn blank_lines_max(path: &str) -> Option<usize> {
    match path.rsplit('.').next()? {
        "py" => Some(2),
        "ts" | "tsx" | "css" => Some(1),
        _ => None,
    }
}

/// What no file of a finished repository may hold.
const UNFINISHED: [&str; 4] = ["TODO", "FIXME", "XXX:", "NotImplementedError"];

fn check_content(pack: &str, draft: &Draft, plan: &AppPlan) -> Result<(), RenderError> {
    let wrong = |why: &str| {
        Err(RenderError::Content { pack: pack.to_owned(), path: draft.path.clone(), why: why.to_owned() })
    };
    let safe = |step: &str| !step.is_empty() && step != "." && step != "..";
    if !draft.path.split('/').all(safe) || draft.path.contains('\\') {
        return wrong("has a path that leaves the repository");
    }
    let Ok(text) = std::str::from_utf8(&draft.bytes) else { return wrong("is not UTF-8") };
    // A package marker is empty on purpose.
    if text.is_empty() && draft.path.ends_with("__init__.py") {
        return Ok(());
    }
    if !text.ends_with('\n') || text.ends_with("\n\n") {
        return wrong("does not end with one newline");
    }
    if text.contains('\r') || text.lines().any(|line| line.ends_with([' ', '\t'])) {
        return wrong("has whitespace at the end of a line");
    }
    if blank_lines_max(&draft.path).is_some_and(|max| text.contains(&"\n".repeat(max + 2))) {
        return wrong("has more empty lines than its format allows");
    }
    let left = [BLOCK.0, BLOCK.1, VARIABLE.0, VARIABLE.1, COMMENT.0, COMMENT.1];
    if left.iter().any(|delimiter| text.contains(delimiter)) {
        return wrong("has a template delimiter left in it");
    }
    // A product may be about such a word: a person asks for a TODO list, whose records are called so.
    let asked_for = |word: &str| {
        let said = [&plan.product.request, &plan.product.title, &plan.product.summary];
        let mut names = plan
            .entities
            .iter()
            .flat_map(|entity| entity.fields.iter().map(|field| &field.name).chain([&entity.names.snake]));
        said.iter().any(|it| it.contains(word)) || names.any(|name| name.to_uppercase().contains(word))
    };
    if UNFINISHED.iter().any(|word| text.contains(word) && !asked_for(word)) {
        return wrong("has an unfinished place");
    }
    Ok(())
}
