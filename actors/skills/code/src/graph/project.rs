//! Many files as one program: what each contributes, kept by path, and the link over all of them.

use std::collections::BTreeMap;

use super::endpoints::{self, Http};
use super::imports::{self, Target, Tree};
use super::ir::{DefKind, FileGraph, Import};
use super::models::{self, Data, Model, Prisma};
use super::names::Names;
use super::said::{self, Kept, Sayings};
use super::solve::{self, Confidence, DefId, Limits, Unit};
use super::unread::Unread;
use crate::language::Language;
use crate::parse::Parsed;
use crate::source::SourceFile;

/// What one file contributes, known without any other.
#[derive(Clone, Debug)]
pub struct Note {
    pub path: String,
    pub language: Language,
    pub graph: Option<FileGraph>,
    pub said: Sayings,
    /// What a file without a graph asks for.
    pub imports: Vec<Import>,
    /// Tables and models of a file of definitions.
    written: Vec<Model>,
    /// The text of a file that says how imports are resolved.
    config: Option<String>,
}

impl Note {
    pub fn read(file: &SourceFile, parsed: &Parsed) -> Self {
        Note {
            path: file.path.clone(),
            language: file.language,
            graph: super::read(file, parsed),
            said: said::read(file, parsed),
            imports: Vec::new(),
            written: if file.language == Language::Sql {
                models::tables(&file.path, &file.text)
            } else {
                Vec::new()
            },
            config: imports::configures(&file.path).then(|| file.text.clone()),
        }
    }
}

impl Note {
    /// A schema of Prisma, which no grammar here reads.
    pub fn prisma(path: &str, text: &str) -> Self {
        Note {
            path: path.to_owned(),
            language: Language::Sql,
            graph: None,
            said: Sayings::default(),
            imports: Vec::new(),
            written: Prisma::models(path, text),
            config: None,
        }
    }
}

/// The notes of all files. A file is put in, replaced or removed by itself; linking reads what is there.
#[derive(Clone, Debug, Default)]
pub struct Project {
    notes: BTreeMap<String, Note>,
}

impl Project {
    pub fn put(&mut self, note: Note) {
        self.notes.insert(note.path.clone(), note);
    }

    pub fn remove(&mut self, path: &str) {
        self.notes.remove(path);
    }

    pub fn notes(&self) -> impl Iterator<Item = &Note> {
        self.notes.values()
    }

    pub fn note(&self, path: &str) -> Option<&Note> {
        self.notes.get(path)
    }

    /// The imports of files whose values are not followed.
    fn of_others(&self, texts: &BTreeMap<String, String>) -> Vec<ImportEdge> {
        let others =
            || self.notes.values().filter(|note| note.graph.is_none() && note.language.resolves_imports());
        let paths: Vec<&str> = others().map(|note| note.path.as_str()).collect();
        let tree = Tree::new(&paths, texts);
        others().flat_map(|note| edges(&paths, &tree, &note.path, false, &note.imports)).collect()
    }

    /// Resolves imports and follows values through all files.
    pub fn link(&self) -> Program {
        let texts: BTreeMap<String, String> =
            self.notes.values().filter_map(|note| Some((note.path.clone(), note.config.clone()?))).collect();
        let notes: Vec<(&Note, &FileGraph)> =
            self.notes.values().filter_map(|note| Some((note, note.graph.as_ref()?))).collect();
        let paths: Vec<&str> = notes.iter().map(|(note, _)| note.path.as_str()).collect();
        let data = self.notes.values().filter(|note| note.graph.is_none()).map(|note| note.path.as_str());
        let tree = Tree::new(&paths, &texts).with_data(data);
        let modules = tree.modules(&paths);
        let resolve = |(note, graph): &(&Note, &FileGraph)| -> Vec<Target> {
            let script = super::is_script(note.language);
            graph.imports.iter().map(|import| tree.resolve(&note.path, script, import)).collect()
        };
        let targets: Vec<Vec<Target>> = notes.iter().map(resolve).collect();
        let units: Vec<Unit<'_>> = notes
            .iter()
            .enumerate()
            .map(|(index, (note, graph))| Unit {
                path: &note.path,
                module: &modules[index],
                script: super::is_script(note.language),
                graph,
                targets: &targets[index],
            })
            .collect();
        let mut imports: Vec<ImportEdge> = units
            .iter()
            .flat_map(|unit| edges(&paths, &tree, unit.path, unit.script, &unit.graph.imports))
            .collect();
        imports.extend(self.of_others(&texts));
        let linked = solve::link(&units);
        let plain: Vec<&Note> = notes.iter().map(|(note, _)| *note).collect();
        let names = Names::new(&plain, &targets);
        let written = self.notes.values().flat_map(|note| note.written.clone()).collect();
        let (http, data) = (endpoints::find(&names), models::find(&names, written));
        let kept =
            plain.iter().flat_map(|note| note.said.kept.iter().map(|kept| (note.path.clone(), kept.clone())));
        let kept = kept.collect();
        Program { imports, http, data, kept, ..Program::new(&units, linked) }
    }
}

/// A definition of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `module.Class.method`; `path/file.Class.method` in JavaScript and TypeScript.
    pub name: String,
    pub kind: DefKind,
    pub path: String,
    pub line: u32,
    pub end_line: u32,
}

/// One call, from and to places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    pub from: usize,
    pub to: usize,
    /// In the caller's file.
    pub line: u32,
    pub confidence: Confidence,
}

/// A file that imports another, or something outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportEdge {
    pub from: String,
    pub to: Target,
    /// The path of the file that is imported.
    pub file: Option<String>,
    pub line: u32,
    pub names: Vec<String>,
}

/// Who calls whom, and what imports what.
#[derive(Clone, Debug, Default)]
pub struct Program {
    pub places: Vec<Place>,
    pub calls: Vec<Call>,
    /// Classes that are made without a constructor of their own.
    pub makes: Vec<Call>,
    pub outside: Vec<(usize, String, u32)>,
    /// Calls of which nothing is known: caller, line, the name called.
    pub unresolved: Vec<(usize, u32, String)>,
    pub imports: Vec<ImportEdge>,
    pub http: Http,
    pub data: Data,
    /// Settings that applications keep by names of their own, each with its file.
    pub kept: Vec<(String, Kept)>,
    pub limits: Limits,
    /// What of this project is not read, in sentences.
    pub unread: Unread,
}

impl Program {
    fn new(units: &[Unit<'_>], linked: solve::Linked) -> Self {
        let mut places = Vec::new();
        let mut bases = Vec::new();
        for unit in units {
            bases.push(places.len());
            for definition in &unit.graph.defs {
                let name = match &*definition.name {
                    "" => unit.module.to_owned(),
                    inner => format!("{}.{inner}", unit.module),
                };
                places.push(Place {
                    name,
                    kind: definition.kind,
                    path: unit.path.to_owned(),
                    line: definition.line,
                    end_line: definition.end_line,
                });
            }
        }
        let place = |(file, def): DefId| bases[file] + def as usize;
        let call = |edge: &solve::Edge| Call {
            from: place(edge.from),
            to: place(edge.to),
            line: edge.line,
            confidence: edge.confidence,
        };
        Program {
            unread: Unread::default(),
            calls: linked.edges.iter().map(call).collect(),
            makes: linked.makes.iter().map(call).collect(),
            outside: linked.outside.into_iter().map(|out| (place(out.from), out.name, out.line)).collect(),
            unresolved: linked
                .unresolved
                .into_iter()
                .map(|(def, line, name)| (place(def), line, name.into()))
                .collect(),
            imports: Vec::new(),
            http: Http::default(),
            data: Data::default(),
            kept: Vec::new(),
            limits: linked.limits,
            places,
        }
    }
}

fn edges(paths: &[&str], tree: &Tree, from: &str, script: bool, asked: &[Import]) -> Vec<ImportEdge> {
    let edge = |line: u32, (to, names): (Target, Vec<Box<str>>)| ImportEdge {
        from: from.to_owned(),
        file: match &to {
            Target::File(file) => paths.get(*file).map(|path| (*path).to_owned()),
            _ => None,
        },
        to,
        line,
        names: names.iter().map(|name| name.to_string()).collect(),
    };
    asked
        .iter()
        .flat_map(|import| {
            let loaded = tree.loads(from, script, import);
            loaded.into_iter().map(move |one| edge(import.line, one))
        })
        .collect()
}
