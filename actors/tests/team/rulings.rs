//! What the team argues about, and that who is in it decides how that ends.

use actors::Roster;
use expect_test::{Expect, expect};
use protocol::claim::{Basis, Ruling};
use protocol::id::{ClaimKey, Role};
use protocol::requirements::{
    EntityKind, Field, FieldKind, ProductConstraint, ProductConstraintKind, Requirements, StackChoice,
    Visibility,
};

use crate::table::{Table, blog, library, templates};

fn roster() -> Roster {
    Roster::embedded().expect("the built-in team is well formed")
}

async fn settled(roster: Roster, requirements: Requirements) -> Table {
    let mut table = Table::of(roster.team(templates()), requirements);
    table.settle().await;
    table
}

fn check(table: &Table, expected: &Expect) {
    let line = |ruling: &Ruling| {
        let (key, value, options) = (&ruling.key, &ruling.value, ruling.options.join("|"));
        format!("{key} = {value} of {options}: {}\n", basis(&ruling.basis))
    };
    expected.assert_eq(&table.view.rulings.values().map(line).collect::<String>());
}

fn basis(basis: &Basis) -> String {
    match basis {
        Basis::Undisputed => "undisputed".to_owned(),
        Basis::Words => "words".to_owned(),
        Basis::Evidence => "evidence".to_owned(),
        Basis::Authority { role } => format!("authority of {role}"),
        Basis::Vote { for_winner, for_next } => format!("votes {for_winner} to {for_next}"),
        Basis::Person => "the person".to_owned(),
    }
}

#[tokio::test]
async fn a_blog() {
    check(
        &settled(roster(), blog()).await,
        &expect![[r#"
        api.page_size = 20 of 20|25: votes 8 to 5
        api.page_size_max = 100 of 100: undisputed
        api.pagination = page of offset|page: authority of backend
        auth.access_minutes = 15 of 15|60: authority of security
        auth.login = email of email|username: votes 21 to 0
        auth.login_attempts_per_minute = 5 of 5|10: authority of security
        auth.password_length_min = 12 of 8|12: authority of security
        auth.refresh_days = 14 of 14|30: authority of security
        auth.refresh_storage = cookie of cookie|local_storage: authority of security
        database.engine = postgresql of postgresql: undisputed
        id.type = uuid of integer|uuid: evidence
        ports.backend = 8000 of 8000|8080: authority of backend
        ports.frontend = 5173 of 3000|5173: authority of frontend
        tests.database = sqlite of same_engine|sqlite: authority of tester
    "#]],
    );
}

#[tokio::test]
async fn a_library() {
    check(
        &settled(roster(), library()).await,
        &expect![[r#"
        api.page_size = 20 of 20|25: votes 8 to 5
        api.page_size_max = 100 of 100: undisputed
        api.pagination = page of offset|page: authority of backend
        auth.access_minutes = 10 of 10|60: authority of security
        auth.login = email of email|username: votes 21 to 0
        auth.login_attempts_per_minute = 5 of 5|10: authority of security
        auth.password_length_min = 12 of 8|12: authority of security
        auth.refresh_days = 14 of 14|30: authority of security
        auth.refresh_storage = cookie of cookie|local_storage: authority of security
        database.engine = postgresql of postgresql: undisputed
        id.type = uuid of integer|uuid: evidence
        ports.backend = 8000 of 8000|8080: authority of backend
        ports.frontend = 5173 of 3000|5173: authority of frontend
        tests.database = sqlite of same_engine|sqlite: authority of tester
    "#]],
    );
}

#[tokio::test]
async fn without_the_tester_tests_run_on_the_products_engine() {
    let table = settled(roster().without(&Role::from("tester")), blog()).await;
    check(
        &table,
        &expect![[r#"
            api.page_size = 20 of 20|25: votes 7 to 5
            api.page_size_max = 100 of 100: undisputed
            api.pagination = page of offset|page: authority of backend
            auth.access_minutes = 15 of 15|60: authority of security
            auth.login = email of email|username: votes 20 to 0
            auth.login_attempts_per_minute = 5 of 5|10: authority of security
            auth.password_length_min = 12 of 8|12: authority of security
            auth.refresh_days = 14 of 14|30: authority of security
            auth.refresh_storage = cookie of cookie|local_storage: authority of security
            database.engine = postgresql of postgresql: undisputed
            id.type = uuid of integer|uuid: evidence
            ports.backend = 8000 of 8000|8080: authority of backend
            ports.frontend = 5173 of 3000|5173: authority of frontend
            tests.database = same_engine of same_engine: undisputed
        "#]],
    );
}

#[tokio::test]
async fn without_the_security_engineer_convenience_wins() {
    let table = settled(roster().without(&Role::from("security")), blog()).await;
    check(
        &table,
        &expect![[r#"
            api.page_size = 20 of 20|25: votes 8 to 4
            api.page_size_max = 100 of 100: undisputed
            api.pagination = page of offset|page: authority of backend
            auth.access_minutes = 60 of 60: undisputed
            auth.login = email of email|username: votes 17 to 0
            auth.login_attempts_per_minute = 10 of 10: undisputed
            auth.password_length_min = 8 of 8: undisputed
            auth.refresh_days = 30 of 14|30: votes 12 to 8
            auth.refresh_storage = local_storage of local_storage: undisputed
            database.engine = postgresql of postgresql: undisputed
            id.type = uuid of integer|uuid: votes 12 to 6
            ports.backend = 8000 of 8000|8080: authority of backend
            ports.frontend = 5173 of 3000|5173: authority of frontend
            tests.database = sqlite of same_engine|sqlite: authority of tester
        "#]],
    );
}

#[tokio::test]
async fn every_ruling_follows_from_claims_and_votes_in_the_log() {
    for requirements in [blog(), library()] {
        let view = settled(roster(), requirements).await.view;
        assert!(view.rulings.len() >= 10 && view.conflicts.len() >= 6, "{} rulings", view.rulings.len());
        for ruling in view.rulings.values() {
            let claimed =
                |value: &str| view.claims.iter().any(|it| it.key == ruling.key && it.value == value);
            assert!(ruling.options.iter().all(|option| claimed(option)), "{}", ruling.key);
            assert!(ruling.votes.iter().all(|vote| view.votes.contains(vote)), "{}", ruling.key);
        }
        let disputed: Vec<&ClaimKey> = view.conflicts.iter().map(|it| &it.key).collect();
        assert!(disputed.iter().all(|key| view.rulings[*key].was_disputed()));
    }
}

#[tokio::test]
async fn positions_follow_from_what_the_requirements_are() {
    let ruling = async |requirements: Requirements, key: &str| {
        let view = settled(roster(), requirements).await.view;
        let ruling = &view.rulings[&ClaimKey::from(key)];
        format!("{} of {}: {}", ruling.value, ruling.options.join("|"), basis(&ruling.basis))
    };

    let mut named = blog();
    let accounts = named.entities.iter_mut().filter(|it| it.kind == EntityKind::Account);
    accounts.for_each(|it| it.fields.push(field("username")));
    assert_eq!(ruling(named, "auth.login").await, "username of email|username: evidence");

    let mut hidden = blog();
    hidden.entities.iter_mut().for_each(|it| it.visibility = Visibility::Members);
    expect!["uuid of integer|uuid: votes 13 to 6"].assert_eq(&ruling(hidden, "id.type").await);

    let mut light = blog();
    light.stack = vec![StackChoice { name: "sqlite".to_owned(), words: "SQLite".to_owned() }];
    assert_eq!(ruling(light.clone(), "database.engine").await, "sqlite of sqlite: undisputed");
    assert_eq!(ruling(light, "tests.database").await, "sqlite of sqlite: undisputed");

    let mut open = blog();
    open.stack.clear();
    assert_eq!(
        ruling(open, "database.engine").await,
        "postgresql of postgresql|sqlite: authority of database"
    );
}

fn field(name: &str) -> Field {
    Field {
        name: name.to_owned(),
        kind: FieldKind::String,
        constraints: Vec::new(),
        values: Vec::new(),
        words: name.to_owned(),
    }
}

#[tokio::test]
async fn a_product_without_pages_hears_nothing_from_the_frontend_engineer() {
    let mut requirements = blog();
    let kind = ProductConstraintKind::BackendOnly;
    requirements.constraints.push(ProductConstraint { kind, words: "API only".to_owned() });
    let view = settled(roster(), requirements).await.view;
    assert!(view.claims.iter().all(|claim| claim.by.as_str() != "frontend"));
    assert!(!view.rulings.contains_key(&ClaimKey::from("ports.frontend")));
    assert_eq!(view.rulings[&ClaimKey::from("auth.refresh_storage")].options, ["cookie", "local_storage"]);
}

#[tokio::test]
async fn an_agent_can_be_convinced_by_anothers_reason() {
    let view = settled(roster(), blog()).await.view;
    let frontend = |key: &str| {
        let vote = view.votes.iter().find(|it| it.by.as_str() == "frontend" && it.key.as_str() == key);
        vote.map(|it| format!("{}: {}", it.value, it.reason)).unwrap_or_default()
    };
    expect!["email: gives way to backend for usability: an address is asked for anyway; a second unique name is one more thing to choose, check and forget"].assert_eq(&frontend("auth.login"));
    expect!["local_storage: local storage works the same when page and API have different origins, and needs no proxy"].assert_eq(&frontend("auth.refresh_storage"));
}
