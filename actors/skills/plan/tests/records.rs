//! Which records a request keeps, how they are tied to one another, and whose the fields are.

use plan::understand;
use protocol::requirements::{Entity, RelationKind, Requirements};

fn read(request: &str) -> Requirements {
    understand(request).requirements
}

fn record<'a>(of: &'a Requirements, name: &str) -> &'a Entity {
    of.entities
        .iter()
        .find(|entity| entity.name == name)
        .unwrap_or_else(|| panic!("no {name}: {:#?}", of.entities))
}

fn has_field(of: &Requirements, name: &str, field: &str) -> bool {
    record(of, name).fields.iter().any(|it| it.name == field)
}

/// How often two records are tied, and whether by a join.
fn ties(of: &Requirements, a: &str, b: &str) -> (usize, usize) {
    let one = |from: &str, to: &str| {
        let links: Vec<_> =
            record(of, from).relations.iter().filter(|link| link.to == to).map(|link| link.kind).collect();
        (links.len(), links.iter().filter(|kind| **kind == RelationKind::ManyToMany).count())
    };
    let (there, back) = (one(a, b), one(b, a));
    (there.0 + back.0, there.1 + back.1)
}

#[test]
fn many_of_many_is_one_join_whatever_the_verb() {
    for request in [
        "A film archive: a film has many performers and a performer stars in many films.",
        "Performers appear in several films; a film has many performers.",
        "Films have many performers and performers can be in many films.",
    ] {
        assert_eq!(ties(&read(request), "Film", "Performer"), (1, 1), "{request}");
    }
}

#[test]
fn a_known_product_with_plurals_keeps_them() {
    let chat = read("Chat with rooms and messages");
    assert!(record(&chat, "Room").fields.iter().all(|field| field.name != "rooms"));
    record(&chat, "Message");
    let wiki = read("A wiki with pages with heading and text.");
    assert!(has_field(&wiki, "Page", "heading") && has_field(&wiki, "Page", "text"));
}

#[test]
fn a_product_named_after_a_record_keeps_it_beside_others() {
    let recipes = read("A recipe app with ingredients and ratings");
    record(&recipes, "Recipe");
    record(&recipes, "Ingredient");
}

#[test]
fn fields_behind_a_deed_are_its_own() {
    let loans = read("Members borrow tools with name. Members borrow tools with a due date.");
    assert!(has_field(&loans, "Loan", "due_date") && !has_field(&loans, "Tool", "due_date"));
    let orders = read("A shop with lamps with name. Customers place orders for lamps with quantity.");
    assert!(has_field(&orders, "Order", "quantity") && !has_field(&orders, "Lamp", "quantity"));
    let visits = read("Patients book appointments with dentists with date and reason.");
    assert!(has_field(&visits, "Appointment", "date") && has_field(&visits, "Appointment", "reason"));
    let reviews = read("Members rate films with stars and text.");
    assert!(has_field(&reviews, "Review", "stars") && has_field(&reviews, "Review", "text"));
}

#[test]
fn names_are_those_that_people_would_write() {
    let ads = read("A classifieds site with ads with headline and price. Users post ads.");
    record(&ads, "Ad");
    let recipes = read("CRUD for recipes with title and servings");
    assert!(!recipes.product.name.contains("crud"), "{}", recipes.product.name);
    assert!(has_field(&recipes, "Recipe", "servings"));
    let queries = read("A notebook of queries with name. Every Query has a GraphQL address.");
    let fields = &record(&queries, "Query").fields;
    assert!(fields.iter().all(|field| !field.name.contains("graph_ql")), "{fields:#?}");
}

#[test]
fn what_is_said_to_be_kept_of_a_thing_is_its_fields() {
    let kennel = read(
        "A boarding house for dogs. For each dog we keep its name, weight and whether it is vaccinated.",
    );
    assert!(
        ["name", "weight", "vaccinated"].iter().all(|field| has_field(&kennel, "Dog", field)),
        "{kennel:#?}"
    );
    let plants = read("We have plants. We record their height, and the date.");
    assert!(has_field(&plants, "Plant", "height") && has_field(&plants, "Plant", "date"));
}

#[test]
fn what_is_done_to_in_words_unknown_is_kept_all_the_same() {
    let clinic = read("A surgery with rooms with number. Surgeons sterilise instruments.");
    record(&clinic, "Instrument");
    assert!(
        clinic.not_understood.iter().any(|words| words.contains("sterilise")),
        "{:?}",
        clinic.not_understood
    );
}
