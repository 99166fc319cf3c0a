//! Names of what is no function: values that are read, settings, and what is defined outside of the project.

use super::links::has_word;
use super::subject::Subject;
use super::{Answer, Found, Knowledge, LINES_MAX, is_value};
use crate::facts::{FileFacts, Mention};
use crate::symbol::SymbolKind;

/// Definitions that are named instead of the one that is asked for.
const ALIKE_MAX: usize = 3;

impl Knowledge<'_> {
    /// Where the name of a definition stands outside of it, and whether it must be that one.
    pub(super) fn mentions_of(&self, one: Found<'_>, answer: &mut Answer) {
        let is_field = one.symbol.parent.is_some();
        let is_read = is_value(one.symbol.kind) && one.symbol.kind != SymbolKind::Macro;
        let verb = if is_read { "is read" } else { "stands" };
        let mut places = Vec::new();
        let name = one.symbol.last_name();
        for (facts, mention) in self.mentions(name) {
            let own = facts.path == one.path;
            let inside = own && (one.symbol.line..=one.symbol.end_line).contains(&mention.line);
            if inside || !one.symbol.kind.is_type() && is_parameter(facts, mention, name) {
                continue;
            }
            let text = match !is_field && (own || self.imports_it(facts, one)) {
                true => format!("its name {verb} in {}", around(facts, mention)),
                false => format!("the name stands in {}", around(facts, mention)),
            };
            places.push((!own, text, facts.path.as_str(), mention.line));
        }
        if places.is_empty() {
            answer.say(1, format!("the name {name} stands nowhere else in what was read"));
        }
        list(places, answer);
    }

    /// A name that nothing here bears: a setting that is read from the environment, or what languages and packages bring along.
    pub(super) fn defined_elsewhere(&self, kind: &'static str, subject: &Subject) -> Option<Answer> {
        let [name] = subject.names()[..] else { return None };
        if subject.endpoint.is_some() || !self.named(subject).is_empty() {
            return None;
        }
        let last = name.rsplit(['.', ':']).next().unwrap_or(name);
        let mut answer = Answer::new(kind);
        if self.setting(name, &mut answer) {
            return Some(answer);
        }
        // Words are searched for; only what looks like a name, or is said to be one, is looked for as such.
        if !(subject.is_name() || last.chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '_')) {
            return None;
        }
        let places: Vec<_> = self
            .mentions(last)
            .map(|(facts, mention)| {
                (false, format!("it stands in {}", around(facts, mention)), facts.path.as_str(), mention.line)
            })
            .collect();
        if places.is_empty() {
            return None;
        }
        // `app.stop` may be the method of what `app` holds.
        let alike = if last == name { Vec::new() } else { self.bearing(last, false) };
        if alike.is_empty() {
            answer.say(0, format!("nothing that was read defines {name} as a function, class or variable; its name stands there:"));
        } else {
            answer.say(0, format!("nothing that was read is called {name}; what bears its last name:"));
            alike.iter().take(ALIKE_MAX).for_each(|one| answer.symbol(1, *one));
            answer.rest(alike.len(), ALIKE_MAX);
            answer.say(0, format!("the name {last} stands there:"));
        }
        list(places, &mut answer);
        answer.based_on.push(
            "the names that stand in the code; what brings this one along may not have been read".to_owned(),
        );
        Some(answer)
    }

    /// An environment variable of exactly that name: where it is read, and where files of settings give it a value.
    fn setting(&self, name: &str, answer: &mut Answer) -> bool {
        let settings =
            self.index.files().flat_map(|facts| facts.settings.iter().map(move |setting| (facts, setting)));
        let read: Vec<_> = settings
            .filter(|(_, setting)| setting.name == name && !setting.is_computed)
            .map(|(facts, setting)| (false, "it is read here".to_owned(), facts.path.as_str(), setting.line))
            .collect();
        if read.is_empty() {
            return false;
        }
        answer.say(0, format!("{name} is an environment variable"));
        list(read, answer);
        let keys =
            self.index.files().flat_map(|facts| facts.symbols.iter().map(move |symbol| (facts, symbol)));
        let mut given: Vec<_> = keys
            .filter(|(_, symbol)| symbol.kind == SymbolKind::Key && symbol.name == name)
            .map(|(facts, symbol)| (facts.path.as_str(), symbol.line))
            .collect();
        for (path, text) in self.texts {
            given.extend(
                (1..)
                    .zip(text.lines())
                    .filter(|(_, line)| gives(line, name))
                    .map(|(number, _)| (path.as_str(), number)),
            );
        }
        given.sort_unstable();
        given.dedup();
        if given.is_empty() {
            answer.say(1, "no file that was read gives it a value");
        }
        list(
            given
                .into_iter()
                .map(|(path, line)| (false, "a value is given here".to_owned(), path, line))
                .collect(),
            answer,
        );
        answer.based_on.push("readings of environment variables, keys of files of settings, and the lines of manifests and images".to_owned());
        true
    }

    fn mentions<'s>(&'s self, name: &str) -> impl Iterator<Item = (&'s FileFacts, &'s Mention)> {
        self.index.files().flat_map(move |facts| {
            let number = facts.names.iter().position(|one| one == name);
            let is_it = move |mention: &&Mention| Some(mention.name as usize) == number;
            facts.mentions.iter().filter(is_it).map(move |mention| (facts, mention))
        })
    }

    fn imports_it(&self, facts: &FileFacts, one: Found<'_>) -> bool {
        self.program.imports.iter().any(|import| {
            import.from == facts.path
                && import.file.as_deref() == Some(one.path)
                && (import.names.is_empty()
                    || import.names.iter().any(|name| *name == one.symbol.name || name == "*"))
        })
    }
}

/// The function around takes something of that name, which is another thing than what is asked for.
fn is_parameter(facts: &FileFacts, mention: &Mention, name: &str) -> bool {
    let within = mention.within.and_then(|id| facts.symbols.get(id as usize));
    within.filter(|symbol| symbol.kind.is_callable()).is_some_and(|symbol| {
        let parameters = symbol.signature.split_once('(').map_or("", |(_, rest)| rest);
        has_word(parameters, name)
    })
}

fn around<'f>(facts: &'f FileFacts, mention: &Mention) -> &'f str {
    let within = mention.within.and_then(|id| facts.symbols.get(id as usize));
    within.map_or("the file", |symbol| symbol.qualified.as_str())
}

/// `NAME=x`, `NAME: x` or `ENV NAME x`.
fn gives(line: &str, name: &str) -> bool {
    let mut rest = line;
    while let Some(at) = rest.find(name) {
        let (before, behind) = (&rest[..at], &rest[at + name.len()..]);
        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$' || c == '{');
        if is_whole && (behind.starts_with(['=', ':']) || before.trim() == "ENV") {
            return true;
        }
        rest = behind;
    }
    false
}

/// Lines with their places, the first of them by whether they are further off.
fn list(mut places: Vec<(bool, String, &str, u32)>, answer: &mut Answer) {
    places.sort_by(|one, other| (one.0, one.2, one.3).cmp(&(other.0, other.2, other.3)));
    places.dedup();
    for (_, text, path, line) in places.iter().take(LINES_MAX) {
        answer.cite(1, text.clone(), path, *line);
    }
    if places.len() > LINES_MAX {
        answer.say(1, format!("and {} more", places.len() - LINES_MAX));
    }
}
