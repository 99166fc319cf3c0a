//! What the team argues about, and that who is in it decides how that ends.

mod table;

use actors::Roster;
use expect_test::{Expect, expect};
use protocol::claim::{Basis, Ruling};
use protocol::id::{ClaimKey, Role};
use table::{BLOG, LIBRARY, Table, templates};

fn roster() -> Roster {
    Roster::embedded().expect("the built-in team is well formed")
}

async fn settled(roster: Roster, fixture: &str) -> Table {
    let mut table = Table::of(roster.team(templates()), fixture);
    table.run().await;
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
        &settled(roster(), BLOG).await,
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
        &settled(roster(), LIBRARY).await,
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
    let table = settled(roster().without(&Role::from("tester")), BLOG).await;
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
    let table = settled(roster().without(&Role::from("security")), BLOG).await;
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
        id.type = integer of integer|uuid: votes 12 to 5
        ports.backend = 8000 of 8000|8080: authority of backend
        ports.frontend = 5173 of 3000|5173: authority of frontend
        tests.database = sqlite of same_engine|sqlite: authority of tester
    "#]],
    );
}

#[tokio::test]
async fn every_ruling_follows_from_claims_and_votes_in_the_log() {
    for fixture in [BLOG, LIBRARY] {
        let view = settled(roster(), fixture).await.view;
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
