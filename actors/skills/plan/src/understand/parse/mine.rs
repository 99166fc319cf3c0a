//! What whoever asks does themselves beside others: `growers open stalls and I approve them` says what administrators do.

use protocol::requirements::FieldConstraint;

use super::Reader;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::people;
use crate::understand::lexicon::verbs::{Does, Form};
use crate::understand::morph;
use crate::understand::token::Span;

/// What is done with records, unlike `we bake cakes`, `we organise markets`.
const DONE: &[&str] =
    &["add", "enter", "create", "publish", "post", "upload", "update", "edit", "manage", "delete"];
/// What leaves a value with what was there before.
const FILLS: &[&str] = &["add", "adds", "enter", "enters", "assign", "assigns"];
/// Words of a deed that is passed over.
const UNREAD_MAX: usize = 7;
const BETWEEN: &[&str] =
    &["then", "also", "always", "will", "can", "usually", "just", "personally", "only", "must"];
/// Words between a record and what it waits for.
const WAITS_MAX: usize = 6;

impl Reader<'_> {
    /// Where nobody else is named, whoever asks is whoever registers, and the statement is read elsewhere.
    pub(super) fn i_do(&mut self, at: usize, hi: usize) -> usize {
        if !matches!(self.source.low(at), "i" | "we") || !self.names_others() {
            return at;
        }
        let i = self.past_between(at + 1);
        if let Some(end) = self.sees_all(i, hi) {
            self.facts.push(Fact::Beside { span: Span::new(at, end) });
            return end;
        }
        if let Some(end) = self.sees_or_judges(at, i, hi) {
            return end;
        }
        if !self.does_to_known(at, i, hi) {
            return self.second_deed(at, i, hi);
        }
        let end = self.acts(&[self.administrators(at)], Only::Nothing, at, i, hi);
        if end > i { end } else { at }
    }

    fn past_between(&self, at: usize) -> usize {
        let mut i = at;
        while BETWEEN.contains(&self.source.low(i)) {
            i += 1;
        }
        i
    }

    /// `see all of them`: whoever administers it does.
    fn sees_all(&self, at: usize, hi: usize) -> Option<usize> {
        let sees = self.any_verb(at).is_some_and(|verb| verb.form == Form::Base && verb.base == "see");
        let all = matches!(self.source.low(at + 1), "all" | "everything");
        let of = self.source.low(at + 2) == "of" && matches!(self.source.low(at + 3), "them" | "it");
        let end = at + 2 + 2 * usize::from(of);
        let whole = end >= hi || !self.source.is_word(end);
        (sees && all && whole).then_some(end)
    }

    /// `I see the scores`, `I approve farmers`: that is named where nothing else is said of what it is done to, and never
    /// taken for the start of another statement.
    fn sees_or_judges(&mut self, at: usize, verb: usize, hi: usize) -> Option<usize> {
        let seen = self.any_verb(verb).filter(|seen| seen.form == Form::Base)?;
        let object = self.noun(verb + seen.len, hi)?;
        let end = object.end();
        let whole = end >= hi || !self.source.is_word(end) || matches!(self.source.low(end), "and" | "or");
        let sees = seen.base == "see" && !people::is_person(object.head());
        let judges = matches!(seen.does, Does::Moves(_)) && people::is_person(object.head());
        if !whole || !sees && !judges {
            return None;
        }
        let span = Span::new(at, end);
        // Whoever administers it sees every record.
        let is_it = |at: &usize| morph::singular(self.source.low(*at)) == object.head();
        let known = sees && (0..self.source.tokens.len()).filter(is_it).count() > 1;
        self.facts.push(if known { Fact::Beside { span } } else { Fact::Unknown { span } });
        Some(end)
    }

    /// `members sign up, trainers confirm them`: what they are was not read before a statement that starts here.
    pub(super) fn after_unread_deed(&self, start: usize) -> bool {
        let mut last = start;
        while last > 0 && matches!(self.source.low(last - 1), "," | "and" | "then" | "the" | ";") {
            last -= 1;
        }
        if last > 1 && (self.source.low(last - 2), self.source.low(last - 1)) == ("sign", "up") {
            return true;
        }
        let said = |fact: &&Fact| {
            !matches!(fact, Fact::Acts { .. } | Fact::Field { .. } | Fact::Entity { .. } | Fact::Link { .. })
        };
        let unread = self.facts.iter().rev().take_while(said).find_map(|fact| match fact {
            Fact::Unknown { span } if span.to <= start => Some(*span),
            _ => None,
        });
        let person = |at: usize| {
            let word = self.source.low(at);
            word == "people" || morph::is_plural(word) && people::is_person(&morph::singular(word))
        };
        unread.is_some_and(|span| person(span.from) || span.from > 0 && person(span.from - 1))
    }

    /// `people apply to adopt a dog and we accept or decline`: of the sentence so far, nothing was read.
    fn nothing_was_read(&self, start: usize) -> bool {
        let sentence = self.starts.range(..=start).next_back().copied().unwrap_or(start);
        let within = |span: &Span| span.to <= start && sentence < span.to;
        let read = self.facts.iter().any(|fact| match fact {
            Fact::Acts { span, .. } | Fact::Link { span, .. } => within(span),
            Fact::Field { wish, .. } => within(&wish.span),
            Fact::Entity { noun } => within(&noun.span),
            _ => false,
        });
        start - sentence > WAITS_MAX && !read
    }

    /// Whether what is done here is done with records that are spoken of.
    fn does_to_known(&self, start: usize, at: usize, hi: usize) -> bool {
        let verb = self.any_verb(at).filter(|verb| verb.form == Form::Base);
        let marks = matches!(self.source.low(at), "mark" | "assign");
        let moves = verb.is_some_and(|verb| matches!(verb.does, Does::Moves(_)));
        let works = self.is_work(at) || FILLS.contains(&self.source.low(at));
        // `we accept credit cards` speaks of how people pay: what is decided on was spoken of.
        let known = |noun: &Noun| {
            let said = noun.plural || noun.determined || verb.is_some_and(|verb| verb.base == "upload");
            (!moves || self.recurs(noun)) && said && noun.head() != "one" && !people::is_person(noun.head())
        };
        let behind = at + verb.map_or(1, |verb| verb.len);
        let object = matches!(self.source.low(behind), "them" | "it" | "and" | "or")
            && !self.after_unread_deed(start)
            && !self.nothing_was_read(start)
            || self.noun(behind, hi).is_some_and(|noun| known(&noun));
        (marks || moves || works) && object
    }

    fn is_work(&self, at: usize) -> bool {
        self.any_verb(at).is_some_and(|verb| verb.form == Form::Base && DONE.contains(&verb.base))
    }

    /// `I set the prices and can cancel any booking`: one of these is read.
    fn second_deed(&mut self, at: usize, first: usize, hi: usize) -> usize {
        let and = (first + 1..hi.min(first + UNREAD_MAX)).find(|i| self.source.low(*i) == "and");
        let Some(and) = and else { return at };
        let next = self.past_between(and + 1);
        let moves = self
            .any_verb(next)
            .is_some_and(|verb| verb.form == Form::Base && matches!(verb.does, Does::Moves(_)));
        // `we bake cakes and sell them` tells of a business.
        let ours = self.source.low(at) == "we"
            && self.any_verb(next).is_none_or(|verb| self.source.low(next + verb.len) != "them");
        if ours || !moves && !self.is_work(next) {
            return at;
        }
        let end = self.acts(&[self.administrators(at)], Only::Nothing, next, next, hi);
        if end == next {
            return at;
        }
        self.facts.push(Fact::Unknown { span: Span::new(at + 1, and) });
        end
    }

    /// `new stalls wait until I approve them`, `reviews go live after a moderator approves them`.
    pub(super) fn waits_for(&mut self, at: usize, hi: usize) -> usize {
        let Some(mut noun) = self.noun(at, hi) else { return at };
        // `a review stays hidden`: no stays of reviews.
        if noun.words.len() > 1 && matches!(noun.last.as_str(), "stays" | "stay" | "remains" | "waits") {
            noun.words.pop();
            noun.span.to -= 1;
            noun.last = noun.head().to_owned();
            noun.plural = false;
        }
        if people::is_person(noun.head()) || !noun.plural && !noun.determined {
            return at;
        }
        if noun.words.len() > 1 && noun.words[0] == "new" {
            noun.words.remove(0);
        }
        let end = noun.end();
        let last = hi.min(end + WAITS_MAX);
        let Some(until) = (end..last)
            .find(|i| matches!(self.source.low(*i), "until" | "after" | "once" | "for" | "before"))
        else {
            return at;
        };
        let words = |list: &[&str]| (end..until).any(|i| list.contains(&self.source.low(i)));
        let held = words(&[
            "wait",
            "waits",
            "hidden",
            "invisible",
            "pending",
            "live",
            "appear",
            "shown",
            "visible",
            "public",
        ]);
        if !held {
            return at;
        }
        if matches!(self.source.low(until), "for" | "until" | "after")
            && self.source.low(until + 1) == "approval"
        {
            return self.approved_before_shown(None, noun, Span::new(at, until + 2));
        }
        let me = matches!(self.source.low(until + 1), "i" | "we");
        let who = self.noun(until + 1, hi).filter(|who| !me && people::is_person(who.head()));
        let verb = if me { until + 2 } else { who.as_ref().map_or(hi, Noun::end) };
        let approves = matches!(
            self.source.low(verb),
            "approve" | "approves" | "accept" | "accepts" | "confirm" | "confirms"
        );
        if !approves || verb >= hi {
            return at;
        }
        let it = usize::from(matches!(self.source.low(verb + 1), "it" | "them"));
        self.approved_before_shown(who, noun, Span::new(at, verb + 1 + it))
    }

    /// `I add a tracking number`: to what was spoken of last, once it is there.
    pub(super) fn filled(&mut self, at: usize, hi: usize) -> Option<usize> {
        let field = self.noun(at + 1, hi).filter(|_| FILLS.contains(&self.source.low(at)))?;
        let number = matches!(field.head(), "number" | "time" | "score" | "mark" | "grade" | "link" | "fee");
        let one = field.words.len() > 1 && number && (field.determined || field.plural);
        let end = field.end();
        if !one || end < self.source.tokens.len() && matches!(self.source.low(end), "to" | "with" | "for") {
            return None;
        }
        let span = Span::new(at, end);
        let Some(owner) = self.topic.clone().filter(|topic| !people::is_person(topic.head())) else {
            self.facts.push(Fact::Unknown { span });
            return Some(end);
        };
        let mut wish = self.wish(&field.in_singular());
        wish.constraints.push(FieldConstraint::Optional);
        wish.span = span;
        self.facts.push(Fact::Field { owner, wish });
        Some(end)
    }

    fn administrators(&self, at: usize) -> Noun {
        let word = "admin".to_owned();
        Noun { words: vec![word], last: "admins".to_owned(), plural: true, ..Noun::unnamed(at) }
    }

    /// Whether a request speaks of people beside whoever asks.
    fn names_others(&self) -> bool {
        // `restaurants order vegetables, we deliver them`.
        let act = |fact: &Fact| matches!(fact, Fact::Acts { actors, .. } if !actors.is_empty());
        if self.facts.iter().any(act) {
            return true;
        }
        let article = |at: usize| at > 0 && matches!(self.source.low(at - 1), "a" | "an" | "the" | "each");
        (0..self.source.tokens.len()).any(|at| {
            let word = self.source.low(at);
            let one = morph::singular(word);
            people::is_person(&one) && (morph::is_plural(word) || article(at))
        })
    }
}
