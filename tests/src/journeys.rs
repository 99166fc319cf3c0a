//! What each journey is, and which run by default.

pub mod again;
pub mod autobahn;
pub mod backup;
pub mod blast;
pub mod build;
pub mod clients;
pub mod codebases;
pub mod crowd;
pub mod disk;
pub mod document;
pub mod domains;
pub mod fetch;
pub mod interrupt;
pub mod measures;
pub mod mutants;
pub mod program;
pub mod proved;
pub mod questions;
pub mod reconnect;
pub mod repair;
pub mod request;
pub mod twice;
pub mod web;

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
    /// Saved while it is made, restored and resumed, it gives the same repository.
    Backup(Request),
    /// A terminal goes on when its gateway is killed and started anew.
    Reconnect(Request),
    /// Clients that others wrote: Python's `websockets`, Node's `ws`, curl and schemathesis.
    Clients(Request),
    /// Ten thousand connections at once, and clients that read nothing.
    Crowd(Request),
    /// The WebSocket by the Autobahn suite.
    Autobahn,
    /// Killed at random moments and resumed, a run gives the same repository.
    Interrupt(Request),
    /// Code of others is read and measured.
    Codebases,
    /// Questions about code of others are answered as a maintainer would.
    Questions,
    /// The metrics are those of other tools.
    Measures,
    /// The tests of generated products notice mistakes.
    Mutants,
    /// Command lines that destroy do what was foreseen.
    Blast,
    /// Random edits and rewinds leave what a model says.
    Rewind,
    /// A check that fails is repaired, the repair is delivered, and everything is verified.
    Repair,
    /// A product of every domain goes through the checks that need no server.
    Domains,
    /// The page in a real browser, from an empty data folder to an exported replay.
    Web,
}

/// How much of a repository is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// What needs neither network nor browser.
    Quick,
    /// Everything, unless this very repository was proved before.
    Changed,
    Full,
}

impl Journey {
    /// All there are, shortest first.
    pub fn all() -> Result<Vec<Journey>> {
        let requests = Request::all()?;
        let blog = requests[0].clone();
        let mut all = vec![
            Journey::Backup(blog.clone()),
            Journey::Autobahn,
            Journey::Clients(blog.clone()),
            Journey::Crowd(blog.clone()),
            Journey::Reconnect(blog.clone()),
            Journey::Twice(blog.clone()),
            Journey::Disk(blog.clone()),
            Journey::Again(blog.clone()),
            Journey::Interrupt(blog),
        ];
        all.extend([
            Journey::Blast,
            Journey::Rewind,
            Journey::Questions,
            Journey::Measures,
            Journey::Mutants,
            Journey::Codebases,
            Journey::Repair,
            Journey::Web,
            Journey::Domains,
        ]);
        all.extend(requests.into_iter().map(Journey::Build));
        Ok(all)
    }

    pub fn name(&self) -> String {
        match self {
            Journey::Build(request) => request.name.clone(),
            Journey::Twice(request) => format!("{}-twice", request.name),
            Journey::Backup(request) => format!("{}-backup", request.name),
            Journey::Disk(request) => format!("{}-disk", request.name),
            Journey::Again(request) => format!("{}-again", request.name),
            Journey::Reconnect(request) => format!("{}-reconnected", request.name),
            Journey::Clients(request) => format!("{}-clients", request.name),
            Journey::Crowd(_) => "crowd".to_owned(),
            Journey::Autobahn => "autobahn".to_owned(),
            Journey::Interrupt(request) => format!("{}-interrupted", request.name),
            Journey::Codebases => "codebases".to_owned(),
            Journey::Questions => "questions".to_owned(),
            Journey::Measures => "measures".to_owned(),
            Journey::Mutants => "mutants".to_owned(),
            Journey::Blast => "blast".to_owned(),
            Journey::Rewind => "rewind".to_owned(),
            Journey::Repair => "repaired".to_owned(),
            Journey::Web => "web".to_owned(),
            Journey::Domains => "domains".to_owned(),
        }
    }

    /// Whether it runs when nobody names it: the others read other people's code, compare with other tools, or take long.
    pub fn is_usual(&self) -> bool {
        !matches!(self, Journey::Questions | Journey::Measures | Journey::Mutants | Journey::Codebases)
    }

    /// How deep it goes when nobody names it: proving one repository in full takes minutes.
    pub fn usual_depth(&self) -> Depth {
        match self {
            Journey::Build(request) if !request.flagship => Depth::Quick,
            Journey::Build(_) => Depth::Changed,
            Journey::Codebases | Journey::Measures => Depth::Quick,
            Journey::Web | Journey::Domains => Depth::Changed,
            Journey::Twice(_)
            | Journey::Backup(_)
            | Journey::Again(_)
            | Journey::Disk(_)
            | Journey::Interrupt(_)
            | Journey::Reconnect(_)
            | Journey::Clients(_)
            | Journey::Crowd(_)
            | Journey::Questions
            | Journey::Mutants
            | Journey::Repair
            | Journey::Blast
            | Journey::Rewind
            | Journey::Autobahn => Depth::Full,
        }
    }

    pub fn run(&self, program: &Program, depth: Depth, kills: u32) -> Result<()> {
        match self {
            Journey::Build(request) => build::run(program, request, depth),
            Journey::Twice(request) => twice::run(program, request),
            Journey::Backup(request) => backup::run(program, request),
            Journey::Disk(request) => disk::run(program, request),
            Journey::Again(request) => again::run(program, request),
            Journey::Reconnect(request) => reconnect::run(program, request),
            Journey::Clients(request) => clients::run(program, request),
            Journey::Crowd(request) => crowd::run(program, request),
            Journey::Autobahn => autobahn::run(program),
            Journey::Interrupt(request) => interrupt::run(program, request, kills),
            Journey::Codebases => codebases::run(program, depth),
            Journey::Questions => questions::run(),
            Journey::Measures => measures::run(program, depth),
            Journey::Mutants => mutants::run(program),
            Journey::Blast => blast::lines(),
            Journey::Rewind => blast::sequences(),
            Journey::Repair => repair::run(program),
            Journey::Web => web::run(program, depth),
            Journey::Domains => domains::run(program, depth),
        }
    }
}
