//! Folders and files as everyone sees them, and as the disk has them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::cut::Chance;
use super::fault::Faults;
use super::file::{Change, Content};
use crate::disk::{Kind, Open};

#[derive(Clone)]
pub(super) struct State {
    /// By number; the first is the root. None is ever removed: a handle or the disk may still have it.
    pub nodes: Vec<Node>,
    /// Entries that were changed and not synced, of all folders, oldest first.
    pub steps: Vec<Step>,
    pub locks: BTreeSet<PathBuf>,
    /// Of the process: handles and locks of an earlier one are void.
    pub life: u64,
    pub faults: Faults,
    pub chance: Chance,
}

#[derive(Clone)]
pub(super) enum Node {
    File(Content),
    Folder(Folder),
}

pub(super) type Entries = BTreeMap<String, usize>;

#[derive(Clone, Default)]
pub(super) struct Folder {
    pub now: Entries,
    pub durable: Entries,
}

#[derive(Clone)]
pub(super) enum Step {
    Link { folder: usize, name: String, id: usize },
    Unlink { folder: usize, name: String },
    Rename { from_folder: usize, from: String, to_folder: usize, to: String, id: usize },
}

const ROOT: usize = 0;

impl State {
    pub fn new(seed: u64) -> Self {
        State {
            nodes: vec![Node::Folder(Folder::default())],
            steps: Vec::new(),
            locks: BTreeSet::new(),
            life: 0,
            faults: Faults::default(),
            chance: Chance::new(seed),
        }
    }

    pub fn end_process(&mut self) {
        self.life += 1;
        self.locks.clear();
        self.faults = Faults::default();
    }

    pub fn node(&self, id: usize) -> &Node {
        &self.nodes[id]
    }

    pub fn content(&mut self, id: usize) -> io::Result<&mut Content> {
        match &mut self.nodes[id] {
            Node::File(content) => Ok(content),
            Node::Folder(_) => Err(io::ErrorKind::IsADirectory.into()),
        }
    }

    pub fn entries(&self, id: usize) -> io::Result<&Entries> {
        match &self.nodes[id] {
            Node::Folder(folder) => Ok(&folder.now),
            Node::File(_) => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    fn folder(&mut self, id: usize) -> &mut Folder {
        match &mut self.nodes[id] {
            Node::Folder(folder) => folder,
            Node::File(_) => unreachable!("only folders are changed as folders"),
        }
    }

    /// The node of a path, which is taken from the root on whether it is relative or not.
    pub fn find(&self, path: &Path) -> io::Result<usize> {
        let names = path.components().filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_string_lossy()),
            Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
        });
        let mut id = ROOT;
        for name in names {
            id = *self.entries(id)?.get(&*name).ok_or(io::ErrorKind::NotFound)?;
        }
        Ok(id)
    }

    /// The folder that a path lies in, and its name there.
    fn place(&self, path: &Path) -> io::Result<(usize, String)> {
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy().into_owned();
        let folder = self.find(path.parent().unwrap_or(Path::new("")))?;
        self.entries(folder)?;
        Ok((folder, name))
    }

    fn at(&self, folder: usize, name: &str) -> Option<usize> {
        self.entries(folder).ok()?.get(name).copied()
    }

    pub fn open(&mut self, path: &Path, how: Open) -> io::Result<usize> {
        let (folder, name) = self.place(path)?;
        match (self.at(folder, &name), how) {
            (None, Open::Read | Open::Write) => Err(io::ErrorKind::NotFound.into()),
            (None, Open::Create) => Ok(self.link_new(folder, name, Node::File(Content::default()))),
            (Some(id), how) => {
                let content = self.content(id)?;
                if how == Open::Create {
                    content.change(Change::SetLen(0));
                }
                Ok(id)
            }
        }
    }

    fn link_new(&mut self, folder: usize, name: String, node: Node) -> usize {
        let id = self.nodes.len();
        self.nodes.push(node);
        self.step(Step::Link { folder, name, id });
        id
    }

    pub fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        let (folder, name) = self.place(path)?;
        if self.at(folder, &name).is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.link_new(folder, name, Node::Folder(Folder::default()));
        Ok(())
    }

    pub fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let (from_folder, from) = self.place(from)?;
        let (to_folder, to) = self.place(to)?;
        let id = self.at(from_folder, &from).ok_or(io::ErrorKind::NotFound)?;
        if let Some(replaced) = self.at(to_folder, &to) {
            // A folder in the way is in the way; our own code replaces files by files alone.
            self.content(replaced)?;
            self.content(id).map_err(|_| io::ErrorKind::NotADirectory)?;
        }
        self.step(Step::Rename { from_folder, from, to_folder, to, id });
        Ok(())
    }

    pub fn remove(&mut self, path: &Path, kind: Kind) -> io::Result<()> {
        let (folder, name) = self.place(path)?;
        let id = self.at(folder, &name).ok_or(io::ErrorKind::NotFound)?;
        match (&self.nodes[id], kind) {
            (Node::File(_), Kind::File) => {}
            (Node::Folder(inner), Kind::Folder) if inner.now.is_empty() => {}
            (Node::Folder(_), Kind::Folder) => return Err(io::ErrorKind::DirectoryNotEmpty.into()),
            (Node::Folder(_), Kind::File) => return Err(io::ErrorKind::IsADirectory.into()),
            (Node::File(_), Kind::Folder) => return Err(io::ErrorKind::NotADirectory.into()),
        }
        self.step(Step::Unlink { folder, name });
        Ok(())
    }

    /// Everyone sees the change at once; the disk has it later.
    fn step(&mut self, step: Step) {
        self.apply(step.clone(), |folder| &mut folder.now);
        self.steps.push(step);
    }

    pub fn apply_durably(&mut self, step: Step) {
        self.apply(step, |folder| &mut folder.durable);
    }

    fn apply(&mut self, step: Step, of: impl Fn(&mut Folder) -> &mut Entries) {
        match step {
            Step::Link { folder, name, id } => drop(of(self.folder(folder)).insert(name, id)),
            Step::Unlink { folder, name } => drop(of(self.folder(folder)).remove(&name)),
            Step::Rename { from_folder, from, to_folder, to, id } => {
                of(self.folder(from_folder)).remove(&from);
                of(self.folder(to_folder)).insert(to, id);
            }
        }
    }

    /// All changed entries of one folder become durable; of a rename out of another one, the new name alone.
    pub fn sync_folder(&mut self, path: &Path) -> io::Result<()> {
        let synced = self.find(path)?;
        self.entries(synced)?;
        for step in std::mem::take(&mut self.steps) {
            match step {
                Step::Rename { from_folder, from, to_folder, to, id }
                    if to_folder == synced && from_folder != synced =>
                {
                    self.apply_durably(Step::Link { folder: to_folder, name: to, id });
                    self.steps.push(Step::Unlink { folder: from_folder, name: from });
                }
                Step::Link { folder, .. } | Step::Unlink { folder, .. } if folder != synced => {
                    self.steps.push(step);
                }
                Step::Rename { from_folder, .. } if from_folder != synced => self.steps.push(step),
                step => self.apply_durably(step),
            }
        }
        Ok(())
    }

    pub fn flip(&mut self, path: &Path, offset: u64, bit: u8) -> io::Result<()> {
        let id = self.find(path)?;
        let content = self.content(id)?;
        for bytes in [&mut content.now, &mut content.durable] {
            *bytes.get_mut(offset as usize).ok_or(io::ErrorKind::UnexpectedEof)? ^= 1 << (bit % 8);
        }
        Ok(())
    }

    pub fn files(&self) -> Vec<(PathBuf, u64)> {
        let mut found = Vec::new();
        self.collect(ROOT, Path::new("/"), &mut found);
        found
    }

    fn collect(&self, id: usize, path: &Path, found: &mut Vec<(PathBuf, u64)>) {
        match &self.nodes[id] {
            Node::File(content) => found.push((path.to_path_buf(), content.now.len() as u64)),
            Node::Folder(folder) => {
                for (name, id) in &folder.now {
                    self.collect(*id, &path.join(name), found);
                }
            }
        }
    }
}
