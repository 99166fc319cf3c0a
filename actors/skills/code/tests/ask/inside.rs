//! A file or class named beside a name, and several definitions of one name.

use super::{is_not_known, said, says};

const FILES: &[(&str, &str)] = &[
    ("src/view.js", "export function lookup() { return 1 }\n"),
    ("src/cache.js", "export function lookup() { return 2 }\n"),
    ("src/a.js", "import { lookup } from \"./view.js\";\nexport function viewed() { lookup() }\n"),
    ("src/b.js", "import { lookup } from \"./cache.js\";\nexport function cached() { lookup() }\n"),
];

#[test]
fn a_file_that_is_named_is_the_only_one_that_is_meant() {
    for question in [
        "who calls lookup in view.js?",
        "who calls lookup in src/view.js?",
        "who calls view.js's lookup?",
        "who calls lookup of the file view.js?",
        "what breaks if I change lookup in view.js?",
    ] {
        let said = said(FILES, question);
        assert!(said.contains("src/a.viewed") && !said.contains("cached"), "{question}\n{said}");
        assert!(!said.contains("not considered"), "{question}\n{said}");
    }
    let found = said(FILES, "where is lookup in cache.js?");
    assert!(found.contains("src/cache.js:1") && !found.contains("view.js"), "{found}");
}

#[test]
fn a_file_that_is_not_there_or_holds_no_such_name_is_said() {
    is_not_known(FILES, "where is lookup in nothere.js?");
    for question in
        ["where is viewed in b.js?", "who calls viewed in b.js?", "what breaks if I change viewed in b.js?"]
    {
        is_not_known(FILES, question);
        says(FILES, question, &["b.js defines nothing called \"viewed\"", "function viewed src/a.js:2"]);
    }
}

#[test]
fn a_class_that_is_named_is_the_one_whose_method_is_meant() {
    let files = [(
        "a.py",
        "class A:\n    def get(self):\n        pass\n\nclass B:\n    def get(self):\n        pass\n\ndef one():\n    A().get()\n\n\
         def two():\n    B().get()\n",
    )];
    for question in ["who calls A's get?", "who calls get of A?", "who calls get in the class A?"] {
        let said = said(&files, question);
        assert!(said.contains("a.one a.py:10") && !said.contains("a.two"), "{question}\n{said}");
    }
}

#[test]
fn several_definitions_of_one_name_are_counted_and_those_not_looked_at_are_named() {
    let texts: Vec<(String, String)> =
        (1..=6).map(|at| (format!("m{at}.py"), "def twin():\n    pass\n".to_owned())).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    for question in
        ["what breaks if I change twin?", "who calls twin?", "which tests cover twin?", "how does twin work?"]
    {
        says(
            &files,
            question,
            &[
                "6 definitions bear the name twin; the first 4 are looked at. One alone is named as `m1.py:twin`",
                "not looked at:",
                "function twin m6.py:1",
            ],
        );
    }
    let one = said(&files, "who calls `m6.py:twin`?");
    assert!(one.contains("m6.py:1") && !one.contains("bear the name"), "{one}");
}
