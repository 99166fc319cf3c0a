//! Names of what is no function: values, settings, and what is defined outside of the project.

use super::{answer, said, says};

const SHOP: &[(&str, &str)] = &[
    (
        "shop/settings.py",
        "import os\n\nLIMIT = 20\nSPARE = 1\nDB = os.environ[\"SHOP_DB_URL\"]\n\ndef page():\n    return LIMIT\n",
    ),
    (
        "shop/app.py",
        "import signal\nfrom shop.settings import LIMIT\n\ndef listing():\n    return [0] * LIMIT\n\ndef wait(stop):\n    \
         signal.signal(signal.SIGHUP, stop)\n",
    ),
    ("other/app.py", "LIMIT = 3\n\ndef odd():\n    return LIMIT\n"),
    ("compose.yml", "services:\n  app:\n    environment:\n      - SHOP_DB_URL=postgresql:///shop\n"),
    ("web/store.js", "export const state = {}\n"),
    ("web/main.js", "import { state } from './store.js'\nstate.x = 1\n"),
];

#[test]
fn a_constant_is_read_where_its_file_or_an_import_of_it_names_it() {
    for question in ["who uses shop.settings.LIMIT?", "what breaks if I change shop.settings.LIMIT?"] {
        says(
            SHOP,
            question,
            &["its name is read in page shop/settings.py:8", "its name is read in listing shop/app.py:5"],
        );
        let said = said(SHOP, question);
        assert!(said.contains("the name stands in odd other/app.py:4"), "{said}");
        assert!(!said.contains("nothing was found"), "{said}");
    }
    says(SHOP, "what breaks if I change SPARE?", &["the name SPARE stands nowhere else in what was read"]);
}

#[test]
fn a_setting_is_told_with_where_it_is_read_and_where_it_is_given() {
    for question in
        ["where is SHOP_DB_URL set?", "who uses the SHOP_DB_URL variable?", "what uses SHOP_DB_URL?"]
    {
        says(
            SHOP,
            question,
            &[
                "SHOP_DB_URL is an environment variable",
                "it is read here shop/settings.py:5",
                "a value is given here compose.yml:4",
            ],
        );
    }
}

#[test]
fn what_is_defined_outside_is_told_by_where_its_name_stands() {
    says(
        SHOP,
        "where is SIGHUP handled?",
        &["nothing that was read defines SIGHUP", "it stands in wait shop/app.py:8"],
    );
    assert!(!answer(SHOP, "where is SIGUSR1 handled?").known);
}

#[test]
fn a_file_is_named_without_its_ending() {
    says(SHOP, "what imports store?", &["web/store.js", "imported by web/main.js: state web/main.js:1"]);
}

#[test]
fn a_file_that_is_imported_and_never_called_into_is_not_said_to_be_unused() {
    let said = said(SHOP, "what breaks if I change web/store.js?");
    assert!(said.contains("imported by web/main.js") && said.contains("no call into it was found"), "{said}");
}

#[test]
fn a_misspelt_question_is_answered_and_the_reading_is_said() {
    let answer = answer(SHOP, "who cals listing?");
    assert!(answer.known);
    assert_eq!(answer.based_on[0], "the question, read as: who calls listing");
}

#[test]
fn a_member_of_what_a_variable_holds_is_named_by_those_that_bear_its_name() {
    let files = [
        ("lib/app.js", "module.exports = class Application {\n  stop() {}\n};\n"),
        ("bin.js", "const app = make();\napp.stop();\n"),
    ];
    says(
        &files,
        "who calls app.stop?",
        &["what bears its last name", "Application.stop lib/app.js:2", "bin.js:2"],
    );
}

#[test]
fn a_parameter_of_that_name_is_another_thing() {
    let files = [
        ("utils.py", "def echo(text):\n    print(text)\n"),
        ("ui.py", "def prompt(echo: bool):\n    return 1 if echo else 2\n\ndef menu():\n    return [echo]\n"),
    ];
    let told = super::said(&files, "who calls echo?");
    assert!(told.contains("ui.py:5") && !told.contains("ui.py:2"), "{told}");
}
