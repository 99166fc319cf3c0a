//! A blueprint that is printed and read again is the same, and keeps to the published schema.

use std::path::Path;

use plan::blueprint::{self, Blueprint};
use plan::domains::FILES;
use plan::understand;
use proptest::prelude::*;
use protocol::id::ClaimKey;
use protocol::requirements::{
    Action, Assumption, Decision, Entity, EntityKind, Feature, FeatureName, Field, FieldConstraint,
    FieldKind, Permission, Product, RecordConstraint, RecordConstraintKind, Relation, RelationKind,
    Requirements, Role, Scope, StackChoice, Transition, Visibility, Workflow,
};

/// Between two requests of a file.
const SEPARATOR: &str = "\n%%\n";

fn requests() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/requests");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let texts = files.iter().map(|path| std::fs::read_to_string(path).unwrap());
    texts.flat_map(|text| text.trim_end().split(SEPARATOR).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Each product that a domain's file knows by name.
fn products() -> Vec<String> {
    let words = FILES.iter().flat_map(|(_, text)| {
        let domain: toml::Table = toml::from_str(text).unwrap();
        let words = domain["words"].as_array().unwrap().clone();
        words.into_iter().map(|word| format!("a {} app", word.as_str().unwrap()))
    });
    words.collect()
}

/// Requests as people type them.
fn typed() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../sims/requests/open");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.flat_map(|path| {
        let file: toml::Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let requests = file["request"].as_array().unwrap().clone();
        requests.into_iter().map(|request| request["text"].as_str().unwrap().to_owned())
    });
    texts.collect()
}

fn validator() -> jsonschema::Validator {
    jsonschema::options().build(&blueprint::schema()).unwrap()
}

fn same(request: &str, validator: &jsonschema::Validator) -> usize {
    let before = Blueprint::of(understand(request), request);
    let text = blueprint::write(&before);
    let after = blueprint::read(&text).unwrap_or_else(|faults| panic!("{}\n{text}", faults.of_file(request)));
    assert_eq!(before, after, "{text}");
    assert_eq!(blueprint::write(&after), text);
    let document = blueprint::document(&text).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    before.requirements.entities.len()
}

#[test]
fn every_request_of_the_expectations_comes_back_exactly() {
    let validator = validator();
    let all = requests();
    let entities: usize = all.iter().map(|request| same(request, &validator)).sum();
    assert!(all.len() >= 100 && entities >= 300, "{} requests, {entities} entities", all.len());
}

#[test]
fn every_product_of_every_domain_comes_back_exactly() {
    let validator = validator();
    let all = products();
    all.iter().for_each(|request| {
        same(request, &validator);
    });
    assert!(all.len() >= 100, "{}", all.len());
}

#[test]
fn every_request_as_people_type_them_comes_back_exactly() {
    let validator = validator();
    let all = typed();
    let entities: usize = all.iter().map(|request| same(request, &validator)).sum();
    assert!(all.len() >= 100 && entities >= 300, "{} requests, {entities} entities", all.len());
}

#[test]
fn what_was_asked_for_as_a_blueprint_is_what_was_asked_for_in_words() {
    for request in requests().into_iter().chain(products()) {
        let text = blueprint::write(&Blueprint::of(understand(&request), &request));
        assert_eq!(blueprint::asked(&text), blueprint::asked(&request));
        assert_eq!(blueprint::spoken(&text), request);
    }
}

#[test]
fn the_published_schema_is_up_to_date() {
    let text = format!("{:#}\n", blueprint::schema());
    expect_test::expect_file!["../blueprint.schema.gen.json"].assert_eq(&text);
}

#[test]
fn the_example_of_the_readme_is_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let example = readme.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let blueprint = blueprint::read(example).unwrap();
    let document = blueprint::document(example).unwrap();
    assert!(validator().is_valid(&document));
    assert_eq!((blueprint.requirements.entities.len(), blueprint.refusal()), (4, None));
}

/// Names in snake case, of which some mean something else in YAML or among actions.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z][a-z0-9_]{0,12}",
        Just("null".to_owned()),
        Just("no".to_owned()),
        Just("delete".to_owned())
    ]
}

fn pascal() -> impl Strategy<Value = String> {
    "[A-Z][A-Za-z0-9]{0,12}"
}

fn constraints() -> impl Strategy<Value = Vec<FieldConstraint>> {
    let all = (any::<i64>(), any::<i64>(), 1..50_000_u32).prop_map(|(min, max, length)| {
        vec![
            FieldConstraint::Optional,
            FieldConstraint::Unique,
            FieldConstraint::Min(min),
            FieldConstraint::Max(max),
            FieldConstraint::MaxLength(length),
        ]
    });
    all.prop_flat_map(|all| prop::sample::subsequence(all, 0..=5).prop_shuffle())
}

fn field() -> impl Strategy<Value = Field> {
    let kind = prop::sample::select(FieldKind::ALL.to_vec());
    (name(), kind, constraints(), prop::collection::vec(name(), 0..3), any::<String>())
        .prop_map(|(name, kind, constraints, values, words)| Field { name, kind, constraints, values, words })
}

fn relation() -> impl Strategy<Value = Relation> {
    let kind =
        prop::sample::select(vec![RelationKind::BelongsTo, RelationKind::OwnedBy, RelationKind::ManyToMany]);
    (name(), kind, pascal(), any::<bool>(), any::<String>())
        .prop_map(|(name, kind, to, required, words)| Relation { name, kind, to, required, words })
}

fn workflow() -> impl Strategy<Value = Workflow> {
    let states = || prop::collection::vec(name(), 0..3);
    let step = (name(), states(), name()).prop_map(|(name, from, to)| Transition { name, from, to });
    let steps = prop::collection::vec(step, 0..3).prop_map(|mut steps| {
        steps.sort_by(|a, b| a.name.cmp(&b.name));
        steps.dedup_by(|a, b| a.name == b.name);
        steps
    });
    (name(), name(), states(), states(), steps, any::<String>()).prop_map(
        |(field, initial, states, hidden, transitions, words)| Workflow {
            field,
            initial,
            states,
            hidden,
            transitions,
            words,
        },
    )
}

fn held() -> impl Strategy<Value = RecordConstraint> {
    let names = || prop::collection::vec(name(), 0..3);
    (prop::sample::select(RecordConstraintKind::ALL.to_vec()), names(), names(), any::<String>())
        .prop_map(|(kind, of, within, words)| RecordConstraint { kind, of, within, words })
}

fn entity() -> impl Strategy<Value = Entity> {
    let fields = prop::collection::btree_map(name(), field(), 0..4);
    let relations = prop::collection::btree_map(name(), relation(), 0..3);
    let kind = prop::sample::select(vec![EntityKind::Account, EntityKind::Record]);
    let visibility = prop::sample::select(vec![
        Visibility::Public,
        Visibility::Members,
        Visibility::Owner,
        Visibility::Parent,
    ]);
    let constraints = prop::collection::vec(held(), 0..3);
    let rest = (prop::option::of(workflow()), constraints, any::<String>());
    (pascal(), kind, fields, relations, visibility, rest).prop_map(
        |(name, kind, fields, relations, visibility, (workflow, constraints, words))| {
            let fields = fields.into_iter().map(|(name, field)| Field { name, ..field }).collect();
            let relations =
                relations.into_iter().map(|(name, relation)| Relation { name, ..relation }).collect();
            // A record called like accounts is one of them unless it says otherwise, which nothing printed does.
            let kind = if name == "User" { EntityKind::Account } else { kind };
            Entity { name, kind, fields, relations, visibility, workflow, constraints, words }
        },
    )
}

fn permission() -> impl Strategy<Value = Permission> {
    let action = prop_oneof![
        Just(Action::Create),
        Just(Action::Read),
        Just(Action::Update),
        Just(Action::Delete),
        name().prop_map(Action::Transition),
    ];
    let scope = prop::sample::select(vec![Scope::Any, Scope::Own, Scope::Named]);
    (name(), action, pascal(), scope, any::<String>())
        .prop_map(|(role, action, entity, scope, words)| Permission { role, action, entity, scope, words })
}

fn requirements() -> impl Strategy<Value = Requirements> {
    let product = ("[a-z][a-z0-9-]{0,12}", any::<String>(), any::<String>(), any::<String>())
        .prop_map(|(name, title, summary, words)| Product { name, title, summary, words });
    let entities = prop::collection::btree_map(pascal(), entity(), 0..4)
        .prop_map(|all| all.into_iter().map(|(name, entity)| Entity { name, ..entity }).collect::<Vec<_>>());
    let roles = prop::collection::btree_map(name(), (any::<bool>(), any::<String>()), 0..3).prop_map(|all| {
        all.into_iter().map(|(name, (default, words))| Role { name, default, words }).collect()
    });
    let features = (prop::sample::subsequence(FeatureName::ALL.to_vec(), 0..=4), any::<String>()).prop_map(
        |(all, words)| all.into_iter().map(|name| Feature { name, words: words.clone() }).collect(),
    );
    let stack = prop::collection::vec(("[a-z .#+]{1,9}", any::<String>()), 0..3)
        .prop_map(|all| all.into_iter().map(|(name, words)| StackChoice { name, words }).collect());
    let assumption = (any::<String>(), any::<String>()).prop_map(|(about, text)| Assumption { about, text });
    let notes = || prop::collection::vec(any::<String>(), 0..3);
    let decision = (any::<String>(), any::<String>(), any::<String>())
        .prop_map(|(key, value, words)| Decision { key: ClaimKey::new(key), value, words });
    let rest =
        (prop::collection::vec(decision, 0..3), prop::collection::vec(assumption, 0..3), notes(), notes());
    (product, entities, roles, prop::collection::vec(permission(), 0..6), features, stack, rest).prop_map(
        |(
            product,
            entities,
            roles,
            permissions,
            features,
            stack,
            (decisions, assumptions, not_understood, unsupported),
        )| {
            Requirements {
                product,
                entities,
                roles,
                permissions,
                features,
                stack,
                constraints: Vec::new(),
                decisions,
                assumptions,
                not_understood,
                unsupported,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// A blueprint that says that it is refused is read for what it says, not for whether it can be.
    #[test]
    fn any_requirements_come_back_exactly(requirements in requirements(), request in any::<String>()) {
        let before = Blueprint { requirements, request: Some(request), refused: Some("it is any".into()) };
        let text = blueprint::write(&before);
        match blueprint::read(&text) {
            Ok(after) => prop_assert_eq!(before, after),
            Err(faults) => prop_assert!(false, "{}\n{}", faults, text),
        }
    }
}
