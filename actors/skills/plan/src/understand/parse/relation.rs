//! Statements about what a record has, belongs to, and passes through.

use protocol::requirements::Visibility;

use super::Reader;
use super::list::Owner;
use crate::understand::everyone::everyone;
use crate::understand::fact::{Fact, Link, Noun, Only};
use crate::understand::lexicon::{function, people, products};
use crate::understand::morph;
use crate::understand::token::Span;

/// Subjects of one statement: `members and librarians`.
const SUBJECTS_MAX: usize = 6;

impl Reader<'_> {
    /// A noun phrase and what is said of it.
    pub(super) fn subject_clause(&mut self, at: usize, hi: usize) -> usize {
        let only = matches!(self.source.low(at), "only");
        let start = at + usize::from(only);
        if let Some(end) = self.anybody(start, hi) {
            return end;
        }
        if let Some(end) = self.everybody(start, hi) {
            return end;
        }
        let Some((subjects, end)) = self.subjects(start, hi) else { return at };
        if let [subject] = subjects.as_slice() {
            let subject = self.contained(subject.clone(), hi);
            let end = subject.end();
            // `agents: manage properties, create leads`, in a list of who does what.
            let deeds =
                self.source.is_mark(end, ':') && self.any_verb(end + 1).is_some_and(|verb| !verb.noun);
            if deeds && people::is_person(subject.head()) {
                let only = if only { Only::People } else { Only::Nothing };
                let acted = self.acts(std::slice::from_ref(&subject), only, at, end + 1, hi);
                if acted > end + 1 {
                    return acted;
                }
            }
            let said = self.about_record(&subject, end, hi);
            if said > end {
                return said;
            }
            let defined = self.definition(&subject, end, hi);
            if defined > end {
                return defined;
            }
            if subject.plural {
                let related = self.of_relation(&subject, end, hi, Link::Belongs);
                if related > end {
                    return self.after_related(&subject, related, hi);
                }
            }
        }
        let only = if only { Only::People } else { Only::Nothing };
        let acted = self.acts(&subjects, only, at, end, hi);
        if acted > end {
            return acted;
        }
        self.bare(subjects, at, hi)
    }

    /// `reviews of books have a rating`.
    fn after_related(&mut self, subject: &Noun, at: usize, hi: usize) -> usize {
        let said = self.about_record(subject, at, hi);
        let defined = if said > at { said } else { self.definition(subject, at, hi) };
        defined.max(at)
    }

    fn subjects(&self, at: usize, hi: usize) -> Option<(Vec<Noun>, usize)> {
        let first = self.noun(at, hi)?;
        let mut end = self.past_whose(&first, hi);
        let mut subjects = vec![first];
        let mut i = end;
        while subjects.len() < SUBJECTS_MAX {
            let next = self.separator(i, hi);
            let Some(noun) = (next > i).then(|| self.noun(next, hi)).flatten() else { break };
            i = noun.end();
            subjects.push(noun);
            if self.predicate(i, hi) {
                end = i;
                return Some((subjects, end));
            }
        }
        subjects.truncate(1);
        Some((subjects, end))
    }

    /// `the warden of a hut confirms`: behind whose warden it is, where that is said of people who do something.
    pub(super) fn past_whose(&self, person: &Noun, hi: usize) -> usize {
        let end = person.end();
        if !people::is_person(person.head()) || !matches!(self.source.low(end), "of" | "for" | "at") {
            return end;
        }
        // Whose owner approves is whoever made it, and no kind of people.
        if matches!(person.head(), "owner" | "author" | "creator") {
            return end;
        }
        let does =
            |at: usize| self.verb(at).is_some() || matches!(self.source.low(at), "marks" | "mark" | "sets");
        let whose = self.noun(end + 1, hi).map(|noun| noun.end());
        whose.filter(|behind| *behind < hi && does(*behind)).unwrap_or(end)
    }

    /// `books` alone, after a heading or between clauses: a record if something else says so.
    fn bare(&mut self, subjects: Vec<Noun>, at: usize, hi: usize) -> usize {
        let Some(noun) = subjects
            .into_iter()
            .next()
            .filter(|noun| !matches!(noun.last.as_str(), "thanks" | "regards" | "cheers" | "greetings"))
        else {
            return at;
        };
        let end = noun.end();
        let last = end >= hi || self.source.is_mark(end, ',') || matches!(self.source.low(end), "and" | "or");
        if noun.plural && last && self.product.is_some() && !self.source.low(noun.span.from).ends_with("s's")
        {
            return self.items(at, hi, &Owner::Product).max(end);
        }
        at
    }

    /// `anyone can view posts`, `visible to everyone`.
    fn anybody(&mut self, at: usize, hi: usize) -> Option<usize> {
        let start = at + usize::from(self.source.low(at) == "the");
        if !people::is_anybody(&morph::singular(self.source.low(start))) {
            return None;
        }
        let mut i = start + 1;
        while i < hi
            && matches!(
                self.source.low(i),
                "can" | "may" | "should" | "be" | "able" | "to" | "will" | "freely"
            )
        {
            i += 1;
        }
        let mut reads = false;
        while let Some(verb) = self.any_verb(i).filter(|verb| {
            verb.does
                == crate::understand::lexicon::verbs::Does::Acts(&[
                    crate::understand::lexicon::verbs::Act::Read,
                ])
        }) {
            reads = true;
            i += verb.len;
            i = self.separator(i, hi);
        }
        // `guests see only their own` keeps them from all else.
        let limited = matches!(self.source.low(i), "only" | "just")
            && function::is(function::DETERMINERS, self.source.low(i + 1));
        if !reads || limited {
            return None;
        }
        let mut end = None;
        let ends = i >= hi || !self.source.is_word(i) || self.clause_starts(i, hi);
        if ends {
            self.facts.push(Fact::Sees {
                noun: None,
                visibility: Visibility::Public,
                span: Span::new(at, i),
            });
            return Some(i);
        }
        while let Some(noun) = self.noun(i, hi) {
            end = Some(noun.end());
            let span = Span::new(at, noun.end());
            i = self.separator(noun.end(), hi);
            let more = i > noun.end() && !self.clause_starts(i, hi);
            if noun.plural && !people::is_person(noun.head()) {
                self.facts.push(Fact::Entity { noun: noun.clone() });
            }
            self.facts.push(Fact::Sees { noun: Some(noun), visibility: Visibility::Public, span });
            if !more {
                break;
            }
        }
        end
    }

    /// `everybody comments on tickets`, `all users can upload files`, `anyone signed in can vote`, `both may reply`.
    fn everybody(&mut self, at: usize, hi: usize) -> Option<usize> {
        let end = self.all_who_sign_in(at)?;
        let everyone = everyone(Noun { span: Span::new(at, end), ..Noun::unnamed(at) });
        let acted = self.acts(&[everyone], Only::Nothing, at, end, hi);
        (acted > end).then_some(acted)
    }

    /// Where the words for all who sign in end. Of `anyone` alone it is not known that they do.
    fn all_who_sign_in(&self, at: usize) -> Option<usize> {
        let behind = match (self.source.low(at), self.source.low(at + 1), self.source.low(at + 2)) {
            ("everyone" | "everybody" | "both", _, _) => at + 1,
            ("all", "of", "them" | "these") => at + 3,
            ("all" | "every" | "any", "user" | "users" | "people" | "person" | "roles" | "role", _) => at + 2,
            ("all" | "every" | "any" | "each", _, _) => return self.signed_in(at + 1),
            ("anyone" | "anybody", _, _) => return self.signed_in(at + 1),
            _ => return None,
        };
        Some(self.signed_in(behind).unwrap_or(behind))
    }

    /// `who is logged in`, `with an account`, `registered users`: where it ends.
    fn signed_in(&self, at: usize) -> Option<usize> {
        let i = at + usize::from(matches!(self.source.low(at), "who" | "that"));
        let i = i + usize::from(matches!(self.source.low(i), "is" | "are" | "has" | "have"));
        let end = match (self.source.low(i), self.source.low(i + 1), self.source.low(i + 2)) {
            ("signed" | "logged", "in", _) => i + 2,
            ("signed", "-", "in") | ("logged", "-", "in") => i + 3,
            ("signed-in" | "logged-in" | "registered" | "authenticated", _, _) => i + 1,
            ("with", "an" | "a", "account" | "login") => i + 3,
            ("an", "account", _) => i + 2,
            _ => return None,
        };
        Some(end + usize::from(matches!(self.source.low(end), "user" | "users" | "people" | "person")))
    }

    /// Everything that may be said of a record: what it has, where it belongs, how it moves.
    pub(super) fn about_record(&mut self, subject: &Noun, at: usize, hi: usize) -> usize {
        let mut i = at;
        let optional = matches!(self.source.low(i), "can" | "may" | "could")
            || self.source.low(i + 1) == "optionally"
            || self.source.low(i) == "optionally";
        while i < hi
            && i - at < 4
            && matches!(
                self.source.low(i),
                "can"
                    | "may"
                    | "must"
                    | "should"
                    | "will"
                    | "could"
                    | "also"
                    | "always"
                    | "optionally"
                    | "each"
                    | "all"
            )
        {
            i += 1;
        }
        if let Some(end) = self.moved_when(subject, at, hi) {
            return end;
        }
        let denied = self.denied_passive(subject, at, i, hi);
        if denied > at {
            return denied;
        }
        let word = self.source.low(i);
        if self.needs(i) {
            return self.has(subject, at, i, hi);
        }
        if function::is(function::HAVE, word)
            && !(function::is(function::HAVE, word) && self.source.low(i + 1) == "to")
        {
            return self.has(subject, at, i, hi);
        }
        if matches!(word, "belong" | "belongs" | "belonging") && self.source.low(i + 1) == "to" {
            return self.link_to(subject, at, i + 2, hi, Bond { link: Link::Belongs, optional, name: None });
        }
        // `each line points at one variant`, `an order optionally uses a coupon`.
        let refers = matches!(word, "points" | "point" | "refers" | "refer")
            && matches!(self.source.low(i + 1), "at" | "to");
        let uses = matches!(word, "uses" | "use")
            && !people::is_person(subject.head())
            && matches!(self.source.low(i + 1), "a" | "an" | "one");
        if refers || uses {
            let start = i + 1 + usize::from(refers);
            return self.link_to(subject, at, start, hi, Bond { link: Link::Belongs, optional, name: None });
        }
        let stays = matches!(
            word,
            "live" | "lives" | "stay" | "stays" | "sit" | "sits" | "hang" | "hangs" | "fit" | "fits"
        );
        if stays && matches!(self.source.low(i + 1), "in" | "on" | "at" | "into") {
            return self.link_to(subject, at, i + 2, hi, Bond { link: Link::Belongs, optional, name: None });
        }
        if matches!(
            word,
            "go" | "goes" | "move" | "moves" | "pass" | "progress" | "progresses" | "transition"
        ) && matches!(self.source.low(i + 1), "from" | "through")
        {
            return self.states(subject, i + 2, at, hi);
        }
        if function::is(function::BE, word) || self.reduced(i) {
            return self.is(subject, at, i, optional, hi);
        }
        let many = self.has_to_do_with_many(subject, i, hi);
        if many > i { many } else { at }
    }

    fn reduced(&self, at: usize) -> bool {
        let word = self.source.low(at);
        (word.ends_with("ed") || matches!(word, "written" | "made" | "owned"))
            && matches!(self.source.low(at + 1), "by" | "to" | "with" | "into" | "in")
    }

    fn has(&mut self, subject: &Noun, at: usize, verb: usize, hi: usize) -> usize {
        let start = verb + 1 + usize::from(self.source.low(verb + 1) == "of");
        let start = self.lead_words(start, hi);
        let product = self.product.as_ref().is_some_and(|product| product.words == subject.words)
            || products::APP_NOUNS.contains(&subject.head());
        let owner = if product { Owner::Product } else { Owner::Record(subject.clone()) };
        let mark = self.facts.len();
        if !product {
            self.named(subject);
        }
        let end = self.items(start, hi, &owner);
        if end == start {
            self.facts.truncate(mark);
            return at;
        }
        end
    }

    /// A link to each noun of a list.
    pub(super) fn link_to(
        &mut self,
        subject: &Noun,
        at: usize,
        start: usize,
        hi: usize,
        bond: Bond,
    ) -> usize {
        let Bond { link, optional, name } = bond;
        let mut i = start + usize::from(self.source.low(start) == "exactly");
        let mut end = at;
        while let Some(to) = self.noun(i, hi) {
            end = to.end();
            let several = to.many || to.plural && matches!(link, Link::Belongs) && !subject.plural;
            let link = if several && link == Link::Belongs && !people::is_person(to.head()) {
                Link::Shared
            } else {
                link
            };
            let span = Span::new(said_from(subject, at), end);
            self.facts.push(Fact::Link {
                from: subject.clone(),
                to,
                link,
                optional,
                name: name.map(str::to_owned),
                span,
            });
            let next = self.separator(end, hi);
            if next == end || self.clause_starts(next, hi) || !self.starts_noun(next) {
                break;
            }
            i = next;
        }
        if end > at {
            self.named(subject);
        }
        end
    }

    /// `from pending to paid to shipped`, `through draft, review and published`.
    fn states(&mut self, subject: &Noun, start: usize, at: usize, hi: usize) -> usize {
        let mut states: Vec<String> = Vec::new();
        let mut i = start;
        let mut end = at;
        while i < hi {
            let (values, next) = self.values(i, hi);
            if next == i {
                break;
            }
            states.extend(values);
            end = next;
            let mut after = self.separator(next, hi);
            if matches!(self.source.low(after), "to" | "into" | "through" | "until") {
                i = after + 1 + usize::from(self.source.low(after + 1) == "either");
                continue;
            }
            if self.source.is_mark(after, '-') || self.source.is_mark(after, '→') {
                after += 1 + usize::from(self.source.is_mark(after + 1, '>'));
            }
            if after == next || self.clause_starts(after, hi) {
                break;
            }
            i = after;
        }
        if states.len() < 2 {
            return at;
        }
        self.named(subject);
        self.goes_through(subject, &states);
        self.facts.push(Fact::States {
            noun: subject.clone(),
            states,
            moves: Vec::new(),
            span: Span::new(said_from(subject, at), end),
        });
        end
    }

    /// Whether a refinement of a field, such as `is optional`, is what follows.
    pub(super) fn refine_field(&mut self, subject: &Noun, at: usize, hi: usize) -> usize {
        if subject.is_records() {
            return at;
        }
        let mut wish = self.wish(subject);
        let end = self.refine(&mut wish, at, hi);
        if end > at {
            self.facts.push(Fact::Refine { owner: self.topic.clone(), wish });
        }
        end
    }
}

/// How a statement ties its subject to what follows.
pub(super) struct Bond {
    pub link: Link,
    pub optional: bool,
    pub name: Option<&'static str>,
}

/// Where a statement starts: at its subject, unless that was named in another clause.
pub(super) fn said_from(subject: &Noun, at: usize) -> usize {
    let near = subject.end() <= at && at - subject.end() <= NEAR_TOKENS;
    if near { subject.span.from } else { at }
}

/// Words that may stand between a subject and what is said of it.
const NEAR_TOKENS: usize = 3;
