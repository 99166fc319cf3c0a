//! How one would add something like what is there: its shape, its siblings, and all places that know it by name.

use std::collections::BTreeMap;

use super::subject::Subject;
use super::{Answer, Found, Knowledge, LINES_MAX, is_test};

impl<'k> Knowledge<'k> {
    pub(super) fn extend(&self, what: &Subject, like: Option<&Subject>) -> Answer {
        let found = self.meant(like.unwrap_or(what));
        let Some(model) = found.first().copied() else { return self.nothing("extend", like.unwrap_or(what)) };
        let mut answer = Answer::new("extend");
        answer.symbol(0, model);
        let lines = model.symbol.end_line + 1 - model.symbol.start_line;
        answer.cite(
            1,
            format!("take its {lines} lines as the pattern: {}", model.symbol.signature),
            model.path,
            model.symbol.start_line,
        );
        self.bases_of(model, &mut answer);
        self.siblings(model, &mut answer);
        self.known_by(model, &mut answer);
        answer.based_on.push(
            "every place where the name of the pattern stands: what is added usually has to stand there too"
                .to_owned(),
        );
        answer
    }

    fn bases_of(&self, model: Found<'k>, answer: &mut Answer) {
        if !model.symbol.kind.is_type() {
            return;
        }
        for base in self.parents(model) {
            answer.cite(1, format!("it is a {}", base.symbol.qualified), base.path, base.symbol.line);
        }
    }

    /// Others of the same kind, in the same place.
    fn siblings(&self, model: Found<'_>, answer: &mut Answer) {
        let Some(facts) = self.index.file(model.path) else { return };
        let base = |signature: &str| signature.split_once('(').map(|(_, rest)| rest.to_owned());
        let same = facts.symbols.iter().filter(|symbol| {
            symbol.kind == model.symbol.kind
                && symbol.parent == model.symbol.parent
                && symbol.name != model.symbol.name
                && (!model.symbol.kind.is_type() || base(&symbol.signature) == base(&model.symbol.signature))
        });
        let names: Vec<&str> = same.map(|symbol| symbol.name.as_str()).take(10).collect();
        if !names.is_empty() {
            answer.say(1, format!("its siblings in the same file: {}", names.join(", ")));
        }
    }

    /// Where the name stands: registries, imports, tests, documentation.
    fn known_by(&self, model: Found<'_>, answer: &mut Answer) {
        let own = model.symbol.last_name();
        let mut places: BTreeMap<(bool, &str), Vec<(u32, String)>> = BTreeMap::new();
        for facts in self.index.files() {
            let Some(name) = facts.names.iter().position(|name| name == own) else { continue };
            for mention in facts.mentions.iter().filter(|mention| mention.name as usize == name) {
                let own = facts.path == model.path
                    && model.symbol.start_line <= mention.line
                    && mention.line <= model.symbol.end_line;
                if own {
                    continue;
                }
                let within = mention.within.and_then(|id| facts.symbols.get(id as usize));
                // Behind the last definition and before its end stands what holds a list or table.
                let holder = facts.symbols.iter().find(|symbol| {
                    symbol.line <= mention.line
                        && mention.line <= symbol.end_line
                        && !symbol.kind.is_callable()
                        && !symbol.kind.is_type()
                });
                let within =
                    holder.or(within).map_or("the file itself".to_owned(), |symbol| symbol.qualified.clone());
                places.entry((is_test(&facts.path), &facts.path)).or_default().push((mention.line, within));
            }
        }
        if places.is_empty() {
            return answer.say(1, "its name stands nowhere else: nothing has to be registered");
        }
        answer.say(1, "places that know it by name, and would have to know the new one:");
        for ((_, path), mut lines) in places.into_iter().take(LINES_MAX) {
            lines.sort();
            lines.dedup_by(|one, other| one.1 == other.1);
            for (line, within) in lines.into_iter().take(4) {
                answer.cite(2, format!("in {within}"), path, line);
            }
        }
    }
}
