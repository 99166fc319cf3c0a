//! Python's modules: which folder a dotted name starts from.

use super::super::ir::Import;
use super::{Target, Tree, join, parent};

impl Tree {
    /// The folder from which a file's dotted name counts: a `src` folder, or the one above the outermost package.
    pub(super) fn root_of(&self, path: &str) -> String {
        let mut folder = parent(path);
        let mut root = "";
        let mut found = false;
        let packaged = self.is_package(folder);
        while self.is_package(folder) && !folder.is_empty() {
            folder = parent(folder);
            root = folder;
            found = true;
        }
        // Packages without an `__init__` below `src` count too.
        let mut above = if found { root } else { folder };
        while !above.is_empty() {
            let name = above.rsplit('/').next().unwrap_or(above);
            if matches!(name, "src" | "lib") && !self.is_package(above) && (name == "src" || packaged) {
                return above.to_owned();
            }
            above = parent(above);
        }
        root.to_owned()
    }

    fn is_package(&self, folder: &str) -> bool {
        self.file(&join(folder, "__init__.py")).is_some()
    }

    pub(super) fn python_module(&self, path: &str) -> String {
        let root = self.root_of(path);
        let rest = path.strip_prefix(&root).unwrap_or(path).trim_start_matches('/');
        let rest = rest.strip_suffix(".py").or(rest.strip_suffix(".pyi")).unwrap_or(rest);
        let rest = rest.strip_suffix("/__init__").unwrap_or(rest);
        rest.replace('/', ".")
    }

    pub(super) fn resolve_python(&self, from: &str, import: &Import) -> Target {
        let path = import.module.replace('.', "/");
        if import.level > 0 {
            let mut folder = parent(from);
            for _ in 1..import.level {
                if folder.is_empty() {
                    return Target::Missing(format!(
                        "{}{}",
                        ".".repeat(import.level as usize),
                        import.module
                    ));
                }
                folder = parent(folder);
            }
            let name = || format!("{}{}", ".".repeat(import.level as usize), import.module);
            return self.python_at(&join(folder, &path)).unwrap_or_else(|| Target::Missing(name()));
        }
        let own = self.root_of(from);
        // A program's own folder is searched first; that of a package's module is not.
        let folder = parent(from);
        let beside = (!self.is_package(folder)).then(|| folder.to_owned());
        let roots = beside.into_iter().chain([own]).chain(self.roots.iter().cloned()).chain([String::new()]);
        let mut package = None;
        for root in roots {
            match self.python_at(&join(&root, &path)) {
                Some(target @ Target::File(_)) => return target,
                Some(target) => package = package.or(Some(target)),
                None => {}
            }
        }
        package.unwrap_or_else(|| Target::External(import.module.to_string()))
    }

    fn python_at(&self, path: &str) -> Option<Target> {
        for candidate in [join(path, "__init__.py"), format!("{path}.py")] {
            if let Some(file) = self.file(&candidate) {
                return Some(Target::File(file));
            }
        }
        if !path.is_empty() && self.folders.contains(path) && self.holds_python(path) {
            return Some(Target::Package(self.package_name(path)));
        }
        None
    }

    fn holds_python(&self, folder: &str) -> bool {
        self.by_path.keys().any(|path| path.ends_with(".py") && path.starts_with(folder))
    }

    /// The dotted name that modules below the folder have.
    fn package_name(&self, folder: &str) -> String {
        let inner = self
            .by_path
            .keys()
            .filter(|path| path.ends_with(".py") && path.starts_with(&format!("{folder}/")));
        let Some(inner) = inner.min() else { return folder.replace('/', ".") };
        let root = self.root_of(inner);
        let rest =
            if folder.starts_with(&root) { folder[root.len()..].trim_start_matches('/') } else { folder };
        rest.replace('/', ".")
    }
}
