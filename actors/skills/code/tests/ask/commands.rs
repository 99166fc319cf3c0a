//! How it is installed, run and tested, and where it listens.

use super::{is_not_known, said, says};

const SHOP: &[(&str, &str)] = &[
    (
        "README.md",
        "# Shop\n\n```sh\n# first\npip install -e .\nflask --app shop run\n```\n\n```python\nprint(1)\n```\n\n    $ pytest -q\n    3 passed\n",
    ),
    ("Dockerfile", "FROM python:3.12\nEXPOSE 8000\nCMD [\"uvicorn\", \"shop:app\", \"--port\", \"8000\"]\n"),
    ("Procfile", "web: gunicorn shop:app\n"),
    (
        "frontend/package.json",
        "{\n  \"scripts\": {\n    \"dev\": \"vite\",\n    \"format\": \"prettier --write .\",\n    \"test\": \"vitest run\"\n  }\n}\n",
    ),
    ("shop.py", "import os\n\n\ndef main():\n    return os.environ['SHOP_PORT']\n"),
];

#[test]
fn what_runs_it_is_told_from_the_readme_manifests_and_scripts() {
    says(
        SHOP,
        "how do I run it?",
        &[
            "`npm run dev` in frontend: vite frontend/package.json:3",
            "`flask --app shop run` README.md:6",
            "`docker build .`: CMD [\"uvicorn\", \"shop:app\", \"--port\", \"8000\"] Dockerfile:3",
            "`gunicorn shop:app`: web Procfile:1",
            "function main shop.py:4",
        ],
    );
    let told = said(SHOP, "how is this project started?");
    assert!(told.find("npm run dev") < told.find("npm run format"), "{told}");
    assert!(!told.contains("print(1)") && !told.contains("3 passed"), "{told}");
}

#[test]
fn a_part_that_is_named_is_told_alone() {
    let told = said(SHOP, "how do I start the frontend?");
    assert!(told.contains("npm run dev") && !told.contains("gunicorn"), "{told}");
    let told = said(SHOP, "how do I start the worker?");
    assert!(
        told.starts_with("nothing that runs is named like \"worker\"") && told.contains("gunicorn"),
        "{told}"
    );
}

#[test]
fn what_tests_and_installs_it_is_told() {
    says(
        SHOP,
        "how do I run the tests?",
        &["`pytest -q` README.md:13", "`npm run test` in frontend: vitest run"],
    );
    says(SHOP, "how do I install it?", &["`pip install -e .` README.md:5", "`npm install` in frontend"]);
    is_not_known(&[("a.py", "x = 1\n")], "how do I run the tests?");
}

#[test]
fn the_port_is_what_something_names() {
    says(SHOP, "which port does it listen on?", &["EXPOSE 8000 Dockerfile:2", "SHOP_PORT is read shop.py:5"]);
    is_not_known(&[("a.py", "x = 1\n")], "what port does it use?");
}

#[test]
fn a_manifest_that_cannot_be_read_is_named() {
    says(&[("package.json", "{")], "how do I install it?", &["could not be read", "package.json:1"]);
}

const ASKED: &[(&str, &str)] = &[
    (
        "api.py",
        "from flask import Flask\napp = Flask(__name__)\n\n\n@app.get('/items')\ndef items():\n    return []\n\n\n@app.get('/alone')\ndef alone():\n    return []\n",
    ),
    (
        "page.js",
        "export function load() {\n  return fetch('/items');\n}\nexport function lost() {\n  return fetch('/nowhere');\n}\n",
    ),
];

#[test]
fn requests_and_endpoints_that_do_not_meet_are_listed() {
    says(
        ASKED,
        "which requests have no endpoint?",
        &["GET /nowhere in", "page.js:5", "1 of 2 requests reach"],
    );
    says(
        ASKED,
        "which endpoints are never called?",
        &["GET /alone is alone api.py:11", "no request in this code reaches 1 of 2 endpoints"],
    );
    is_not_known(&[("a.py", "x = 1\n")], "which requests have no endpoint?");
}

#[test]
fn a_setting_under_a_computed_name_is_listed_with_its_expression() {
    let files = &[("a.py", "import os\nkey = os.environ['A_' + name]\n")];
    says(files, "which environment variables are read?", &["one whose name is computed: 'A_' + name a.py:2"]);
}
