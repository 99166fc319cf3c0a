//! Lines in files of bounded size: the newest in one, the older ones numbered behind it, and the oldest removed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Below the data folder.
pub const FOLDER: &str = "logs";
const NAME: &str = "serve";
const ENDING: &str = "jsonl";
/// Of one file: about twenty thousand requests.
pub const BYTES_MAX: u64 = 4 * 1024 * 1024;

pub struct Files {
    folder: PathBuf,
    files_max: usize,
    bytes_max: u64,
    open: Option<Open>,
}

/// The newest file, and how much of it is whole lines.
struct Open {
    file: File,
    bytes: u64,
}

impl Files {
    /// Nothing is made before there is something to write.
    pub fn below(home: &Path, files_max: usize) -> Self {
        Self { folder: home.join(FOLDER), files_max: files_max.max(1), bytes_max: BYTES_MAX, open: None }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes one line, whole or not at all.
    pub fn append(&mut self, line: &[u8]) -> io::Result<()> {
        let room = |open: &Open| open.bytes == 0 || open.bytes + line.len() as u64 <= self.bytes_max;
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.newest()?,
        };
        if !room(&open) {
            drop(open);
            self.turn()?;
            open = self.newest()?;
        }
        if let Err(error) = open.file.write_all(line) {
            // Half a line would spoil the next one; where it stays, the file is opened anew, which ends the line.
            self.open = open.file.set_len(open.bytes).is_ok().then_some(open);
            return Err(error);
        }
        open.bytes += line.len() as u64;
        self.open = Some(open);
        Ok(())
    }

    fn path(&self, number: usize) -> PathBuf {
        let number = if number == 0 { String::new() } else { format!(".{number}") };
        self.folder.join(format!("{NAME}{number}.{ENDING}"))
    }

    /// Goes on with what an earlier run left, from a line of its own.
    fn newest(&self) -> io::Result<Open> {
        fs::create_dir_all(&self.folder)?;
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(self.path(0))?;
        let mut bytes = file.metadata()?.len();
        if bytes > 0 {
            let mut last = [0];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                file.write_all(b"\n")?;
                bytes += 1;
            }
        }
        Ok(Open { file, bytes })
    }

    /// Makes the newest the first of the older ones, and removes what is too old.
    fn turn(&self) -> io::Result<()> {
        for old in self.numbers()?.into_iter().filter(|number| number + 1 >= self.files_max) {
            absent_is_fine(fs::remove_file(self.path(old)))?;
        }
        for number in (0..self.files_max.saturating_sub(1)).rev() {
            absent_is_fine(fs::rename(self.path(number), self.path(number + 1)))?;
        }
        Ok(())
    }

    /// Which files there are; an earlier run may have kept more.
    fn numbers(&self) -> io::Result<Vec<usize>> {
        let number = |name: &str| {
            let middle = name.strip_prefix(NAME)?.strip_suffix(ENDING)?.strip_suffix('.')?;
            if middle.is_empty() { Some(0) } else { middle.strip_prefix('.')?.parse().ok() }
        };
        let names =
            fs::read_dir(&self.folder)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        Ok(names.filter_map(|name| number(&name)).collect())
    }
}

fn absent_is_fine(done: io::Result<()>) -> io::Result<()> {
    done.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(home: &Path, files_max: usize) -> Files {
        Files { bytes_max: 10, ..Files::below(home, files_max) }
    }

    fn kept(home: &Path) -> Vec<(String, String)> {
        let entries = fs::read_dir(home.join(FOLDER)).unwrap().map(|entry| entry.unwrap());
        let mut kept: Vec<_> = entries
            .map(|entry| {
                (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap())
            })
            .collect();
        kept.sort();
        kept
    }

    fn pair(name: &str, text: &str) -> (String, String) {
        (name.to_owned(), text.to_owned())
    }

    #[test]
    fn a_full_file_makes_room_and_the_oldest_goes() {
        let home = tempfile::tempdir().unwrap();
        let mut files = files(home.path(), 2);
        for line in ["aaaa\n", "bbbb\n", "cccc\n", "a line that is longer than a file\n", "d\n"] {
            files.append(line.as_bytes()).unwrap();
        }
        let long = "a line that is longer than a file\n";
        assert_eq!(kept(home.path()), [pair("serve.1.jsonl", long), pair("serve.jsonl", "d\n")]);
    }

    #[test]
    fn the_next_run_goes_on_behind_half_a_line_and_keeps_as_many_as_it_is_told() {
        let home = tempfile::tempdir().unwrap();
        let mut first = files(home.path(), 4);
        for line in ["aaaaaaa\n", "bbbbbbb\n", "ccccccc\n", "half"] {
            first.append(line.as_bytes()).unwrap();
        }
        drop(first);
        let mut second = files(home.path(), 1);
        second.append(b"eeee\n").unwrap();
        assert_eq!(kept(home.path()).last(), Some(&pair("serve.jsonl", "half\neeee\n")));
        second.append(b"ffff\n").unwrap();
        assert_eq!(kept(home.path()), [pair("serve.jsonl", "ffff\n")]);
    }

    #[test]
    fn where_nothing_can_be_written_it_is_an_error_and_later_goes_on() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(FOLDER), "in the way").unwrap();
        let mut files = files(home.path(), 2);
        assert!(files.append(b"a\n").is_err());
        fs::remove_file(home.path().join(FOLDER)).unwrap();
        files.append(b"b\n").unwrap();
        assert_eq!(kept(home.path()), [pair("serve.jsonl", "b\n")]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error_and_no_half_line() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(FOLDER)).unwrap();
        std::os::unix::fs::symlink("/dev/full", home.path().join(FOLDER).join("serve.jsonl")).unwrap();
        let mut files = files(home.path(), 2);
        assert_eq!(files.append(b"a\n").unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert!(files.append(b"b\n").is_err());
    }
}
