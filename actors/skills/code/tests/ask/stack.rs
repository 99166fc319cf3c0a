//! What a project is built on.

use super::{is_not_known, says};

const FILES: &[(&str, &str)] = &[
    (
        "pyproject.toml",
        "[project]\nname = \"shop\"\ndependencies = [\"fastapi>=0.110\", \"sqlalchemy==2.0.30\"]\n",
    ),
    ("app.py", "import fastapi\nimport boto3\n\ndef f():\n    pass\n"),
];

#[test]
fn packages_and_versions_are_told_from_manifests_and_imports() {
    says(FILES, "does it use sqlalchemy?", &["sqlalchemy ==2.0.30"]);
    says(FILES, "what version of fastapi is used?", &["fastapi >=0.110", "imported by 1 file"]);
    says(FILES, "does it use boto3?", &["boto3 is imported by 1 file"]);
    says(FILES, "which frameworks are used?", &["fastapi", "sqlalchemy"]);
    says(FILES, "which languages are used?", &["python (1 file, 4 code lines)"]);
    says(FILES, "which databases are used?", &["sqlalchemy"]);
    is_not_known(FILES, "which version of redis is used?");
    is_not_known(FILES, "does it use postgres?");
}

#[test]
fn a_package_is_imported_although_a_variable_is_called_as_it_is() {
    let files = [
        ("package.json", "{\n  \"dependencies\": {\n    \"react\": \"19\"\n  }\n}\n"),
        ("index.js", "var react = require('react');\nmodule.exports = react.memo;\n"),
    ];
    says(&files, "who imports react?", &["react is imported by 1 file", "index.js:1"]);
}
