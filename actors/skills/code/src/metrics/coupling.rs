//! How files depend on each other: coupling, instability and abstractness (Martin, Agile Software Development, 2002, chapter 20), with a
//! file in the place of a package.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::FileFacts;
use crate::graph::imports::{Target, Tree};
use crate::index::Index;
use crate::symbol::{Symbol, SymbolId, SymbolKind};

/// One file among those of its project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coupling {
    /// Files of the project that import it (Martin's afferent coupling).
    pub fan_in: u32,
    /// Files of the project that it imports (efferent coupling); packages from outside do not count.
    pub fan_out: u32,
    pub types: u32,
    pub abstract_types: u32,
}

impl Coupling {
    /// From 0 (others lean on it, and it on none) to 1; none for a file that stands alone.
    pub fn instability(&self) -> Option<f64> {
        let all = self.fan_in + self.fan_out;
        (all > 0).then(|| f64::from(self.fan_out) / f64::from(all))
    }

    /// The share of types that are abstract; none for a file without types.
    pub fn abstractness(&self) -> Option<f64> {
        (self.types > 0).then(|| f64::from(self.abstract_types) / f64::from(self.types))
    }

    /// How far it is from the line between stable and abstract, and unstable and concrete: |A + I − 1|.
    pub fn distance(&self) -> Option<f64> {
        Some((self.abstractness()? + self.instability()? - 1.0).abs())
    }
}

/// The coupling of every file whose language's imports are resolved to files. `texts` are those of the files that say how
/// ([`crate::graph::imports::configures`]), by path.
pub fn coupling<'i>(index: &'i Index, texts: &BTreeMap<String, String>) -> BTreeMap<&'i str, Coupling> {
    let files: Vec<&FileFacts> = index.files().filter(|facts| facts.language.resolves_imports()).collect();
    let paths: Vec<&str> = files.iter().map(|facts| facts.path.as_str()).collect();
    let tree = Tree::new(&paths, texts);
    let mut edges = BTreeSet::new();
    for (from, facts) in files.iter().enumerate() {
        let script = crate::graph::is_script(facts.language);
        let loaded = facts.imports.iter().flat_map(|import| tree.loads(&facts.path, script, import));
        edges.extend(loaded.filter_map(|(target, _)| match target {
            Target::File(to) => Some((from, to)),
            _ => None,
        }));
    }
    let mut all: Vec<Coupling> = files.iter().map(|facts| types(facts)).collect();
    for (from, to) in edges {
        all[from].fan_out += 1;
        all[to].fan_in += 1;
    }
    paths.into_iter().zip(all).collect()
}

fn types(facts: &FileFacts) -> Coupling {
    let marked: BTreeSet<SymbolId> = facts
        .mentions
        .iter()
        .filter(|mention| matches!(facts.name_of(mention), "abstractmethod" | "abstractproperty"))
        .filter_map(|mention| mention.within)
        .collect();
    let types = (0..).zip(&facts.symbols).filter(|(_, symbol)| symbol.kind.is_type());
    let mut coupling = Coupling::default();
    for (id, symbol) in types {
        coupling.types += 1;
        coupling.abstract_types += u32::from(marked.contains(&id) || is_abstract(symbol));
    }
    coupling
}

/// An interface, a class that says so, or one of Python's that is made of `ABC` or `Protocol`.
fn is_abstract(symbol: &Symbol) -> bool {
    if matches!(symbol.kind, SymbolKind::Interface | SymbolKind::Trait) {
        return true;
    }
    let (before, bases) = symbol.signature.split_once('(').unwrap_or((&symbol.signature, ""));
    let words = |text: &str, wanted: &[&str]| {
        text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| wanted.contains(&word))
    };
    words(before, &["abstract"]) || words(bases, &["ABC", "ABCMeta", "Protocol"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Parser, analyse};

    fn of(files: &[(&str, &str)]) -> BTreeMap<String, Coupling> {
        let mut index = Index::default();
        for (path, text) in files {
            index.put(analyse(&mut Parser::default(), path, text.as_bytes().to_vec()));
        }
        let found = coupling(&index, &BTreeMap::new());
        found.into_iter().map(|(path, coupling)| (path.to_owned(), coupling)).collect()
    }

    #[test]
    fn files_that_import_and_are_imported_are_counted_once_each() {
        let all = of(&[
            ("shop/__init__.py", "from . import base, base as again\nfrom .base import A\nimport os\n"),
            (
                "shop/base.py",
                "from abc import ABC, abstractmethod\nclass A(ABC):\n    pass\nclass B:\n    @abstractmethod\n    def f(self): ...\nclass C:\n    pass\n",
            ),
            ("shop/app.py", "import shop.base\nimport shop\ndef later():\n    from shop import base\n"),
            ("main.go", "package main\nimport \"./x\"\n"),
            ("src/lib.rs", "mod store;\nuse store::Store;\n"),
            ("src/store.rs", "pub trait Store {}\npub struct Memory;\n"),
        ]);
        let numbers = |path: &str| {
            let one = &all[path];
            (one.fan_in, one.fan_out, one.abstract_types, one.types)
        };
        assert_eq!(numbers("shop/__init__.py"), (1, 1, 0, 0));
        assert_eq!(numbers("shop/base.py"), (2, 0, 2, 3));
        assert_eq!(numbers("shop/app.py"), (0, 2, 0, 0));
        assert_eq!(numbers("src/lib.rs"), (0, 1, 0, 0));
        assert_eq!(numbers("src/store.rs"), (1, 0, 1, 2));
        assert!(!all.contains_key("main.go"), "imports of Go are not resolved, so nothing is said of them");
        assert_eq!(all["shop/__init__.py"].instability(), Some(0.5));
        assert_eq!(all["shop/base.py"].distance(), Some((2.0 / 3.0 - 1.0_f64).abs()));
        assert_eq!(all["shop/app.py"].abstractness(), None);
    }

    #[test]
    fn interfaces_and_abstract_classes_of_typescript_are_abstract() {
        let all = of(&[
            (
                "src/a.ts",
                "import { I } from './b';\nexport * from './b';\nexport abstract class A implements I {}\nclass B {}\n",
            ),
            ("src/b.ts", "export interface I {}\nconst a = import('./a');\n"),
        ]);
        let a = all["src/a.ts"];
        assert_eq!((a.fan_in, a.fan_out, a.abstract_types, a.types), (1, 1, 1, 2));
        assert_eq!(all["src/b.ts"].abstractness(), Some(1.0));
    }
}
