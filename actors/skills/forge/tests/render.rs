//! The rendered tree: the same bytes every time, owned file by file, whole for every choice, and never from a broken template.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use forge::app::AppPlan;
use forge::{Decisions, RenderError, Templates, checks, choices, render_all, resolve};
use protocol::requirements::{ProductConstraint, ProductConstraintKind, Requirements};

fn plan(name: &str, decisions: &Decisions, only: Option<ProductConstraintKind>) -> AppPlan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(format!("{name}.json"));
    let mut requirements: Requirements = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    requirements.constraints.extend(only.map(|kind| ProductConstraint { kind, words: String::new() }));
    resolve(&requirements, "a request", decisions).unwrap()
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let plan = plan("blog", &Decisions::default(), None);
    let render = || render_all(&plan, &Templates::embedded()).unwrap();
    assert_eq!(render(), render());
}

#[test]
fn every_value_of_every_choice_renders() {
    for spec in choices::all() {
        let choices::Allowed::Words(words) = spec.allowed else { continue };
        for word in words {
            let decisions = Decisions::default().with(spec.key, word);
            for fixture in ["library", "nasty"] {
                let plan = plan(fixture, &decisions, None);
                render_all(&plan, &Templates::embedded()).unwrap();
            }
        }
    }
}

#[test]
fn a_half_leaves_nothing_of_the_other() {
    let halves = [
        (ProductConstraintKind::BackendOnly, "frontend/"),
        (ProductConstraintKind::FrontendOnly, "backend/"),
    ];
    for (only, absent) in halves {
        let plan = plan("blog", &Decisions::default(), Some(only));
        let files = render_all(&plan, &Templates::embedded()).unwrap();
        assert!(files.iter().all(|file| !file.path.starts_with(absent)), "{only:?}");
    }
}

#[test]
fn a_broken_template_is_an_error_that_names_it() {
    let plan = plan("blog", &Decisions::default(), None);
    let path = "python/app/main.py";
    for broken in ["<<= nothing =>>\n", "<% if %>\n"] {
        let overrides = BTreeMap::from([(path.to_owned(), broken.as_bytes().to_vec())]);
        let error = render_all(&plan, &Templates::with(overrides)).unwrap_err();
        assert!(matches!(&error, RenderError::Template { template, .. } if template == path), "{error}");
    }
    let unfinished = BTreeMap::from([(path.to_owned(), b"# TODO\n".to_vec())]);
    let error = render_all(&plan, &Templates::with(unfinished)).unwrap_err();
    assert!(matches!(error, RenderError::Content { .. }), "{error}");
}

#[test]
fn checks_have_names_of_their_own_and_wait_for_known_ones() {
    for only in [None, Some(ProductConstraintKind::BackendOnly), Some(ProductConstraintKind::FrontendOnly)] {
        let checks = checks::all(&plan("blog", &Decisions::default(), only));
        let names: BTreeSet<&str> = checks.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names.len(), checks.len());
        for check in &checks {
            let place = |name: &str| checks.iter().position(|it| it.name == name);
            assert!(
                check.after.iter().all(|name| place(name).is_some() && place(name) < place(&check.name)),
                "{}",
                check.name
            );
            assert!(!check.argv.is_empty() && !check.criterion.is_empty(), "{}", check.name);
        }
    }
}

#[test]
fn a_product_on_sqlite_locks_no_driver_of_postgresql() {
    let lock = |engine: &str| {
        let plan = plan("blog", &Decisions::default().with("database.engine", engine), None);
        let files = render_all(&plan, &Templates::embedded()).unwrap();
        let file = files.into_iter().find(|file| file.path == "backend/requirements.txt").unwrap();
        String::from_utf8(file.bytes).unwrap()
    };
    assert!(lock("postgresql").contains("psycopg-binary=="));
    assert!(!lock("sqlite").contains("psycopg"));
}

fn text(files: &[forge::RenderedFile], path: &str) -> Option<String> {
    let file = files.iter().find(|file| file.path == path)?;
    Some(String::from_utf8(file.bytes.clone()).unwrap())
}

#[test]
fn accounts_can_be_chosen_from_only_where_somebody_sets_a_relation_to_one() {
    for (fixture, expected) in [("blog", false), ("library", false), ("nasty", true)] {
        let plan = plan(fixture, &Decisions::default(), None);
        let files = render_all(&plan, &Templates::embedded()).unwrap();
        let of = |path: &str| text(&files, path).unwrap().contains("/options");
        for path in ["backend/app/api/users.py", "frontend/src/api/users.ts", "docs/api.md"] {
            assert_eq!(of(path), expected, "{fixture}: {path}");
        }
        for path in ["backend/tests/test_user_options.py", "frontend/e2e/choices.spec.ts"] {
            assert_eq!(text(&files, path).is_some(), expected, "{fixture}: {path}");
        }
    }
}

#[test]
fn the_container_starts_what_the_application_defines() {
    let files = render_all(&plan("blog", &Decisions::default(), None), &Templates::embedded()).unwrap();
    let dockerfile = text(&files, "backend/Dockerfile").unwrap();
    assert!(dockerfile.contains("CMD [\"uvicorn\", \"--factory\", \"app.main:create_app\","), "{dockerfile}");
    assert!(text(&files, "backend/app/main.py").unwrap().contains("\ndef create_app("));
}

#[test]
fn git_is_told_only_of_files_that_are_there() {
    for only in [None, Some(ProductConstraintKind::BackendOnly), Some(ProductConstraintKind::FrontendOnly)] {
        let files = render_all(&plan("blog", &Decisions::default(), only), &Templates::embedded()).unwrap();
        let attributes = text(&files, ".gitattributes").unwrap();
        let patterns = attributes.lines().filter_map(|line| line.strip_suffix(" linguist-generated"));
        for pattern in patterns {
            let start = pattern.split('*').next().unwrap();
            assert!(files.iter().any(|file| file.path.starts_with(start)), "{only:?}: {pattern}");
        }
    }
}

/// Pip looks for `name[extra]` beside `name`, and takes its newest version unless that too is locked.
#[test]
fn locked_packages_are_locked_with_the_extras_they_are_asked_for() {
    let files = render_all(&plan("blog", &Decisions::default(), None), &Templates::embedded()).unwrap();
    let lock = text(&files, "backend/requirements-dev.txt").unwrap();
    assert!(lock.contains("\ncoverage[toml]=="), "pytest-cov asks for coverage[toml]");
}
