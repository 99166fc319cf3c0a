//! Questions about files: what is in one, and who imports it.

use super::subject::Subject;
use super::{Answer, Found, Knowledge, LINES_MAX, is_test, is_value};
use crate::facts::FileFacts;
use crate::language::Language;

/// Files that one name may mean.
const FILES_MAX: usize = 3;

/// A file that is one component, called as the file is.
pub(super) fn is_component(facts: &FileFacts) -> bool {
    matches!(facts.language, Language::Vue | Language::Svelte)
}

impl<'k> Knowledge<'k> {
    /// Files that the words name by path or module.
    pub(super) fn files_meant(&self, subject: &Subject) -> Vec<&'k FileFacts> {
        for word in subject.names() {
            let word = word.trim_start_matches("./");
            let is_it = |facts: &&FileFacts| {
                let by_path = facts.path == word
                    || word.contains(['.', '/'])
                        && facts
                            .path
                            .strip_suffix(word.trim_start_matches('/'))
                            .is_some_and(|rest| rest.ends_with('/'));
                let module = self.places.module(&facts.path).unwrap_or_default();
                by_path || module == word || (word.contains('.') && module.ends_with(&format!(".{word}")))
            };
            let mut found: Vec<&FileFacts> = self.index.files().filter(is_it).collect();
            found.truncate(FILES_MAX);
            if !found.is_empty() {
                return found;
            }
        }
        self.files_called(subject).into_iter().filter(|facts| is_component(facts)).collect()
    }

    /// Files whose name without its ending is the one word: `store` for `src/store.js`.
    fn files_called(&self, subject: &Subject) -> Vec<&'k FileFacts> {
        let stem = |path: &'k str| {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            match name.split_once('.').map_or(name, |(stem, _)| stem) {
                // What stands for its folder is called as that is.
                "mod" | "index" | "__init__" => folder.rsplit('/').next().unwrap_or(folder),
                stem => stem,
            }
        };
        let [word] = subject.names()[..] else { return Vec::new() };
        let code = self.index.files().filter(|facts| !facts.language.is_data());
        code.filter(|facts| stem(&facts.path) == word).take(FILES_MAX).collect()
    }

    pub(super) fn contents(&self, subject: &Subject) -> Answer {
        let files = self.files_meant(subject);
        if files.is_empty() {
            return self.how(subject);
        }
        let mut answer = Answer::new("contents");
        for facts in files {
            let text = format!("{}: {}, {} code lines", facts.path, facts.language.name(), facts.lines.code);
            answer.cite(0, text, &facts.path, 1);
            let outer: Vec<_> = facts.symbols.iter().filter(|symbol| symbol.parent.is_none()).collect();
            for symbol in outer.iter().take(2 * LINES_MAX) {
                answer.cite(
                    1,
                    format!("{} {}", symbol.kind.name(), symbol.qualified),
                    &facts.path,
                    symbol.line,
                );
            }
            if outer.len() > 2 * LINES_MAX {
                answer.say(1, format!("and {} more", outer.len() - 2 * LINES_MAX));
            }
            if outer.is_empty() {
                answer.say(1, "it defines nothing that has a name");
            }
            let imports = self.program.imports.iter().filter(|import| import.from == facts.path);
            for import in imports.filter(|import| import.file.is_some()).take(LINES_MAX) {
                let to = import.file.as_deref().unwrap_or_default();
                answer.cite(1, format!("imports {to}"), &facts.path, import.line);
            }
        }
        answer.based_on.push("the definitions at the top of the file, and its imports".to_owned());
        answer
    }

    pub(super) fn importers(&self, subject: &Subject) -> Answer {
        let mut files = self.files_meant(subject);
        let by_path = !files.is_empty();
        let found = self.named(subject);
        let package = self.uses(subject);
        // A variable that is called as a package is what the package was taken into.
        if !by_path && package.known && found.iter().all(|one| is_value(one.symbol.kind)) && !found.is_empty()
        {
            return package;
        }
        if !by_path && found.is_empty() {
            files = self.files_called(subject);
        }
        let mut answer = Answer::new("importers");
        for facts in &files {
            answer.cite(0, facts.path.clone(), &facts.path, 1);
            self.imported_by(&facts.path, None, &mut answer);
        }
        if !files.is_empty() {
            answer.based_on.push("imports that lead to files of the project".to_owned());
            if !by_path && package.known {
                answer.lines.extend(package.lines);
                answer.based_on.extend(package.based_on);
            }
            return answer;
        }
        if found.is_empty() {
            return if package.known { package } else { self.nothing("importers", subject) };
        }
        for one in found.iter().take(FILES_MAX) {
            answer.symbol(0, *one);
            self.imported_by(one.path, Some(&one.symbol.name), &mut answer);
        }
        answer.based_on.push("imports that lead to files of the project".to_owned());
        answer
    }

    fn imported_by(&self, path: &str, name: Option<&str>, answer: &mut Answer) {
        let is_it = |names: &[String]| name.is_none_or(|name| names.iter().any(|one| one == name));
        let imports = self.program.imports.iter();
        let mut by: Vec<_> = imports
            .filter(|import| {
                import.file.as_deref() == Some(path) && import.from != path && is_it(&import.names)
            })
            .collect();
        by.sort_by_key(|import| (is_test(&import.from), &import.from, import.line));
        // Several imports of one file are one line, with the names of all.
        let by: Vec<_> = by.chunk_by(|one, other| one.from == other.from).collect();
        for imports in by.iter().take(2 * LINES_MAX) {
            let Some(import) = imports.first() else { continue };
            // What is taken whole has no names.
            let mut names: Vec<&str> = imports
                .iter()
                .flat_map(|one| &one.names)
                .map(String::as_str)
                .filter(|name| *name != "=")
                .collect();
            let mut seen = std::collections::BTreeSet::new();
            names.retain(|name| seen.insert(*name));
            let more = names.len().saturating_sub(LINES_MAX);
            names.truncate(LINES_MAX);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let names =
                if names.is_empty() { String::new() } else { format!(": {}{more}", names.join(", ")) };
            answer.cite(1, format!("imported by {}{names}", import.from), &import.from, import.line);
        }
        if by.len() > 2 * LINES_MAX {
            answer.say(1, format!("and {} more", by.len() - 2 * LINES_MAX));
        }
        if by.is_empty() {
            let unread = self.index.file(path).filter(|facts| !facts.language.resolves_imports());
            answer.say(
                1,
                match unread {
                    Some(facts) => format!(
                        "not known: imports of {} are not resolved to files here",
                        facts.language.name()
                    ),
                    None => "no import of it was found".to_owned(),
                },
            );
        }
    }

    /// Files that import a name, also from where it is only handed on, and that the answer does not cite yet.
    pub(super) fn imported_besides(&self, named: &[Found<'k>], answer: &mut Answer) {
        let mut found: Vec<(&str, u32)> = Vec::new();
        for one in named.iter().filter(|one| one.symbol.parent.is_none()) {
            let mut open = vec![one.path];
            while let Some(path) = open.pop() {
                let imports = self.program.imports.iter().filter(|import| {
                    import.file.as_deref() == Some(path)
                        && import.names.iter().any(|name| *name == one.symbol.name || name == "*")
                });
                for import in imports {
                    let from = import.from.as_str();
                    if from != one.path && !found.iter().any(|(path, _)| *path == from) {
                        found.push((from, import.line));
                        open.push(from);
                    }
                }
            }
        }
        found.retain(|(path, _)| !answer.lines.iter().any(|line| line.file.as_deref() == Some(path)));
        found.sort_by_key(|(path, line)| (is_test(path), *path, *line));
        if !found.is_empty() {
            let files = super::counted(found.len(), "more file");
            answer.say(1, format!("{files} import it by name, in which no call of it was found:"));
        }
        for (path, line) in found.iter().take(LINES_MAX) {
            answer.cite(2, (*path).to_owned(), path, *line);
        }
        if found.len() > LINES_MAX {
            answer.say(2, format!("and {} more", found.len() - LINES_MAX));
        }
    }

    /// What a change of whole files reaches: who imports them, and what calls into them.
    pub(super) fn file_breaks(&self, files: &[&'k FileFacts]) -> Answer {
        let mut answer = Answer::new("impact");
        for facts in files {
            answer.cite(0, facts.path.clone(), &facts.path, 1);
            self.imported_by(&facts.path, None, &mut answer);
        }
        let own: Vec<usize> = (0..self.program.places.len())
            .filter(|place| files.iter().any(|facts| facts.path == self.program.places[*place].path))
            .collect();
        if !self.breaks(&own, &mut answer) {
            answer.say(1, "no call into it was found");
        }
        answer.based_on.push(
            "imports that lead to files of the project: who imports the file may use its constants and types, which are not followed"
                .to_owned(),
        );
        self.limits(&mut answer);
        answer
    }
}
