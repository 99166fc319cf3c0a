//! The shared files in every variant of the product.

use super::PACK;
use crate::app::AppPlan;
use crate::fragments::{EnvVar, Fragments, Part};
use crate::pack::AllFragments;
use crate::{Decisions, Templates, render, resolve};
use protocol::requirements::{ProductConstraint, ProductConstraintKind, Requirements};

fn plan(only: Option<ProductConstraintKind>, engine: &str) -> AppPlan {
    let mut requirements: Requirements =
        serde_json::from_str(include_str!("../../../fixtures/blog.json")).unwrap();
    requirements.constraints.extend(only.map(|kind| ProductConstraint { kind, words: String::new() }));
    resolve(&requirements, "Create a blog", &Decisions::default().with("database.engine", engine)).unwrap()
}

/// The fragments of this pack, and of one that stands for the backend.
fn fragments(plan: &AppPlan) -> AllFragments {
    let variable = |name: &str, value: Option<&str>, secret: bool| EnvVar {
        name: name.to_owned(),
        value: value.map(str::to_owned),
        secret,
        part: Part::Backend,
        about: "What it is for.".to_owned(),
    };
    let backend = Fragments {
        env: vec![
            variable("ENVIRONMENT", Some("development"), false),
            variable("SECRET_KEY", None, true),
            variable("DATABASE_URL", Some("sqlite:///here.db"), false),
            variable("TEST_DATABASE_URL", Some("sqlite:///there.db"), false),
            variable("ACCESS_TOKEN_MINUTES", Some("15"), false),
        ],
        ..Fragments::default()
    };
    let mut all = AllFragments::from([("devops", (PACK.fragments)(plan))]);
    all.extend(plan.parts.backend.then_some(("backend", backend)));
    all
}

fn file(plan: &AppPlan, path: &str) -> Option<String> {
    let files = render(&PACK, plan, &fragments(plan), &Templates::embedded()).unwrap();
    let found = files.into_iter().find(|file| file.path == path)?;
    Some(String::from_utf8(found.bytes).unwrap())
}

#[test]
fn each_variant_has_the_services_it_needs() {
    let (both, backend, frontend) =
        (None, Some(ProductConstraintKind::BackendOnly), Some(ProductConstraintKind::FrontendOnly));
    let cases: [(Option<ProductConstraintKind>, &str, &[&str]); 5] = [
        (both, "postgresql", &["database", "migrate", "backend", "frontend"]),
        (both, "sqlite", &["migrate", "backend", "frontend"]),
        (backend, "postgresql", &["database", "migrate", "backend"]),
        (backend, "sqlite", &["migrate", "backend"]),
        (frontend, "postgresql", &["frontend"]),
    ];
    for (only, engine, expected) in cases {
        let plan = plan(only, engine);
        let compose = file(&plan, "docker-compose.yml").unwrap();
        let services: Vec<&str> = compose
            .lines()
            .skip_while(|line| *line != "services:")
            .take_while(|line| *line != "volumes:")
            .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'))
            .filter(|name| !name.starts_with(' '))
            .collect();
        assert_eq!(services, expected);
        assert_eq!(file(&plan, "backend/Dockerfile").is_some(), plan.parts.backend);
        assert_eq!(file(&plan, "frontend/nginx.conf").is_some(), plan.parts.frontend);
    }
}

#[test]
fn the_containers_run_as_production_with_secrets_that_must_be_given() {
    let compose = file(&plan(None, "postgresql"), "docker-compose.yml").unwrap();
    for line in [
        "    ENVIRONMENT: production\n",
        "    SECRET_KEY: ${SECRET_KEY:?set it in .env}\n",
        "    ACCESS_TOKEN_MINUTES: ${ACCESS_TOKEN_MINUTES:-15}\n",
        "@database:5432/blog_platform\n",
    ] {
        assert!(compose.contains(line), "{line}");
    }
    assert!(!compose.contains("TEST_DATABASE_URL"));
}

#[test]
fn no_secret_has_a_value_in_the_example_and_the_command_fills_each() {
    let plan = plan(None, "postgresql");
    let example = file(&plan, ".env.example").unwrap();
    let workflow = file(&plan, ".github/workflows/ci.yml").unwrap();
    for secret in ["SECRET_KEY", "POSTGRES_PASSWORD"] {
        assert!(example.contains(&format!("\n{secret}=\n")), "{secret}");
        assert!(workflow.contains(&format!("s/^{secret}=$/")), "{secret}");
    }
}

#[test]
fn every_action_is_named_by_a_whole_commit() {
    let workflow = file(&plan(None, "postgresql"), ".github/workflows/ci.yml").unwrap();
    let uses: Vec<&str> = workflow.lines().filter_map(|line| line.trim().strip_prefix("- uses: ")).collect();
    assert!(!uses.is_empty());
    for action in uses {
        let commit = action.split(['@', ' ']).nth(1).unwrap_or_default();
        assert!(commit.len() == 40 && commit.chars().all(|it| it.is_ascii_hexdigit()), "{action}");
    }
}
