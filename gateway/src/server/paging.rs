//! A record told as it is read: a page of events at a time, however long it is, to a client as fast as it takes them.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use protocol::problem::Problem;
use runtime::archive::Reader;
use runtime::ring::Posted;

use super::Shared;

/// How events become text.
pub trait Told: Send + 'static {
    fn begin(&mut self) -> String {
        String::new()
    }

    fn line(&mut self, posted: &Posted) -> String;

    /// What stands last; a problem is why the record could not be read to its end.
    fn end(&mut self, problem: Option<&Problem>) -> String;
}

/// Which events.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    pub after: u64,
    pub limit: u64,
}

/// All events of a record.
pub fn told(shared: Arc<Shared>, reader: Reader, how: impl Told) -> Body {
    told_of(shared, reader, Range { after: 0, limit: u64::MAX }, how)
}

/// Those of a range.
pub fn told_of(shared: Arc<Shared>, reader: Reader, range: Range, how: impl Told) -> Body {
    let begun = Telling { shared, reader, range, how, has_begun: false };
    let pages: BoxStream<'static, Result<Bytes, Infallible>> =
        Box::pin(stream::unfold(Some(begun), |telling| async {
            let (text, rest) = telling?.next().await;
            Some((Ok(Bytes::from(text)), rest))
        }));
    Body::from_stream(pages)
}

struct Telling<T> {
    shared: Arc<Shared>,
    reader: Reader,
    range: Range,
    how: T,
    has_begun: bool,
}

impl<T: Told> Telling<T> {
    /// The next piece, and what is left to tell.
    async fn next(self) -> (String, Option<Self>) {
        let Self { shared, reader, range, mut how, has_begun } = self;
        let read = shared.records.read(move |_| {
            let page = reader.page(range.after);
            let mut text = if has_begun { String::new() } else { how.begin() };
            let (left, end) = match &page {
                Ok(page) => {
                    let wanted = usize::try_from(range.limit).unwrap_or(usize::MAX).min(page.len());
                    page[..wanted].iter().for_each(|posted| text.push_str(&how.line(posted)));
                    let last = page[..wanted].last().map(|posted| posted.event.seq);
                    let left = last.map(|after| Range { after, limit: range.limit - wanted as u64 });
                    (left.filter(|left| left.limit > 0), None)
                }
                Err(problem) => (None, Some(problem)),
            };
            if left.is_none() {
                text.push_str(&how.end(end));
            }
            Ok((text, left, reader, how))
        });
        match read.await {
            Ok((text, left, reader, how)) => {
                (text, left.map(|range| Self { shared, reader, range, how, has_begun: true }))
            }
            // There is no turn to read, and no teller any more: it breaks off visibly.
            Err(refusal) => (format!("{}\n", serde_json::json!({ "problem": refusal.problem })), None),
        }
    }
}
