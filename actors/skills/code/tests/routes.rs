//! Endpoints as frameworks write them, one way a test.

use std::fmt::Write;

use code::graph::{Note, Program, Project};
use code::{Parser, SourceFile};

fn link(files: &[(&str, &str)]) -> Program {
    let (mut parser, mut project) = (Parser::default(), Project::default());
    for (path, text) in files {
        let file = SourceFile::read(path, text.as_bytes().to_vec()).unwrap();
        let parsed = parser.parse(&file).unwrap();
        project.put(Note::read(&file, &parsed));
    }
    project.link()
}

/// Method, path and handler of each endpoint.
fn routes(files: &[(&str, &str)]) -> String {
    link(files).http.endpoints.iter().fold(String::new(), |mut text, endpoint| {
        writeln!(text, "{} {} {} ({})", endpoint.method, endpoint.path, endpoint.handler, endpoint.framework)
            .unwrap();
        text
    })
}

#[test]
fn a_package_that_imports_its_module_by_a_dot_mounts_its_router() {
    let files = [
        ("app/__init__.py", ""),
        (
            "app/main.py",
            "from fastapi import FastAPI\nfrom app.api import router\napp = FastAPI()\napp.include_router(router, prefix=\"/api\")\n",
        ),
        (
            "app/api/__init__.py",
            "from fastapi import APIRouter\nfrom . import a, b as other\nrouter = APIRouter(prefix=\"/v1\")\nrouter.include_router(a.router)\nrouter.include_router(other.router, prefix=\"/b\")\n",
        ),
        (
            "app/api/a.py",
            "from fastapi import APIRouter\nrouter = APIRouter(prefix=\"/orders\")\n@router.get(\"/x\")\ndef x(): pass\n",
        ),
        (
            "app/api/b.py",
            "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get(\"/y\")\ndef y(): pass\n",
        ),
    ];
    assert_eq!(routes(&files), "GET /api/v1/b/y y (FastAPI)\nGET /api/v1/orders/x x (FastAPI)\n");
}

#[test]
fn the_last_function_of_an_express_route_is_its_handler() {
    let files = [(
        "app.js",
        "const express = require('express');\nconst app = express();\nfunction auth(q, s, n) { n(); }\nfunction show(q, s) { s.json(q.query.full); }\n\
         app.get('/a', auth, (req, res) => res.json(req.query.q));\napp.get('/b', auth, async function named(req, res) { res.json({}); });\napp.get('/c', auth, show);\napp.get('/d', wrap(show));\n",
    )];
    assert_eq!(
        routes(&files),
        "GET /a app.get /a (Express)\nGET /b named (Express)\nGET /c show (Express)\nGET /d show (Express)\n"
    );
    assert_eq!(link(&files).http.endpoints[0].takes, ["q"]);
}

#[test]
fn express_chains_methods_behind_one_path_and_takes_several_paths() {
    let files = [(
        "a.js",
        "const express = require('express');\nconst r = express.Router();\nr.route('/b').get(one).put(auth, two);\nr.get(['/c1', '/c2'], one);\nfunction one(q, s) {}\nfunction two(q, s) {}\nfunction auth(q, s, n) {}\n",
    )];
    assert_eq!(
        routes(&files),
        "GET /b one (Express)\nGET /c1 one (Express)\nGET /c2 one (Express)\nPUT /b two (Express)\n"
    );
}

#[test]
fn fastify_is_called_by_its_name_and_its_plugins_have_prefixes() {
    let files = [
        (
            "f.ts",
            "import Fastify from 'fastify';\nimport plugin from './p';\nconst f = Fastify();\nf.get('/f1', async (req, rep) => ({ a: 1 }));\nf.route({ method: ['POST', 'PUT'], url: '/f2', handler: save });\nf.register(async (s) => { s.get('/f3', list); }, { prefix: '/pre' });\nf.register(plugin, { prefix: '/plug' });\n",
        ),
        ("p.ts", "export default async function plugin(fastify) {\n  fastify.get('/in', list);\n}\n"),
    ];
    assert_eq!(
        routes(&files),
        "GET /f1 f.get /f1 (Fastify)\nGET /plug/in list (Fastify)\nGET /pre/f3 list (Fastify)\nPOST /f2 save (Fastify)\nPUT /f2 save (Fastify)\n"
    );
}

#[test]
fn hono_has_a_base_path_and_mounts_others() {
    let files = [(
        "h.ts",
        "import { Hono } from 'hono';\nconst h = new Hono().basePath('/h');\nh.get('/x/:id', (c) => c.json({}));\nh.route('/sub', new Hono().post('/z', save).get('/z', list));\n",
    )];
    assert_eq!(
        routes(&files),
        "GET /h/sub/z list (Hono)\nGET /h/x/:id h.get /x/:id (Hono)\nPOST /h/sub/z save (Hono)\n"
    );
}

#[test]
fn next_answers_by_the_place_of_its_files() {
    let files = [
        (
            "pages/api/hello.ts",
            "export default function handler(req, res) { res.json({ n: req.body.q }); }\n",
        ),
        (
            "app/api/posts/[id]/route.ts",
            "export async function GET(req: Request) {}\nexport const DELETE = async () => {};\n",
        ),
        ("pages/api/users/index.js", "const list = async (req, res) => {};\nexport default list;\n"),
    ];
    assert_eq!(
        routes(&files),
        "ANY /api/hello handler (Next.js)\nANY /api/users list (Next.js)\nDELETE /api/posts/{id} DELETE (Next.js)\nGET /api/posts/{id} GET (Next.js)\n"
    );
}

#[test]
fn django_views_are_where_they_stand_and_routers_have_the_prefix_that_includes_them() {
    let files = [
        ("shop/__init__.py", ""),
        (
            "shop/views.py",
            "def index(request): pass\nclass Detail(View): pass\nclass Items(viewsets.ReadOnlyModelViewSet):\n    @action(detail=True, methods=['post'], url_path='buy-now')\n    def buy(self, request, pk=None): pass\n",
        ),
        (
            "shop/urls.py",
            "from django.urls import path, include\nfrom . import views\nr = DefaultRouter()\nr.register(r'items', views.Items)\nurlpatterns = [path('', views.index), path('<int:pk>/', login_required(views.Detail.as_view())), path('api/', include(r.urls))]\n",
        ),
    ];
    assert_eq!(
        routes(&files),
        "ANY / index (Django)\nANY /<int:pk> Detail (Django)\nGET /api/items Items (Django)\nGET /api/items/{id} Items (Django)\nPOST /api/items/{id}/buy-now Items (Django)\n"
    );
    assert!(link(&files).http.endpoints.iter().all(|endpoint| endpoint.file == "shop/views.py"));
}

#[test]
fn flask_has_classes_of_views_and_a_prefix_that_replaces_the_blueprint_s_own() {
    let files = [(
        "f.py",
        "from flask import Flask, Blueprint\nbp = Blueprint('bp', __name__, url_prefix='/bp')\napp = Flask(__name__)\n@bp.route('/x', methods=['GET', 'POST'])\ndef x(): pass\nclass V(MethodView):\n    def get(self): return ''\n    def post(self): return ''\n    def other(self): pass\napp.add_url_rule('/v', view_func=V.as_view('v'))\napp.register_blueprint(bp, url_prefix='/over')\n",
    )];
    assert_eq!(
        routes(&files),
        "GET /over/x x (Flask)\nGET /v V.get (Flask)\nPOST /over/x x (Flask)\nPOST /v V.post (Flask)\n"
    );
}

#[test]
fn routes_that_a_call_registers_are_read_also_where_what_answers_has_no_name() {
    let files = [(
        "app.py",
        "from fastapi import APIRouter, FastAPI\nfrom elsewhere import ready\napp = FastAPI()\nsub = APIRouter(prefix='/sub')\ndef one(): pass\napp.add_api_route('/one', one, methods=['PUT'])\napp.add_api_route('/health', lambda: 'ok')\nsub.add_api_route('/ready', ready)\napp.add_route('/plain', one)\napp.include_router(sub)\nother.add_route('/no', one)\n",
    )];
    assert_eq!(
        routes(&files),
        "GET /health a function without a name (FastAPI)\nGET /plain one (FastAPI)\nGET /sub/ready ready (FastAPI)\nPUT /one one (FastAPI)\n"
    );
}

#[test]
fn fastapi_has_routes_of_several_methods_web_sockets_and_aliases() {
    let files = [(
        "main.py",
        "from fastapi import FastAPI\nfrom pydantic import BaseModel, Field\napp = FastAPI()\nclass In(BaseModel):\n    item_id: int = Field(...)\n    note: str = Field(alias='orderNote')\n@app.api_route('/r', methods=['POST', 'PUT'])\ndef r(order: In): pass\n@app.websocket('/live')\nasync def live(ws): pass\n",
    )];
    assert_eq!(routes(&files), "POST /r r (FastAPI)\nPUT /r r (FastAPI)\nWS /live live (FastAPI)\n");
    let http = link(&files).http;
    assert_eq!(http.endpoints[0].takes, ["item_id", "orderNote"]);
    assert_eq!(http.endpoints[0].requires, ["item_id", "orderNote"]);
}

#[test]
fn nest_takes_several_paths() {
    let files = [(
        "cats.controller.ts",
        "@Controller('cats')\nexport class Cats {\n  @Post(['a', 'b']) multi() {}\n  @Get() all() {}\n}\n",
    )];
    assert_eq!(
        routes(&files),
        "GET /cats Cats.all (NestJS)\nPOST /cats/a Cats.multi (NestJS)\nPOST /cats/b Cats.multi (NestJS)\n"
    );
}

#[test]
fn what_a_request_sends_is_its_body_and_its_query_and_a_computed_method_is_any() {
    let files = [(
        "c.ts",
        "import axios from 'axios';\nexport const a = (term: string) => axios.get('/s', { params: { term } });\nexport const b = (rest: object) => fetch('/b?page=2', { method: 'POST', body: JSON.stringify({ a: 1, ...rest }) });\nexport const c = (m: string) => fetch('/c', { method: m });\n",
    )];
    let text = link(&files).http.requests.iter().fold(String::new(), |mut text, one| {
        writeln!(text, "{} {} {:?} {}", one.method, one.path, one.sends, one.sends_more).unwrap();
        text
    });
    assert_eq!(text, "ANY /c [] false\nGET /s [\"term\"] false\nPOST /b [\"a\", \"page\"] true\n");
}
