//! One file of a journal: its name, its header, and the list of them in a folder.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::JournalError;
use crate::codec::{self, ORIGIN_BYTES, Origin, PREAMBLE_BYTES, Preamble};
use crate::disk::{At, Disk, DiskError, DiskFile, Reader, publish};

const MAGIC: [u8; 8] = *b"SAMRJRNL";
/// What this program writes and the newest it reads.
pub(super) const FORMAT_VERSION: u16 = 1;
pub(crate) const HEADER_BYTES: u64 = (PREAMBLE_BYTES + ORIGIN_BYTES) as u64;
/// Enough for every 64-bit number, so that names sort like numbers.
const NAME_DIGITS: usize = 20;

/// What the first bytes of a segment say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    Known(Origin),
    Newer(u16),
    Damaged,
    /// The file is shorter than a header.
    Short,
}

pub(super) fn file_name(first_seq: u64) -> String {
    format!("{first_seq:0NAME_DIGITS$}.seg")
}

/// The segments of a folder in order: first record by name, and path. Other files are not ours to judge.
pub(crate) fn list(disk: &dyn Disk, dir: &Path) -> Result<Vec<(u64, PathBuf)>, JournalError> {
    let names = match disk.list(dir) {
        Ok(names) => names,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Err(JournalError::Missing { dir: dir.to_path_buf() });
        }
        Err(error) => return Err(DiskError::new("list", dir, error).into()),
    };
    let of_name = |name: &String| Some((first_seq(name)?, dir.join(name)));
    let mut segments: Vec<_> = names.iter().filter_map(of_name).collect();
    segments.sort();
    Ok(segments)
}

fn first_seq(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".seg")?;
    let plain = digits.len() == NAME_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

/// Creates a segment that is either whole or not there.
pub(super) fn create(
    disk: &dyn Disk,
    dir: &Path,
    first_seq: u64,
    prev: [u8; 32],
) -> Result<PathBuf, DiskError> {
    let preamble =
        Preamble { magic: MAGIC, format_version: FORMAT_VERSION, header_bytes: HEADER_BYTES as u16, crc: 0 };
    let mut bytes = codec::encode(&codec::sealed(preamble, |preamble| &mut preamble.crc));
    bytes.extend(codec::encode(&codec::sealed(Origin { first_seq, prev, crc: 0 }, |origin| &mut origin.crc)));
    let path = dir.join(file_name(first_seq));
    publish(disk, &dir.join("new-segment.tmp"), &path, &bytes)?;
    Ok(path)
}

pub(super) fn read_header(file: &dyn DiskFile, path: &Path) -> Result<Header, DiskError> {
    let mut bytes = Vec::with_capacity(HEADER_BYTES as usize);
    Reader::new(file, 0).take(HEADER_BYTES).read_to_end(&mut bytes).at("read", path)?;
    Ok(header(&bytes))
}

fn header(bytes: &[u8]) -> Header {
    let Some((preamble, origin)) = bytes.split_at_checked(PREAMBLE_BYTES) else { return Header::Short };
    match codec::decode_sealed(preamble, |preamble: &Preamble| preamble.crc) {
        Some(Preamble { magic: MAGIC, format_version, .. }) if format_version > FORMAT_VERSION => {
            Header::Newer(format_version)
        }
        Some(Preamble { magic: MAGIC, format_version: FORMAT_VERSION, .. })
            if origin.len() < ORIGIN_BYTES =>
        {
            Header::Short
        }
        Some(Preamble { magic: MAGIC, format_version: FORMAT_VERSION, .. }) => {
            codec::decode_sealed(origin, |origin: &Origin| origin.crc).map_or(Header::Damaged, Header::Known)
        }
        _ => Header::Damaged,
    }
}
