//! The ledger's promises, over any order of calls.

use proptest::prelude::*;

use super::*;

fn amount(tokens: u64, micro_dollars: u64) -> Amount {
    Amount { tokens, micro_dollars: Some(micro_dollars) }
}

fn budget(tokens: u64, micro_dollars: u64) -> Budget {
    Budget { tokens_max: Some(tokens), micro_dollars_max: Some(micro_dollars) }
}

fn held(ledger: &mut Ledger, worst: Amount) -> ReservationId {
    let event = ledger.reserve(worst).expect("it fits");
    ledger.apply(&event).expect("it follows");
    let LedgerEvent::Reserved { id, .. } = event else { panic!("a reservation") };
    id
}

#[test]
fn what_does_not_fit_is_denied_with_what_is_left() {
    let mut ledger = Ledger::new(budget(100, 1_000));
    let first = held(&mut ledger, amount(60, 400));
    let tokens = ledger.reserve(amount(41, 1)).expect_err("too many tokens");
    assert_eq!(tokens, Denied::Tokens { wanted: 41, left: 40 });
    let money = ledger.reserve(amount(40, 601)).expect_err("too much money");
    assert_eq!(money, Denied::Money { wanted: 601, left: 600 });
    let settled = ledger.settle(first, Used::Reported(amount(10, 70))).expect("it is held");
    ledger.apply(&settled).expect("it is held");
    assert!(ledger.reserve(amount(90, 930)).is_ok());
    assert!(ledger.reserve(amount(91, 930)).is_err());
    assert!(ledger.reserve(amount(90, 931)).is_err());
}

#[test]
fn nothing_is_settled_twice_or_after_its_release() {
    let mut ledger = Ledger::new(Budget::default());
    let (one, two) = (held(&mut ledger, amount(5, 5)), held(&mut ledger, amount(7, 7)));
    let settled = ledger.settle(one, Used::Unknown).expect("it is held");
    assert_eq!(settled, LedgerEvent::Settled { id: one, used: amount(5, 5), basis: Basis::AssumedWorst });
    ledger.apply(&settled).expect("it is held");
    assert_eq!(ledger.apply(&settled), Err(Misfit::NotHeld(one)));
    assert_eq!(ledger.settle(one, Used::Unknown), Err(Misfit::NotHeld(one)));
    let released = ledger.release(two).expect("it is held");
    ledger.apply(&released).expect("it is held");
    assert_eq!(ledger.release(two), Err(Misfit::NotHeld(two)));
    assert_eq!(ledger.spent(), Total { tokens: 5, micro_dollars: 5, unpriced: 0 });
    let again = LedgerEvent::Reserved { id: two, worst: amount(1, 1) };
    assert_eq!(ledger.apply(&again), Err(Misfit::OutOfOrder(two)));
}

#[test]
fn without_a_price_tokens_alone_are_held_and_money_alone_holds_nothing() {
    let unpriced = Amount { tokens: 50, micro_dollars: None };
    let money_alone = Ledger::new(Budget { tokens_max: None, micro_dollars_max: Some(1_000) });
    assert_eq!(money_alone.reserve(unpriced), Err(Denied::Unpriced));
    let mut both = Ledger::new(budget(60, 1_000));
    held(&mut both, unpriced);
    assert_eq!(both.reserved(), Total { tokens: 50, micro_dollars: 0, unpriced: 1 });
    assert_eq!(both.reserve(unpriced), Err(Denied::Tokens { wanted: 50, left: 10 }));
}

#[test]
fn a_provider_that_charges_more_than_the_worst_case_stops_the_spending() {
    let mut ledger = Ledger::new(budget(100, 1_000));
    let id = held(&mut ledger, amount(50, 500));
    let settled = ledger.settle(id, Used::Reported(amount(120, 1_200))).expect("it is held");
    ledger.apply(&settled).expect("it is held");
    assert_eq!(ledger.spent().tokens, 120);
    assert_eq!(ledger.overrun(), Total { tokens: 70, micro_dollars: 700, unpriced: 0 });
    assert_eq!(ledger.reserve(amount(1, 0)), Err(Denied::Tokens { wanted: 1, left: 0 }));
}

#[test]
fn sums_do_not_wrap() {
    let mut ledger = Ledger::new(budget(u64::MAX, u64::MAX));
    held(&mut ledger, amount(u64::MAX, u64::MAX));
    assert!(ledger.reserve(amount(1, 0)).is_err());
}

#[test]
fn events_survive_a_recording() {
    let id = ReservationId(3);
    let events = [
        LedgerEvent::Reserved { id, worst: Amount { tokens: 9, micro_dollars: None } },
        LedgerEvent::Settled { id, used: amount(4, 2), basis: Basis::Estimated },
        LedgerEvent::Released { id },
    ];
    let text = events.map(|event| serde_json::to_string(&event).expect("plain data")).join("\n");
    expect_test::expect![[r#"
        {"kind":"reserved","id":3,"worst":{"tokens":9,"micro_dollars":null}}
        {"kind":"settled","id":3,"used":{"tokens":4,"micro_dollars":2},"basis":"estimated"}
        {"kind":"released","id":3}"#]]
    .assert_eq(&text);
    for (line, event) in text.lines().zip(events) {
        assert_eq!(serde_json::from_str::<LedgerEvent>(line).expect("the same data"), event);
    }
}

/// What a caller may try next; `pick` chooses among all reservations ever made, ended ones too.
#[derive(Clone, Debug)]
enum Try {
    Reserve { tokens: u64, money: Option<u64> },
    Settle { pick: usize, percent: u64, known: bool },
    Release { pick: usize },
}

fn tries(percent_max: u64) -> impl Strategy<Value = Vec<Try>> {
    let reserve = (0u64..400, proptest::option::weighted(0.8, 0u64..4_000))
        .prop_map(|(tokens, money)| Try::Reserve { tokens, money });
    let settle = (any::<usize>(), 0..=percent_max, any::<bool>())
        .prop_map(|(pick, percent, known)| Try::Settle { pick, percent, known });
    let release = any::<usize>().prop_map(|pick| Try::Release { pick });
    proptest::collection::vec(prop_oneof![3 => reserve, 3 => settle, 1 => release], 0..80)
}

/// Plays the tries; after each, what must hold is checked. Gives the events.
fn play(tries: &[Try], budget: Budget) -> Result<(), TestCaseError> {
    let mut ledger = Ledger::new(budget);
    let mut events = Vec::new();
    let mut made: Vec<Amount> = Vec::new();
    let mut ended = std::collections::BTreeSet::new();
    for one in tries {
        let id_of = |pick: usize| ReservationId(1 + (pick % (made.len() + 1)) as u64);
        let event = match one {
            Try::Reserve { tokens, money } => {
                ledger.reserve(Amount { tokens: *tokens, micro_dollars: *money }).ok()
            }
            Try::Settle { pick, percent, known } => {
                let id = id_of(*pick);
                let worst = made.get(id.0 as usize - 1).copied().unwrap_or(amount(1, 1));
                let part = |whole: u64| whole * percent / 100;
                let used =
                    Amount { tokens: part(worst.tokens), micro_dollars: worst.micro_dollars.map(part) };
                ledger.settle(id, if *known { Used::Reported(used) } else { Used::Unknown }).ok()
            }
            Try::Release { pick } => ledger.release(id_of(*pick)).ok(),
        };
        let Some(event) = event else { continue };
        prop_assert_eq!(ledger.apply(&event), Ok(()));
        match event {
            LedgerEvent::Reserved { id, worst } => {
                made.push(worst);
                prop_assert_eq!(id.0 as usize, made.len());
            }
            LedgerEvent::Settled { id, .. } | LedgerEvent::Released { id } => {
                prop_assert!(ended.insert(id), "{:?} ended twice", id);
            }
        }
        events.push(event);
        let taken = ledger.spent().plus(ledger.reserved());
        let allowed = |max: Option<u64>, overrun: u64| max.map_or(u64::MAX, |max| max + overrun);
        prop_assert!(taken.tokens <= allowed(budget.tokens_max, ledger.overrun().tokens));
        prop_assert!(
            taken.micro_dollars <= allowed(budget.micro_dollars_max, ledger.overrun().micro_dollars)
        );
        // Nothing lost: every reservation is held or has ended, and what was settled is what is spent.
        prop_assert_eq!(ledger.held().count() + ended.len(), made.len());
        let settled = events.iter().fold(Total::ZERO, |sum, event| match event {
            LedgerEvent::Settled { used, .. } => sum.plus(Total::of(used)),
            LedgerEvent::Reserved { .. } | LedgerEvent::Released { .. } => sum,
        });
        prop_assert_eq!(ledger.spent(), settled);
        prop_assert_eq!(Ledger::replay(budget, &events), Ok(ledger.clone()));
    }
    Ok(())
}

proptest! {
    #[test]
    fn reserved_and_spent_never_pass_the_budget(tries in tries(100)) {
        play(&tries, budget(1_000, 10_000))?;
    }

    #[test]
    fn only_what_a_provider_charges_above_the_worst_case_can_pass_it(tries in tries(300)) {
        play(&tries, budget(1_000, 10_000))?;
    }
}
