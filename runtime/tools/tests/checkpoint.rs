//! What a checkpoint holds and what it does not, on a real folder: special files, bounds, kills, hostile trees, retention.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use protocol::id::ContentHash;
use tools::ToolError;
use tools::checkpoint::{
    Cover, Difference, Keep, Limits, Manifest, MemoryKeep, Part, TreePath, Vault, Why, Wish, difference,
};
use tools::work::WorkFile;

const NOW_MS: u64 = 4_000_000_000_000;

struct World {
    root: PathBuf,
    keep: Arc<Faulty>,
    vault: Vault,
    home: PathBuf,
    _folder: tempfile::TempDir,
}

/// Memory that fails after so many more puts, and that can be told to change a file when something is got.
#[derive(Default)]
struct Faulty {
    kept: MemoryKeep,
    gets_left: AtomicI64,
}

impl Keep for Faulty {
    fn put(&self, bytes: &[u8]) -> Result<ContentHash, ToolError> {
        self.kept.put(bytes)
    }

    fn get(&self, hash: &ContentHash) -> Result<Vec<u8>, ToolError> {
        if self.gets_left.fetch_sub(1, Ordering::Relaxed) == 0 {
            return Err(ToolError::Cancelled { step: "go on".to_owned() });
        }
        self.kept.get(hash)
    }

    fn list(&self) -> Result<Vec<(ContentHash, u64)>, ToolError> {
        self.kept.list()
    }

    fn remove(&self, hash: &ContentHash) -> Result<(), ToolError> {
        self.kept.remove(hash)
    }
}

impl World {
    fn new() -> Self {
        Self::with(Limits::default())
    }

    fn with(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (root, home) = (folder.path().join("root"), folder.path().join("home"));
        fs::create_dir(&root).unwrap();
        let keep = Arc::new(Faulty { gets_left: AtomicI64::new(i64::MAX), ..Faulty::default() });
        let vault = Vault::open(&home.join("checkpoints"), &home, keep.clone(), limits).unwrap();
        Self { root, keep, vault, home, _folder: folder }
    }

    fn write(&self, path: &str, text: &str) {
        let at = self.root.join(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    fn save(&self) -> Manifest {
        self.vault.save(&self.root, whole(), Why::Asked, NOW_MS).unwrap().1
    }

    fn back(&self, then: &Manifest) -> Result<tools::checkpoint::Back, ToolError> {
        self.vault.restore(&self.root, then, Part::Files, wish("then"), NOW_MS)
    }
}

fn whole() -> Cover {
    Cover { git: true, only: Vec::new() }
}

fn path(text: &str) -> TreePath {
    TreePath::new(text).unwrap()
}

#[test]
fn names_of_any_bytes_pipes_and_links_to_nowhere_come_back() {
    use std::os::unix::ffi::OsStrExt;
    let world = World::new();
    let odd = world.root.join(std::ffi::OsStr::from_bytes(b"bad\xff%\n"));
    fs::write(&odd, "odd").unwrap();
    symlink(std::ffi::OsStr::from_bytes(b"no\xfewhere"), world.root.join("link")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        world.root.join("pipe"),
        rustix::fs::FileType::Fifo,
        0o640.into(),
        0,
    )
    .unwrap();
    let then = world.save();
    for name in [odd.clone(), world.root.join("link"), world.root.join("pipe")] {
        fs::remove_file(name).unwrap();
    }
    world.back(&then).unwrap();
    assert_eq!(fs::read(&odd).unwrap(), b"odd");
    assert_eq!(fs::read_link(world.root.join("link")).unwrap().as_os_str().as_bytes(), b"no\xfewhere");
    assert!(fs::symlink_metadata(world.root.join("pipe")).unwrap().file_type().is_fifo());
    assert_eq!(difference(&world.save().tree, &then.tree), BTreeMap::new());
}

#[test]
fn what_cannot_be_saved_is_named_and_stays_as_it_is() {
    let world = World::new();
    let then = world.save();
    world.write("new/file", "x");
    let _socket = std::os::unix::net::UnixListener::bind(world.root.join("new/socket")).unwrap();
    let (meta, now) = world.vault.save(&world.root, whole(), Why::Asked, NOW_MS).unwrap();
    assert_eq!((meta.uncovered, now.uncovered[0].path.clone()), (1, path("new/socket")));
    let back = world.back(&then).unwrap();
    assert_eq!(back.outlook.kept_folders, [path("new")]);
    assert!(!world.root.join("new/file").exists() && world.root.join("new/socket").exists());
}

#[test]
fn large_files_are_kept_in_pieces_and_nothing_is_kept_twice() {
    let world = World::new();
    let large: Vec<u8> = (0..9_500_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    fs::write(world.root.join("large"), &large).unwrap();
    world.write("copy/a", "the same");
    world.write("copy/b", "the same");
    let (first, then) = world.vault.save(&world.root, whole(), Why::Asked, NOW_MS).unwrap();
    assert_eq!(then.tree[&path("large")].pieces.len(), 3);
    assert_eq!(then.tree[&path("copy/a")].pieces, then.tree[&path("copy/b")].pieces);
    fs::copy(world.root.join("large"), world.root.join("again")).unwrap();
    fs::write(world.root.join("large"), "cut").unwrap();
    let (second, _) = world.vault.save(&world.root, whole(), Why::Asked, NOW_MS).unwrap();
    assert!(first.new_bytes > 9_500_000, "{first:?}");
    world.back(&then).unwrap();
    assert_eq!(fs::read(world.root.join("large")).unwrap(), large);
    let held: u64 = world.keep.list().unwrap().iter().map(|(_, bytes)| bytes).sum();
    assert!(held < 9_600_000, "{held} after {}", second.new_bytes);
}

#[test]
fn a_folder_over_the_bound_is_refused_before_anything_is_kept_and_a_part_of_it_is_not() {
    let world = World::with(Limits { checkpoint_bytes: 100, ..Limits::default() });
    world.write("large", &"x".repeat(101));
    world.write("small", "y");
    let refused = world.vault.save(&world.root, whole(), Why::Asked, NOW_MS).unwrap_err();
    assert!(matches!(&refused, ToolError::Unsavable { why, .. } if why.contains("at most 100")), "{refused}");
    assert_eq!((world.vault.list().unwrap(), world.keep.list().unwrap()), (vec![], vec![]));
    let only = Cover { git: true, only: vec![path("small")] };
    let (_, then) = world.vault.save(&world.root, only, Why::Asked, NOW_MS).unwrap();
    fs::remove_file(world.root.join("small")).unwrap();
    world.back(&then).unwrap();
    assert_eq!(world.read("small"), "y");
    assert_eq!(world.read("large").len(), 101, "what it does not speak for stays");
}

#[test]
fn a_full_store_refuses_and_a_pruned_one_takes_again() {
    let world = World::with(Limits { store_bytes: 3_000, ..Limits::default() });
    let mut saves = 0;
    let refused = loop {
        world.write("file", &saves.to_string().repeat(200));
        match world.vault.save(&world.root, whole(), Why::Asked, NOW_MS) {
            Ok(_) => saves += 1,
            Err(error) => break error,
        }
    };
    assert!(refused.to_string().contains("samriddh checkpoints --prune"), "{refused}");
    let last = world.vault.list().unwrap().pop().unwrap();
    let pruned = world.vault.prune(1).unwrap();
    assert_eq!((pruned.checkpoints, pruned.left), (saves - 1, 1));
    assert!(pruned.bytes > 0);
    let kept = world.vault.list().unwrap();
    assert_eq!(kept, std::slice::from_ref(&last));
    let then = world.vault.manifest(&last).unwrap();
    world.back(&then).unwrap();
    assert_eq!(world.read("file"), (saves - 1).to_string().repeat(200));
    let next = world.vault.list().unwrap().pop().unwrap();
    assert!(next.id > last.id, "a number is not given again");
}

#[test]
fn a_restore_that_is_broken_off_anywhere_is_finished_by_the_next_start_and_loses_nothing() {
    let mut broken_off = 0;
    for stop in 0..16 {
        let world = World::new();
        for name in ["a", "d/b", "d/c", "gone/x", "gone/y"] {
            world.write(name, &format!("first {name}").repeat(3_000_000 / (6 + name.len())));
        }
        let then = world.save();
        fs::remove_dir_all(world.root.join("gone")).unwrap();
        world.write("a", "second");
        fs::remove_dir_all(world.root.join("d")).unwrap();
        world.write("d", "a file now");
        world.write("new/z", "new");
        // Lists of checkpoints are read first, then the blobs; at one of them it dies.
        world.keep.gets_left.store(stop, Ordering::Relaxed);
        let done = world.back(&then).is_ok();
        world.keep.gets_left.store(i64::MAX, Ordering::Relaxed);
        // Between death and the next start the person goes on.
        if !done {
            world.write("typed", "meanwhile");
        }
        let again =
            Vault::open(&world.home.join("checkpoints"), &world.home, world.keep.clone(), Limits::default())
                .unwrap();
        let finished = again.finish_pending(NOW_MS).unwrap();
        if !finished.is_empty() {
            assert_eq!(difference(&world.save().tree, &then.tree), BTreeMap::new(), "stopped at {stop}");
            let before = again.manifest(&finished[0].outcome.as_ref().unwrap().before).unwrap();
            assert!(before.tree.contains_key(&path("typed")), "what was typed meanwhile is saved");
            assert!(again.finish_pending(NOW_MS).unwrap().is_empty());
            let first = again.before_last_rewind(&world.root).unwrap().unwrap();
            world.back(&again.manifest(&first).unwrap()).unwrap();
            assert_eq!(
                (world.read("a"), world.read("d"), world.read("new/z")),
                ("second".into(), "a file now".into(), "new".into())
            );
        }
        broken_off += usize::from(!finished.is_empty());
    }
    assert!(broken_off > 2, "it was broken off in several places, not {broken_off}");
}

#[test]
fn a_link_that_is_put_in_the_way_leads_nowhere() {
    let world = World::new();
    let outside = world.home.join("outside");
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("file"), "theirs").unwrap();
    world.write("d/file", "mine");
    let then = world.save();
    fs::remove_dir_all(world.root.join("d")).unwrap();
    symlink(&outside, world.root.join("d")).unwrap();
    world.back(&then).unwrap();
    assert_eq!(world.read("d/file"), "mine");
    assert!(!world.root.join("d").is_symlink());
    assert_eq!(fs::read_to_string(outside.join("file")).unwrap(), "theirs");
}

#[test]
fn a_forged_list_cannot_name_what_is_outside() {
    let world = World::new();
    world.write("a/b", "x");
    let good = String::from_utf8(world.save().to_bytes().unwrap()).unwrap();
    for (from, to) in
        [("\"a/b\"", "\"../b\""), ("\"a/b\"", "\"/etc/b\""), ("\"a/b\"", "\"a/%2E%2E/%2E%2E/b\"")]
    {
        assert!(good.contains(from));
        assert!(Manifest::from_bytes(good.replace(from, to).as_bytes()).is_err(), "{to}");
    }
    let into_a_link = good.replacen("\"folder\"", "{\"link\":\"/etc\"}", 1);
    assert!(Manifest::from_bytes(into_a_link.as_bytes()).is_err());
    assert!(Manifest::from_bytes(good.replace("\"version\":1", "\"version\":2").as_bytes()).is_err());
}

#[test]
fn bytes_that_are_damaged_or_gone_are_not_put_back_and_nothing_is_lost() {
    let world = World::new();
    world.write("file", "first");
    let then = world.save();
    world.write("file", "second");
    let blob = then.tree[&path("file")].pieces[0].blob.clone();
    world.keep.remove(&blob).unwrap();
    assert!(matches!(world.back(&then), Err(ToolError::NotFound { .. })));
    assert_eq!(world.read("file"), "second");
}

#[test]
fn other_names_of_a_file_keep_what_they_hold() {
    let world = World::new();
    world.write("a", "first");
    world.write("b", "second");
    fs::set_permissions(world.root.join("b"), fs::Permissions::from_mode(0o755)).unwrap();
    let then = world.save();
    fs::remove_file(world.root.join("b")).unwrap();
    fs::hard_link(world.root.join("a"), world.root.join("b")).unwrap();
    fs::hard_link(world.root.join("a"), world.root.join("c")).unwrap();
    world.back(&then).unwrap();
    assert_eq!((world.read("a"), world.read("b")), ("first".into(), "second".into()));
    assert_eq!(difference(&world.save().tree, &then.tree), BTreeMap::new());
}

#[test]
fn a_repository_that_is_there_stays_bit_for_bit_and_one_that_is_gone_comes_back() {
    let world = World::new();
    world.write(".git/HEAD", "ref: refs/heads/main");
    world.write("lib/.git", "gitdir: ../.git/modules/lib");
    world.write("file", "first");
    let then = world.save();
    world.write(".git/HEAD", "ref: refs/heads/later");
    world.write(".git/new", "object");
    fs::remove_dir_all(world.root.join("lib")).unwrap();
    world.write("file", "second");
    let back = world.back(&then).unwrap();
    assert_eq!(
        (world.read(".git/HEAD"), world.read(".git/new")),
        ("ref: refs/heads/later".into(), "object".into())
    );
    assert_eq!(
        (world.read("lib/.git"), world.read("file")),
        ("gitdir: ../.git/modules/lib".into(), "first".into())
    );
    assert_eq!(back.outlook.git_differs, 2);
    world.vault.restore(&world.root, &then, Part::FilesAndGit, wish("then"), NOW_MS).unwrap();
    assert_eq!(difference(&world.save().tree, &then.tree), BTreeMap::new());
}

#[test]
fn a_folder_that_was_removed_altogether_is_made_again() {
    let world = World::new();
    world.write("d/file", "x");
    let then = world.save();
    fs::remove_dir_all(&world.root).unwrap();
    let ahead = world.vault.preview(&world.root, &then, Part::Files, NOW_MS).unwrap();
    assert_eq!(ahead.count(Difference::Create), 2);
    world.back(&then).unwrap();
    assert_eq!(world.read("d/file"), "x");
}

#[test]
fn what_a_session_delivered_needs_no_checkpoint() {
    let world = World::new();
    world.write("run.sh", "edited");
    world.write("mine", "by hand");
    let file = |path: &str, executable| WorkFile { path: path.into(), bytes: b"made".to_vec(), executable };
    let files = [file("run.sh", true), file("src/deep/a.py", false)];
    let then = world.vault.delivered(&world.root, &files, NOW_MS).unwrap();
    world.back(&then).unwrap();
    assert_eq!((world.read("run.sh"), world.read("src/deep/a.py")), ("made".into(), "made".into()));
    assert_eq!(fs::metadata(world.root.join("run.sh")).unwrap().permissions().mode() & 0o777, 0o755);
    assert!(!world.root.join("mine").exists());
    let before = world.vault.before_last_rewind(&world.root).unwrap().unwrap();
    world.back(&world.vault.manifest(&before).unwrap()).unwrap();
    assert_eq!((world.read("run.sh"), world.read("mine")), ("edited".into(), "by hand".into()));
    let hostile = [file("../../etc/passwd", false)];
    assert!(world.vault.delivered(&world.root, &hostile, NOW_MS).is_err());
}

#[test]
fn the_data_folder_is_never_part_of_a_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let (root, home) = (folder.path().to_path_buf(), folder.path().join("data"));
    let vault =
        Vault::open(&home.join("checkpoints"), &home, Arc::new(MemoryKeep::default()), Limits::default())
            .unwrap();
    fs::write(root.join("file"), "first").unwrap();
    let (_, then) = vault.save(&root, whole(), Why::Asked, NOW_MS).unwrap();
    assert_eq!(then.uncovered.iter().map(|left| left.path.to_string()).collect::<Vec<_>>(), ["data"]);
    fs::write(root.join("file"), "second").unwrap();
    vault.restore(&root, &then, Part::FilesAndGit, wish("then"), NOW_MS).unwrap();
    assert!(vault.list().unwrap().len() == 3 && home.join("checkpoints/saves").is_dir());
    assert_eq!(fs::read_to_string(Path::new(&root).join("file")).unwrap(), "first");
}

#[test]
fn a_pruning_took_the_way_back_and_left_what_was_put_back() {
    let world = World::new();
    world.write("file", "then");
    let (meta, _) = world.vault.save(&world.root, whole(), Why::Asked, NOW_MS).unwrap();
    let then = world.vault.manifest(&meta).unwrap();
    world.write("file", "now");
    world.back(&then).unwrap();
    world.vault.prune(1).unwrap();
    let kept = world.vault.list().unwrap();
    let before = kept.iter().find(|meta| matches!(meta.why, Why::BeforeRewind { .. }));
    world.back(&world.vault.manifest(before.expect("the way back is kept")).unwrap()).unwrap();
    assert_eq!(world.read("file"), "now");
}

fn wish(to: &str) -> Wish<'_> {
    Wish { to, ..Wish::default() }
}
