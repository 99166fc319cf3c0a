//! No bytes make reading, linking, asking, mapping or drawing panic or run on; what is drawn is well formed.
//!
//! `SAMRIDDH_ROUNDS=100000 cargo test --release -p code --test any_program` goes on for longer.

mod mutate;

use std::collections::{BTreeMap, BTreeSet};

use code::graph::ask::Knowledge;
use code::graph::map::map;
use code::graph::view::{self, View};
use code::graph::{self, Note, Program, Project, by_name};
use code::{Index, Parser, SourceFile};
use mutate::{Chance, SEEDS, mutated};
use proptest::prelude::*;

/// Files that lead to one another, so that what is spoilt in one is met in the other.
const PROGRAM: &[(&str, &str)] = &[
    (
        "shop/__init__.py",
        "from .models import *\nfrom . import app, models as m\n__all__ = ['Base', 'make']\n",
    ),
    (
        "shop/models.py",
        "from sqlalchemy.orm import DeclarativeBase, Mapped, relationship\nclass Base(DeclarativeBase):\n    pass\nclass User(Base):\n    __tablename__ = 'users'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    orders: Mapped[list['Order']] = relationship(back_populates='user')\n    @property\n    def name(self): return self.first + f'{self.last!r:>{10}}'\nclass Order(Base):\n    user_id = mapped_column(ForeignKey('users.id'))\ndef make(kind=User, *a, **k):\n    match kind:\n        case User(id=x) if x: return [y for y in a if (z := y)]\n        case [1, *rest]: yield from make(*rest)\n    with open(a) as f, g() as (h, i): return lambda q: make(q)(h)[i]\n",
    ),
    (
        "shop/app.py",
        "from fastapi import FastAPI, APIRouter\nfrom pydantic import BaseModel\nfrom . import models\nfrom .models import User, make\napp = FastAPI()\nrouter = APIRouter(prefix='/api')\nclass In(BaseModel):\n    name: str\n    age: int | None = None\n@router.post('/users/{user_id}', response_model=In)\nasync def create(user_id: int, body: In) -> In:\n    session.query(User).filter(User.id == user_id).all()\n    cursor.execute(f'select * from users where id = {user_id}')\n    return await make(User)\n@app.route('/x/<int:id>', methods=['GET', 'POST'])\ndef x(id): return request.json['name'], {**models.make()}\napp.include_router(router, prefix='/v1')\n",
    ),
    (
        "shop/urls.py",
        "from django.urls import path, include\nfrom django.db import models\nfrom . import app\nclass Item(models.Model):\n    owner = models.ForeignKey('Item', on_delete=models.CASCADE)\nurlpatterns = [path('items/<int:pk>/', app.x), path('in/', include('shop.urls'))]\ndef all(): return Item.objects.filter(a=1).count()\n",
    ),
    (
        "web/src/api.ts",
        "import axios, { type AxiosInstance } from 'axios';\nexport * from './store';\nimport { C as D } from '@/store';\ninterface User { id: number; name?: string; tags: Array<Record<string, User>> }\nconst api: AxiosInstance = axios.create({ baseURL: '/v1' });\nexport const get = async <T,>(path: string, ...rest: T[]): Promise<User> => (await api.post<User>(`/api/users/${path}`, { name: 'a', ...rest })).data;\nexport class C extends D { static #a = new C(); get x() { return this.y?.[0] ?? C.#a; } set x({ a = 1, ...b }) { get(a as unknown as string); } }\nfetch('/x/' + 1, { method: 'POST', body: JSON.stringify({ name }) }).then(r => r.json()).then(({ id, nothing }) => id);\n",
    ),
    (
        "web/src/store.js",
        "import { get } from './api';\nimport express from 'express';\nconst app = express(), r = express.Router();\nexport class C { m() { return [1].map(x => get(x)); } }\nr.get('/:id', async (req, res) => { const { a, b } = req.body; res.json({ a, c: await get(req.params.id) }); });\napp.use('/s', r);\nmodule.exports = { ...exports, get, C };\nfunction* g(a = () => g(), [b, ...c] = []) { yield* g(b); for (const [k, v] of Object.entries(c)) this[k] = v; label: switch (a) { case 1: break label; } }\n",
    ),
    (
        "web/src/App.vue",
        "<template><A @click=\"get(1)\" /></template>\n<script setup lang=\"ts\">\nimport { get } from '@/api'\nconst { data } = await get<number>('1')\nfunction f() { return get(data.value) }\n</script>\n",
    ),
    (
        "web/src/P.tsx",
        "'use client';\nimport { C } from './store';\nexport default function P({ a, b = <C.m {...a} /> }: { a: number }) { const [s, set] = useState(() => new C()); return s ? <><P a={1} key=\"x\">{s.m()}</P></> : null; }\n",
    ),
    (
        "tsconfig.json",
        "{ \"compilerOptions\": { \"baseUrl\": \".\", \"paths\": { \"@/*\": [\"web/src/*\"] } } } // c\n",
    ),
    (
        "package.json",
        "{ \"name\": \"web\", \"main\": \"web/src/store.js\", \"exports\": { \".\": { \"import\": \"./web/src/api.ts\" } } }\n",
    ),
    (
        "db/schema.sql",
        "-- c\nCREATE TABLE IF NOT EXISTS \"users\" (id serial PRIMARY KEY, name varchar(10) DEFAULT 'a''b', CONSTRAINT c CHECK (id > (1)), FOREIGN KEY (id) REFERENCES orders (id));\nALTER TABLE users ADD COLUMN a int;\n$$ ; $$ CREATE TABLE orders (user_id int references users(id));\n",
    ),
    (
        "db/schema.prisma",
        "model User {\n  id Int @id @default(autoincrement())\n  posts Post[] // c\n  @@map(\"users\")\n}\nmodel Post {\n  user User? @relation(fields: [userId], references: [id])\n}\n",
    ),
    (
        "lib.rs",
        "pub fn a() { b(); S::new().c() }\nstruct S;\nimpl S { fn new() -> S { a(); S } }\nfn b() {}\n",
    ),
];

const QUESTIONS: &[&str] = &[
    "who calls make?",
    "what does create call?",
    "where is User defined?",
    "what does this project do?",
    "how do I add an endpoint?",
    "what breaks if I change User?",
    "what are the tests of get?",
    "which endpoints are there?",
    "wer ruft make auf?",
    "path from create to make",
    "what imports shop.models?",
    "",
    "?? \u{202e} `'\"",
];

/// Everything that the commands do with a program, and that it comes out well formed.
fn check(files: &[(&str, Vec<u8>)], question: &str) {
    let (mut index, mut project, mut parser) = (Index::default(), Project::default(), Parser::default());
    for (path, bytes) in files {
        if path.ends_with(".prisma") {
            project.put(Note::prisma(path, &String::from_utf8_lossy(bytes)));
            continue;
        }
        match graph::understand(&mut parser, path, bytes.clone()) {
            Ok((facts, note)) => {
                index.put(Ok(facts));
                project.put(note);
            }
            Err(skipped) => index.put(Err(skipped)),
        }
    }
    let mut program = project.link();
    by_name::add(&mut program, &index);
    let texts = BTreeMap::from([("README.md".to_owned(), question.to_owned())]);
    let knowledge = Knowledge::new(&index, &program, &texts);
    let answer = knowledge.ask(question);
    assert!(!answer.lines.is_empty(), "{question:?} got no line");
    for tokens in [0, 300] {
        let map = map(&index, tokens, &[question.to_owned(), "User".to_owned()]);
        assert!(map.tokens <= tokens, "{} tokens where {tokens} were wanted", map.tokens);
    }
    drawn(&program);
}

fn drawn(program: &Program) {
    for view in
        [view::calls(program), view::imports(program), view::endpoints(program), view::models(program)]
    {
        well_formed(&view);
        if let Some(node) = view.nodes.first() {
            let around = view.clone().around(&node.id, 1).expect("a node is found by its own name");
            well_formed(&around);
        }
        well_formed(&view.at_most(3));
    }
}

fn well_formed(view: &View) {
    let ids: BTreeSet<&str> = view.nodes.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(ids.len(), view.nodes.len(), "two nodes have one name: {:?}", view.nodes);
    for edge in &view.edges {
        assert!(
            ids.contains(edge.from.as_str()) && ids.contains(edge.to.as_str()),
            "an edge to nowhere: {edge:?}"
        );
    }
    let svg = view::svg(view);
    assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
    assert!(!svg.chars().any(|c| c.is_control() && c != '\n'), "a control character in {svg:?}");
    assert_eq!(svg.matches("<rect").count(), view.nodes.len());
    assert!(view::mermaid(view).starts_with("flowchart"));
    let dot = view::dot(view);
    assert!(dot.starts_with("digraph") && dot.trim_end().ends_with('}'));
    let _ = view::text(view);
}

/// The whole program, with some of its files spoilt.
fn spoilt(seed: u64) {
    let mut chance = Chance(seed);
    let mut files: Vec<(&str, Vec<u8>)> =
        PROGRAM.iter().map(|(path, text)| (*path, text.as_bytes().to_vec())).collect();
    for _ in 0..=chance.below(4) {
        let at = chance.below(files.len());
        let file = &mut files[at].1;
        match chance.below(4) {
            // Half-written: what is behind is not there yet.
            0 => file.truncate(chance.below(file.len() + 1)),
            _ => *file = mutated(file, &mut chance),
        }
    }
    let (path, text) = SEEDS[chance.below(SEEDS.len())];
    files.push((path, mutated(text.as_bytes(), &mut chance)));
    check(&files, QUESTIONS[chance.below(QUESTIONS.len())]);
}

fn rounds() -> u32 {
    std::env::var("SAMRIDDH_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: rounds(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_a_program(bytes in proptest::collection::vec(any::<u8>(), 0..400), path in 0..PROGRAM.len()) {
        check(&[(PROGRAM[path].0, bytes)], "who calls make?");
    }

    #[test]
    fn any_text_is_a_program_and_a_question(text in "[ -~\n\t{}()\\[\\]<>\"'`#:;=@.éß]{0,300}", path in 0..PROGRAM.len()) {
        check(&[(PROGRAM[path].0, text.clone().into_bytes())], &text);
    }

    #[test]
    fn spoilt_programs_are_linked_asked_and_drawn(seed in any::<u64>()) {
        spoilt(seed);
    }
}

#[test]
fn the_program_is_whole_before_it_is_spoilt() {
    let files: Vec<(&str, Vec<u8>)> =
        PROGRAM.iter().map(|(path, text)| (*path, text.as_bytes().to_vec())).collect();
    for question in QUESTIONS {
        check(&files, question);
    }
}

#[test]
fn hostile_programs_end() {
    // In lines that are short enough to be read.
    let long = |part: &str, count: usize| {
        let in_line = (300 / part.len()).max(1);
        format!("{}\n", part.repeat(in_line)).repeat(count / in_line)
    };
    let deep = |open: &str, middle: &str, close: &str, count: usize| {
        let pairs = 300 / open.len().max(close.len());
        let lines = |part: &str| format!("{}\n", part.repeat(pairs)).repeat(count / pairs);
        format!("{}{middle}{}", lines(open), lines(close))
    };
    let lines = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let inputs: Vec<(&str, String)> = vec![
        ("a.py", format!("x = {}", deep("f(", "1", ")", 20_000))),
        ("b.py", format!("x = {}", deep("(lambda: ", "x", ")()", 5_000))),
        ("c.py", format!("def f(a: {}): pass\n", deep("list[", "A", "]", 5_000))),
        ("d.py", format!("(x{}).z = 1\n", long(".y", 10_000))),
        ("e.py", lines(600, &|depth| format!("{}def f{depth}(a=f{depth}):\n", " ".repeat(depth)))),
        ("f.py", lines(2_000, &|at| format!("class C{at}(C{}): f = lambda self: C{at}.f\n", at + 1))),
        ("g.py", lines(1_500, &|at| format!("x{at} = f(x{}, g)\ng = x{at}\n", at / 2))),
        (
            "h.py",
            lines(400, &|at| {
                format!("def f{at}(a): a.x = a; a[{at}] = f{}(a); return f{}\n", (at + 1) % 400, at / 3)
            }),
        ),
        (
            "i.py",
            "from .i import *\nfrom i import *\nimport i as i\nclass i(i, i.i): i = i.i.i\n".repeat(200),
        ),
        ("a.ts", format!("const x: {} = 1", deep("Array<", "A", ">", 5_000))),
        ("b.ts", format!("x = {}", deep("{a:", "1", "}", 20_000))),
        ("c.ts", format!("x{}", long(".then(y => y)", 5_000))),
        ("d.ts", format!("const {} = x", deep("[", "a", "]", 10_000))),
        ("e.ts", format!("x = {}", deep("`${", "a", "}`", 5_000))),
        ("f.tsx", format!("x = {}", deep("<A b={c}>", "t", "</A>", 5_000))),
        (
            "g.ts",
            "export * from './g'; export { a as b, b as a } from './g'; import * as g from './g';\n"
                .repeat(200),
        ),
        ("h.js", format!("x = a{}", long(" + '/b' + c", 10_000))),
        (
            "i.js",
            lines(300, &|at| {
                format!(
                    "app.use('/p{at}', r{at}); r{at}.use('/q', r{}); r{at}.get('/', f);\n",
                    (at + 1) % 300
                )
            }),
        ),
        ("j.js", deep("function f(a) { return ", "f(a)", " }", 2_000)),
        (
            "k.ts",
            lines(500, &|at| format!("class C{at} extends C{} {{ m() {{ return super.m(); }} }}\n", at + 1)),
        ),
        ("a.sql", format!("create table a {}", deep("(a int ", "b", ")", 20_000))),
        ("b.sql", long("create table \"", 10_000)),
        ("a.prisma", "model A {\n a A[] @relation(".repeat(5_000)),
        (
            "tsconfig.json",
            format!("{{\"extends\": \"./tsconfig.json\", \"a\": {}}}", deep("[", "", "]", 5_000)),
        ),
        ("package.json", format!("{{\"name\": \"a\", \"exports\": {}}}", deep("{\".\":", "1", "}", 5_000))),
    ];
    for (path, text) in inputs {
        let read = path.ends_with(".prisma") || SourceFile::read(path, text.clone().into_bytes()).is_ok();
        assert!(read, "{path} is refused before it is parsed");
        check(&[(path, text.into_bytes())], "what breaks if I change f?");
    }
}

#[test]
fn a_chain_of_classes_is_followed_to_its_bound_and_said_beyond_it() {
    let chain = |count: usize| {
        let classes: String = (0..count).map(|at| format!("class C{at}(C{}): pass\n", at + 1)).collect();
        let text = format!("{classes}class C{count}:\n    def f(self): pass\ndef g(): C0().f()\n");
        let mut project = Project::default();
        let (_, note) =
            graph::understand(&mut Parser::default(), "a.py", text.into_bytes()).expect("it is read");
        project.put(note);
        project.link()
    };
    for (count, found, long_orders) in [(255, true, 0), (256, false, 1), (400, false, 145)] {
        let program = chain(count);
        let place = |call: usize| program.places[call].name.as_str();
        let calls =
            program.calls.iter().any(|call| place(call.from) == "a.g" && place(call.to).ends_with(".f"));
        assert_eq!((calls, program.limits.long_orders), (found, long_orders), "{count} classes");
        let said = view::calls(&program).left_out.iter().any(|note| note.contains("more bases"));
        assert_eq!(said, long_orders > 0);
    }
}

#[test]
fn a_partial_of_itself_is_followed_to_its_bound() {
    let text = "from functools import partial\n\n\nclass A:\n    def __init__(self, f):\n        self.f = f\n        self.f = partial(self.f, 1)\n\n    def go(self):\n        self.f()\n\n\ndef g(x):\n    pass\n\n\nA(g).go()\n";
    let mut project = Project::default();
    let (_, note) =
        graph::understand(&mut Parser::default(), "a.py", text.as_bytes().to_vec()).expect("it is read");
    project.put(note);
    let program = project.link();
    let place = |call: usize| program.places[call].name.as_str();
    assert!(program.calls.iter().any(|call| place(call.from) == "a.A.go" && place(call.to) == "a.g"));
}
