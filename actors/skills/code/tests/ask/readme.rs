//! What a README says, however its name and its words are written.

use super::{said, says};

#[test]
fn a_readme_in_html_or_restructured_text_says_what_the_project_is() {
    let html = "<h1 align=\"center\">Shop of all books</h1>\n<p align=\"center\">\n  Sells <b>books</b> to people.\n</p>\n";
    says(
        &[("Readme.md", html), ("a.py", "x = 1\n")],
        "what is this project?",
        &["Sells books to people. Readme.md:3"],
    );
    let rst = "Shop of all books\n=================\n\n.. image:: a\n   :alt: some words about a picture\n\nSells books to people.\n";
    says(
        &[("README.rst", rst), ("a.py", "x = 1\n")],
        "what is this project?",
        &["Sells books to people. README.rst:7"],
    );
}

#[test]
fn an_overview_rests_on_what_is_there() {
    let based = |files: &[(&str, &str)]| super::answer(files, "what is this project?").based_on.join("\n");
    let none = based(&[("a.py", "x = 1\n")]);
    assert!(none.contains("there is no README or manifest at the root"), "{none}");
    let one = based(&[("a.py", "x = 1\n"), ("README.md", "# X\n")]);
    assert!(one.contains("README.md, and the imports") && !one.contains("manifests"), "{one}");
}

#[test]
fn endpoints_and_models_of_tests_and_examples_do_not_lead_an_overview() {
    let route = |name: &str| {
        format!(
            "from flask import Flask\napp = Flask(__name__)\n\n\n@app.get('/{name}')\ndef {name}():\n    pass\n"
        )
    };
    let (own, test, example) = (route("own"), route("aaa"), route("bbb"));
    let files = [("shop.py", &*own), ("tests/test_a.py", &*test), ("examples/b.py", &*example)];
    let told = said(&files, "what is this project?");
    assert!(
        told.contains("1 endpoint (and 2 in tests, examples or documentation)") && told.contains("GET /own"),
        "{told}"
    );
    assert!(!told.contains("/aaa") && !told.contains("/bbb"), "{told}");
    let told = said(&files, "which endpoints are there?");
    assert!(told.starts_with("GET /own"), "{told}");
    says(&files[1..], "what is this project?", &["no endpoints of its own; 2 endpoints in tests"]);
}

#[test]
fn a_tool_s_own_name_in_a_manifest_is_not_the_project_s() {
    let manifest = "[project]\nname = \"Shop\"\n[tool.flit.module]\nname = \"other\"\n";
    let told = said(&[("pyproject.toml", manifest), ("a.py", "x = 1\n")], "what is this project?");
    assert!(told.contains("name = Shop") && !told.contains("other"), "{told}");
}
