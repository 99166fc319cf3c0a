//! User stories: `As a nurse I want to record vital signs for a patient so that the doctor sees them`.

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::features::CAPABILITIES;
use crate::understand::lexicon::verbs::Form;
use crate::understand::lexicon::{fields, function, people};
use crate::understand::token::Span;

/// Words between the role and `I want`: `As treasurer of a football club, I want`.
const BEFORE_WISH_MAX: usize = 8;
/// Deeds of one story.
const DEEDS_MAX: usize = 4;

impl Reader<'_> {
    /// A story at the start of a sentence; answers where what was read of it ends.
    pub(super) fn story(&mut self, at: usize, hi: usize) -> usize {
        if self.source.low(at) != "as" || !self.starts.contains(&at) {
            return at;
        }
        let Some(role) = self.noun(at + 1, hi).filter(|noun| !noun.plural) else { return at };
        let Some(wish) = self.wish_lead(role.end(), hi) else { return at };
        // Everybody is no role; what they want to see is not said to be public either.
        let anybody = people::is_anybody(role.head());
        if !anybody {
            self.facts.push(Fact::Role { noun: role.clone() });
        }
        self.facts.push(Fact::Beside { span: Span::new(at, wish) });
        // `As a gym owner I want members to sign up for classes`.
        let others = self.noun(wish, hi).filter(|noun| people::is_person(noun.head()));
        if let Some(others) = others.filter(|noun| self.source.low(noun.end()) == "to") {
            let start = others.end() + 1;
            let end = self.acts(std::slice::from_ref(&others), Only::Nothing, wish, start, hi);
            if end > start {
                return self.reason(end, hi);
            }
        }
        let to = self.to_do(wish, hi);
        let does = to > wish || self.says_deed(to);
        let end = if does { self.deeds(&role, to, hi) } else { self.wanted(wish, hi) };
        self.reason(end, hi)
    }

    /// `I want parents to book lessons`, `we need volunteers to pick shifts`.
    pub(super) fn wish_of_others(&mut self, at: usize, hi: usize) -> usize {
        // `we're a bakery and want customers to preorder cakes`.
        let and =
            matches!(self.source.low(at), "want" | "need") && self.source.low(at.wrapping_sub(1)) == "and";
        if !and && !matches!(self.source.low(at), "i" | "we" | "i'd" | "we'd") {
            return at;
        }
        let mut i = at + usize::from(!and);
        while matches!(self.source.low(i), "would" | "really" | "also" | "just" | "'d") {
            i += 1;
        }
        if !matches!(self.source.low(i), "want" | "need" | "like" | "wish" | "love" | "expect") {
            return at;
        }
        let others = self.noun(i + 1, hi).filter(|noun| people::is_person(noun.head()));
        let Some(others) = others.filter(|noun| self.source.low(noun.end()) == "to") else { return at };
        let start = others.end() + 1;
        let end = self.acts(std::slice::from_ref(&others), Only::Nothing, others.span.from, start, hi);
        if end > start {
            self.facts.push(Fact::Beside { span: Span::new(at, i + 1) });
            end
        } else {
            at
        }
    }

    /// Behind `I want`, `I'd like`, `we need`.
    fn wish_lead(&self, at: usize, hi: usize) -> Option<usize> {
        let last = (at + BEFORE_WISH_MAX).min(hi);
        let me = (at..last).find(|i| matches!(self.source.low(*i), "i" | "we" | "i'd" | "we'd" | "i'll"))?;
        let mut i = me + 1;
        while i < hi
            && matches!(
                self.source.low(i),
                "would" | "really" | "also" | "just" | "can" | "should" | "must" | "may"
            )
        {
            i += 1;
        }
        if matches!(self.source.low(i), "want" | "need" | "like" | "wish" | "love" | "expect" | "prefer") {
            return Some(i + 1);
        }
        // `as a keeper I add tools`.
        let does = self.any_verb(i).is_some_and(|verb| verb.form == Form::Base);
        (i > me + 1 || does).then_some(i)
    }

    /// The verb of `I can add tools`, `as a keeper I add tools`.
    fn says_deed(&self, at: usize) -> bool {
        matches!(self.source.low(at.wrapping_sub(1)), "can" | "should" | "must" | "may" | "i" | "we")
            && self.any_verb(at).is_some()
    }

    /// Behind `to`, `to be able to`; where `I can` led, the verb follows at once.
    fn to_do(&self, at: usize, hi: usize) -> usize {
        let mut i = at;
        if self.says_deed(i) {
            return i;
        }
        if self.source.low(i) == "to" {
            i += 1;
        }
        let able =
            self.source.low(i) == "be" && self.source.low(i + 1) == "able" && self.source.low(i + 2) == "to";
        if able && i + 3 < hi { i + 3 } else { i }
    }

    /// `record vital signs and export them`: each deed, or its words where the verb says nothing here.
    fn deeds(&mut self, role: &Noun, at: usize, hi: usize) -> usize {
        let mut i = at;
        let mut end = at;
        for _ in 0..DEEDS_MAX {
            // `upload the deed`: the deed is kept, and not only its file.
            let uploads = self.any_verb(i).is_some_and(|it| it.base == "upload")
                && self
                    .noun(i + 1, hi)
                    .is_some_and(|it| !fields::is_file(it.head()) && !fields::is_file(&it.words[0]));
            let capability = CAPABILITIES.at(self.source, i).filter(|(len, _)| *len > 1 || !uploads);
            if let Some((len, capability)) = capability {
                self.capability(*capability, Span::new(i, i + len));
                end = i + len;
            } else if self.any_verb(i).is_some() || self.tells(i, hi) {
                end = self.acts(std::slice::from_ref(role), Only::Nothing, i, i, hi);
                if end <= i {
                    end = self.unread_deed(Some(role), i, hi);
                }
            } else {
                end = self.unread_deed(Some(role), i, hi);
            }
            let next = self.separator(end, hi);
            let more = next > end
                && next < hi
                && (self.any_verb(next).is_some() || CAPABILITIES.at(self.source, next).is_some());
            if !more {
                break;
            }
            i = next;
        }
        end
    }

    /// Words of a deed that nothing is made of, up to where another begins.
    fn unread_deed(&mut self, role: Option<&Noun>, at: usize, hi: usize) -> usize {
        let object = self.noun(at + 1, hi).filter(|_| self.source.is_word(at));
        if let (Some(role), Some(object)) = (role, object) {
            let mark = self.facts.len();
            let object = self.without_participle(object);
            let end = object.end();
            let described = self.source.low(end) == "with" || self.source.is_mark(end, '(');
            let defined = if described { self.definition(&object, end, hi) } else { end };
            let span = Span::new(at, defined);
            if defined > end || self.recurs(&object) {
                self.facts.push(Fact::Entity { noun: object.clone() });
                self.topic = Some(object.clone());
                self.facts.push(Fact::Works { actors: vec![role.clone()], object, span });
            } else {
                self.facts.truncate(mark);
            }
            if defined > end {
                self.facts.push(Fact::Unknown { span: Span::new(at, at + 1) });
                return defined;
            }
        }
        let ends =
            |i: usize| self.source.is_mark(i, ',') || matches!(self.source.low(i), "and" | "so" | "because");
        let end = (at + 1..hi).find(|i| ends(*i)).unwrap_or(hi);
        self.facts.push(Fact::Unknown { span: Span::new(at, end) });
        end
    }

    /// `I want a burndown chart`: a capability, or words that are named.
    fn wanted(&mut self, at: usize, hi: usize) -> usize {
        let mark = self.facts.len();
        let end = self.items(at, hi, &Owner::Product);
        let known = self.facts[mark..]
            .iter()
            .all(|fact| !matches!(fact, Fact::Entity { .. } | Fact::ProductField { .. }));
        if end > at && known {
            return end;
        }
        self.facts.truncate(mark);
        self.unread_deed(None, at, hi)
    }

    /// `so that the doctor sees them`: why, and nothing to build.
    fn reason(&mut self, at: usize, hi: usize) -> usize {
        let start = at + usize::from(self.source.is_mark(at, ','));
        let why = self.source.low(start) == "so"
            || self.source.low(start) == "because"
            || self.source.low(start) == "in" && self.source.low(start + 1) == "order";
        if !why || function::is(function::NEGATIONS, self.source.low(start + 1)) {
            return at;
        }
        self.facts.push(Fact::Beside { span: Span::new(start, hi) });
        hi
    }

    /// `finished pieces` are pieces, of which some are not shown.
    fn without_participle(&self, mut noun: Noun) -> Noun {
        let whole = noun.words.len() == noun.span.to - noun.span.from;
        if noun.words.len() > 1 && noun.plural && whole && noun.words[0].ends_with("ed") {
            noun.words.remove(0);
            noun.span.from += 1;
        }
        noun
    }
}
