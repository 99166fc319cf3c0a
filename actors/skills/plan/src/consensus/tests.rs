//! Ten kinds of conflict, and that the order of arrival never matters.

use proptest::prelude::*;
use protocol::claim::{Basis, Claim, Evidence, Fact, Ruling, Vote};
use protocol::event::Question;
use protocol::id::Role;
use protocol::requirements::{Decision, Requirements};

use super::{Authority, Policy, conflicts, settle};
use crate::fixture;

fn claim(by: &str, key: &str, value: &str, evidence: Evidence) -> Claim {
    let reason = format!("{by} prefers {value}");
    Claim { key: key.into(), value: value.to_owned(), by: by.into(), reason, evidence }
}

fn judged(by: &str, key: &str, value: &str) -> Claim {
    claim(by, key, value, Evidence::Judgement)
}

fn on_fact(by: &str, key: &str, value: &str, fact: Fact) -> Claim {
    claim(by, key, value, Evidence::Fact { fact })
}

fn on_words(by: &str, key: &str, value: &str, words: &str) -> Claim {
    claim(by, key, value, Evidence::Words { words: words.to_owned() })
}

fn vote(by: &str, key: &str, value: &str, weight: u32) -> Vote {
    Vote { key: key.into(), by: by.into(), value: value.to_owned(), weight, reason: String::new() }
}

fn authority() -> Policy {
    let table = [("auth.", "security"), ("ports.", "devops"), ("ports.frontend", "frontend")];
    Authority::new(table.map(|(prefix, role)| (prefix.to_owned(), Role::from(role)))).into()
}

fn one_ruling(claims: &[Claim], votes: &[Vote]) -> Ruling {
    one_ruling_on(&fixture::notes(), claims, votes)
}

fn one_ruling_on(requirements: &Requirements, claims: &[Claim], votes: &[Vote]) -> Ruling {
    let (mut rulings, questions) = settle(requirements, claims, votes, &authority());
    assert_eq!((rulings.len(), questions), (1, Vec::new()));
    rulings.remove(0)
}

fn one_question(claims: &[Claim], votes: &[Vote]) -> Question {
    let (rulings, mut questions) = settle(&fixture::notes(), claims, votes, &authority());
    assert_eq!((rulings, questions.len()), (Vec::new(), 1));
    questions.remove(0)
}

#[test]
fn one_value_is_undisputed_and_ruled_all_the_same() {
    let claims = [judged("backend", "api.pagination", "page"), judged("frontend", "api.pagination", "page")];
    assert_eq!(conflicts(&claims), []);
    let ruling = one_ruling(&claims, &[]);
    assert_eq!((ruling.value.as_str(), &ruling.basis), ("page", &Basis::Undisputed));
    assert!(!ruling.was_disputed());
}

#[test]
fn conflicts_list_every_option_with_its_claims_in_order() {
    let key = "auth.access_minutes";
    let claims = [judged("security", key, "15"), judged("frontend", key, "60"), judged("backend", key, "5")];
    let conflicts = conflicts(&claims);
    let options: Vec<_> =
        conflicts[0].options.iter().map(|it| (it.value.as_str(), it.claims.len())).collect();
    assert_eq!(options, [("5", 1), ("15", 1), ("60", 1)]);
}

#[test]
fn the_requests_own_choice_wins_even_if_nobody_claimed_it() {
    let mut requirements = fixture::notes();
    requirements.stack = vec![fixture::stack("sqlite", "SQLite")];
    let claims = [judged("backend", "database.engine", "postgresql")];
    let ruling = one_ruling_on(&requirements, &claims, &[]);
    assert_eq!((ruling.value.as_str(), &ruling.basis), ("sqlite", &Basis::Words));
    assert_eq!(ruling.options, ["postgresql", "sqlite"]);
    assert!(ruling.reason.contains("postgresql by backend does not count"), "{}", ruling.reason);
}

#[test]
fn words_that_the_request_has_settle_and_invented_ones_do_not() {
    let key = "api.page_size";
    let claims = [judged("backend", key, "20"), on_words("frontend", key, "50", "NOTES")];
    assert_eq!(one_ruling(&claims, &[]).basis, Basis::Words);
    let claims = [judged("backend", key, "20"), on_words("frontend", key, "50", "fifty a page")];
    let ruling = one_ruling(&claims, &[]);
    assert_eq!((ruling.value.as_str(), &ruling.basis), ("20", &Basis::Evidence));
    assert!(ruling.reason.contains("the request does not say \"fifty a page\""), "{}", ruling.reason);
}

#[test]
fn a_claim_with_false_evidence_is_struck() {
    let claims = [
        on_fact("backend", "id.type", "uuid", Fact::HasPublicRecords),
        on_fact("database", "id.type", "integer", Fact::UsesStack { name: "oracle".to_owned() }),
    ];
    let ruling = one_ruling(&claims, &[]);
    assert_eq!((ruling.value.as_str(), &ruling.basis), ("uuid", &Basis::Evidence));
    assert!(ruling.reason.contains("it is not so that the product uses oracle"), "{}", ruling.reason);
}

#[test]
fn evidence_beats_judgement_and_authority() {
    let has_field = Fact::HasField { entity: "User".to_owned(), field: "nickname".to_owned() };
    let claims =
        [judged("security", "auth.login", "email"), on_fact("backend", "auth.login", "username", has_field)];
    let ruling = one_ruling(&claims, &[]);
    assert_eq!((ruling.value.as_str(), &ruling.basis), ("username", &Basis::Evidence));
}

#[test]
fn evidence_on_both_sides_leaves_it_to_authority() {
    let part = || Fact::HasPart { part: "frontend".to_owned() };
    let claims = [
        on_fact("security", "auth.refresh_storage", "cookie", part()),
        on_fact("frontend", "auth.refresh_storage", "local_storage", part()),
        judged("backend", "auth.refresh_storage", "local_storage"),
    ];
    let ruling = one_ruling(&claims, &[]);
    assert_eq!(ruling.basis, Basis::Authority { role: "security".into() });
    assert_eq!(ruling.value, "cookie");
}

#[test]
fn the_longest_prefix_answers_and_a_silent_authority_does_not() {
    let key = "ports.frontend";
    let claims = [judged("devops", key, "3000"), judged("frontend", key, "5173")];
    assert_eq!(one_ruling(&claims, &[]).value, "5173");
    let claims = [judged("devops", key, "3000"), judged("backend", key, "5173")];
    let votes = [vote("devops", key, "3000", 7), vote("backend", key, "5173", 2)];
    let ruling = one_ruling(&claims, &votes);
    assert_eq!((ruling.value.as_str(), ruling.basis), ("3000", Basis::Vote { for_winner: 7, for_next: 2 }));
}

#[test]
fn votes_and_losers_are_in_the_ruling() {
    let key = "id.type";
    let claims = [judged("database", key, "integer"), judged("backend", key, "uuid")];
    let votes =
        [vote("security", key, "uuid", 9), vote("database", key, "integer", 8), vote("docs", key, "uuid", 1)];
    let ruling = one_ruling(&claims, &votes);
    assert_eq!(ruling.options, ["integer", "uuid"]);
    let voters: Vec<_> = ruling.votes.iter().map(|it| it.by.as_str()).collect();
    assert_eq!(voters, ["database", "docs", "security"]);
    assert_eq!(ruling.basis, Basis::Vote { for_winner: 10, for_next: 8 });
}

#[test]
fn a_tie_and_a_mere_plurality_are_questions_with_a_recommendation() {
    let key = "id.type";
    let claims = [judged("database", key, "integer"), judged("backend", key, "uuid")];
    let votes = [vote("database", key, "integer", 5), vote("backend", key, "uuid", 6)];
    let question = one_question(&claims, &votes);
    assert_eq!((question.recommended.as_str(), question.options.len()), ("uuid", 2));

    let key = "api.page_size";
    let claims = [judged("a", key, "10"), judged("b", key, "20"), judged("c", key, "50")];
    let votes = [vote("a", key, "10", 5), vote("b", key, "20", 8), vote("c", key, "50", 4)];
    let question = one_question(&claims, &votes);
    assert_eq!(question.recommended, "20");
    assert_eq!(question.text, "the team is split on api.page_size (20 8, 10 5, 50 4): which one?");
}

#[test]
fn when_no_evidence_stands_all_claims_count_as_judgement() {
    let absent = |name: &str| Fact::UsesStack { name: name.to_owned() };
    let claims = [
        on_fact("security", "auth.login", "email", absent("x")),
        on_fact("backend", "auth.login", "username", absent("y")),
    ];
    let ruling = one_ruling(&claims, &[]);
    assert_eq!(
        (ruling.value.as_str(), ruling.basis),
        ("email", Basis::Authority { role: "security".into() })
    );
}

fn any_claim() -> impl Strategy<Value = Claim> {
    let facts =
        [Fact::HasPublicRecords, Fact::HasPrivateRecords, Fact::HasPart { part: "frontend".to_owned() }];
    let evidence = prop_oneof![
        Just(Evidence::Judgement),
        prop::sample::select(facts.to_vec()).prop_map(|fact| Evidence::Fact { fact }),
        prop::sample::select(vec!["notes", "never said"])
            .prop_map(|words| Evidence::Words { words: words.to_owned() }),
    ];
    let text = |choices: &'static [&'static str]| prop::sample::select(choices);
    let by = text(&["backend", "database", "devops", "security"]);
    let key = text(&["auth.login", "id.type", "database.engine", "ports.frontend"]);
    (by, key, text(&["sqlite", "postgresql", "9", "10"]), evidence)
        .prop_map(|(by, key, value, evidence)| claim(by, key, value, evidence))
}

fn any_vote() -> impl Strategy<Value = Vote> {
    let text = |choices: &'static [&'static str]| prop::sample::select(choices);
    let by = text(&["backend", "database", "devops", "docs"]);
    let key = text(&["auth.login", "id.type", "database.engine", "ports.frontend"]);
    (by, key, text(&["sqlite", "postgresql", "9", "10"]), 1u32..=10)
        .prop_map(|(by, key, value, weight)| vote(by, key, value, weight))
}

proptest! {
    #[test]
    fn any_order_gives_the_same_rulings(
        (claims, shuffled) in prop::collection::vec(any_claim(), 0..12)
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        (votes, mixed) in prop::collection::vec(any_vote(), 0..12)
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        let requirements = fixture::notes();
        let first = settle(&requirements, &claims, &votes, &authority());
        prop_assert_eq!(&first, &settle(&requirements, &shuffled, &mixed, &authority()));
        prop_assert_eq!(conflicts(&claims), conflicts(&shuffled));
        let mut keys: Vec<_> = claims.iter().map(|it| it.key.clone()).collect();
        keys.sort();
        keys.dedup();
        prop_assert_eq!(first.0.len() + first.1.len(), keys.len());
        for ruling in &first.0 {
            prop_assert!(ruling.options.contains(&ruling.value));
        }
    }
}

#[test]
fn what_the_person_decides_wins_over_every_claim_and_every_ground() {
    let mut requirements = fixture::notes();
    let mut decide = |key: &str, value: &str, words: &str| {
        let (value, words) = (value.to_owned(), words.to_owned());
        requirements.decisions.push(Decision { key: key.into(), value, words });
    };
    decide("auth.refresh_days", "30", "set auth.refresh_days to 30");
    decide("ports.backend", "8000", "ports.backend = 8000");
    decide("ports.frontend", "9000", "ports.frontend = 9000");
    let claims = [
        judged("frontend", "auth.refresh_days", "14"),
        judged("security", "auth.refresh_days", "7"),
        judged("devops", "ports.backend", "8000"),
    ];
    let (rulings, questions) = settle(&requirements, &claims, &[], &authority());
    assert_eq!(questions, []);
    let told: Vec<(&str, &str, &Basis, String)> = rulings
        .iter()
        .map(|it| (it.key.as_str(), it.value.as_str(), &it.basis, it.options.join(" ")))
        .collect();
    let expected = [
        // Nobody proposed it, and two thought otherwise.
        ("auth.refresh_days", "30", &Basis::Words, "7 14 30".to_owned()),
        // All agree.
        ("ports.backend", "8000", &Basis::Undisputed, "8000".to_owned()),
        // Nobody claims anything.
        ("ports.frontend", "9000", &Basis::Words, "9000".to_owned()),
    ];
    assert_eq!(told, expected);
    assert!(rulings[0].reason.contains("set auth.refresh_days to 30"), "{}", rulings[0].reason);
}
