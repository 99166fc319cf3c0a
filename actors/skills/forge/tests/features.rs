//! Features beside each other: alone, in every pair, and all together, whole files with nothing named twice.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use forge::app::AppPlan;
use forge::{Decisions, RenderedFile, ResolveError, Templates, features, render_all, resolve};
use protocol::requirements::{
    Entity, Feature, FeatureName, ProductConstraint, ProductConstraintKind, RelationKind, Requirements,
    Scope, Visibility,
};

const FIXTURES: [&str; 8] =
    ["blog", "library", "nasty", "circles", "rooms", "ballot", "newsroom", "feedback"];
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
            // Few products have something to hide or to count.
            let few = |name: FeatureName| names.len() <= 2 && names.contains(&name);
            let fixture = match (few(FeatureName::Tallies), few(FeatureName::Drafts)) {
                (true, _) => "feedback",
                (false, true) => "newsroom",
                (false, false) => FIXTURES[turn % FIXTURES.len()],
            };
            let names = fitting(fixture, &names);
            let plan = plan(fixture, &names, &decisions);
            Made { files: files(&plan), names, plan }
        })
    });
    made.collect()
});

/// Those that the product has a use for.
fn fitting(fixture: &str, names: &[FeatureName]) -> Vec<FeatureName> {
    let bare = plan(fixture, &[], &Decisions::default());
    let fits = |it: &&features::Feature| names.contains(&it.name) && (it.adds)(&bare).refuses.is_none();
    features::all().iter().filter(fits).map(|it| it.name).collect()
}

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
        let settings = features::settings(plan).into_iter().map(|it| it.variable.name);
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
        let bare = plan("blog", &[], &Decisions::default());
        let fits = |it: &&features::Feature| (it.adds)(&bare).refuses.is_none();
        let names: Vec<FeatureName> = features::all().iter().filter(fits).map(|it| it.name).collect();
        let mut half = requirements("blog", &names);
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
        let decisions = Decisions::default();
        let fits = |fixture: &&str| (feature.adds)(&plan(fixture, &[], &decisions)).refuses.is_none();
        let fixture =
            FIXTURES.into_iter().find(fits).unwrap_or_else(|| panic!("{} fits nowhere", feature.title));
        let plan = plan(fixture, &[feature.name], &decisions);
        let own = (feature.adds)(&plan);
        assert!(
            !own.readme.is_empty() && !own.guards.is_empty() && !own.changes.is_empty(),
            "{}",
            feature.title
        );
        let files = files(&plan);
        let without = self::files(&self::plan(fixture, &[], &decisions));
        let changed = |start: &str| {
            let other =
                |it: &RenderedFile| without.iter().any(|old| old.path == it.path && old.bytes != it.bytes);
            files.iter().any(|it| it.path.starts_with(start) && other(it))
        };
        // Without operations of its own, a feature changes what operations that are there take, and pages that are there.
        let changes = changed("backend/app/") && changed("frontend/src/");
        assert!(!own.endpoints.is_empty() || changes, "{}", feature.title);
        let added = |start: &str, end: &str| {
            files.iter().any(|it| {
                it.path.starts_with(start)
                    && it.path.ends_with(end)
                    && !without.iter().any(|other| other.path == it.path)
            })
        };
        assert!(added("backend/tests/test_", ".py"), "{} has no test of its server", feature.title);
        assert!(added("frontend/src/", ".test.tsx"), "{} has no test of its pages", feature.title);
        let migrates = own.migration.is_some() || !own.indexes.is_empty();
        let keeps = !own.tables.is_empty() || !own.columns.is_empty() || migrates;
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
fn the_mail_port_is_there_once_whoever_sends() {
    use FeatureName::{AccountMail, Notifications, Tags};
    let all = [vec![Tags], vec![AccountMail], vec![Notifications], vec![AccountMail, Notifications]];
    for names in all {
        let files = files(&plan("blog", &names, &Decisions::default()));
        let count = |path: &str, word: &str| {
            let file = files.iter().find(|it| it.path == path);
            file.map_or(0, |it| String::from_utf8_lossy(&it.bytes).matches(word).count())
        };
        let sends = usize::from(names != [Tags]);
        assert_eq!(count("backend/app/services/mail.py", "class SmtpMailer"), sends, "{names:?}");
        assert_eq!(count("backend/app/services/outbox.py", "class Outbox"), sends, "{names:?}");
        assert_eq!(count("backend/app/config.py", "    smtp_host: "), sends, "{names:?}");
        assert_eq!(count(".env.example", "SMTP_HOST="), sends, "{names:?}");
        assert_eq!(count("backend/pyproject.toml", "aiosmtpd~="), sends, "{names:?}");
        assert_eq!(count("backend/requirements-dev.txt", "aiosmtpd=="), sends, "{names:?}");
        // Links that come with a message are not turned off: only what can be asked for anew every day is.
        let turned_off = count("backend/app/services/mail.py", "List-Unsubscribe-Post");
        assert_eq!(turned_off, usize::from(names.contains(&Notifications)), "{names:?}");
    }
}

#[test]
fn a_folder_of_a_feature_is_a_volume_and_the_web_server_knows_of_it() {
    let names = [FeatureName::Attachments];
    let text = |files: &[RenderedFile], path: &str| {
        files
            .iter()
            .find(|it| it.path == path)
            .map(|it| String::from_utf8(it.bytes.clone()).unwrap())
            .unwrap()
    };
    for (decisions, volumes) in [
        (Decisions::default(), "\nvolumes:\n  database:\n  uploads:\n"),
        (otherwise(), "\nvolumes:\n  data:\n  uploads:\n"),
    ] {
        let files = files(&plan("blog", &names, &decisions));
        let compose = text(&files, "docker-compose.yml");
        for line in
            [volumes, "    FILES_FOLDER: /uploads\n", "    - uploads:/uploads\n", "FILE_SIZE_MAX_MB:-10}"]
        {
            assert!(compose.contains(line), "{line}\n{compose}");
        }
        assert!(text(&files, "backend/Dockerfile").contains(" /uploads\n"));
        assert!(text(&files, ".gitignore").contains("\n/uploads/\n"));
        assert!(text(&files, ".env.example").contains("\nFILES_FOLDER=uploads\n"));
        let nginx = text(&files, "frontend/nginx.conf");
        assert!(nginx.contains("img-src 'self' data: blob:;"));
        assert!(nginx.contains("client_max_body_size ${FILE_SIZE_MAX_MB}m;"));
        assert!(text(&files, "frontend/Dockerfile").contains("|FILE_SIZE_MAX_MB)"));
    }
    let mut half = requirements("blog", &names);
    half.constraints
        .push(ProductConstraint { kind: ProductConstraintKind::FrontendOnly, words: String::new() });
    let files = files(&resolve(&half, "a request", &Decisions::default()).unwrap());
    assert!(!text(&files, "docker-compose.yml").contains("uploads"));
    assert!(!text(&files, ".gitignore").contains("uploads"));
    assert!(text(&files, ".env.example").contains("\nFILE_SIZE_MAX_MB=10\n"));
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

/// The models that wait for approval.
fn moderated(asked: &Requirements) -> Vec<String> {
    let plan = resolve(asked, "", &Decisions::default()).unwrap();
    let bases = features::additions(&plan).into_iter().flat_map(|it| it.bases);
    bases.filter(|it| it.class == "Moderated").map(|it| it.entity).collect()
}

#[test]
fn moderation_holds_comments_and_where_there_are_none_what_people_publish() {
    let mut asked = requirements("blog", &[FeatureName::Moderation]);
    assert_eq!(moderated(&asked), ["Comment"]);
    asked.entities.retain(|it| it.name != "Comment");
    asked.permissions.retain(|it| it.entity != "Comment");
    assert_eq!(moderated(&asked), ["Post"]);
}

#[test]
fn a_feature_that_a_product_has_no_use_for_is_refused_in_plain_words() {
    let asked = requirements("library", &[FeatureName::Moderation]);
    let refused = resolve(&asked, "", &Decisions::default()).unwrap_err();
    assert!(matches!(refused, ResolveError::FeatureRefuses { .. }), "{refused}");
    let words = refused.to_string();
    assert!(words.contains("nothing to moderate") && words.contains("drop Comment moderation"), "{words}");
}

/// Why a product cannot have a feature, in words.
fn refused(asked: &Requirements) -> String {
    resolve(asked, "", &Decisions::default()).unwrap_err().to_string()
}

#[test]
fn drafts_need_a_hidden_state_somebody_to_hide_it_from_and_an_owner_who_finds_it() {
    let words = refused(&requirements("blog", &[FeatureName::Drafts]));
    assert!(
        words.contains("needs a workflow with a hidden state") && words.contains("drop Drafts"),
        "{words}"
    );

    let mut private = requirements("newsroom", &[FeatureName::Drafts]);
    let article = private.entities.iter_mut().find(|it| it.name == "Article").unwrap();
    article.visibility = Visibility::Owner;
    private.permissions.retain(|it| it.scope != Scope::Named);
    let words = refused(&private);
    assert!(words.contains("needs somebody who reads such records"), "{words}");

    let mut unowned = requirements("newsroom", &[FeatureName::Drafts]);
    let article = unowned.entities.iter_mut().find(|it| it.name == "Article").unwrap();
    article.relations.retain(|it| it.kind != RelationKind::OwnedBy);
    unowned.permissions.retain(|it| it.scope != Scope::Own || it.entity != "Article");
    let words = refused(&unowned);
    assert!(words.contains("would hide articles from those who make them"), "{words}");
}

#[test]
fn tallies_need_ballots_that_say_nothing_but_what_they_are_for() {
    // A membership of a poll is no ballot, by its name alone.
    let asked = || {
        let mut asked = requirements("feedback", &[FeatureName::Tallies]);
        asked.entities.retain(|it| !["Bookmark", "ChoiceUpvote"].contains(&it.name.as_str()));
        asked.permissions.retain(|it| !["Bookmark", "ChoiceUpvote"].contains(&it.entity.as_str()));
        asked
    };
    assert!(resolve(&asked(), "", &Decisions::default()).is_ok());
    let without: [fn(&mut Entity); 4] = [
        |vote| "VotePart".clone_into(&mut vote.name),
        |vote| vote.relations.retain(|it| it.kind != RelationKind::OwnedBy),
        |vote| vote.relations.iter_mut().for_each(|it| it.required = it.kind == RelationKind::OwnedBy),
        |vote| vote.fields = requirements("ballot", &[]).entities.remove(1).fields,
    ];
    for change in without {
        let mut asked = asked();
        let vote = asked.entities.iter_mut().find(|it| it.name == "Vote").unwrap();
        vote.constraints.clear();
        change(vote);
        let name = vote.name.clone();
        for permission in asked.permissions.iter_mut().filter(|it| it.entity == "Vote") {
            permission.entity.clone_from(&name);
            permission.scope = Scope::Any;
        }
        let words = refused(&asked);
        assert!(words.contains("has nothing to count here") && words.contains("drop Tallies"), "{words}");
    }
}

#[test]
fn a_step_from_a_hidden_state_is_not_there_for_who_does_not_find_the_record() {
    let status = |names: &[FeatureName], name: &str| {
        let plan = plan("newsroom", names, &Decisions::default());
        plan.scenarios.iter().find(|it| it.name == name).map(|it| it.status)
    };
    let drafts = &[FeatureName::Drafts];
    assert_eq!(status(&[], "author_cannot_start_foreign_article"), Some(403));
    assert_eq!(status(drafts, "author_cannot_start_foreign_article"), Some(404));
    assert_eq!(status(drafts, "author_cannot_withdraw_foreign_article"), Some(403));
    assert_eq!(status(drafts, "editor_can_publish_foreign_article"), Some(200));
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

#[test]
fn what_a_feature_needs_comes_with_it_and_the_plan_says_why() {
    let alone = plan("blog", &[FeatureName::Webhooks], &Decisions::default());
    assert_eq!(alone.features, [FeatureName::BackgroundJobs, FeatureName::Webhooks]);
    let why = "“Background jobs” is there because “Webhooks” needs it.";
    assert!(alone.assumptions.iter().any(|it| it == why), "{:?}", alone.assumptions);
    let both = plan("blog", &[FeatureName::BackgroundJobs, FeatureName::Webhooks], &Decisions::default());
    assert_eq!(both.features, alone.features);
    assert!(!both.assumptions.iter().any(|it| it == why));
}

#[test]
fn every_background_job_has_a_name_of_its_own_and_a_function_that_does_it() {
    for Made { names, plan, files } in MADE.iter() {
        let jobs: Vec<features::Job> = features::additions(plan).into_iter().flat_map(|it| it.jobs).collect();
        unique("the job", names, jobs.iter().map(|it| it.kind.to_owned()));
        let queue = plan.features.contains(&FeatureName::BackgroundJobs);
        assert_eq!(files.iter().any(|it| it.path.ends_with("services/job_registry.py")), queue, "{names:?}");
        for job in jobs.iter().filter(|_| queue) {
            let path = format!("backend/app/services/{}.py", job.module);
            let head = format!("def {}(", job.function);
            let file = files.iter().find(|it| it.path == path);
            let does = file.is_some_and(|it| String::from_utf8_lossy(&it.bytes).contains(&head));
            assert!(does, "{names:?}: nothing does {}", job.kind);
        }
    }
}
