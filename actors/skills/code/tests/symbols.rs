//! What each language's symbols look like: a snippet and what is found in it.

use code::{MentionKind, SourceFile, extract, parse};
use expect_test::{Expect, expect};

fn check(path: &str, text: &str, expected: Expect) {
    let file = SourceFile::read(path, text.as_bytes().to_vec()).unwrap();
    let facts = extract(&file, &parse(&file).unwrap());
    let mut found = String::new();
    for symbol in &facts.symbols {
        let doc = symbol.doc.as_deref().map(|doc| format!(" \"{doc}\"")).unwrap_or_default();
        let private = if symbol.visibility == code::Visibility::Private { "private " } else { "" };
        found += &format!(
            "{private}{} {} {}-{}: {}{doc}\n",
            symbol.kind.name(),
            symbol.qualified,
            symbol.start_line,
            symbol.end_line,
            symbol.signature
        );
    }
    let calls: Vec<&str> =
        facts.mentions.iter().filter(|m| m.kind == MentionKind::Call).map(|m| facts.name_of(m)).collect();
    found += &format!("calls: {}\n", calls.join(" "));
    if !facts.syntax_errors.is_empty() {
        found += &format!("errors: {:?}\n", facts.syntax_errors);
    }
    let lines = facts.lines;
    found += &format!("lines: {} code, {} comment, {} blank\n", lines.code, lines.comment, lines.blank);
    expected.assert_eq(&found);
}

#[test]
fn python() {
    check(
        "a.py",
        r#"
"""Module."""
LIMIT = 3

@app.get("/x")
async def handler(a: int, *, b=1) -> str:
    """Say it.

    More."""
    return obj.method(a)(b)

class Base(Other):
    x: int = 1
    def _hidden(self):  # why
        def inner(): pass
        inner()
a[0] = 1
a, b = 1, 2
"#,
        expect![[r#"
            variable LIMIT 3-3: LIMIT
            function handler 5-10: async def handler(a: int, *, b=1) -> str "Say it.

            More."
            class Base 12-16: class Base(Other)
            field Base.x 13-13: x: int
            private method Base._hidden 14-16: def _hidden(self): # why
            function Base._hidden.inner 15-15: def inner()
            calls: get method inner
            lines: 11 code, 4 comment, 3 blank
        "#]],
    );
}

#[test]
fn javascript() {
    check(
        "a.js",
        r#"
// Adds.
export const add = (a, b) => a + b;
/** Says. */
function say() { return new Thing().go(); }
class A extends B { #secret = 1; run() { return <Panel x={f()} />; } [Symbol.iterator]() {} }
module.exports.helper = function () {};
const table = { go() {}, stop: () => 1 };
"#,
        expect![[r#"
            function add 3-3: export const add "Adds."
            function say 5-5: function say() "Says."
            class A 6-6: class A extends B
            private field A.#secret 6-6: #secret
            method A.run 6-6: run()
            method A.[Symbol.iterator] 6-6: [Symbol.iterator]()
            function module.exports.helper 7-7: module.exports.helper
            variable table 8-8: const table
            method table.go 8-8: go()
            method table.stop 8-8: stop
            calls: Thing go Panel f
            lines: 5 code, 2 comment, 1 blank
        "#]],
    );
}

#[test]
fn typescript() {
    check(
        "a.ts",
        r#"
export interface Shape { area(): number; name: string }
export type Id = string | number;
enum Colour { Red }
namespace N { export function f<T>(x: T): T { return x; } }
@Injectable()
export class S { constructor(private a: A) {} private go = async () => { await this.a.b(); } }
"#,
        expect![[r#"
            interface Shape 2-2: export interface Shape
            method Shape.area 2-2: area(): number
            type Id 3-3: export type Id
            enum Colour 4-4: enum Colour
            module N 5-5: namespace N
            function N.f 5-5: export function f<T>(x: T): T
            class S 6-7: class S
            method S.constructor 7-7: constructor(private a: A)
            private method S.go 7-7: private go
            calls: Injectable b
            lines: 6 code, 0 comment, 1 blank
        "#]],
    );
}

#[test]
fn vue() {
    check(
        "a.vue",
        "<template><Child @x=\"go\" /></template>\n<script setup lang=\"ts\">\nconst n: number = 1\nfunction go() { emit() }\n</script>\n",
        expect![[r#"
            variable n 3-3: const n: number
            function go 4-4: function go()
            calls: emit
            lines: 5 code, 0 comment, 0 blank
        "#]],
    );
}

#[test]
fn svelte() {
    check(
        "a.svelte",
        "<script module>\n  export const n = 1\n</script>\n<script lang=\"ts\">\n  import Row from './Row.svelte'\n  let { rows }: Props = $props()\n  \
         function go(x: number) { emit(x) }\n</script>\n{#if shown(n) < 2}\n  {#each sorted(rows) as row, at (row.id)}\n    <Row {...rest(row)} {at} onclick={() => go(1)} />\n  \
         {:else}<p class=\"a {colour(n)}\">{`b${label()}`}</p>\n  {/each}\n{/if}\n{@render foot(1)}\n{#await load() then rows}<b {@attach shake(2)}></b>{/await}\n{#snippet foot(x)}<i>{x}</i>{/snippet}\n<style>\n  p { color: red }\n</style>\n",
        expect![[r#"
            variable n 2-2: export const n
            function go 7-7: function go(x: number)
            calls: $props emit shown sorted rest go colour label foot load shake
            lines: 20 code, 0 comment, 0 blank
        "#]],
    );
}

#[test]
fn rust() {
    check(
        "a.rs",
        r#"
/// A point.
#[derive(Debug)]
pub struct Point<T> { x: T }
impl<T> Point<T> {
    /// Goes.
    pub fn go(&self) -> u8 { self.x.len(); vec![1]; Self::new() }
}
trait Draw { fn draw(&self); }
const N: usize = 1;
mod inner { pub(crate) fn f() {} }
"#,
        expect![[r#"
            struct Point 4-4: pub struct Point<T> "A point."
            private field Point.x 4-4: x: T
            method Point.go 7-7: pub fn go(&self) -> u8 "Goes."
            private trait Draw 9-9: trait Draw
            private method Draw.draw 9-9: fn draw(&self)
            private constant N 10-10: const N: usize
            module inner 11-11: mod inner
            function inner.f 11-11: pub(crate) fn f()
            calls: len vec new
            lines: 8 code, 2 comment, 1 blank
        "#]],
    );
}

#[test]
fn go() {
    check(
        "a.go",
        "package a\n\n// Server serves.\ntype Server struct { Addr string }\n\nfunc (s *Server) Run(ctx context.Context) error { return s.listen(ctx) }\n\ntype Doer interface { Do() }\n\nconst limit = 1\n\nfunc helper() {}\n",
        expect![[r#"
            struct Server 4-4: type Server "Server serves."
            field Server.Addr 4-4: Addr string
            method Server.Run 6-6: func (s *Server) Run(ctx context.Context) error
            interface Doer 8-8: type Doer
            method Doer.Do 8-8: Do()
            private constant limit 10-10: const limit
            private function helper 12-12: func helper()
            calls: listen
            lines: 6 code, 1 comment, 5 blank
        "#]],
    );
}

#[test]
fn java() {
    check(
        "A.java",
        "package a;\n/** A service. */\n@Service\npublic class A<T> extends B implements C {\n  private int x = 1;\n  public A(int x) { this.x = x; }\n  @Override public <R> R go(List<R> r) throws E { return new Thing(r).run(); }\n  interface I { void f(); }\n  enum K { ONE }\n}\nrecord P(int a) {}\n",
        expect![[r#"
            class A 3-10: @Service public class A<T> extends B implements C "A service."
            private field A.x 5-5: private int x = 1
            method A.A 6-6: public A(int x)
            method A.go 7-7: @Override public <R> R go(List<R> r) throws E
            interface A.I 8-8: interface I
            method A.I.f 8-8: void f()
            enum A.K 9-9: enum K
            constant A.K.ONE 9-9: ONE
            class P 11-11: record P(int a)
            calls: Thing run
            lines: 10 code, 1 comment, 0 blank
        "#]],
    );
}

#[test]
fn c_and_cpp() {
    check(
        "a.c",
        "#define MAX 1\ntypedef struct node { int v; struct node *next; } node_t;\n/* Adds. */\nstatic int *add(int a, int b) { return f(a); }\nint g(void);\n",
        expect![[r#"
            macro MAX 1-1: #define MAX
            type node_t 2-2: typedef struct node { int v; struct node *next; } node_t
            struct node_t.node 2-2: struct node
            field node_t.node.v 2-2: int v
            field node_t.node.next 2-2: struct node *next
            private function add 4-4: static int *add(int a, int b) "Adds."
            calls: f
            lines: 4 code, 1 comment, 0 blank
        "#]],
    );
    check(
        "a.cpp",
        "namespace n {\ntemplate <class T> class Box : public Base { public: Box(); ~Box() {} T get() const { return v_; } private: T v_; };\nint Box<int>::go() { return std::max(1, 2); }\n}\n",
        expect![[r#"
            module n 1-4: namespace n
            class n.Box 2-2: template <class T> class Box : public Base
            method n.Box.~Box 2-2: ~Box()
            method n.Box.get 2-2: T get() const
            field n.Box.v_ 2-2: T v_
            function n.Box.go 3-3: int Box<int>::go()
            calls: max
            lines: 4 code, 0 comment, 0 blank
        "#]],
    );
}

#[test]
fn csharp() {
    check(
        "A.cs",
        "namespace N {\n  /// <summary>A.</summary>\n  public class A : B {\n    private readonly int x = 1;\n    public string Name { get; set; }\n    public A() {}\n    async Task<int> Go() => await x.Run();\n  }\n}\n",
        expect![[r#"
            module N 1-9: namespace N
            class N.A 3-8: public class A : B "<summary>A.</summary>"
            private field N.A.x 4-4: private readonly int x = 1
            field N.A.Name 5-5: public string Name
            method N.A.A 6-6: public A()
            private method N.A.Go 7-7: async Task<int> Go()
            calls: Run
            lines: 8 code, 1 comment, 0 blank
        "#]],
    );
}

#[test]
fn ruby_php_kotlin() {
    check(
        "a.rb",
        "# Greets.\nmodule M\n  class A < B\n    LIMIT = 1\n    def go!(x)\n      x.run(1)\n    end\n    def self.make; end\n  end\nend\n",
        expect![[r#"
            module M 2-10: module M "Greets."
            class M.A 3-9: class A < B
            constant M.A.LIMIT 4-4: LIMIT
            method M.A.go! 5-7: def go!(x)
            method M.A.make 8-8: def self.make; end
            calls: run
            lines: 9 code, 1 comment, 0 blank
        "#]],
    );
    check(
        "a.php",
        "<?php\nnamespace A\\B;\n/** A. */\nclass C extends D {\n  const X = 1;\n  private $y = 2;\n  public function go(int $a): string { return $this->run(f($a)); }\n}\nfunction f() {}\n",
        expect![[r#"
            module A\B 2-2: namespace A\B
            class C 4-8: class C extends D "A."
            constant C.X 5-5: X = 1
            field C.$y 6-6: $y = 2
            method C.go 7-7: public function go(int $a): string
            function f 9-9: function f()
            calls: run f
            lines: 8 code, 1 comment, 0 blank
        "#]],
    );
    check(
        "a.kt",
        "/** A. */\nclass A(val x: Int) : B() {\n  private val y = 1\n  fun go(a: Int): String = run(a)\n  companion object { fun make() = A(1) }\n}\nfun String.ext() {}\nobject O\n",
        expect![[r#"
            class A 2-6: class A(val x: Int) : B() "A."
            private field A.y 3-3: private val y = 1
            method A.go 4-4: fun go(a: Int): String
            method A.make 5-5: fun make()
            function ext 7-7: fun String.ext()
            class O 8-8: object O
            calls: run A
            lines: 7 code, 1 comment, 0 blank
        "#]],
    );
}

#[test]
fn scripts_and_schemas() {
    check(
        "a.sh",
        "#!/bin/bash\nNAME=x\n# Goes.\ngo() { local y=1; echo \"$NAME\" | grep x; }\ngo\n",
        expect![[r#"
            variable NAME 2-2: NAME
            function go 4-4: go() "Goes."
            calls: echo grep go
            lines: 3 code, 2 comment, 0 blank
        "#]],
    );
    check(
        "a.sql",
        "-- People.\nCREATE TABLE users (id INT PRIMARY KEY, name TEXT NOT NULL);\nCREATE VIEW v AS SELECT count(*) FROM users;\n",
        expect![[r#"
            table users 2-2: CREATE TABLE users "People."
            field users.id 2-2: id INT PRIMARY KEY
            field users.name 2-2: name TEXT NOT NULL
            view v 3-3: CREATE VIEW v AS SELECT count(*) FROM users
            calls: count
            lines: 2 code, 1 comment, 0 blank
        "#]],
    );
}

#[test]
fn data_and_prose() {
    check(
        "a.json",
        "{\"a\": {\"b\": [{\"c\": {\"d\": 1}}]}, \"e\": 2}\n",
        expect![[r#"
        key a 1-1: "a"
        key a.b 1-1: "b"
        key a.b.c 1-1: "c"
        key e 1-1: "e"
        calls: 
        lines: 1 code, 0 comment, 0 blank
    "#]],
    );
    check(
        "a.yaml",
        "# Top.\na:\n  b: 1\nc:\n  - d: 2\n",
        expect![[r#"
        key a 2-3: a "Top."
        key a.b 3-3: b
        key c 4-5: c
        key c.d 5-5: d
        calls: 
        lines: 4 code, 1 comment, 0 blank
    "#]],
    );
    check(
        "a.toml",
        "[package]\nname = \"x\"\n[[bin]]\npath = \"y\"\n",
        expect![[r#"
        section package 1-2: [package] name = "x"
        key package.name 2-2: name = "x"
        section bin 3-4: [[bin]] path = "y"
        key bin.path 4-4: path = "y"
        calls: 
        lines: 4 code, 0 comment, 0 blank
    "#]],
    );
    check(
        "a.md",
        "# Title\n\nText.\n\n## Part one\n\nSetext\n---\n",
        expect![[r#"
        section Title 1-1: # Title
        section Part one 5-5: ## Part one
        section Setext 7-8: Setext ---
        calls: 
        lines: 5 code, 0 comment, 3 blank
    "#]],
    );
    check(
        "Dockerfile",
        "FROM rust:1 AS build\nRUN cargo build\nFROM debian\n",
        expect![[r#"
            stage build 1-1: FROM rust:1 AS build
            stage debian 3-3: FROM debian
            calls: 
            lines: 3 code, 0 comment, 0 blank
        "#]],
    );
    check(
        "a.css",
        ".a, #b { color: red }\n@media print { .c { x: y } }\n",
        expect![[r#"
        selector .a, #b 1-1: .a, #b { color: red }
        selector .c 2-2: .c { x: y }
        calls: 
        lines: 2 code, 0 comment, 0 blank
    "#]],
    );
    check(
        "a.html",
        "<html><body><script>function f() { g() }</script></body></html>\n",
        expect![[r#"
        function f 1-1: function f()
        calls: g
        lines: 1 code, 0 comment, 0 blank
    "#]],
    );
}
