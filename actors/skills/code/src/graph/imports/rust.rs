//! Rust's modules: files below a crate's root, by its own name, `self`, `super` and `crate`, and other crates of the same workspace.

use std::collections::BTreeMap;

use super::super::ir::Import;
use super::{Target, Tree, join, normal, parent};

/// Files that are a crate's root by their name.
const ROOTS: &[&str] = &["lib.rs", "main.rs"];
/// Folders in which each file is a crate by itself.
const ALONE: &[&str] = &["bin", "tests", "examples", "benches"];

/// The libraries of a workspace: by the name that code calls them, the file that is their root.
#[derive(Default)]
pub struct Crates {
    libraries: BTreeMap<String, String>,
}

impl Crates {
    /// `texts`: of manifests, by path.
    pub fn read(texts: &BTreeMap<String, String>) -> Self {
        let manifests = texts.iter().filter(|(path, _)| is_manifest(path));
        let libraries = manifests.filter_map(|(path, text)| library(parent(path), text)).collect();
        Self { libraries }
    }
}

pub fn is_manifest(path: &str) -> bool {
    path.rsplit('/').next() == Some("Cargo.toml")
}

/// A crate's name, and the file that it begins with.
fn library(folder: &str, manifest: &str) -> Option<(String, String)> {
    let manifest: toml::Table = manifest.parse().ok()?;
    let of = |table: &str, key: &str| Some(manifest.get(table)?.get(key)?.as_str()?.to_owned());
    let name = of("lib", "name").or_else(|| of("package", "name"))?.replace('-', "_");
    let file = of("lib", "path").unwrap_or_else(|| "src/lib.rs".to_owned());
    Some((name, normal(&join(folder, &file))?))
}

pub fn is_rust(path: &str) -> bool {
    path.ends_with(".rs")
}

impl Tree {
    /// The file that an import's module lies in, and whether all of its path are files.
    fn module_file(&self, from: &str, import: &Import) -> Result<(String, bool), Target> {
        let mut parts: Vec<&str> = import.module.split("::").filter(|part| !part.is_empty()).collect();
        let missing = || Target::Missing(import.module.to_string());
        let mut above = import.level;
        let start = match parts.first().copied().unwrap_or_default() {
            "crate" => self.crate_root(from),
            "self" => Some(from.to_owned()),
            "super" => {
                let mut at = Some(from.to_owned());
                while parts.get(1) == Some(&"super") || parts.first() == Some(&"super") && above == 0 {
                    match above {
                        0 => at = at.and_then(|at| self.module_above(&at)),
                        _ => above -= 1,
                    }
                    if parts.get(1) != Some(&"super") {
                        break;
                    }
                    parts.remove(0);
                }
                at
            }
            name if self.child_module(from, name).is_some() => {
                parts.insert(0, "self");
                Some(from.to_owned())
            }
            name => match self.crates.libraries.get(name).filter(|file| self.file(file).is_some()) {
                Some(root) => Some(root.clone()),
                // What begins with a capital is a type that the file knows already.
                None if name.starts_with(char::is_uppercase) => Some(from.to_owned()),
                None => return Err(Target::External(name.to_owned())),
            },
        };
        let mut at = start.ok_or_else(missing)?;
        for part in parts.iter().skip(1) {
            match self.child_module(&at, part) {
                Some(file) => at = file,
                None => return Ok((at, false)),
            }
        }
        Ok((at, true))
    }

    pub(super) fn resolve_rust(&self, from: &str, import: &Import) -> Target {
        match self.module_file(from, import) {
            // `mod x;` asks for a file.
            Ok((_, false)) if import.names.is_empty() && import.module.starts_with("self::") => {
                Target::Missing(import.module.to_string())
            }
            Ok((file, _)) => self.file(&file).map_or(Target::Missing(file), Target::File),
            Err(target) => target,
        }
    }

    pub(super) fn loads_rust(&self, from: &str, import: &Import) -> Vec<(Target, Vec<Box<str>>)> {
        let target = self.resolve_rust(from, import);
        let module = self.module_file(from, import).ok().filter(|(_, whole)| *whole).map(|(file, _)| file);
        let inner = |name: &str| self.file(&self.child_module(module.as_deref()?, name)?);
        let (mut found, mut rest) = (Vec::new(), Vec::new());
        for name in &import.names {
            match inner(name) {
                Some(file) => found.push((Target::File(file), vec![name.clone()])),
                None => rest.push(name.clone()),
            }
        }
        if found.is_empty() || !rest.is_empty() {
            found.insert(0, (target, rest));
        }
        let own = self.file(from);
        found.retain(|(target, _)| own.is_none_or(|own| *target != Target::File(own)));
        found
    }

    /// The file with which the crate of a file begins; none where that cannot be told.
    fn crate_root(&self, path: &str) -> Option<String> {
        let mut folder = parent(path);
        let alone = |folder: &str| ALONE.contains(&folder.rsplit('/').next().unwrap_or(folder));
        loop {
            if let Some(root) = self.first(ROOTS.iter().map(|root| join(folder, root))) {
                return Some(root);
            }
            if alone(folder) && folder == parent(path) {
                return Some(path.to_owned());
            }
            if let Some(root) = self.crates.libraries.values().find(|root| parent(root) == folder) {
                return Some(root.clone());
            }
            if folder.is_empty() || alone(folder) {
                return None;
            }
            folder = parent(folder);
        }
    }

    fn is_root(&self, path: &str) -> bool {
        self.crate_root(path).as_deref() == Some(path)
    }

    /// The folder in which the modules of a file lie.
    fn folder_below<'p>(&self, path: &'p str) -> &'p str {
        let name = path.rsplit('/').next().unwrap_or(path);
        let here = name == "mod.rs" || self.is_root(path);
        if here { parent(path) } else { path.strip_suffix(".rs").unwrap_or(path) }
    }

    fn child_module(&self, path: &str, name: &str) -> Option<String> {
        let folder = self.folder_below(path);
        self.first([join(folder, &format!("{name}.rs")), join(folder, &format!("{name}/mod.rs"))])
    }

    /// The file of the module around a file's own.
    fn module_above(&self, path: &str) -> Option<String> {
        if self.is_root(path) {
            return None;
        }
        let folder = parent(path);
        let folder = if path.rsplit('/').next() == Some("mod.rs") { parent(folder) } else { folder };
        let named = ROOTS.iter().chain(&["mod.rs"]).map(|name| join(folder, name));
        let root = self.crate_root(path).filter(|root| parent(root) == folder);
        root.or_else(|| self.first(named.chain([format!("{folder}.rs")])))
    }

    fn first(&self, paths: impl IntoIterator<Item = String>) -> Option<String> {
        paths.into_iter().find(|path| self.file(path).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        let files = [
            "Cargo.toml",
            "src/lib.rs",
            "src/main.rs",
            "src/store.rs",
            "src/store/file.rs",
            "src/web/mod.rs",
            "src/web/page.rs",
            "src/bin/tool.rs",
            "tests/all.rs",
            "tests/ask/main.rs",
            "tests/ask/names.rs",
            "other/src/lib.rs",
            "other/src/kind.rs",
        ];
        let manifest = |name: &str| format!("[package]\nname = \"{name}\"\n");
        let texts = [
            ("Cargo.toml".to_owned(), manifest("my-app")),
            ("other/Cargo.toml".to_owned(), manifest("other")),
        ];
        Tree::new(&files, &texts.into_iter().collect())
    }

    fn leads(from: &str, module: &str, names: &[&str], level: u32) -> String {
        let mut import = Import::of(module, 1);
        import.level = level;
        names.iter().for_each(|name| import.take((*name).into(), name));
        let tree = tree();
        let path = |target: &Target| match target {
            Target::File(file) => {
                tree.by_path.iter().find(|(_, at)| *at == file).map(|(path, _)| path.clone()).unwrap()
            }
            other => format!("{other:?}"),
        };
        let loads = tree.loads(from, false, &import);
        loads
            .iter()
            .map(|(target, names)| format!("{} {}", path(target), names.join(",")))
            .collect::<Vec<_>>()
            .join("; ")
    }

    #[test]
    fn a_path_leads_to_the_file_that_its_modules_lie_in() {
        for (from, module, names, level, expected) in [
            ("src/store/file.rs", "crate::web", &["Page"][..], 0, "src/web/mod.rs Page"),
            ("src/store/file.rs", "crate", &["web", "Config"], 0, "src/lib.rs Config; src/web/mod.rs web"),
            ("src/store/file.rs", "super", &["Store"], 0, "src/store.rs Store"),
            ("src/store/file.rs", "super::super::web::page", &["show"], 0, "src/web/page.rs show"),
            ("src/store/file.rs", "super", &["*"], 1, ""),
            ("src/store/file.rs", "super::super", &["Store"], 1, "src/store.rs Store"),
            ("src/web/page.rs", "super", &["Web"], 0, "src/web/mod.rs Web"),
            ("src/web/mod.rs", "super", &["store"], 0, "src/store.rs store"),
            ("src/lib.rs", "self::store", &[], 0, "src/store.rs "),
            ("src/lib.rs", "store::file", &["File"], 0, "src/store/file.rs File"),
            ("src/lib.rs", "self::gone", &[], 0, "Missing(\"self::gone\") "),
            ("src/main.rs", "my_app::store", &["Store"], 0, "src/store.rs Store"),
            ("src/bin/tool.rs", "my_app", &["run"], 0, "src/lib.rs run"),
            ("tests/all.rs", "other::kind::Kind", &["A"], 0, "other/src/kind.rs A"),
            ("tests/ask/main.rs", "self::names", &[], 0, "tests/ask/names.rs "),
            ("tests/ask/names.rs", "super", &["said"], 0, "tests/ask/main.rs said"),
            ("src/store.rs", "std::fs", &["File"], 0, "External(\"std\") File"),
            ("src/store.rs", "Kind", &["A"], 0, ""),
        ] {
            assert_eq!(leads(from, module, names, level), expected, "{from}: {module} {names:?}");
        }
    }
}
