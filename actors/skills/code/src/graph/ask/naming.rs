//! From words to definitions: by name, by what a class inherits, by address, or by search.

use super::inside::is_at;
use super::participle::is_participle;
use super::subject::Subject;
use super::{Answer, Found, Knowledge, LINES_MAX, counted, is_aside, is_test, is_value};
use crate::graph::similar::{did_you_mean, similar};

/// A name with one sign between its parts; `app/billing.py:apply` is that of a file and of what stands in it.
fn spelt(word: &str) -> (Option<&str>, String) {
    let (file, name) = match word.split_once(':') {
        Some((file, name)) if file.contains('.') && !name.is_empty() && !name.starts_with(':') => {
            (Some(file), name)
        }
        _ => (None, word),
    };
    (file, name.trim_end_matches("()").trim_start_matches('.').replace("::", ".").replace('#', "."))
}

/// What no answer sees.
pub(super) fn quoted(name: &str) -> String {
    format!(
        "a name in quotes, as the key of a table or of settings, is not looked through; `grep -rn {name} .` finds it"
    )
}

fn is_of_product(one: &Found<'_>) -> bool {
    !is_test(one.path) && !is_aside(one.path)
}

fn ends_in(name: &str, word: &str) -> bool {
    name == word || name.strip_suffix(word).is_some_and(|rest| rest.ends_with(['.', '/']))
}

impl<'k> Knowledge<'k> {
    /// Symbols that the words name exactly, those of the product before those of tests.
    pub(super) fn named(&self, subject: &Subject) -> Vec<Found<'k>> {
        if subject.endpoint.is_some() {
            return self.handlers(subject);
        }
        let (mut found, _) = self.bearing_words(subject);
        found.sort_by_key(|found| {
            (
                is_test(found.path) || is_aside(found.path),
                is_value(found.symbol.kind),
                found.symbol.qualified.len(),
                found.path,
            )
        });
        // Where the product has one, those of tests and examples are others that bear the name.
        if found.iter().any(is_of_product) {
            found.retain(is_of_product);
        }
        found
    }

    /// Those that bear a name of the words, and which of the words it is.
    pub(super) fn bearing_words<'s>(&self, subject: &'s Subject) -> (Vec<Found<'k>>, &'s str) {
        let inside = subject.inside.as_ref();
        if let Some((inside, head)) = inside.and_then(|inside| Some((inside, inside.head.as_deref()?))) {
            let mut found = self.bearing(head, true);
            found.retain(|one| self.stands_in(*one, &inside.place));
            if !found.is_empty() {
                return (found, head);
            }
        }
        for word in subject.names() {
            let mut found = self.bearing_word(word, subject);
            if let Some(inside) = inside.filter(|inside| inside.is_file) {
                found.retain(|one| self.stands_in(*one, &inside.place));
            }
            if !found.is_empty() {
                return (found, word);
            }
        }
        (Vec::new(), "")
    }

    fn bearing_word(&self, word: &str, subject: &Subject) -> Vec<Found<'k>> {
        // A plain word of a sentence names no field.
        let is_plain = subject.marked.is_empty() && word.chars().all(char::is_lowercase);
        let mut found = self.bearing(word, !is_plain);
        if found.is_empty() {
            found = self.inherited(word);
        }
        // What only tests and examples define may be a variable of the product.
        if is_plain && (subject.exact || subject.value) && !found.iter().any(is_of_product) {
            let mut values = self.bearing(word, true);
            let is_of_module = |one: &Found<'_>| one.symbol.parent.is_none();
            values.retain(|one| is_value(one.symbol.kind));
            values.retain(|one| {
                subject.exact && found.is_empty()
                    || is_of_module(one) && is_of_product(one)
                    || is_of_module(one) && found.is_empty()
            });
            found.extend(values);
        }
        found
    }

    /// Those that bear a name, which may be the whole one that answers and graphs show.
    pub(super) fn bearing(&self, word: &str, values: bool) -> Vec<Found<'k>> {
        let (file, name) = spelt(word);
        let mut found = Vec::new();
        for facts in self.index.files().filter(|facts| file.is_none_or(|file| ends_in(&facts.path, file))) {
            let module = self.places.module(&facts.path);
            for symbol in &facts.symbols {
                let acts = symbol.kind.is_callable() || symbol.kind.is_type();
                if !(acts || values && is_value(symbol.kind)) {
                    continue;
                }
                let whole = || {
                    let module = module.filter(|_| name.contains(['.', '/']))?;
                    name.ends_with(&symbol.name).then(|| format!("{module}.{}", symbol.qualified))
                };
                let same = symbol.name == name
                    || ends_in(&symbol.qualified, &name)
                    || whole().is_some_and(|whole| ends_in(&whole, &name));
                if same {
                    found.push(Found { path: &facts.path, symbol });
                }
            }
        }
        found
    }

    /// `R.x` where R itself has no x, and what it inherits from has.
    fn inherited(&self, word: &str) -> Vec<Found<'k>> {
        let (_, name) = spelt(word);
        let Some((owner, member)) = name.rsplit_once('.') else { return Vec::new() };
        let owners = self.bearing(owner, false).into_iter().filter(|owner| owner.symbol.kind.is_type());
        let bases = owners.flat_map(|owner| self.ancestors(owner));
        let mut members = bases.flat_map(|base| self.member(base, member));
        members.next().into_iter().collect()
    }

    /// What stands in a type under a name.
    pub(super) fn member(&self, of: Found<'k>, name: &str) -> Option<Found<'k>> {
        let whole = format!("{}.{name}", of.symbol.qualified);
        let symbols = self.index.file(of.path)?.symbols.iter();
        symbols
            .into_iter()
            .find(|symbol| symbol.qualified == whole)
            .map(|symbol| Found { path: of.path, symbol })
    }

    /// What the words mean: by name, or by search.
    pub(super) fn meant(&self, subject: &Subject) -> Vec<Found<'k>> {
        let named = self.named(subject);
        if !named.is_empty() || subject.is_name() { named } else { self.searched(subject).0 }
    }

    /// What a search finds, with the words that it found it by. What is done to a thing may be in the name of nothing: without a
    /// participle at the end there may be more.
    pub(super) fn searched<'s>(&self, subject: &'s Subject) -> (Vec<Found<'k>>, &'s str) {
        let place = subject.inside.as_ref().filter(|inside| inside.is_file);
        let is_meant = |one: &Found<'_>| place.is_none_or(|inside| self.stands_in(*one, &inside.place));
        let found = self.search.find(&subject.text, is_meant);
        let (before, last) = subject.text.rsplit_once(' ').unwrap_or_default();
        if !is_participle(last) {
            return (found, &subject.text);
        }
        let fits = |found: &[Found<'_>]| before.split(' ').all(|word| self.search.is_by(word, found));
        if found.iter().any(is_of_product) && fits(&found) {
            return (found, &subject.text);
        }
        // What the rest of the words fit is nearer than what one of them and the participle do.
        let without = self.search.find(before, is_meant);
        if found.is_empty() || fits(&without) { (without, before) } else { (found, &subject.text) }
    }

    /// The file that is named is not there, or holds nothing of the name; then where else the name stands.
    fn not_inside(&self, kind: &'static str, subject: &Subject) -> Option<Answer> {
        let place = &subject.inside.as_ref().filter(|inside| inside.is_file)?.place;
        if !self.index.files().any(|facts| is_at(&facts.path, place)) {
            return Some(Answer::unknown(
                kind,
                format!("not known: no file that was read is called \"{place}\""),
            ));
        }
        let shown = subject.shown();
        let mut answer =
            Answer::unknown(kind, format!("not known: {place} defines nothing called \"{shown}\""));
        let others = self.named(&Subject { inside: None, ..subject.clone() });
        if !others.is_empty() {
            answer.say(0, "elsewhere there is");
        }
        others.iter().take(LINES_MAX).for_each(|one| answer.symbol(1, *one));
        answer.rest(others.len(), LINES_MAX);
        answer.based_on.push("the names of what is defined in each file".to_owned());
        Some(answer)
    }

    /// What is said of a name that nothing here bears; a file that was named is the only place to look in.
    pub(super) fn elsewhere(&self, kind: &'static str, subject: &Subject) -> Option<Answer> {
        let in_file = subject.inside.as_ref().is_some_and(|inside| inside.is_file);
        match in_file && subject.is_name() && self.named(subject).is_empty() {
            true => self.not_inside(kind, subject),
            false => self.defined_elsewhere(kind, subject),
        }
    }

    /// Says what was looked through, and no more.
    pub(super) fn nothing(&self, kind: &'static str, subject: &Subject) -> Answer {
        let shown = subject.shown();
        if subject.endpoint.is_some() {
            let count = self.program.http.endpoints.len();
            return Answer::unknown(
                kind,
                format!("not known: none of the {count} endpoints found here is {shown}"),
            );
        }
        if let Some(answer) = self.not_inside(kind, subject) {
            return answer;
        }
        let why = match subject.is_name() {
            true => format!("not known: no definition and no file that was read is called \"{shown}\""),
            false => format!(
                "not known: nothing that was read fits \"{shown}\" by its name, path or documentation"
            ),
        };
        let mut answer = Answer::unknown(kind, why);
        let mut near = self.search.near(&shown);
        if near.is_empty() {
            let names = || self.index.files().flat_map(|facts| &facts.symbols);
            let acts = names().filter(|symbol| symbol.kind.is_callable() || symbol.kind.is_type());
            near = similar(&shown, acts.map(|symbol| symbol.qualified.as_str()));
        }
        if let Some(asked) = did_you_mean(&near) {
            answer.say(0, asked);
        }
        // What is spelt like a constant is often a key in quotes.
        let is_constant = |c: char| c.is_uppercase() || c.is_numeric() || c == '_';
        if subject.is_name() && shown.len() > 1 && shown.chars().all(is_constant) {
            answer.say(0, quoted(&shown));
        }
        let files = counted(self.index.files().len(), "file");
        answer.based_on.push(match subject.is_name() {
            true => format!("the names of {files} and of what is defined in them"),
            false => format!("the names and documentation of {files}"),
        });
        answer
    }
}
