//! Calls in languages whose values are not followed: what only bears the name of something of the project is not it.

use code::graph::{Program, by_name, understand};
use code::{Index, Parser};
use std::fmt::Write;

fn found(files: &[(&str, &str)]) -> String {
    let (mut parser, mut index, mut program) = (Parser::default(), Index::default(), Program::default());
    for (path, text) in files {
        index.put(understand(&mut parser, path, text.as_bytes().to_vec()).map(|(facts, _)| facts));
    }
    by_name::add(&mut program, &index);
    let name = |place: usize| program.places[place].name.as_str();
    program.calls.iter().fold(String::new(), |mut text, call| {
        writeln!(text, "{} -> {} ({:?})", name(call.from), name(call.to), call.confidence).unwrap();
        text
    })
}

#[test]
fn a_library_s_list_is_not_the_project_s_own_class() {
    let calc = "package x;\npublic class Calc {\n  public int add(int a) { return a; }\n  public int size() { return 0; }\n}\n";
    let other = "package y;\nimport java.util.*;\npublic class Other {\n  private Map<String, String> kept;\n  void fill(List<String> l) { l.add(\"x\"); l.size(); kept.size(); new HashMap<String,String>().size(); }\n}\n";
    let mine = "package z;\nclass Mine { Calc calc; void go(Calc given) { given.add(1); Calc made = new Calc(); made.size(); this.calc.add(2); } }\n";
    assert_eq!(
        found(&[("x/Calc.java", calc), ("y/Other.java", other), ("z/Mine.java", mine)]),
        "z/Mine.Mine.go -> x/Calc.Calc.add (Likely)\nz/Mine.Mine.go -> x/Calc.Calc.size (Likely)\n"
    );
}

#[test]
fn a_standard_type_s_constructor_is_not_the_project_s_own() {
    let rust = "pub struct Cfg;\nimpl Cfg {\n    pub fn new() -> Self { Cfg }\n    pub fn push(&mut self, _x: u8) {}\n    pub fn len(&self) -> usize { 0 }\n}\npub fn vectors() -> usize {\n    let mut v: Vec<u8> = Vec::new();\n    v.push(1);\n    let m = std::collections::HashMap::<u8, u8>::new();\n    m.len()\n}\npub fn own(mut given: Box<Cfg>) -> usize {\n    let c = Cfg::new();\n    given.push(1);\n    c.len()\n}\n";
    assert_eq!(
        found(&[("src/cfg.rs", rust)]),
        "src/cfg.own -> src/cfg.Cfg.new (Likely)\nsrc/cfg.own -> src/cfg.Cfg.push (Likely)\nsrc/cfg.own -> src/cfg.Cfg.len (Likely)\n"
    );
}

#[test]
fn a_router_that_is_imported_from_elsewhere_is_not_the_project_s_own() {
    let own = "pub struct Repo;\nimpl Repo { pub fn new() -> Self { Repo } }\npub struct Router;\nimpl Router { pub fn new() -> Self { Router } }\n";
    let main = "use axum::{Router, routing::get};\nuse crate::repo::Repo;\nfn main() { let app = Router::new(); let repo = Repo::new(); }\n";
    assert_eq!(
        found(&[("src/repo.rs", own), ("src/main.rs", main)]),
        "src/main.main -> src/repo.Repo.new (Likely)\n"
    );
}

#[test]
fn a_package_s_function_is_not_the_project_s_of_the_same_name() {
    let go = "package g\nimport (\n\t\"strings\"\n\t\"bytes\"\n\tkeep \"example.com/m/store\"\n)\ntype B struct{}\nfunc (b *B) WriteString(s string) {}\nfunc Contains(a []string, b string) bool { return false }\nfunc U() {\n\tvar sb strings.Builder\n\tsb.WriteString(\"x\")\n\tstrings.Contains(\"a\", \"b\")\n\tbb := bytes.Buffer{}\n\tbb.WriteString(\"y\")\n}\nfunc V(b *B) {\n\tb.WriteString(\"z\")\n\tContains(nil, \"\")\n\tkeep.Open()\n}\n";
    let store = "package store\nfunc Open() {}\n";
    assert_eq!(
        found(&[("g.go", go), ("store/store.go", store)]),
        "g.V -> g.B.WriteString (Likely)\ng.V -> g.Contains (Likely)\ng.V -> store/store.Open (Likely)\n"
    );
}

#[test]
fn the_standard_library_s_maximum_is_not_the_project_s_own() {
    let text = "using System;\nclass Bag { public void Add(int x) {} }\nclass Use {\n  Bag bag;\n  void U(List<int> l) { l.Add(1); Console.WriteLine(Math.Max(1, 2)); }\n  void V() { bag.Add(1); Mx.Max(1, 2); }\n}\nclass Mx { public static int Max(int a, int b) { return a; } }\n";
    assert_eq!(found(&[("c.cs", text)]), "c.Use.V -> c.Bag.Add (Likely)\nc.Use.V -> c.Mx.Max (Likely)\n");
}

#[test]
fn methods_of_a_type_with_several_parameters_are_its_own() {
    let rust = "pub struct Walk<'a, T> { at: &'a T }\nimpl<'a, T> Walk<'a, T> {\n    fn enter(&mut self) { self.leave(); }\n    fn leave(&mut self) {}\n}\n";
    assert_eq!(found(&[("src/walk.rs", rust)]), "src/walk.Walk.enter -> src/walk.Walk.leave (Likely)\n");
}

#[test]
fn lists_of_names_without_end_are_left() {
    let text = format!("use a::{};\nfn f() {{ b::c(); }}\n", "{".repeat(50_000));
    assert_eq!(found(&[("src/a.rs", &text)]), "");
    let text = format!("def f(a=None):\n    if {}a:\n        return f\n", "not ".repeat(50_000));
    assert_eq!(found(&[("a.py", &text)]), "");
}
