//! Definitions, files and lines of a kind: all of them, how many, or the longest.

use super::files::is_component;
use super::inside::is_at;
use super::intent::{Thing, Which};
use super::{Answer, Found, Knowledge, LINES_MAX, counted, is_test};
use crate::facts::FileFacts;
use crate::graph::ir::DefKind;
use crate::symbol::SymbolKind;

/// Where more is measured than is said here.
const METRICS: &str = "`samriddh metrics PATH` measures each file, class and function";

fn plural(noun: &str) -> String {
    if noun.ends_with('s') { format!("{noun}es") } else { format!("{noun}s") }
}

fn number(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {}", plural(noun)) }
}

impl<'k> Knowledge<'k> {
    pub(super) fn things(&self, thing: Thing, which: Which, place: Option<&str>) -> Answer {
        let in_place = |one: &Found<'_>| place.is_none_or(|place| self.stands_in(*one, place));
        let files: Vec<&FileFacts> =
            self.code_files().filter(|facts| place.is_none_or(|place| self.is_of(facts, place))).collect();
        let mut answer = Answer::new("things");
        if let Some(place) = place.filter(|place| files.is_empty() && !self.is_anywhere(place)) {
            let why =
                format!("not known: no file, folder, module or class that was read is called \"{place}\"");
            return Answer::unknown("things", why);
        }
        match thing {
            Thing::Symbols(noun, kinds) => {
                let found = self.of_kinds(kinds, in_place);
                self.definitions(noun, which, &found, &mut answer);
            }
            Thing::Files => self.files_listed(which, &files, &mut answer),
            Thing::Components => {
                let components: Vec<&FileFacts> =
                    files.iter().copied().filter(|facts| is_component(facts)).collect();
                if components.is_empty() {
                    let why = "not known: components of Vue and Svelte are told by their files, and none is here; those of React are functions";
                    return Answer::unknown("things", why.to_owned());
                }
                self.files_listed(which, &components, &mut answer);
            }
            Thing::Lines => self.lines(&files, &mut answer),
            Thing::Tests => self.tests_told(which, &mut answer),
            Thing::Endpoints => {
                let (count, tables) =
                    (self.program.http.endpoints.len(), "\"which endpoints are there?\" lists them");
                answer.say(0, format!("{}; {tables}", number(count, "endpoint")));
                answer.based_on.push("routes of the web frameworks that are known".to_owned());
            }
            Thing::Models => {
                let count = self.program.data.models.len();
                answer.say(
                    0,
                    format!("{}; \"which tables are there?\" lists them", number(count, "model or table")),
                );
                answer
                    .based_on
                    .push("classes and tables of the database libraries that are known".to_owned());
            }
        }
        answer
    }

    fn code_files(&self) -> impl Iterator<Item = &'k FileFacts> {
        self.index.files().filter(|facts| !facts.language.is_data())
    }

    fn is_of(&self, facts: &FileFacts, place: &str) -> bool {
        let folder = place.trim_end_matches('/');
        is_at(&facts.path, place)
            || facts.path.rsplit_once('/').is_some_and(|(path, _)| path.split('/').any(|part| part == folder))
    }

    fn is_anywhere(&self, place: &str) -> bool {
        let is_type = |facts: &FileFacts| {
            facts.symbols.iter().any(|symbol| symbol.name == place && symbol.kind.is_type())
        };
        self.index.files().any(|facts| {
            is_at(&facts.path, place) || self.places.module(&facts.path) == Some(place) || is_type(facts)
        })
    }

    /// Those of the product before those of tests.
    fn of_kinds(&self, kinds: &[SymbolKind], is_meant: impl Fn(&Found<'k>) -> bool) -> Vec<Found<'k>> {
        let all = self.code_files().flat_map(|facts| {
            let symbols = facts.symbols.iter().filter(|symbol| kinds.contains(&symbol.kind));
            symbols.map(|symbol| Found { path: facts.path.as_str(), symbol })
        });
        let mut found: Vec<Found<'k>> = all.filter(is_meant).collect();
        found.sort_by_key(|one| (is_test(one.path), one.path, one.symbol.line));
        found
    }

    fn definitions(&self, noun: &str, which: Which, found: &[Found<'k>], answer: &mut Answer) {
        let tests = found.iter().filter(|one| is_test(one.path)).count();
        let of_tests = if tests > 0 { format!(", {tests} of them in tests") } else { String::new() };
        let mut files: Vec<&str> = found.iter().map(|one| one.path).collect();
        files.dedup();
        answer.say(0, format!("{} in {}{of_tests}", number(found.len(), noun), number(files.len(), "file")));
        answer.based_on.push(match noun {
            "function" => "definitions with a name, methods among them".to_owned(),
            _ => "definitions with a name".to_owned(),
        });
        let lines = |one: &Found<'_>| one.symbol.end_line + 1 - one.symbol.line;
        let mut found = found.to_vec();
        match which {
            Which::Count => return,
            Which::All => {}
            Which::Longest => {
                let all_tests = tests == found.len();
                found.retain(|one| all_tests || !is_test(one.path));
                found.sort_by_key(|one| std::cmp::Reverse(lines(one)));
                answer.based_on.push(METRICS.to_owned());
            }
        }
        for one in found.iter().take(2 * LINES_MAX) {
            let long = if which == Which::Longest {
                format!(": {}", number(lines(one) as usize, "line"))
            } else {
                String::new()
            };
            let text = format!("{} {}{long}", one.symbol.kind.name(), one.symbol.qualified);
            answer.cite(1, text, one.path, one.symbol.line);
        }
        if found.len() > 2 * LINES_MAX {
            answer.say(1, format!("and {} more", found.len() - 2 * LINES_MAX));
        }
    }

    fn files_listed(&self, which: Which, files: &[&FileFacts], answer: &mut Answer) {
        let tests = files.iter().filter(|facts| is_test(&facts.path)).count();
        answer.say(0, format!("{} of code, {tests} of them tests", number(files.len(), "file")));
        self.languages(answer);
        answer.based_on.push("files in a language that is read here, without those of data".to_owned());
        if which == Which::Count {
            return;
        }
        let mut files = files.to_vec();
        if which == Which::Longest {
            files.sort_by_key(|facts| std::cmp::Reverse(facts.lines.code));
            answer.based_on.push(METRICS.to_owned());
        }
        for facts in files.iter().take(2 * LINES_MAX) {
            let text = format!("{}: {}", facts.path, number(facts.lines.code as usize, "code line"));
            answer.cite(1, text, &facts.path, 1);
        }
        if files.len() > 2 * LINES_MAX {
            answer.say(1, format!("and {} more", files.len() - 2 * LINES_MAX));
        }
    }

    fn lines(&self, files: &[&FileFacts], answer: &mut Answer) {
        let sum = |of: fn(&FileFacts) -> u32| files.iter().map(|facts| of(facts) as usize).sum::<usize>();
        let (all, code) = (sum(|facts| facts.lines.total), sum(|facts| facts.lines.code));
        let (comment, blank) = (sum(|facts| facts.lines.comment), sum(|facts| facts.lines.blank));
        answer.say(
            0,
            format!(
                "{} in {}: {code} with code, {comment} with comments, {blank} blank",
                number(all, "line"),
                number(files.len(), "file")
            ),
        );
        self.languages(answer);
        answer.based_on.push(format!("files of code; {METRICS}"));
    }

    fn tests_told(&self, which: Which, answer: &mut Answer) {
        let files: Vec<&FileFacts> = self.code_files().filter(|facts| is_test(&facts.path)).collect();
        let is_function = |place: &usize| self.program.places[*place].kind == DefKind::Function;
        let tests: Vec<usize> = (0..self.program.places.len())
            .filter(|place| self.is_test_place(*place))
            .filter(is_function)
            .collect();
        let (many, functions) = (counted(files.len(), "file"), counted(tests.len(), "function"));
        answer.say(0, format!("{many} of tests, with {functions}"));
        for facts in files.iter().take(2 * LINES_MAX).filter(|_| which != Which::Count) {
            let own = tests.iter().filter(|place| self.program.places[**place].path == facts.path).count();
            answer.cite(1, format!("{}: {}", facts.path, counted(own, "function")), &facts.path, 1);
        }
        if which != Which::Count && files.len() > 2 * LINES_MAX {
            answer.say(1, format!("and {} more", files.len() - 2 * LINES_MAX));
        }
        answer.based_on.push(
            "files that are tests by their folder or name, and modules of tests; helpers in them count too"
                .to_owned(),
        );
    }
}
