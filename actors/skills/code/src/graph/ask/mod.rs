//! Questions about code, answered without a model: each line with the file and line that it rests on, and what is not known said as such.

mod answers;
mod bases;
mod beyond;
mod callers;
mod commands;
mod considered;
mod coverage;
mod definitions;
mod effects;
mod entries;
mod extend;
mod fields;
mod files;
mod hierarchy;
mod http;
mod identity;
mod impact;
mod implemented;
mod inside;
mod intent;
mod inventory;
mod kept;
mod licence;
mod links;
mod mentioned;
mod naming;
mod overview;
mod participle;
mod port;
mod possible;
mod question;
mod search;
mod subject;
mod things;
mod uncovered;
mod unmatched;
mod unread;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::project::Program;
use super::view::confidence;
use crate::index::Index;
use crate::stack::Package;
use crate::symbol::{Symbol, SymbolKind};

pub use intent::Intent;
pub use subject::Subject;

/// Lines of one part of an answer; more are counted.
pub const LINES_MAX: usize = 12;

/// What answers are made of.
pub struct Knowledge<'k> {
    pub index: &'k Index,
    pub program: &'k Program,
    /// Texts that say what the project is and how it is run: README, manifests.
    pub texts: &'k BTreeMap<String, String>,
    /// What its manifests name.
    packages: &'k [Package],
    callers: Vec<Vec<usize>>,
    callees: Vec<Vec<usize>>,
    places: identity::Places<'k>,
    search: search::Search<'k>,
    felt: OnceCell<links::Felt>,
    types: OnceCell<BTreeMap<&'k str, Vec<Found<'k>>>>,
    children: OnceCell<BTreeMap<*const Symbol, Vec<Found<'k>>>>,
    imported: OnceCell<BTreeSet<(&'k str, &'k str)>>,
    implemented: OnceCell<implemented::Implemented<'k>>,
    promised: OnceCell<BTreeSet<usize>>,
}

/// A symbol with its file.
#[derive(Clone, Copy)]
pub struct Found<'k> {
    pub path: &'k str,
    pub symbol: &'k Symbol,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// How far it is indented under what comes before.
    pub level: u8,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Answer {
    pub kind: &'static str,
    /// False where nothing that answers was found.
    pub known: bool,
    pub lines: Vec<Line>,
    /// What the answer rests on, and what it leaves out.
    pub based_on: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mermaid: Option<String>,
}

impl Answer {
    fn new(kind: &'static str) -> Self {
        Answer { kind, known: true, ..Answer::default() }
    }

    fn unknown(kind: &'static str, why: String) -> Self {
        let mut answer = Answer { kind, ..Answer::default() };
        answer.say(0, why);
        answer
    }

    fn say(&mut self, level: u8, text: impl Into<String>) {
        self.lines.push(Line { text: text.into(), file: None, line: None, level });
    }

    fn cite(&mut self, level: u8, text: impl Into<String>, file: &str, line: u32) {
        self.lines.push(Line { text: text.into(), file: Some(file.to_owned()), line: Some(line), level });
    }

    fn symbol(&mut self, level: u8, found: Found<'_>) {
        let doc = found
            .symbol
            .doc
            .as_deref()
            .and_then(first_sentence)
            .map_or(String::new(), |doc| format!(" — {doc}"));
        let text = format!("{} {}{doc}", found.symbol.kind.name(), found.symbol.qualified);
        self.cite(level, text, found.path, found.symbol.line);
    }
}

fn first_sentence(doc: &str) -> Option<String> {
    let plain = doc.trim_start_matches(['#', '/', '*', '!', ' ', '"', '\'']).trim();
    let paragraph = plain.split("\n\n").next()?.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = paragraph.find(". ").map_or(paragraph.len(), |at| at + 1);
    let sentence: String = paragraph[..end].chars().take(160).collect();
    (!sentence.is_empty()).then_some(sentence)
}

/// So many of something, in words.
pub(crate) fn counted(count: usize, of: &str) -> String {
    if count == 1 { format!("1 {of}") } else { format!("{count} {of}s") }
}

/// A file of tests, by the customs of the languages.
pub fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let folder =
        path.split('/').rev().skip(1).any(|part| {
            matches!(part, "tests" | "test" | "__tests__" | "spec" | "testing" | "e2e" | "cypress")
        });
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    // `x.test.ts`, `x-spec.js`, `x_test.go`, `x.cy.ts`.
    let behind = stem.rsplit_once(['.', '-', '_']).is_some_and(|(before, last)| {
        !before.is_empty() && matches!(last, "test" | "tests" | "spec" | "cy" | "e2e")
    });
    let classes = matches!(ending, "java" | "kt" | "cs" | "php" | "scala")
        && (stem.ends_with("Test") || stem.ends_with("Tests"));
    folder
        || behind
        || classes
        || name.starts_with("test_")
        || matches!(name, "conftest.py" | "tests.py" | "tests.rs" | "test.rs")
}

/// Not the product itself: examples, documentation, scripts that build.
fn is_aside(path: &str) -> bool {
    path.split('/').any(|part| {
        matches!(part, "examples" | "example" | "docs" | "doc" | "benchmarks" | "scripts" | "vendor")
    })
}

impl<'k> Knowledge<'k> {
    pub fn new(index: &'k Index, program: &'k Program, texts: &'k BTreeMap<String, String>) -> Self {
        let count = program.places.len();
        let (mut callers, mut callees) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for (at, call) in program.calls.iter().enumerate() {
            callers[call.to].push(at);
            callees[call.from].push(at);
        }
        let places = identity::Places::new(program);
        let known = |found: Found<'_>| places.of(index, found).map_or(0, |place| callers[place].len());
        let search = search::Search::new(index, known);
        Knowledge {
            index,
            program,
            texts,
            packages: &[],
            callers,
            callees,
            places,
            search,
            felt: OnceCell::new(),
            types: OnceCell::new(),
            children: OnceCell::new(),
            imported: OnceCell::new(),
            implemented: OnceCell::new(),
            promised: OnceCell::new(),
        }
    }

    /// With what the manifests name.
    pub fn on(self, packages: &'k [Package]) -> Self {
        Knowledge { packages, ..self }
    }

    pub fn ask(&self, question: &str) -> Answer {
        let (intent, respelt, words) = intent::read(question);
        let mut answer = match &intent {
            Intent::Overview => self.overview(),
            Intent::Entries => self.entries(),
            Intent::Risk => self.risk(),
            Intent::Untested => self.untested(),
            Intent::Uncalled => self.uncalled(),
            Intent::Changes => beyond::changes(),
            Intent::Where(subject) => self.with_kept(subject, self.where_is(subject)),
            Intent::Callers(subject) => self.who_calls(subject),
            Intent::Callees(subject) => self.what_calls(subject),
            Intent::Impact(subject) => self.what_breaks(subject),
            Intent::Tests(subject) => self.which_tests(subject),
            Intent::TestedBy(subject) => self.tested_by(subject),
            Intent::Bases(subject) => self.bases(subject),
            Intent::Subclasses(subject) => self.subclasses(subject),
            Intent::Importers(subject) => self.importers(subject),
            Intent::Contents(subject) => self.contents(subject),
            Intent::How(subject) => self.how(subject),
            Intent::Extend { what, like } => self.extend(what, like.as_ref()),
            Intent::Endpoints(about) => self.all_endpoints(about),
            Intent::Models(about) => self.all_models(about),
            Intent::Related(to) => self.related_models(to),
            Intent::Settings(about) => self.all_settings(about),
            Intent::Stack(part) => self.stack(*part),
            Intent::Commands(purpose, about) => self.commands(*purpose, about),
            Intent::Port => self.port(),
            Intent::Unanswered => self.unanswered(),
            Intent::Unasked => self.unasked(),
            Intent::Uses(subject) => self.used(subject),
            Intent::Version(subject) => self.version(subject),
            Intent::Licence => self.licence(),
            Intent::Requests(about) => self.all_requests(about),
            Intent::Things(thing, which, place) => self.things(*thing, *which, place.as_deref()),
            Intent::Done(effect, subject) => self.done(*effect, subject),
            Intent::Beyond(beyond) => beyond::refused(beyond),
        };
        answer = self.with_unconsidered(answer, &words, &intent);
        if let Some(read) = respelt {
            answer.based_on.insert(0, format!("the question, read as: {read}"));
        }
        self.with_unread(answer)
    }

    fn place(&self, found: Found<'_>) -> Option<usize> {
        self.places.of(self.index, found)
    }

    fn limits(&self, answer: &mut Answer) {
        let limits = &self.program.limits;
        answer.based_on.push(
            "calls found by following values (Python, JavaScript, TypeScript) or by name (other languages); what a framework or \
             reflection calls is not seen"
                .to_owned(),
        );
        if limits.stopped {
            answer.based_on.push("the search for calls met its bound: calls are missing".to_owned());
        }
        if limits.long_orders > 0 {
            answer.based_on.push(format!(
                "{} classes have more bases than are followed: calls of inherited members may be missing",
                limits.long_orders
            ));
        }
    }

    /// Places reached from some, along calls in one direction; with the number of steps.
    fn reached(&self, from: &[usize], back: bool, steps_max: usize) -> BTreeMap<usize, usize> {
        let mut seen: BTreeMap<usize, usize> = from.iter().map(|place| (*place, 0)).collect();
        let mut edge: Vec<usize> = from.to_vec();
        for steps in 1..=steps_max {
            let mut next = BTreeSet::new();
            for place in edge {
                let calls = if back { &self.callers[place] } else { &self.callees[place] };
                for call in calls.iter().map(|call| &self.program.calls[*call]) {
                    let other = if back { call.from } else { call.to };
                    if !seen.contains_key(&other) {
                        next.insert(other);
                    }
                }
            }
            if next.is_empty() {
                break;
            }
            seen.extend(next.iter().map(|place| (*place, steps)));
            edge = next.into_iter().collect();
        }
        seen
    }
}

fn is_value(kind: SymbolKind) -> bool {
    matches!(
        kind,
        SymbolKind::Constant
            | SymbolKind::Variable
            | SymbolKind::Type
            | SymbolKind::Table
            | SymbolKind::Macro
            | SymbolKind::Field
    )
}
