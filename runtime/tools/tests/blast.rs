//! Command lines that destroy, each really run in a repository of real git: what was foreseen is what happened, and going
//! back brings every byte back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tools::blast::{Answers, Command, Forecast, Setting, foresee};
use tools::checkpoint::{
    Cover, Difference, Entry, Kind, Limits, Manifest, MemoryKeep, Part, Tree, Vault, Why, difference,
};
use tools::ports::Shell;
use tools::{CancellationToken, Environment, Invocation, LocalShell, Outcome};

/// A repository with two branches, a tag of its own, a stash, edits, staged edits, untracked and ignored files.
const SETUP: &str = r#"
set -e
git init -q -b main
git config user.name Ann; git config user.email ann@example.invalid; git config commit.gpgsign false
mkdir src data
echo base > tracked.txt; echo one > src/one.c; echo two > src/two.c; echo 1 > data/a.csv
printf '*.log\nbuild/\n' > .gitignore
git add -A; git commit -qm first
echo second > tracked.txt; echo three > src/three.c; git add -A; git commit -qm second
git checkout -q -b old; echo old > old.txt; git add -A; git commit -qm "only on old"
git checkout -q --detach; echo tagged > tagged.txt; git add -A; git commit -qm "only tagged"; git tag only
git checkout -q main
echo stashed > tracked.txt; git stash -q
echo edited >> src/one.c
echo staged > src/two.c; git add src/two.c; echo again > src/two.c
echo untracked > notes.txt; echo spaced > "with space.txt"; echo u > ünï.txt; echo q > 'quo"te.txt'
mkdir -p build/deep empty mirror; echo object > build/deep/a.o; echo log > trace.log
echo other > mirror/a.csv; echo extra > mirror/extra.csv; echo long text here > long.txt
ln -s notes.txt link; ln -s nowhere dangling; printf '#!/bin/sh\nrm -f notes.txt\n' > clean.sh; chmod 755 clean.sh
printf 'clean:\n\trm -rf build\n' > Makefile; printf '{"scripts":{"clean":"rm -rf build"}}' > package.json
"#;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Everything is foreseen, to the file.
    Exactly,
    /// It is said that more may happen.
    NotAll,
}
use Known::{Exactly, NotAll};

/// What needs git alone.
const FEW: &[(&str, Known)] = &[
    ("rm -rf -- *", Exactly),
    ("rm -rf .git", Exactly),
    ("cd src && rm -rf ./* && cd ..", Exactly),
    ("mv mirror data/ && rm data/mirror/extra.csv", Exactly),
    ("cp notes.txt link", Exactly),
    ("echo x >> notes.txt; cat trace.log >| long.txt", Exactly),
    ("git clean -fdx", Exactly),
    ("git reset --hard HEAD~1", Exactly),
    ("git checkout -f old", Exactly),
    ("git stash drop", Exactly),
    ("git branch -D old", Exactly),
    ("for f in *.txt; do rm \"$f\"; done", NotAll),
];

/// The others need make, npm, Python and rsync as well: `cargo journeys blast` runs all.
const OTHERS: &[(&str, Known)] = &[
    ("rm notes.txt", Exactly),
    ("rm -rf build src", Exactly),
    ("rm -f *.txt 'with space.txt' missing", Exactly),
    ("rm -r src/*.c .gitignore", Exactly),
    ("rm link dangling", Exactly),
    ("rmdir empty src", Exactly),
    ("(cd build; rm -rf deep); rm trace.log", Exactly),
    ("D=build; rm -rf \"$D\" \"$UNSET\"notes.txt", Exactly),
    ("mv notes.txt tracked.txt", Exactly),
    ("mv src/one.c notes.txt data", Exactly),
    ("cp notes.txt tracked.txt", Exactly),
    ("cp -r data/. mirror", Exactly),
    ("echo x > notes.txt", Exactly),
    ("echo x > link", Exactly),
    ("cat notes.txt tracked.txt > tracked.txt 2>/dev/null", Exactly),
    ("truncate -s 4 long.txt; truncate -s 900 notes.txt", Exactly),
    ("sed -i s/base/top/ tracked.txt; sed -i -e 's/second/third/' tracked.txt", Exactly),
    ("sed -i.bak s/untracked/known/ notes.txt", Exactly),
    ("find . -name '*.c' -delete", Exactly),
    ("find build data -type f -exec rm -f {} +", Exactly),
    ("find . -path './.git' -prune -o -name '*.log' -delete", NotAll),
    ("dd if=/dev/zero of=long.txt bs=4 count=1 2>/dev/null", Exactly),
    ("echo y | tee notes.txt src/one.c", Exactly),
    ("echo y | tee -a notes.txt", Exactly),
    ("rsync -r --delete data/ mirror/", Exactly),
    ("ln -sf tracked.txt notes.txt", Exactly),
    ("shred -u notes.txt", Exactly),
    ("git clean -fd", Exactly),
    ("git clean -fdX", Exactly),
    ("git clean -n -fdx; git clean -d", Exactly),
    ("git reset --hard", Exactly),
    ("git reset HEAD~1", Exactly),
    ("git checkout -- .", Exactly),
    ("git checkout HEAD -- src", Exactly),
    ("git restore src/one.c", Exactly),
    ("git restore --source HEAD~1 --staged --worktree .", Exactly),
    ("git rm -rfq src", Exactly),
    ("git stash", Exactly),
    ("git stash -u", Exactly),
    ("git stash clear", Exactly),
    ("git tag -d only", Exactly),
    ("git commit -q --amend -m other", Exactly),
    ("git update-ref -d refs/heads/old", Exactly),
    ("git -C src clean -fdx .", Exactly),
    ("sh -c 'rm -rf build; echo > notes.txt'", Exactly),
    ("sh clean.sh", NotAll),
    ("./clean.sh", NotAll),
    ("python3 -c 'import os; os.remove(\"notes.txt\")'", NotAll),
    ("make -s clean", NotAll),
    ("npm run --silent clean", NotAll),
    ("rm $(ls *.txt)", NotAll),
    ("ls *.txt | xargs rm -f", NotAll),
    ("false || rm notes.txt", NotAll),
    ("git stash pop || git gc -q --prune=now", NotAll),
    ("git rebase -q old", NotAll),
    ("ls -la; cat notes.txt; git status; git log --oneline; echo done", Exactly),
    ("echo $(rm -rf build)", Exactly),
    ("X=$(rm -rf build); [ -n \"$(rm notes.txt)\" ]", Exactly),
    ("cat <<EOF\n$(rm -rf build)\nEOF\n", Exactly),
    ("cat <<EOF && rm -rf build\nx\nEOF\n", NotAll),
    ("tee <<EOF notes.txt\nx\nEOF\n", NotAll),
    (": ${D:=build}; rm -rf \"$D\"", NotAll),
    ("f=no; for f in *.txt; do rm -f $f; done", NotAll),
    ("cd src | rm -rf ./*.txt", Exactly),
    ("false && cd src; rm -rf ./*.txt", NotAll),
    ("alias cat=rm\ncat notes.txt", NotAll),
    ("git -c alias.x='clean -fdx' x", NotAll),
    ("git -c clean.requireForce=false clean -dx", NotAll),
    ("GIT_WORK_TREE=src git clean -fdx", NotAll),
    ("git clean --forc -dx", NotAll),
    ("git log --output=notes.txt", NotAll),
    ("git branch -v -D old", Exactly),
    ("git checkout -", NotAll),
    ("git switch -q -f old", Exactly),
    ("git worktree remove --force mirror; git reflog expire --expire=now --all", NotAll),
    ("ln -sf src/two.c", NotAll),
    ("sed -n 's/a/b/w mirror/a.csv' notes.txt; sed '/u/w long.txt' notes.txt", NotAll),
    ("sed --in s/untracked/x/ notes.txt", NotAll),
    ("sort --outp=notes.txt long.txt", NotAll),
    ("rm [[:lower:]]*.txt", Exactly),
    ("nohup rm notes.txt; timeout 5 rm trace.log; env A=1 rm long.txt", Exactly),
    (":>notes.txt; exec >long.txt", Exactly),
    ("tar cf x.tar -C data a.csv; tar xf x.tar -C mirror; install notes.txt long.txt", NotAll),
    ("true && mkdir -p new/deep && touch new/file", Exactly),
];

struct Ground {
    shell: Arc<LocalShell>,
    environment: Environment,
    template: PathBuf,
    _folder: tempfile::TempDir,
}

impl Ground {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        let template = folder.path().canonicalize().unwrap().join("template");
        std::fs::create_dir(&home).unwrap();
        std::fs::create_dir(&template).unwrap();
        let of = |name: &str, value: String| (name.to_owned(), value);
        let path = std::env::var("PATH").unwrap();
        let environment = Environment::allowed([
            of("PATH", path),
            of("HOME", home.display().to_string()),
            of("LC_ALL", "C".into()),
        ]);
        let shell = Arc::new(LocalShell::new(environment.clone()).unwrap());
        let ground = Self { shell, environment, template, _folder: folder };
        let made = ground.run(SETUP, &ground.template).await;
        assert!(made.success(), "{}", made.stderr.text());
        ground
    }

    async fn run(&self, line: &str, at: &Path) -> Outcome {
        let invocation = Invocation::new(["sh", "-c", line], at, 60_000);
        self.shell.run(invocation, CancellationToken::new()).await
    }

    async fn lines(&self, line: &str, at: &Path) -> BTreeSet<String> {
        self.run(line, at).await.stdout.text().lines().map(str::to_owned).collect()
    }

    async fn foresee(&self, line: &str, at: &Path, tree: &Tree) -> Forecast {
        let (command, at, tree) = (Command::Line(line.to_owned()), at.to_owned(), tree.clone());
        let environment = self.environment.clone();
        let variables = environment.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        tokio::task::spawn_blocking(move || {
            let setting = Setting { root: &at, tree: &tree, cwd: None, environment: variables };
            foresee(&command, &setting, &mut Answers::new(environment))
        })
        .await
        .unwrap()
    }
}

fn whole() -> Cover {
    Cover { git: true, only: Vec::new() }
}

fn work(tree: &Tree) -> Tree {
    tree.iter()
        .filter(|(path, _)| !path.in_git())
        .map(|(path, entry)| (path.clone(), entry.clone()))
        .collect()
}

/// Is everything that was in a file still at its place?
fn still_there(before: &Entry, after: Option<&Entry>, bytes: impl Fn(&Entry) -> Vec<u8>) -> bool {
    match (after, &before.kind) {
        (Some(after), Kind::File) => after.kind == Kind::File && bytes(after).starts_with(&bytes(before)),
        (Some(after), _) => after.kind == before.kind,
        (None, _) => false,
    }
}

/// Says what was foreseen, and what happened instead.
fn differ<T: PartialEq + std::fmt::Debug>(wrong: &mut Vec<String>, what: &str, said: &T, really: &T) {
    if said != really {
        wrong.push(format!("{what}: said {said:?}, really {really:?}"));
    }
}

struct Case<'g> {
    ground: &'g Ground,
    line: &'static str,
    at: PathBuf,
    vault: Vault,
    keep: Arc<MemoryKeep>,
    _folder: tempfile::TempDir,
}

impl<'g> Case<'g> {
    async fn new(ground: &'g Ground, line: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().canonicalize().unwrap().join("repo");
        let copied = ground
            .run(&format!("cp -a '{}' '{}'", ground.template.display(), at.display()), folder.path())
            .await;
        assert!(copied.success());
        let keep = Arc::new(MemoryKeep::default());
        let home = folder.path().join("home");
        let vault = Vault::open(&home.join("checkpoints"), &home, keep.clone(), Limits::default()).unwrap();
        Self { ground, line, at, vault, keep, _folder: folder }
    }

    fn save(&self) -> Manifest {
        self.vault.save(&self.at, whole(), Why::Asked, 1_000).unwrap().1
    }

    fn bytes(&self, entry: &Entry) -> Vec<u8> {
        use tools::checkpoint::Keep;
        let piece = |it: &tools::checkpoint::Piece| {
            let blob = self.keep.get(&it.blob).unwrap();
            blob[it.offset as usize..][..it.bytes as usize].to_vec()
        };
        entry.pieces.iter().flat_map(piece).collect()
    }

    async fn commits(&self) -> BTreeSet<String> {
        self.ground.lines("git rev-list --all HEAD $(git stash list --format=%H) 2>/dev/null", &self.at).await
    }

    /// Staged blobs by path that no commit and no file holds.
    async fn only_staged(&self) -> BTreeMap<String, String> {
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

    async fn check(&self, known: Known) -> Vec<String> {
        let mut wrong = Vec::new();
        let line = self.line;
        let before = self.save();
        let (commits, staged) = (self.commits().await, self.only_staged().await);
        let tree = self.vault.look(&self.at, 1_000).unwrap().tree;
        let foreseen = self.ground.foresee(line, &self.at, &tree).await;
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
        // What removes a path that nobody can know beforehand might remove anything.
        let outside =
            foreseen.outside.iter().any(|it| !it.path.starts_with("a path that is only known when it runs"));
        differ(&mut wrong, "outside", &outside, &false);
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

    fn check_way_back(&self, before: &Manifest, after: &Manifest, git_stays: bool) {
        let line = self.line;
        self.vault.restore(&self.at, before, Part::Files, "before", None, 1_000).unwrap();
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
        self.vault.restore(&self.at, before, Part::FilesAndGit, "before", None, 1_000).unwrap();
        let all = difference(&self.save().tree, &before.tree);
        assert_eq!(all, BTreeMap::<_, Difference>::new(), "not recovered after {line}");
    }
}

async fn check<'l>(lines: impl Iterator<Item = &'l (&'static str, Known)>) {
    let ground = Ground::new().await;
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for (line, known) in lines {
        wrong.extend(Case::new(&ground, line).await.check(*known).await);
        checked += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{checked} lines did what was foreseen");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_foreseen_is_what_happens_and_all_of_it_comes_back() {
    check(FEW.iter()).await;
}

/// `BLAST_LINE=rsync` runs those with it alone.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs make, npm, Python and rsync; `cargo journeys blast` runs it"]
async fn every_line_does_what_was_foreseen_and_all_of_it_comes_back() {
    let only = std::env::var("BLAST_LINE").unwrap_or_default();
    check(FEW.iter().chain(OTHERS).filter(|(line, _)| line.contains(&only))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_reaches_outside_is_named_before_it_runs() {
    let ground = Ground::new().await;
    std::fs::write(ground.template.join("../home/.profile"), "mine").unwrap();
    let tree = Case::new(&ground, "").await.vault.look(&ground.template, 1_000).unwrap().tree;
    for line in [
        "rm -rf /",
        "rm -rf ~",
        "rm -rf ~/",
        "rm -rf ..",
        "rm -rf ../*",
        "rm -rf /*",
        "rm -rf \"$UNSET\"/*",
        "rm -rf $HOME/",
        "cd .. && rm -rf template",
        "rm -rf \"$PWD\"",
        "mv notes.txt ../taken",
        "echo x > ../home/.profile",
        "git -C .. clean -fdx",
        "find / -delete",
        "find .. -name x -delete",
        "rm -rf $(pwd)",
        "sudo rm -rf x",
        "git push --force origin main",
        "ln -s / root; rm -rf root/home",
        "dd if=/dev/zero of=/dev/sda",
        "sh -c 'rm -rf /'",
        "time rm -rf /",
        "env A=1 rm -rf /",
        "rsync -a --delete data/ ../home/",
        "cd; rm -rf *",
    ] {
        let foreseen = ground.foresee(line, &ground.template, &tree).await;
        assert!(!foreseen.outside.is_empty(), "{line}: {foreseen:?}");
    }
}

/// A stand-in for git that answers all but the rehearsal of `clean`.
async fn foresee_clean_where_git(rehearses: &str) -> Forecast {
    use std::os::unix::fs::PermissionsExt;
    let mut ground = Ground::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (git, path) =
        (ground.environment.find_program("git").unwrap(), ground.environment.get("PATH").unwrap().to_owned());
    let script = format!(
        "#!/bin/sh\ncase \" $* \" in *' clean '*) {rehearses};; esac\nexec '{}' \"$@\"\n",
        git.display()
    );
    let stand_in = folder.path().join("git");
    std::fs::write(&stand_in, script).unwrap();
    std::fs::set_permissions(&stand_in, std::fs::Permissions::from_mode(0o755)).unwrap();
    let with_path = [("PATH".to_owned(), format!("{}:{path}", folder.path().display()))];
    let others = ground.environment.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    ground.environment =
        Environment::allowed(others.filter(|(name, _)| name != "PATH").chain(with_path).collect::<Vec<_>>());
    let tree = Case::new(&ground, "").await.vault.look(&ground.template, 1_000).unwrap().tree;
    ground.foresee("git clean -fdx", &ground.template, &tree).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_whose_rehearsal_gave_no_answer_was_taken_as_harmless() {
    let (much, dies, refuses) = tokio::join!(
        foresee_clean_where_git("exec head -c 70000000 /dev/zero"),
        foresee_clean_where_git("kill -9 $$"),
        foresee_clean_where_git("exit 128"),
    );
    for (foreseen, why) in
        [(much, "said more than 64 MB"), (dies, "ended with signal: 9"), (refuses, "could not be rehearsed")]
    {
        assert!(!foreseen.is_exact() && !foreseen.is_harmless(), "{foreseen:?}");
        assert!(foreseen.unknown.iter().any(|it| it.contains(why)), "{why}: {:?}", foreseen.unknown);
    }
}
