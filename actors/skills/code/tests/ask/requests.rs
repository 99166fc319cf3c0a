//! Who asks which endpoint: clients of tests, clients by name, and functions around a request.

use super::{is_not_known, said, says};

const FLASK: (&str, &str) = (
    "shop/app.py",
    "from flask import Flask, request, session\n\n\ndef create_app():\n    app = Flask(__name__)\n\n    @app.route('/login', methods=['GET', 'POST'])\n    def login():\n        data = session['form']\n        session['user_id'] = data['old']\n        return request.form['username']\n\n    @app.get('/items/<int:id>')\n    def item(id: int):\n        return session.get('user_id')\n\n    return app\n",
);

#[test]
fn an_attribute_that_holds_a_client_makes_requests() {
    let files = [
        FLASK,
        (
            "tests/test_login.py",
            "class Actions:\n    def __init__(self, client):\n        self._client = client\n\n    def login(self):\n        return self._client.post('/login', data={'username': 'x'})\n\n    def all(self):\n        return self._client.open('/login', method='POST')\n",
        ),
    ];
    says(
        &files,
        "who calls POST /login?",
        &[
            "requested by Actions.login with self._client.post tests/test_login.py:6",
            "requested by Actions.all with self._client.open tests/test_login.py:9",
        ],
    );
}

#[test]
fn what_only_bears_the_name_of_a_client_asks_by_an_address_alone() {
    let files =
        [FLASK, ("cache.py", "def read(client, key):\n    client.get(key)\n    client.get('items')\n")];
    is_not_known(&files, "which requests have no endpoint?");
}

#[test]
fn the_session_s_keys_and_the_path_s_parameters_are_no_fields_of_a_request() {
    let told = said(&[FLASK], "which endpoints are there?");
    assert!(told.contains("takes username\n"), "{told}");
    assert!(!told.contains("old") && !told.contains("user_id") && !told.contains("takes id"), "{told}");
}

#[test]
fn a_get_route_answers_head_and_another_method_is_said_to_be_there() {
    let files = [
        FLASK,
        (
            "tests/test_a.py",
            "def test_a(client):\n    client.head('/items/1')\n    client.options('/items/1')\n    client.delete('/items/1')\n\n\ndef test_b(client):\n    assert client.get('/none').status_code == 404\n    answer = client.put('/login')\n    assert answer.status_code == 405\n",
        ),
    ];
    let told = said(&files, "which requests have no endpoint?");
    assert!(
        told.contains("DELETE /items/1 in test_a (the path exists, with GET) tests/test_a.py:4"),
        "{told}"
    );
    assert!(told.contains("1 of 5 requests") && told.contains("left out: 2 requests of tests"), "{told}");
    assert!(!told.contains("HEAD") && !told.contains("OPTIONS") && !told.contains("/none"), "{told}");
}

#[test]
fn test_clients_of_flask_in_a_with_block_and_in_a_name_ask_as_long_as_the_block_lasts() {
    let files = [
        FLASK,
        (
            "tests/test_a.py",
            "from shop.app import create_app\n\n\ndef test_with():\n    with create_app().test_client() as c:\n        c.get('/items/1')\n\n\ndef test_held():\n    tester = create_app().test_client()\n    tester.get('/items/2')\n    create_app().test_client().get('/items/3')\n\n\ndef other(c):\n    c.get('/items/4')\n",
        ),
    ];
    let told = said(&files, "who calls GET /items/{id}?");
    for part in
        ["c.get tests/test_a.py:6", "tester.get tests/test_a.py:11", "test_client.get tests/test_a.py:12"]
    {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert!(!told.contains("test_a.py:16"), "{told}");
}

#[test]
fn test_clients_of_fastapi_and_httpx_ask_the_application() {
    let files = [
        (
            "main.py",
            "from fastapi import FastAPI\napp = FastAPI()\n\n\n@app.get('/items/{id}')\ndef item(id: int):\n    return {}\n",
        ),
        (
            "tests/test_main.py",
            "import httpx\nfrom fastapi.testclient import TestClient\nfrom httpx import AsyncClient\nfrom main import app\n\nhttp = TestClient(app)\n\n\ndef test_a():\n    http.get('/items/1')\n    TestClient(app).get('/items/2')\n\n\nasync def test_b():\n    async with AsyncClient(app=app, base_url='http://test') as ac:\n        await ac.get('/items/3')\n    async with httpx.AsyncClient(transport=T(app=app), base_url='http://test/') as other:\n        await other.request('GET', '/items/4')\n        await other.get(url='/items/5')\n",
        ),
    ];
    let told = said(&files, "who calls GET /items/{id}?");
    for line in [10, 11, 16, 18, 19] {
        assert!(told.contains(&format!("tests/test_main.py:{line}\n")), "{line}\n{told}");
    }
}

#[test]
fn supertest_asks_the_application_by_itself_and_through_what_holds_it() {
    let files = [
        (
            "app.js",
            "var express = require('express');\nvar app = module.exports = express();\napp.get('/users', list);\napp.post('/users', (req, res) => res.send(req.body.name));\n",
        ),
        (
            "test/app.test.js",
            "const request = require('supertest');\nconst app = require('../app');\ndescribe('users', () => {\n  const agent = request.agent(app);\n  let api;\n  beforeEach(() => { api = request(app); });\n  it('a', (done) => { request(app).get('/users').expect(200, done); });\n  it('b', () => agent.post('/users').send({}));\n  it('c', async () => { await api.get('/users'); });\n  it('d', () => { return request(app).get('/none').expect(404); });\n});\n",
        ),
    ];
    says(&files, "who calls GET /users?", &["test/app.test.js:7", "test/app.test.js:9"]);
    says(&files, "who calls POST /users?", &["test/app.test.js:8"]);
    says(&files, "which requests have no endpoint?", &["none of 4 requests", "left out: 1 request of tests"]);
}

#[test]
fn an_application_of_hono_is_asked_by_its_own_request() {
    let files = [
        (
            "app.ts",
            "import { Hono } from 'hono'\nconst app = new Hono()\napp.get('/hello', (c) => c.text('x'))\nexport default app\n",
        ),
        (
            "app.test.ts",
            "import app from './app'\nit('a', async () => {\n  await app.request('/hello')\n  await app.request(new Request('http://localhost/hello'))\n  await app.request('/hello', { method: 'POST' })\n})\n",
        ),
    ];
    says(&files, "who calls GET /hello?", &["app.test.ts:3", "app.test.ts:4"]);
    says(
        &files,
        "which requests have no endpoint?",
        &["POST /hello in the file itself (the path exists, with GET) app.test.ts:5"],
    );
}

#[test]
fn prefixes_in_constants_and_functions_around_fetch_make_one_path() {
    let files = [
        (
            "server.js",
            "const express = require('express');\nconst app = express();\napp.get('/api/v1/items', list);\napp.post('/api/v1/items', make);\napp.get('/api/v1/items/:id', one);\n",
        ),
        (
            "api.ts",
            "const BASE = '/api';\nconst VERSION = 'v1';\nexport const config = { root: '/api/v1' };\nexport async function get(path: string) { return fetch(`${BASE}/${VERSION}${path}`).then((r) => r.json()); }\nexport const post = (path: string, body: unknown) => fetch(BASE + '/v1' + path, { method: 'POST' });\nexport class Client {\n  private send(path: string) { return fetch(`${config.root}${path}`); }\n  items() { return this.send('/items'); }\n}\n",
        ),
        (
            "App.tsx",
            "import { get, post, config } from './api';\nconst base = '/api/v1';\nexport function App() {\n  get('/items');\n  post('/items', {});\n  fetch(base + '/items');\n  fetch(config.root + '/items');\n  fetch(`${base}/items/${id}`);\n}\n",
        ),
        (
            "Page.vue",
            "<script setup lang=\"ts\">\nimport { get } from './api';\nget('/items');\n</script>\n<template><p/></template>\n",
        ),
    ];
    says(
        &files,
        "who calls GET /api/v1/items?",
        &["App.tsx:4", "App.tsx:6", "App.tsx:7", "Client.items", "Page.vue:3"],
    );
    says(&files, "who calls POST /api/v1/items?", &["App.tsx:5"]);
    says(&files, "who calls GET /api/v1/items/:id?", &["App.tsx:8"]);
    says(&files, "which requests have no endpoint?", &["none: an endpoint"]);
}

#[test]
fn pages_that_no_grammar_reads_are_said_not_to_be_looked_through() {
    let files = [("Page.astro", "<script>fetch('/x')</script>\n"), ("a.js", "let x = 1;\n")];
    says(
        &files,
        "which requests have no endpoint?",
        &["not known", "requests in pages of Astro are not read here (1 file)"],
    );
}

#[test]
fn components_of_svelte_ask_in_their_scripts_and_in_their_markup() {
    let page = "<script lang=\"ts\">\n  const base = '/api';\n  export function load() {\n    return fetch(`${base}/posts`);\n  }\n</script>\n<button onclick={() => fetch('/api/likes', { method: 'POST' })}>Like</button>\n";
    let app = "from fastapi import FastAPI\napp = FastAPI()\n\n@app.get('/api/posts')\ndef posts():\n    pass\n\n@app.post('/api/likes')\ndef like():\n    pass\n";
    let files = [("web/Page.svelte", page), ("app.py", app)];
    says(
        &files,
        "which endpoints are there?",
        &["GET /api/posts", "web/Page.svelte:4", "POST /api/likes", "web/Page.svelte:7"],
    );
}

#[test]
fn a_test_asks_the_application_that_it_makes_and_the_product_asks_none_of_tests() {
    let test = "from flask import Flask\n\n\ndef test_a():\n    app = Flask(__name__)\n\n    @app.get('/')\n    def one():\n        return 'a'\n\n    app.test_client().get('/')\n\n\ndef test_b():\n    app = Flask(__name__)\n\n    @app.get('/')\n    def two():\n        return 'b'\n\n    app.test_client().get('/')\n";
    let files = [("tests/test_app.py", test), ("page.js", "fetch('/')\n")];
    let told = said(&files, "which endpoints are there?");
    assert!(
        told.contains("test_a.one tests/test_app.py:8\n  requested by test_a")
            && told.contains("test_b.two tests/test_app.py:18\n  requested by test_b"),
        "{told}"
    );
    assert!(!told.contains("page.js"), "{told}");
}

#[test]
fn functions_of_a_library_around_one_request_have_the_methods_that_they_name() {
    let files = [
        (
            "api.py",
            "import requests\n\n\ndef request(method, url, **more):\n    with requests.Session() as session:\n        return session.request(method=method, url=url, **more)\n\n\ndef head(url):\n    return request('head', url)\n\n\ndef look():\n    return head('http://shop/items')\n",
        ),
        ("app.js", "const app = express();\napp.head('/items', look);\napp.get('/items', list);\n"),
    ];
    let told = said(&files, "who calls HEAD /items?");
    assert!(told.contains("requested by look with head api.py:14"), "{told}");
    says(
        &files,
        "which requests have no endpoint?",
        &["none: an endpoint that is known here answers each of 1 request"],
    );
}

#[test]
fn an_address_of_which_nothing_is_written_but_its_query_is_no_path() {
    let files = [("a.py", "import requests\n\n\ndef f(make):\n    requests.get(make('x') + '?test=true')\n")];
    is_not_known(&files, "which requests have no endpoint?");
}

#[test]
fn a_path_of_a_parameter_alone_is_not_said_to_exist() {
    let files = [("app.js", "const app = express();\napp.patch('/:id', one);\nfetch('/files');\n")];
    let told = said(&files, "which requests have no endpoint?");
    assert!(told.contains("GET /files in") && !told.contains("the path exists"), "{told}");
}

#[test]
fn a_client_that_is_only_exported_and_one_whose_base_is_a_field_make_requests() {
    let files = [
        (
            "server.js",
            "const express = require('express');\nconst app = express();\napp.get('/api/items', list);\napp.get('/api/users', list);\napp.get('/api/orders', list);\n",
        ),
        ("http.js", "import axios from 'axios';\nexport default axios.create({ baseURL: '/api' });\n"),
        ("items.js", "import api from './http';\nexport const items = () => api.get('/items');\n"),
        (
            "users.service.ts",
            "export class Users {\n  base = '/api';\n  constructor(private http: HttpClient) {}\n  all() { return this.http.get(this.base + '/users'); }\n}\n",
        ),
        (
            "Orders.vue",
            "<script>\nexport default { mounted() { this.$axios.get('/api/orders') } }\n</script>\n",
        ),
    ];
    says(&files, "who calls GET /api/items?", &["items.js:2"]);
    says(&files, "who calls GET /api/users?", &["users.service.ts:4"]);
    says(&files, "who calls GET /api/orders?", &["Orders.vue:2"]);
}

#[test]
fn a_view_that_one_test_defines_in_a_class_answers_that_test_alone() {
    let test = "from flask import Flask\nfrom flask.views import MethodView\n\n\ndef test_a():\n    app = Flask(__name__)\n\n    class Index(MethodView):\n        def get(self):\n            return 'a'\n\n    app.add_url_rule('/', view_func=Index.as_view('index'))\n    app.test_client().get('/')\n\n\ndef test_b(client):\n    client.post('/')\n";
    let told = said(&[("tests/test_app.py", test)], "which requests have no endpoint?");
    assert!(told.contains("POST / in test_b") && !told.contains("the path exists"), "{told}");
}
