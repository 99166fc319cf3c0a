//! The documents against the plan they describe.

use super::{DOCUMENTS, PACK};
use crate::app::AppPlan;
use crate::pack::fragments;
use crate::{Decisions, Templates, render, render_all, resolve};
use protocol::requirements::{ProductConstraint, ProductConstraintKind, Requirements};

fn plan(fixture: &str, only: Option<ProductConstraintKind>, request: &str, decisions: &Decisions) -> AppPlan {
    let mut requirements: Requirements = serde_json::from_str(fixture).unwrap();
    requirements.constraints.extend(only.map(|kind| ProductConstraint { kind, words: String::new() }));
    resolve(&requirements, request, decisions).unwrap()
}

fn library(request: &str, decisions: &Decisions) -> AppPlan {
    plan(include_str!("../../../fixtures/library.json"), None, request, decisions)
}

fn document(plan: &AppPlan, path: &str) -> String {
    let files = render(&PACK, plan, &fragments(plan), &Templates::embedded()).unwrap();
    assert_eq!(files.len(), DOCUMENTS.len());
    String::from_utf8(files.into_iter().find(|file| file.path == path).unwrap().bytes).unwrap()
}

#[test]
fn the_matrix_shows_who_may_and_whose() {
    let readme = document(&library("A library", &Decisions::default()), "README.md");
    for row in [
        "| | Visitor | Member | Librarian | Admin |",
        "| Approve | – | – | yes | yes |",
        "| Read | – | own | yes | yes |",
    ] {
        assert!(readme.contains(row), "{row}");
    }
}

#[test]
fn code_in_the_table_of_settings_is_code() {
    let readme = document(&library("A library", &Decisions::default()), "README.md");
    assert!(readme.contains("by `openssl rand -hex 32`."), "{readme}");
}

#[test]
fn words_of_the_request_stay_words() {
    let readme =
        document(&library("Books | <b>*loans*</b> `x` <<= 1 =>>", &Decisions::default()), "README.md");
    assert!(readme.contains("> Books \\| &lt;b&gt;\\*loans\\*&lt;/b&gt; \\`x\\` &lt;&lt;= 1 =&gt;&gt;\n"));
}

#[test]
fn a_request_for_a_todo_list_is_not_taken_for_an_unfinished_place() {
    let readme = document(&library("A TODO list", &Decisions::default()), "README.md");
    assert!(readme.contains("> A TODO list\n"));
}

#[test]
fn the_steps_follow_the_choices() {
    let decisions = Decisions::default()
        .with("database.engine", "sqlite")
        .with("auth.login", "username")
        .with("ports.backend", "9000")
        .with("ports.frontend", "3000");
    let readme = document(&library("A library", &decisions), "README.md");
    for part in ["--username admin", "--port 9000", "<http://localhost:3000>"] {
        assert!(readme.contains(part), "{part}");
    }
    for part in ["createdb", "PostgreSQL", "pg_dump"] {
        assert!(!readme.contains(part), "{part}");
    }
}

#[test]
fn half_a_product_is_described_as_half() {
    let blog = include_str!("../../../fixtures/blog.json");
    let frontend = plan(blog, Some(ProductConstraintKind::FrontendOnly), "A blog", &Decisions::default());
    let backend = plan(blog, Some(ProductConstraintKind::BackendOnly), "A blog", &Decisions::default());
    for (path, _) in DOCUMENTS {
        for word in ["alembic", "pytest", "createdb", "schema.md", "api.md"] {
            assert!(!document(&frontend, path).contains(word), "{path}: {word}");
        }
        for word in ["npm ", "Vite", "React", "nginx"] {
            assert!(!document(&backend, path).contains(word), "{path}: {word}");
        }
    }
}

/// Where a relative link or a path in a table's first column leads, from the repository's root.
fn targets(document: &str, text: &str) -> Vec<String> {
    let folder = document.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let linked = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    let linked =
        linked.filter(|it| !it.is_empty() && !it.starts_with("http")).map(|it| format!("{folder}{it}"));
    let listed = text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let listed = listed
        .filter(|it| it.contains(['/', '.']) && !it.contains(' ') && !it.starts_with(".venv/"))
        .map(str::to_owned);
    linked.chain(listed).collect()
}

#[test]
fn everything_that_a_document_points_at_is_there() {
    let blog = include_str!("../../../fixtures/blog.json");
    let halves = [None, Some(ProductConstraintKind::BackendOnly), Some(ProductConstraintKind::FrontendOnly)];
    for only in halves {
        let plan = plan(blog, only, "A blog", &Decisions::default());
        let files = render_all(&plan, &Templates::embedded()).unwrap();
        let is_there = |target: &str| {
            files.iter().any(|it| it.path == target || target.ends_with('/') && it.path.starts_with(target))
        };
        for (path, _) in DOCUMENTS {
            for target in targets(path, &document(&plan, path)) {
                assert!(is_there(&target), "{path} points at {target}");
            }
        }
    }
}
