//! A repository as it is now: read once, then only as far as it changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use code::graph::{Program, Project, by_name};
use code::stack::Package;
use code::{Index, Skipped};
use protocol::problem::Problem;
use tools::sources::{Sources, Stamp, Standing};
use tools::watch::Hint;

use crate::codebase::{packages, reason, unusable};
use crate::commands::ask::telling;
use crate::understanding::{Read, read_all};

pub struct Live {
    sources: Sources,
    index: Index,
    project: Project,
    /// Each file of the listing as it was when it was read.
    stamps: BTreeMap<String, Option<Stamp>>,
    /// Linked when it is asked about; none since something changed.
    linked: Option<(Program, BTreeMap<String, String>, Vec<Package>)>,
}

/// A repository with its files as one program.
pub struct Linked<'l> {
    pub index: &'l Index,
    pub project: &'l Project,
    pub program: &'l Program,
    /// Texts at the root that say what it is.
    pub texts: &'l BTreeMap<String, String>,
    /// What the manifests name.
    pub packages: &'l [Package],
}

fn is_operation(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with("Dockerfile")
        || name.starts_with("docker-compose")
        || matches!(
            name,
            "compose.yaml"
                | "compose.yml"
                | "Makefile"
                | "Procfile"
                | "Jenkinsfile"
                | ".gitlab-ci.yml"
                | "fly.toml"
        )
        || path.starts_with(".github/workflows/")
        || path.starts_with(".circleci/")
}

/// What a look at the files brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refresh {
    pub files: usize,
    pub symbols: usize,
    pub skipped: usize,
    pub added: Vec<String>,
    pub changed: Vec<String>,
    pub removed: Vec<String>,
}

impl Refresh {
    pub fn is_change(&self) -> bool {
        !(self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty())
    }
}

impl Live {
    /// Reads all that lies in a folder.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        let sources = Sources::open(path).map_err(|error| unusable(&error))?;
        let mut live = Self {
            sources,
            index: Index::default(),
            project: Project::default(),
            stamps: BTreeMap::new(),
            linked: None,
        };
        live.refresh(&Hint::Anything);
        Ok(live)
    }

    /// What is known in numbers.
    pub fn state(&self) -> Refresh {
        Refresh {
            files: self.index.files().len(),
            symbols: self.index.files().map(|facts| facts.symbols.len()).sum(),
            skipped: self.index.skipped().len(),
            ..Refresh::default()
        }
    }

    /// Follows the path to the folder that lies there now. What is read there no longer is read no more.
    pub fn follow(&mut self) -> Standing {
        let standing = self.sources.standing();
        match self.sources.again() {
            Ok(again) if standing == Standing::Replaced => {
                self.sources = again;
                Standing::Same
            }
            _ => standing,
        }
    }

    /// Reads what is not as it was. Files that are new or gone are seen whatever the hint names.
    pub fn refresh(&mut self, hint: &Hint) -> Refresh {
        let listing = self.sources.list();
        let now: BTreeSet<&str> = listing.files.iter().map(String::as_str).collect();
        let gone: Vec<String> =
            self.stamps.keys().filter(|path| !now.contains(path.as_str())).cloned().collect();
        let (mut added, mut changed) = (Vec::new(), Vec::new());
        for path in &listing.files {
            let known = self.stamps.get(path);
            let named = match hint {
                Hint::Anything => true,
                Hint::Paths(paths) => paths.contains(path),
            };
            if known.is_some() && !named {
                continue;
            }
            let stamp = self.sources.stamp(path);
            match known {
                None => added.push((path.clone(), stamp)),
                // One that cannot be looked at is tried again.
                Some(before) if *before != stamp || stamp.is_none() => changed.push((path.clone(), stamp)),
                Some(_) => {}
            }
        }
        changed.retain(|(path, stamp)| stamp.is_some() || self.index.file(path).is_some());
        let read: Vec<String> = added.iter().chain(&changed).map(|(path, _)| path.clone()).collect();
        for path in &gone {
            self.forget(path);
            self.stamps.remove(path);
        }
        for outcome in read_all(&self.sources, &read) {
            self.take(outcome);
        }
        self.stamps.extend(added.iter().chain(&changed).cloned());
        self.take_unread(listing.unread);
        let names = |found: Vec<(String, Option<Stamp>)>| found.into_iter().map(|(path, _)| path).collect();
        let refresh = Refresh { added: names(added), changed: names(changed), removed: gone, ..self.state() };
        if refresh.is_change() {
            self.linked = None;
        }
        refresh
    }

    fn take_unread(&mut self, unread: Vec<tools::sources::Unread>) {
        let now: BTreeSet<&str> = unread.iter().map(|one| one.path.as_str()).collect();
        let lost: Vec<String> = self
            .index
            .skipped()
            .map(|(path, _)| path.to_owned())
            .filter(|path| !now.contains(path.as_str()) && !self.stamps.contains_key(path))
            .collect();
        for path in lost {
            self.index.remove(&path);
        }
        for one in unread {
            self.index.put(Err(Skipped { path: one.path, reason: reason(one.why) }));
        }
    }

    fn forget(&mut self, path: &str) {
        self.index.remove(path);
        self.project.remove(path);
    }

    fn take(&mut self, outcome: Read) {
        match outcome {
            Read::Known(facts, note) => {
                self.index.put(Ok(*facts));
                self.project.put(*note);
            }
            Read::Schema(note) => self.project.put(*note),
            Read::Skipped(skipped) => {
                self.project.remove(&skipped.path);
                self.index.put(Err(skipped));
            }
        }
    }

    /// What questions are answered from, as it was last read.
    pub fn linked(&mut self) -> Linked<'_> {
        let (index, project, sources) = (&self.index, &self.project, &self.sources);
        let (program, texts, packages) = self.linked.get_or_insert_with(|| {
            let mut program = project.link();
            by_name::add(&mut program, index);
            let files = sources.list().files;
            (program, telling(sources, &files), packages(sources, &files).0)
        });
        Linked { index, project, program, texts, packages }
    }

    /// What the manifests and locks name, and those that could not be read.
    pub fn stack(&self) -> (Vec<Package>, Vec<(String, String)>) {
        packages(&self.sources, &self.sources.list().files)
    }

    /// Files that say how the repository is built, run or deployed.
    pub fn operations(&self) -> Vec<String> {
        self.stamps.keys().filter(|path| is_operation(path)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use code::graph::ask::Knowledge;
    use std::fs;

    /// The files of a folder, and the same read anew.
    fn same(live: &Live, folder: &Path) {
        let anew = Live::open(folder).unwrap();
        assert_eq!(live.index, anew.index);
        assert_eq!(live.stamps, anew.stamps);
        let (one, other) = (live.project.link(), anew.project.link());
        assert_eq!((one.places, one.calls), (other.places, other.calls));
    }

    #[test]
    fn what_follows_edits_is_what_reading_all_anew_gives() {
        let room = tempfile::tempdir().unwrap();
        let folder = room.path().canonicalize().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("a.py", "from b import f\n\ndef g():\n    f()\n");
        write("b.py", "def f():\n    pass\n");
        write("notes.txt", "x");
        let mut live = Live::open(&folder).unwrap();
        let edits: Vec<Box<dyn Fn()>> = vec![
            Box::new(|| write("b.py", "def f():\n    h()\n\ndef h():\n    pass\n")),
            Box::new(|| write("c/d.py", "def k():\n    pass\n")),
            Box::new(|| fs::rename(folder.join("c"), folder.join("e")).unwrap()),
            Box::new(|| write(".gitignore", "e/\n")),
            Box::new(|| fs::remove_file(folder.join("a.py")).unwrap()),
            Box::new(|| std::os::unix::fs::symlink("b.py", folder.join("a.py")).unwrap()),
            Box::new(|| fs::write(folder.join("b.py"), [0, 255, 0]).unwrap()),
            Box::new(|| fs::remove_file(folder.join(".gitignore")).unwrap()),
            Box::new(|| {
                fs::remove_file(folder.join("a.py")).unwrap();
                write("a.py", "def g(): pass\n");
            }),
        ];
        for edit in edits {
            edit();
            // Without a hint of what changed, and with one that names too little, nothing is missed that is new or gone.
            live.refresh(&Hint::Anything);
            same(&live, &folder);
            assert!(!live.refresh(&Hint::Anything).is_change());
        }
    }

    #[test]
    fn a_folder_that_is_made_again_is_read_again() {
        let room = tempfile::tempdir().unwrap();
        let root = room.path().canonicalize().unwrap();
        let (folder, moved) = (root.join("folder"), root.join("moved"));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("a.py"), "def old(): pass\n").unwrap();
        let mut live = Live::open(&folder).unwrap();
        fs::rename(&folder, &moved).unwrap();
        assert_eq!(live.follow(), Standing::Gone);
        assert_eq!(live.refresh(&Hint::Anything).removed, ["a.py"]);
        std::os::unix::fs::symlink(&moved, &folder).unwrap();
        assert_eq!(live.follow(), Standing::Link);
        assert!(!live.refresh(&Hint::Anything).is_change());
        fs::remove_file(&folder).unwrap();
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("a.py"), "def new(): pass\n").unwrap();
        assert_eq!(live.follow(), Standing::Same);
        assert_eq!(live.refresh(&Hint::Anything).added, ["a.py"]);
        same(&live, &folder);
        // Replaced at once, nobody having looked in between.
        fs::remove_dir_all(&folder).unwrap();
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("b.py"), "def newer(): pass\n").unwrap();
        assert_eq!(live.follow(), Standing::Same);
        live.refresh(&Hint::Anything);
        same(&live, &folder);
    }

    #[test]
    fn a_hint_keeps_the_rest_unread() {
        let room = tempfile::tempdir().unwrap();
        let folder = room.path().canonicalize().unwrap();
        for name in ["a.py", "b.py"] {
            fs::write(folder.join(name), "x = 1\n").unwrap();
        }
        let mut live = Live::open(&folder).unwrap();
        for name in ["a.py", "b.py"] {
            fs::write(folder.join(name), "def f(): pass\n").unwrap();
        }
        let hint = Hint::Paths(BTreeSet::from(["a.py".to_owned()]));
        assert_eq!(live.refresh(&hint).changed, ["a.py"]);
        assert_eq!(live.refresh(&Hint::Anything).changed, ["b.py"]);
        let Linked { index, program, texts, .. } = live.linked();
        let answer = Knowledge::new(index, program, texts).ask("where is f?");
        assert!(answer.known && answer.lines.len() >= 2, "{answer:?}");
    }
}
