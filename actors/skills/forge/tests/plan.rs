//! What requirements become: rules, scenarios, names and order; and what is refused, by name.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use forge::app::{AppPlan, OnDelete};
use forge::{Decisions, ResolveError, resolve};
use protocol::requirements::{
    Action, Entity, EntityKind, Field, FieldConstraint, FieldKind, Permission, RecordConstraint,
    RecordConstraintKind, Relation, RelationKind, Requirements, Scope, Transition, Visibility, Workflow,
};

const FIXTURES: [&str; 6] = ["blog", "library", "nasty", "circles", "rooms", "ballot"];

fn requirements(name: &str) -> Requirements {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(format!("{name}.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn plan(name: &str) -> AppPlan {
    resolve(&requirements(name), "a request", &Decisions::default()).unwrap()
}

/// One line for each entity and action: who may, `~` before roles that may for their own records only.
fn matrix(plan: &AppPlan) -> String {
    let mut lines = String::new();
    for entity in &plan.entities {
        for (action, rule) in &entity.rules {
            let anonymous = rule.anonymous.then(|| "anyone".to_owned());
            let own = rule.own_roles.iter().map(|role| format!("~{role}"));
            let who: Vec<String> =
                anonymous.into_iter().chain(rule.roles.iter().cloned()).chain(own).collect();
            lines += &format!("{} {action}: {}\n", entity.names.pascal, who.join(" "));
        }
    }
    lines
}

fn check_matrix(name: &str, expected: Expect) {
    expected.assert_eq(&matrix(&plan(name)));
}

#[test]
fn rules_of_the_blog() {
    check_matrix(
        "blog",
        expect![[r#"
            Post create: member
            Post delete: ~member
            Post list: anyone member
            Post read: anyone member
            Post update: ~member
            Comment create: member
            Comment delete: ~member
            Comment list: anyone member
            Comment read: anyone member
            Comment update: ~member
        "#]],
    );
}

#[test]
fn rules_of_the_library() {
    check_matrix(
        "library",
        expect![[r#"
            Book create: librarian
            Book delete: librarian
            Book list: anyone member librarian
            Book read: anyone member librarian
            Book update: librarian
            Loan approve: librarian
            Loan create: member
            Loan delete: 
            Loan list: librarian ~member
            Loan read: librarian ~member
            Loan reject: librarian
            Loan return: librarian
            Loan update: 
        "#]],
    );
}

#[test]
fn every_scenario_has_a_name_of_its_own_and_every_operation_too() {
    for name in FIXTURES {
        let plan = plan(name);
        let scenarios: BTreeSet<&str> = plan.scenarios.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(scenarios.len(), plan.scenarios.len(), "{name}");
        let operations: BTreeSet<&str> = plan.endpoints.iter().map(|it| it.operation.as_str()).collect();
        assert_eq!(operations.len(), plan.endpoints.len(), "{name}");
    }
}

#[test]
fn entities_come_after_those_they_need() {
    for name in FIXTURES {
        let plan = plan(name);
        for (at, entity) in plan.entities.iter().enumerate() {
            for relation in entity.to_one().filter(|it| it.required) {
                let needed = plan.entities.iter().position(|it| it.names.pascal == relation.to);
                assert!(
                    needed.is_none_or(|needed| needed < at),
                    "{name}: {} {}",
                    entity.table,
                    relation.name
                );
            }
        }
    }
}

#[test]
fn parts_go_with_the_whole_and_business_stays() {
    let on_delete = |fixture: &str, entity: &str| {
        let plan = plan(fixture);
        let entity = plan.entity(entity).unwrap().clone();
        entity.relations.iter().find(|it| Some(&it.name) == entity.parent.as_ref()).unwrap().on_delete
    };
    assert_eq!(on_delete("blog", "Comment"), OnDelete::Cascade);
    assert_eq!(on_delete("library", "Loan"), OnDelete::Restrict);
}

#[test]
fn sqlite_in_the_request_is_taken_unless_a_ruling_says_otherwise() {
    let mut requirements = requirements("blog");
    requirements.stack.iter_mut().for_each(|it| {
        if it.name == "postgresql" {
            "sqlite".clone_into(&mut it.name);
        }
    });
    let engine = |decisions: &Decisions| resolve(&requirements, "", decisions).unwrap().choices.database;
    assert_eq!(engine(&Decisions::default()), forge::app::Database::Sqlite);
    let ruled = Decisions::default().with("database.engine", "postgresql");
    assert_eq!(engine(&ruled), forge::app::Database::Postgresql);
}

#[test]
fn reserved_words_are_renamed_and_said() {
    let plan = plan("nasty");
    let order = plan.entity("Order").unwrap();
    let fields: Vec<&str> = order.fields.iter().map(|it| it.name.as_str()).collect();
    for renamed in ["class_value", "metadata_value", "from_value", "size_value"] {
        assert!(fields.contains(&renamed), "{renamed}");
        assert!(plan.assumptions.iter().any(|it| it.contains(renamed)), "{renamed}");
    }
}

fn entity(name: &str, fields: Vec<Field>, relations: Vec<Relation>) -> Entity {
    Entity {
        name: name.to_owned(),
        kind: EntityKind::Record,
        fields,
        relations,
        visibility: Visibility::Members,
        workflow: None,
        constraints: Vec::new(),
        words: String::new(),
    }
}

fn field(name: &str, constraints: Vec<FieldConstraint>) -> Field {
    Field {
        name: name.to_owned(),
        kind: FieldKind::Integer,
        constraints,
        values: Vec::new(),
        words: String::new(),
    }
}

fn relation(name: &str, to: &str) -> Relation {
    Relation {
        name: name.to_owned(),
        kind: RelationKind::BelongsTo,
        to: to.to_owned(),
        required: true,
        words: String::new(),
    }
}

fn refused(entities: Vec<Entity>) -> ResolveError {
    let requirements = Requirements { entities, permissions: Vec::new(), ..requirements("blog") };
    resolve(&requirements, "", &Decisions::default()).unwrap_err()
}

#[test]
fn what_cannot_work_is_refused_by_name() {
    use FieldConstraint::{Max, Min};
    let long = "x".repeat(61);
    let cases = [
        (vec![], "nothing to build: name at least one entity besides accounts"),
        (
            vec![
                entity("A", vec![], vec![relation("b", "B")]),
                entity("B", vec![], vec![relation("a", "A")]),
            ],
            "A, B need each other first, so none could ever be created; make one of these relations optional",
        ),
        (
            vec![entity("A", vec![], vec![relation("parent", "A")])],
            "A need each other first, so none could ever be created; make one of these relations optional",
        ),
        (
            vec![entity("A", vec![], vec![relation("b", "B")])],
            "A.b points at B, which is not among the entities; add it or drop the relation",
        ),
        (
            vec![entity("A", vec![field("n", vec![Min(2), Max(1)])], vec![])],
            "A.n: the least value 2 is above the greatest value 1; swap or widen them",
        ),
        (
            vec![entity("A", vec![field("n", vec![]), field("n", vec![])], vec![])],
            "A has two things called `n`; rename one of them",
        ),
        (
            vec![entity("A", vec![field("1st", vec![])], vec![])],
            "`1st` cannot be a name: use letters, digits and `_`, begin with a letter, at most 60 characters",
        ),
        (
            vec![entity("User", vec![], vec![])],
            "an entity cannot be called User: the product has that already; choose another name",
        ),
    ];
    for (entities, message) in cases {
        assert_eq!(refused(entities).to_string(), message);
    }
    assert!(matches!(refused(vec![entity(&long, vec![], vec![])]), ResolveError::Name { .. }));
}

#[test]
fn a_permission_for_nobody_or_nothing_is_refused() {
    let permission = |role: &str, entity: &str, action: Action| Permission {
        role: role.to_owned(),
        action,
        entity: entity.to_owned(),
        scope: Scope::Any,
        words: String::new(),
    };
    let refused = |permission: Permission| {
        let requirements = Requirements { permissions: vec![permission], ..requirements("library") };
        resolve(&requirements, "", &Decisions::default()).unwrap_err()
    };
    let approve = Action::Transition("approve".to_owned());
    assert!(matches!(refused(permission("ghost", "Book", Action::Read)), ResolveError::UnknownRole { .. }));
    assert!(matches!(
        refused(permission("librarian", "Ghost", Action::Read)),
        ResolveError::UnknownEntity { .. }
    ));
    assert!(matches!(
        refused(permission("librarian", "Book", approve)),
        ResolveError::UnknownTransition { .. }
    ));
}

#[test]
fn a_step_that_only_administrators_are_named_for_falls_to_nobody_else() {
    let mut asked = requirements("library");
    asked.roles.push(protocol::requirements::Role {
        name: "admin".to_owned(),
        default: false,
        words: String::new(),
    });
    for permission in &mut asked.permissions {
        if matches!(permission.action, Action::Transition(_)) {
            permission.role = "admin".to_owned();
        }
    }
    let plan = resolve(&asked, "a request", &Decisions::default()).unwrap();
    let loan = plan.entities.iter().find(|entity| entity.names.pascal == "Loan").unwrap();
    for step in &loan.workflow.as_ref().unwrap().transitions {
        let rule = &loan.rules[&step.name];
        assert_eq!((rule.roles.len(), rule.own_roles.len()), (0, 0), "{}", step.name);
    }
}

#[test]
fn those_who_set_a_relation_to_an_account_choose_among_accounts() {
    let choosers = |fixture: &str| {
        let plan = resolve(&requirements(fixture), "a request", &Decisions::default()).unwrap();
        let endpoint = plan.endpoints.iter().find(|it| it.operation == "list_user_options").cloned();
        assert_eq!(endpoint.map(|it| it.rule.roles).unwrap_or_default(), plan.choosers());
        plan.choosers()
    };
    assert!(choosers("blog").is_empty(), "an author is who writes");
    assert_eq!(choosers("nasty"), ["customer", "clerk"]);
}

fn dated(name: &str, kind: FieldKind) -> Field {
    Field { kind, ..field(name, Vec::new()) }
}

fn held(kind: RecordConstraintKind, of: &[&str], within: &[&str]) -> RecordConstraint {
    let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    RecordConstraint { kind, of: texts(of), within: texts(within), words: String::new() }
}

fn stay(constraints: Vec<RecordConstraint>) -> Vec<Entity> {
    let fields = vec![
        dated("check_in", FieldKind::Date),
        dated("check_out", FieldKind::Date),
        dated("class", FieldKind::Date),
    ];
    let states = ["booked", "cancelled"].map(str::to_owned).to_vec();
    let cancel = Transition { name: "cancel".into(), from: vec!["booked".into()], to: "cancelled".into() };
    let workflow = Workflow {
        field: "status".into(),
        initial: "booked".into(),
        states,
        hidden: Vec::new(),
        transitions: vec![cancel],
        words: String::new(),
    };
    let stay = entity("Stay", fields, vec![relation("room", "Room")]);
    vec![entity("Room", vec![], vec![]), Entity { workflow: Some(workflow), constraints, ..stay }]
}

#[test]
fn constraints_name_columns_and_the_states_that_are_free() {
    use RecordConstraintKind::{InOrder, NoOverlap};
    let constraints = vec![
        held(NoOverlap, &["check_in", "check_out"], &["room"]),
        held(InOrder, &["class", "check_out"], &[]),
    ];
    let requirements =
        Requirements { entities: stay(constraints), permissions: Vec::new(), ..requirements("blog") };
    let plan = resolve(&requirements, "", &Decisions::default()).unwrap();
    let [apart, ordered] = plan.entity("Stay").unwrap().constraints.as_slice() else { panic!("two of them") };
    assert_eq!(
        (apart.within.as_slice(), apart.free.as_slice()),
        (&["room_id".to_owned()][..], &["cancelled".to_owned()][..])
    );
    // Who leaves makes room for who arrives; names that are reserved are followed.
    assert!(!apart.days);
    assert_eq!(ordered.columns, ["class_value", "check_out"]);
}

#[test]
fn constraints_that_name_nothing_are_refused() {
    use RecordConstraintKind::{NoOverlap, UniqueTogether};
    let said = |constraint: RecordConstraint| refused(stay(vec![constraint])).to_string();
    assert_eq!(
        said(held(UniqueTogether, &["room", "guest"], &[])),
        "a constraint of Stay names `guest`, which is no field and no relation to one record; add it or drop the constraint"
    );
    assert_eq!(
        said(held(NoOverlap, &["check_in", "room"], &[])),
        "a constraint of Stay needs two fields of one type, the beginning and the end, and has check_in, room_id"
    );
}
