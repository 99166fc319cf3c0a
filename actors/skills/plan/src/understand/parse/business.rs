//! Whoever asks says what they run, and then what they need: `I run a dog walking business and need to keep track of clients`.

use protocol::requirements::Visibility;

use super::Reader;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::verbs::{Act, Does, Form};
use crate::understand::lexicon::{people, products};
use crate::understand::token::Span;

use super::action::Statement;

const RUNS: &[&str] = &["run", "own", "have", "operate", "started", "opened"];
/// Words between what they run and what they need: `and we would really like to`.
const NEEDS: &[&str] = &[
    "and", ",", "i", "we", "need", "want", "would", "like", "have", "really", "just", "am", "are", "looking",
    "so", "i'd", "we'd", "must", "also",
];

impl Reader<'_> {
    /// The business names the product; what they need to do is what it is for.
    pub(super) fn business(&mut self, at: usize, hi: usize) -> usize {
        let ours = matches!(self.source.low(at), "i" | "we") && RUNS.contains(&self.source.low(at + 1));
        if !ours || self.product.is_some() || !self.starts.contains(&at) {
            return at;
        }
        let Some(what) = self.noun(at + 2, hi).filter(|noun| noun.determined && !noun.plural) else {
            return at;
        };
        let known = crate::domains::domain(&what.words).is_some();
        if !known && !products::BUSINESSES.contains(&what.head()) && !people::is_group(what.head()) {
            return at;
        }
        let mut needs = what.end();
        while needs < hi && NEEDS.contains(&self.source.low(needs)) {
            needs += 1;
        }
        let end = what.end();
        let to = matches!(self.source.low(needs), "to" | "for");
        if !to || needs == end {
            return at;
        }
        self.facts.push(Fact::Beside { span: Span::new(at, what.lead.min(what.span.from)) });
        self.product = Some(what.clone());
        // What they keep they say themselves.
        if known {
            self.facts.push(Fact::Product { noun: what.clone() });
        }
        self.facts.push(Fact::Purpose { noun: what });
        self.facts.push(Fact::Beside { span: Span::new(end, needs + 1) });
        self.items_of_purpose(needs + 1, hi).max(needs + 1)
    }

    /// `tools lent to employees with due dates`: each time it is a loan, which has a due date.
    pub(super) fn lent_to(&mut self, things: &Noun, hi: usize) -> Option<usize> {
        let at = things.end();
        let lent = matches!(self.source.low(at), "lent" | "loaned") && self.source.low(at + 1) == "to";
        let people = self.noun(at + 2, hi).filter(|it| lent && people::is_person(it.head()))?;
        let verb = crate::understand::lexicon::verbs::at("borrow", |_, _| false)?;
        let (end, said) = (people.end(), Statement { from: at, only: Only::Nothing, denied: false });
        self.push_acts(&[Noun { plural: true, ..people }], &[verb], things, said, Span::new(at, end));
        Some(self.fields_of_made(&[verb], end, hi).max(end))
    }

    /// `Only I can see it`: what whoever asks keeps is everybody's own.
    pub(super) fn only_mine(&mut self, at: usize, hi: usize) -> usize {
        let mine = self.source.low(at) == "only"
            && self.source.low(at + 1) == "i"
            && (matches!(self.source.low(at + 2), "can" | "may" | "should" | "will")
                && matches!(self.source.low(at + 3), "see" | "read" | "view" | "access" | "use")
                || matches!(self.source.low(at + 2), "use" | "see"));
        // `I can see everything`: whoever runs it does.
        let mine_to_see = self.source.low(at) == "i"
            && matches!(self.source.low(at + 1), "can" | "want" | "should" | "may");
        let see = at + 2 + usize::from(self.source.low(at + 2) == "to");
        if mine_to_see
            && matches!(self.source.low(see), "see" | "manage" | "do" | "edit" | "access")
            && matches!(self.source.low(see + 1), "everything" | "all")
            && (see + 2 >= hi || !self.source.is_word(see + 2))
        {
            self.facts.push(Fact::Beside { span: Span::new(at, see + 2) });
            return see + 2;
        }
        let object = at + 3 + usize::from(!matches!(self.source.low(at + 2), "use" | "see"));
        let it = matches!(self.source.low(object), "it" | "them" | "this" | "everything");
        let noun = if it { None } else { self.noun(object, hi).filter(|noun| noun.own || noun.determined) };
        let end = noun.as_ref().map_or(object + usize::from(it), Noun::end);
        if !mine || end == object {
            return at;
        }
        self.facts.push(Fact::Sees { noun, visibility: Visibility::Owner, span: Span::new(at, end) });
        end
    }

    /// `track who borrowed which equipment`: whoever registers borrows it, and a record of that is left.
    pub(super) fn who_did(&mut self, at: usize, hi: usize) -> Option<usize> {
        if self.source.low(at) != "who" {
            return None;
        }
        let has = at + 1 + usize::from(matches!(self.source.low(at + 1), "has" | "have"));
        let verb = self.any_verb(has)?;
        let leaves = matches!(verb.does, Does::Makes(_) | Does::MakesNamed(_))
            || matches!(verb.does, Does::Acts(acts) if acts.contains(&Act::Create));
        let which = has + verb.len;
        let asked = matches!(self.source.low(which), "which" | "what" | "our" | "my" | "the");
        let start = which + usize::from(matches!(self.source.low(which), "which" | "what"));
        self.noun(start, hi).filter(|object| {
            leaves && asked && verb.form != Form::Ing && !people::is_person(object.head())
        })?;
        let said = Statement { from: at, only: Only::Nothing, denied: false };
        let end = self.objects(&[], &[verb], said, start, hi);
        (end > start).then_some(end)
    }
}
