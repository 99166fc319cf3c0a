//! The conformance suite of `Disk`.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::disk::{Busy, Disk, Kind, Open};

/// Runs the suite; `fresh` gives a disk and an empty folder on it each time.
pub fn disk<D: Disk>(mut fresh: impl FnMut() -> (D, PathBuf)) {
    let suite: &[fn(&dyn Disk, &Path)] = &[
        what_was_written_is_read,
        a_place_beyond_the_end_is_reached_by_zeros,
        a_length_can_be_set,
        creating_empties_what_was_there,
        what_is_not_there_is_not_found,
        a_file_takes_the_name_of_another,
        a_file_moves_to_another_folder,
        folders_hold_files_and_folders,
        only_an_empty_folder_is_removed,
        a_lock_has_one_holder,
    ];
    for check in suite {
        let (disk, dir) = fresh();
        check(&disk, &dir);
    }
}

fn write(disk: &dyn Disk, path: &Path, bytes: &[u8]) {
    let file = disk.open(path, Open::Create).expect("a file can be made");
    file.write_at(0, bytes).expect("it can be written");
    file.sync().expect("it can be synced");
}

fn read(disk: &dyn Disk, path: &Path) -> Vec<u8> {
    crate::disk::read_whole(disk, path, 1_000_000).expect("what was written can be read")
}

fn kind_of<T>(result: io::Result<T>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

fn what_was_written_is_read(disk: &dyn Disk, dir: &Path) {
    let path = dir.join("a");
    write(disk, &path, b"some bytes");
    assert_eq!(read(disk, &path), b"some bytes");
    let file = disk.open(&path, Open::Write).expect("it is there");
    file.write_at(5, b"words").expect("it can be changed");
    let mut buffer = [0; 3];
    assert_eq!(file.read_at(4, &mut buffer).expect("read"), 3);
    assert_eq!(&buffer, b" wo");
    assert_eq!(file.read_at(10, &mut buffer).expect("read"), 0, "the end of the file");
    assert_eq!(file.read_at(99, &mut buffer).expect("read"), 0, "beyond it");
    assert_eq!(file.size().expect("measured"), 10);
}

fn a_place_beyond_the_end_is_reached_by_zeros(disk: &dyn Disk, dir: &Path) {
    let path = dir.join("a");
    let file = disk.open(&path, Open::Create).expect("made");
    file.write_at(4, b"x").expect("written");
    assert_eq!(read(disk, &path), b"\0\0\0\0x");
}

fn a_length_can_be_set(disk: &dyn Disk, dir: &Path) {
    let path = dir.join("a");
    write(disk, &path, b"abcdef");
    let file = disk.open(&path, Open::Write).expect("it is there");
    file.set_len(2).expect("cut");
    file.set_len(4).expect("grown");
    assert_eq!(read(disk, &path), b"ab\0\0");
}

fn creating_empties_what_was_there(disk: &dyn Disk, dir: &Path) {
    let path = dir.join("a");
    write(disk, &path, b"long");
    write(disk, &path, b"x");
    assert_eq!(read(disk, &path), b"x");
}

fn what_is_not_there_is_not_found(disk: &dyn Disk, dir: &Path) {
    let path = dir.join("absent");
    let answers = [
        kind_of(disk.open(&path, Open::Read)),
        kind_of(disk.open(&path, Open::Write)),
        kind_of(disk.open(&path.join("a"), Open::Create)),
        kind_of(disk.kind(&path)),
        kind_of(disk.list(&path)),
        kind_of(disk.create_folder(&path.join("a"))),
        kind_of(disk.rename(&path, &dir.join("b"))),
        kind_of(disk.remove_file(&path)),
        kind_of(disk.remove_folder(&path)),
    ];
    assert_eq!(answers, [Some(ErrorKind::NotFound); 9]);
}

fn a_file_takes_the_name_of_another(disk: &dyn Disk, dir: &Path) {
    let (old, new) = (dir.join("old"), dir.join("new"));
    write(disk, &old, b"old");
    write(disk, &new, b"new");
    let still_open = disk.open(&old, Open::Read).expect("it is there");
    disk.rename(&new, &old).expect("the name is free to take");
    disk.sync_folder(dir).expect("a folder can be synced");
    assert_eq!(read(disk, &old), b"new");
    assert_eq!(kind_of(disk.kind(&new)), Some(ErrorKind::NotFound));
    let mut buffer = [0; 9];
    assert_eq!(still_open.read_at(0, &mut buffer).expect("an open file stays"), 3);
    assert_eq!(&buffer[..3], b"old");
}

fn a_file_moves_to_another_folder(disk: &dyn Disk, dir: &Path) {
    disk.create_folder(&dir.join("folder")).expect("made");
    write(disk, &dir.join("a"), b"a");
    disk.rename(&dir.join("a"), &dir.join("folder/b")).expect("moved");
    assert_eq!(read(disk, &dir.join("folder/b")), b"a");
    assert_eq!(disk.list(dir).expect("listed"), ["folder"]);
}

fn folders_hold_files_and_folders(disk: &dyn Disk, dir: &Path) {
    assert_eq!(disk.list(dir).expect("listed"), [] as [&str; 0]);
    disk.create_folder(&dir.join("b")).expect("made");
    write(disk, &dir.join("a"), b"");
    let mut names = disk.list(dir).expect("listed");
    names.sort();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(disk.kind(&dir.join("a")).expect("there"), Kind::File);
    assert_eq!(disk.kind(&dir.join("b")).expect("there"), Kind::Folder);
    assert_eq!(kind_of(disk.create_folder(&dir.join("a"))), Some(ErrorKind::AlreadyExists));
    assert_eq!(kind_of(disk.create_folder(&dir.join("b"))), Some(ErrorKind::AlreadyExists));
    assert_eq!(kind_of(disk.list(&dir.join("a"))), Some(ErrorKind::NotADirectory));
    disk.remove_file(&dir.join("a")).expect("removed");
    assert_eq!(disk.list(dir).expect("listed"), ["b"]);
}

fn only_an_empty_folder_is_removed(disk: &dyn Disk, dir: &Path) {
    let folder = dir.join("folder");
    disk.create_folder(&folder).expect("made");
    write(disk, &folder.join("a"), b"");
    assert_eq!(kind_of(disk.remove_folder(&folder)), Some(ErrorKind::DirectoryNotEmpty));
    disk.remove_file(&folder.join("a")).expect("removed");
    disk.remove_folder(&folder).expect("removed");
    assert_eq!(kind_of(disk.kind(&folder)), Some(ErrorKind::NotFound));
}

fn a_lock_has_one_holder(disk: &dyn Disk, dir: &Path) {
    let path = dir.join("lock");
    let held = disk.lock(&path).expect("it is free");
    assert!(matches!(disk.lock(&path), Err(Busy::Held { .. })));
    drop(held);
    disk.lock(&path).expect("it is free again");
    assert_eq!(disk.kind(&path).expect("there"), Kind::File);
}
