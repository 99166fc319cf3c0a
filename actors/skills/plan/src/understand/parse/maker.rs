//! Restrictions to whoever made a record: `only the author of a post can edit it`, `trips can only be deleted by whoever
//! logged them`, `nobody but the owner may see a note`.

use protocol::requirements::FeatureName;

use super::Reader;
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::verbs::{Act, Does, Form, Seen};
use crate::understand::lexicon::{function, people};
use crate::understand::token::Span;

/// People by what they did to one record.
pub(crate) const MAKERS: &[&str] =
    &["author", "owner", "creator", "maker", "writer", "poster", "uploader", "submitter", "originator"];
/// People by what one record has to do with them: each record has its own.
const PARTIES: &[&str] =
    &["assignee", "recipient", "addressee", "requester", "applicant", "invitee", "holder"];
/// People of whom only what follows says who they are: `the person who wrote it`.
const WHOEVER: &[&str] =
    &["person", "one", "those", "user", "member", "somebody", "someone", "anyone", "people"];
/// Verbs of one such sentence.
const VERBS_MAX: usize = 6;
/// Words between a record and `by`: `can only be edited and deleted by`.
const BEFORE_BY_MAX: usize = 9;

/// Whoever made a record.
struct Maker {
    /// None where any maker is meant.
    who: Option<Noun>,
    /// None where another part of the sentence names it.
    record: Option<Noun>,
    end: usize,
}

impl Reader<'_> {
    pub(super) fn maker(&mut self, at: usize, hi: usize) -> usize {
        let only = self.only_the_maker(at, hi).unwrap_or(at);
        if only > at { only } else { self.by_the_maker(at, hi).unwrap_or(at) }
    }

    /// `only the author of a post can edit it`, `nobody but its owner may delete a list`.
    fn only_the_maker(&mut self, at: usize, hi: usize) -> Option<usize> {
        let lead = self.behind_only(at);
        let mut maker = self.the_maker(lead.unwrap_or(at), hi)?;
        // `a post's author alone can delete it`.
        let alone = matches!(self.source.low(maker.end), "alone" | "only") && self.modal(maker.end + 1);
        maker.end += usize::from(alone);
        let (beside, end) = self.people_beside(&maker, hi);
        maker.end = end;
        lead.filter(|_| !alone).or(alone.then_some(at))?;
        let (verbs, end) = self.deeds_at(self.behind_modals(maker.end), hi);
        if verbs.is_empty() {
            return None;
        }
        let object = self.noun(end, hi).filter(|noun| !people::is_person(noun.head()));
        let pronoun = matches!(self.source.low(end), "it" | "them" | "that" | "those");
        let end = object.as_ref().map_or(end + usize::from(pronoun), Noun::end);
        let record = maker.record.or(object).or_else(|| self.topic.clone())?;
        Some(self.held_to_maker(maker.who, &beside, &record, &verbs, Span::new(at, end)))
    }

    /// `the author or an editor`: whoever else may.
    fn people_beside(&self, maker: &Maker, hi: usize) -> (Vec<Noun>, usize) {
        let next = self.separator(maker.end, hi);
        if next == maker.end || self.source.is_mark(maker.end, ',') {
            return (Vec::new(), maker.end);
        }
        let (people, end) = self.people_at(next, hi);
        let others = |noun: &Noun| !self.is_maker(noun) && !PARTIES.contains(&noun.head());
        if people.is_empty() || !people.iter().all(others) {
            return (Vec::new(), maker.end);
        }
        (people, end)
    }

    /// `a post can only be edited by its author`, `lists are deleted by their owner alone`.
    fn by_the_maker(&mut self, at: usize, hi: usize) -> Option<usize> {
        let record = self.noun(at, hi).filter(|noun| !people::is_person(noun.head()))?;
        let by =
            (record.end()..hi.min(record.end() + BEFORE_BY_MAX)).find(|i| self.source.low(*i) == "by")?;
        let verbs: Vec<Seen> = (record.end()..by)
            .filter_map(|i| self.any_verb(i).filter(|verb| verb.form == Form::Past || verb.base == "read"))
            .collect();
        let known = |i: usize| {
            let word = self.source.low(i);
            self.any_verb(i).is_some()
                || matches!(word, "only" | "," | "and" | "or" | "be" | "just" | "ever" | "exclusively")
                || function::is(function::AUXILIARIES, word)
                || function::is(function::BE, word)
        };
        if verbs.is_empty() || !(record.end()..by).all(known) {
            return None;
        }
        let start = by + 1 + usize::from(self.is_only_word(by + 1));
        let mut maker = self.the_maker(start, hi)?;
        let (beside, end) = self.people_beside(&maker, hi);
        maker.end = end;
        let trailing = self.is_only_word(maker.end) || self.source.low(maker.end) == "alone";
        let only = trailing || (record.end()..start).any(|i| self.is_only_word(i));
        let end = maker.end + usize::from(trailing);
        only.then(|| self.held_to_maker(maker.who, &beside, &record, &verbs, Span::new(at, end)))
    }

    fn held_to_maker(
        &mut self,
        who: Option<Noun>,
        beside: &[Noun],
        record: &Noun,
        verbs: &[Seen],
        span: Span,
    ) -> usize {
        let record = Noun { own: false, others: false, ..record.clone() };
        self.facts.push(Fact::Entity { noun: record.clone() });
        self.facts
            .extend(beside.iter().map(|noun| Fact::Role { noun: Noun { plural: false, ..noun.clone() } }));
        for verb in verbs {
            let (who, beside, record) = (who.clone(), beside.to_vec(), record.clone());
            let fact = Fact::ByMaker { who, beside, record, verb: *verb, span };
            self.facts.push(fact);
        }
        self.topic = Some(record);
        span.to
    }

    /// Behind `only`, `nobody but`, `no one except`.
    fn behind_only(&self, at: usize) -> Option<usize> {
        if self.is_only_word(at) {
            return Some(at + 1);
        }
        let i = self.says_nobody(at)?;
        match (self.source.low(i), self.source.low(i + 1)) {
            ("except" | "but" | "besides", "for") | ("other", "than") | ("apart", "from") => Some(i + 2),
            ("except" | "but" | "besides" | "than", _) => Some(i + 1),
            _ => None,
        }
    }

    pub(super) fn is_only_word(&self, at: usize) -> bool {
        matches!(self.source.low(at), "only" | "just" | "exclusively" | "solely")
    }

    pub(super) fn behind_modals(&self, at: usize) -> usize {
        let mut i = at;
        while self.modal(i) || matches!(self.source.low(i), "be" | "only" | "then") {
            i += 1;
        }
        i
    }

    fn deeds_at(&self, at: usize, hi: usize) -> (Vec<Seen>, usize) {
        let (mut verbs, mut i) = (Vec::new(), at);
        while let Some(verb) = self
            .any_verb(i)
            .filter(|verb| i < hi && verbs.len() < VERBS_MAX && matches!(verb.form, Form::Base | Form::Third))
        {
            i += verb.len;
            verbs.push(verb);
            let next = self.separator(i, hi);
            if next == i || self.any_verb(next).is_none() {
                break;
            }
            i = next;
        }
        (verbs, i)
    }

    /// `the author of a post`, `its owner`, `a post's author`, `the agent who listed it`, `whoever wrote it`.
    fn the_maker(&self, at: usize, hi: usize) -> Option<Maker> {
        if self.source.low(at) == "whoever" {
            let (record, end) = self.made_it(at + 1, hi)?;
            return Some(Maker { who: None, record, end });
        }
        let shared = WHOEVER.contains(&self.source.low(at)).then_some(at + 1);
        let noun = self.noun(at, hi).filter(|noun| {
            people::is_person(noun.head()) || self.is_maker(noun) || PARTIES.contains(&noun.head())
        });
        let end = shared.filter(|_| noun.is_none()).or_else(|| noun.as_ref().map(Noun::end))?;
        let generic = noun.as_ref().is_none_or(|noun| self.is_maker(noun) || WHOEVER.contains(&noun.head()));
        let who = noun.clone().filter(|_| !generic);
        if matches!(self.source.low(end), "who" | "that") {
            let (record, end) = self.made_it(end + 1, hi)?;
            return Some(Maker { who, record, end });
        }
        let noun = noun?;
        let one = !noun.plural && noun.determined;
        if self.source.low(end) == "of" && (one || self.is_maker(&noun)) {
            let record = self.noun(end + 1, hi).filter(|record| !people::is_person(record.head()))?;
            let end = record.end();
            return Some(Maker { who, record: Some(record), end });
        }
        if PARTIES.contains(&noun.head()) && noun.words.len() == 1 && noun.determined {
            return Some(Maker { who: Some(noun), record: None, end });
        }
        if !self.is_maker(&noun) || !noun.determined {
            return None;
        }
        let before = &noun.words[..noun.words.len() - 1];
        let record = (!before.is_empty()).then(|| Noun { words: before.to_vec(), ..noun.clone() });
        Some(Maker { who, record, end })
    }

    fn is_maker(&self, noun: &Noun) -> bool {
        let possessed = (noun.span.from..noun.end()).any(|i| self.source.raw(i).ends_with("'s"));
        MAKERS.contains(&noun.head()) && (noun.words.len() == 1 || possessed && noun.words.len() == 2)
    }

    /// `created it`, `wrote the post`, `has listed a flat`: the record, unless a pronoun stands for it.
    fn made_it(&self, at: usize, hi: usize) -> Option<(Option<Noun>, usize)> {
        let adverb = matches!(self.source.low(at), "has" | "have" | "had" | "originally" | "first");
        let at = at + usize::from(adverb);
        let verb = self.any_verb(at).filter(|verb| makes(verb) && verb.form != Form::Ing)?;
        let end = at + verb.len;
        if matches!(self.source.low(end), "it" | "them" | "that" | "those") {
            return Some((None, end + 1));
        }
        let record = self.noun(end, hi).filter(|noun| !people::is_person(noun.head()))?;
        let end = record.end();
        Some((Some(record), end))
    }

    /// `posts they wrote`, `what they have added themselves`: where the words end that make an object one's own.
    pub(super) fn made_themselves(&self, at: usize) -> Option<usize> {
        if let Some(end) = self.given_to_them(at) {
            return Some(end);
        }
        let at = at + usize::from(matches!(self.source.low(at), "that" | "which"));
        let they = matches!(self.source.low(at), "they" | "he" | "she" | "i" | "they've" | "i've");
        let have = at + 1 + usize::from(matches!(self.source.low(at + 1), "have" | "has" | "had"));
        let verb = self.any_verb(have).filter(|verb| they && makes(verb) && verb.form == Form::Past)?;
        let end = have + verb.len;
        let self_word = matches!(self.source.low(end), "themselves" | "himself" | "herself" | "myself");
        Some(end + usize::from(self_word))
    }
}

/// What is done to a record that makes it somebody's.
const GIVEN: &[&str] = &["sent", "assigned", "given", "addressed", "issued", "allocated", "handed"];

const ARRANGED: &[&str] = &["made", "booked", "scheduled", "arranged"];

impl Reader<'_> {
    /// Whom a record is given to, where that says which of them they see.
    pub(super) fn given_to(&mut self, actors: &[Noun], object: &Noun, span: Span) {
        if !object.own || self.given_to_them(object.end()).is_none() {
            return;
        }
        for to in actors.iter().filter(|actor| people::is_person(actor.head())) {
            self.facts.push(Fact::Link {
                from: object.clone(),
                to: to.clone(),
                link: Link::Assigned,
                optional: true,
                name: None,
                span,
            });
        }
    }

    /// `see messages sent to them`, `complete tasks that are assigned to them`: those are theirs, too.
    fn given_to_them(&self, at: usize) -> Option<usize> {
        let that = usize::from(matches!(self.source.low(at), "that" | "which"));
        let is = usize::from(matches!(self.source.low(at + that), "is" | "are" | "was" | "were"));
        let been = at + that + if that > 0 { is } else { 0 };
        let them = matches!(self.source.low(been + 2), "them" | "him" | "her" | "me");
        let given = GIVEN.contains(&self.source.low(been)) && self.source.low(been + 1) == "to";
        let arranged = ARRANGED.contains(&self.source.low(been)) && self.source.low(been + 1) == "with";
        ((given || arranged) && them).then_some(been + 3)
    }
}

/// Whether whoever does this has made the record, or has it.
fn makes(verb: &Seen) -> bool {
    match verb.does {
        Does::Acts(acts) => acts.contains(&Act::Create),
        Does::Owns | Does::Makes(_) | Does::MakesNamed(_) | Does::Unbuilt(_) => true,
        Does::Needs(name) => name == FeatureName::Attachments,
        Does::Moves(_) => false,
    }
}
