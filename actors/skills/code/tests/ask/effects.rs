//! What is raised, caught, read and written: the places of the name, and what of them is not known.

use super::{answer, is_not_known, said, says};

const FILES: &[(&str, &str)] = &[
    (
        "app.py",
        "class Missing(Exception):\n    pass\n\nlimit_max = 3\n\ndef find():\n    raise Missing(1)\n\ndef look():\n    try:\n        find()\n    \
         except Missing:\n        return limit_max\n",
    ),
    ("shop.py", "def key(app):\n    return app.config[\"SECRET_KEY\"]\n"),
];

#[test]
fn where_an_exception_is_made_is_told_apart_from_where_it_is_only_named() {
    for question in [
        "what raises Missing?",
        "where is Missing raised?",
        "what throws Missing?",
        "which functions raise Missing?",
    ] {
        is_not_known(FILES, question);
        let said = said(FILES, question);
        let (made, named) = (said.find("find app.py:7"), said.find("look app.py:12"));
        assert!(made.is_some() && made < named, "{question}\n{said}");
    }
    for question in ["what catches Missing?", "where is Missing caught?"] {
        is_not_known(FILES, question);
        let said = said(FILES, question);
        let (made, named) = (said.find("find app.py:7"), said.find("look app.py:12"));
        assert!(named.is_some() && named < made, "{question}\n{said}");
    }
}

#[test]
fn what_writes_is_not_known_and_what_reads_is_told_but_for_names_in_quotes() {
    is_not_known(FILES, "who writes to limit_max?");
    says(FILES, "who writes to limit_max?", &["look app.py:13"]);
    says(FILES, "where is limit_max read?", &["look app.py:13", "a name in quotes"]);
    is_not_known(FILES, "where is API_KEY read?");
    says(
        FILES,
        "where is SECRET_KEY read?",
        &["a setting of the application", "SECRET_KEY is read shop.py:2"],
    );
    says(FILES, "who uses SECRET_KEY?", &["a name in quotes"]);
    says(
        FILES,
        "where is API_KEY read?",
        &["a name in quotes, as the key of a table or of settings, is not looked through"],
    );
    assert_eq!(answer(FILES, "what reads the limits?").kind, "where");
}
