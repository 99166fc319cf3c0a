//! The course of events in a function: branches, loops, and what may stop anywhere.

use std::collections::HashSet;

use super::ir::Var;
use super::scopes::{Builder, Id, Loop, Versions};

impl Builder {
    pub fn fork(&self) -> Path {
        Path { now: self.now.clone(), dead: self.dead }
    }

    /// Goes on from another point, and gives the one left.
    pub fn switch(&mut self, path: Path) -> Path {
        let left = Path { now: std::mem::replace(&mut self.now, path.now), dead: self.dead };
        self.dead = path.dead;
        left
    }

    /// Goes on where several ways meet.
    pub fn join(&mut self, paths: Vec<Path>) {
        let mut alive: Vec<Versions> =
            paths.into_iter().filter(|path| !path.dead).map(|path| path.now).collect();
        self.dead = alive.is_empty();
        let Some(mut first) = alive.pop() else { return };
        let ids: HashSet<Id> = alive.iter().flat_map(|way| way.keys()).chain(first.keys()).copied().collect();
        let mut ids: Vec<Id> = ids.into_iter().collect();
        ids.sort_unstable();
        for id in ids {
            let mut versions: Vec<Var> = Vec::new();
            for way in alive.iter().chain([&first]) {
                if let Some(version) = way.get(&id)
                    && !versions.contains(version)
                {
                    versions.push(*version);
                }
            }
            if let [_, _, ..] = versions.as_slice() {
                let phi = self.var();
                for version in versions {
                    self.copy(version, phi);
                }
                first.insert(id, phi);
            } else if let [version] = versions.as_slice() {
                first.insert(id, *version);
            }
        }
        self.now = first;
    }

    /// Begins a loop: what its body assigns is open at its head.
    pub fn begin_loop(&mut self, assigned: &HashSet<String>) -> Head {
        let phis = self.phis(assigned);
        for (id, phi) in &phis {
            self.now.insert(*id, *phi);
        }
        self.loops.push(Loop { switch: false, breaks: Vec::new(), continues: Vec::new() });
        Head { phis, entry: Path { now: self.now.clone(), dead: self.dead } }
    }

    pub fn end_loop(&mut self, head: Head) {
        let Some(inner) = self.loops.pop() else { return };
        let end = Path { now: self.now.clone(), dead: self.dead };
        let mut ends = inner.continues;
        if !end.dead {
            ends.push(end.now.clone());
        }
        for way in &ends {
            for (id, phi) in &head.phis {
                if let Some(version) = way.get(id).copied() {
                    self.copy(version, *phi);
                }
            }
        }
        // A loop ends at its head, or at a break; what the body left last is in the head's versions.
        let mut paths = vec![head.entry];
        paths.extend(inner.breaks.into_iter().map(|now| Path { now, dead: false }));
        self.join(paths);
    }

    pub fn leave_loop(&mut self, goes_on: bool) {
        let now = self.now.clone();
        let target = self.loops.iter_mut().rev().find(|inner| !(goes_on && inner.switch));
        if let Some(inner) = target
            && !self.dead
        {
            if goes_on { inner.continues.push(now) } else { inner.breaks.push(now) }
        }
        self.dead = true;
    }

    pub fn begin_switch(&mut self) {
        self.loops.push(Loop { switch: true, breaks: Vec::new(), continues: Vec::new() });
    }

    /// Goes on behind a `switch`, from its end, its breaks, and the ways given.
    pub fn end_switch(&mut self, mut paths: Vec<Path>) {
        let Some(inner) = self.loops.pop() else { return };
        paths.push(self.fork());
        paths.extend(inner.breaks.into_iter().map(|now| Path { now, dead: false }));
        self.join(paths);
    }

    /// Begins a part that may stop anywhere: handlers see any version of what it assigns.
    pub fn begin_try(&mut self, assigned: &HashSet<String>) -> Path {
        let phis = self.phis(assigned);
        let mut handler = Path { now: self.now.clone(), dead: self.dead };
        handler.now.extend(phis.iter().map(|(id, phi)| (*id, *phi)));
        self.tries.push(phis);
        handler
    }

    pub fn end_try(&mut self) {
        self.tries.pop();
    }

    fn phis(&mut self, assigned: &HashSet<String>) -> Versions {
        let mut sorted: Vec<&String> = assigned.iter().collect();
        sorted.sort();
        let mut phis = Versions::new();
        for name in sorted {
            let Some(id) = self.resolve(name) else { continue };
            if self.names[id as usize].def != self.here() || self.names[id as usize].shared {
                continue;
            }
            let phi = self.var();
            if let Some(before) = self.now.get(&id).copied() {
                self.copy(before, phi);
            }
            phis.insert(id, phi);
        }
        phis
    }
}

/// What names hold at one point.
#[derive(Clone)]
pub struct Path {
    now: Versions,
    pub dead: bool,
}

/// The head of a loop that is being walked.
pub struct Head {
    phis: Versions,
    entry: Path,
}
