//! Random sequences of edits, shell effects and rewinds on a real folder, beside a model that knows no file system.
//!
//! `cargo journeys rewind` runs a thousand; a plain run takes a sample, and `PROPTEST_CASES` says how large a one.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use tools::checkpoint::{Cover, Limits, Manifest, MemoryKeep, Meta, Part, Vault, Why, Wish};

const SAMPLE: u32 = 60;
const NAMES: &[&str] = &["a", "b", "c d", "é", "-x", ".hidden", "trace.log"];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Folder(u32),
    File(u32, Vec<u8>),
    Link(String),
}

type Model = BTreeMap<String, Node>;

#[derive(Clone, Debug)]
enum Op {
    Write(String, Vec<u8>),
    Append(String, Vec<u8>),
    Remove(String),
    Chmod(String, u32),
    Symlink(String, String),
    Rename(String, String),
    Mkdir(String),
    RemoveAll(String),
    /// The person's own doing in `.git`, which a rewind leaves alone.
    Commit(Vec<u8>),
    /// To one of the states so far.
    Rewind(prop::sample::Index),
    Undo,
}

fn path() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(NAMES), 1..4).prop_map(|names| names.join("/"))
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..40)
}

fn op() -> impl Strategy<Value = Op> {
    let target = prop::sample::select(vec!["a", "../outside", "/nowhere", "b/a", "."]);
    prop_oneof![
        6 => (path(), bytes()).prop_map(|(path, bytes)| Op::Write(path, bytes)),
        2 => (path(), bytes()).prop_map(|(path, bytes)| Op::Append(path, bytes)),
        2 => path().prop_map(Op::Remove),
        2 => (path(), prop::sample::select(vec![0o644, 0o755, 0o600, 0o400, 0o777, 0o500])).prop_map(|(p, m)| Op::Chmod(p, m)),
        2 => (target, path()).prop_map(|(to, path)| Op::Symlink(to.to_owned(), path)),
        3 => (path(), path()).prop_map(|(from, to)| Op::Rename(from, to)),
        3 => path().prop_map(Op::Mkdir),
        2 => path().prop_map(Op::RemoveAll),
        1 => bytes().prop_map(Op::Commit),
        4 => any::<prop::sample::Index>().prop_map(Op::Rewind),
        2 => Just(Op::Undo),
    ]
}

struct World {
    root: tempfile::TempDir,
    _home: tempfile::TempDir,
    vault: Vault,
    model: Model,
    git: Model,
    /// Each state that was reached, with its checkpoint.
    states: Vec<(Model, Meta)>,
    /// What an undo brings back.
    before: Option<Model>,
    clock_ms: u64,
}

/// In memory where there is such a place: a thousand sequences wait for a disk some hundred thousand times.
fn quick_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

impl World {
    fn new() -> Self {
        let (root, home) = (quick_folder(), quick_folder());
        let keep = Arc::new(MemoryKeep::default());
        let vault =
            Vault::open(&home.path().join("checkpoints"), home.path(), keep, Limits::default()).unwrap();
        fs::create_dir(root.path().join(".git")).unwrap();
        let model = Model::from([(".gitignore".to_owned(), Node::File(0o644, b"*.log\n".to_vec()))]);
        fs::write(root.path().join(".gitignore"), "*.log\n").unwrap();
        set_mode(&root.path().join(".gitignore"), 0o644);
        set_mode(&root.path().join(".git"), 0o755);
        let git = Model::from([(".git".to_owned(), Node::Folder(0o755))]);
        let mut world = Self {
            root,
            _home: home,
            vault,
            model,
            git,
            states: Vec::new(),
            before: None,
            clock_ms: 1_800_000_000_000,
        };
        world.mark();
        world
    }

    fn at(&self, path: &str) -> std::path::PathBuf {
        self.root.path().join(path)
    }

    /// The parents of a path are folders that let something be made in them.
    fn has_place(&self, path: &str) -> bool {
        path.rsplit_once('/').is_none_or(|(above, _)| {
            let all = std::iter::successors(Some(above), |it| it.rsplit_once('/').map(|(up, _)| up));
            all.into_iter()
                .all(|up| matches!(self.model.get(up), Some(Node::Folder(mode)) if mode & 0o700 == 0o700))
        })
    }

    fn mark(&mut self) {
        self.clock_ms += 1_000;
        let why = Why::Asked;
        let (meta, manifest) =
            self.vault.save(self.root.path(), Cover { git: true, only: vec![] }, why, self.clock_ms).unwrap();
        assert_eq!(manifest.uncovered, []);
        self.states.push((self.model.clone(), meta));
    }

    fn write(&mut self, path: &str, bytes: Vec<u8>) {
        let mode = match self.model.get(path) {
            Some(Node::File(mode, _)) => *mode,
            _ => 0o644,
        };
        fs::write(self.at(path), &bytes).unwrap();
        set_mode(&self.at(path), mode);
        self.model.insert(path.to_owned(), Node::File(mode, bytes));
    }

    fn put_back(&mut self, then: &Manifest, wanted: Model) {
        self.clock_ms += 1_000;
        let was = self.model.clone();
        self.vault.restore(self.root.path(), then, Part::Files, wish("a state"), self.clock_ms).unwrap();
        self.model = wanted;
        self.before = Some(was);
    }

    /// What makes no sense now is left out.
    fn perform(&mut self, op: Op) {
        match op {
            Op::Write(path, bytes) => {
                if self.has_place(&path) && matches!(self.model.get(&path), None | Some(Node::File(..))) {
                    self.write(&path, bytes);
                }
            }
            Op::Append(path, more) => {
                if let Some(Node::File(_, bytes)) = self.model.get(&path) {
                    let all = [bytes.as_slice(), &more].concat();
                    self.write(&path, all);
                }
            }
            Op::Remove(path) => {
                if self.has_place(&path)
                    && matches!(self.model.get(&path), Some(Node::File(..) | Node::Link(_)))
                {
                    fs::remove_file(self.at(&path)).unwrap();
                    self.model.remove(&path);
                }
            }
            Op::Chmod(path, mode) => {
                let mode = match self.model.get_mut(&path) {
                    Some(Node::File(now, _)) => {
                        *now = mode;
                        mode
                    }
                    Some(Node::Folder(now)) => {
                        *now = mode | 0o500;
                        mode | 0o500
                    }
                    Some(Node::Link(_)) | None => return,
                };
                set_mode(&self.at(&path), mode);
            }
            Op::Symlink(to, path) => {
                if self.has_place(&path) && !self.model.contains_key(&path) {
                    symlink(&to, self.at(&path)).unwrap();
                    self.model.insert(path, Node::Link(to));
                }
            }
            Op::Rename(from, to) => self.rename(&from, &to),
            Op::Mkdir(path) => {
                if self.has_place(&path) && !self.model.contains_key(&path) {
                    fs::create_dir(self.at(&path)).unwrap();
                    set_mode(&self.at(&path), 0o755);
                    self.model.insert(path, Node::Folder(0o755));
                }
            }
            Op::RemoveAll(path) => {
                let shut = |(under, node): (&String, &Node)| {
                    within(under, &path) && matches!(node, Node::Folder(mode) if mode & 0o700 != 0o700)
                };
                if self.has_place(&path)
                    && matches!(self.model.get(&path), Some(Node::Folder(_)))
                    && !self.model.iter().any(shut)
                {
                    fs::remove_dir_all(self.at(&path)).unwrap();
                    self.model.retain(|under, _| !within(under, &path));
                }
            }
            Op::Commit(bytes) => {
                fs::write(self.at(".git/ref"), &bytes).unwrap();
                set_mode(&self.at(".git/ref"), 0o644);
                self.git.insert(".git/ref".to_owned(), Node::File(0o644, bytes));
            }
            Op::Rewind(index) => {
                let (model, meta) = index.get(&self.states).clone();
                let then = self.vault.manifest(&meta).unwrap();
                self.put_back(&then, model);
            }
            Op::Undo => {
                let Some(before) = self.before.take() else { return };
                let meta = self.vault.before_last_rewind(self.root.path()).unwrap().unwrap();
                let then = self.vault.manifest(&meta).unwrap();
                self.put_back(&then, before);
            }
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        let free = self.has_place(to) && !self.model.contains_key(to) && !within(to, from);
        if !free || !self.has_place(from) || !self.model.contains_key(from) {
            return;
        }
        fs::rename(self.at(from), self.at(to)).unwrap();
        let moved: Vec<String> = self.model.keys().filter(|path| within(path, from)).cloned().collect();
        for path in moved {
            let node = self.model.remove(&path).unwrap();
            self.model.insert(format!("{to}{}", &path[from.len()..]), node);
        }
    }

    fn check(&self) {
        let mut expected = self.model.clone();
        expected.extend(self.git.clone());
        let mut found = Model::new();
        read(self.root.path(), "", &mut found);
        assert_eq!(found, expected);
    }
}

fn read(folder: &Path, prefix: &str, into: &mut Model) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        let about = fs::symlink_metadata(entry.path()).unwrap();
        let mode = about.permissions().mode() & 0o7777;
        let node = if about.is_symlink() {
            Node::Link(fs::read_link(entry.path()).unwrap().to_str().unwrap().to_owned())
        } else if about.is_dir() {
            read(&entry.path(), &format!("{path}/"), into);
            Node::Folder(mode)
        } else {
            Node::File(mode, fs::read(entry.path()).unwrap())
        };
        into.insert(path, node);
    }
}

#[test]
fn after_any_edits_shell_effects_and_rewinds_the_folder_is_what_the_model_says() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(SAMPLE);
    let mut runner =
        TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) });
    let sequences = prop::collection::vec(op(), 1..30);
    runner
        .run(&sequences, |ops| {
            let mut world = World::new();
            for op in ops {
                let edits = !matches!(op, Op::Rewind(_) | Op::Undo);
                world.perform(op);
                world.check();
                if edits {
                    world.mark();
                }
            }
            Ok(())
        })
        .unwrap();
}

fn wish(to: &str) -> Wish<'_> {
    Wish { to, ..Wish::default() }
}
