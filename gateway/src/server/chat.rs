//! A session as one stream of words, for clients that speak no WebSocket: server-sent events as the HTML standard has them.

mod wish;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use protocol::PROTOCOL_VERSION;
use protocol::command::{History, Place};
use protocol::event::Event;
use protocol::frame::ServerFrame;
use protocol::id::SessionId;
use protocol::problem::Problem;
use protocol::view::View;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{Seat, Shared};
use crate::connection::watch::{Told, Watch};
use crate::finding::narrated;
use crate::link::Outgoing;
use crate::listing;
pub use wish::{Said, wish};

/// How often a silent stream shows that it is there; proxies and browsers give up on one that says nothing for longer.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// One client's stream.
pub struct Chat {
    shared: Arc<Shared>,
    session: SessionId,
    watch: Watch,
    view: View,
    /// Events up to this one are known to the client.
    after: u64,
    has_begun: bool,
    /// The last event before what is live; none until it is known.
    live_after: Option<u64>,
    over: bool,
    _seat: Seat,
}

impl Chat {
    /// From the state as it is now, so that what a command brings about is told from its beginning.
    pub async fn from_now(shared: Arc<Shared>, session: SessionId, seat: Seat) -> Result<Self, Problem> {
        let place = Place { history: History::State, ..Place::default() };
        let mut chat = Self::begin(shared, session, place, seat).await?;
        while chat.live_after.is_none() && !chat.over {
            chat.more().await;
        }
        chat.after = chat.view.seq;
        Ok(chat)
    }

    /// What a command brought about belongs to what is told, however long that takes to arrive here.
    pub async fn await_command(&mut self) -> Result<(), Problem> {
        let place = Place { history: History::State, ..Place::default() };
        let seq = self.shared.sessions.attach(&self.session, place).await?.seq;
        self.live_after = Some(seq);
        Ok(())
    }

    /// Whether there is nothing to tell, now or soon.
    pub async fn has_nothing_after(&self, seq: u64) -> bool {
        self.view.seq <= seq && self.is_settled().await
    }

    /// From what the client has: the whole record is folded, and what follows `after` is told.
    pub async fn after(
        shared: Arc<Shared>,
        session: SessionId,
        after: u64,
        seat: Seat,
    ) -> Result<Self, Problem> {
        let place = Place { history: History::Events, ..Place::default() };
        let chat = Self::begin(shared, session, place, seat).await?;
        Ok(Self { after, ..chat })
    }

    async fn begin(
        shared: Arc<Shared>,
        session: SessionId,
        place: Place,
        seat: Seat,
    ) -> Result<Self, Problem> {
        let watch = Watch::begin(Arc::clone(&shared.sessions), session.clone(), place).await?;
        let view = View::default();
        Ok(Self {
            shared,
            session,
            watch,
            view,
            after: 0,
            has_begun: false,
            live_after: None,
            over: false,
            _seat: seat,
        })
    }

    pub fn view(&self) -> &View {
        &self.view
    }

    pub fn into_body(self) -> Body {
        let told: BoxStream<'static, Result<Bytes, Infallible>> =
            Box::pin(stream::unfold(self, |mut chat| async { Some((Ok(chat.next().await?.into()), chat)) }));
        Body::from_stream(told)
    }

    /// The next piece of text; none at the end.
    async fn next(&mut self) -> Option<String> {
        if self.over {
            return None;
        }
        loop {
            if self.is_settled().await {
                self.over = true;
                return Some(self.opening() + &self.done());
            }
            let Ok(told) = timeout(HEARTBEAT, self.more()).await else {
                return Some(self.opening() + ": still here\n\n");
            };
            let text = self.opening() + &told;
            if self.over || !text.is_empty() {
                return Some(text);
            }
        }
    }

    /// Once, when something is known of the session.
    fn opening(&mut self) -> String {
        let has_begun = std::mem::replace(&mut self.has_begun, true);
        if has_begun { String::new() } else { self.metadata() }
    }

    /// What the watch has, as messages; a watch that is over ends the stream.
    async fn more(&mut self) -> String {
        match self.watch.next().await {
            Told::Frames(frames) => frames.into_iter().filter_map(|frame| self.told(frame)).collect(),
            Told::Over(why) => {
                self.over = true;
                why.map_or_else(|| self.done(), |problem| message(None, "error", &problem))
            }
        }
    }

    fn told(&mut self, frame: Outgoing) -> Option<String> {
        match frame {
            Outgoing::Event(posted) => self.event(&posted.event),
            Outgoing::Draft(draft, _) => {
                let part = json!({ "kind": "draft", "call": draft.call, "at": draft.at, "text": draft.text });
                Some(message(None, "token", &part))
            }
            Outgoing::Frame(frame) => match *frame {
                ServerFrame::Snapshot { view, .. } => {
                    self.view = *view;
                    None
                }
                ServerFrame::CaughtUp { seq, .. } => {
                    self.live_after.get_or_insert(seq);
                    None
                }
                // The record is told anew from here on.
                ServerFrame::Reset { .. } => {
                    (self.view, self.after) = (View::default(), 0);
                    None
                }
                ServerFrame::Error { problem, .. } => Some(message(None, "error", &problem)),
                ServerFrame::Hello { .. }
                | ServerFrame::Ack { .. }
                | ServerFrame::Event { .. }
                | ServerFrame::Draft(_) => None,
            },
        }
    }

    fn event(&mut self, event: &Event) -> Option<String> {
        if event.seq <= self.view.seq {
            return None;
        }
        if let Err(error) = self.view.apply(event) {
            self.over = true;
            let problem = json!({ "code": "storage", "message": error.to_string(), "hint": "check it with `samriddh verify`" });
            return Some(message(None, "error", &problem));
        }
        let words = narrated(&self.view, event);
        if event.seq <= self.after || words.is_empty() {
            return None;
        }
        let token =
            json!({ "kind": "narration", "seq": event.seq, "agent": event.fact.agent, "text": words });
        Some(message(Some(event.seq), "token", &token))
    }

    /// Nothing goes on before the person says something, or at all.
    async fn is_settled(&self) -> bool {
        if self.live_after.is_none_or(|seq| self.view.seq < seq) {
            return false;
        }
        self.view.outcome.is_some()
            || self.view.waits_for_person()
            || answers_nothing(&self.view)
            || !self.shared.sessions.live().await.contains(&self.session)
    }

    fn metadata(&self) -> String {
        let metadata = json!({
            "session": self.session,
            "title": listing::title(&self.view),
            "seq": self.view.seq.max(self.after),
            "protocol": PROTOCOL_VERSION,
        });
        message(None, "metadata", &metadata)
    }

    fn done(&self) -> String {
        // What has not ended, waits for nobody and is at work nowhere was broken off with the program that did it.
        let is_broken_off = self.view.outcome.is_none() && !answers_nothing(&self.view);
        let resume = || is_broken_off.then(|| json!({ "for": "resume" }));
        let done = json!({
            "session": self.session,
            "seq": self.view.seq,
            "state": listing::state(&self.view, self.view.seq, false),
            "waiting": listing::waiting(&self.view).or_else(resume),
            "outcome": self.view.outcome,
            "reason": self.view.outcome_reason,
            "path": self.view.place(),
        });
        message(Some(self.view.seq), "done", &done)
    }
}

/// A session that reads a repository and has answered all that was asked.
fn answers_nothing(view: &View) -> bool {
    view.options.as_ref().is_some_and(|options| options.reads) && view.enquiries.open.is_empty()
}

/// One message of a stream; JSON has no line breaks, so that it is one line of data.
fn message(id: Option<u64>, event: &str, data: &impl Serialize) -> String {
    let data = serde_json::to_value(data).unwrap_or(Value::Null);
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    format!("{id}event: {event}\ndata: {data}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_of_data_whatever_is_in_it() {
        let text = message(Some(7), "token", &json!({ "text": "a\nb\r\nevent: done" }));
        assert_eq!(text, "id: 7\nevent: token\ndata: {\"text\":\"a\\nb\\r\\nevent: done\"}\n\n");
    }
}
