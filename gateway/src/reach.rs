//! The owner of a data folder's sessions: this process, or the one that already has it.

use std::path::Path;
use std::sync::Arc;

use cli::remote::{self, Remote};
use protocol::problem::{Code, Problem};
use runtime::Node;

use crate::{announce, wiring};

pub enum Reach {
    Here(Arc<Node>),
    /// Another process; it keeps working when this one leaves.
    There(Box<Remote>),
}

/// Becomes the owner, or connects to the gateway of the process that is.
pub async fn reach(home: &Path) -> Result<Reach, Problem> {
    match wiring::open_node(home).await {
        Ok(node) => Ok(Reach::Here(node)),
        Err(problem) if problem.code == Code::Locked => match announce::read(home) {
            Some(address) => remote::connect(&address).await.map(|remote| Reach::There(Box::new(remote))),
            None => Err(problem),
        },
        Err(problem) => Err(problem),
    }
}
