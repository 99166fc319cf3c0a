//! The bytes that a session's record names, wherever they are kept: found by the record, checked against their hash, shown as text.

use std::path::Path as Folder;

use axum::response::Response;
use hyper::header::{ETAG, HeaderValue};
use memory::{BlobError, BlobHash, Blobs, FileBlobs};
use protocol::id::ContentHash;
use protocol::problem::{Code, Problem};
use runtime::archive::Reader;
use tools::checkpoint::Piece;

use crate::server::Shared;
use crate::server::answer::{self, Refusal};

/// Bytes that are shown of one file or output; nothing that a person reads is longer.
const SHOWN_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Where a content lies.
pub enum Content {
    /// All of a blob.
    Blob(ContentHash),
    /// A file, put together from pieces of blobs.
    File { hash: ContentHash, pieces: Vec<Piece> },
}

/// Answers with what `find` names of the session's record, from the blobs that it is kept in.
pub async fn told(
    shared: &Shared,
    id: &str,
    find: impl FnOnce(&Folder, Reader) -> Result<(FileBlobs, Content), Problem> + Send + 'static,
) -> Result<Response, Refusal> {
    let found = shared.records.of_session(id, move |home, reader| {
        let (blobs, content) = find(home, reader)?;
        content.read(&blobs)
    });
    let (bytes, hash) = found.await?;
    let mut answer = answer::plain(bytes);
    // What is named by its content never changes.
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{hash}\"")) {
        answer.headers_mut().insert(ETAG, tag);
    }
    Ok(answer)
}

impl Content {
    fn read(self, blobs: &FileBlobs) -> Result<(Vec<u8>, ContentHash), Problem> {
        match self {
            Content::Blob(hash) => {
                let bytes = blob(blobs, &hash)?;
                within_limit(bytes.len() as u64)?;
                Ok((bytes, hash))
            }
            Content::File { hash, pieces } => {
                within_limit(pieces.iter().map(|piece| piece.bytes).fold(0, u64::saturating_add))?;
                let mut bytes = Vec::new();
                for Piece { blob: name, offset, bytes: length } in &pieces {
                    let whole = blob(blobs, name)?;
                    let end = offset.saturating_add(*length);
                    let range = usize::try_from(*offset).ok().zip(usize::try_from(end).ok());
                    bytes.extend_from_slice(
                        range.and_then(|(from, to)| whole.get(from..to)).unwrap_or_default(),
                    );
                }
                if ContentHash::of(&bytes) == hash { Ok((bytes, hash)) } else { Err(damaged()) }
            }
        }
    }
}

/// A hash from an address.
pub fn hash(text: &str, hint: &str) -> Result<ContentHash, Refusal> {
    let parsed: Result<BlobHash, _> = text.parse();
    let parsed = parsed.map_err(|error| Refusal::malformed(error.to_string(), hint))?;
    Ok(ContentHash::new(parsed.to_string()))
}

/// All of a blob that a record names.
pub fn blob(blobs: &FileBlobs, hash: &ContentHash) -> Result<Vec<u8>, Problem> {
    let hash: BlobHash = hash.as_str().parse().map_err(|_| damaged())?;
    blobs.get(&hash).map_err(|error| {
        let code = if matches!(error, BlobError::Missing { .. }) { Code::NotFound } else { Code::Storage };
        Problem::new(code, error.to_string(), "check the data folder with `samriddh doctor --repair`")
    })
}

fn within_limit(bytes: u64) -> Result<(), Problem> {
    if bytes <= SHOWN_BYTES_MAX {
        return Ok(());
    }
    let message = format!("it has {bytes} bytes, and at most {SHOWN_BYTES_MAX} are shown");
    Err(Problem::new(Code::TooLarge, message, "open it in the folder that was made"))
}

fn damaged() -> Problem {
    let hint = "check the data folder with `samriddh doctor --repair`";
    Problem::new(Code::Storage, "the kept content is not what the record says", hint)
}
