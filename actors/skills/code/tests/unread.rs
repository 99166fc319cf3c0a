//! What is not read is said, so that nothing found is not taken for nothing there.

use code::graph::unread::unread;
use code::graph::{Project, understand, view};
use code::stack::Stack;
use code::{Index, Parser};

fn read(files: &[(&str, &str)]) -> (Index, Stack, Project) {
    let (mut parser, mut index, mut stack, mut project) =
        (Parser::default(), Index::default(), Stack::default(), Project::default());
    for (path, text) in files {
        if Stack::concerns(path) {
            stack.take(path, text.as_bytes()).unwrap();
        }
        match understand(&mut parser, path, text.as_bytes().to_vec()) {
            Ok((facts, note)) => {
                index.put(Ok(facts));
                project.put(note);
            }
            Err(skipped) => index.put(Err(skipped)),
        }
    }
    (index, stack, project)
}

#[test]
fn a_framework_that_is_not_read_is_named_with_where_it_was_found() {
    let (index, stack, _) = read(&[
        ("go.mod", "module x\n\nrequire github.com/gin-gonic/gin v1.9.1\n"),
        ("main.go", "package main\nfunc main() {}\n"),
        ("A.java", "import jakarta.persistence.*;\n@Entity class A { }\n"),
        ("b.py", "import os\n"),
    ]);
    let unread = unread(&index, &stack.packages());
    assert_eq!(
        unread.endpoints,
        [
            "routes of gin are not read here: found in go.mod",
            "routes written in go are not read here (1 file)",
            "routes written in java are not read here (1 file)",
        ]
    );
    assert_eq!(unread.models[0], "models of JPA are not read here: found in A.java");
    assert_eq!(
        unread.imports,
        [
            "imports of go are not resolved to files here (1 file)",
            "imports of java are not resolved to files here (1 file)",
        ]
    );
}

#[test]
fn a_request_without_an_endpoint_is_not_known_where_a_framework_s_routes_are_not_read() {
    let (index, stack, project) = read(&[
        ("go.mod", "module x\n\nrequire github.com/gin-gonic/gin v1.9.1\n"),
        ("web/a.ts", "export const a = () => fetch('/api/a');\n"),
    ]);
    let mut program = project.link();
    assert_eq!(view::endpoints(&program).edges[0].label, "no endpoint here");
    program.unread = unread(&index, &stack.packages());
    let view = view::endpoints(&program);
    assert_eq!(view.edges[0].label, "not known: routes of gin are not read here: found in go.mod");
    assert_eq!(view.not_read, ["routes of gin are not read here: found in go.mod"]);
}

#[test]
fn a_project_that_is_read_has_nothing_that_is_not() {
    let (index, stack, _) = read(&[
        ("requirements.txt", "flask\n"),
        ("a.py", "import os\n"),
        ("x.sql", "create table t (id int);"),
    ]);
    assert_eq!(unread(&index, &stack.packages()), code::graph::unread::Unread::default());
}

#[test]
fn two_routes_of_one_method_and_path_are_one_node() {
    let (_, _, project) = read(&[(
        "a.js",
        "const app = require('express')();\nconst r = require('express').Router();\nr.get('/x', one);\nr.get('/x', two);\n",
    )]);
    let view = view::endpoints(&project.link());
    assert_eq!(view.nodes.iter().filter(|node| node.id == "GET /x").count(), 1);
}
