//! What is done to a record: `are assigned to`, `are approved by`, `is optional`, `is public`.

use protocol::requirements::{FeatureName, FieldKind, Visibility};

use super::Reader;
use super::relation::{Bond, said_from};
use crate::understand::fact::{Fact, FieldWish, Link, Noun, Only};
use crate::understand::lexicon::languages::spoken;
use crate::understand::lexicon::steps::Made;
use crate::understand::lexicon::verbs::{Act, Does, Form, Seen};
use crate::understand::lexicon::{fields, people};
use crate::understand::morph;
use crate::understand::token::Span;

/// Agents of one passive: `by members and librarians`.
const AGENTS_MAX: usize = 6;

impl Reader<'_> {
    pub(super) fn is(&mut self, subject: &Noun, at: usize, verb: usize, optional: bool, hi: usize) -> usize {
        let refined = self.refine_field(subject, at, hi);
        if refined > at {
            return refined;
        }
        let mut i = verb;
        while i < hi
            && i - verb < 4
            && matches!(
                self.source.low(i),
                "is" | "are" | "be" | "been" | "always" | "also" | "only" | "was" | "were" | "optionally"
            )
        {
            i += 1;
        }
        let limited = self.visible_to(subject, at, i, hi);
        if limited > at {
            return limited;
        }
        let by = self.linked(subject, at, i, optional, hi);
        if by > at {
            return by;
        }
        let either = self.or_not(subject, at, i, hi);
        if either > at {
            return either;
        }
        let seen = self.visible(subject, at, i, hi);
        if seen > at {
            return seen;
        }
        let done = self.done_by(subject, at, i, hi);
        if done > at { done } else { self.is_in_state(subject, at, i, hi) }
    }

    /// `assigned to members`, `part of a project`, `tagged with tags`, `written by authors`.
    fn linked(&mut self, subject: &Noun, at: usize, i: usize, optional: bool, hi: usize) -> usize {
        if let Some(end) = self.given_something(subject, at, i, hi) {
            return end;
        }
        // `the recipes are in Welsh and English`.
        if self.source.low(i) == "in" && spoken(self.source.low(i + 1)).is_some() {
            let end = self.language_list(i + 1, hi);
            self.facts.push(Fact::Unknown { span: Span::new(i, end) });
            return end;
        }
        let (link, name, len) = match (self.source.low(i), self.source.low(i + 1)) {
            ("assigned" | "allocated" | "given", "to") => (Link::Assigned, None, 2),
            ("linked" | "related" | "connected" | "attached" | "tied" | "added" | "bound", "to" | "with")
            | ("associated", "with" | "to") => (Link::Belongs, None, 2),
            ("part", "of")
            | (
                "stored" | "placed" | "located" | "kept" | "held" | "filed" | "contained",
                "in" | "on" | "at",
            ) => (Link::Belongs, None, 2),
            (
                "grouped" | "organized" | "organised" | "sorted" | "divided" | "categorized" | "categorised"
                | "collected",
                "by" | "into" | "in" | "under",
            ) => (Link::Belongs, None, 2),
            ("tagged" | "labelled" | "labeled" | "marked", "with") => (Link::Shared, None, 2),
            ("in" | "on" | "for" | "of" | "under" | "within" | "about", _) => (Link::Belongs, None, 1),
            ("owned", "by") => (Link::MadeBy, Some("owner"), 2),
            ("written" | "authored", "by") => (Link::MadeBy, Some("author"), 2),
            (
                "created" | "made" | "added" | "posted" | "submitted" | "placed" | "opened" | "filed"
                | "entered" | "recorded",
                "by",
            ) => (Link::MadeBy, None, 2),
            _ => return at,
        };
        let to = self.noun(i + len, hi);
        // `an employee is on one team or on none`.
        if let Some(to) = to.as_ref().filter(|to| link == Link::Belongs && to.determined) {
            let or = to.end();
            let none = or + 1 + usize::from(self.source.low(or + 1) == self.source.low(i));
            if self.source.low(or) == "or" && matches!(self.source.low(none), "none" | "nothing") {
                self.link_to(subject, at, i + len, hi, Bond { link, optional: true, name: None });
                return none + 1;
            }
        }
        // `the invitations are on paper`: what stands without any article is no one thing.
        let placed =
            link == Link::Belongs && matches!(self.source.low(i + len - 1), "in" | "on" | "at" | "within");
        let vague =
            |to: &Noun| !to.determined && !to.plural && !to.capital && !self.outlined.contains(&to.words);
        if placed && to.as_ref().is_some_and(vague) {
            return at;
        }
        // `written by editors only` keeps others from it.
        let only = (at..i + len + 1).any(|k| self.is_only_word(k))
            || to.as_ref().is_some_and(|to| matches!(self.source.low(to.end()), "only" | "alone"));
        if link == Link::MadeBy && only {
            return at;
        }
        let person = to.is_some_and(|to| people::is_person(to.head()));
        if link == Link::MadeBy && !person && !matches!(self.source.low(i), "written" | "owned") {
            return at;
        }
        self.link_to(subject, at, i + len, hi, Bond { link, optional, name })
    }

    /// `agents are assigned tickets`: the tickets are given to the agents.
    fn given_something(&mut self, subject: &Noun, at: usize, i: usize, hi: usize) -> Option<usize> {
        let given = matches!(self.source.low(i), "assigned" | "allocated" | "given");
        let what = self
            .noun(i + 1, hi)
            .filter(|what| given && people::is_person(subject.head()) && !people::is_person(what.head()))?;
        let end = what.end();
        let span = Span::new(said_from(subject, at), end);
        self.topic = Some(what.clone());
        self.facts.push(Fact::Link {
            from: what,
            to: subject.clone(),
            link: Link::Assigned,
            optional: true,
            name: None,
            span,
        });
        // `technicians are assigned work orders and complete them`.
        let after = self.separator(end, hi);
        let goes_on = after > end
            && self.any_verb(after).is_some_and(|verb| matches!(verb.form, Form::Base | Form::Third));
        let acted = if goes_on {
            self.acts(std::slice::from_ref(subject), Only::Nothing, after, after, hi)
        } else {
            after
        };
        Some(if goes_on && acted > after { acted } else { end })
    }

    /// `are done or not`: a yes or no.
    fn or_not(&mut self, subject: &Noun, at: usize, i: usize, hi: usize) -> usize {
        let end = i + 3;
        if end > hi
            || self.source.low(i + 1) != "or"
            || self.source.low(i + 2) != "not"
            || !self.source.is_word(i)
        {
            return at;
        }
        let word = self.source.low(i).to_owned();
        let wish = FieldWish {
            words: vec![word.clone()],
            last: word,
            plural: false,
            kind: Some(FieldKind::Boolean),
            constraints: Vec::new(),
            required: false,
            values: Vec::new(),
            file: false,
            span: Span::new(i, end),
        };
        self.named(subject);
        self.facts.push(Fact::Field { owner: subject.clone(), wish });
        end
    }

    /// `are public`, `is private`, `visible to everyone`.
    fn visible(&mut self, subject: &Noun, at: usize, i: usize, hi: usize) -> usize {
        let (visibility, end) = match (self.source.low(i), self.source.low(i + 1)) {
            ("public", _) => (Visibility::Public, i + 1),
            ("private" | "personal" | "confidential", _) => (Visibility::Owner, i + 1),
            ("visible" | "readable" | "open" | "accessible", "to") => match self.source.low(i + 2) {
                "everyone" | "anyone" | "all" | "everybody" | "visitors" | "guests" => {
                    (Visibility::Public, i + 3)
                }
                "members" | "users" => (Visibility::Members, i + 3),
                _ => return at,
            },
            _ => return at,
        };
        if end > hi {
            return at;
        }
        let span = Span::new(said_from(subject, at), end);
        self.facts.push(Fact::Sees { noun: Some(subject.clone()), visibility, span });
        end
    }

    /// `are approved by librarians`, `can be borrowed and reviewed by members`.
    pub(super) fn done_by(&mut self, subject: &Noun, at: usize, start: usize, hi: usize) -> usize {
        let mut verbs = Vec::new();
        let mut i = start;
        while let Some(verb) =
            self.any_verb(i).filter(|verb| i < hi && verb.form != Form::Third && verb.form != Form::Ing)
        {
            i += verb.len;
            verbs.push(verb);
            let next = self.separator(i, hi);
            if next == i || self.any_verb(next).is_none() {
                break;
            }
            i = next;
        }
        // `edited only by the manager`.
        let leading = self.is_only_word(i) && self.source.low(i + 1) == "by";
        i += usize::from(leading);
        if !verbs.is_empty() && self.source.low(i) != "by" {
            return self.done_by_makers(subject, at, start, &verbs, i, hi);
        }
        if verbs.is_empty() {
            return at;
        }
        let only =
            leading || self.source.low(i + 1) == "only" || (at..start).any(|k| self.source.low(k) == "only");
        let denied = (at..start).any(|k| {
            matches!(
                self.source.low(k),
                "not" | "cannot" | "can't" | "cant" | "never" | "mustn't" | "shouldn't" | "aren't"
            )
        });
        let mut actors = Vec::new();
        let mut end = i + 1 + usize::from(self.source.low(i + 1) == "only");
        while let Some(actor) = self.noun(end, hi).filter(|_| actors.len() < AGENTS_MAX) {
            end = actor.end();
            actors.push(actor);
            let next = self.separator(end, hi);
            if next == end || self.clause_starts(next, hi) {
                break;
            }
            end = next;
        }
        if actors.is_empty() {
            return at;
        }
        let end = actors.last().map_or(end, Noun::end);
        // `deleted by their owner or moderators`: whoever made them may anyway.
        let maker = |noun: &Noun| super::maker::MAKERS.contains(&noun.head()) && noun.own;
        if !only && !denied && actors.iter().any(|noun| !maker(noun)) {
            actors.retain(|noun| !maker(noun));
        }
        // `written by editors only`.
        let trailing = matches!(self.source.low(end), "only" | "alone") && end < hi;
        let (only, end) = (only || trailing, end + usize::from(trailing));
        let span = Span::new(said_from(subject, at), end);
        self.topic = Some(subject.clone());
        for verb in verbs {
            self.facts.push(Fact::Acts {
                actors: actors.clone(),
                verb,
                object: Some(subject.clone()),
                own: false,
                only: if only { Only::People } else { Only::Nothing },
                denied,
                span,
            });
        }
        end
    }

    /// `bookings can be cancelled`: by whoever makes them, as nobody else is named.
    fn done_by_makers(
        &mut self,
        subject: &Noun,
        at: usize,
        start: usize,
        verbs: &[Seen],
        end: usize,
        hi: usize,
    ) -> usize {
        const THEIRS: [&str; 4] = ["cancel", "withdraw", "return", "renew"];
        let lets = (at..start).any(|k| matches!(self.source.low(k), "can" | "may"));
        let denied = (at..start).any(|k| matches!(self.source.low(k), "not" | "never" | "only"));
        let whole = end >= hi || !self.source.is_word(end);
        if !lets || denied || !whole || !verbs.iter().all(|verb| THEIRS.contains(&verb.base)) {
            return at;
        }
        let record = morph::pascal(&subject.words);
        let makers = self.facts.iter().find_map(|fact| match fact {
            Fact::Acts { actors, verb, object: Some(object), denied: false, .. } => {
                let made = match verb.does {
                    Does::Makes(made) | Does::MakesNamed(made) => made == record,
                    Does::Acts(acts) => acts.contains(&Act::Create) && object.words == subject.words,
                    _ => false,
                };
                made.then(|| actors.clone())
            }
            _ => None,
        });
        let Some(actors) = makers else { return at };
        let span = Span::new(said_from(subject, at), end);
        self.topic = Some(subject.clone());
        for verb in verbs {
            self.facts.push(Fact::Acts {
                actors: actors.clone(),
                verb: *verb,
                object: Some(subject.clone()),
                own: true,
                only: Only::Nothing,
                denied: false,
                span,
            });
        }
        end
    }

    /// `tickets are open, in progress or closed`.
    fn is_in_state(&mut self, subject: &Noun, at: usize, i: usize, hi: usize) -> usize {
        let i = i + usize::from(self.source.low(i) == "either");
        let mark = self.facts.len();
        let (values, end) = self.state_values(subject, at, i, hi);
        let state = |value: &String| {
            Made::of(value, 0).is_some()
                || matches!(
                    value.as_str(),
                    "open"
                        | "new"
                        | "pending"
                        | "in_progress"
                        | "done"
                        | "active"
                        | "draft"
                        | "waiting"
                        | "todo"
                        | "inactive"
                        | "paid"
                        | "on_hold"
                )
        };
        // `rooms are clean, dirty or occupied`: one of three by whatever name.
        let whole = end >= hi || !self.source.is_word(end);
        let one_of = subject.plural
            && values.len() > 2
            && whole
            && (i..end).any(|k| self.source.low(k) == "or")
            && !(i..end).any(|k| matches!(self.source.low(k), "and" | "by" | "with" | "not"));
        if values.len() < 2 || !one_of && !values.iter().all(state) {
            self.facts.truncate(mark);
            return at;
        }
        let words = vec!["status".to_owned()];
        let wish = FieldWish {
            words,
            last: "status".into(),
            plural: false,
            kind: Some(FieldKind::Enum),
            constraints: Vec::new(),
            required: false,
            values,
            file: false,
            span: Span::new(said_from(subject, at), end),
        };
        self.named(subject);
        self.goes_through_field(subject, &wish);
        self.facts.push(Fact::Field { owner: subject.clone(), wish });
        end
    }

    /// Where a verb's object is a field or record of shared kind, for tests of plural heads.
    pub(super) fn shared_noun(&self, noun: &Noun) -> bool {
        fields::is_shared(noun.head()) && morph::is_plural(&noun.last)
    }

    /// A verb that names a capability, whatever its object; `limited` where it is said of some people alone.
    pub(super) fn capability_verb(&mut self, does: Does, limited: bool, span: Span) -> bool {
        self.facts.push(match does {
            Does::Unbuilt(name) => Fact::Unbuilt { name, span },
            // Whoever sees a list exports it: nothing would hold the others back.
            Does::Needs(FeatureName::CsvExport) if limited => {
                Fact::Unbuilt { name: "an export for some people alone", span }
            }
            Does::Needs(name @ (FeatureName::CsvExport | FeatureName::Attachments)) => {
                Fact::Feature { name, span }
            }
            _ => return false,
        });
        true
    }
}
