//! The owner of a data folder's sessions: this process, or the one that already has it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cli::remote::{self, Remote};
use memory::{DataFolder, Owner};
use protocol::problem::{Code, Problem};
use runtime::Node;

use crate::{announce, wiring};

/// An owner that has just begun has not yet said who it is or where it listens, and one that ends is soon gone.
const TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

pub enum Reach {
    Here(Arc<Node>),
    /// Another process; it keeps working when this one leaves.
    There(Box<Remote>),
}

/// Becomes the owner, or connects to the gateway of the process that is.
pub async fn reach(home: &Path) -> Result<Reach, Problem> {
    for _ in 0..TRIES {
        match wiring::open_node(home).await {
            Ok(node) => return Ok(Reach::Here(node)),
            Err(problem) if problem.code == Code::Locked => {}
            Err(problem) => return Err(problem),
        }
        if let Some(address) = announce::read(home) {
            match remote::connect(&address).await {
                Ok(remote) => return Ok(Reach::There(Box::new(remote))),
                // What a killed gateway left behind leads nowhere.
                Err(problem) if problem.code == Code::Locked => {}
                Err(problem) => return Err(problem),
            }
        }
        tokio::time::sleep(BETWEEN_TRIES).await;
    }
    Err(in_use(home))
}

/// Who has the folder, and what can be done about it.
pub fn in_use(home: &Path) -> Problem {
    let owner = match DataFolder::owner(home) {
        Ok(Owner::Process(Some(pid))) => format!("another samriddh (process {pid})"),
        Ok(Owner::Process(None) | Owner::Nobody) | Err(_) => "another process".to_owned(),
    };
    Problem::new(
        Code::Locked,
        format!("{owner} is at work in {} and takes nobody else in", home.display()),
        "wait until it is done, or use another folder with --home DIR; beside a running `samriddh serve` there can be \
         several at once",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_folder_that_another_works_in_is_told_with_its_owner_and_what_to_do() {
        let home = tempfile::tempdir().unwrap();
        let owned = DataFolder::lock(home.path()).unwrap();
        let Err(problem) = reach(home.path()).await else { panic!("it has an owner") };
        assert_eq!(problem.code, Code::Locked);
        assert!(
            problem.message.contains(&format!("(process {})", std::process::id())),
            "{}",
            problem.message
        );
        assert!(problem.hint.contains("--home DIR"), "{}", problem.hint);
        drop(owned);
        assert!(matches!(reach(home.path()).await, Ok(Reach::Here(_))));
    }
}
