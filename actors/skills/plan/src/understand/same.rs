//! One record for what a request calls by several names: `staff borrow cameras and laptops. Each item has a number`; kids and
//! children.

use protocol::requirements::FieldKind;

use super::fact::{Fact, FieldWish, Noun};
use super::lexicon::people;
use super::token::{Source, Span};

/// What any thing may be called once it was named.
const GENERIC: &[&str] = &["item", "piece", "device", "asset", "article", "object"];

/// Two words for the same.
const PAIRS: &[(&str, &str)] = &[("kid", "child"), ("film", "movie"), ("auto", "car"), ("pic", "photo")];

pub(super) fn merged(source: &Source<'_>, facts: Vec<Fact>) -> Vec<Fact> {
    kinds_of_items(source, same_words(facts))
}

/// `my kids' chores: each child has …`: the one word for both, where both are used.
fn same_words(mut facts: Vec<Fact>) -> Vec<Fact> {
    for (other, word) in PAIRS {
        let uses = |facts: &mut [Fact], sought: &str| {
            facts.iter_mut().flat_map(Fact::nouns_mut).any(|noun| noun.words == [sought])
        };
        if !uses(&mut facts, other) || !uses(&mut facts, word) {
            continue;
        }
        for noun in facts.iter_mut().flat_map(Fact::nouns_mut).filter(|noun| noun.words == [*other]) {
            noun.words = vec![(*word).to_owned()];
        }
    }
    facts
}

/// Things of which nothing is said but what is done to them, and what `each item` has: they are kinds of item.
fn kinds_of_items(source: &Source<'_>, mut facts: Vec<Fact>) -> Vec<Fact> {
    let Some(item) = described_item(source, &facts) else { return facts };
    let Some(kinds) = listed_before(&facts, &item) else { return facts };
    let span = Span::new(kinds[0].span.from, kinds.last().map_or(0, Noun::end));
    let is_kind = |noun: &Noun| kinds.iter().any(|kind| kind.words == noun.words);
    let mut seen: Vec<(Vec<Noun>, &'static str)> = Vec::new();
    facts.retain_mut(|fact| match fact {
        Fact::Entity { noun } => !is_kind(noun),
        Fact::Acts { actors, verb, object: Some(object), span: said, .. } if is_kind(object) => {
            *object = Noun { own: object.own, span: object.span, plural: true, ..item.clone() };
            said.to = said.to.max(span.to);
            let known = seen.iter().any(|(who, base)| who == actors && *base == verb.base);
            seen.push((actors.clone(), verb.base));
            !known
        }
        _ => true,
    });
    let values = kinds.iter().map(|kind| kind.words.join("_")).collect();
    let wish = FieldWish {
        words: vec!["kind".to_owned()],
        last: "kind".to_owned(),
        plural: false,
        kind: Some(FieldKind::Enum),
        constraints: Vec::new(),
        required: false,
        values,
        file: false,
        span,
    };
    facts.push(Fact::Field { owner: item, wish });
    facts
}

/// The item that `each item has` describes, and that is done nothing to by that name.
fn described_item(source: &Source<'_>, facts: &[Fact]) -> Option<Noun> {
    let owner = facts.iter().find_map(|fact| match fact {
        Fact::Field { owner, .. } if owner.words.len() == 1 && GENERIC.contains(&owner.head()) => {
            Some(owner.clone())
        }
        _ => None,
    })?;
    let each = matches!(source.low(owner.span.from.wrapping_sub(1)), "each" | "every" | "an" | "a" | "any");
    let done_to = facts
        .iter()
        .any(|fact| matches!(fact, Fact::Acts { object: Some(it), .. } if it.words == owner.words));
    (each && !done_to).then_some(owner)
}

/// Two or more things that one statement before it lists, and of which nothing else is told.
fn listed_before(facts: &[Fact], item: &Noun) -> Option<Vec<Noun>> {
    let told = |noun: &Noun| {
        facts.iter().any(|fact| match fact {
            Fact::Field { owner, .. } | Fact::Record { noun: owner } => owner.words == noun.words,
            Fact::Link { from, to, .. } => from.words == noun.words || to.words == noun.words,
            _ => false,
        })
    };
    let mut lists: Vec<(usize, Vec<Noun>)> = Vec::new();
    for fact in facts {
        let Fact::Acts { object: Some(object), span, .. } = fact else { continue };
        if people::is_person(object.head()) || !object.plural || object.end() > item.span.from {
            continue;
        }
        match lists.iter_mut().find(|(from, _)| *from == span.from) {
            Some((_, list)) if list.iter().all(|it| it.words != object.words) => list.push(object.clone()),
            Some(_) => {}
            None => lists.push((span.from, vec![object.clone()])),
        }
    }
    let (_, kinds) = lists.into_iter().rev().find(|(_, list)| list.len() > 1)?;
    (!kinds.iter().any(told)).then_some(kinds)
}
