//! A folder as a command sees it, without its bytes: what is where, and what became of what was there at first. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::forecast::Fate;
use crate::checkpoint::{Kind, Scan, TreePath};

/// Links in a row before a path is taken to lead nowhere.
const LINKS_MAX: usize = 40;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Folder,
    Link(Vec<u8>),
    /// A file or pipe with the bytes that this path had at first, or with new ones.
    Original(TreePath),
    New,
}

/// Where a path of the command line leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The folder itself.
    Root,
    Inside(TreePath),
    /// Absolute.
    Outside(PathBuf),
}

#[derive(Clone, Debug)]
pub(super) struct Model {
    root: PathBuf,
    first: BTreeMap<TreePath, Node>,
    pub now: BTreeMap<TreePath, Node>,
    /// Where the command is, below the root.
    pub cwd: Option<TreePath>,
    sizes: BTreeMap<TreePath, u64>,
    /// Files of which another name may be anywhere.
    linked: BTreeSet<TreePath>,
    /// What no checkpoint can hold: other file systems, sockets, the data folder itself. It counts as outside.
    left: Vec<TreePath>,
}

impl Model {
    /// `root` is the folder's real path.
    pub fn new(root: &Path, found: &Scan, cwd: Option<TreePath>) -> Self {
        let node = |(path, entry): (&TreePath, &crate::checkpoint::Entry)| {
            let node = match &entry.kind {
                Kind::Folder => Node::Folder,
                Kind::Link(to) => Node::Link(crate::checkpoint::target_bytes(to).unwrap_or_default()),
                Kind::File | Kind::Pipe => Node::Original(path.clone()),
            };
            (path.clone(), node)
        };
        let first: BTreeMap<TreePath, Node> = found.tree.iter().map(node).collect();
        let sizes = found.tree.iter().map(|(path, entry)| (path.clone(), entry.bytes)).collect();
        let left = found.uncovered.iter().map(|left| left.path.clone()).collect();
        Self {
            root: root.to_owned(),
            now: first.clone(),
            first,
            cwd,
            sizes,
            linked: found.linked.clone(),
            left,
        }
    }

    pub fn size(&self, path: &TreePath) -> u64 {
        match self.now.get(path) {
            Some(Node::Original(first)) => self.sizes.get(first).copied().unwrap_or(0),
            _ => 0,
        }
    }

    /// Where the command is on the disk.
    pub fn cwd_path(&self) -> PathBuf {
        self.path_of(self.cwd.as_ref())
    }

    pub fn path_of(&self, path: Option<&TreePath>) -> PathBuf {
        use std::os::unix::ffi::OsStrExt;
        path.map_or_else(
            || self.root.clone(),
            |path| self.root.join(std::ffi::OsStr::from_bytes(path.as_bytes())),
        )
    }

    /// Whether bytes written to a path may show under other names.
    pub fn is_linked(&self, path: &TreePath) -> bool {
        matches!(self.now.get(path), Some(Node::Original(first)) if self.linked.contains(first))
    }

    /// A second name for a file.
    pub fn link(&mut self, from: &TreePath, to: &TreePath) {
        if let Some(Node::Original(first)) = self.now.get(from).cloned() {
            self.linked.insert(first.clone());
            self.now.insert(to.clone(), Node::Original(first));
        }
    }

    /// Whether anything is other than it was at first.
    pub fn is_changed(&self) -> bool {
        self.now != self.first
    }

    /// Follows the links on the way, and the last one if `last`.
    pub fn resolve(&self, text: &[u8], last: Follow) -> Place {
        let start = if text.starts_with(b"/") { None } else { self.cwd.clone() };
        let absolute = text.starts_with(b"/");
        let mut at: Vec<Vec<u8>> = Vec::new();
        if absolute {
            // Walked from the real root: it may come back into the folder.
        } else {
            at = names(&self.root);
            at.extend(start.iter().flat_map(|path| path.names().map(<[u8]>::to_vec)));
        }
        let mut left: Vec<Vec<u8>> = text.split(|byte| *byte == b'/').rev().map(<[u8]>::to_vec).collect();
        let mut links = 0;
        while let Some(name) = left.pop() {
            match name.as_slice() {
                b"" | b"." => continue,
                b".." => drop(at.pop()),
                _ => {
                    at.push(name);
                    let more = left.iter().any(|name| !matches!(name.as_slice(), b"" | b"."));
                    let follow = more || last == Follow::Yes || text.ends_with(b"/");
                    if let (true, Some(Node::Link(to))) =
                        (follow, self.inside(&at).and_then(|path| self.now.get(&path)))
                    {
                        links += 1;
                        if links > LINKS_MAX {
                            continue;
                        }
                        let to = to.clone();
                        at.pop();
                        if to.starts_with(b"/") {
                            at.clear();
                        }
                        left.extend(to.split(|byte| *byte == b'/').rev().map(<[u8]>::to_vec));
                    }
                }
            }
        }
        self.place(&at)
    }

    fn place(&self, at: &[Vec<u8>]) -> Place {
        if at == names(&self.root) {
            return Place::Root;
        }
        match self.inside(at) {
            Some(path) if !self.is_left(&path) => Place::Inside(path),
            Some(_) | None => {
                use std::os::unix::ffi::OsStrExt;
                let mut path = PathBuf::from("/");
                at.iter().for_each(|name| path.push(std::ffi::OsStr::from_bytes(name)));
                Place::Outside(path)
            }
        }
    }

    fn inside(&self, at: &[Vec<u8>]) -> Option<TreePath> {
        let below = at.strip_prefix(names(&self.root).as_slice())?;
        TreePath::new(below.join(&b'/'))
    }

    pub fn is_folder(&self, place: &Place) -> bool {
        match place {
            Place::Root => true,
            Place::Inside(path) => self.now.get(path) == Some(&Node::Folder),
            Place::Outside(path) => path.is_dir(),
        }
    }

    /// Whether a path is, or lies in, what cannot be saved.
    pub fn is_left(&self, path: &TreePath) -> bool {
        self.left.iter().any(|left| path.is_within(left))
    }

    /// What cannot be saved at a path or below it, none for all.
    pub fn left_within(&self, folder: Option<&TreePath>) -> Vec<TreePath> {
        let below = |left: &&TreePath| folder.is_none_or(|folder| left.is_within(folder));
        self.left.iter().filter(below).cloned().collect()
    }

    /// What lies directly in a folder, in order.
    pub fn names_in(&self, folder: Option<&TreePath>) -> Vec<Vec<u8>> {
        let below = self.now.keys().chain(&self.left).filter(|path| path.parent().as_ref() == folder);
        below.map(|path| path.split().1.to_vec()).collect()
    }

    /// A path and all below it.
    pub fn within(&self, folder: &TreePath) -> Vec<TreePath> {
        self.now.keys().filter(|path| path.is_within(folder)).cloned().collect()
    }

    pub fn remove(&mut self, path: &TreePath) {
        self.within(path).iter().for_each(|below| drop(self.now.remove(below)));
    }

    /// A file gets other bytes, or is made.
    pub fn write(&mut self, path: &TreePath) {
        self.now.insert(path.clone(), Node::New);
    }

    /// Moves or copies a path with all below it; what is at the goal and is no folder is replaced.
    pub fn transfer(&mut self, from: &TreePath, to: &TreePath, keep: bool) {
        let all: Vec<(TreePath, Node)> = self
            .within(from)
            .into_iter()
            .filter_map(|path| Some((path.clone(), self.now.get(&path)?.clone())))
            .collect();
        for (path, node) in all {
            let rest = &path.as_bytes()[from.as_bytes().len()..];
            let Some(goal) = TreePath::new([to.as_bytes(), rest].concat()) else { continue };
            if !keep {
                self.now.remove(&path);
            }
            self.now.insert(goal, node);
        }
    }

    pub fn lost_folders(&self) -> impl Iterator<Item = TreePath> {
        let folders = self.first.iter().filter(|(_, node)| **node == Node::Folder);
        folders.filter(|(path, _)| self.now.get(*path) != Some(&Node::Folder)).map(|(path, _)| path.clone())
    }

    /// What became of everything that was there at first.
    pub fn fates(&self) -> BTreeMap<TreePath, Fate> {
        let mut fates = BTreeMap::new();
        let elsewhere: BTreeMap<&TreePath, &TreePath> = self
            .now
            .iter()
            .filter_map(|(path, node)| match node {
                Node::Original(first) if first != path => Some((first, path)),
                _ => None,
            })
            .collect();
        for (path, node) in self.first.iter().filter(|(_, node)| **node != Node::Folder) {
            let now = self.now.get(path);
            if now == Some(node) {
                continue;
            }
            let fate = match (elsewhere.get(path), now) {
                (Some(to), _) => Fate::Moved((*to).clone()),
                (None, Some(_)) => Fate::Overwritten,
                (None, None) => Fate::Removed,
            };
            fates.insert(path.clone(), fate);
        }
        fates
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follow {
    Yes,
    No,
}

fn names(path: &Path) -> Vec<Vec<u8>> {
    use std::os::unix::ffi::OsStrExt;
    let parts = path.components().filter_map(|part| match part {
        std::path::Component::Normal(name) => Some(name.as_bytes().to_vec()),
        _ => None,
    });
    parts.collect()
}
