//! The one who keeps the index of a repository that is there: others ask it instead of reading files.

use std::path::Path;

use async_trait::async_trait;
use plan::answer::Answer;
use protocol::event::TaskKind;
use protocol::id::ContentHash;
use protocol::view::View;
use runtime::agent::{Agent, Assignment, Desk};
use tools::reading::Reading;

use crate::worker::declined;

/// The index ends with this incarnation; the next one reads the files again.
#[derive(Default)]
pub(crate) struct Index {
    reading: Option<Box<dyn Reading>>,
}

#[async_trait]
impl Agent for Index {
    /// What it knows it reads from the files.
    fn recall(&mut self, _: &View) {}

    fn digest(&self) -> ContentHash {
        ContentHash::of(b"")
    }

    async fn perform(&mut self, assignment: Assignment, desk: &Desk) -> Answer {
        let TaskKind::Look { query, .. } = &assignment.task.kind else {
            return declined("this is no work for the one who keeps the index");
        };
        let folder = assignment.view.options.as_ref().map_or("", |options| options.out.as_str());
        if self.reading.is_none() {
            self.reading = desk.open(Path::new(folder));
        }
        let Some(reading) = &mut self.reading else { return declined("repositories cannot be read here") };
        match reading.look(&assignment.task.id, query).await {
            Ok(look) => Answer::Looked(look),
            Err(why) => declined(why),
        }
    }
}
