//! What the client's files hold, by choice and by plan.

use protocol::requirements::{ProductConstraint, ProductConstraintKind, Requirements};

use crate::{Decisions, RenderedFile, Templates, render_all, resolve};

const BLOG: &str = include_str!("../../../fixtures/blog.json");
const LIBRARY: &str = include_str!("../../../fixtures/library.json");
const NASTY: &str = include_str!("../../../fixtures/nasty.json");

fn requirements(source: &str) -> Requirements {
    serde_json::from_str(source).expect("a fixture is requirements")
}

fn render(requirements: &Requirements, choices: &[(&str, &str)]) -> Vec<RenderedFile> {
    let decisions =
        choices.iter().fold(Decisions::default(), |decisions, (key, value)| decisions.with(key, value));
    let plan = resolve(requirements, &requirements.product.summary, &decisions).expect("a plan");
    render_all(&plan, &Templates::embedded()).expect("files")
}

fn text<'a>(files: &'a [RenderedFile], path: &str) -> &'a str {
    let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(&file.bytes).expect("text")
}

fn has(files: &[RenderedFile], path: &str) -> bool {
    files.iter().any(|file| file.path == path)
}

#[test]
fn every_operation_of_the_contract_has_its_function() {
    for source in [BLOG, LIBRARY, NASTY] {
        let requirements = requirements(source);
        let plan = resolve(&requirements, "", &Decisions::default()).expect("a plan");
        let files = render(&requirements, &[]);
        for entity in &plan.entities {
            let path = format!("frontend/src/entities/{}/api.ts", entity.names.kebab_plural);
            let api = text(&files, &path);
            let operations =
                plan.endpoints.iter().filter(|it| it.entity.as_ref() == Some(&entity.names.pascal));
            for operation in operations {
                let function = format!("export function {}(", crate::names::camel(&operation.operation));
                assert!(api.contains(&function), "{path} lacks {function}");
            }
        }
    }
}

#[test]
fn lines_are_no_longer_than_prettier_would_leave_them() {
    let files = render(&requirements(NASTY), &[]);
    let emitted = files.iter().filter(|file| file.path.starts_with("frontend/src/entities/"));
    for file in emitted {
        let source = std::str::from_utf8(&file.bytes).expect("text");
        // Comments and imports of one name are left alone.
        let left = |line: &str| line.starts_with("/**") || line.starts_with("import {");
        for line in source.lines().filter(|line| !left(line)) {
            assert!(line.chars().count() <= 100, "{}: {line}", file.path);
        }
    }
}

#[test]
fn the_refresh_token_is_in_the_browser_s_storage_only_when_that_was_decided() {
    let session = "frontend/src/api/session.ts";
    let cookie = render(&requirements(BLOG), &[]);
    let stored = render(&requirements(BLOG), &[("auth.refresh_storage", "local_storage")]);
    assert!(!text(&cookie, session).contains("refresh_token"));
    assert!(text(&stored, session).contains("refresh_token"));
}

#[test]
fn ids_are_numbers_or_text_as_decided() {
    let ids = "frontend/src/schema/ids.ts";
    assert!(text(&render(&requirements(BLOG), &[]), ids).contains("type Id = string"));
    let integers = render(&requirements(BLOG), &[("id.type", "integer")]);
    assert!(text(&integers, ids).contains("type Id = number"));
}

#[test]
fn a_client_alone_brings_no_browser_tests_and_their_tools() {
    let mut alone = requirements(BLOG);
    let kind = ProductConstraintKind::FrontendOnly;
    alone.constraints.push(ProductConstraint { kind, words: "only the frontend".to_owned() });
    let files = render(&alone, &[]);
    assert!(!has(&files, "frontend/playwright.config.ts"));
    assert!(!text(&files, "frontend/package.json").contains("playwright"));
    assert!(!text(&files, "frontend/package-lock.json").contains("node_modules/playwright"));
    let both = render(&requirements(BLOG), &[]);
    assert!(text(&both, "frontend/package-lock.json").contains("node_modules/playwright"));
}

#[test]
fn lock_files_name_no_registry() {
    let files = render(&requirements(BLOG), &[]);
    let lock = text(&files, "frontend/package-lock.json");
    assert!(!lock.contains("\"resolved\""));
    assert!(lock.contains("\"name\": \"blog-platform-frontend\""), "{}", &lock[..120]);
}

#[test]
fn the_dashboard_is_there_only_when_it_was_asked_for() {
    assert!(has(&render(&requirements(BLOG), &[]), "frontend/src/api/stats.ts"));
    let library = render(&requirements(LIBRARY), &[]);
    assert!(!has(&library, "frontend/src/api/stats.ts"));
    assert!(!text(&library, "frontend/src/features/admin/AdminArea.tsx").contains("Dashboard"));
}
