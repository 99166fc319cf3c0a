//! What a change reaches, what tests cover, what is risky.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Found, Knowledge, LINES_MAX, is_aside, is_test};
use crate::graph::ir::DefKind;

/// Callers of callers of callers: further away a change is seldom felt.
const STEPS_MAX: usize = 4;

impl Knowledge<'_> {
    pub(super) fn what_breaks(&self, subject: &str) -> Answer {
        let found = self.meant(subject);
        let Some(first) = found.first() else { return self.nothing("impact", subject) };
        let mut answer = Answer::new("impact");
        // All that bear the very name the question gives, or else what fits best.
        let named: Vec<Found<'_>> = if self.named(subject).is_empty() {
            vec![*first]
        } else {
            found.iter().copied().take(3).collect()
        };
        for one in &named {
            answer.symbol(0, *one);
        }
        let own = self.callables(&named);
        let reached = self.reached(&own, true, STEPS_MAX);
        let mut by_steps: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let (mut tests, mut files) = (BTreeSet::new(), BTreeSet::new());
        for (place, steps) in reached.iter().filter(|(_, steps)| **steps > 0) {
            let at = &self.program.places[*place];
            if is_test(&at.path) {
                tests.insert(*place);
            } else {
                files.insert(at.path.as_str());
                by_steps.entry(*steps).or_default().push(*place);
            }
        }
        for (steps, places) in &by_steps {
            answer.say(1, if *steps == 1 { "directly".to_owned() } else { format!("{steps} calls away") });
            for place in places.iter().take(LINES_MAX) {
                let at = &self.program.places[*place];
                answer.cite(2, at.name.clone(), &at.path, at.line);
            }
            if places.len() > LINES_MAX {
                answer.say(2, format!("and {} more", places.len() - LINES_MAX));
            }
        }
        self.reached_endpoints(&reached, &mut answer);
        if !tests.is_empty() {
            answer.say(1, format!("{} tests run it", tests.len()));
            for place in tests.iter().take(6) {
                let at = &self.program.places[*place];
                answer.cite(2, at.name.clone(), &at.path, at.line);
            }
        }
        if by_steps.is_empty() && tests.is_empty() {
            answer.say(1, "no call of it was found; where its name stands:");
            self.mentions_of(*first, &mut answer);
        } else {
            let count: usize = by_steps.values().map(Vec::len).sum();
            answer.say(
                0,
                format!("in all {count} functions in {} files, and {} tests", files.len(), tests.len()),
            );
        }
        self.limits(&mut answer);
        answer
    }

    fn reached_endpoints(&self, reached: &BTreeMap<usize, usize>, answer: &mut Answer) {
        for endpoint in &self.program.http.endpoints {
            let hit = reached.keys().any(|place| {
                let place = &self.program.places[*place];
                place.kind == DefKind::Function
                    && place.path == endpoint.file
                    && is_called(&place.name, &endpoint.handler)
            });
            if hit {
                let text = format!("the endpoint {} {}", endpoint.method, endpoint.path);
                answer.cite(1, text, &endpoint.file, endpoint.line);
            }
        }
    }

    pub(super) fn which_tests(&self, subject: &str) -> Answer {
        let found = self.meant(subject);
        if found.is_empty() {
            return self.nothing("tests", subject);
        }
        let mut answer = Answer::new("tests");
        let own = self.callables(&found.iter().copied().take(3).collect::<Vec<_>>());
        found.iter().take(3).for_each(|one| answer.symbol(0, *one));
        let reached = self.reached(&own, true, 6);
        let mut tests: Vec<(usize, usize)> =
            reached.into_iter().map(|(place, steps)| (steps, place)).collect();
        tests.retain(|(_, place)| is_test(&self.program.places[*place].path));
        tests.sort_unstable();
        let mut files: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, place) in &tests {
            *files.entry(&self.program.places[*place].path).or_default() += 1;
        }
        for (file, count) in files.iter().take(LINES_MAX) {
            answer.cite(1, format!("{count} functions in {file}"), file, 1);
        }
        for (steps, place) in tests.iter().take(LINES_MAX) {
            let at = &self.program.places[*place];
            let text =
                if *steps == 1 { at.name.clone() } else { format!("{} ({steps} calls away)", at.name) };
            answer.cite(1, text, &at.path, at.line);
        }
        match tests.len() {
            0 => answer.say(1, "no test was found that calls it, directly or through others"),
            count if count > LINES_MAX => answer.say(1, format!("and {} more", count - LINES_MAX)),
            _ => {}
        }
        self.limits(&mut answer);
        answer
    }

    /// Functions of the product that some test reaches.
    fn tested(&self) -> BTreeSet<usize> {
        let places = self.program.places.iter().enumerate();
        let tests: Vec<usize> = places.filter(|(_, place)| is_test(&place.path)).map(|(at, _)| at).collect();
        self.reached(&tests, false, 40).into_keys().collect()
    }

    fn functions(&self) -> impl Iterator<Item = (usize, &super::super::project::Place)> {
        let places = self.program.places.iter().enumerate();
        places.filter(|(_, place)| {
            place.kind == DefKind::Function && !is_test(&place.path) && !is_aside(&place.path)
        })
    }

    pub(super) fn untested(&self) -> Answer {
        let tested = self.tested();
        if !self.program.places.iter().any(|place| is_test(&place.path)) {
            let mut answer = Answer::new("untested");
            answer.say(0, "there are no test files here that are known as such, so nothing is tested");
            return answer;
        }
        let mut answer = Answer::new("untested");
        let (mut all, mut untested): (usize, Vec<usize>) = (0, Vec::new());
        for (at, _) in self.functions() {
            all += 1;
            if !tested.contains(&at) {
                untested.push(at);
            }
        }
        answer.say(0, format!("{} of {all} functions are reached from no test", untested.len()));
        untested.sort_by_key(|at| {
            let place = &self.program.places[*at];
            std::cmp::Reverse((self.callers[*at].len(), place.end_line - place.line))
        });
        for at in untested.iter().take(2 * LINES_MAX) {
            let place = &self.program.places[*at];
            let text = format!(
                "{}: {} lines, {} callers",
                place.name,
                place.end_line + 1 - place.line,
                self.callers[*at].len()
            );
            answer.cite(1, text, &place.path, place.line);
        }
        self.limits(&mut answer);
        answer.based_on.push("reached means that a chain of calls leads there; `samriddh metrics --coverage FILE` reads what really ran".to_owned());
        answer
    }

    pub(super) fn risk(&self) -> Answer {
        let tested = self.tested();
        let mut answer = Answer::new("risk");
        let mut scored: Vec<(f64, String, &str)> = Vec::new();
        for facts in self
            .index
            .files()
            .filter(|facts| !is_test(&facts.path) && !is_aside(&facts.path) && !facts.language.is_data())
        {
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
                let why = format!(
                    "{}: cognitive complexity {sum} (worst function {worst}), {} code lines, {callers} calls from other files, \
                     {percent} % of its functions reached from no test",
                    facts.path, facts.lines.code
                );
                scored.push((score, why, &facts.path));
            }
        }
        scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.2.cmp(other.2)));
        for (_, why, path) in scored.iter().take(8) {
            answer.cite(0, why.clone(), path, 1);
        }
        answer.known = !scored.is_empty();
        answer.based_on.push(
            "complexity, times how much others call it, times how much of it no test reaches; how often it changed is not counted here"
                .to_owned(),
        );
        answer
    }
}

/// Whether a full name is that of a handler, which may be written with a part of it only.
fn is_called(full: &str, handler: &str) -> bool {
    let rest = full.strip_suffix(handler);
    !handler.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(['.', '/', ':']))
}
