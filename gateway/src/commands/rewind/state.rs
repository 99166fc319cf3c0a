//! What the files of a session's folder were after an event: what it delivered is in the record, the rest in checkpoints.

use std::path::{Path, PathBuf};

use memory::{BlobHash, Blobs, FileBlobs, Layout};
use protocol::event::{Body, Event, FileEvent, SessionEvent};
use protocol::id::ContentHash;
use protocol::problem::{Code, Problem};
use protocol::view::View;
use protocol::workspace::{SavePoint, WorkspaceEvent};
use tools::checkpoint::{Cover, Manifest, Tree};
use tools::work::WorkFile;

use crate::checkpoints::{Checkpoints, now_ms, problem};

/// What the record knows last of the folder.
enum Last<'e> {
    Nothing,
    /// The session put its files there with this event.
    Delivered(&'e Event),
    Saved(&'e SavePoint),
}

/// The folder, and its files after event `to`.
pub fn at(
    home: &Path,
    store: &Checkpoints,
    events: &[Event],
    to: u64,
    named: Option<&Path>,
) -> Result<(PathBuf, Manifest), Problem> {
    let until: Vec<&Event> = events.iter().take_while(|event| event.seq <= to).collect();
    // What a fork has from its parent was done in the parent's folder; in its own there was nothing then.
    if let Some(own) = begun_in(events, to) {
        let folder = the_folder(own.to_owned(), named);
        super::is_itself(&folder)?;
        return Ok((folder, Manifest::new(Cover::default(), Tree::new(), Vec::new())));
    }
    let view = fold(&until)?;
    let target = view.delivery.as_ref().map(|delivery| delivery.target.clone());
    let target = target.or_else(|| view.options.as_ref().map(|options| options.out.clone()));
    let folder = the_folder(target.unwrap_or_default(), named);
    super::is_itself(&folder)?;
    let (last, at_ms) = last(&until, &folder);
    // A checkpoint that was taken without the session, later than what the record knows and before the next event.
    let next_ms = events.get(until.len()).map_or(u64::MAX, |event| event.at_ms);
    let between = store.vault.list().map_err(|error| problem(&error))?.into_iter().rev().find(|meta| {
        meta.folder == folder
            && meta.whole
            && meta.session.is_none()
            && meta.at_ms > at_ms
            && meta.at_ms < next_ms
    });
    let reached = between.filter(|meta| until.last().is_some_and(|event| meta.at_ms <= event.at_ms));
    let manifest = match (reached, last) {
        (Some(meta), _) => store.vault.manifest(&meta),
        (None, Last::Saved(point)) => store.vault.kept(&point.manifest),
        (None, Last::Delivered(event)) => {
            let files = delivered(home, &until, event.seq)?;
            store.vault.delivered(&folder, &files, now_ms())
        }
        (None, Last::Nothing) => Ok(Manifest::new(Cover::default(), Tree::new(), Vec::new())),
    };
    Ok((folder, manifest.map_err(|error| pruned(&error, to))?))
}

/// The folder of a fork that began after event `to`.
fn begun_in(events: &[Event], to: u64) -> Option<&str> {
    events.iter().rev().find_map(|event| match &event.fact.body {
        Body::Session(SessionEvent::Forked { out, .. }) if event.seq > to => Some(out.as_str()),
        _ => None,
    })
}

/// What the record names was the folder itself; what is named now may be reached by links. One that is not there any more is
/// made again.
fn the_folder(recorded: String, named: Option<&Path>) -> PathBuf {
    let Some(named) = named else { return PathBuf::from(recorded) };
    let folder = std::fs::canonicalize(named).or_else(|_| std::path::absolute(named));
    folder.unwrap_or_else(|_| named.to_owned())
}

fn last<'e>(until: &[&'e Event], folder: &Path) -> (Last<'e>, u64) {
    let here = |named: &str| {
        let named = Path::new(named);
        named == folder || std::fs::canonicalize(named).is_ok_and(|named| named == folder)
    };
    let known = until.iter().rev().find_map(|event| match &event.fact.body {
        Body::File(FileEvent::Delivered { .. } | FileEvent::Amended { .. }) => {
            Some((Last::Delivered(event), event.at_ms))
        }
        Body::Workspace(WorkspaceEvent::Saved { folder, save, .. }) if here(folder) => {
            Some((Last::Saved(save), event.at_ms))
        }
        Body::Workspace(WorkspaceEvent::Ran { folder, after: Some(after), .. }) if here(folder) => {
            Some((Last::Saved(after), event.at_ms))
        }
        Body::Workspace(WorkspaceEvent::Restored { files, .. }) if here(&files.folder) => {
            Some((Last::Saved(&files.after), event.at_ms))
        }
        _ => None,
    });
    known.unwrap_or((Last::Nothing, 0))
}

/// The files as they were delivered with event `seq`, from the record's blobs.
fn delivered(home: &Path, until: &[&Event], seq: u64) -> Result<Vec<WorkFile>, Problem> {
    let events: Vec<&Event> = until.iter().copied().take_while(|event| event.seq <= seq).collect();
    let view = fold(&events)?;
    let blobs = FileBlobs::open_read_only(Layout::new(home).blobs());
    let mut bundle: Option<(ContentHash, Vec<u8>)> = None;
    let mut files = Vec::with_capacity(view.files.len());
    for (path, file) in &view.files {
        let bytes = match &bundle {
            Some((hash, bytes)) if *hash == file.bundle => bytes,
            _ => {
                let hash: BlobHash = file.bundle.as_str().parse().map_err(|error| unreadable(&error))?;
                let bytes = blobs.get(&hash).map_err(|error| unreadable(&error))?;
                &bundle.insert((file.bundle.clone(), bytes)).1
            }
        };
        let range = usize::try_from(file.offset).ok().zip(usize::try_from(file.bytes).ok());
        let slice = range.and_then(|(from, count)| bytes.get(from..from.checked_add(count)?));
        let bytes =
            slice.ok_or_else(|| unreadable(&format!("the kept bytes of {path} are incomplete")))?.to_vec();
        files.push(WorkFile { path: path.clone(), bytes, executable: file.executable });
    }
    Ok(files)
}

fn fold(events: &[&Event]) -> Result<View, Problem> {
    View::fold(events.iter().copied()).map_err(|error| unreadable(&error))
}

fn unreadable(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(Code::Storage, error.to_string(), "run `samriddh verify` on the session")
}

fn pruned(error: &tools::ToolError, to: u64) -> Problem {
    let Problem { code, message, .. } = problem(error);
    let message = format!("what the files were at event {to} is not kept any more: {message}");
    Problem::new(
        code,
        message,
        "`samriddh checkpoints` lists what is; the session itself goes back with --conversation",
    )
}
