//! Imports to files: packages, relative paths, path aliases, workspaces, source layouts. What leads out of the project is named.

mod config;
mod python;
pub mod read;
mod rust;
mod script;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::ir::Import;
pub use config::Config;
use rust::{Crates, is_rust};

/// Whether a file says how imports are resolved.
pub fn configures(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    config::is_bundler(name)
        || name == "package.json"
        || rust::is_manifest(name)
        || name == "jsconfig.json"
        || (name.starts_with("tsconfig") && name.ends_with(".json"))
}

/// JSON but for comments and commas, as compilers' configurations may be written.
pub fn is_lenient_json(text: &str) -> bool {
    config::lenient(text).is_some()
}

/// What an import leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file of the project, by its place in the list.
    File(usize),
    /// A folder of Python modules without a file of its own, by its dotted name.
    Package(String),
    /// A file of the project that holds no code, by its path: `import data from "./data.json"`.
    Data(String),
    /// Something outside of the project.
    External(String),
    /// Something that must lie in the project, and does not.
    Missing(String),
}

/// The files of a project as imports see them.
pub struct Tree {
    by_path: HashMap<String, usize>,
    folders: BTreeSet<String>,
    /// Files that can be imported and hold no code.
    data: BTreeSet<String>,
    roots: BTreeSet<String>,
    config: Config,
    crates: Crates,
}

impl Tree {
    /// `files`: the paths of files that can be imported; `texts`: of files that say how (`package.json`, `tsconfig.json`, `Cargo.toml`).
    pub fn new(files: &[&str], texts: &BTreeMap<String, String>) -> Self {
        let by_path: HashMap<String, usize> =
            files.iter().enumerate().map(|(index, path)| ((*path).to_owned(), index)).collect();
        let mut folders = BTreeSet::new();
        for path in files {
            let mut folder = parent(path);
            while folders.insert(folder.to_owned()) && !folder.is_empty() {
                folder = parent(folder);
            }
        }
        let mut tree = Tree {
            by_path,
            folders,
            data: BTreeSet::new(),
            roots: BTreeSet::new(),
            config: Config::read(texts),
            crates: Crates::read(texts),
        };
        tree.roots =
            files.iter().filter(|path| path.ends_with(".py")).map(|path| tree.root_of(path)).collect();
        tree
    }

    /// Takes in files that hold no code.
    pub fn with_data<'d>(mut self, paths: impl Iterator<Item = &'d str>) -> Self {
        self.data.extend(paths.map(str::to_owned));
        self
    }

    /// Where an import of the file at `from` leads.
    pub fn resolve(&self, from: &str, script: bool, import: &Import) -> Target {
        if is_rust(from) {
            return self.resolve_rust(from, import);
        }
        if script { self.resolve_script(from, &import.module) } else { self.resolve_python(from, import) }
    }

    /// The files and packages that an import loads, each with the names taken from it: `from a import b` loads the module `a.b` where there
    /// is one. A file does not load itself.
    pub fn loads(&self, from: &str, script: bool, import: &Import) -> Vec<(Target, Vec<Box<str>>)> {
        if is_rust(from) {
            return self.loads_rust(from, import);
        }
        let target = self.resolve(from, script, import);
        let own = self.file(from);
        let holds = match &target {
            Target::File(_) => !script,
            Target::Package(_) => true,
            Target::Data(_) | Target::External(_) | Target::Missing(_) => false,
        };
        let (mut found, mut rest) = (Vec::new(), Vec::new());
        for name in &import.names {
            match self.submodule(from, import, name).filter(|file| holds && Target::File(*file) != target) {
                Some(file) => found.push((Target::File(file), vec![name.clone()])),
                None => rest.push(name.clone()),
            }
        }
        if found.is_empty() || !rest.is_empty() {
            found.insert(0, (target, rest));
        }
        found.retain(|(target, _)| own.is_none_or(|own| *target != Target::File(own)));
        found
    }

    fn submodule(&self, from: &str, import: &Import, name: &str) -> Option<usize> {
        let dot = if import.module.is_empty() { "" } else { "." };
        let mut inner = Import::of(&format!("{}{dot}{name}", import.module), import.line);
        inner.level = import.level;
        match self.resolve_python(from, &inner) {
            Target::File(file) => Some(file),
            _ => None,
        }
    }

    /// How each file is called in qualified names; no two alike.
    pub fn modules(&self, files: &[&str]) -> Vec<String> {
        let mut taken = BTreeSet::new();
        let mut names = Vec::new();
        for path in files {
            let name = self.module_of(path);
            let name = if taken.contains(&name) { (*path).to_owned() } else { name };
            taken.insert(name.clone());
            names.push(name);
        }
        names
    }

    fn module_of(&self, path: &str) -> String {
        if path.ends_with(".py") || path.ends_with(".pyi") {
            return self.python_module(path);
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => path[..path.len() - (name.len() - stem.len())].to_owned(),
            _ => path.to_owned(),
        }
    }

    fn file(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }
}

pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

pub(super) fn join(folder: &str, rest: &str) -> String {
    if folder.is_empty() {
        rest.to_owned()
    } else if rest.is_empty() {
        folder.to_owned()
    } else {
        format!("{folder}/{rest}")
    }
}

/// A path without `.` and `..`; none if it leaves the project.
pub(super) fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
