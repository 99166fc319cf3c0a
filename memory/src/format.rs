//! Which format a data folder has: a newer one is left alone, an older one is saved in a backup and then changed.
//!
//! The marker is the file `format` with one number; where there is none the format is 1. Everything that has been
//! released writes format 1, so there is no migration yet; the way of making one is here, and its tests bring their own.

use std::io;
use std::path::{Path, PathBuf};

use crate::backup::{self, About, BackupError};
use crate::disk::{Disk, DiskError, DiskProblem, RealDisk, create_folder, kind, publish, read_whole};
use crate::folder::Layout;

/// What this program writes and the newest it reads.
pub const DATA_FORMAT: u16 = 1;
const MARKER: &str = "format";
const MARKER_BYTES_MAX: u64 = 16;

/// A step from the format before `to`. It may be interrupted anywhere and is then done again from its beginning, so
/// doing it twice must be the same as doing it once.
pub struct Migration {
    pub to: u16,
    pub apply: fn(&dyn Disk, &Layout) -> Result<(), DiskError>,
}

/// The formats a program knows.
pub struct Formats {
    pub current: u16,
    /// In order of their numbers, one for each after 1.
    pub migrations: &'static [Migration],
}

pub const FORMATS: Formats = Formats { current: DATA_FORMAT, migrations: &[] };

#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error(
        "{} was written by a newer version of samriddh (data format {found}, this one knows {known}); update samriddh, or \
         use another folder with --home DIR; nothing in it was changed",
        folder.display()
    )]
    Newer { folder: PathBuf, found: u16, known: u16 },
    #[error("{} should hold the number of a data format; restore it from a backup", .0.display())]
    Unreadable(PathBuf),
    #[error("the data were not brought to format {to}, because they could not be saved first: {why}")]
    NotSaved { to: u16, why: Box<BackupError> },
}

/// Whether this program can read the folder at `home`, which need not be there.
pub fn check_format(home: impl AsRef<Path>) -> Result<(), FormatError> {
    known(&RealDisk, &Layout::new(home.as_ref())).map(drop)
}

/// The format of a folder, if this program knows it.
pub(crate) fn known(disk: &dyn Disk, layout: &Layout) -> Result<u16, FormatError> {
    known_of(disk, layout, &FORMATS)
}

fn known_of(disk: &dyn Disk, layout: &Layout, formats: &Formats) -> Result<u16, FormatError> {
    let path = layout.root().join(MARKER);
    let text = match read_whole(disk, &path, MARKER_BYTES_MAX) {
        Err(DiskError { problem: DiskProblem::Missing, .. }) => return Ok(1),
        // The data folder itself is a file: whoever opens it says so.
        Err(error) if error.source.kind() == io::ErrorKind::NotADirectory => return Ok(1),
        text => text?,
    };
    let number = std::str::from_utf8(&text).ok().and_then(|text| text.trim_end().parse::<u16>().ok());
    match number {
        Some(found) if found > formats.current => {
            let (folder, known) = (layout.root().to_path_buf(), formats.current);
            Err(FormatError::Newer { folder, found, known })
        }
        Some(found) if found > 0 => Ok(found),
        Some(_) | None => Err(FormatError::Unreadable(path)),
    }
}

/// Brings a folder that this process owns to the current format; the backup that was made first, if anything had to
/// change.
pub fn upgrade_on(
    disk: &dyn Disk,
    layout: &Layout,
    formats: &Formats,
) -> Result<Option<PathBuf>, FormatError> {
    let found = known_of(disk, layout, formats)?;
    let steps = formats.migrations.iter().filter(|step| step.to > found);
    let mut saved = None;
    for step in steps {
        if saved.is_none() {
            saved = Some(save(disk, layout, found, formats.current)?);
        }
        (step.apply)(disk, layout)?;
        mark(disk, layout, step.to)?;
    }
    if kind(disk, &layout.root().join(MARKER))?.is_none() {
        mark(disk, layout, formats.current)?;
    }
    Ok(saved)
}

fn mark(disk: &dyn Disk, layout: &Layout, format: u16) -> Result<(), DiskError> {
    let (temporary, path) = (layout.root().join("format.tmp"), layout.root().join(MARKER));
    publish(disk, &temporary, &path, format!("{format}\n").as_bytes())
}

/// One that an interrupted upgrade made is as good, if it is whole: it was made before anything was changed.
fn save(disk: &dyn Disk, layout: &Layout, from: u16, to: u16) -> Result<PathBuf, FormatError> {
    let path = layout.backups().join(format!("before-format-{to}.tar"));
    let not_saved = |why| FormatError::NotSaved { to, why: Box::new(why) };
    if kind(disk, &path)?.is_some() && backup::check_on(disk, &path, &mut |_, _| {}).is_ok() {
        return Ok(path);
    }
    create_folder(disk, &layout.backups())?;
    let about = About { program: concat!("samriddh ", env!("CARGO_PKG_VERSION")).to_owned(), made_ms: None };
    backup::of_format(disk, layout, &path, from, about, &mut |_, _| {}).map_err(not_saved)?;
    Ok(path)
}
