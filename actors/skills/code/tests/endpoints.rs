//! Endpoints and requests across languages, in small projects.

use std::fmt::Write;

use code::graph::{Note, Program, Project};
use code::{Parser, SourceFile};
use expect_test::{Expect, expect};

fn link(files: &[(&str, &str)]) -> Program {
    let mut parser = Parser::default();
    let mut project = Project::default();
    for (path, text) in files {
        let file = SourceFile::read(path, text.as_bytes().to_vec()).unwrap();
        let parsed = parser.parse(&file).unwrap();
        project.put(Note::read(&file, &parsed));
    }
    project.link()
}

fn check(files: &[(&str, &str)], expected: Expect) {
    let http = link(files).http;
    let mut text = String::new();
    for endpoint in &http.endpoints {
        let (takes, gives) = (endpoint.takes.join(","), endpoint.gives.join(","));
        writeln!(
            text,
            "{} {} {}:{} {} [{takes}] -> [{gives}]",
            endpoint.method, endpoint.path, endpoint.file, endpoint.line, endpoint.handler
        )
        .unwrap();
    }
    for link in &http.links {
        let (request, endpoint) = (&http.requests[link.request], &http.endpoints[link.endpoint]);
        write!(
            text,
            "{}:{} {} => {} {}",
            request.file, request.line, request.within, endpoint.method, endpoint.path
        )
        .unwrap();
        for (word, fields) in
            [("not read", &link.not_read), ("not sent", &link.not_sent), ("not given", &link.not_given)]
        {
            if !fields.is_empty() {
                write!(text, "; {word}: {}", fields.join(",")).unwrap();
            }
        }
        writeln!(text, " ({:?})", link.confidence).unwrap();
    }
    let linked: Vec<usize> = http.links.iter().map(|link| link.request).collect();
    for (index, request) in http.requests.iter().enumerate().filter(|(index, _)| !linked.contains(index)) {
        let _ = index;
        writeln!(
            text,
            "{}:{} {} {} reaches nothing",
            request.file, request.line, request.method, request.path
        )
        .unwrap();
    }
    expected.assert_eq(&text);
}

#[test]
fn a_client_in_typescript_reaches_fastapi_and_the_fields_are_compared() {
    check(
        &[
            (
                "backend/app/main.py",
                "from fastapi import FastAPI\nfrom app.api import users\nfrom app.api.items import router as items_router\n\
                 app = FastAPI()\napp.include_router(users.router, prefix=\"/api\")\napp.include_router(items_router, prefix=\"/api/items\")\n",
            ),
            ("backend/app/__init__.py", ""),
            ("backend/app/api/__init__.py", ""),
            (
                "backend/app/api/users.py",
                "from fastapi import APIRouter\nfrom pydantic import BaseModel\nrouter = APIRouter(prefix=\"/users\")\n\
                 class UserIn(BaseModel):\n    name: str\n    email: str\n    age: int | None = None\n\
                 class UserOut(UserIn):\n    id: int\n\
                 @router.post(\"/\", response_model=UserOut)\nasync def create(user: UserIn):\n    ...\n\
                 @router.get(\"/{user_id}\")\nasync def read(user_id: int, verbose: bool = False) -> UserOut:\n    ...\n\
                 @router.get(\"/me\")\nasync def me() -> UserOut:\n    ...\n",
            ),
            (
                "backend/app/api/items.py",
                "from fastapi import APIRouter\nrouter = APIRouter()\n@router.delete(\"/{item_id}\")\ndef remove(item_id: int):\n    ...\n",
            ),
            (
                "frontend/src/api.ts",
                "interface User { id: number; name: string; phone: string }\n\
                 const BASE = \"/api\";\n\
                 export async function request<T>(path: string, options?: RequestInit): Promise<T> {\n  const r = await fetch(`${BASE}${path}`, options);\n  return r.json();\n}\n\
                 export const create = (name: string) => request<User>(\"/users\", { method: \"POST\", body: JSON.stringify({ name, nick: name }) });\n\
                 export const me = () => request<User>(\"/users/me\");\n\
                 export const one = (id: number) => request<User>(`/users/${id}`);\n",
            ),
            (
                "frontend/src/items.ts",
                "import axios from \"axios\";\nconst client = axios.create({ baseURL: import.meta.env.VITE_API });\n\
                 export function remove(id: number) {\n  return client.delete(`/items/${id}`);\n}\n\
                 export function lost() {\n  return client.get(\"/nothing/here\");\n}\n",
            ),
        ],
        expect![[r#"
            DELETE /api/items/{item_id} backend/app/api/items.py:4 remove [] -> []
            GET /api/users/me backend/app/api/users.py:17 me [] -> [name,email,age,id]
            GET /api/users/{user_id} backend/app/api/users.py:14 read [verbose] -> [name,email,age,id]
            POST /api/users backend/app/api/users.py:11 create [age,email,name] -> [name,email,age,id]
            frontend/src/items.ts:4 remove => DELETE /api/items/{item_id} (Likely)
            frontend/src/api.ts:8 me => GET /api/users/me; not given: phone (Certain)
            frontend/src/api.ts:9 one => GET /api/users/{user_id}; not given: phone (Certain)
            frontend/src/api.ts:7 create => POST /api/users; not read: nick; not sent: email; not given: phone (Certain)
            frontend/src/items.ts:7 GET /nothing/here reaches nothing
        "#]],
    );
}

#[test]
fn flask_blueprints_and_test_clients() {
    check(
        &[
            (
                "app.py",
                "from flask import Flask\nfrom views import bp\napp = Flask(__name__)\napp.register_blueprint(bp, url_prefix=\"/v1\")\n\
                 @app.route(\"/health\")\ndef health():\n    return {}\n",
            ),
            (
                "views.py",
                "from flask import Blueprint, request\nbp = Blueprint(\"views\", __name__)\n\
                 @bp.route(\"/posts/<int:id>\", methods=[\"GET\", \"PUT\"])\ndef post(id):\n    data = request.get_json()\n    title = data[\"title\"]\n    return request.json[\"body\"]\n",
            ),
            (
                "test_views.py",
                "def test_put(client):\n    r = client.put(\"/v1/posts/3\", json={\"title\": \"x\", \"tag\": 1})\n    assert client.get(\"/health\").status_code == 200\n",
            ),
        ],
        expect![[r#"
            GET /health app.py:6 health [] -> []
            GET /v1/posts/<int:id> views.py:4 post [body,title] -> []
            PUT /v1/posts/<int:id> views.py:4 post [body,title] -> []
            test_views.py:3 test_put => GET /health (Certain)
            test_views.py:2 test_put => PUT /v1/posts/<int:id>; not read: tag (Certain)
        "#]],
    );
}

#[test]
fn express_routers_are_mounted_and_django_urls_included() {
    check(
        &[
            (
                "server/index.js",
                "const express = require('express');\nconst users = require('./users');\nconst app = express();\napp.use('/api/users', users);\n\
                 app.post('/login', (req, res) => {\n  const { name, password } = req.body;\n  res.json({});\n});\n",
            ),
            (
                "server/users.js",
                "const { Router } = require('express');\nconst router = Router();\nfunction list(req, res) {\n  res.json(req.query.page);\n}\n\
                 router.get('/', list);\nrouter.get('/:id', list);\nmodule.exports = router;\n",
            ),
            (
                "web/login.js",
                "export async function login(name) {\n  await fetch('/login', { method: 'post', body: JSON.stringify({ name, secret: 1 }) });\n  return fetch('http://localhost:3000/api/users?page=2');\n}\n",
            ),
            (
                "site/urls.py",
                "from django.urls import path, include\nurlpatterns = [path('shop/', include('shop.urls'))]\n",
            ),
            (
                "shop/urls.py",
                "from django.urls import path\nfrom . import views\nurlpatterns = [path('items/<int:pk>/', views.item), path('all/', views.All.as_view())]\n",
            ),
        ],
        expect![[r#"
            ANY /shop/all shop/urls.py:3 views.All [] -> []
            ANY /shop/items/<int:pk> shop/urls.py:3 views.item [] -> []
            GET /api/users server/users.js:6 list [page] -> []
            GET /api/users/:id server/users.js:7 list [page] -> []
            POST /login server/index.js:5 app.post /login [name,password] -> []
            web/login.js:3 login => GET /api/users (Certain)
            web/login.js:2 login => POST /login; not read: secret (Certain)
        "#]],
    );
}

#[test]
fn nest_controllers_under_a_global_prefix() {
    check(
        &[
            ("src/main.ts", "async function start() {\n  app.setGlobalPrefix('api');\n}\n"),
            (
                "src/cats.controller.ts",
                "import { Controller, Get, Post, Body, Param } from '@nestjs/common';\nclass CreateCat {\n  name: string;\n  age?: number;\n}\n\
                 @Controller('cats')\nexport class CatsController {\n  @Get(':id')\n  one(@Param('id') id: string) {}\n  @Post()\n  create(@Body() dto: CreateCat) {}\n}\n",
            ),
            ("web/cats.ts", "export const add = (name: string) => axios.post('/api/cats', { name });\n"),
        ],
        expect![[r#"
            GET /api/cats/:id src/cats.controller.ts:9 CatsController.one [] -> []
            POST /api/cats src/cats.controller.ts:11 CatsController.create [age,name] -> []
            web/cats.ts:1 add => POST /api/cats (Certain)
        "#]],
    );
}
