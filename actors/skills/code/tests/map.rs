//! The map: what a name means is decided by how it stands.

use code::graph::map::map;
use code::graph::understand;
use code::{Index, Parser};

fn names(files: &[(&str, &str)]) -> Vec<String> {
    let (mut parser, mut index) = (Parser::default(), Index::default());
    for (path, text) in files {
        index.put(understand(&mut parser, path, text.as_bytes().to_vec()).map(|(facts, _)| facts));
    }
    let mut entries = map(&index, 10_000, &[]).entries;
    entries.sort_by(|one, other| other.rank.total_cmp(&one.rank));
    entries.into_iter().map(|entry| entry.name).collect()
}

#[test]
fn methods_that_are_called_like_a_package_or_a_built_in_get_nothing_from_it() {
    let user = "from shop.core import hub\nimport shop\nclass K(Exception):\n    def __init__(self, i):\n        super().__init__(hub(), i)\n        self.i = i\n";
    let files = [
        ("shop/__init__.py", ""),
        ("shop/core.py", "def hub(): return 1\n"),
        (
            "shop/geo.py",
            "class Geo:\n    def shop(self): pass\n    def super(self): pass\n    def i(self): pass\n",
        ),
        ("shop/u1.py", user),
        ("shop/u2.py", user),
        ("shop/u3.py", user),
        ("shop/u4.py", user),
    ];
    let names = names(&files);
    assert_eq!(names[0], "hub");
    let place = |name: &str| names.iter().position(|other| other == name);
    assert!(place("Geo.super") > place("K") && place("Geo.i") > place("K"), "{names:?}");
    assert!(place("Geo.shop") > place("K"), "{names:?}");
}
