//! The commands that read code, by the program itself: what they say, as text and as a document, and where they know nothing.

mod program;

use program::Place;
use serde_json::Value;

/// A small shop: a package with a route, a model and an abstract class, and a page that asks for the route.
fn shop() -> Place {
    let place = Place::new();
    place.write("shop/__init__.py", "from . import app, base\n");
    place.write(
        "shop/base.py",
        "from abc import ABC, abstractmethod\n\n\nclass Store(ABC):\n    \"\"\"Keeps orders.\"\"\"\n\n    @abstractmethod\n    def keep(self, order): ...\n",
    );
    place.write(
        "shop/app.py",
        "from fastapi import FastAPI\n\nfrom .base import Store\n\napp = FastAPI()\n\n\nclass Memory(Store):\n    def keep(self, order):\n        return check_order(order)\n\n\ndef check_order(order):\n    if order and order.lines:\n        return order\n    return None\n\n\n@app.get('/api/orders')\ndef list_orders():\n    return Memory().keep(None)\n",
    );
    place.write("web/page.js", "export async function load() {\n  return fetch('/api/orders')\n}\n");
    place
}

fn edges(document: &Value) -> Vec<(String, String)> {
    let name = |edge: &Value, end: &str| edge[end].as_str().unwrap().to_owned();
    document["edges"].as_array().unwrap().iter().map(|edge| (name(edge, "from"), name(edge, "to"))).collect()
}

fn has(document: &Value, from: &str, to: &str) -> bool {
    edges(document).contains(&(from.to_owned(), to.to_owned()))
}

#[test]
fn a_graph_of_imports_leads_to_submodules_and_never_to_the_file_itself() {
    let shop = shop();
    let document = shop.expect(&["graph", "imports", "."], 0);
    assert!(has(&document, "shop/__init__.py", "shop/app.py"), "{document}");
    assert!(has(&document, "shop/__init__.py", "shop/base.py"));
    assert!(has(&document, "shop/app.py", "shop/base.py"));
    assert!(edges(&document).iter().all(|(from, to)| from != to), "{document}");
    let text = shop.text(&["graph", "imports", "."]);
    assert_eq!(text.code, 0);
    assert!(text.stdout.contains("shop/app.py"), "{}", text.stdout);
}

#[test]
fn a_graph_of_calls_is_shown_around_a_name_and_drawn() {
    let shop = shop();
    let document = shop.expect(&["graph", "calls", "."], 0);
    assert!(has(&document, "shop.app.Memory.keep", "shop.app.check_order"), "{document}");
    let around = shop.expect(&["graph", "calls", ".", "--around", "check_order", "--depth", "1"], 0);
    assert!(has(&around, "shop.app.Memory.keep", "shop.app.check_order"));
    assert!(!has(&around, "shop.app.list_orders", "shop.app.Memory.keep"), "{around}");
    let few = shop.expect(&["graph", "calls", ".", "--nodes", "1"], 0);
    assert_eq!(few["nodes"].as_array().unwrap().len(), 1);
    assert!(few["left_out"][0].as_str().unwrap().contains("nodes"), "what is cut is said: {few}");
    for (format, start) in [("mermaid", "flowchart"), ("dot", "digraph"), ("svg", "<svg")] {
        let drawn = shop.text(&["graph", "calls", ".", "--format", format]);
        assert!(drawn.stdout.starts_with(start), "{}", drawn.stdout);
    }
}

#[test]
fn a_graph_of_endpoints_joins_the_page_and_the_route() {
    let shop = shop();
    let document = shop.expect(&["graph", "endpoints", "."], 0);
    assert_eq!(document["endpoints"][0]["path"], "/api/orders");
    assert_eq!(document["requests"][0]["reaches"]["file"], "shop/app.py");
    let models = shop.expect(&["graph", "models", "."], 0);
    assert_eq!(models["nodes"].as_array().unwrap().len(), 0);
    assert!(shop.text(&["graph", "models", "."]).stdout.contains("nothing of this kind was found"));
}

#[test]
fn a_name_that_no_graph_has_is_not_known_and_likely_ones_are_offered() {
    let shop = shop();
    let ran = shop.json(&["graph", "calls", ".", "--around", "chek_order"]);
    assert_eq!(ran.code, 2, "{}", ran.document);
    assert!(ran.stderr.contains("not known") && ran.stderr.contains("\"chek_order\""), "{}", ran.stderr);
    assert!(ran.stderr.contains("did you mean shop.app.check_order?"), "{}", ran.stderr);
    let ran = shop.json(&["graph", "calls", ".", "--around", ""]);
    assert_eq!(ran.code, 2, "{}", ran.document);
    assert!(ran.stderr.contains("leave out --around"), "{}", ran.stderr);
}

#[test]
fn a_graph_of_no_nodes_is_refused() {
    let shop = shop();
    let ran = shop.text(&["graph", "calls", ".", "--nodes", "0"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("a whole number from 1"), "{}", ran.stderr);
    let ran = shop.json(&["graph", "calls", "nowhere"]);
    assert_eq!(ran.code, 2, "{}", ran.document);
}

#[test]
fn a_map_is_about_what_is_named_and_refuses_what_is_not_there() {
    let shop = shop();
    let document = shop.expect(&["map", ".", "--about", "check_order"], 0);
    assert_eq!(document["entries"][0]["file"], "shop/app.py");
    assert!(document["tokens"].as_u64().unwrap() <= 1_000);
    assert!(shop.text(&["map", "."]).stdout.contains("class Store(ABC)"));
    let none = shop.expect(&["map", ".", "--tokens", "0"], 0);
    assert_eq!(none["entries"].as_array().unwrap().len(), 0);
    assert!(none["left_out"].as_u64().unwrap() > 0);
    for (about, asked) in
        [("stroe", "did you mean Store?"), ("xyzzy", "leave out --about"), ("", "leave out --about")]
    {
        let ran = shop.json(&["map", ".", "--about", about]);
        assert_eq!(ran.code, 2, "{about:?}: {}", ran.document);
        assert!(ran.stderr.contains("not known") && ran.stderr.contains(asked), "{about:?}: {}", ran.stderr);
    }
}

#[test]
fn a_question_is_answered_with_places_or_not_at_all() {
    let shop = shop();
    let document = shop.expect(&["ask", ".", "who calls check_order?"], 0);
    assert_eq!(document["answer"]["known"], true);
    let cited = document["answer"]["lines"].as_array().unwrap().iter();
    assert!(cited.clone().any(|line| line["file"] == "shop/app.py" && line["line"] == 10), "{document}");
    assert!(shop.text(&["ask", ".", "who calls check_order?"]).stdout.contains("shop/app.py:10"));
    let document = shop.expect(&["ask", ".", "who calls frobnicate_xyzzy?"], 0);
    assert_eq!(document["answer"]["known"], false);
    let text = shop.text(&["ask", ".", "who calls chek_order?"]).stdout;
    assert!(text.contains("not known") && text.contains("chek_order"), "{text}");
    assert!(text.contains("did you mean") && text.contains("check_order"), "{text}");
    let ran = shop.json(&["ask", ".", "  "]);
    assert_ne!(ran.code, 0, "an empty question is refused");
}

#[test]
fn metrics_say_how_files_lean_on_each_other_and_where_that_is_unknown() {
    let shop = shop();
    shop.write("main.go", "package main\nfunc f() {}\n");
    let document = shop.expect(&["metrics", "."], 0);
    let of = |path: &str| {
        let file = document["files"].as_array().unwrap().iter().find(|file| file["file"] == path);
        file.unwrap()["coupling"].clone()
    };
    let base = of("shop/base.py");
    assert_eq!((base["fan_in"].as_u64(), base["fan_out"].as_u64()), (Some(2), Some(0)));
    assert_eq!((base["instability"].as_f64(), base["abstractness"].as_f64()), (Some(0.0), Some(1.0)));
    assert_eq!(of("shop/app.py")["instability"].as_f64(), Some(0.5));
    assert!(of("main.go").is_null(), "imports of Go are not resolved");
    let text = shop.text(&["metrics", "."]).stdout;
    assert!(text.contains("Most leant on") && text.contains("shop/base.py"), "{text}");
}

#[test]
fn the_history_of_a_shallow_clone_is_not_the_whole_one() {
    let place = Place::new();
    place.git(&["init", "-q", "whole"]);
    for (round, text) in ["a = 1\n", "a = 2\n"].into_iter().enumerate() {
        place.write("whole/a.py", text);
        place.git(&["-C", "whole", "add", "."]);
        place.git(&["-C", "whole", "commit", "-qm", &round.to_string()]);
    }
    place.git(&["-C", "whole", "mv", "a.py", "b.py"]);
    place.git(&["-C", "whole", "commit", "-qm", "moved"]);
    let url = format!("file://{}", place.folder.join("whole").display());
    place.git(&["clone", "-q", "--depth", "1", &url, "shallow"]);
    let history = |folder: &str| place.expect(&["metrics", folder, "--history"], 0);
    let whole = history("whole");
    assert_eq!(whole["history"]["whole"], true);
    assert_eq!(
        (&whole["files"][0]["history"]["commits"], &whole["files"][0]["history"]["lines_added"]),
        (&3.into(), &2.into())
    );
    assert_eq!(history("shallow")["history"]["whole"], false);
}

#[test]
fn a_history_without_git_says_that_git_is_not_installed() {
    let shop = shop();
    let empty = shop.home.with_file_name("no-programs");
    let ran = shop.command(&["metrics", ".", "--history"]).env("PATH", &empty).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(said.contains("git is not installed"), "{said}");
}

#[test]
fn an_index_names_what_is_broken_and_does_not_skip_a_manifest() {
    let shop = shop();
    shop.write("requirements.txt", "fastapi\n");
    shop.write("requirements-dev.txt", "pytest\n");
    shop.write("odd.py", "def f(:\n    pass\n");
    let text = shop.text(&["index", "."]).stdout;
    assert!(text.contains("the rest of each was: odd.py:1"), "{text}");
    assert!(text.contains("built on fastapi (web API)\n"), "{text}");
    assert!(!text.contains("requirements.txt"), "{text}");
}

#[test]
fn what_is_not_read_is_said_where_nothing_was_found() {
    let place = Place::new();
    place.write("go.mod", "module x\n\nrequire github.com/gin-gonic/gin v1.9.1\n");
    place.write("main.go", "package main\nfunc main() {}\n");
    let ran = place.text(&["graph", "endpoints", "."]);
    assert!(ran.stdout.contains("nothing of this kind was found in what is read here"), "{}", ran.stdout);
    assert!(ran.stderr.contains("routes of gin are not read here: found in go.mod"), "{}", ran.stderr);
    let document = place.expect(&["graph", "endpoints", "."], 0);
    assert_eq!(document["not_read"][0], "routes of gin are not read here: found in go.mod");
}
