//! Lists, counts and the longest of what there is; licences and versions.

use super::{answer, is_not_known, said, says};

const FILES: &[(&str, &str)] = &[
    (
        "a.py",
        "class One:\n    def get(self):\n        return 1\n\nclass Two:\n    pass\n\ndef long():\n    x = 1\n    y = 2\n    return x + y\n",
    ),
    ("b.py", "def other():\n    pass\n"),
    ("tests/test_a.py", "def test_it():\n    pass\n"),
];

#[test]
fn definitions_of_a_kind_are_listed_with_their_count() {
    says(FILES, "what classes are there?", &["2 classes in 1 file", "class One a.py:1", "class Two a.py:5"]);
    says(FILES, "list all functions", &["4 functions in 3 files, 1 of them in tests"]);
    let of_file = said(FILES, "which functions are there in b.py?");
    assert!(of_file.contains("1 function in 1 file") && of_file.contains("other b.py:1"), "{of_file}");
    says(FILES, "which classes does a.py define?", &["2 classes"]);
    says(FILES, "what methods does One have?", &["method One.get a.py:2"]);
    says(
        FILES,
        "list all tests",
        &["1 file of tests, with 1 function", "tests/test_a.py: 1 function tests/test_a.py:1"],
    );
    says(FILES, "which functions are there in tests/?", &["1 function in 1 file"]);
    for question in ["which functions are there in nothere.py?", "how many files are there in nowhere/here?"]
    {
        is_not_known(FILES, question);
    }
    assert_eq!(answer(FILES, "which classes extend One?").kind, "subclasses");
}

#[test]
fn counts_are_told_and_the_longest_come_first() {
    says(FILES, "how many functions are there?", &["4 functions in 3 files"]);
    says(FILES, "how many lines of code are there?", &["15 lines in 3 files", "13 with code"]);
    says(FILES, "how many files are there?", &["3 files of code, 1 of them tests"]);
    says(FILES, "are there any tests?", &["1 file of tests, with 1 function"]);
    for question in ["what are the longest functions?", "which is the biggest function?"] {
        let said = said(FILES, question);
        assert!(said.lines().nth(1).is_some_and(|line| line.contains("function long: 4 lines")), "{said}");
    }
}

#[test]
fn licences_and_versions_are_those_of_the_manifests() {
    let files = [
        (
            "pyproject.toml",
            "[project]\nname = \"shop\"\nversion = \"1.2.0\"\nlicense = \"MIT\"\ndependencies = [\"flask>=3\"]\n",
        ),
        ("a.py", "import numpy\n"),
    ];
    for question in
        ["which licence?", "what is the license?", "under which licence is it?", "is it MIT licensed?"]
    {
        says(&files, question, &["license: MIT pyproject.toml:4"]);
    }
    says(&files, "which version is this?", &["version: 1.2.0 pyproject.toml:3"]);
    says(&files, "which version of flask?", &["flask"]);
    says(&files, "do we use flask for caching?", &["not considered: \"caching\"", "flask >=3"]);
    is_not_known(&files, "which version of numpy is used?");
    says(
        &files,
        "which version of numpy is used?",
        &["none of the manifests and locks that were read names numpy", "numpy is imported by 1 file"],
    );
    is_not_known(FILES, "which licence?");
}

#[test]
fn where_it_starts_is_no_search_for_a_name() {
    let files = [("main.py", "def main():\n    pass\n"), ("web.py", "def program_start():\n    pass\n")];
    for question in [
        "where does it start?",
        "where does the program start?",
        "where does execution begin?",
        "how does it start?",
    ] {
        assert_eq!(answer(&files, question).kind, "entries", "{question}");
    }
}

#[test]
fn requests_that_the_code_sends_are_listed() {
    let files = [("web/a.ts", "export function load() { return fetch(\"/users\") }\n")];
    for question in
        ["which requests does this code send?", "what http requests are made?", "list all requests"]
    {
        says(&files, question, &["GET /users in load"]);
    }
}

#[test]
fn tables_are_found_by_the_folder_that_they_stand_in() {
    let files = [
        ("examples/tutorial/schema.sql", "CREATE TABLE post (id INTEGER PRIMARY KEY);\n"),
        ("shop/schema.sql", "CREATE TABLE item (id INTEGER PRIMARY KEY);\n"),
    ];
    let routes = [
        (
            "tutorial/app.py",
            "from flask import Flask\napp = Flask(__name__)\n\n@app.get(\"/a\")\ndef a():\n    pass\n",
        ),
        (
            "shop/app.py",
            "from flask import Flask\napp = Flask(__name__)\n\n@app.get(\"/b\")\ndef b():\n    pass\n",
        ),
    ];
    let endpoints = said(&routes, "which endpoints are there in the tutorial?");
    assert!(endpoints.contains("GET /a") && !endpoints.contains("GET /b"), "{endpoints}");
    let said = said(&files, "which tables does the tutorial keep?");
    assert!(said.contains("post (SQL)") && !said.contains("item"), "{said}");
}
