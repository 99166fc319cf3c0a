//! One session's events on their way to one client: first what is recorded, then what happens. A client that falls behind
//! the session's ring is given what it missed from the log, by number.

use std::sync::Arc;

use protocol::event::Event;
use protocol::frame::{FRAME_BYTES_MAX, ServerFrame};
use protocol::id::SessionId;
use protocol::view::View;
use runtime::Attachment;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use crate::sessions::Sessions;

/// More events than this from the beginning on are sent as the view they fold to.
const EVENTS_ONE_BY_ONE_MAX: usize = 5_000;

pub(super) struct Watch {
    pub sessions: Arc<dyn Sessions>,
    pub to_client: mpsc::Sender<ServerFrame>,
    pub session: SessionId,
    /// The last event that was sent.
    pub seq: u64,
}

/// The client is gone.
struct Gone;

impl Watch {
    pub async fn run(mut self, attachment: Attachment) {
        // A client that left is told nothing more.
        let _ = self.tell(attachment).await;
    }

    async fn tell(&mut self, attachment: Attachment) -> Result<(), Gone> {
        let Attachment { backlog, mut live } = attachment;
        self.recorded(backlog).await?;
        let (session, seq) = (self.session.clone(), self.seq);
        self.send(ServerFrame::CaughtUp { session, seq }).await?;
        loop {
            match live.recv().await {
                Ok(event) => self.event(Event::clone(&event)).await?,
                Err(RecvError::Lagged(_)) => match self.sessions.attach(&self.session, self.seq).await {
                    Ok(attachment) => {
                        self.recorded(attachment.backlog).await?;
                        live = attachment.live;
                    }
                    Err(problem) => return self.send(ServerFrame::Error { id: None, problem }).await,
                },
                Err(RecvError::Closed) => return self.ended().await,
            }
        }
    }

    async fn recorded(&mut self, backlog: Vec<Event>) -> Result<(), Gone> {
        if self.seq == 0
            && backlog.len() > EVENTS_ONE_BY_ONE_MAX
            && let Some(view) = small_view(&backlog)
        {
            self.seq = view.seq;
            let session = self.session.clone();
            return self.send(ServerFrame::Snapshot { session, view: Box::new(view) }).await;
        }
        for event in backlog {
            self.event(event).await?;
        }
        Ok(())
    }

    async fn event(&mut self, event: Event) -> Result<(), Gone> {
        if event.seq <= self.seq {
            return Ok(());
        }
        self.seq = event.seq;
        self.send(ServerFrame::Event { event: Box::new(event) }).await
    }

    /// A session that stopped without an outcome says why; one that is done needs no word.
    async fn ended(&self) -> Result<(), Gone> {
        match self.sessions.halted(&self.session).await {
            Some(problem) => self.send(ServerFrame::Error { id: None, problem }).await,
            None => Ok(()),
        }
    }

    async fn send(&self, frame: ServerFrame) -> Result<(), Gone> {
        self.to_client.send(frame).await.map_err(|_| Gone)
    }
}

/// The view, if it fits a frame.
fn small_view(events: &[Event]) -> Option<View> {
    let view = View::fold(events).ok()?;
    let bytes = serde_json::to_vec(&view).ok()?.len();
    (bytes < FRAME_BYTES_MAX).then_some(view)
}
