//! One line: what is foreseen, what happens, and the way back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use tools::blast::Forecast;
use tools::checkpoint::{
    Cover, Difference, Entry, Kind, Limits, Manifest, MemoryKeep, Part, Tree, Vault, Why, Wish, difference,
};

use crate::ground::Ground;
use crate::table::Known::{self, Exactly};

pub fn whole() -> Cover {
    Cover { git: true, only: Vec::new() }
}

pub fn work(tree: &Tree) -> Tree {
    tree.iter()
        .filter(|(path, _)| !path.in_git())
        .map(|(path, entry)| (path.clone(), entry.clone()))
        .collect()
}

/// Is everything that was in a file still at its place?
pub fn still_there(before: &Entry, after: Option<&Entry>, bytes: impl Fn(&Entry) -> Vec<u8>) -> bool {
    match (after, &before.kind) {
        (Some(after), Kind::File) => after.kind == Kind::File && bytes(after).starts_with(&bytes(before)),
        (Some(after), _) => after.kind == before.kind,
        (None, _) => false,
    }
}

/// Says what was foreseen, and what happened instead.
pub fn differ<T: PartialEq + std::fmt::Debug>(wrong: &mut Vec<String>, what: &str, said: &T, really: &T) {
    if said != really {
        wrong.push(format!("{what}: said {said:?}, really {really:?}"));
    }
}

pub struct Case<'g> {
    ground: &'g Ground,
    line: &'static str,
    pub at: PathBuf,
    pub vault: Vault,
    keep: Arc<MemoryKeep>,
    _folder: tempfile::TempDir,
}

impl<'g> Case<'g> {
    /// `first` is run before anything is looked at.
    pub async fn new(ground: &'g Ground, first: &str, line: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().canonicalize().unwrap().join("repo");
        let copied = ground
            .run(&format!("cp -a '{}' '{}'", ground.template.display(), at.display()), folder.path())
            .await;
        assert!(copied.success());
        std::fs::create_dir(folder.path().join("home")).unwrap();
        if !first.is_empty() {
            let made = ground.run(first, &at).await;
            assert!(made.success(), "{first}: {}", made.stderr.text());
        }
        let keep = Arc::new(MemoryKeep::default());
        let home = folder.path().join("data");
        let vault = Vault::open(&home.join("checkpoints"), &home, keep.clone(), Limits::default()).unwrap();
        Self { ground, line, at, vault, keep, _folder: folder }
    }

    pub async fn foresee(&self) -> Forecast {
        let found = self.vault.look(&self.at, 1_000).unwrap();
        self.ground.foresee(self.line, &self.at, &found).await
    }

    pub fn save(&self) -> Manifest {
        self.vault.save(&self.at, whole(), Why::Asked, 1_000).unwrap().1
    }

    pub fn bytes(&self, entry: &Entry) -> Vec<u8> {
        use tools::checkpoint::Keep;
        let piece = |it: &tools::checkpoint::Piece| {
            let blob = self.keep.get(&it.blob).unwrap();
            blob[it.offset as usize..][..it.bytes as usize].to_vec()
        };
        entry.pieces.iter().flat_map(piece).collect()
    }

    pub async fn commits(&self) -> BTreeSet<String> {
        self.ground.lines("git rev-list --all HEAD $(git stash list --format=%H) 2>/dev/null", &self.at).await
    }

    /// Staged blobs by path that no commit and no file holds.
    pub async fn only_staged(&self) -> BTreeMap<String, String> {
        if !self.line.contains("git") {
            return BTreeMap::new();
        }
        let staged = self.ground.lines("git ls-files -s 2>/dev/null", &self.at).await;
        let objects =
            self.ground.run("git rev-list --objects --all HEAD 2>/dev/null", &self.at).await.stdout.text();
        let mut only = BTreeMap::new();
        for line in staged {
            let (about, path) = line.split_once('\t').unwrap();
            let blob = about.split(' ').nth(1).unwrap();
            let file = self
                .ground
                .run(&format!("git hash-object -- '{path}' 2>/dev/null"), &self.at)
                .await
                .stdout
                .text();
            if !objects.contains(blob) && file.trim() != blob {
                only.insert(blob.to_owned(), path.to_owned());
            }
        }
        only
    }

    pub async fn check(&self, known: Known) -> Vec<String> {
        let mut wrong = Vec::new();
        let line = self.line;
        let before = self.save();
        let (commits, staged) = (self.commits().await, self.only_staged().await);
        let foreseen = self.foresee().await;
        self.ground.run(line, &self.at).await;
        let after = self.save();

        let is_gone = |(path, entry): &(&tools::checkpoint::TreePath, &Entry)| {
            !entry.is_folder() && !still_there(entry, after.tree.get(path), |entry| self.bytes(entry))
        };
        let lost = |tree: &Tree| -> BTreeSet<String> {
            tree.iter().filter(is_gone).map(|(path, _)| path.to_string()).collect()
        };
        let git_stays = after.tree.keys().any(|path| path.to_string() == ".git/HEAD");
        let really = if git_stays { lost(&work(&before.tree)) } else { lost(&before.tree) };
        let said: BTreeSet<String> = foreseen.files.keys().map(ToString::to_string).collect();
        differ(&mut wrong, "exactly", &foreseen.is_exact(), &(known == Exactly));
        differ(&mut wrong, "outside", &foreseen.outside, &BTreeSet::new());
        if known == Exactly {
            differ(&mut wrong, "files", &said, &really);
            if git_stays {
                let now = self.commits().await;
                let gone: BTreeSet<String> = commits.difference(&now).cloned().collect();
                let said: BTreeSet<String> =
                    foreseen.commits.iter().flat_map(|lost| lost.commits.clone()).collect();
                differ(&mut wrong, "commits", &said, &gone);
                let still = self.ground.lines("git ls-files -s 2>/dev/null", &self.at).await;
                let objects =
                    self.ground.run("git rev-list --objects --all HEAD", &self.at).await.stdout.text();
                let unstaged = staged.iter().filter(|(blob, _)| {
                    !still.iter().any(|line| line.contains(*blob)) && !objects.contains(*blob)
                });
                let gone: BTreeSet<String> = unstaged.map(|(_, path)| path.clone()).collect();
                let said: BTreeSet<String> = foreseen.staged.iter().map(ToString::to_string).collect();
                differ(&mut wrong, "staged", &said, &gone);
            }
        }
        self.check_way_back(&before, &after, git_stays);
        differ(&mut wrong, "commits after going back", &self.commits().await, &commits);
        wrong.into_iter().map(|it| format!("{line}: {it} {:?}", foreseen.unknown)).collect()
    }

    pub fn check_way_back(&self, before: &Manifest, after: &Manifest, git_stays: bool) {
        let line = self.line;
        self.vault.restore(&self.at, before, Part::Files, wish("before"), 1_000).unwrap();
        let files = self.save();
        assert_eq!(difference(&work(&files.tree), &work(&before.tree)), BTreeMap::new(), "{line}");
        if git_stays {
            let own = |tree: &Tree| -> Tree {
                tree.iter()
                    .filter(|(path, _)| path.in_git())
                    .map(|(path, entry)| (path.clone(), entry.clone()))
                    .collect()
            };
            assert_eq!(
                difference(&own(&files.tree), &own(&after.tree)),
                BTreeMap::new(),
                ".git was touched: {line}"
            );
        }
        self.vault.restore(&self.at, before, Part::FilesAndGit, wish("before"), 1_000).unwrap();
        let all = difference(&self.save().tree, &before.tree);
        assert_eq!(all, BTreeMap::<_, Difference>::new(), "not recovered after {line}");
    }
}

fn wish(to: &str) -> Wish<'_> {
    Wish { to, ..Wish::default() }
}
