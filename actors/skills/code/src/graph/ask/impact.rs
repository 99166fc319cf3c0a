//! What a change reaches, and what is risky.

use std::collections::{BTreeMap, BTreeSet};

use super::definitions::DEFINITIONS_MAX;
use super::links::{Edge, Why};
use super::subject::Subject;
use super::{Answer, Found, Knowledge, LINES_MAX, counted, is_aside, is_test, is_value};
use crate::graph::ir::DefKind;

/// Callers of callers of callers: further away a change is seldom felt.
const STEPS_MAX: usize = 4;

impl<'k> Knowledge<'k> {
    pub(super) fn what_breaks(&self, subject: &Subject) -> Answer {
        let by_name = self.named(subject);
        if by_name.is_empty() {
            let files = self.files_meant(subject);
            if !files.is_empty() {
                return self.file_breaks(&files);
            }
        }
        let found = self.meant(subject);
        let Some(first) = found.first() else {
            let elsewhere = self.elsewhere("impact", subject);
            return elsewhere.unwrap_or_else(|| self.nothing("impact", subject));
        };
        let mut answer = Answer::new("impact");
        // All that bear the very name the question gives, or else what fits best.
        let shown = if by_name.is_empty() { 1 } else { DEFINITIONS_MAX };
        self.of_several(subject, &found, shown, &mut answer);
        let named: Vec<Found<'_>> = found.iter().copied().take(shown).collect();
        for one in &named {
            answer.symbol(0, *one);
        }
        let own = self.callables(&named);
        let is_felt = self.breaks(&own, &mut answer);
        if !by_name.is_empty() {
            self.imported_besides(&named, &mut answer);
        }
        let has_values = named.iter().any(|one| is_value(one.symbol.kind));
        if !is_felt && !has_values {
            answer.say(1, "nothing was found that calls it, asks for it or hands it on");
        }
        let possible = self.possible(&named, &own, &mut answer);
        if !is_felt && possible == 0 {
            self.mentions_of(*first, &mut answer);
        }
        self.not_looked_at(&found, shown, &mut answer);
        self.limits(&mut answer);
        answer
    }

    /// Who feels a change of some places, by the number of steps, each with how it is felt.
    fn feels(&self, own: &[usize]) -> BTreeMap<usize, (usize, Option<Edge>)> {
        let felt = self.felt();
        let mut seen: BTreeMap<usize, (usize, Option<Edge>)> =
            own.iter().map(|place| (*place, (0, None))).collect();
        let mut edge = own.to_vec();
        for steps in 1..=STEPS_MAX {
            let mut next: BTreeMap<usize, Edge> = BTreeMap::new();
            for place in edge {
                for one in felt.back(place) {
                    // Further away the name of a class says nothing any more.
                    let is_class = self.program.places[place].kind != DefKind::Function;
                    let far = steps > 1 && is_class && matches!(one.why, Why::Value { .. } | Why::Query);
                    if !far && !seen.contains_key(&one.other) {
                        next.entry(one.other).or_insert(*one);
                    }
                }
            }
            seen.extend(next.iter().map(|(place, edge)| (*place, (steps, Some(*edge)))));
            edge = next.into_keys().collect();
        }
        seen
    }

    /// Tells what a change of some places reaches; false if nothing was found.
    pub(super) fn breaks(&self, own: &[usize], answer: &mut Answer) -> bool {
        let reached = self.feels(own);
        let mut by_steps: BTreeMap<usize, Vec<(usize, Edge)>> = BTreeMap::new();
        let mut files = BTreeSet::new();
        for (place, (steps, edge)) in &reached {
            let Some(edge) = edge.filter(|_| !self.is_test_place(*place)) else { continue };
            files.insert(self.program.places[*place].path.as_str());
            by_steps.entry(*steps).or_default().push((*place, edge));
        }
        for (steps, places) in &mut by_steps {
            // What calls it for certain comes before what bears a name.
            places.sort_by_key(|(place, edge)| (weight(edge.why), *place));
            answer.say(1, if *steps == 1 { "directly".to_owned() } else { format!("{steps} steps away") });
            for (place, edge) in places.iter().take(LINES_MAX) {
                let at = &self.program.places[*place];
                let what = if at.kind == DefKind::Module { "the module " } else { "" };
                answer.cite(2, format!("{what}{}{}", at.name, edge.why.told()), &at.path, at.line);
            }
            if places.len() > LINES_MAX {
                answer.say(2, format!("and {} more", places.len() - LINES_MAX));
            }
        }
        self.reached_endpoints(&reached.keys().copied().collect(), answer);
        let mut tests: BTreeSet<usize> = self.tests_of(own).into_iter().map(|(_, place)| place).collect();
        tests.extend(reached.keys().filter(|place| self.is_test_place(**place)));
        tests.retain(|place| !own.contains(place));
        if !tests.is_empty() {
            answer.say(
                1,
                if tests.len() == 1 {
                    "1 test runs it".to_owned()
                } else {
                    format!("{} tests run it", tests.len())
                },
            );
            for place in tests.iter().take(6) {
                let at = &self.program.places[*place];
                answer.cite(2, at.name.clone(), &at.path, at.line);
            }
            if tests.len() > 6 {
                answer.say(2, format!("and {} more", tests.len() - 6));
            }
        }
        let is_felt = !by_steps.is_empty() || !tests.is_empty();
        if is_felt {
            let count: usize = by_steps.values().map(Vec::len).sum();
            let (places, files) = (counted(count, "place"), counted(files.len(), "file"));
            answer.say(0, format!("in all {places} in {files}, and {}", counted(tests.len(), "test")));
        }
        is_felt
    }

    fn reached_endpoints(&self, reached: &BTreeSet<usize>, answer: &mut Answer) {
        for endpoint in &self.program.http.endpoints {
            let place = self.handler(endpoint).and_then(|handler| self.place(handler));
            if place.is_some_and(|place| reached.contains(&place)) {
                let text = format!("the endpoint {} {}", endpoint.method, endpoint.path);
                answer.cite(1, text, &endpoint.file, endpoint.line);
            }
        }
    }

    pub(super) fn risk(&self) -> Answer {
        let tested = self.tested();
        let mut answer = Answer::new("risk");
        let mut scored: Vec<(f64, String, &str)> = Vec::new();
        let product = |path: &str| !is_test(path) && !is_aside(path);
        let untested = self.index.files().all(|facts| !is_test(&facts.path));
        for facts in self.index.files().filter(|facts| product(&facts.path) && !facts.language.is_data()) {
            let functions = &facts.metrics.functions;
            let worst = functions.iter().map(|function| function.cognitive).max().unwrap_or(0);
            let sum: u32 = functions.iter().map(|function| function.cognitive).sum();
            let own: Vec<usize> =
                self.functions().filter(|(_, place)| place.path == facts.path).map(|(at, _)| at).collect();
            let callers: usize = own
                .iter()
                .flat_map(|at| &self.callers[*at])
                .filter(|call| self.program.places[self.program.calls[**call].from].path != facts.path)
                .count();
            let open = own.iter().filter(|at| !tested.contains(at)).count();
            let share = if own.is_empty() { 0.0 } else { open as f64 / own.len() as f64 };
            let score = f64::from(sum) * (1.0 + (1.0 + callers as f64).ln()) * (1.0 + share);
            if score > 0.0 {
                let percent = (share * 100.0).round();
                let reached = if untested {
                    "and no test was found in this project".to_owned()
                } else {
                    format!("{percent} % of its functions reached from no test")
                };
                let why = format!(
                    "{}: cognitive complexity {sum} (worst function {worst}), {}, {} from other files, {reached}",
                    facts.path,
                    counted(facts.lines.code as usize, "code line"),
                    counted(callers, "call")
                );
                scored.push((score, why, &facts.path));
            }
        }
        scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.2.cmp(other.2)));
        for (_, why, path) in scored.iter().take(8) {
            answer.cite(0, why.clone(), path, 1);
        }
        if scored.is_empty() {
            answer.say(0, "no file stands out: none of the functions here branches or loops");
        }
        answer.based_on.push(
            "complexity, times how much others call it, times how much of it no test reaches; how often it changed is not counted here"
                .to_owned(),
        );
        answer
    }
}

/// Smaller is surer.
fn weight(why: Why) -> u8 {
    match why {
        Why::Call(confidence) if super::confidence(confidence) == "certain" => 0,
        Why::Http => 1,
        Why::Heir | Why::Override | Why::Query => 2,
        Why::Call(_) => 3,
        Why::Value { .. } => 4,
    }
}
