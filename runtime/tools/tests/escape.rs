//! Nothing that is below a workspace leads a read or a write out of it.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use tools::{Mode, RelPath, ToolError, Workspace};

const LIMIT_BYTES: u64 = 1_024;

struct Place {
    /// Holds the workspace `in` and, beside it, the folder `out` that nothing may reach.
    folder: tempfile::TempDir,
    workspace: Workspace,
}

fn place() -> Place {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("out")).expect("the outside");
    std::fs::write(folder.path().join("out/secret"), "outside").expect("a file outside");
    let workspace = Workspace::create(folder.path().join("in")).expect("a workspace");
    Place { folder, workspace }
}

fn path(text: &str) -> RelPath {
    RelPath::new(text).expect("a good path")
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn assert_outside_untouched(place: &Place) {
    assert_eq!(names_in(&place.folder.path().join("out")), ["secret"]);
    assert_eq!(std::fs::read(place.folder.path().join("out/secret")).expect("the file outside"), b"outside");
}

#[test]
fn a_link_to_a_folder_is_not_followed() {
    let place = place();
    symlink("../out", place.folder.path().join("in/link")).expect("a link");
    let results = [
        place.workspace.write(&path("link/new"), b"x", Mode::FILE),
        place.workspace.write(&path("link/deep/new"), b"x", Mode::FILE),
        place.workspace.read(&path("link/secret"), LIMIT_BYTES).map(|_| ()),
        place.workspace.remove(&path("link/secret")),
    ];
    for result in results {
        assert!(matches!(result, Err(ToolError::Unsafe { .. })), "{result:?}");
    }
    assert_outside_untouched(&place);
}

#[test]
fn a_link_in_place_of_a_file_is_not_followed() {
    let place = place();
    symlink("../out/secret", place.folder.path().join("in/link")).expect("a link");
    let written = place.workspace.write(&path("link"), b"x", Mode::FILE);
    assert!(matches!(written, Err(ToolError::Unsafe { .. })), "{written:?}");
    let read = place.workspace.read(&path("link"), LIMIT_BYTES);
    assert!(matches!(read, Err(ToolError::Unsafe { .. })), "{read:?}");
    assert_outside_untouched(&place);
    place.workspace.remove(&path("link")).expect("the link itself can go");
    assert_outside_untouched(&place);
}

#[test]
fn a_hard_link_keeps_its_content_elsewhere() {
    let place = place();
    std::fs::hard_link(place.folder.path().join("out/secret"), place.folder.path().join("in/hard"))
        .expect("a link");
    place.workspace.write(&path("hard"), b"inside", Mode::FILE).expect("written");
    assert_eq!(place.workspace.read(&path("hard"), LIMIT_BYTES), Ok(b"inside".to_vec()));
    assert_outside_untouched(&place);
}

#[test]
fn listing_names_links_without_entering_them() {
    let place = place();
    symlink("../out", place.folder.path().join("in/link")).expect("a link");
    place.workspace.write(&path("a"), b"x", Mode::FILE).expect("written");
    let survey = place.workspace.survey().expect("a survey");
    assert_eq!(survey.files.iter().map(|entry| entry.path.as_str()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(survey.left_out.iter().map(|left| left.path.as_str()).collect::<Vec<_>>(), ["link"]);
}

#[test]
fn a_named_pipe_does_not_hang_a_read() {
    let place = place();
    let pipe = place.folder.path().join("in/pipe");
    rustix::fs::mkfifoat(CWD, &pipe, rustix::fs::Mode::from_raw_mode(0o600)).expect("a pipe");
    let read = place.workspace.read(&path("pipe"), LIMIT_BYTES);
    assert!(matches!(read, Err(ToolError::Unsafe { .. })), "{read:?}");
    let written = place.workspace.write(&path("pipe"), b"x", Mode::FILE);
    assert!(matches!(written, Err(ToolError::Unsafe { .. })), "{written:?}");
}

/// An attacker swaps a folder for a link to the outside as fast as it can while files are written through its name.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_swapped_for_a_link_at_any_moment_leads_nowhere() {
    const WRITES: usize = 2_000;
    let place = place();
    let (folder, link) = (place.folder.path().join("in/d"), place.folder.path().join("in/l"));
    std::fs::create_dir(&folder).expect("a folder");
    symlink("../out", &link).expect("a link");
    let done = AtomicBool::new(false);
    let (mut written, mut refused) = (0_usize, 0_usize);
    let swaps = std::thread::scope(|scope| {
        let attacker = scope.spawn(|| {
            let mut swaps = 0_usize;
            while !done.load(Ordering::Relaxed) {
                if renameat_with(CWD, &folder, CWD, &link, RenameFlags::EXCHANGE).is_ok() {
                    swaps += 1;
                }
            }
            swaps
        });
        for number in 0..WRITES {
            match place.workspace.write(&path(&format!("d/{number}")), b"x", Mode::FILE) {
                Ok(()) => written += 1,
                Err(ToolError::Unsafe { .. }) => refused += 1,
                Err(other) => panic!("an attack should be named as one: {other}"),
            }
        }
        done.store(true, Ordering::Relaxed);
        attacker.join().expect("the attacker ends")
    });
    println!("{swaps} swaps, {written} written, {refused} refused");
    assert!(swaps > 0, "nothing was swapped");
    assert_eq!(written + refused, WRITES);
    assert_outside_untouched(&place);
}
