//! What each journey is, and which run by default.

pub mod build;
pub mod document;
pub mod interrupt;
pub mod program;
pub mod request;
pub mod twice;
pub mod verified;

use anyhow::Result;

use program::Program;
use request::Request;
use verified::Verified;

/// One thing a person does from beginning to end.
pub enum Journey {
    /// A request becomes a repository and every check on it is verified.
    Build(Request),
    /// The same request in folders of other names gives the same bytes.
    Twice(Request),
    /// Killed at random moments and resumed, a run gives the same repository.
    Interrupt(Request),
}

impl Journey {
    /// All there are, shortest first.
    pub fn all() -> Result<Vec<Journey>> {
        let requests = Request::all()?;
        let blog = requests[0].clone();
        let mut all = vec![Journey::Twice(blog.clone()), Journey::Interrupt(blog)];
        all.extend(requests.into_iter().map(Journey::Build));
        Ok(all)
    }

    pub fn name(&self) -> String {
        match self {
            Journey::Build(request) => request.name.clone(),
            Journey::Twice(request) => format!("{}-twice", request.name),
            Journey::Interrupt(request) => format!("{}-interrupted", request.name),
        }
    }

    /// Why it need not be run again, if so: the tree it would check is the one that was checked last.
    pub fn is_known(&self, program: &Program, verified: &Verified) -> Result<Option<String>> {
        match self {
            Journey::Twice(_) | Journey::Interrupt(_) => Ok(None),
            Journey::Build(request) if request.always => Ok(None),
            Journey::Build(request) => {
                let tree = build::tree_hash(program, request)?;
                let known = verified.tree(&request.name) == Some(tree.as_str());
                Ok(known.then(|| format!("its tree {} is the one that was verified last", &tree[..12])))
            }
        }
    }

    pub fn run(&self, program: &Program, verified: &mut Verified) -> Result<()> {
        match self {
            Journey::Build(request) => {
                let tree = build::run(program, request)?;
                verified.note(&request.name, &tree);
                Ok(())
            }
            Journey::Twice(request) => twice::run(program, request),
            Journey::Interrupt(request) => interrupt::run(program, request),
        }
    }
}
