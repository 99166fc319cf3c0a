//! Words that an answer does not rest on are named.

use super::{is_not_known, said, says};

const FILES: &[(&str, &str)] = &[
    ("etag.py", "def etag(text):\n    return text\n\ndef use():\n    etag(1)\n"),
    ("globals.py", "g = object()\nrequest = object()\n"),
    ("app.py", "from globals import g\n\ndef show():\n    return g\n"),
    ("tests/test_g.py", "def test_it():\n    def g():\n        pass\n"),
];

fn left_out(question: &str, words: &str) {
    says(FILES, question, &[&format!("not considered: {words}\n")]);
}

#[test]
fn a_participle_that_nothing_bears_does_not_hide_what_the_rest_means() {
    says(FILES, "where is the etag text computed?", &["function etag etag.py:1"]);
    left_out("where is the etag text computed?", "\"computed\"");
    is_not_known(FILES, "where is the teapot computed?");
    let files = [
        (
            "redirects.py",
            "def resolve_redirects():\n    pass\n\ndef count_redirects():\n    pass\n\ndef drop_redirects():\n    pass\n",
        ),
        ("tests/test_it.py", "def test_redirects_followed():\n    pass\n"),
    ];
    let said = said(&files, "where are redirects followed?");
    assert!(said.starts_with("function resolve_redirects redirects.py:1"), "{said}");
}

#[test]
fn words_beside_the_name_that_is_answered_for_are_named() {
    left_out("what is the return type of `etag`?", "\"return\"");
    left_out("who calls `etag` without a text?", "\"without\", \"text\"");
    left_out("what is untested in billing?", "\"billing\"");
    for all in [
        "who calls etag?",
        "where is the function etag defined?",
        "how does etag work?",
        "what breaks if I rename `etag`?",
    ] {
        let said = said(FILES, all);
        assert!(!said.contains("not considered"), "{all}\n{said}");
    }
}

#[test]
fn a_decorator_is_a_name_and_what_it_is_taken_from_is_said_not_to_count() {
    let files = [("deco.py", "def route(f):\n    return f\n\n@route\ndef page():\n    pass\n")];
    says(&files, "what does the @route decorator do?", &["function route deco.py:1"]);
    says(
        &files,
        "what does the @app.route decorator do?",
        &["not considered: \"app\"", "function route deco.py:1"],
    );
}

#[test]
fn a_kind_with_an_article_is_what_is_asked_for() {
    let files = [("app.py", "def a():\n    pass\n\ndef route(x):\n    pass\n")];
    says(&files, "how to add a route?", &["function route app.py:4"]);
}

#[test]
fn a_variable_of_a_module_is_found_by_a_plain_word() {
    for question in ["where is g defined?", "where is g?"] {
        let said = said(FILES, question);
        assert!(said.contains("variable g globals.py:1") && !said.contains("test_g"), "{said}");
    }
    says(FILES, "where is request defined?", &["variable request globals.py:2"]);
    says(FILES, "who uses g?", &["variable g globals.py:1", "app.py:4"]);
}
