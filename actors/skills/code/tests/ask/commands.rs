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
    assert!(told.contains("npm run dev") && !told.contains("npm run format"), "{told}");
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

const README: &str = "# Shop\n\n```\ncd backend\nDB_URL=x \\\n  python -m api.main\n.venv/bin/pytest -q \\\n  tests\n```\n\n```sh\nmake destroy\ncurl localhost:1\nnpm run dev\ngunicorn --workers=2 test:app\n```\n\n```sh\nrm -rf $HOME\nnever closed\n";
const ODD: &[(&str, &str)] = &[
    ("README.md", README),
    ("Makefile", "PORT ?= 9009\nbuild:\n\tpython -m build\nlint:\n\truff check\ndeploy:\n\t./deploy\n"),
    ("package.json", "{\n  \"scripts\": {\"bundle\": \"vite build\"}\n}\n"),
    (
        "compose.yml",
        "services:\n  web:\n    ports: [\"8200:8080\"]\n  api:\n    ports:\n      - target: 90\n        published: 7002\n",
    ),
];

#[test]
fn commands_of_a_readme_are_whole_in_their_folder_and_of_this_project() {
    let told = said(ODD, "how do I run it?");
    assert!(told.contains("`DB_URL=x python -m api.main` in backend README.md:5"), "{told}");
    for no in ["destroy", "curl", "npm run dev", "rm -rf", "never closed", "cd backend"] {
        assert!(!told.contains(no), "{no}\n{told}");
    }
    let told = said(ODD, "how do I run the tests?");
    assert!(
        told.contains("`.venv/bin/pytest -q tests` in backend README.md:7") && !told.contains("gunicorn"),
        "{told}"
    );
    assert_eq!(said(ODD, "run tests"), told);
}

#[test]
fn building_linting_and_deploying_have_commands_of_their_own() {
    says(
        ODD,
        "how do I build it?",
        &["`make build` Makefile:2", "`npm run bundle`: vite build package.json:2"],
    );
    let told = said(ODD, "how do I lint it?");
    assert!(told.contains("make lint") && !told.contains("make build"), "{told}");
    says(ODD, "how do I deploy it?", &["make deploy"]);
    is_not_known(ODD, "how do I publish it?");
}

#[test]
fn published_ports_come_in_every_way_to_write_them() {
    let told = said(ODD, "which port does it use?");
    for part in ["8200:8080", "published: 7002", "PORT ?= 9009"] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert!(!told.contains("target: 90"), "{told}");
}

#[test]
fn requests_of_tests_alone_are_not_said_to_be_answered() {
    let files = &[(
        "tests/test_a.py",
        "def test_a(test_client_factory):\n    client = test_client_factory(app)\n    client.get('/nope')\n",
    )];
    says(files, "which requests have no endpoint?", &["1 of 1 request, all in tests reach no endpoint"]);
}

#[test]
fn a_patched_name_is_no_endpoint() {
    let files =
        &[("a.py", "from unittest import mock\n\n\n@mock.patch('os.stat')\ndef test_a(stat):\n    pass\n")];
    is_not_known(files, "which endpoints are never called?");
}

#[test]
fn a_client_of_several_functions_asks_by_whoever_calls_it() {
    let files = &[
        (
            "client.ts",
            "const BASE = '/api';\nfunction pathTo(p: string) { return `${BASE}${p}`; }\nasync function send<T>(method: string, url: string) { return fetch(url, { method }); }\nexport function get(p: string) { return send('GET', pathTo(p)); }\nexport async function remove(p: string) { await send<unknown>('DELETE', pathTo(p)); }\n",
        ),
        (
            "doctors.ts",
            "import { get, remove } from './client';\nconst PATH = '/doctors';\nexport function list() { return get(PATH); }\nexport function drop(id: string) { return remove(`${PATH}/${id}`); }\nexport function missing() { return get('/nope'); }\n",
        ),
        (
            "main.py",
            "from fastapi import FastAPI\napp = FastAPI()\n\n\n@app.get('/api/doctors')\ndef doctors():\n    return []\n\n\n@app.delete('/api/doctors/{id}')\ndef delete_doctor(id: str):\n    return None\n",
        ),
    ];
    says(
        files,
        "which endpoints are never called?",
        &["none: a request in this code reaches each of 2 endpoints"],
    );
    says(files, "which requests have no endpoint?", &["GET /nope in missing doctors.ts:5"]);
    says(files, "what breaks if I change delete_doctor?", &["doctors.ts"]);
}

#[test]
fn a_setting_is_named_by_its_constant_and_not_by_what_deletes_it() {
    let files = &[(
        "a.py",
        "import os\nfrom os import environ as env\nKEY = 'PLAIN_KEY'\nos.environ.get(KEY)\nenv['ALIASED']\ndel os.environ['GONE']\n",
    )];
    let told = said(files, "which environment variables are read?");
    assert!(told.contains("PLAIN_KEY a.py:4") && told.contains("ALIASED a.py:5"), "{told}");
    assert!(!told.contains("GONE") && !told.contains("\nKEY"), "{told}");
}

#[test]
fn a_settings_class_may_derive_from_another() {
    let files = &[(
        "a.py",
        "class Base(BaseSettings):\n    database_url: str\n\n\nclass Settings(Base):\n    secret_key: str\n",
    )];
    says(files, "which environment variables are read?", &["DATABASE_URL a.py:2", "SECRET_KEY a.py:6"]);
}

#[test]
fn a_file_is_asked_about_as_a_function_is() {
    let files = &[
        (
            "lib/log.py",
            "def write(x):\n    'Writes it.'\n    return x\n\n\ndef greet(): return 'hello there'\n",
        ),
        ("tests/test_log.py", "from lib.log import write\n\n\ndef test_write():\n    write(1)\n"),
        ("lib/cors.py", "class Cors:\n    pass\n"),
        (
            "tests/test_cors.py",
            "from lib.cors import Cors\n\n\ndef test_cors(make):\n    make(middleware=[Cors])\n",
        ),
    ];
    says(files, "is lib/log.py tested?", &["test_write"]);
    says(files, "is Cors tested?", &["tests/test_cors.py imports it"]);
    assert!(!said(files, "what does greet do?").contains("hello there"));
}

#[test]
fn what_is_handed_on_by_name_is_not_called_dead() {
    let files = &[(
        "App.jsx",
        "export function App() {\n  const add = () => fetch('/a');\n  const gone = () => fetch('/b');\n  return <button onClick={add}>x</button>;\n}\n",
    )];
    let told = said(files, "which functions are dead code?");
    assert!(
        !told.contains("App.add") && told.contains("App.gone") && told.contains("handed on by name"),
        "{told}"
    );
}
