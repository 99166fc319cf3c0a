//! A session that was made by the whole team into a folder, once for all tests of a file.

use std::path::PathBuf;
use std::sync::OnceLock;

use gateway::wiring;
use protocol::command::{Command, RunOptions, Verify};
use protocol::event::{Body, SessionEvent};
use protocol::id::SessionId;
use protocol::view::View;
use runtime::archive;

/// What a person should not have written into a request.
pub const SECRET: &str = "sk-abcdefghijklmnop1234";
const REQUEST: &str =
    "A notebook where writers keep notes with title and body. Backend only with FastAPI and SQLite.";

pub struct Made {
    pub home: PathBuf,
    pub out: PathBuf,
    pub session: SessionId,
    _room: tempfile::TempDir,
}

impl Made {
    pub fn view(&self) -> View {
        View::fold(&archive::load(&self.home, &self.session).unwrap()).unwrap()
    }
}

pub fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    // A test's own runtime cannot wait for another one.
    MADE.get_or_init(|| std::thread::scope(|scope| scope.spawn(make).join().unwrap()))
}

#[tokio::main]
async fn make() -> Made {
    let room = tempfile::tempdir().unwrap();
    let at = room.path().canonicalize().unwrap();
    let (home, out) = (at.join("home"), at.join("made"));
    let node = wiring::open_node(&home).await.unwrap();
    let options = RunOptions::offline(out.to_str().unwrap(), true, Verify::None);
    let request = format!("{REQUEST} The key is {SECRET}.");
    let session = node.command("submit".into(), Command::Submit { request, options }).await.unwrap();
    let mut follower = node.follow(&session).await.unwrap();
    while let Some(posted) = follower.next().await.unwrap() {
        if let Body::Session(SessionEvent::Finished { reason, .. }) = &posted.event.fact.body {
            assert!(out.join("README.md").exists(), "{reason}");
            break;
        }
    }
    drop(follower);
    node.shutdown().await;
    Made { home, out, session, _room: room }
}
