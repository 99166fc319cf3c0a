//! One session on its way to one client: first what is recorded, then what happens. Its place in the session's ring is the only thing
//! that is kept for the client; one that fell out of the ring is given what it missed from the log, by number.

use std::collections::VecDeque;
use std::sync::Arc;

use protocol::command::{History, Place};
use protocol::frame::{ANSWER_BYTES_MAX, ServerFrame};
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};
use runtime::Attachment;
use runtime::ring::{Item, Taken};

use crate::link::Outgoing;
use crate::sessions::Sessions;

/// Frames that go out with one flush.
const BATCH: usize = 64;
/// Bytes that go out with one flush, about.
const BATCH_BYTES: usize = 256 * 1024;
/// A client that fell out of the ring by more than this is told the state instead of each event, unless it wants each.
const BEHIND_MAX: u64 = 5_000;

/// What a watch has for its client.
pub(crate) enum Told {
    Frames(Vec<Outgoing>),
    /// It is over, and why, if the session did not end by itself.
    Over(Option<Problem>),
}

pub(crate) struct Watch {
    sessions: Arc<dyn Sessions>,
    session: SessionId,
    history: History,
    attachment: Attachment,
    /// What the attachment itself says.
    opening: VecDeque<Outgoing>,
    /// It has not been told yet that what follows is live.
    catching_up: bool,
    has_looked: bool,
}

impl Watch {
    pub async fn begin(
        sessions: Arc<dyn Sessions>,
        session: SessionId,
        from: Place,
    ) -> Result<Self, Problem> {
        let begun = begin(sessions.as_ref(), &session, from).await?;
        let Begun { attachment, opening, history } = begun;
        Ok(Self { sessions, session, history, attachment, opening, catching_up: true, has_looked: false })
    }

    pub fn session(&self) -> &SessionId {
        &self.session
    }

    /// What there is to tell; waits for it. Nothing is lost when this is dropped before it is done.
    pub async fn next(&mut self) -> Told {
        match self.attempt().await {
            Ok(told) => told,
            Err(problem) => Told::Over(Some(problem)),
        }
    }

    async fn attempt(&mut self) -> Result<Told, Problem> {
        loop {
            if !self.opening.is_empty() {
                return Ok(Told::Frames(self.opening.drain(..).collect()));
            }
            match self.attachment.feed.take(BATCH, BATCH_BYTES) {
                Taken::Items(items) if items.is_empty() => match self.caught_up() {
                    Some(frame) => return Ok(Told::Frames(vec![frame])),
                    None => {
                        self.look_for_its_end().await?;
                        self.attachment.feed.changed().await;
                    }
                },
                Taken::Items(items) => {
                    let frames = items.into_iter().map(|item| match item {
                        Item::Event(posted) => Outgoing::Event(posted),
                        Item::Draft(draft, text) => Outgoing::Draft(draft, text),
                    });
                    return Ok(Told::Frames(frames.chain(self.caught_up()).collect()));
                }
                Taken::Behind => {
                    if let Some(frames) = self.recorded().await? {
                        return Ok(Told::Frames(frames));
                    }
                }
                Taken::Ended => return Ok(Told::Over(self.sessions.halted(&self.session).await)),
            }
        }
    }

    /// A session that stopped before it was attached to was opened anew to be looked at, and ends no second time.
    async fn look_for_its_end(&mut self) -> Result<(), Problem> {
        if self.has_looked {
            return Ok(());
        }
        let why = self.sessions.halted(&self.session).await;
        self.has_looked = true;
        why.map_or(Ok(()), Err)
    }

    /// What is no longer in the ring; none when the state is told instead.
    async fn recorded(&mut self) -> Result<Option<Vec<Outgoing>>, Problem> {
        let feed = &mut self.attachment.feed;
        if self.history != History::Events && feed.behind() > BEHIND_MAX {
            let from = Place { after: feed.seq(), mark: None, history: History::State };
            // All of it or nothing: this may be dropped while it waits.
            let Begun { attachment, opening, history } =
                begin(self.sessions.as_ref(), &self.session, from).await?;
            (self.attachment, self.opening, self.history) = (attachment, opening, history);
            return Ok(None);
        }
        let page = self.sessions.page(&self.session, feed.seq()).await?;
        let Some(last) = page.last() else {
            let message = format!("session {} has lost events after {}", self.session, feed.seq());
            return Err(Problem::new(Code::Storage, message, "attach again"));
        };
        feed.moved_to(last.event.seq);
        Ok(Some(page.into_iter().map(Outgoing::Event).chain(self.caught_up()).collect()))
    }

    fn caught_up(&mut self) -> Option<Outgoing> {
        let seq = self.attachment.feed.seq();
        if !self.catching_up || seq < self.attachment.seq {
            return None;
        }
        self.catching_up = false;
        Some(ServerFrame::CaughtUp { session: self.session.clone(), seq }.into())
    }
}

/// An attachment, and what it says itself: that the client's history is gone, and the state, if that is told at once.
struct Begun {
    attachment: Attachment,
    opening: VecDeque<Outgoing>,
    history: History,
}

async fn begin(sessions: &dyn Sessions, session: &SessionId, from: Place) -> Result<Begun, Problem> {
    let mut history = from.history;
    let mut attachment = sessions.attach(session, from).await?;
    let mut opening = VecDeque::new();
    if let Some(reason) = attachment.reset {
        opening.push_back(Outgoing::from(ServerFrame::Reset { session: session.clone(), reason }));
    }
    if let Some(snapshot) = attachment.snapshot.take() {
        let view = Box::new((*snapshot.view).clone());
        let frame = ServerFrame::Snapshot { session: session.clone(), mark: snapshot.mark, view };
        if serde_json::to_vec(&frame).is_ok_and(|text| text.len() <= ANSWER_BYTES_MAX) {
            opening.push_back(frame.into());
        } else {
            // A state that is too large for one message comes event by event.
            history = History::Events;
            attachment = sessions.attach(session, Place { history, ..Place::default() }).await?;
        }
    }
    Ok(Begun { attachment, opening, history })
}
