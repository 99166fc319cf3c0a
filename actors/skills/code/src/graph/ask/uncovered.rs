//! Functions that no test reaches, and those that nothing was found to call.

use std::collections::BTreeSet;

use super::coverage::UNSEEN;
use super::links::Why;
use super::{Answer, Found, Knowledge, LINES_MAX, is_aside};
use crate::facts::MentionKind;
use crate::graph::ir::DefKind;
use crate::language::Language;
use crate::symbol::{SymbolId, SymbolKind};

impl Knowledge<'_> {
    pub(super) fn functions(&self) -> impl Iterator<Item = (usize, &super::super::project::Place)> {
        let places = self.program.places.iter().enumerate();
        let promised = self.promised.get_or_init(|| self.promised());
        places.filter(move |(at, place)| {
            let is_product = !self.is_test_place(*at) && !is_aside(&place.path);
            place.kind == DefKind::Function && is_product && !promised.contains(at)
        })
    }

    /// What interfaces and traits only ask of others: it has nothing that could run.
    fn promised(&self) -> BTreeSet<usize> {
        let mut promised = BTreeSet::new();
        for facts in self.index.files() {
            let kind = |id: Option<SymbolId>| Some(facts.symbols.get(id? as usize)?.kind);
            for symbol in facts.symbols.iter().filter(|symbol| symbol.kind.is_callable()) {
                let is_bare = || (symbol.end_byte - symbol.start_byte) as usize <= symbol.signature.len() + 2;
                let is_promised = match kind(symbol.parent) {
                    Some(SymbolKind::Interface) => crate::graph::is_script(facts.language) || is_bare(),
                    Some(SymbolKind::Trait) => is_bare(),
                    _ => false,
                };
                if is_promised {
                    promised.extend(self.place(Found { path: &facts.path, symbol }));
                }
            }
        }
        promised
    }

    pub(super) fn untested(&self) -> Answer {
        let mut answer = Answer::new("untested");
        if !(0..self.program.places.len()).any(|place| self.is_test_place(place)) {
            answer.say(
                0,
                "no tests were found: none of the files that were read is one by its folder, its name, or a module of tests in it",
            );
            return answer;
        }
        let tested = self.tested();
        let (mut all, mut untested): (usize, Vec<usize>) = (0, Vec::new());
        for (at, _) in self.functions() {
            all += 1;
            if !tested.contains(&at) {
                untested.push(at);
            }
        }
        let be = if untested.len() == 1 { "is" } else { "are" };
        answer.say(0, format!("{} of {all} functions {be} reached from no test", untested.len()));
        self.ranked(untested, &mut answer);
        self.limits(&mut answer);
        answer.based_on.push("reached means that a chain of calls and requests leads there; `samriddh metrics --coverage FILE` reads what really ran".to_owned());
        answer.based_on.push(UNSEEN.to_owned());
        answer
    }

    /// Those that matter most first, with their length and callers.
    fn ranked(&self, mut places: Vec<usize>, answer: &mut Answer) {
        places.sort_by_key(|at| {
            let place = &self.program.places[*at];
            std::cmp::Reverse((self.callers[*at].len(), place.end_line - place.line))
        });
        for at in places.iter().take(2 * LINES_MAX) {
            let place = &self.program.places[*at];
            let lines = super::counted((place.end_line + 1 - place.line) as usize, "line");
            let callers = super::counted(self.callers[*at].len(), "caller");
            answer.cite(1, format!("{}: {lines}, {callers}", place.name), &place.path, place.line);
        }
        if places.len() > 2 * LINES_MAX {
            answer.say(1, format!("and {} more", places.len() - 2 * LINES_MAX));
        }
    }

    /// Names that are called in languages whose values are not followed, and were given to nothing of that name.
    fn called_by_name(&self) -> BTreeSet<(Language, &str)> {
        let followed = |language| language == Language::Python || crate::graph::is_script(language);
        let mut called = BTreeSet::new();
        for facts in self.index.files().filter(|facts| !followed(facts.language)) {
            for mention in facts.mentions.iter().filter(|mention| mention.kind == MentionKind::Call) {
                let name = facts.name_of(mention);
                let from = self.around(facts, mention).map(|(from, _)| from);
                let given = |from: usize| {
                    let mut calls = self.callees[from].iter().map(|call| self.program.calls[*call].to);
                    calls.any(|to| self.places.last(to) == name)
                };
                if !from.is_some_and(given) {
                    called.insert((facts.language, name));
                }
            }
        }
        called
    }

    /// Functions that nothing was found to call, ask for or hand on.
    pub(super) fn uncalled(&self) -> Answer {
        let mut answer = Answer::new("uncalled");
        let felt = self.felt();
        let answers: BTreeSet<usize> = {
            let http = self.program.http.endpoints.iter();
            http.filter_map(|endpoint| self.place(self.handler(endpoint)?)).collect()
        };
        // What runs by itself or by its name, and what is registered by a decorator, nobody has to call.
        let by_itself = |at: usize| {
            let name = self.places.last(at);
            name == "main" || name.starts_with("__") || name == "constructor" || name.contains('<')
        };
        let symbols = || {
            let files = self.index.files();
            files
                .flat_map(|facts| facts.symbols.iter().map(move |symbol| Found { path: &facts.path, symbol }))
        };
        let mut foreign: BTreeSet<usize> = symbols()
            .filter(|found| found.symbol.kind.is_type() && self.has_foreign_base(*found))
            .flat_map(|found| self.callables(&[found]))
            .collect();
        foreign.extend(self.called_from_outside());
        let decorated: BTreeSet<usize> = symbols()
            .filter(|found| found.symbol.start_line < found.symbol.line)
            .filter_map(|found| self.place(found))
            .collect();
        // `onClick={add}`: what is named without being called is handed on.
        let handed: BTreeSet<(&str, &str)> = self
            .index
            .files()
            .flat_map(|facts| {
                let uses = facts.mentions.iter().filter(|mention| mention.kind == MentionKind::Use);
                uses.map(|mention| (facts.path.as_str(), facts.name_of(mention)))
            })
            .collect();
        // Where values are not followed, a call of that name that was given to nothing may be its own.
        let called: BTreeSet<(Language, &str)> = self.called_by_name();
        let asked = |at: usize| {
            let language = self.index.file(&self.program.places[at].path).map(|facts| facts.language);
            language.is_some_and(|language| called.contains(&(language, self.places.last(at))))
        };
        let is_handed =
            |at: usize| handed.contains(&(self.program.places[at].path.as_str(), self.places.last(at)));
        let (mut all, mut uncalled, mut left_out) = (0, Vec::new(), 0);
        for (at, _) in self.functions() {
            all += 1;
            let used = felt.back(at).iter().any(|edge| !matches!(edge.why, Why::Override));
            let overrides = felt.forth(at).iter().any(|edge| edge.why == Why::Override);
            if used || overrides || answers.contains(&at) || by_itself(at) {
                continue;
            }
            let is_possible = || is_handed(at) || self.may_be_called(self.places.last(at)) || asked(at);
            if decorated.contains(&at) || foreign.contains(&at) || is_possible() {
                left_out += 1;
            } else {
                uncalled.push(at);
            }
        }
        answer.say(
            0,
            format!("of {} no call was found for {}", super::counted(all, "function"), uncalled.len()),
        );
        self.ranked(uncalled, &mut answer);
        if left_out > 0 {
            answer.say(
                0,
                format!(
                    "{left_out} more are decorated, handed on by name, belong to a class whose base lies outside, or bear a name that is called on \
                     something unknown: they may be called"
                ),
            );
        }
        self.limits(&mut answer);
        answer
    }
}
