//! A repository of real git that has something to lose everywhere, and the machine's own shell.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tools::blast::{Answers, Command, Forecast, Setting, foresee};
use tools::checkpoint::Scan;
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
echo untracked > notes.txt; echo spaced > "with space.txt"; echo u > ünï.txt; echo q > 'quo"te.txt'; echo shared > shared.txt; ln shared.txt twin.bin
mkdir -p build/deep empty mirror; echo object > build/deep/a.o; echo log > trace.log
echo other > mirror/a.csv; echo extra > mirror/extra.csv; echo long text here > long.txt
echo odd > "$(printf 'two\nlines.txt')"; echo odd > "$(printf 'mirror/\303\274ber \\#101\nline')"
ln -s notes.txt link; ln -s nowhere dangling; printf '#!/bin/sh\nrm -f notes.txt\n' > clean.sh; chmod 755 clean.sh
printf 'clean:\n\trm -rf build\n' > Makefile; printf '{"scripts":{"clean":"rm -rf build"}}' > package.json
"#;

pub struct Ground {
    shell: Arc<LocalShell>,
    pub environment: Environment,
    pub template: PathBuf,
    _folder: tempfile::TempDir,
}

impl Ground {
    pub async fn new() -> Self {
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

    pub async fn run(&self, line: &str, at: &Path) -> Outcome {
        let invocation = Invocation::new(["sh", "-c", line], at, 60_000);
        self.shell.run(invocation, CancellationToken::new()).await
    }

    pub async fn lines(&self, line: &str, at: &Path) -> BTreeSet<String> {
        self.run(line, at).await.stdout.text().lines().map(str::to_owned).collect()
    }

    pub async fn foresee(&self, line: &str, at: &Path, found: &Scan) -> Forecast {
        let (command, at, found) = (Command::Line(line.to_owned()), at.to_owned(), found.clone());
        let environment = self.environment.clone();
        let variables = environment.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        tokio::task::spawn_blocking(move || {
            let setting = Setting { root: &at, found: &found, cwd: None, environment: variables };
            foresee(&command, &setting, &mut Answers::new(environment))
        })
        .await
        .unwrap()
    }
}
