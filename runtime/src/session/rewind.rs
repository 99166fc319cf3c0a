//! Going back: what runs is ended, the state of an earlier event is written down, and the session waits there.

use protocol::event::{Body, SessionEvent};
use protocol::frame::FRAME_BYTES_MAX;
use protocol::problem::{Code, Problem};
use protocol::rewind;
use protocol::view::View;
use tokio_util::sync::CancellationToken;

use super::{Mode, Session};
use crate::log::unfoldable;

/// The state has to fit a frame together with its envelope, or no watcher could be told.
const PAST_BYTES_MAX: usize = FRAME_BYTES_MAX - 16 * 1024;

impl Session {
    /// The event that takes the session back to where it stood after event `to`.
    pub(super) fn rewound(&self, to: u64, out: Option<String>) -> Result<Body, Problem> {
        if self.writing {
            let hint = "try again in a moment";
            return Err(Problem::new(Code::NotNow, "the repository is being put in place", hint));
        }
        if out.as_ref().is_some_and(|out| !std::path::Path::new(out).is_absolute()) {
            let hint = "give the folder's whole path";
            return Err(Problem::new(Code::Malformed, "the new folder is not an absolute path", hint));
        }
        let events = self.log.events()?;
        let to = rewind::settled(&events, to);
        let view = View::fold(events.iter().take_while(|event| event.seq <= to)).map_err(unfoldable)?;
        let past = Box::new(view.past());
        let bytes = serde_json::to_vec(&past).map_or(usize::MAX, |text| text.len());
        if bytes > PAST_BYTES_MAX {
            let message =
                format!("the state after event {to} has {bytes} bytes, and at most {PAST_BYTES_MAX} fit");
            return Err(Problem::new(Code::TooLarge, message, "go back to an earlier event"));
        }
        Ok(Body::Session(SessionEvent::Rewound { to, past, out }))
    }

    /// Ends what this process does for the session; its agents' reports are of an earlier life from now on. The next
    /// command that lets it go on wakes it as if another process had had it before.
    pub(super) fn stand_down(&mut self) {
        if self.mode != Mode::Awake {
            return;
        }
        self.cancel.cancel();
        self.cancel = CancellationToken::new();
        self.running.clear();
        self.release_crew();
        self.mode = Mode::Dormant;
    }
}
