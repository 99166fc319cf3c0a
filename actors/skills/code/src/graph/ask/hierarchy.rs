//! Which class inherits from which, by what their signatures name.

use std::collections::BTreeMap;

use super::bases::{bases, last};
use super::implemented::other;
use super::subject::Subject;
use super::{Answer, Found, Knowledge, LINES_MAX, counted, is_test};

/// Longer chains of classes are circles.
const STEPS_MAX: usize = 16;
/// Types of one name that are looked at.
const TYPES_MAX: usize = 4;

impl<'k> Knowledge<'k> {
    /// What a class names as its bases, each resolved to the nearest of that name.
    pub(super) fn parents(&self, of: Found<'k>) -> Vec<Found<'k>> {
        let named = bases(of).into_iter().filter_map(|name| self.base(of, name));
        named.chain(self.taken_on(of).iter().copied()).collect()
    }

    /// By an import of that very name, or else the nearest that bears it.
    fn base(&self, of: Found<'k>, name: &str) -> Option<Found<'k>> {
        let is_other = |one: &Found<'_>| !std::ptr::eq(one.symbol, of.symbol);
        let imported = self.imported_base(of, name).filter(is_other);
        imported.or_else(|| self.nearest(of, self.types().get(last(name))?))
    }

    /// Some base lies outside of the project, so that its methods may be called from there.
    pub(super) fn has_foreign_base(&self, of: Found<'k>) -> bool {
        let types = self.types();
        bases(of)
            .iter()
            .any(|name| !types.contains_key(last(name)) && *name != "object" && *name != "extends")
    }

    pub(super) fn types(&self) -> &BTreeMap<&'k str, Vec<Found<'k>>> {
        self.types.get_or_init(|| {
            let mut types: BTreeMap<&str, Vec<Found<'_>>> = BTreeMap::new();
            for facts in self.index.files() {
                for symbol in facts.symbols.iter().filter(|symbol| symbol.kind.is_type()) {
                    types.entry(&symbol.name).or_default().push(Found { path: &facts.path, symbol });
                }
            }
            types
        })
    }

    /// In the same file, in one that it imports, or the only one there is.
    fn nearest(&self, of: Found<'k>, all: &[Found<'k>]) -> Option<Found<'k>> {
        let others: Vec<Found<'k>> =
            all.iter().copied().filter(|one| !std::ptr::eq(one.symbol, of.symbol)).collect();
        let own = others.iter().find(|one| one.path == of.path);
        let imported = || others.iter().find(|one| self.imports(of.path, one.path));
        let only = || others.first().filter(|_| others.len() == 1);
        own.or_else(imported).or_else(only).copied()
    }

    pub(super) fn imports(&self, from: &str, to: &str) -> bool {
        let links = self.imported.get_or_init(|| {
            let imports = self.program.imports.iter();
            imports.filter_map(|import| Some((import.from.as_str(), import.file.as_deref()?))).collect()
        });
        links.contains(&(from, to))
    }

    /// Those a class inherits from, nearest first.
    pub(super) fn ancestors(&self, of: Found<'k>) -> Vec<Found<'k>> {
        let mut found: Vec<Found<'k>> = vec![of];
        let mut edge = vec![of];
        for _ in 0..STEPS_MAX {
            let next: Vec<Found<'k>> = edge.iter().flat_map(|one| self.parents(*one)).collect();
            edge = next;
            edge.retain(|one| !found.iter().any(|known| std::ptr::eq(known.symbol, one.symbol)));
            found.extend(&edge);
        }
        found.remove(0);
        found
    }

    /// Those that inherit from a class, nearest first, with the number of steps.
    pub(super) fn heirs(&self, of: Found<'k>) -> Vec<(usize, Found<'k>)> {
        let children = self.children.get_or_init(|| {
            let mut children: BTreeMap<*const crate::symbol::Symbol, Vec<Found<'k>>> = BTreeMap::new();
            for one in self.types().values().flatten() {
                for parent in self.parents(*one) {
                    children.entry(std::ptr::from_ref(parent.symbol)).or_default().push(*one);
                }
            }
            children
        });
        let mut found: Vec<(usize, Found<'k>)> = vec![(0, of)];
        let mut at = 0;
        while let Some((steps, one)) = found.get(at).copied() {
            for child in children.get(&std::ptr::from_ref(one.symbol)).into_iter().flatten() {
                if steps < STEPS_MAX
                    && !found.iter().any(|(_, known)| std::ptr::eq(known.symbol, child.symbol))
                {
                    found.push((steps + 1, *child));
                }
            }
            at += 1;
        }
        found.remove(0);
        found
    }

    pub(super) fn bases(&self, subject: &Subject) -> Answer {
        let mut found = self.meant(subject);
        found.retain(|one| one.symbol.kind.is_type());
        if found.is_empty() {
            return self.nothing("bases", subject);
        }
        let mut answer = Answer::new("bases");
        self.of_several(subject, &found, TYPES_MAX, &mut answer);
        for one in found.iter().take(TYPES_MAX) {
            answer.symbol(0, *one);
            answer.cite(1, one.symbol.signature.clone(), one.path, one.symbol.line);
            self.parents(*one).into_iter().for_each(|base| answer.symbol(1, base));
        }
        self.not_looked_at(&found, TYPES_MAX, &mut answer);
        answer.based_on.push("the signature of the class".to_owned());
        answer
    }

    pub(super) fn subclasses(&self, subject: &Subject) -> Answer {
        let mut found = self.meant(subject);
        found.retain(|one| one.symbol.kind.is_type());
        if found.is_empty() {
            let no_heirs = || self.of_no_type(subject).unwrap_or_else(|| self.nothing("subclasses", subject));
            return self.outside_heirs(subject).unwrap_or_else(no_heirs);
        }
        let mut answer = Answer::new("subclasses");
        self.of_several(subject, &found, TYPES_MAX, &mut answer);
        for one in found.iter().take(TYPES_MAX) {
            answer.symbol(0, *one);
            let mut heirs = self.heirs(*one);
            heirs.sort_by_key(|(steps, heir)| (*steps, is_test(heir.path)));
            for (steps, heir) in heirs.iter().take(2 * LINES_MAX) {
                let far = if *steps == 1 { String::new() } else { format!(" ({steps} steps down)") };
                let text = format!("{} {}{far}", heir.symbol.kind.name(), heir.symbol.qualified);
                answer.cite(1, text, heir.path, heir.symbol.line);
            }
            if heirs.len() > 2 * LINES_MAX {
                answer.say(1, format!("and {} more", heirs.len() - 2 * LINES_MAX));
            }
            let others = self.given_to_others(*one);
            for (name, path, line) in others.iter().take(LINES_MAX) {
                answer.cite(1, other(name), path, *line);
            }
            answer.rest(others.len(), LINES_MAX);
            if heirs.is_empty() && others.is_empty() {
                answer.say(1, "no class that was read names it as its base");
            }
        }
        self.untold_heirs(&found, &mut answer);
        self.not_looked_at(&found, TYPES_MAX, &mut answer);
        answer.based_on.push("the signatures of the classes, and the imports of their files".to_owned());
        answer
    }

    /// Classes whose signature names a base of that name, with whether it is known what that is.
    fn naming(&self, name: &str) -> Vec<(Found<'k>, bool)> {
        let mut found = Vec::new();
        for one in self.types().values().flatten() {
            let base = bases(*one).into_iter().find(|base| last(base) == name);
            found.extend(base.map(|base| (*one, self.base(*one, base).is_some())));
        }
        found.sort_by_key(|(one, _)| (is_test(one.path), one.path, one.symbol.line));
        found
    }

    /// Something bears the name that is no class, and nothing inherits from it.
    fn of_no_type(&self, subject: &Subject) -> Option<Answer> {
        let found = self.named(subject);
        if found.is_empty() {
            return None;
        }
        let why = format!(
            "not known: no class that was read names {} as its base; what is called so is no class:",
            subject.shown()
        );
        let mut answer = Answer::unknown("subclasses", why);
        found.iter().take(LINES_MAX).for_each(|one| answer.symbol(1, *one));
        answer.rest(found.len(), LINES_MAX);
        Some(answer)
    }

    /// Heirs of what lies outside of the project.
    fn outside_heirs(&self, subject: &Subject) -> Option<Answer> {
        let [name] = subject.names()[..] else { return None };
        let heirs = self.naming(last(name));
        let taking = self.taking_on(last(name));
        if heirs.is_empty() && taking.is_empty() {
            return None;
        }
        let mut answer = Answer::new("subclasses");
        let count = if heirs.len() == 1 {
            "1 class names".to_owned()
        } else {
            format!("{} classes name", heirs.len())
        };
        answer.say(0, format!("no class that was read is called {name}: it lies outside of the project"));
        if !heirs.is_empty() {
            answer.say(0, format!("{count} it as a base:"));
            self.heirs_listed(&heirs.into_iter().map(|(one, _)| one).collect::<Vec<_>>(), &mut answer);
        }
        if !taking.is_empty() {
            answer.say(0, format!("it is implemented at {}:", counted(taking.len(), "place")));
        }
        for (text, path, line) in taking.iter().take(2 * LINES_MAX) {
            answer.cite(1, text.clone(), path, *line);
        }
        answer.rest(taking.len(), 2 * LINES_MAX);
        answer.based_on.push(
            "the signatures of the classes: what they inherit in turn from outside is not known".to_owned(),
        );
        Some(answer)
    }

    /// Classes that name a base so called of which it is not known which one it is.
    fn untold_heirs(&self, found: &[Found<'k>], answer: &mut Answer) {
        let Some(first) = found.first() else { return };
        let heirs = self.naming(&first.symbol.name).into_iter();
        let untold: Vec<Found<'k>> = heirs.filter(|(_, is_known)| !is_known).map(|(one, _)| one).collect();
        if !untold.is_empty() {
            answer.say(0, "these name a base that is called so, and which one that is is not known:");
            self.heirs_listed(&untold, answer);
        }
    }

    fn heirs_listed(&self, heirs: &[Found<'k>], answer: &mut Answer) {
        for heir in heirs.iter().take(2 * LINES_MAX) {
            let text = format!("{} {}", heir.symbol.kind.name(), heir.symbol.qualified);
            answer.cite(1, text, heir.path, heir.symbol.line);
            answer.cite(2, heir.symbol.signature.clone(), heir.path, heir.symbol.line);
        }
        if heirs.len() > 2 * LINES_MAX {
            answer.say(1, format!("and {} more", heirs.len() - 2 * LINES_MAX));
        }
    }
}
