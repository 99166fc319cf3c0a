//! Features beside each other: alone, in every pair, and all together, whole files with nothing named twice.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use forge::app::AppPlan;
use forge::{Decisions, RenderedFile, ResolveError, Templates, features, render_all, resolve};
use protocol::requirements::{Feature, FeatureName, ProductConstraint, ProductConstraintKind, Requirements};

const FIXTURES: [&str; 4] = ["blog", "library", "nasty", "circles"];
/// Every choice that changes what templates say, the other way round.
const OTHERWISE: [(&str, &str); 6] = [
    ("id.type", "integer"),
    ("auth.login", "username"),
    ("auth.refresh_storage", "local_storage"),
    ("api.pagination", "offset"),
    ("database.engine", "sqlite"),
    ("tests.database", "sqlite"),
];

fn requirements(fixture: &str, names: &[FeatureName]) -> Requirements {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(format!("{fixture}.json"));
    let mut requirements: Requirements = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let asked = names.iter().map(|name| Feature { name: *name, words: "asked for".to_owned() });
    requirements.features.extend(asked);
    requirements
}

fn plan(fixture: &str, names: &[FeatureName], decisions: &Decisions) -> AppPlan {
    resolve(&requirements(fixture, names), "a request", decisions).unwrap()
}

fn files(plan: &AppPlan) -> Vec<RenderedFile> {
    render_all(plan, &Templates::embedded()).unwrap()
}

fn all_names() -> Vec<FeatureName> {
    features::all().iter().map(|it| it.name).collect()
}

/// A product with some features, and what is rendered of it.
struct Made {
    names: Vec<FeatureName>,
    plan: AppPlan,
    files: Vec<RenderedFile>,
}

/// Every combination as it is decided by default and as it is otherwise; the products take turns.
static MADE: LazyLock<Vec<Made>> = LazyLock::new(|| {
    let turns = combinations().into_iter().enumerate();
    let made = turns.flat_map(|(turn, names)| {
        [(turn, Decisions::default()), (turn + 2, otherwise())].map(|(turn, decisions)| {
            let plan = plan(FIXTURES[turn % FIXTURES.len()], &names, &decisions);
            Made { names: names.clone(), files: files(&plan), plan }
        })
    });
    made.collect()
});

/// None, each alone, every two, and all.
fn combinations() -> Vec<Vec<FeatureName>> {
    let names = all_names();
    let mut combinations: Vec<Vec<FeatureName>> = names.iter().map(|name| vec![*name]).collect();
    for (at, first) in names.iter().enumerate() {
        combinations.extend(names[at + 1..].iter().map(|second| vec![*first, *second]));
    }
    combinations.extend([Vec::new(), names]);
    combinations
}

fn otherwise() -> Decisions {
    OTHERWISE.iter().fold(Decisions::default(), |decisions, (key, value)| decisions.with(key, value))
}

fn unique(what: &str, names: &[FeatureName], items: impl IntoIterator<Item = String>) {
    let mut seen = BTreeSet::new();
    for item in items {
        assert!(seen.insert(item.clone()), "{names:?}: {what} {item} is there twice");
    }
}

#[test]
fn any_two_features_together_name_nothing_twice() {
    for Made { names, plan, files } in MADE.iter() {
        unique("the file", names, files.iter().map(|it| it.path.clone()));
        unique("the route", names, plan.endpoints.iter().map(|it| format!("{} {}", it.method, it.path)));
        unique("the operation", names, plan.endpoints.iter().map(|it| it.operation.clone()));
        let added = features::additions(plan);
        let own = plan.entities.iter().map(|it| it.table.clone());
        let theirs = added.iter().flat_map(|it| &it.tables).map(|it| it.name.to_owned());
        unique("the table", names, own.chain(theirs).chain(["users", "refresh_tokens"].map(str::to_owned)));
        let settings = added.iter().flat_map(|it| &it.settings).map(|it| it.variable.name.clone());
        unique("the setting", names, settings);
        let parts = added.iter().flat_map(|it| &it.places).map(|it| format!("{} {}", it.list, it.component));
        unique("the component", names, parts);
        let revisions = files.iter().filter_map(|it| {
            it.path.strip_prefix("backend/migrations/versions/")?.split('_').next().map(str::to_owned)
        });
        unique("the revision", names, revisions);
    }
}

#[test]
fn half_a_product_has_half_of_its_features() {
    for kind in [ProductConstraintKind::BackendOnly, ProductConstraintKind::FrontendOnly] {
        let mut half = requirements("blog", &all_names());
        half.constraints.push(ProductConstraint { kind, words: String::new() });
        let plan = resolve(&half, "a request", &Decisions::default()).unwrap();
        let absent = if plan.parts.backend { "frontend/" } else { "backend/" };
        assert!(files(&plan).iter().all(|file| !file.path.starts_with(absent)), "{kind:?}");
    }
}

/// Every distinct source of all combinations, by its path.
fn sources(end: &str) -> Vec<(String, String)> {
    let named = |made: &Made, file: &RenderedFile| {
        (format!("{:?}/{}", made.names, file.path), String::from_utf8(file.bytes.clone()).unwrap())
    };
    let mut sources: Vec<(String, String)> = MADE
        .iter()
        .flat_map(|made| made.files.iter().filter(|it| it.path.ends_with(end)).map(|it| named(made, it)))
        .collect();
    sources.sort_by(|a, b| a.1.cmp(&b.1));
    sources.dedup_by(|a, b| a.1 == b.1);
    sources
}

fn check_syntax(end: &str, language: &tree_sitter::Language) {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(language).unwrap();
    let sources = sources(end);
    assert!(!sources.is_empty());
    for (path, text) in sources {
        let tree = parser.parse(&text, None).unwrap();
        assert!(!tree.root_node().has_error(), "{path} is not what its name says:\n{text}");
    }
}

#[test]
fn rendered_sources_parse() {
    check_syntax(".py", &tree_sitter_python::LANGUAGE.into());
    check_syntax(".tsx", &tree_sitter_typescript::LANGUAGE_TSX.into());
    check_syntax(".ts", &tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into());
}

#[test]
fn what_rendered_python_imports_of_the_product_is_there() {
    for Made { names, files, .. } in MADE.iter() {
        let known: BTreeSet<&str> = files.iter().map(|it| it.path.as_str()).collect();
        for file in files.iter().filter(|it| it.path.ends_with(".py")) {
            let text = String::from_utf8_lossy(&file.bytes);
            for module in text.lines().filter_map(|line| line.strip_prefix("from app.")?.split(' ').next()) {
                let path = format!("backend/app/{}", module.replace('.', "/"));
                let there = [format!("{path}.py"), format!("{path}/__init__.py")];
                let there = there.iter().any(|it| known.contains(it.as_str()));
                assert!(there, "{names:?}: {} imports app.{module}, which is not there", file.path);
            }
        }
    }
}

#[test]
fn every_feature_brings_all_that_it_should() {
    for feature in features::all() {
        let plan = plan("blog", &[feature.name], &Decisions::default());
        let own = features::additions(&plan).remove(0);
        assert!(
            !own.readme.is_empty() && !own.guards.is_empty() && !own.changes.is_empty(),
            "{}",
            feature.title
        );
        assert!(!own.endpoints.is_empty(), "{}", feature.title);
        let files = files(&plan);
        let without = self::files(&self::plan("blog", &[], &Decisions::default()));
        let added = |start: &str, end: &str| {
            files.iter().any(|it| {
                it.path.starts_with(start)
                    && it.path.ends_with(end)
                    && !without.iter().any(|other| other.path == it.path)
            })
        };
        assert!(added("backend/tests/test_", ".py"), "{} has no test of its server", feature.title);
        assert!(added("frontend/src/", ".test.tsx"), "{} has no test of its pages", feature.title);
        let keeps = !own.tables.is_empty() || !own.columns.is_empty();
        assert_eq!(added("backend/migrations/versions/", ".py"), keeps, "{}", feature.title);
        for guard in &own.guards {
            assert!(files.iter().any(|it| it.path == guard.place), "{} is not there", guard.place);
        }
        for endpoint in &own.endpoints {
            let described = format!("operation_id=\"{}\"", endpoint.operation);
            let holds = |it: &RenderedFile| String::from_utf8_lossy(&it.bytes).contains(&described);
            assert!(
                files.iter().any(|it| it.path.starts_with("backend/app/api/") && holds(it)),
                "nothing answers {}",
                endpoint.operation
            );
        }
    }
}

#[test]
fn a_product_without_features_has_none_of_their_files() {
    let paths: BTreeSet<String> =
        files(&plan("blog", &[], &Decisions::default())).into_iter().map(|it| it.path).collect();
    for path in Templates::paths() {
        if let Some(target) = path.strip_prefix("features/").and_then(|rest| rest.split_once('/')) {
            assert!(!paths.contains(target.1), "{path}");
        }
    }
    assert!(!paths.contains("frontend/src/app/places.ts"));
}

#[test]
fn an_entity_that_is_called_as_what_a_feature_keeps_is_refused_by_name() {
    let mut asked = requirements("library", &[FeatureName::ApiKeys]);
    asked.entities.iter_mut().filter(|it| it.name == "Book").for_each(|it| "ApiKey".clone_into(&mut it.name));
    for relation in asked.entities.iter_mut().flat_map(|it| &mut it.relations).filter(|it| it.to == "Book") {
        "ApiKey".clone_into(&mut relation.to);
    }
    for permission in asked.permissions.iter_mut().filter(|it| it.entity == "Book") {
        "ApiKey".clone_into(&mut permission.entity);
    }
    let refused = resolve(&asked, "", &Decisions::default()).unwrap_err();
    assert!(matches!(refused, ResolveError::FeatureTakes { .. }), "{refused}");
    asked.features.retain(|it| it.name != FeatureName::ApiKeys);
    assert!(resolve(&asked, "", &Decisions::default()).is_ok());
}

#[test]
fn features_that_are_not_asked_for_twice_come_in_one_order() {
    let names = all_names();
    let backwards: Vec<FeatureName> = names.iter().rev().chain(&names).copied().collect();
    assert_eq!(features::chosen(&backwards).unwrap(), names);
    for feature in features::all() {
        for other in feature.needs.iter().chain(feature.conflicts) {
            assert!(*other != feature.name, "{} needs or shuns itself", feature.title);
        }
    }
}
