//! What each journey is, and which run by default.

pub mod again;
pub mod build;
pub mod disk;
pub mod document;
pub mod interrupt;
pub mod program;
pub mod request;
pub mod twice;

use anyhow::Result;

use program::Program;
use request::Request;

/// One thing a person does from beginning to end.
pub enum Journey {
    /// A request becomes a repository and the checks on it are verified.
    Build(Request),
    /// The same request in folders of other names gives the same bytes.
    Twice(Request),
    /// With its data on a disk that is full or read-only, and then is not.
    Disk(Request),
    /// Its record is executed again without a network, under other rules, and forked.
    Again(Request),
    /// Killed at random moments and resumed, a run gives the same repository.
    Interrupt(Request),
}

/// How much of a repository is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// What needs neither network nor browser.
    Quick,
    Full,
}

impl Journey {
    /// All there are, shortest first.
    pub fn all() -> Result<Vec<Journey>> {
        let requests = Request::all()?;
        let blog = requests[0].clone();
        let mut all = vec![
            Journey::Twice(blog.clone()),
            Journey::Disk(blog.clone()),
            Journey::Again(blog.clone()),
            Journey::Interrupt(blog),
        ];
        all.extend(requests.into_iter().map(Journey::Build));
        Ok(all)
    }

    pub fn name(&self) -> String {
        match self {
            Journey::Build(request) => request.name.clone(),
            Journey::Twice(request) => format!("{}-twice", request.name),
            Journey::Disk(request) => format!("{}-disk", request.name),
            Journey::Again(request) => format!("{}-again", request.name),
            Journey::Interrupt(request) => format!("{}-interrupted", request.name),
        }
    }

    /// How deep it goes when nobody names it: proving one repository in full takes minutes.
    pub fn usual_depth(&self) -> Depth {
        match self {
            Journey::Build(request) if !request.flagship => Depth::Quick,
            Journey::Build(_)
            | Journey::Twice(_)
            | Journey::Disk(_)
            | Journey::Again(_)
            | Journey::Interrupt(_) => Depth::Full,
        }
    }

    pub fn run(&self, program: &Program, depth: Depth) -> Result<()> {
        match self {
            Journey::Build(request) => build::run(program, request, depth),
            Journey::Twice(request) => twice::run(program, request),
            Journey::Disk(request) => disk::run(program, request),
            Journey::Again(request) => again::run(program, request),
            Journey::Interrupt(request) => interrupt::run(program, request),
        }
    }
}
