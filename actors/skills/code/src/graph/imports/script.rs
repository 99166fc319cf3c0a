//! JavaScript's and TypeScript's modules: relative files, aliases, packages of the same workspace.

use super::{Target, Tree, config, join, normal, parent};

const EXTENSIONS: &[&str] = &["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "vue", "svelte", "d.ts"];
/// What an extension may stand for: TypeScript writes the name of what will be made.
const STANDS_FOR: &[(&str, &[&str])] =
    &[("js", &["ts", "tsx", "d.ts"]), ("jsx", &["tsx"]), ("mjs", &["mts"]), ("cjs", &["cts"])];
/// Where a package keeps its source if its manifest names what is built.
const ENTRIES: &[&str] = &["src/index", "src/main", "index", "lib/index", "src/lib"];

impl Tree {
    pub(super) fn resolve_script(&self, from: &str, specifier: &str) -> Target {
        let specifier = specifier.split(['?', '!']).next().unwrap_or(specifier);
        let missing = || Target::Missing(specifier.to_owned());
        if specifier.starts_with('.') {
            let Some(path) = normal(&join(parent(from), specifier)) else { return missing() };
            return match self.script_at(&path) {
                Some(file) => Target::File(file),
                None if self.data.contains(&path) => Target::Data(path),
                None => missing(),
            };
        }
        if let Some(path) = specifier.strip_prefix('/') {
            return self.script_at(path).map_or_else(missing, Target::File);
        }
        for candidate in self.config.aliased(from, specifier) {
            if let Some(file) = normal(&candidate).and_then(|path| self.script_at(&path)) {
                return Target::File(file);
            }
        }
        if let Some(file) = self.of_workspace(specifier).or_else(|| self.customary(from, specifier)) {
            return Target::File(file);
        }
        Target::External(specifier.to_owned())
    }

    /// The file that a path without, or with, an extension means.
    fn script_at(&self, path: &str) -> Option<usize> {
        if let Some(file) = self.file(path) {
            return Some(file);
        }
        if let Some((stem, extension)) = path.rsplit_once('.')
            && let Some((_, others)) = STANDS_FOR.iter().find(|(written, _)| *written == extension)
            && let Some(file) = others.iter().find_map(|other| self.file(&format!("{stem}.{other}")))
        {
            return Some(file);
        }
        let with = EXTENSIONS.iter().find_map(|extension| self.file(&format!("{path}.{extension}")));
        with.or_else(|| {
            EXTENSIONS.iter().find_map(|extension| self.file(&join(path, &format!("index.{extension}"))))
        })
    }

    fn of_workspace(&self, specifier: &str) -> Option<usize> {
        let parts = if specifier.starts_with('@') { 2 } else { 1 };
        let cut = specifier.match_indices('/').nth(parts - 1).map_or(specifier.len(), |(at, _)| at);
        let (name, rest) = specifier.split_at(cut);
        let package = self.config.package(name)?;
        let rest = rest.trim_start_matches('/');
        if rest.is_empty() {
            let named = package.entries.iter().filter_map(|entry| normal(&join(&package.folder, entry)));
            let found = named.into_iter().find_map(|path| self.script_at(&path));
            return found
                .or_else(|| ENTRIES.iter().find_map(|entry| self.script_at(&join(&package.folder, entry))));
        }
        // A star stands for any path.
        let exported = package.exports.iter().find_map(|(key, path)| {
            let star = config::matches(key.trim_start_matches("./"), rest)?;
            self.script_at(&normal(&join(&package.folder, &path.replace('*', star)))?)
        });
        exported
            .or_else(|| self.script_at(&join(&package.folder, rest)))
            .or_else(|| self.script_at(&join(&package.folder, &format!("src/{rest}"))))
    }

    /// Aliases that tools set up outside of any file that is read here: `@/` is the nearest `src`.
    fn customary(&self, from: &str, specifier: &str) -> Option<usize> {
        let rest = specifier.strip_prefix("@/").or_else(|| specifier.strip_prefix("~/"));
        let (folder, rest) = match rest {
            Some(rest) => ("src", rest),
            None => ("src/lib", specifier.strip_prefix("$lib/")?),
        };
        let mut above = parent(from);
        loop {
            let found = self.script_at(&join(&join(above, folder), rest)).or_else(|| {
                if specifier.starts_with('$') { None } else { self.script_at(&join(above, rest)) }
            });
            if found.is_some() || above.is_empty() {
                return found;
            }
            above = parent(above);
        }
    }
}
