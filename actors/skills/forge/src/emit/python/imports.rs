//! Import blocks in the order and layout that the linter wants.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Source, atom, group};

/// Sections come in this order with an empty line between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Standard,
    Library,
    Own,
}

/// What a module imports; the order of calls does not matter.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    modules: BTreeMap<Section, BTreeSet<String>>,
    names: BTreeMap<Section, BTreeMap<String, BTreeSet<Member>>>,
}

/// Constants before classes before the rest, each group by letters without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Member(u8, Vec<Chunk>, String);

/// Digits compare as numbers: `Level2` before `Level10`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Chunk {
    Number(u128),
    Letter(char),
}

fn chunks(name: &str) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut digits = String::new();
    for letter in name.chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if let Ok(number) = digits.parse() {
            chunks.push(Chunk::Number(number));
        }
        digits.clear();
        chunks.push(Chunk::Letter(letter.to_ascii_lowercase()));
    }
    chunks
}

fn member(name: &str) -> Member {
    let constant = name.len() > 1 && name.chars().all(|letter| !letter.is_lowercase());
    let class = name.chars().next().is_some_and(char::is_uppercase);
    let rank = if constant {
        0
    } else if class {
        1
    } else {
        2
    };
    Member(rank, chunks(name), name.to_owned())
}

fn section(module: &str) -> Section {
    match module.split('.').next().unwrap_or_default() {
        "app" | "tests" => Section::Own,
        "collections" | "contextlib" | "dataclasses" | "datetime" | "decimal" | "itertools" | "typing"
        | "uuid" => Section::Standard,
        _ => Section::Library,
    }
}

impl Imports {
    /// `import datetime as dt`
    pub fn module(&mut self, statement: &str) {
        let module = statement.split(' ').next().unwrap_or_default();
        self.modules.entry(section(module)).or_default().insert(statement.to_owned());
    }

    /// `from module import name`
    pub fn name(&mut self, module: &str, name: &str) {
        let names = self.names.entry(section(module)).or_default();
        names.entry(module.to_owned()).or_default().insert(member(name));
    }

    pub fn is_empty(&self) -> bool {
        self.modules.is_empty() && self.names.is_empty()
    }

    pub fn write(&self, source: &mut Source, depth: usize) {
        let mut first = true;
        for section in [Section::Standard, Section::Library, Section::Own] {
            let (modules, names) = (self.modules.get(&section), self.names.get(&section));
            if modules.is_none() && names.is_none() {
                continue;
            }
            if !first {
                source.blank(1);
            }
            first = false;
            for module in modules.into_iter().flatten() {
                source.line(depth, &format!("import {module}"));
            }
            let mut ordered: Vec<_> = names.into_iter().flatten().collect();
            ordered.sort_by_key(|(module, _)| (chunks(module), (*module).clone()));
            for (module, members) in ordered {
                from(source, depth, module, members);
            }
        }
    }
}

fn from(source: &mut Source, depth: usize, module: &str, members: &BTreeSet<Member>) {
    let names: Vec<&str> = members.iter().map(|member| member.2.as_str()).collect();
    let one = format!("from {module} import {}", names.join(", "));
    if depth * 4 + one.len() <= 100 {
        source.line(depth, &one);
        return;
    }
    let items = names.into_iter().map(atom).collect();
    source.statement(depth, &format!("from {module} import "), &group("(", items, ")"), "");
}
