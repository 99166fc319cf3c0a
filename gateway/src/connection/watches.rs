//! All that one client watches.

use std::sync::Arc;

use futures_util::future::select_all;
use protocol::command::Place;
use protocol::frame::ServerFrame;
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};

use super::watch::{Told, Watch};
use crate::link::Outgoing;
use crate::sessions::Sessions;

/// Sessions one client may watch; a page shows one, a list of pages a few.
const WATCHED_MAX: usize = 16;

#[derive(Default)]
pub(super) struct Watches {
    all: Vec<Watch>,
}

impl Watches {
    /// Begins to watch a session; a watch of the same one ends.
    pub async fn attach(
        &mut self,
        sessions: Arc<dyn Sessions>,
        session: SessionId,
        from: Place,
    ) -> Result<(), Problem> {
        let others = self.all.iter().filter(|watch| *watch.session() != session).count();
        if others >= WATCHED_MAX {
            let message = format!("this connection watches {WATCHED_MAX} sessions already");
            return Err(Problem::new(Code::Overloaded, message, "open another connection"));
        }
        let watch = Watch::begin(sessions, session.clone(), from).await?;
        self.all.retain(|other| *other.session() != session);
        self.all.push(watch);
        Ok(())
    }

    /// What one of them has to tell. Nothing is lost when this is dropped before it is done.
    pub async fn next(&mut self) -> Vec<Outgoing> {
        if self.all.is_empty() {
            return std::future::pending().await;
        }
        let (told, index) = {
            let all = self.all.iter_mut().map(|watch| Box::pin(watch.next()));
            let (told, index, _) = select_all(all).await;
            (told, index)
        };
        match told {
            Told::Frames(frames) => {
                // A busy session does not keep the others waiting.
                self.all.rotate_left(index + 1);
                frames
            }
            Told::Over(why) => {
                self.all.remove(index);
                why.map(|problem| ServerFrame::Error { id: None, problem }.into()).into_iter().collect()
            }
        }
    }
}
