//! Every file is read and every name in it checked: a mistake in the data is found here and not by a person's request.

use std::collections::BTreeSet;

use protocol::requirements::{FieldConstraint, FieldKind, Visibility};

use super::data::{ALL, FILES};
use super::*;
use crate::understand::limits::{FIELDS_MAX, VALUES_MAX};
use crate::understand::morph;

const BUILT_IN: &[&str] = &["id", "created_at", "updated_at"];

/// Each domain with its file's name.
fn domains() -> impl Iterator<Item = (&'static str, &'static Domain)> {
    FILES.iter().map(|(name, _)| *name).zip(&ALL.domains)
}

fn is_snake(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain) && !name.contains("__")
}

fn is_pascal(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_unique<T: Ord>(items: impl IntoIterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    items.into_iter().all(|item| seen.insert(item))
}

#[test]
fn each_domain_keeps_records_that_it_knows() {
    for (file, domain) in domains() {
        let named = domain.records.iter().chain(&domain.always).chain([&domain.commented]);
        for name in named {
            assert!(domain.record(name).is_some(), "{file}: {name} is no record");
        }
        let count = domain.records.len();
        assert!(!domain.always.is_empty() || (2..=6).contains(&count), "{file}: {count} records");
        assert!(is_unique(&domain.records), "{file}");
        assert!(is_snake(&domain.role) && domain.role != ADMIN, "{file}: {}", domain.role);
        assert!(is_unique(domain.known.iter().map(|record| &record.name)), "{file}: a record twice");
    }
}

#[test]
fn each_name_of_a_product_means_its_domain_alone() {
    let mut seen = BTreeSet::new();
    for (file, known) in domains() {
        for name in &known.words {
            assert_eq!(*name, name.to_lowercase(), "{file}");
            assert!(seen.insert(name), "{file}: {name} is listed twice");
            let words: Vec<String> = name.split([' ', '-']).chain(["app"]).map(str::to_owned).collect();
            assert_eq!(domain(&words).map(|found| &found.role), Some(&known.role), "{file}: {name}");
            assert_eq!(domain(&words), Some(known), "{file}: {name}");
        }
    }
}

fn check_field(at: &str, field: &KnownField) {
    let at = format!("{at}.{}", field.name);
    assert!(is_snake(&field.name) && !BUILT_IN.contains(&field.name.as_str()), "{at}");
    assert_eq!(field.kind == FieldKind::Enum, !field.values.is_empty(), "{at}: values");
    assert!(field.values.iter().all(|value| is_snake(value)) && is_unique(&field.values), "{at}: values");
    assert!(field.values.len() <= VALUES_MAX, "{at}: values");
    let number = matches!(field.kind, FieldKind::Integer | FieldKind::Decimal);
    let text = matches!(field.kind, FieldKind::String | FieldKind::Text);
    let (mut low, mut high) = (i64::MIN, i64::MAX);
    for constraint in &field.constraints {
        match constraint {
            FieldConstraint::Optional => {}
            FieldConstraint::Unique => assert!(field.kind != FieldKind::Boolean, "{at}: unique"),
            FieldConstraint::Min(least) => {
                assert!(number, "{at}: min");
                low = *least;
            }
            FieldConstraint::Max(most) => {
                assert!(number, "{at}: max");
                high = *most;
            }
            FieldConstraint::MaxLength(length) => {
                assert!(text && (1..=50_000).contains(length), "{at}: max_length");
                assert!(field.kind == FieldKind::Text || *length <= 255, "{at}: a line of {length}");
            }
        }
    }
    assert!(low < high, "{at}: {low} to {high}");
    let int = i64::from(i32::MIN)..=i64::from(i32::MAX);
    let bounded = |bound: i64| matches!(bound, i64::MIN | i64::MAX) || int.contains(&bound);
    assert!(bounded(low) && bounded(high), "{at}: out of range");
    let money = ["price", "cost", "fee", "salary", "rent", "deposit", "budget"];
    if field.kind == FieldKind::Decimal && money.iter().any(|word| field.name.ends_with(word)) {
        assert!(low >= 0, "{at}: money below zero");
    }
}

fn check_record(file: &str, record: &KnownRecord, known: impl Fn(&str) -> bool) {
    let at = format!("{file}: {}", record.name);
    assert!(is_pascal(&record.name) && record.name != "User", "{at}");
    assert!(record.fields.len() < FIELDS_MAX, "{at}");
    assert!(is_unique(record.fields.iter().map(|field| &field.name)), "{at}: a field twice");
    for field in &record.fields {
        check_field(&at, field);
    }
    if let Some(states) = &record.states {
        check_states(&at, record, states);
    }
    for name in record.stands_for.iter().chain(&record.brings) {
        assert!(known(name) && *name != record.name, "{at}: {name} is no record");
    }
    assert!(record.owner.iter().chain(&record.kept_by).all(|role| is_snake(role)), "{at}: role");
    let everybodys = record.kept_by.as_deref() == Some(ADMIN) && record.visibility == Some(Visibility::Owner);
    assert!(!everybodys, "{at}: what administrators keep has no owner to read it");
}

fn check_states(at: &str, record: &KnownRecord, states: &KnownStates) {
    let names = states.names();
    assert!(names.len() > 1 && names.iter().all(|name| is_snake(name)), "{at}: states");
    assert!(record.fields.iter().all(|field| field.name != "status"), "{at}: two of status");
    assert!(is_unique(states.transitions.iter().map(|step| &step.name)), "{at}: a transition twice");
    for step in &states.transitions {
        assert!(is_snake(&step.name) && !step.from.is_empty(), "{at}: {}", step.name);
        assert!(step.from.iter().all(|from| names.contains(from)), "{at}: {} from nowhere", step.name);
        assert!(!step.from.contains(&step.to) && is_unique(&step.from), "{at}: {}", step.name);
    }
}

#[test]
fn each_record_can_be_built() {
    for (file, domain) in domains() {
        for record in &domain.known {
            check_record(file, record, |name| domain.record(name).is_some());
        }
    }
    for record in &ALL.general {
        check_record("general", record, |_| false);
        assert!(
            record.relations.is_empty() && record.states.is_none(),
            "{}: only domains relate",
            record.name
        );
    }
    assert!(is_unique(ALL.general.iter().map(|record| &record.name)));
}

#[test]
fn each_relation_points_at_a_record_of_its_domain() {
    for (file, domain) in domains() {
        for record in &domain.known {
            let at = format!("{file}: {}", record.name);
            for relation in &record.relations {
                let account = relation.to == "User" && relation.name.is_some() && !relation.required;
                let known = super::record(&relation.to, Some(domain)).is_some();
                assert!(account || known && relation.to != record.name, "{at} to {}", relation.to);
                assert!(!(relation.many && relation.required), "{at} to {}", relation.to);
                let name =
                    relation.name.clone().unwrap_or_else(|| morph::snake(&morph::name_words(&relation.to)));
                assert!(is_snake(&name), "{at}: {name}");
                // A line of text stands in for what a product has no record of.
                let field = record.fields.iter().find(|field| field.name == name);
                let instead = field.is_none_or(|field| field.kind == FieldKind::String && !relation.required);
                assert!(instead, "{at}: {name} is a field too");
            }
            assert!(
                is_unique(record.relations.iter().map(|relation| &relation.to)),
                "{at}: one target twice"
            );
        }
    }
}

/// An owner's steps need an owner: the people who register must be those who keep such records.
#[test]
fn what_its_owner_moves_has_an_owner() {
    for (file, domain) in domains() {
        for record in domain.records.iter().chain(&domain.always).filter_map(|name| domain.record(name)) {
            let steps = record.states.iter().flat_map(|states| &states.transitions);
            let owners = steps.filter(|step| step.by == Mover::Owner).count();
            assert!(owners == 0 || !domain.is_kept_by_staff(record), "{file}: {}", record.name);
        }
    }
}

/// What everybody reads and its maker keeps is changed by its maker, which no step of staff may end.
#[test]
fn what_people_make_for_all_takes_no_step_of_staff() {
    for (file, domain) in domains() {
        for record in domain.records.iter().chain(&domain.always).filter_map(|name| domain.record(name)) {
            let steps = record.states.iter().flat_map(|states| &states.transitions);
            let staff = steps.filter(|step| step.by == Mover::Staff).count();
            let own = record.visibility == Some(Visibility::Owner) || domain.is_kept_by_staff(record);
            assert!(staff == 0 || own, "{file}: {}", record.name);
        }
    }
}

#[test]
fn whoever_registers_has_something_to_do() {
    for (file, domain) in domains() {
        let records = domain.records.iter().chain(&domain.always).filter_map(|name| domain.record(name));
        assert!(records.into_iter().any(|record| !domain.is_kept_by_staff(record)), "{file}");
    }
}

fn words(name: &str) -> Vec<String> {
    name.split(' ').map(str::to_owned).collect()
}

#[test]
fn a_name_that_says_more_is_another_product() {
    for name in [
        "wine library",
        "school lunch tracker",
        "repair shop",
        "event",
        "book",
        "shopping list",
        "video game",
    ] {
        assert_eq!(domain(&words(name)).map(|domain| &domain.role), None, "{name}");
    }
    for (name, role) in [
        ("recipe blog", "author"),
        ("photo library", "photographer"),
        ("book club", "member"),
        ("car rental", "customer"),
        ("simple fleet manager", "driver"),
        ("driving school", "student"),
        ("dental clinic app", "patient"),
        ("school library", "member"),
        ("pet clinic", "owner"),
        ("clinic appointment system", "patient"),
        ("events platform", "attendee"),
    ] {
        assert_eq!(domain(&words(name)).map(|domain| domain.role.as_str()), Some(role), "{name}");
    }
}
