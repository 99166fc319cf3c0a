//! A name of one file to the file and name where it is defined: through imports and re-exports.

use std::collections::HashMap;

use super::imports::{Target, join, parent};
use super::project::Note;

/// How far re-exports are followed.
const HOPS_MAX: u32 = 6;

/// The files of a project with what their imports lead to.
pub struct Names<'p> {
    pub notes: &'p [&'p Note],
    targets: &'p [Vec<Target>],
    by_path: HashMap<&'p str, usize>,
}

impl<'p> Names<'p> {
    /// `targets`: for each note, where each of its imports leads.
    pub fn new(notes: &'p [&'p Note], targets: &'p [Vec<Target>]) -> Self {
        let by_path = notes.iter().enumerate().map(|(index, note)| (note.path.as_str(), index)).collect();
        Names { notes, targets, by_path }
    }

    pub fn file(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// The file that `require` of a module gives.
    pub fn required(&self, file: usize, module: &str) -> Option<usize> {
        let graph = self.notes[file].graph.as_ref()?;
        let found =
            graph.imports.iter().zip(&self.targets[file]).find(|(import, _)| *import.module == *module);
        match found {
            Some((_, Target::File(target))) => Some(*target),
            _ => None,
        }
    }

    /// Where a dotted name of a file comes from: the file, and the name there; empty for a module itself.
    pub fn origin(&self, file: usize, dotted: &str) -> (usize, String) {
        self.follow(file, dotted, 0)
    }

    fn follow(&self, file: usize, dotted: &str, hops: u32) -> (usize, String) {
        let (first, rest) = dotted.split_once('.').unwrap_or((dotted, ""));
        let here = (file, dotted.to_owned());
        if hops > HOPS_MAX {
            return here;
        }
        let Some(graph) = &self.notes[file].graph else { return here };
        let found = graph.imports.iter().zip(&self.targets[file]).find_map(|(import, target)| {
            let (_, there) = import.bound.iter().find(|(local, _)| **local == *first)?;
            Some((target, there))
        });
        let Some((target, there)) = found else { return here };
        let outer = match target {
            Target::File(outer) => *outer,
            Target::Package(package) => {
                let folder = package.replace('.', "/");
                return match self.submodule(&folder, there) {
                    Some(module) => self.follow(module, rest, hops + 1),
                    None => here,
                };
            }
            Target::Data(_) | Target::External(_) | Target::Missing(_) => return here,
        };
        if there.is_empty() || **there == *"*" {
            return self.within(outer, rest, hops);
        }
        let below = if outer == file { self.submodule(parent(&self.notes[outer].path), there) } else { None };
        if let Some(module) = below {
            return self.within(module, rest, hops);
        }
        if self.defines(outer, there) {
            let name = if rest.is_empty() { there.to_string() } else { format!("{there}.{rest}") };
            return self.follow(outer, &name, hops + 1);
        }
        match self.submodule(parent(&self.notes[outer].path), there) {
            Some(module) => self.within(module, rest, hops),
            None => (outer, if rest.is_empty() { there.to_string() } else { format!("{there}.{rest}") }),
        }
    }

    /// A name behind a module: its own, or a module below it.
    fn within(&self, module: usize, rest: &str, hops: u32) -> (usize, String) {
        let (first, behind) = rest.split_once('.').unwrap_or((rest, ""));
        if !first.is_empty()
            && !self.defines(module, first)
            && let Some(below) = self.submodule(parent(&self.notes[module].path), first)
        {
            return self.within(below, behind, hops + 1);
        }
        if rest.is_empty() { (module, String::new()) } else { self.follow(module, rest, hops + 1) }
    }

    fn defines(&self, file: usize, name: &str) -> bool {
        let graph = self.notes[file].graph.as_ref();
        graph.is_some_and(|graph| graph.bindings.iter().any(|(bound, _)| **bound == *name))
    }

    fn submodule(&self, folder: &str, name: &str) -> Option<usize> {
        self.file(&join(folder, &format!("{name}.py")))
            .or_else(|| self.file(&join(folder, &format!("{name}/__init__.py"))))
    }
}
