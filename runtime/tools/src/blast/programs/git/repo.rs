//! The repository a command works on, and what git says of it.

use std::path::PathBuf;

use crate::blast::forecast::LostCommits;
use crate::blast::model::{Follow, Place};
use crate::blast::play::Play;
use crate::checkpoint::TreePath;

pub(super) struct Repo {
    /// The top of the work tree, below the folder.
    top: Option<TreePath>,
    cwd: PathBuf,
    /// `refs/heads/main`; none when no branch is checked out.
    pub branch: Option<String>,
}

impl Repo {
    /// None where there is none; an error names the one that lies outside the folder.
    pub fn find(play: &mut Play<'_>) -> Result<Option<Self>, String> {
        let cwd = play.model.cwd_path();
        let Some(said) = play.asks.git(&cwd, &["rev-parse", "--show-toplevel", "--absolute-git-dir"]) else {
            // There is one, of which git does not say where.
            let own = std::iter::successors(play.model.cwd.clone(), TreePath::parent).map(Some).chain([None]);
            let mut own = own.filter_map(|above| TreePath::join(above.as_ref(), b".git"));
            if own.any(|own| play.model.now.contains_key(&own)) {
                play.unknown(format!("git does not say what {} works on", play.by));
            }
            return Ok(None);
        };
        let said = String::from_utf8_lossy(&said).into_owned();
        let mut lines = said.lines();
        let (Some(top), Some(own)) = (lines.next(), lines.next()) else { return Ok(None) };
        let inside = |path: &str| match play.model.resolve(path.as_bytes(), Follow::Yes) {
            Place::Root => Ok(None),
            Place::Inside(path) => Ok(Some(path)),
            Place::Outside(path) => Err(path.display().to_string()),
        };
        let top = inside(top)?;
        inside(own)?;
        let branch = play.asks.git(&cwd, &["symbolic-ref", "-q", "HEAD"]);
        let branch = branch.map(|said| String::from_utf8_lossy(&said).trim().to_owned());
        Ok(Some(Self { top, cwd, branch }))
    }

    /// Lines of an answer; none where git refuses.
    pub fn ask(&self, play: &mut Play<'_>, arguments: &[&str]) -> Option<Vec<String>> {
        let said = play.asks.git(&self.cwd, arguments)?;
        Some(String::from_utf8_lossy(&said).lines().map(str::to_owned).collect())
    }

    /// The commit that a name stands for.
    pub fn commit(&self, play: &mut Play<'_>, name: &str) -> Option<String> {
        if name.starts_with('-') {
            return None;
        }
        let name = format!("{name}^{{commit}}");
        self.ask(play, &["rev-parse", "--verify", "--quiet", &name])?.into_iter().next()
    }

    /// Paths between NULs, from the top of the repository.
    fn paths(&self, said: &[u8]) -> Vec<TreePath> {
        let names = said.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        names.filter_map(|name| TreePath::join(self.top.as_ref(), name)).collect()
    }

    /// How files differ: `A`, `M`, `D`, `T` and the path of each.
    pub fn changes(&self, play: &mut Play<'_>, of: &[&str], paths: &[&str]) -> Option<Vec<(u8, TreePath)>> {
        let plain = [
            "diff",
            "--name-status",
            "-z",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--ignore-submodules=none",
        ];
        let all: Vec<&str> = plain.iter().chain(of).chain(["--"].iter()).chain(paths).copied().collect();
        let said = play.asks.git(&self.cwd, &all)?;
        let mut fields = said.split(|byte| *byte == 0).filter(|field| !field.is_empty());
        let mut changes = Vec::new();
        while let (Some(status), Some(name)) = (fields.next(), fields.next()) {
            changes.push((status[0], TreePath::join(self.top.as_ref(), name)?));
        }
        Some(changes)
    }

    /// Untracked files, with those that are ignored or without.
    pub fn untracked(&self, play: &mut Play<'_>, ignored: bool) -> Option<Vec<TreePath>> {
        let top = self.top_path(play);
        let mut arguments = vec!["ls-files", "-z", "--others"];
        if !ignored {
            arguments.push("--exclude-standard");
        }
        let said = play.asks.git(&top, &arguments)?;
        Some(self.paths(&said))
    }

    pub fn top_path(&self, play: &Play<'_>) -> PathBuf {
        play.model.path_of(self.top.as_ref())
    }

    /// A path as git prints it for people: from where the command is, quoted where it is not plain.
    pub fn printed(&self, play: &Play<'_>, shown: &str) -> Option<TreePath> {
        let name = unquote(shown);
        match play.model.resolve(&name, Follow::No) {
            Place::Inside(path) => Some(path),
            Place::Root | Place::Outside(_) => None,
        }
    }

    /// The same where it lies outside, or cannot be saved.
    pub fn printed_outside(&self, play: &Play<'_>, shown: &str) -> Option<String> {
        match play.model.resolve(&unquote(shown), Follow::No) {
            Place::Outside(path) => Some(path.display().to_string()),
            Place::Root | Place::Inside(_) => None,
        }
    }

    /// Says which commits nothing leads to once `gone` is away and, if given, `new` is in its place. `refs` are the names
    /// that no longer count.
    pub fn lose(&self, play: &mut Play<'_>, named: &str, gone: &str, refs: &[&str], new: Option<&str>) {
        let mut arguments = vec!["rev-list".to_owned(), gone.to_owned(), "--not".to_owned()];
        arguments.extend(refs.iter().map(|name| format!("--exclude={name}")));
        arguments.push("--all".to_owned());
        let head_stays = match &self.branch {
            Some(branch) => !refs.contains(&branch.as_str()),
            None => new.is_none() && gone != "HEAD",
        };
        if head_stays {
            arguments.push("HEAD".to_owned());
        }
        arguments.extend(new.map(str::to_owned));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match self.ask(play, &arguments) {
            Some(commits) if commits.is_empty() => {}
            Some(commits) => play.out.commits.push(LostCommits { named: named.to_owned(), commits }),
            None => play.unknown(format!("which commits only {named} leads to")),
        }
    }

    /// Changes that are staged and nowhere else, among `paths`.
    pub fn lose_staged(&self, play: &mut Play<'_>, paths: &[&str]) {
        let staged = self.changes(play, &["--cached"], paths);
        let edited = self.changes(play, &[], paths);
        let (Some(staged), Some(edited)) = (staged, edited) else {
            return play.unknown("what is staged".to_owned());
        };
        let only = staged
            .into_iter()
            .filter(|(status, path)| *status != b'D' && edited.iter().any(|(_, it)| it == path));
        play.out.staged.extend(only.map(|(_, path)| path));
        play.out.staged.sort();
        play.out.staged.dedup();
    }

    /// Where the person has hooks of their own for all repositories.
    pub fn hooks_elsewhere(&self, play: &mut Play<'_>) -> Option<String> {
        // Our own setting on the command line is among the answers.
        let all = self.ask(play, &["config", "--get-all", "core.hooksPath"]).unwrap_or_default();
        all.into_iter().find(|folder| folder != "/dev/null")
    }
}

/// Git's quotes: `"a\tb\303\251"`.
fn unquote(shown: &str) -> Vec<u8> {
    let Some(inner) = shown.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return shown.as_bytes().to_vec();
    };
    let mut bytes = Vec::new();
    let mut rest = inner.as_bytes();
    while let Some((&byte, more)) = rest.split_first() {
        rest = more;
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let octal = rest.get(..3).filter(|digits| digits.iter().all(|digit| (b'0'..=b'7').contains(digit)));
        if let Some(digits) = octal {
            bytes.push(
                digits.iter().fold(0_u8, |value, digit| value.wrapping_mul(8).wrapping_add(digit - b'0')),
            );
            rest = &rest[3..];
        } else if let Some((&code, more)) = rest.split_first() {
            bytes.push(match code {
                b'n' => b'\n',
                b't' => b'\t',
                b'r' => b'\r',
                b'a' => 7,
                b'b' => 8,
                b'v' => 11,
                b'f' => 12,
                other => other,
            });
            rest = more;
        }
    }
    bytes
}
